"""How things were before the test that goes on, so that a killed Home Assistant can put them back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .database import Database
from .rows import Row, async_build, columns, from_json, insert, to_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The states before a test."""

    suggestion_id: str
    at: float
    """Epoch seconds."""
    user_id: str | None
    states: tuple[Mapping[str, Any], ...]
    """As Home Assistant writes states: entity_id, state, attributes and more."""


_COLUMNS = columns(Kept)
_INSERT = insert("trials", _COLUMNS)


async def async_begin(db: Database, kept: Kept) -> None:
    """Keep the states before a test; there is one test at a time."""
    states = to_json(list(kept.states))
    async with db.async_transaction() as connection:
        await connection.execute("DELETE FROM trials")
        await connection.execute(
            _INSERT, (kept.suggestion_id, kept.at, kept.user_id, states)
        )


async def async_end(db: Database) -> None:
    """Let go of the states; everything is back."""
    async with db.async_transaction() as connection:
        await connection.execute("DELETE FROM trials")


async def async_left(db: Database) -> Kept | None:
    """Return the states of a test that never ended."""
    rows = await db.async_fetch(f"SELECT {', '.join(_COLUMNS)} FROM trials")  # noqa: S608 own names only
    found = await async_build(_kept, rows)
    return found[0] if found else None


def _kept(row: Row) -> Kept:
    """Return what a row tells."""
    suggestion_id, at, user_id, states = row
    return Kept(
        suggestion_id=suggestion_id,
        at=at,
        user_id=user_id,
        states=tuple(from_json(states)),
    )
