"""The test that is going on, and what a killed one left behind."""

import asyncio
import time

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import (
    CALLBACK_TYPE,
    Context,
    Event,
    HomeAssistant,
    State,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.start import async_at_started
from homeassistant.util.json import json_loads_object

from ..const import DOMAIN, EVENT_TESTED, LOGGER
from ..store import trials as stored
from ..store.database import Database
from .prepared import Prepared, PreparedCache
from .trial import Trial, TrialResult, async_bring_back


class Trials:
    """Runs tests, one at a time."""

    def __init__(self, hass: HomeAssistant, database: Database) -> None:
        """Start with nothing prepared."""
        self.prepared = PreparedCache()
        self._hass = hass
        self._database = database
        self._running: Trial | None = None
        self._over = asyncio.Event()
        self._over.set()

    async def async_run(
        self, prepared: Prepared, *, restore: bool, context: Context
    ) -> TrialResult:
        """Test a suggestion; ServiceValidationError while another test goes on."""
        if self._running is not None:
            raise ServiceValidationError(
                translation_domain=DOMAIN, translation_key="test_running"
            )
        self._running = trial = Trial(self._hass, prepared, context)
        self._over.clear()
        try:
            return await self._async_run(trial, prepared, restore, context)
        finally:
            self._running = None
            self._over.set()

    async def _async_run(
        self, trial: Trial, prepared: Prepared, restore: bool, context: Context
    ) -> TrialResult:
        """Run a test under an event that tells it from a person's doing."""
        self._hass.bus.async_fire(
            EVENT_TESTED, {"suggestion_id": prepared.suggestion_id}, context=context
        )
        if not restore:
            return await trial.async_run(hold=False)
        await stored.async_begin(
            self._database,
            stored.Kept(
                suggestion_id=prepared.suggestion_id,
                at=time.time(),
                user_id=context.user_id,
                states=tuple(
                    json_loads_object(state.as_dict_json) for state in trial.kept
                ),
            ),
        )
        try:
            result = await trial.async_run(hold=True)
        finally:
            back = self._hass.async_create_task(self._async_put_back(trial))
            await asyncio.shield(back)
        return result

    async def _async_put_back(self, trial: Trial) -> None:
        """Put everything back, also when nobody waits for it any more."""
        await trial.async_put_back()
        await stored.async_end(self._database)

    @callback
    def async_put_back_now(self) -> bool:
        """End the test that goes on and let it put back; return whether there was one."""
        if self._running is None:
            return False
        self._running.async_end()
        return True

    async def async_stop(self) -> None:
        """End the test that goes on, and wait until everything is back."""
        self.async_put_back_now()
        await self._over.wait()

    async def async_start(self) -> CALLBACK_TYPE:
        """Put back what a killed test left, and end tests at shutdown; the return value stops that."""
        await self._async_recover()

        async def _async_stop(_: Event) -> None:
            await self.async_stop()

        return self._hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, _async_stop)

    async def _async_recover(self) -> None:
        """Put back what a killed test left, once the devices are there."""
        if (kept := await stored.async_left(self._database)) is None:
            return

        async def _async_put_back(hass: HomeAssistant) -> None:
            states = [State.from_dict(dict(state)) for state in kept.states]
            left = await async_bring_back(
                hass,
                [state for state in states if state is not None],
                Context(user_id=kept.user_id),
            )
            await stored.async_end(self._database)
            LOGGER.warning(
                "Home Assistant was stopped during a test of suggestion %s. "
                "Everything was put back%s",
                kept.suggestion_id,
                f", except {', '.join(left)}" if left else "",
            )

        async_at_started(self._hass, _async_put_back)
