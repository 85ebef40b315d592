"""Many suggestions at once, as a home has them after years."""

from dataclasses import replace
from pathlib import Path

from custom_components.ai_automation.const import DATABASE_NAME
from custom_components.ai_automation.model.run import AnalysisRun, RunTrigger
from custom_components.ai_automation.model.suggestion import SuggestionStatus
from custom_components.ai_automation.store import runs, suggestions as stored
from custom_components.ai_automation.store.database import Database

RUN = "crowd"


async def async_crowd(config: Path, count: int) -> None:
    """Store copies of what is suggested in a home until there are `count`; Home Assistant may be running."""
    database = await Database.async_open(config / DATABASE_NAME)
    try:
        known, _ = await stored.async_list(
            database, statuses=[SuggestionStatus.NEW], limit=200
        )
        copies = [
            replace(
                known[n % len(known)],
                suggestion_id=f"{RUN}-{n}",
                fingerprint=f"{RUN}-{n}",
                title=f"{known[n % len(known)].title} ({n})",
                run_id=RUN,
            )
            for n in range(count - len(known))
        ]
        run = AnalysisRun(
            run_id=RUN, trigger=RunTrigger.ASKED, started=known[0].created
        )
        await runs.async_store_night(database, run, copies, (), keep_after=0)
    finally:
        await database.async_close()


async def async_disperse(config: Path) -> None:
    """Take the copies away again."""
    database = await Database.async_open(config / DATABASE_NAME)
    try:
        async with database.async_transaction() as connection:
            await connection.execute("DELETE FROM suggestions WHERE run_id = ?", (RUN,))
            await connection.execute("DELETE FROM runs WHERE run_id = ?", (RUN,))
    finally:
        await database.async_close()
