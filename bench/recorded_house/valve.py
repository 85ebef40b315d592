"""Valves of a recorded house."""

from typing import Any, override

from homeassistant.components.valve import (
    ATTR_CURRENT_POSITION,
    DOMAIN as VALVE_DOMAIN,
    ValveEntity,
    ValveEntityFeature,
    ValveState,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import RecordedConfigEntry, RecordedEntity, async_add_recorded


async def async_setup_entry(
    hass: HomeAssistant,
    entry: RecordedConfigEntry,
    _async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Serve the valves."""
    await async_add_recorded(hass, entry, VALVE_DOMAIN, RecordedValve)


class RecordedValve(RecordedEntity, ValveEntity):
    """A valve."""

    @override
    def set_up(self) -> None:
        features = ValveEntityFeature.OPEN | ValveEntityFeature.CLOSE
        if ATTR_CURRENT_POSITION in self._extra:
            features |= ValveEntityFeature.SET_POSITION
        self._attr_supported_features = features
        self._attr_reports_position = bool(features & ValveEntityFeature.SET_POSITION)

    @override
    def refresh(self) -> None:
        self._attr_is_closed = (
            None if self.text is None else self.text == ValveState.CLOSED
        )
        self._attr_current_valve_position = self.extra(ATTR_CURRENT_POSITION)

    @override
    async def async_open_valve(self, **kwargs: Any) -> None:
        await self._async_move(100)

    @override
    async def async_close_valve(self, **kwargs: Any) -> None:
        await self._async_move(0)

    @override
    async def async_set_valve_position(self, position: int) -> None:
        await self._async_move(position)

    async def _async_move(self, position: int) -> None:
        state = ValveState.OPEN if position else ValveState.CLOSED
        if self.supported_features & ValveEntityFeature.SET_POSITION:
            await self.async_ask(state, **{ATTR_CURRENT_POSITION: position})
        else:
            await self.async_ask(state)
