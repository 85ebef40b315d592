"""Which state an action asks for."""

from typing import Any

import pytest

from custom_components.ai_automation.home.states import (
    as_state,
    asked_state,
    service_of_device_action,
)


@pytest.mark.parametrize(
    ("action", "data", "state"),
    [
        ("light.turn_on", {}, "on"),
        ("light.turn_off", {}, "off"),
        ("light.toggle", {}, None),
        ("cover.open_cover", {}, "open"),
        ("cover.close_cover", {}, "closed"),
        ("cover.set_cover_position", {"position": 40}, "open"),
        ("cover.set_cover_position", {"position": 0}, "closed"),
        ("cover.set_cover_position", {"position": "{{ x }}"}, None),
        ("valve.set_valve_position", {"position": True}, None),
        ("lock.lock", {}, "locked"),
        ("lock.unlock", {}, "unlocked"),
        ("climate.set_hvac_mode", {"hvac_mode": "heat"}, "heat"),
        ("climate.set_hvac_mode", {"hvac_mode": False}, "off"),
        ("climate.set_hvac_mode", {"hvac_mode": "{{ mode }}"}, None),
        ("climate.set_temperature", {"temperature": 20}, None),
        ("climate.turn_on", {}, None),
        ("climate.turn_off", {}, "off"),
        ("input_select.select_option", {"option": "Away"}, "Away"),
        ("input_text.set_value", {"value": 3}, "3"),
        ("alarm_control_panel.alarm_arm_night", {}, "armed_night"),
        ("scene.turn_on", {}, None),
        ("script.turn_on", {}, None),
        ("kettle.boil", {}, None),
    ],
)
def test_asked_state(action: str, data: dict[str, Any], state: str | None) -> None:
    domain, service = action.split(".")
    assert asked_state(domain, service, data) == state


def test_truth_values_of_yaml_are_states() -> None:
    assert (as_state(True), as_state(False)) == ("on", "off")
    assert as_state(["on"]) is None


def test_device_actions_have_names_of_their_own() -> None:
    assert service_of_device_action("cover", "open") == "open_cover"
    assert service_of_device_action("light", "turn_on") == "turn_on"
