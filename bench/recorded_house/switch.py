"""Switches of a recorded house."""

from homeassistant.components.switch import DOMAIN as SWITCH_DOMAIN, SwitchEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import RecordedConfigEntry, SwitchedEntity, add_recorded


async def async_setup_entry(
    hass: HomeAssistant,
    entry: RecordedConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Serve the switches."""
    add_recorded(entry, async_add_entities, SWITCH_DOMAIN, RecordedSwitch)


class RecordedSwitch(SwitchedEntity, SwitchEntity):
    """A switch."""
