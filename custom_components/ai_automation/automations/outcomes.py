"""Follows the runs of automations that were switched on: kept, or undone by a person."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
import time
from typing import Any

from homeassistant.components.automation import EVENT_AUTOMATION_TRIGGERED
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import (
    ATTR_ENTITY_ID,
    CONF_ID,
    EVENT_CALL_SERVICE,
    EVENT_STATE_CHANGED,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
)
from homeassistant.core import (
    CALLBACK_TYPE,
    Context,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.helpers.event import async_call_later

from ..home.cache import HomeContextCache
from ..store import outcomes as stored
from ..store.database import Database

WINDOW = 600
"""Seconds within which a person takes back what was not wanted."""

type OnUndone = Callable[[str], Awaitable[None]]

_ABSENT = {STATE_UNAVAILABLE, STATE_UNKNOWN}


@dataclass(slots=True, kw_only=True)
class _Run:
    """A run that is followed."""

    suggestion_id: str
    at: float
    context_id: str
    stop: CALLBACK_TYPE
    moved: dict[str, str] = field(default_factory=dict)
    """What it moved, with the state from before."""


class Outcomes:
    """Keeps what becomes of every run, and tells when one was taken back."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        database: Database,
        cache: HomeContextCache,
        on_undone: OnUndone,
    ) -> None:
        """Start with no run."""
        self._hass = hass
        self._entry = entry
        self._database = database
        self._cache = cache
        self._on_undone = on_undone
        self._deployed: dict[str, str] = {}
        self._runs: dict[str, _Run] = {}
        self._machines: set[str] = set()
        """Contexts under which something without an account called an action, while a run is followed."""
        self._stops: list[CALLBACK_TYPE] = []

    async def async_start(self) -> CALLBACK_TYPE:
        """Follow from now on; the return value stops it."""
        await self.async_refresh()
        stop = self._hass.bus.async_listen(
            EVENT_AUTOMATION_TRIGGERED, self._async_triggered
        )

        @callback
        def _async_stop() -> None:
            stop()
            for run in list(self._runs.values()):
                self._leave(run)

        return _async_stop

    async def async_refresh(self) -> None:
        """Read anew which automations are followed."""
        self._deployed = await stored.async_deployed(self._database)

    @callback
    def _async_triggered(self, event: Event) -> None:
        """Follow a run of an automation that was a suggestion."""
        state = self._hass.states.get(event.data[ATTR_ENTITY_ID])
        automation_id = state.attributes.get(CONF_ID) if state else None
        suggestion_id = self._deployed.get(str(automation_id))
        if suggestion_id is None or event.context.id in self._runs:
            return

        async def _async_over(_: object) -> None:
            await self._async_decide(run, kept=True)

        run = _Run(
            suggestion_id=suggestion_id,
            at=time.time(),
            context_id=event.context.id,
            stop=async_call_later(self._hass, WINDOW, _async_over),
        )
        if not self._runs:
            self._listen()
        self._runs[run.context_id] = run
        self._create_task(stored.async_fired(self._database, run.suggestion_id, run.at))

    def _listen(self) -> None:
        """Listen to what moves, as long as a run is followed."""
        bus = self._hass.bus
        self._stops = [
            bus.async_listen(EVENT_CALL_SERVICE, self._async_called),
            bus.async_listen(EVENT_STATE_CHANGED, self._async_moved),
        ]

    @callback
    def _leave(self, run: _Run) -> None:
        """Follow a run no more."""
        run.stop()
        self._runs.pop(run.context_id, None)
        if not self._runs:
            while self._stops:
                self._stops.pop()()
            self._machines.clear()

    @callback
    def _async_called(self, event: Event) -> None:
        """Remember what is no person's."""
        if event.context.user_id is None:
            self._machines.add(event.context.id)

    @callback
    def _async_moved(self, event: Event[EventStateChangedData]) -> None:
        """See whether a run moved something, or somebody brought it back."""
        old, new = event.data["old_state"], event.data["new_state"]
        if old is None or new is None or old.state == new.state:
            return
        if not _ABSENT.isdisjoint((old.state, new.state)):
            return
        for run in list(self._runs.values()):
            if run.context_id in (new.context.id, new.context.parent_id):
                run.moved.setdefault(new.entity_id, old.state)
            elif new.entity_id not in run.moved:
                continue
            elif not self._by_person(new.context):
                del run.moved[new.entity_id]
            elif new.state == run.moved[new.entity_id]:
                self._leave(run)
                self._create_task(self._async_decide(run, kept=False))

    def _by_person(self, context: Context) -> bool:
        """Return whether a person used the thing, itself or through Home Assistant."""
        if context.user_id is not None:
            user = self._cache.async_get().users.get(context.user_id)
            return user is None or not user.machine
        return context.parent_id is None and context.id not in self._machines

    async def _async_decide(self, run: _Run, *, kept: bool) -> None:
        """Keep what became of a run."""
        self._leave(run)
        await stored.async_decide(self._database, run.suggestion_id, run.at, kept=kept)
        if not kept:
            await self._on_undone(run.suggestion_id)

    @callback
    def _create_task(self, coroutine: Any) -> None:
        """Do something that ends before the entry is unloaded."""
        self._entry.async_create_task(self._hass, coroutine)
