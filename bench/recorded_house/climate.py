"""Thermostats of a recorded house."""

from typing import Any, override

from homeassistant.components.climate import (
    ATTR_CURRENT_TEMPERATURE,
    ATTR_HVAC_MODES,
    DOMAIN as CLIMATE_DOMAIN,
    ClimateEntity,
    ClimateEntityFeature,
    HVACMode,
)
from homeassistant.const import ATTR_TEMPERATURE
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import RecordedConfigEntry, RecordedEntity, async_add_recorded


async def async_setup_entry(
    hass: HomeAssistant,
    entry: RecordedConfigEntry,
    _async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Serve the thermostats."""
    await async_add_recorded(hass, entry, CLIMATE_DOMAIN, RecordedClimate)


class RecordedClimate(RecordedEntity, ClimateEntity):
    """A thermostat."""

    _attr_supported_features = (
        ClimateEntityFeature.TARGET_TEMPERATURE
        | ClimateEntityFeature.TURN_OFF
        | ClimateEntityFeature.TURN_ON
    )

    @override
    def set_up(self) -> None:
        modes = self.extra(ATTR_HVAC_MODES, [HVACMode.OFF, HVACMode.HEAT])
        self._attr_hvac_modes = [HVACMode(mode) for mode in modes]
        self._attr_temperature_unit = self._recorded["temperature_unit"]

    @override
    def refresh(self) -> None:
        self._attr_hvac_mode = None if self.text is None else HVACMode(self.text)
        self._attr_target_temperature = self.extra(ATTR_TEMPERATURE)
        self._attr_current_temperature = self.extra(ATTR_CURRENT_TEMPERATURE)

    @override
    async def async_set_hvac_mode(self, hvac_mode: HVACMode) -> None:
        await self.async_ask(hvac_mode)

    @override
    async def async_set_temperature(self, **kwargs: Any) -> None:
        await self.async_ask(
            kwargs.get("hvac_mode", self._text),
            **{ATTR_TEMPERATURE: kwargs[ATTR_TEMPERATURE]},
        )
