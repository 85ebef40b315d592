"""How the production code sets the connections of a real file."""

from pathlib import Path
import sqlite3
from unittest.mock import patch

import aiosqlite
import pytest

from custom_components.ai_automation.store import schema
from custom_components.ai_automation.store.database import Database

from .errors import told

EXPECTED = {
    "journal_mode": "wal",
    "synchronous": 1,
    "cache_size": -64 * 1024,
    "foreign_keys": 1,
    "busy_timeout": 30_000,
    "temp_store": 2,
    "secure_delete": 1,
}


async def _pragma(connection: aiosqlite.Connection, name: str) -> object:
    ((value,),) = await connection.execute_fetchall(f"PRAGMA {name}")
    return value


@pytest.mark.parametrize(("name", "value"), EXPECTED.items())
async def test_setting(db: Database, name: str, value: object) -> None:
    async with db.async_transaction() as writer:
        pass
    assert await _pragma(writer, name) == value
    assert await _pragma(db.reader, name) == value


async def test_wal_is_really_on(db: Database, path: Path) -> None:
    """The file itself says so, and what was committed is in the log beside it."""
    header = path.read_bytes()[:100]
    assert header[18:20] == b"\x02\x02"
    log = path.with_name(path.name + "-wal")
    before = log.stat().st_size
    async with db.async_transaction() as writer:
        await writer.execute("INSERT INTO meta (name, value) VALUES ('a', 1)")
    assert log.stat().st_size > before
    assert path.read_bytes()[:100] == header


async def test_reader_cannot_write(db: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await db.reader.execute("DELETE FROM meta")


async def test_foreign_keys_hold(db: Database) -> None:
    with told(words="FOREIGN KEY"):
        async with db.async_transaction() as writer:
            await writer.execute(
                "INSERT INTO suggestions VALUES ('s', 'nobody', 'new', 1, 0, 0, 0, '', '{}')"
            )


async def test_refused_setting_raises(path: Path) -> None:
    """A setting that SQLite does not take is not passed over."""
    wrong = (("synchronous", "NORMAL", 2),)
    with (
        patch.object(schema, "SETTINGS", wrong),
        told("database_setting", "synchronous 2 1"),
    ):
        await Database.async_open(path)


async def test_reader_that_cannot_be_set(path: Path) -> None:
    """Both connections are closed again."""
    opened = []

    def _second_fails(connection: sqlite3.Connection) -> None:
        opened.append(connection)
        if len(opened) == 2:
            raise sqlite3.OperationalError("disk I/O error")

    with (
        patch.object(schema, "configure", _second_fails),
        told(words="disk I/O error"),
    ):
        await Database.async_open(path)
    assert len(opened) == 2
    for connection in opened:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("SELECT 1")
