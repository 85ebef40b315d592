"""What the entities show, kept up to date as runs and suggestions change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util import dt as dt_util

from .analysis import Analysis
from .automations.outcomes import Outcomes
from .automations.trials import Trials
from .automations.watch import Watches
from .const import DOMAIN, LOGGER
from .conversations import Conversations
from .home.cache import HomeContextCache
from .language.language_model import LanguageModel
from .ledger import StoreLedger
from .model.run import RunStatus
from .model.suggestion import SuggestionStatus
from .store import suggestions as stored
from .store.database import Database
from .store.usage import Tokens

if TYPE_CHECKING:
    # It brings arrays with it, which nobody needs before the panel asks.
    from .kept_past import KeptPast

type AiAutomationConfigEntry = ConfigEntry[AiAutomationData]

LISTED = 100
"""How many suggestions the to-do list holds."""


@dataclass(slots=True, kw_only=True)
class AiAutomationData:
    """What the entry holds while it is loaded."""

    database: Database
    cache: HomeContextCache
    analysis: Analysis
    coordinator: SuggestionCoordinator
    language: LanguageModel | None
    """None where the entry has no language model."""
    conversations: Conversations
    trials: Trials
    watches: Watches
    outcomes: Outcomes
    past: KeptPast | None = None
    """What the last replay of the panel was played on."""


class AnalysisStatus(StrEnum):
    """What the analysis is doing."""

    IDLE = "idle"
    RUNNING = "running"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The figures the entities show."""

    new_suggestions: int
    waiting: tuple[tuple[str, str], ...]
    """Ids and titles of the worthiest of them."""
    last_analysis: datetime | None
    status: AnalysisStatus
    progress: int | None
    """Per cent of the stages that are done, while a run goes on."""
    used: Mapping[str, Tokens]
    """What the language model used this month, by purpose."""

    @property
    def tokens(self) -> int:
        """Return all tokens of the month."""
        return sum(tokens.total for tokens in self.used.values())

    @property
    def cost(self) -> float | None:
        """Return what the month cost as far as prices were known; None where none was."""
        known = [t.cost for t in self.used.values() if t.cost is not None]
        return round(sum(known), 4) if known else None


class SuggestionCoordinator(DataUpdateCoordinator[Overview]):
    """Turns what is stored into what the entities show; told, never polling."""

    config_entry: AiAutomationConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: AiAutomationConfigEntry,
        database: Database,
        analysis: Analysis,
        ledger: StoreLedger,
    ) -> None:
        """Remember where to read."""
        super().__init__(
            hass, LOGGER, config_entry=entry, name=DOMAIN, update_interval=None
        )
        self._database = database
        self._analysis = analysis
        self._ledger = ledger

    @callback
    def async_start(self) -> CALLBACK_TYPE:
        """Follow the runs and the calls of the language model; the return value stops following."""
        stops = (
            self._analysis.async_subscribe(self._async_changed),
            self._ledger.async_subscribe(self._async_changed),
        )

        @callback
        def _async_stop() -> None:
            for stop in stops:
                stop()

        return _async_stop

    @callback
    def _async_changed(self) -> None:
        """Read again after a run made a step."""
        self.config_entry.async_create_task(self.hass, self.async_refresh())

    @override
    async def _async_update_data(self) -> Overview:
        """Read the figures from the store and the run."""
        _, new = await stored.async_list(
            self._database, statuses={SuggestionStatus.NEW}, limit=0
        )
        last, running = self._analysis.last_run, self._analysis.running
        if running is not None:
            status = AnalysisStatus.RUNNING
        elif last is not None and last.status is RunStatus.FAILED:
            status = AnalysisStatus.FAILED
        else:
            status = AnalysisStatus.IDLE
        finished = last.finished if last is not None else None
        return Overview(
            new_suggestions=new,
            waiting=tuple(await stored.async_titles(self._database, limit=LISTED)),
            last_analysis=dt_util.utc_from_timestamp(finished) if finished else None,
            status=status,
            progress=self._analysis.progress,
            used=await self._ledger.async_month(),
        )
