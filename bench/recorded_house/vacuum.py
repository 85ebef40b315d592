"""Vacuum cleaners of a recorded house."""

from typing import override

from homeassistant.components.vacuum import (
    DOMAIN as VACUUM_DOMAIN,
    StateVacuumEntity,
    VacuumActivity,
    VacuumEntityFeature,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import RecordedConfigEntry, RecordedEntity, async_add_recorded


async def async_setup_entry(
    hass: HomeAssistant,
    entry: RecordedConfigEntry,
    _async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Serve the vacuum cleaners."""
    await async_add_recorded(hass, entry, VACUUM_DOMAIN, RecordedVacuum)


class RecordedVacuum(RecordedEntity, StateVacuumEntity):
    """A vacuum cleaner."""

    _attr_supported_features = (
        VacuumEntityFeature.STATE
        | VacuumEntityFeature.START
        | VacuumEntityFeature.PAUSE
        | VacuumEntityFeature.RETURN_HOME
    )

    @override
    def refresh(self) -> None:
        self._attr_activity = None if self.text is None else VacuumActivity(self.text)

    @override
    async def async_start(self) -> None:
        await self.async_ask(VacuumActivity.CLEANING)

    @override
    async def async_pause(self) -> None:
        await self.async_ask(VacuumActivity.PAUSED)

    @override
    async def async_return_to_base(self, **kwargs: object) -> None:
        await self.async_ask(VacuumActivity.RETURNING)
