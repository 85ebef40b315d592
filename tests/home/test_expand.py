"""Targets of automations are written out as the entities they stand for."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest

from custom_components.ai_automation.home.capabilities import (
    async_purpose_conditions,
    async_purpose_triggers,
)
from custom_components.ai_automation.home.expand import async_expanded

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture(autouse=True)
async def _described(hass: HomeAssistant) -> None:
    """Let Home Assistant describe its purpose-specific triggers and conditions."""
    for domain in ("homeassistant", "light", "motion", "automation"):
        assert await async_setup_component(hass, domain, {})
    await async_purpose_triggers(hass)
    await async_purpose_conditions(hass)


def registry_id(hass: HomeAssistant, entity_id: str) -> str:
    """Return the id that the registry has for an entity."""
    entry = er.async_get(hass).async_get(entity_id)
    assert entry is not None
    return entry.id


def expanded(hass: HomeAssistant, part: str, raw: Any) -> Any:
    """Return one part of an automation, expanded."""
    return async_expanded(hass, {"alias": "One", part: raw})[part]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ({"area_id": "kitchen"}, ["light.kitchen"]),
        ({"floor_id": "ground_floor"}, ["light.kitchen"]),
        ({"label_id": "bedtime"}, ["light.bedroom", "light.kitchen"]),
        ({"entity_id": "light.bedroom"}, ["light.bedroom"]),
    ],
    ids=["area", "floor", "label", "entity"],
)
def test_triggers_by_purpose(
    hass: HomeAssistant, target: dict[str, Any], expected: list[str]
) -> None:
    raw = {"trigger": "light.turned_on", "target": target, "options": {"for": 60}}
    assert expanded(hass, "triggers", [raw]) == [
        {
            "trigger": "light.turned_on",
            "target": {"entity_id": expected},
            "options": {"for": 60},
        }
    ]


def test_conditions_by_purpose(hass: HomeAssistant) -> None:
    raw = {"condition": "motion.is_detected", "target": {"area_id": "kitchen"}}
    nested = {"condition": "and", "conditions": [raw]}
    wanted = {**raw, "target": {"entity_id": ["binary_sensor.kitchen_motion"]}}
    assert expanded(hass, "conditions", raw) == wanted
    assert expanded(hass, "condition", [nested]) == [
        {"condition": "and", "conditions": [wanted]}
    ]


def test_actions_on_rooms_and_devices(hass: HomeAssistant) -> None:
    entry = er.async_get(hass).async_get("light.kitchen")
    assert entry is not None
    for target in ({"area_id": ["kitchen"]}, {"device_id": entry.device_id}):
        raw = {"action": "light.turn_off", "target": target, "data": {"transition": 2}}
        (step,) = expanded(hass, "actions", [raw])
        assert "light.kitchen" in step["target"]["entity_id"]
        assert "sensor.kitchen_signal" not in step["target"]["entity_id"]
        assert step["data"] == {"transition": 2}


def test_device_triggers_and_actions(hass: HomeAssistant) -> None:
    of_device = {"device_id": "x", "domain": "light"}
    lamp = registry_id(hass, "light.kitchen")
    trigger = {
        **of_device,
        "trigger": "device",
        "type": "turned_off",
        "entity_id": lamp,
        "for": {"minutes": 5},
    }
    assert expanded(hass, "trigger", trigger) == {
        "trigger": "state",
        "entity_id": ["light.kitchen"],
        "to": "off",
        "for": {"minutes": 5},
    }
    step = {**of_device, "type": "turn_off", "entity_id": lamp}
    assert expanded(hass, "action", [step]) == [
        {"action": "light.turn_off", "target": {"entity_id": ["light.kitchen"]}}
    ]


def test_registry_ids_become_entities(hass: HomeAssistant) -> None:
    raw = {"trigger": "state", "entity_id": registry_id(hass, "light.kitchen")}
    inner = {"triggers": [raw]}
    wanted = {"trigger": "state", "entity_id": ["light.kitchen"]}
    assert expanded(hass, "triggers", [inner]) == [{"triggers": [wanted]}]


@pytest.mark.parametrize(
    ("part", "raw"),
    [
        ("triggers", {"trigger": "time", "at": "07:00:00"}),
        ("triggers", {"trigger": "device", "type": "button_short_press"}),
        ("triggers", {"trigger": "state", "entity_id": "{{ lamp }}"}),
        ("conditions", "{{ true }}"),
        ("actions", {"delay": 5}),
        ("actions", {"action": "light.turn_on", "target": {"entity_id": "light.x"}}),
        ("actions", {"action": "light.turn_on", "target": {"area_id": "{{ room }}"}}),
        ("actions", {"action": "{{ what }}", "target": {"area_id": "kitchen"}}),
    ],
)
def test_what_is_not_understood_stays(hass: HomeAssistant, part: str, raw: Any) -> None:
    assert expanded(hass, part, [raw]) == [raw]
