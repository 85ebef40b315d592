"""The own act log, which outlives what the recorder keeps."""

from collections.abc import Iterable, Iterator

import aiosqlite

from ..model.act import Act, Cause
from .database import Database
from .rows import Row, async_build, columns, from_json, insert, to_json

_COLUMNS = columns(Act)
_INSERT = f"{insert('acts', _COLUMNS)} ON CONFLICT DO NOTHING"
_WATERMARK = "acts_until"


async def async_read_acts(
    db: Database, *, before: float, since: float = 0.0
) -> list[Act]:
    """Return the acts from one moment on and earlier than another, oldest first; in epoch seconds."""
    rows = await db.async_fetch(
        f"SELECT {', '.join(_COLUMNS)} FROM acts"  # noqa: S608 own names only
        " WHERE at >= ? AND at < ? ORDER BY at, entity_id, state",
        (since, before),
    )
    return await async_build(_act, rows)


async def async_watermark(db: Database) -> float | None:
    """Return until when acts are logged, None before the first night."""
    rows = await db.async_fetch("SELECT value FROM meta WHERE name = ?", (_WATERMARK,))
    return float(rows[0][0]) if rows else None


async def async_log(
    connection: aiosqlite.Connection, acts: Iterable[Act], *, keep_after: float
) -> None:
    """Add the acts after the watermark, raise it, and drop what is too old.

    Part of a transaction of the caller. An earlier act is in the log already, maybe
    under another entity of its group, or its owner had it forgotten.
    """
    rows = await connection.execute_fetchall(
        "SELECT value FROM meta WHERE name = ?", (_WATERMARK,)
    )
    until = max((value for (value,) in rows), default=float("-inf"))
    fresh = [act for act in acts if act.at > until]
    if fresh:
        await connection.executemany(_INSERT, _rows(fresh))
        await connection.execute(
            "INSERT INTO meta (name, value) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (_WATERMARK, max(act.at for act in fresh)),
        )
    await connection.execute("DELETE FROM acts WHERE at < ?", (keep_after,))


def _rows(acts: Iterable[Act]) -> Iterator[Row]:
    """Yield the rows of acts; SQLite asks for them in its own thread."""
    for act in acts:
        yield (
            act.at,
            act.entity_id,
            act.old,
            act.state,
            act.cause.value,
            act.user_id,
            act.context_id,
            act.state_id,
            to_json(act.entity_ids),
        )


def _act(row: Row) -> Act:
    """Return the act of a row."""
    values = dict(zip(_COLUMNS, row, strict=True))
    values["cause"] = Cause(values["cause"])
    values["entity_ids"] = tuple(from_json(values["entity_ids"]))
    return Act(**values)
