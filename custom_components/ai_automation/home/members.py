"""The things behind groups, scenes and scripts."""

from collections.abc import Iterable

from homeassistant.components.script import entities_in_script
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant, callback

from .effects import async_read_effects

_RUN_ONLY = frozenset({"automation", "button", "input_button", "scene", "script"})
"""Domains whose entities are started and have no state to bring back."""


@callback
def async_behind(hass: HomeAssistant, entity_id: str) -> list[str]:
    """Return the entities that an entity moves, those of groups of groups included."""
    found: dict[str, None] = {}
    waiting = [entity_id]
    while waiting:
        each = waiting.pop()
        members = _members(hass, each)
        waiting += [member for member in members if member not in found]
        found |= dict.fromkeys(members)
    return list(found)


@callback
def async_members(hass: HomeAssistant, entity_ids: Iterable[str]) -> tuple[str, ...]:
    """Return what has a state of its own among entities and the things behind them."""
    found: dict[str, None] = {}
    for entity_id in entity_ids:
        found |= dict.fromkeys([entity_id, *async_behind(hass, entity_id)])
    return tuple(
        one
        for one in found
        if one.partition(".")[0] not in _RUN_ONLY and not _members(hass, one)
    )


@callback
def _members(hass: HomeAssistant, entity_id: str) -> list[str]:
    """Return what an entity moves itself."""
    state = hass.states.get(entity_id)
    members = list(state.attributes.get(ATTR_ENTITY_ID, ())) if state else []
    if entity_id.startswith("script."):
        run = {"action": "script.turn_on", "target": {"entity_id": entity_id}}
        members += entities_in_script(hass, entity_id)
        members += [e.entity_id for e in async_read_effects(hass, [run])]
    return [member for member in members if member != entity_id]
