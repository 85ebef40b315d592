"""Holding what the night found until people are up."""

from collections.abc import Sequence
from datetime import datetime, time

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_change

from . import notifications, phones
from .const import CONF_TELL_AT, CONF_TELL_TIMES, DEFAULT_TELL_AT
from .model.suggestion import Suggestion, SuggestionStatus
from .store import suggestions as stored, told
from .store.database import Database


class Morning:
    """Tells once a day what is new."""

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry, database: Database
    ) -> None:
        """Remember whom to tell."""
        self._hass = hass
        self._entry = entry
        self._database = database

    @callback
    def async_start(self) -> CALLBACK_TYPE:
        """Tell every morning; the return value stops it."""
        at = time.fromisoformat(self._entry.options.get(CONF_TELL_AT, DEFAULT_TELL_AT))
        return async_track_time_change(
            self._hass, self._async_up, hour=at.hour, minute=at.minute, second=0
        )

    async def async_hold(self, offered: Sequence[Suggestion]) -> None:
        """Keep what is newly offered until the morning."""
        if offered:
            await told.async_keep(
                self._database, [suggestion.suggestion_id for suggestion in offered]
            )

    async def async_tell(self, offered: Sequence[Suggestion]) -> None:
        """Tell now what is new, if there is anything."""
        if not offered:
            return
        details = bool(self._entry.options.get(CONF_TELL_TIMES, False))
        notifications.async_show(self._hass, offered, details=details)
        await phones.async_send(self._hass, self._entry.options, offered)

    async def _async_up(self, _: datetime) -> None:
        """Tell what waited, and is still new."""
        found = [
            await stored.async_get(self._database, suggestion_id)
            for suggestion_id in await told.async_take(self._database)
        ]
        await self.async_tell(
            [s for s in found if s is not None and s.status is SuggestionStatus.NEW]
        )
