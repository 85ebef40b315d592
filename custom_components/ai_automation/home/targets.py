"""Which entities the target of a trigger or an action stands for."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import ATTR_DEVICE_CLASS, ENTITY_MATCH_ALL
from homeassistant.core import HomeAssistant, callback, split_entity_id
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.condition import CONDITION_DESCRIPTION_CACHE
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)
from homeassistant.helpers.trigger import TRIGGER_DESCRIPTION_CACHE

TARGET_KEYS = ("entity_id", "device_id", "area_id", "floor_id", "label_id")


def as_list(value: Any) -> list[Any]:
    """Return what may be written as one thing or as a list of things as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


@callback
def async_entity_ids(hass: HomeAssistant, written: Any) -> set[str]:
    """Return the entity ids among what was written: ids, registry ids, or templates."""
    registry = er.async_get(hass)
    return {
        entity_id
        for text in _split(written)
        if (entity_id := er.async_resolve_entity_id(registry, text))
    }


@callback
def async_trigger_targets(
    hass: HomeAssistant, trigger: str, target: Mapping[str, Any]
) -> set[str]:
    """Return the entities that a purpose-specific trigger with this target watches."""
    return _described(
        hass, hass.data.get(TRIGGER_DESCRIPTION_CACHE, {}).get(trigger), target
    )


@callback
def async_condition_targets(
    hass: HomeAssistant, condition: str, target: Mapping[str, Any]
) -> set[str]:
    """Return the entities that a purpose-specific condition with this target looks at."""
    return _described(
        hass, hass.data.get(CONDITION_DESCRIPTION_CACHE, {}).get(condition), target
    )


def _described(
    hass: HomeAssistant,
    description: Mapping[str, Any] | None,
    target: Mapping[str, Any],
) -> set[str]:
    """Return the entities of a target that what is described is for."""
    selected = async_extract_referenced_entity_ids(
        hass, TargetSelection(_resolved(hass, target)), expand_group=False
    )
    entity_ids = selected.referenced | selected.indirectly_referenced
    filters = as_list(((description or {}).get("target") or {}).get("entity"))
    if not filters:
        return entity_ids
    return {
        entity_id
        for entity_id in entity_ids
        if any(_matches(hass, entity_id, wanted) for wanted in filters)
    }


@callback
def async_action_targets(
    hass: HomeAssistant, domain: str, service: str, target: Mapping[str, Any]
) -> set[str]:
    """Return the entities that an action with this target acts on."""
    if ENTITY_MATCH_ALL in _split(target.get("entity_id")):
        entity_ids = set(hass.states.async_entity_ids())
    else:
        selected = async_extract_referenced_entity_ids(
            hass, TargetSelection(_resolved(hass, target))
        )
        entity_ids = selected.referenced | selected.indirectly_referenced
    if domain == "homeassistant":
        served = {
            other
            for other, services in hass.services.async_services_internal().items()
            if service in services
        }
        return {one for one in entity_ids if one.partition(".")[0] in served}
    return {one for one in entity_ids if _serves(hass, domain, one)}


def _resolved(hass: HomeAssistant, target: Mapping[str, Any]) -> dict[str, Any]:
    """Return a target as core has it after validation."""
    resolved: dict[str, Any] = {
        key: _split(target[key]) for key in TARGET_KEYS if key in target
    }
    resolved["entity_id"] = sorted(async_entity_ids(hass, target.get("entity_id")))
    if isinstance(exclude := target.get("exclude"), Mapping):
        resolved["exclude"] = _resolved(hass, exclude)
    return resolved


def _split(written: Any) -> list[str]:
    """Return the ids in a list or in a text with commas; templates name nothing here."""
    return [
        part.strip()
        for text in as_list(written)
        if isinstance(text, str) and "{" not in text
        for part in text.split(",")
    ]


def _serves(hass: HomeAssistant, domain: str, entity_id: str) -> bool:
    """Tell whether an entity is of a domain, or provided by the integration of that name."""
    return entity_id.startswith(f"{domain}.") or _platform(hass, entity_id) == domain


def _matches(hass: HomeAssistant, entity_id: str, wanted: Mapping[str, Any]) -> bool:
    """Tell whether an entity is of the domain, class and integration a trigger is for."""
    return all(
        read(hass, entity_id) in as_list(wanted[key])
        for key, read in _FILTERS.items()
        if wanted.get(key)
    )


def _domain(_hass: HomeAssistant, entity_id: str) -> str:
    """Return the domain of an entity."""
    return split_entity_id(entity_id)[0]


def _device_class(hass: HomeAssistant, entity_id: str) -> str | None:
    """Return the device class of an entity, from its state only where that is all."""
    if (entry := er.async_get(hass).async_get(entity_id)) is not None:
        return entry.device_class or entry.original_device_class
    state = hass.states.get(entity_id)
    return None if state is None else state.attributes.get(ATTR_DEVICE_CLASS)


def _platform(hass: HomeAssistant, entity_id: str) -> str | None:
    """Return the integration that provides an entity, where a registry knows it."""
    entry = er.async_get(hass).async_get(entity_id)
    return None if entry is None else entry.platform


_FILTERS = {"domain": _domain, "device_class": _device_class, "integration": _platform}
