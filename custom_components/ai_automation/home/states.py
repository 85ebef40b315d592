"""The state that an action asks of an entity, where it is known in advance."""

from collections.abc import Mapping
from typing import Any, Final

_ON_AND_OFF: Final = {"turn_on": "on", "turn_off": "off"}

_ASKED: Final[Mapping[str, Mapping[str, str]]] = {
    "alarm_control_panel": {
        "alarm_arm_away": "armed_away",
        "alarm_arm_custom_bypass": "armed_custom_bypass",
        "alarm_arm_home": "armed_home",
        "alarm_arm_night": "armed_night",
        "alarm_arm_vacation": "armed_vacation",
        "alarm_disarm": "disarmed",
        "alarm_trigger": "triggered",
    },
    "automation": _ON_AND_OFF,
    # What a thermostat, a heater or a player does when it is turned on is its own choice.
    "climate": {"turn_off": "off"},
    "cover": {"open_cover": "open", "close_cover": "closed"},
    "fan": _ON_AND_OFF,
    "humidifier": _ON_AND_OFF,
    "input_boolean": _ON_AND_OFF,
    "lawn_mower": {"start_mowing": "mowing", "pause": "paused", "dock": "docked"},
    "light": _ON_AND_OFF,
    "lock": {"lock": "locked", "unlock": "unlocked", "open": "open"},
    "media_player": {
        "turn_off": "off",
        "media_play": "playing",
        "media_pause": "paused",
    },
    "remote": _ON_AND_OFF,
    "siren": _ON_AND_OFF,
    "switch": _ON_AND_OFF,
    "timer": {
        "start": "active",
        "pause": "paused",
        "cancel": "idle",
        "finish": "idle",
    },
    "vacuum": {
        "start": "cleaning",
        "pause": "paused",
        "stop": "idle",
        "return_to_base": "docked",
    },
    "valve": {"open_valve": "open", "close_valve": "closed"},
    "water_heater": {"turn_off": "off"},
}

_STATE_IN_DATA: Final = {
    ("climate", "set_hvac_mode"): "hvac_mode",
    ("climate", "set_temperature"): "hvac_mode",
    ("input_select", "select_option"): "option",
    ("input_text", "set_value"): "value",
    ("select", "select_option"): "option",
    ("text", "set_value"): "value",
    ("water_heater", "set_operation_mode"): "operation_mode",
    ("water_heater", "set_temperature"): "operation_mode",
}

_POSITIONED: Final = {
    ("cover", "set_cover_position"),
    ("valve", "set_valve_position"),
}

_DEVICE_ACTIONS: Final = {
    ("cover", "open"): "open_cover",
    ("cover", "close"): "close_cover",
    ("cover", "set_position"): "set_cover_position",
    ("alarm_control_panel", "arm_away"): "alarm_arm_away",
    ("alarm_control_panel", "arm_home"): "alarm_arm_home",
    ("alarm_control_panel", "arm_night"): "alarm_arm_night",
    ("alarm_control_panel", "arm_vacation"): "alarm_arm_vacation",
    ("alarm_control_panel", "disarm"): "alarm_disarm",
    ("alarm_control_panel", "trigger"): "alarm_trigger",
    ("vacuum", "clean"): "start",
    ("vacuum", "dock"): "return_to_base",
}


def asked_state(domain: str, service: str, data: Mapping[str, Any]) -> str | None:
    """Return the state that an action asks of entities of a domain."""
    if key := _STATE_IN_DATA.get((domain, service)):
        return as_state(data.get(key))
    if (domain, service) in _POSITIONED:
        return _asked_of_position(data.get("position"))
    return _ASKED.get(domain, {}).get(service)


def service_of_device_action(domain: str, kind: str) -> str:
    """Return the action that a device action of this type calls."""
    return _DEVICE_ACTIONS.get((domain, kind), kind)


def as_state(written: Any) -> str | None:
    """Return a state as it was meant; YAML reads `on` and `off` as truth values."""
    if isinstance(written, bool):
        return "on" if written else "off"
    if isinstance(written, int | float):
        return str(written)
    return written if isinstance(written, str) and "{" not in written else None


def _asked_of_position(position: Any) -> str | None:
    """Return the state at a position in percent; closed only when all the way down."""
    if isinstance(position, bool) or not isinstance(position, int | float):
        return None
    return "open" if position else "closed"
