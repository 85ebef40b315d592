"""Suggestions under watch and the moments at which they would have acted."""

from dataclasses import asdict

from ..model.suggestion import Suggestion
from ..model.watch import Watch, WatchVerdict
from .database import Database
from .rows import Row, async_build, columns, from_json, to_json, upsert
from .suggestions import async_write, row_of

_COLUMNS = columns(Watch)
_UPSERT = upsert("watches", "suggestion_id", _COLUMNS)


async def async_begin(db: Database, watch: Watch, suggestion: Suggestion) -> None:
    """Keep the beginning of a watch, together with the new status of its suggestion."""
    rows = [row_of(suggestion)]
    async with db.async_transaction() as connection:
        await async_write(connection, rows)
        await connection.execute(
            "DELETE FROM firings WHERE suggestion_id = ?", (watch.suggestion_id,)
        )
        await connection.execute(
            _UPSERT,
            (watch.suggestion_id, watch.started, watch.days, watch.user_id, None),
        )


async def async_fired(db: Database, suggestion_id: str, at: float) -> None:
    """Keep a moment at which it would have acted; of a watch that has ended, nothing."""
    async with db.async_transaction() as connection:
        await connection.execute(
            "INSERT OR IGNORE INTO firings (suggestion_id, at)"
            " SELECT suggestion_id, ? FROM watches WHERE suggestion_id = ?",
            (at, suggestion_id),
        )


async def async_firings(db: Database, suggestion_id: str) -> list[float]:
    """Return the moments at which it would have acted, in epoch seconds, oldest first."""
    rows = await db.async_fetch(
        "SELECT at FROM firings WHERE suggestion_id = ? ORDER BY at", (suggestion_id,)
    )
    return [at for (at,) in rows]


async def async_all(db: Database) -> dict[str, Watch]:
    """Return all watches, by suggestion."""
    rows = await db.async_fetch(f"SELECT {', '.join(_COLUMNS)} FROM watches")  # noqa: S608 own names only
    return {watch.suggestion_id: watch for watch in await async_build(_watch, rows)}


async def async_decide(db: Database, suggestion_id: str, verdict: WatchVerdict) -> None:
    """Keep what a watch showed."""
    async with db.async_transaction() as connection:
        await connection.execute(
            "UPDATE watches SET verdict = ? WHERE suggestion_id = ?",
            (to_json(asdict(verdict)), suggestion_id),
        )


async def async_end(db: Database, suggestion_id: str) -> None:
    """Let go of a watch and its moments."""
    async with db.async_transaction() as connection:
        await connection.execute(
            "DELETE FROM watches WHERE suggestion_id = ?", (suggestion_id,)
        )


def _watch(row: Row) -> Watch:
    """Return the watch of a row."""
    suggestion_id, started, days, user_id, verdict = row
    return Watch(
        suggestion_id=suggestion_id,
        started=started,
        days=days,
        user_id=user_id,
        verdict=WatchVerdict(**from_json(verdict)) if verdict else None,
    )
