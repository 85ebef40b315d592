"""Sensors of a recorded house."""

from datetime import datetime
from typing import override

from homeassistant.components.sensor import (
    DOMAIN as SENSOR_DOMAIN,
    SensorDeviceClass,
    SensorEntity,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .entity import RecordedConfigEntry, RecordedEntity, async_add_recorded


async def async_setup_entry(
    hass: HomeAssistant,
    entry: RecordedConfigEntry,
    _async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Serve the sensors."""
    await async_add_recorded(hass, entry, SENSOR_DOMAIN, RecordedSensor)


class RecordedSensor(RecordedEntity, SensorEntity):
    """A sensor; the set_state action moves it."""

    @override
    def set_up(self) -> None:
        self._attr_native_unit_of_measurement = self._recorded["unit_of_measurement"]
        self._attr_options = self.extra("options")

    @override
    def refresh(self) -> None:
        self._attr_native_value = self._value()

    def _value(self) -> str | float | datetime | None:
        if self.text is None:
            return None
        if self._recorded["device_class"] == SensorDeviceClass.TIMESTAMP:
            return dt_util.parse_datetime(self.text)
        if self._recorded["unit_of_measurement"] is None:
            return self.text
        return float(self.text) if "." in self.text else int(self.text)
