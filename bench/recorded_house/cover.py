"""Covers of a recorded house."""

from typing import Any, override

from homeassistant.components.cover import (
    ATTR_CURRENT_POSITION,
    ATTR_POSITION,
    DOMAIN as COVER_DOMAIN,
    CoverEntity,
    CoverEntityFeature,
    CoverState,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import RecordedConfigEntry, RecordedEntity, async_add_recorded


async def async_setup_entry(
    hass: HomeAssistant,
    entry: RecordedConfigEntry,
    _async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Serve the covers."""
    await async_add_recorded(hass, entry, COVER_DOMAIN, RecordedCover)


class RecordedCover(RecordedEntity, CoverEntity):
    """A cover."""

    @override
    def set_up(self) -> None:
        features = CoverEntityFeature.OPEN | CoverEntityFeature.CLOSE
        if ATTR_CURRENT_POSITION in self._extra:
            features |= CoverEntityFeature.SET_POSITION
        self._attr_supported_features = features

    @override
    def refresh(self) -> None:
        self._attr_is_closed = (
            None if self.text is None else self.text == CoverState.CLOSED
        )
        self._attr_current_cover_position = self.extra(ATTR_CURRENT_POSITION)

    @override
    async def async_open_cover(self, **kwargs: Any) -> None:
        await self._async_move(100)

    @override
    async def async_close_cover(self, **kwargs: Any) -> None:
        await self._async_move(0)

    @override
    async def async_set_cover_position(self, **kwargs: Any) -> None:
        await self._async_move(kwargs[ATTR_POSITION])

    async def _async_move(self, position: int) -> None:
        state = CoverState.OPEN if position else CoverState.CLOSED
        if self.supported_features & CoverEntityFeature.SET_POSITION:
            await self.async_ask(state, **{ATTR_CURRENT_POSITION: position})
        else:
            await self.async_ask(state)
