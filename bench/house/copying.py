"""Copies a recorder database from an SQLite file to a database server."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from homeassistant.components.recorder.db_schema import Base
from sqlalchemy import Connection, Table, create_engine, func, insert, select, text

BATCH = 5000


def copy_recorder(path: Path, url: str) -> None:
    """Copy every row of the recorder's tables into an empty database.

    The tables are the recorder's own as it makes them there, with all their keys.
    """
    source, target = create_engine(f"sqlite:///{path}"), create_engine(url)
    try:
        Base.metadata.create_all(target)
        with source.connect() as reading, target.begin() as writing:
            for table in Base.metadata.sorted_tables:
                _copy(table, reading, writing)
                if target.dialect.name == "postgresql":
                    _count_on(table, writing)
    finally:
        source.dispose()
        target.dispose()


def _copy(table: Table, reading: Connection, writing: Connection) -> None:
    """Copy a table in the order of its keys: a row may point to an earlier one."""
    statement = select(table).order_by(*table.primary_key)
    rows = reading.execution_options(yield_per=BATCH).execute(statement)
    for batch in rows.mappings().partitions(BATCH):
        writing.execute(insert(table), [_told(row) for row in batch])


def _told(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a row whose moments say that they are in UTC, which SQLite leaves out."""
    return {
        str(name): value.replace(tzinfo=UTC) if isinstance(value, datetime) else value
        for name, value in row.items()
    }


def _count_on(table: Table, writing: Connection) -> None:
    """Let the next row get the next number; only PostgreSQL does not see to that itself."""
    [key] = table.primary_key
    if key.identity is None:
        return
    if last := writing.execute(select(func.max(key))).scalar():
        counter = text("SELECT setval(pg_get_serial_sequence(:table, :key), :last)")
        writing.execute(counter, {"table": table.name, "key": key.name, "last": last})
