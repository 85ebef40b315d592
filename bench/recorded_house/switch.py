"""Switches of a recorded house."""

from homeassistant.components.switch import DOMAIN as SWITCH_DOMAIN, SwitchEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import RecordedConfigEntry, SwitchedEntity, async_add_recorded


async def async_setup_entry(
    hass: HomeAssistant,
    entry: RecordedConfigEntry,
    _async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Serve the switches."""
    await async_add_recorded(hass, entry, SWITCH_DOMAIN, RecordedSwitch)


class RecordedSwitch(SwitchedEntity, SwitchEntity):
    """A switch."""
