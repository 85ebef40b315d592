"""Fans of a recorded house."""

from typing import Any, override

from homeassistant.components.fan import (
    ATTR_PERCENTAGE,
    DOMAIN as FAN_DOMAIN,
    FanEntity,
    FanEntityFeature,
)
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import RecordedConfigEntry, SwitchedEntity, async_add_recorded


async def async_setup_entry(
    hass: HomeAssistant,
    entry: RecordedConfigEntry,
    _async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Serve the fans."""
    await async_add_recorded(hass, entry, FAN_DOMAIN, RecordedFan)


class RecordedFan(SwitchedEntity, FanEntity):
    """A fan."""

    @override
    def set_up(self) -> None:
        features = FanEntityFeature.TURN_ON | FanEntityFeature.TURN_OFF
        if self._recorded["supported_features"] & FanEntityFeature.SET_SPEED:
            features |= FanEntityFeature.SET_SPEED
        self._attr_supported_features = features

    @override
    def refresh(self) -> None:
        super().refresh()
        speed = int(self.extra(ATTR_PERCENTAGE) or 100)
        self._attr_percentage = speed if self._attr_is_on else 0

    @override
    async def async_turn_on(
        self,
        percentage: int | None = None,
        preset_mode: str | None = None,
        **kwargs: Any,
    ) -> None:
        speed = {} if percentage is None else {ATTR_PERCENTAGE: percentage}
        await super().async_turn_on(**speed)

    @override
    async def async_set_percentage(self, percentage: int) -> None:
        state = STATE_ON if percentage else STATE_OFF
        await self.async_ask(state, **{ATTR_PERCENTAGE: percentage})
