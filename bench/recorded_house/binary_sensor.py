"""Binary sensors of a recorded house."""

from typing import override

from homeassistant.components.binary_sensor import (
    DOMAIN as BINARY_SENSOR_DOMAIN,
    BinarySensorEntity,
)
from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import RecordedConfigEntry, RecordedEntity, async_add_recorded


async def async_setup_entry(
    hass: HomeAssistant,
    entry: RecordedConfigEntry,
    _async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Serve the binary sensors."""
    await async_add_recorded(hass, entry, BINARY_SENSOR_DOMAIN, RecordedBinarySensor)


class RecordedBinarySensor(RecordedEntity, BinarySensorEntity):
    """A binary sensor; the set_state action moves it."""

    @override
    def refresh(self) -> None:
        self._attr_is_on = None if self.text is None else self.text == STATE_ON
