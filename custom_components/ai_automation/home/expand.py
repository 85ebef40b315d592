"""An automation with everything its targets stand for written out as entities."""

from collections.abc import Callable, Mapping
from typing import Any

from homeassistant.core import HomeAssistant, callback

from .states import service_of_device_action
from .targets import (
    TARGET_KEYS,
    as_list,
    async_action_targets,
    async_condition_targets,
    async_entity_ids,
    async_trigger_targets,
)

type _Part = Mapping[str, Any]

_DEVICE_STATES = {
    "turned_on": "on",
    "turned_off": "off",
    "motion": "on",
    "no_motion": "off",
    "occupied": "on",
    "not_occupied": "off",
    "opened": "on",
    "not_opened": "off",
}
"""What the commonest triggers of devices wait for."""


@callback
def async_expanded(hass: HomeAssistant, config: _Part) -> dict[str, Any]:
    """Return a configuration in which areas, floors, labels, devices and registry ids are entities.

    What is not understood stays as it is.
    """
    expanded = dict(config)
    for new, old, expand in (
        ("triggers", "trigger", _trigger),
        ("conditions", "condition", _condition),
        ("actions", "action", _action),
    ):
        for key in (new, old):
            if key in expanded:
                expanded[key] = _each(hass, expanded[key], expand)
    return expanded


def _each(
    hass: HomeAssistant,
    parts: Any,
    expand: Callable[[HomeAssistant, _Part], _Part],
) -> Any:
    """Return parts, each expanded; lists within lists stay lists."""
    if isinstance(parts, list | tuple):
        return [_each(hass, part, expand) for part in parts]
    return expand(hass, parts) if isinstance(parts, Mapping) else parts


def _trigger(hass: HomeAssistant, raw: _Part) -> _Part:
    """Return a trigger with its entities."""
    if "triggers" in raw:
        return {**raw, "triggers": _each(hass, raw["triggers"], _trigger)}
    kind = str(raw.get("trigger", raw.get("platform", "")))
    if isinstance(target := raw.get("target"), Mapping):
        found = async_trigger_targets(hass, kind, target)
        return {**raw, "target": {"entity_id": sorted(found)}}
    if kind == "device" and (state := _DEVICE_STATES.get(str(raw.get("type")))):
        held = {"for": raw["for"]} if "for" in raw else {}
        return {
            "trigger": "state",
            "entity_id": sorted(async_entity_ids(hass, raw.get("entity_id"))),
            "to": state,
            **held,
        }
    return _resolved(hass, raw)


def _condition(hass: HomeAssistant, raw: _Part) -> _Part:
    """Return a condition with its entities."""
    if isinstance(nested := raw.get("conditions"), list | tuple | Mapping):
        return {**raw, "conditions": _each(hass, nested, _condition)}
    if isinstance(target := raw.get("target"), Mapping):
        found = async_condition_targets(hass, str(raw.get("condition")), target)
        return {**raw, "target": {"entity_id": sorted(found)}}
    return _resolved(hass, raw)


def _resolved(hass: HomeAssistant, raw: _Part) -> _Part:
    """Return a part with entity ids in place of registry ids; templates stay."""
    if "entity_id" not in raw or any("{" in str(e) for e in as_list(raw["entity_id"])):
        return raw
    return {**raw, "entity_id": sorted(async_entity_ids(hass, raw["entity_id"]))}


def _action(hass: HomeAssistant, raw: _Part) -> _Part:
    """Return a step with its entities."""
    action = raw.get("action", raw.get("service"))
    if isinstance(action, str) and "{" not in action:
        return _call(hass, action, raw)
    if "device_id" in raw and "domain" in raw and "entity_id" in raw:
        domain = str(raw["domain"])
        return {
            "action": f"{domain}.{service_of_device_action(domain, str(raw.get('type')))}",
            "target": {"entity_id": sorted(async_entity_ids(hass, raw["entity_id"]))},
        }
    return raw


def _call(hass: HomeAssistant, action: str, raw: _Part) -> _Part:
    """Return an action with the entities it acts on, where it names more than those."""
    target = raw.get("target")
    if not isinstance(target, Mapping) or not set(target) & set(TARGET_KEYS[1:]):
        return raw
    if any("{" in str(name) for names in target.values() for name in as_list(names)):
        return raw
    domain, _, service = action.lower().partition(".")
    found = async_action_targets(hass, domain, service, target)
    return {**raw, "target": {"entity_id": sorted(found)}}
