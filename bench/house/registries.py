"""What the registries of Home Assistant store about a house."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from homeassistant.util import slugify

from .nouns import Entity, House

COMPANION = "recorded_house"
OWN_PLATFORMS = frozenset(
    {
        "automation",
        "input_boolean",
        "input_number",
        "input_select",
        "input_text",
        "person",
        "script",
    }
)
"""Domains whose entities Home Assistant makes itself, from what is written here."""
UNREGISTERED = frozenset({"sun", "zone"})


def stable_id(*names: str) -> str:
    """Return 32 hex digits that are always the same for the same names."""
    return uuid5(NAMESPACE_URL, "/".join(names)).hex


def stamps(house: House) -> dict[str, str]:
    """Return when something was made: before the recording."""
    created = datetime.fromtimestamp(house.start, UTC).isoformat()
    return {"created_at": created, "modified_at": created}


def floors(house: House) -> dict[str, Any]:
    """Return the registry of the floors."""
    return {
        "floors": [
            {
                **stamps(house),
                "aliases": [],
                "floor_id": floor.floor_id,
                "icon": None,
                "level": floor.level,
                "name": floor.name,
            }
            for floor in house.floors
        ]
    }


def areas(house: House) -> dict[str, Any]:
    """Return the registry of the areas."""
    return {
        "areas": [
            {
                **stamps(house),
                "aliases": [],
                "floor_id": area.floor_id,
                "humidity_entity_id": None,
                "icon": None,
                "id": area.area_id,
                "labels": [],
                "name": area.name,
                "picture": None,
                "temperature_entity_id": None,
            }
            for area in house.areas
        ]
    }


def labels(house: House) -> dict[str, Any]:
    """Return the registry of the labels that entities carry."""
    names = sorted({label for entity in house.entities for label in entity.labels})
    return {
        "labels": [
            {
                **stamps(house),
                "color": None,
                "description": None,
                "icon": None,
                "label_id": _label_id(name),
                "name": name,
            }
            for name in names
        ]
    }


def devices(house: House) -> dict[str, Any]:
    """Return the registry of the devices."""
    nothing: Sequence[str] = [
        "config_subentry_id",
        "configuration_url",
        "disabled_by",
        "entry_type",
        "hw_version",
        "composite_device_id",
        "composite_primary_config_entry",
        "split_at",
        "model_id",
        "name_by_user",
        "serial_number",
        "sw_version",
        "via_device_id",
    ]
    entry_id = stable_id("entry", COMPANION)
    return {
        "devices": [
            {
                **stamps(house),
                **dict.fromkeys(nothing),
                "area_id": device.area_id,
                "config_entry_id": entry_id,
                "connections": [],
                "id": device.device_id,
                "identifiers": [[COMPANION, device.device_id]],
                "labels": [],
                "manufacturer": device.manufacturer,
                "model": device.model,
                "name": device.name,
                "has_composite_identifiers": False,
                "primary_config_entry": entry_id,
            }
            for device in house.devices
        ],
        "child_devices": [],
        "deleted_devices": [],
    }


def entities(house: House) -> dict[str, Any]:
    """Return the registry of the entities."""
    automations = {one.entity_id: one.id for one in house.automations}
    return {
        "entities": [
            _entity(house, entity, automations)
            for entity in house.entities
            if entity.domain not in UNREGISTERED
        ],
        "deleted_entities": [],
        "settings": {"entity_id_parts": None},
    }


def _entity(
    house: House, entity: Entity, automations: Mapping[str, str]
) -> dict[str, Any]:
    nothing: Sequence[str] = [
        "capabilities",
        "config_subentry_id",
        "device_class",
        "icon",
        "name",
        "object_id_base",
        "original_icon",
        "suggested_object_id",
        "translation_key",
        "previous_unique_id",
    ]
    own = entity.domain in OWN_PLATFORMS
    return {
        **stamps(house),
        **dict.fromkeys(nothing),
        "aliases": [],
        "aliases_v2": [None],
        "area_id": entity.area_id,
        "categories": {},
        "config_entry_id": None if own else stable_id("entry", COMPANION),
        "device_id": None if own else entity.device_id,
        "disabled_by": "user" if entity.disabled else None,
        "entity_category": entity.entity_category,
        "entity_id": entity.entity_id,
        "hidden_by": "user" if entity.hidden else None,
        "id": stable_id("entity", entity.entity_id),
        "has_entity_name": False,
        "labels": [_label_id(label) for label in entity.labels],
        "options": {},
        "original_device_class": entity.device_class,
        "original_name": entity.name,
        "platform": entity.domain if own else entity.platform or COMPANION,
        "supported_features": entity.supported_features,
        "unique_id": automations.get(
            entity.entity_id, entity.object_id if own else entity.entity_id
        ),
        "unit_of_measurement": entity.unit_of_measurement,
    }


def _label_id(label: str) -> str:
    """Return the id under which Home Assistant keeps a label of this name."""
    return slugify(label)
