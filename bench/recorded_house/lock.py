"""Locks of a recorded house."""

from typing import Any, override

from homeassistant.components.lock import DOMAIN as LOCK_DOMAIN, LockEntity, LockState
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import RecordedConfigEntry, RecordedEntity, async_add_recorded


async def async_setup_entry(
    hass: HomeAssistant,
    entry: RecordedConfigEntry,
    _async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Serve the locks."""
    await async_add_recorded(hass, entry, LOCK_DOMAIN, RecordedLock)


class RecordedLock(RecordedEntity, LockEntity):
    """A lock."""

    @override
    def refresh(self) -> None:
        self._attr_is_locked = (
            None if self.text is None else self.text == LockState.LOCKED
        )

    @override
    async def async_lock(self, **kwargs: Any) -> None:
        await self.async_ask(LockState.LOCKED)

    @override
    async def async_unlock(self, **kwargs: Any) -> None:
        await self.async_ask(LockState.UNLOCKED)
