"""What calls of actions ask for, and of whom."""

from typing import Any

import pytest

from custom_components.ai_automation.history.calls import Aim, Call, Recent, parse_call

from .past import entity, home


def call(action: str, **fields: Any) -> Call:
    domain, _, service = action.partition(".")
    return parse_call({"domain": domain, "service": service, "service_data": fields})


@pytest.mark.parametrize(
    ("action", "fields", "domain", "state", "answer"),
    [
        ("light.turn_on", {}, "light", "on", True),
        ("light.turn_on", {}, "light", "off", False),
        ("light.toggle", {}, "light", "off", True),
        ("climate.turn_on", {}, "climate", "heat", True),
        ("climate.turn_on", {}, "climate", "off", False),
        ("climate.set_hvac_mode", {"hvac_mode": "heat"}, "climate", "heat", True),
        ("climate.set_hvac_mode", {"hvac_mode": "heat"}, "climate", "cool", False),
        ("climate.set_temperature", {"temperature": 20}, "climate", "heat", False),
        ("cover.close_cover", {}, "cover", "closed", True),
        ("cover.set_cover_position", {"position": 40}, "cover", "open", True),
        ("cover.set_cover_position", {"position": 0}, "cover", "closed", True),
        ("fan.set_percentage", {"percentage": 0}, "fan", "off", True),
        ("select.select_option", {"option": "eco"}, "select", "eco", True),
        ("vacuum.return_to_base", {}, "vacuum", "docked", True),
        ("media_player.volume_set", {}, "media_player", "playing", False),
        (
            "alarm_control_panel.alarm_arm_away",
            {},
            "alarm_control_panel",
            "armed_away",
            True,
        ),
    ],
)
def test_asked_state(
    action: str, fields: dict[str, Any], domain: str, state: str, answer: bool
) -> None:
    assert call(action, **fields).asks_for(domain, state) is answer


HOME = home(
    entity("light.hall", area_id="hall", device_id="d1"),
    entity("light.porch", labels=frozenset({"outside"})),
    entity("light.bulb_1"),
    entity("light.bulb_2"),
    entity("switch.pump", area_id="hall", device_id="d1"),
    entity("switch.attic", area_id="gone"),
)


@pytest.mark.parametrize(
    ("action", "fields", "aimed"),
    [
        ("light.turn_on", {"entity_id": "light.hall"}, {"light.hall"}),
        (
            "light.turn_on",
            {"entity_id": "light.hall, light.porch"},
            {"light.hall", "light.porch"},
        ),
        ("light.turn_on", {"entity_id": ["light.porch"]}, {"light.porch"}),
        ("switch.turn_on", {"entity_id": "all"}, {"switch.pump", "switch.attic"}),
        ("light.turn_on", {"area_id": "hall"}, {"light.hall"}),
        ("light.turn_on", {"target": {"area_id": ["hall"]}}, {"light.hall"}),
        ("switch.turn_on", {"floor_id": "ground"}, {"switch.pump"}),
        ("light.turn_on", {"label_id": "outside"}, {"light.porch"}),
        (
            "homeassistant.turn_on",
            {"device_id": "d1"},
            {"light.hall", "switch.pump"},
        ),
        ("light.turn_on", {"area_id": "nowhere"}, set()),
        (
            "light.turn_on",
            {"entity_id": "light.bulb_1"},
            {"light.bulb_1", "light.bulb_2"},
        ),
        ("light.turn_on", {"entity_id": 7}, set()),
    ],
)
def test_aim(action: str, fields: dict[str, Any], aimed: set[str]) -> None:
    aim = Aim(HOME, {"light.bulb_1": ("light.bulb_1", "light.bulb_2")})
    assert aim.entities(call(action, **fields)) == aimed


def test_a_call_without_data_is_aimed_at_nothing() -> None:
    parsed = parse_call({"domain": "light", "service": "turn_on", "service_data": "x"})
    assert parsed == Call("light", "on")
    assert Aim(HOME, {}).entities(parsed) == frozenset()


def test_recent_is_newest_first_and_only_before() -> None:
    recent: Recent[str] = Recent()
    for at, name in ((30.0, "c"), (10.0, "a"), (20.0, "b"), (40.0, "d")):
        recent.add("light.hall", at, name)
    recent.sort()
    assert list(recent.before("light.hall", 40.0, 25.0)) == ["c", "b"]
    assert list(recent.before("light.porch", 40.0, 25.0)) == []
