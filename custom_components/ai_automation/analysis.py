"""When the analysis runs, one at a time, and what is kept of each run."""

import asyncio
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
import time
from types import ModuleType
from typing import TYPE_CHECKING, Any
import zlib

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.event import async_track_time_change
from homeassistant.helpers.importlib import async_import_module
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util
from homeassistant.util.ulid import ulid_now

from .const import (
    CONF_DAYS,
    CONF_HOUR,
    DEFAULT_DAYS,
    DEFAULT_HOUR,
    DOMAIN,
    LOGGER,
    SIGNAL_RUN,
)
from .home.cache import HomeContextCache
from .language.language_model import LanguageModel
from .model.run import AnalysisRun, RunStatus, RunTrigger, Stage
from .model.suggestion import Suggestion
from .morning import Morning
from .mqtt import async_publish_complete
from .noticing import async_notice_deleted
from .store import runs as stored_runs, usage as stored_usage
from .store.database import Database
from .troubles import async_look

if TYPE_CHECKING:
    from .history import HistoryReader

MADE_UP_DELAY = 300
"""Seconds after the start before a missed night is made up: starting comes first."""


class Analysis:
    """Runs the analysis at night and when asked, never two at a time."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        database: Database,
        cache: HomeContextCache,
        language: LanguageModel | None = None,
    ) -> None:
        """Prepare; nothing heavy is imported before the first run."""
        self.hass = hass
        self.entry = entry
        self.database = database
        self.cache = cache
        self.language = language
        self.running: AnalysisRun | None = None
        self.last_run: AnalysisRun | None = None
        self._task: asyncio.Task[None] | None = None
        self._reader: HistoryReader | None = None
        self._listeners: set[Callable[[], None]] = set()
        self.morning = Morning(hass, entry, database)

    @property
    def progress(self) -> int | None:
        """Return the share of stages that are done, in per cent; None when idle."""
        if self.running is None:
            return None
        return 100 * len(self.running.stages) // len(Stage)

    @property
    def minute(self) -> int:
        """Return the minute of the nightly run; homes differ, a home keeps its own."""
        return zlib.crc32(self.entry.entry_id.encode()) % 60

    @property
    def _hour(self) -> int:
        """Return the hour of the nightly run."""
        return int(self.entry.options.get(CONF_HOUR, DEFAULT_HOUR))

    @callback
    def async_subscribe(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call the listener after every step; the return value stops that."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    @callback
    def async_schedule(self) -> CALLBACK_TYPE:
        """Run every night, and make up for one that was missed."""
        unsubscribes = [
            async_track_time_change(
                self.hass,
                self._async_night,
                hour=self._hour,
                minute=self.minute,
                second=0,
            ),
            async_at_started(self.hass, self._async_make_up),
        ]

        @callback
        def _async_stop() -> None:
            for unsubscribe in unsubscribes:
                unsubscribe()

        return _async_stop

    async def async_recover(self) -> None:
        """Mark what a restart interrupted, and remember the last run."""
        await stored_runs.async_mark_interrupted(self.database, time.time())
        last = await stored_runs.async_last(self.database, limit=1)
        self.last_run = last[0] if last else None

    async def _async_night(self, _: datetime) -> None:
        """Start the nightly run."""
        self.async_start(RunTrigger.NIGHTLY)

    async def _async_make_up(self, _: HomeAssistant) -> None:
        """Start the run of a night in which Home Assistant was off."""
        if self.last_run is None:
            return
        now = dt_util.now()
        due = now.replace(hour=self._hour, minute=self.minute, second=0, microsecond=0)
        if due > now:
            due -= timedelta(days=1)
        if self.last_run.started >= due.timestamp():
            return
        self.entry.async_create_background_task(
            self.hass, self._async_start_later(), "ai_automation made-up night"
        )

    async def _async_start_later(self) -> None:
        """Start the made-up run once the start has settled."""
        await asyncio.sleep(MADE_UP_DELAY)
        self.async_start(RunTrigger.MADE_UP)

    @callback
    def async_start(
        self,
        trigger: RunTrigger,
        *,
        days: int | None = None,
        targets: Collection[str] | None = None,
    ) -> AnalysisRun:
        """Start a run and return it; it is filled in while it goes on."""
        run = AnalysisRun(run_id=ulid_now(), trigger=trigger, started=time.time())
        if self.running is not None:
            why = HomeAssistantError(
                translation_domain=DOMAIN, translation_key="already_running"
            )
            run.status, run.reason = RunStatus.SKIPPED, why.translation_key
            run.detail = str(why)
            run.finished = run.started
            self.entry.async_create_task(
                self.hass,
                stored_runs.async_start(self.database, run),
                "ai_automation skipped run",
            )
            return run
        self.running = run
        self._task = self.entry.async_create_background_task(
            self.hass,
            self._async_work(
                run,
                days or int(self.entry.options.get(CONF_DAYS, DEFAULT_DAYS)),
                None if targets is None else frozenset(targets),
            ),
            "ai_automation analysis",
        )
        self._async_notify()
        return run

    async def async_run(
        self,
        trigger: RunTrigger,
        *,
        days: int | None = None,
        targets: Collection[str] | None = None,
    ) -> AnalysisRun:
        """Run the analysis and return how it went; a caller who leaves does not end it."""
        run = self.async_start(trigger, days=days, targets=targets)
        if run is self.running and self._task is not None:
            await asyncio.wait({self._task})
        return run

    async def async_cancel(self) -> None:
        """End the run that goes on, if any, and wait until it has."""
        if self._task is None or self._task.done():
            return
        self._task.cancel()
        await asyncio.wait({self._task})

    async def async_load(self) -> ModuleType:
        """Import the stages, away from the event loop."""
        return await async_import_module(self.hass, f"{__package__}.stages")

    async def _async_work(
        self, run: AnalysisRun, days: int, targets: frozenset[str] | None
    ) -> None:
        """Go through the stages and keep how it ended, whatever happens."""
        try:
            await stored_runs.async_start(self.database, run)
            stages = await self.async_load()
            await async_notice_deleted(self.hass, self.database, self.cache)
            if self._reader is None:
                self._reader = stages.HistoryReader(self.hass)
            offered = await stages.async_analyse(
                self.hass,
                self.entry.options,
                database=self.database,
                cache=self.cache,
                reader=self._reader,
                run=run,
                stage=self._stage,
                days=days,
                targets=targets,
                language=self.language,
            )
        except asyncio.CancelledError:
            run.status = RunStatus.CANCELLED
            await asyncio.shield(self._async_end(run))
            raise
        except HomeAssistantError as err:
            run.status, run.reason = RunStatus.FAILED, err.translation_key or "failed"
            run.detail = str(err)
            LOGGER.error("The analysis failed: %s", err)
            await self._async_end(run)
            await self._async_publish(run)
        except Exception as err:  # noqa: BLE001 the run must say that it failed
            why = HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="failed",
                translation_placeholders={"error": repr(err)},
            )
            run.status, run.reason = RunStatus.FAILED, why.translation_key
            run.detail = str(why)
            LOGGER.exception("The analysis failed unexpectedly")
            await self._async_end(run)
            await self._async_publish(run)
        else:
            await self._async_end(run)
            await self._async_tell(run, offered)
            stages.async_tell_offered(self.hass, offered)
            await self._async_publish(run, len(offered))
            await self._async_look_after()

    async def _async_look_after(self) -> None:
        """See how those do that were switched on."""
        golden = await async_import_module(self.hass, f"{__package__}.golden")
        try:
            await golden.async_compare(
                self.hass, self.entry.options, self.database, self.cache
            )
            await async_look(self.hass, self.database, self.cache)
        except HomeAssistantError as err:
            LOGGER.error("What was switched on could not be looked after: %s", err)

    async def _async_tell(
        self, run: AnalysisRun, offered: Sequence[Suggestion]
    ) -> None:
        """Tell the owner what is new: at once who asked for it, else in the morning."""
        if run.trigger is RunTrigger.ASKED:
            await self.morning.async_tell(offered)
        else:
            await self.morning.async_hold(offered)

    async def _async_publish(self, run: AnalysisRun, offered: int = 0) -> None:
        """Tell other systems that a run is over."""
        await async_publish_complete(
            self.hass, self.entry.options, run, offered=offered
        )

    async def _async_end(self, run: AnalysisRun) -> None:
        """Keep how the run ended."""
        run.finished = time.time()
        self.running, self.last_run = None, run
        try:
            tokens = await stored_usage.async_of_run(self.database, run.run_id)
            run.tokens = tokens.total
            await stored_runs.async_finish(self.database, run)
        except HomeAssistantError as err:
            LOGGER.error("The run could not be written down: %s", err)
        self._async_notify()

    @contextmanager
    def _stage(self, run: AnalysisRun, stage: Stage) -> Generator[None, Any]:
        """Measure one stage, in seconds."""
        started = time.monotonic()
        try:
            yield
        finally:
            run.stages[stage.value] = round(time.monotonic() - started, 3)
            self._async_notify()

    @callback
    def _async_notify(self) -> None:
        """Tell all who follow."""
        for listener in tuple(self._listeners):
            listener()
        async_dispatcher_send(self.hass, SIGNAL_RUN, self.progress)
