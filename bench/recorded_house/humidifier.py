"""Humidifiers of a recorded house."""

from typing import override

from homeassistant.components.humidifier import (
    ATTR_HUMIDITY,
    DOMAIN as HUMIDIFIER_DOMAIN,
    HumidifierEntity,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import RecordedConfigEntry, SwitchedEntity, async_add_recorded


async def async_setup_entry(
    hass: HomeAssistant,
    entry: RecordedConfigEntry,
    _async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Serve the humidifiers."""
    await async_add_recorded(hass, entry, HUMIDIFIER_DOMAIN, RecordedHumidifier)


class RecordedHumidifier(SwitchedEntity, HumidifierEntity):
    """A humidifier."""

    @override
    def refresh(self) -> None:
        super().refresh()
        self._attr_target_humidity = self.extra(ATTR_HUMIDITY)

    @override
    async def async_set_humidity(self, humidity: int) -> None:
        await self.async_ask(self._text, **{ATTR_HUMIDITY: humidity})
