"""The past that a replay was played on, kept for as long as somebody moves a slider."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from .model.home import HomeContext
from .routines.timeline import Timeline
from .stages import async_past

KEPT_SECONDS = 300
"""How long after it was read a past is used again; then its memory is given back."""


class KeptPast:
    """The past of the last replay."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Start with nothing kept."""
        self._hass = hass
        self._known: tuple[int, int, Timeline] | None = None
        self._cancel: CALLBACK_TYPE | None = None

    async def async_get(
        self, options: Mapping[str, Any], home: HomeContext, days: int
    ) -> Timeline:
        """Return the last days of this home, read anew after some minutes or when the home has changed."""
        if self._known is not None:
            version, length, timeline = self._known
            if (version, length) == (home.version, days):
                return timeline
        timeline = await async_past(self._hass, options, home=home, days=days)
        self.async_forget()
        self._known = home.version, days, timeline
        self._cancel = async_call_later(self._hass, KEPT_SECONDS, self._async_expire)
        return timeline

    @callback
    def async_forget(self) -> None:
        """Give its memory back."""
        if self._cancel is not None:
            self._cancel()
            self._cancel = None
        self._known = None

    @callback
    def _async_expire(self, _: datetime) -> None:
        """Forget after a while."""
        self._cancel = None
        self.async_forget()
