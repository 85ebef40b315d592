"""Phones of a recorded house."""

from typing import override

from homeassistant.components.device_tracker import (
    DOMAIN as DEVICE_TRACKER_DOMAIN,
    TrackerEntity,
)
from homeassistant.const import STATE_HOME
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import RecordedConfigEntry, RecordedEntity, async_add_recorded


async def async_setup_entry(
    hass: HomeAssistant,
    entry: RecordedConfigEntry,
    _async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Serve the phones."""
    await async_add_recorded(hass, entry, DEVICE_TRACKER_DOMAIN, RecordedTracker)


class RecordedTracker(RecordedEntity, TrackerEntity):
    """A phone that is at home or far away."""

    @property
    @override
    def latitude(self) -> float | None:
        if self.text is None:
            return None
        home = self.hass.config.latitude
        return home if self.text == STATE_HOME else home - 0.1

    @property
    @override
    def longitude(self) -> float | None:
        return None if self.text is None else self.hass.config.longitude
