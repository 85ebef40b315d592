"""What became of the runs of automations that were switched on."""

from ..model.outcome import Outcome
from .database import Database
from .rows import Row, async_build, marks


async def async_deployed(db: Database) -> dict[str, str]:
    """Return the suggestions that are switched on, by the id of their automation."""
    rows = await db.async_fetch(
        "SELECT automation_id, suggestion_id FROM deployments"
        " WHERE pending IS NOT 'accept'"
    )
    return dict(rows)


async def async_fired(db: Database, suggestion_id: str, at: float) -> None:
    """Keep a run; of a suggestion that was forgotten, nothing."""
    async with db.async_transaction() as connection:
        await connection.execute(
            "INSERT OR IGNORE INTO outcomes (suggestion_id, at)"
            " SELECT suggestion_id, ? FROM suggestions WHERE suggestion_id = ?",
            (at, suggestion_id),
        )


async def async_decide(
    db: Database, suggestion_id: str, at: float, *, kept: bool
) -> None:
    """Keep whether a run was left as it was."""
    async with db.async_transaction() as connection:
        await connection.execute(
            "UPDATE outcomes SET kept = ? WHERE suggestion_id = ? AND at = ?",
            (int(kept), suggestion_id, at),
        )


async def async_of(db: Database, *suggestion_ids: str) -> list[Outcome]:
    """Return the runs of suggestions' automations, oldest first."""
    rows = await db.async_fetch(
        f"""
        SELECT suggestion_id, at, kept FROM outcomes
        WHERE suggestion_id IN ({marks(suggestion_ids)}) ORDER BY at
        """,  # noqa: S608 marks only
        suggestion_ids,
    )
    return await async_build(_outcome, rows)


async def async_since(db: Database, suggestion_id: str, since: float) -> list[Outcome]:
    """Return the runs since a moment, in epoch seconds, oldest first; forgiven ones left out."""
    rows = await db.async_fetch(
        "SELECT suggestion_id, at, kept FROM outcomes"
        " WHERE suggestion_id = ? AND at >= ? AND NOT forgiven ORDER BY at",
        (suggestion_id, since),
    )
    return await async_build(_outcome, rows)


async def async_forgive(db: Database, suggestion_id: str) -> None:
    """Let what was taken back until now count no more."""
    async with db.async_transaction() as connection:
        await connection.execute(
            "UPDATE outcomes SET forgiven = 1 WHERE suggestion_id = ?",
            (suggestion_id,),
        )


def _outcome(row: Row) -> Outcome:
    """Return the outcome of a row."""
    suggestion_id, at, kept = row
    return Outcome(
        suggestion_id=suggestion_id, at=at, kept=None if kept is None else bool(kept)
    )
