"""Serves the entities of a recorded house as live ones; for tests and the demo only."""

import json
from pathlib import Path
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import ATTR_ENTITY_ID, Platform
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType
import voluptuous as vol

from .const import ATTR_ATTRIBUTES, ATTR_STATE, DOMAIN, FILE, SERVICE_SET_STATE
from .entity import RecordedConfigEntry, RecordedHouse

CONFIG_SCHEMA = cv.empty_config_schema(DOMAIN)
PLATFORMS = (
    Platform.ALARM_CONTROL_PANEL,
    Platform.BINARY_SENSOR,
    Platform.CLIMATE,
    Platform.COVER,
    Platform.DEVICE_TRACKER,
    Platform.FAN,
    Platform.HUMIDIFIER,
    Platform.LIGHT,
    Platform.LOCK,
    Platform.MEDIA_PLAYER,
    Platform.SCENE,
    Platform.SENSOR,
    Platform.SIREN,
    Platform.SWITCH,
    Platform.VACUUM,
    Platform.VALVE,
)
SET_STATE_SCHEMA = vol.Schema(
    {
        vol.Required(ATTR_ENTITY_ID): cv.entity_ids,
        vol.Required(ATTR_STATE): cv.string,
        vol.Optional(ATTR_ATTRIBUTES, default=dict): dict,
    }
)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the action by which a device reports by itself."""

    @callback
    def set_state(call: ServiceCall) -> None:
        for entity_id in call.data[ATTR_ENTITY_ID]:
            _set_state(
                hass, entity_id, call.data[ATTR_STATE], call.data[ATTR_ATTRIBUTES]
            )

    hass.services.async_register(
        DOMAIN, SERVICE_SET_STATE, set_state, schema=SET_STATE_SCHEMA
    )
    return True


async def async_setup_entry(hass: HomeAssistant, entry: RecordedConfigEntry) -> bool:
    """Serve what the house's file lists."""
    path = Path(hass.config.path(FILE))
    text = await hass.async_add_executor_job(path.read_text, "utf-8")
    house = RecordedHouse(json.loads(text)["entities"])
    entry.runtime_data = house
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    for recorded in house.of(*house.domains - set(PLATFORMS)):
        attributes = {"friendly_name": recorded["name"], **recorded["attributes"]}
        hass.states.async_set(recorded["entity_id"], recorded["state"], attributes)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: RecordedConfigEntry) -> bool:
    """Stop serving."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


def _set_state(
    hass: HomeAssistant, entity_id: str, state: str, attributes: dict[str, Any]
) -> None:
    entries: list[ConfigEntry[RecordedHouse]] = (
        hass.config_entries.async_loaded_entries(DOMAIN)
    )
    for entry in entries:
        if entity := entry.runtime_data.entities.get(entity_id):
            entity.async_take(state, attributes)
            return
        if recorded := entry.runtime_data.get(entity_id):
            hass.states.async_set(
                entity_id, state, {**recorded["attributes"], **attributes}
            )
            return
    raise ServiceValidationError(f"{entity_id} is not an entity of this house")
