"""Triggers and conditions of suggestions, live and without acting."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack
from copy import deepcopy
import time
from typing import Any

from homeassistant.components.automation.config import async_validate_config_item
from homeassistant.const import CONF_CONDITIONS, CONF_TRIGGERS, CONF_VARIABLES
from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import condition, trigger
from homeassistant.helpers.event import async_track_point_in_utc_time
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..const import DOMAIN, LOGGER
from ..model.suggestion import Suggestion, SuggestionStatus
from ..model.watch import Watch
from ..store import suggestions as stored_suggestions, watches as stored
from ..store.database import Database

type OnDue = Callable[[str], Awaitable[None]]


class Watches:
    """Attaches what is watched, notes when it would have acted, and tells when the days are over."""

    def __init__(self, hass: HomeAssistant, database: Database, on_due: OnDue) -> None:
        """Start with nothing attached."""
        self._hass = hass
        self._database = database
        self._on_due = on_due
        self._attached: dict[str, ExitStack] = {}

    @callback
    def async_start(self) -> CALLBACK_TYPE:
        """Go on with every watch once Home Assistant has started; the return value stops all."""
        stop = async_at_started(self._hass, self._async_resume)

        @callback
        def _async_stop() -> None:
            stop()
            for suggestion_id in list(self._attached):
                self._detach(suggestion_id)

        return _async_stop

    async def async_watch(self, watch: Watch, suggestion: Suggestion) -> None:
        """Begin a watch; HomeAssistantError or vol.Invalid where its triggers cannot be attached."""
        await self._async_attach(watch, suggestion)
        try:
            await stored.async_begin(self._database, watch, suggestion)
        except BaseException:
            self._detach(watch.suggestion_id)
            raise

    async def async_drop(self, suggestion_id: str) -> None:
        """End a watch, if there is one, and let go of what it noted."""
        self._detach(suggestion_id)
        await stored.async_end(self._database, suggestion_id)

    async def _async_resume(self, _: HomeAssistant) -> None:
        """Attach every watch that goes on; drop what is not watched any more."""
        for watch in (await stored.async_all(self._database)).values():
            suggestion = await stored_suggestions.async_get(
                self._database, watch.suggestion_id
            )
            if suggestion is None or suggestion.status is not SuggestionStatus.WATCHING:
                await self.async_drop(watch.suggestion_id)
            elif watch.verdict is None:
                await self._async_go_on(watch, suggestion)

    async def _async_go_on(self, watch: Watch, suggestion: Suggestion) -> None:
        """Attach a watch after a start, or have it judged when its days are over."""
        if watch.due <= time.time():
            await self._on_due(watch.suggestion_id)
            return
        try:
            await self._async_attach(watch, suggestion)
        except (HomeAssistantError, vol.Invalid) as err:
            LOGGER.warning("%s cannot be watched now: %s", suggestion.title, err)

    async def _async_attach(self, watch: Watch, suggestion: Suggestion) -> None:
        """Attach triggers, conditions and the end."""
        hass, key = self._hass, watch.suggestion_id
        name = f"Watch of {suggestion.title}"
        config = await async_validate_config_item(
            hass, key, {"id": key, **deepcopy(suggestion.automation)}
        )
        if config is None:
            raise _not_attached(suggestion)
        self._detach(key)
        with ExitStack() as stack:
            checker = await condition.async_conditions_from_config(
                hass, config.get(CONF_CONDITIONS) or [], LOGGER, name
            )
            stack.callback(checker.async_unload)

            async def _async_triggered(
                run_variables: Mapping[str, Any], context: Context | None = None
            ) -> None:
                at, variables = time.time(), dict(run_variables)
                if written := config.get(CONF_VARIABLES):
                    variables = written.async_render(hass, variables)
                if checker.async_check(variables=variables):
                    await stored.async_fired(self._database, key, at)

            detach = await trigger.async_initialize_triggers(
                hass, config[CONF_TRIGGERS], _async_triggered, DOMAIN, name, LOGGER.log
            )
            if detach is None:
                raise _not_attached(suggestion)
            stack.callback(detach)

            async def _async_over(_now: object) -> None:
                self._detach(key)
                await self._on_due(key)

            stack.callback(
                async_track_point_in_utc_time(
                    hass, _async_over, dt_util.utc_from_timestamp(watch.due)
                )
            )
            self._attached[key] = stack.pop_all()

    @callback
    def _detach(self, suggestion_id: str) -> None:
        """Let go of triggers, conditions and the end."""
        if stack := self._attached.pop(suggestion_id, None):
            stack.close()


def _not_attached(suggestion: Suggestion) -> HomeAssistantError:
    """Return the error of a suggestion whose triggers or conditions Home Assistant does not take."""
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key="watch_failed",
        translation_placeholders={"title": suggestion.title},
    )
