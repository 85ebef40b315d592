"""Fills the own act log of a home with a year, for measuring what that adds to a night."""

from dataclasses import replace
from pathlib import Path

from custom_components.ai_automation.const import DATABASE_NAME
from custom_components.ai_automation.history import HistoryReader, Scope
from custom_components.ai_automation.home.cache import HomeContextCache
from custom_components.ai_automation.model.run import AnalysisRun, RunTrigger
from custom_components.ai_automation.stages import DAY
from custom_components.ai_automation.store.database import Database
from custom_components.ai_automation.store.runs import async_store_night

from .house import running_home

YEAR_OF_ACTS = 36_500


async def fill(config: Path, last: float) -> None:
    """Put a year of acts into the store: what is done in these weeks, thinned to 100 a day and told of the weeks before."""
    async with running_home(config) as hass:
        cache = HomeContextCache(hass)
        stop = cache.async_start()
        start = last - 29 * DAY
        history = await HistoryReader(hass).async_read(
            cache.async_get(), Scope(), start=start, end=start + 28 * DAY
        )
        stop()
    count = min(len(history.acts), YEAR_OF_ACTS * 28 // 365)
    chosen = [history.acts[n * len(history.acts) // count] for n in range(count)]
    acts = [
        replace(act, at=act.at - weeks * 7 * DAY, state_id=0)
        for weeks in range(4, 4 + 53, 4)
        for act in chosen
    ]
    database = await Database.async_open(config / DATABASE_NAME)
    try:
        run = AnalysisRun(run_id="run-0", trigger=RunTrigger.ASKED, started=start)
        newest = sorted(acts, key=lambda act: act.at)[-YEAR_OF_ACTS:]
        await async_store_night(database, run, [], newest, keep_after=0)
    finally:
        await database.async_close()
