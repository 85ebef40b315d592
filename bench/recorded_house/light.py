"""Lights of a recorded house."""

from typing import override

from homeassistant.components.light import (
    ATTR_BRIGHTNESS,
    DOMAIN as LIGHT_DOMAIN,
    ColorMode,
    LightEntity,
    LightEntityFeature,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import RecordedConfigEntry, SwitchedEntity, async_add_recorded


async def async_setup_entry(
    hass: HomeAssistant,
    entry: RecordedConfigEntry,
    _async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Serve the lights."""
    await async_add_recorded(hass, entry, LIGHT_DOMAIN, RecordedLight)


class RecordedLight(SwitchedEntity, LightEntity):
    """A light, dimmable where its brightness was recorded."""

    @override
    def set_up(self) -> None:
        dimmable = ATTR_BRIGHTNESS in self._extra
        mode = ColorMode.BRIGHTNESS if dimmable else ColorMode.ONOFF
        self._attr_color_mode = mode
        self._attr_supported_color_modes = {mode}
        self._attr_supported_features = (
            LightEntityFeature(self._recorded["supported_features"])
            & LightEntityFeature.TRANSITION
        )

    @override
    def refresh(self) -> None:
        super().refresh()
        self._attr_brightness = self.extra(ATTR_BRIGHTNESS)
