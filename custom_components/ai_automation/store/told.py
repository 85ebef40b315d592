"""What waits to be told in the morning."""

from collections.abc import Collection
from typing import Final

from .database import Database
from .rows import from_json, to_json

_NAME: Final = "to_tell"
_KEEP = "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)"


async def async_keep(db: Database, suggestion_ids: Collection[str]) -> None:
    """Keep what to tell; what waits already stays, each once."""
    async with db.async_transaction() as connection:
        waiting = await _async_read(db)
        told = list(dict.fromkeys([*waiting, *suggestion_ids]))
        await connection.execute(_KEEP, (_NAME, to_json(told)))


async def async_take(db: Database) -> list[str]:
    """Return what waits, and let it wait no more."""
    waiting = await _async_read(db)
    if waiting:
        async with db.async_transaction() as connection:
            await connection.execute("DELETE FROM meta WHERE name = ?", (_NAME,))
    return waiting


async def _async_read(db: Database) -> list[str]:
    """Return what waits."""
    rows = await db.async_fetch("SELECT value FROM meta WHERE name = ?", (_NAME,))
    return from_json(rows[0][0]) if rows else []
