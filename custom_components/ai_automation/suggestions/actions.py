"""Which action brings a thing into which state, and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..home.states import asked_state
from ..model.home import Entity

_ON_OFF = (
    "light",
    "switch",
    "fan",
    "input_boolean",
    "humidifier",
    "remote",
)
_PLAIN: Mapping[tuple[str, str], str] = {
    **{
        (domain, state): f"turn_{state}"
        for domain in _ON_OFF
        for state in ("on", "off")
    },
    ("cover", "open"): "open_cover",
    ("cover", "closed"): "close_cover",
    ("media_player", "on"): "turn_on",
    ("media_player", "off"): "turn_off",
    ("media_player", "playing"): "media_play",
    ("media_player", "paused"): "media_pause",
    ("media_player", "idle"): "media_stop",
    ("vacuum", "cleaning"): "start",
    ("vacuum", "docked"): "return_to_base",
    ("lawn_mower", "mowing"): "start_mowing",
    ("lawn_mower", "docked"): "dock",
    ("scene", "on"): "turn_on",
    ("script", "on"): "turn_on",
}
# A second state that the same action leads to; read back as the first one.
_ALSO: Mapping[tuple[str, str], str] = {
    ("vacuum", "returning"): "return_to_base",
    ("lawn_mower", "returning"): "dock",
}
# The state is what one field of the action says.
_OF_FIELD: Mapping[str, tuple[str, str]] = {
    "climate": ("set_hvac_mode", "hvac_mode"),
    "select": ("select_option", "option"),
    "input_select": ("select_option", "option"),
}
# What the home's own reading of actions leaves open.
_ALSO_READ: Mapping[tuple[str, str], str] = {
    ("media_player", "turn_on"): "on",
    ("media_player", "media_stop"): "idle",
    ("scene", "turn_on"): "on",
    ("script", "turn_on"): "on",
}

_PLAY = 16384
_TURN_ON = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """An action of Home Assistant and its fields, without its target."""

    action: str
    data: Mapping[str, Any]


def call_for(entity: Entity | None, entity_id: str, state: str) -> Call | None:
    """Return the action that brings an entity into a state, None where there is none."""
    domain = entity_id.partition(".")[0]
    if domain in _OF_FIELD:
        service, field = _OF_FIELD[domain]
        return Call(action=f"{domain}.{service}", data={field: state})
    plain = _PLAIN.get((domain, state)) or _ALSO.get((domain, state))
    if plain is None:
        return None
    if (domain, state) == ("media_player", "playing") and _only_turns_on(entity):
        plain = "turn_on"
    return Call(action=f"{domain}.{plain}", data={})


def _only_turns_on(entity: Entity | None) -> bool:
    """Return whether a player cannot be told to play but can be switched on."""
    features = entity.supported_features if entity else 0
    return bool(features & _TURN_ON) and not features & _PLAY


def state_of(action: str, data: Mapping[str, Any], entity_id: str) -> str | None:
    """Return the state an action brings an entity into, None where it isn't known."""
    service_domain, _, service = action.partition(".")
    domain = entity_id.partition(".")[0]
    if service_domain not in (domain, "homeassistant"):
        return None
    return _ALSO_READ.get((domain, service)) or asked_state(domain, service, data)
