"""Statements made from the fields of a noun, and its values as JSON columns."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import fields
from typing import Any

import orjson

from .errors import StoreError

type Row = tuple[Any, ...]


def columns(noun: type[Any]) -> tuple[str, ...]:
    """Return the columns of a noun: its fields, in order."""
    return tuple(field.name for field in fields(noun))


def marks(values: Collection[Any]) -> str:
    """Return as many question marks as there are values."""
    return ", ".join("?" * len(values))


def insert(table: str, names: Sequence[str]) -> str:
    """Return the statement that adds a row."""
    marks = ", ".join("?" * len(names))
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 own names only


def update(table: str, key: str, names: Sequence[str]) -> str:
    """Return the statement that brings a row up to date; the key is asked for once more."""
    news = ", ".join(f"{name} = ?" for name in names)
    return f"UPDATE {table} SET {news} WHERE {key} = ?"  # noqa: S608 own names only


def upsert(table: str, key: str, names: Sequence[str]) -> str:
    """Return the statement that adds a row, or brings the one with its key up to date."""
    news = ", ".join(f"{name} = excluded.{name}" for name in names if name != key)
    return f"{insert(table, names)} ON CONFLICT ({key}) DO UPDATE SET {news}"


def to_json(value: Any) -> str:
    """Return a value as JSON; TypeError for what JSON cannot hold."""
    return orjson.dumps(value).decode()


def from_json(text: str) -> Any:
    """Return the value that `to_json` wrote."""
    return orjson.loads(text)


async def async_build[T](build: Callable[[Row], T], rows: Sequence[Row]) -> list[T]:
    """Return what rows stand for; StoreError when one cannot be read.

    Built in a worker thread: a year's acts would hold up the event loop.
    """
    loop = asyncio.get_running_loop()
    try:
        return await loop.run_in_executor(None, lambda: [build(row) for row in rows])
    except (KeyError, TypeError, ValueError) as err:
        raise StoreError(error=f"a row cannot be read: {err!r}") from err
