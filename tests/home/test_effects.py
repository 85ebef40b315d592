"""What the actions of automations do."""

from typing import Any

from homeassistant.core import HomeAssistant, SupportsResponse
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest

from custom_components.ai_automation.home.effects import async_read_effects

from .conftest import Read

pytestmark = pytest.mark.usefixtures("house")

KITCHEN_ON = ("light.kitchen", "on")
TURN_ON = {"action": "light.turn_on", "target": {"entity_id": "light.kitchen"}}
TURN_OFF = {"action": "light.turn_off", "target": {"entity_id": "light.bedroom"}}
OFF = ("light.bedroom", "off")


def effects(hass: HomeAssistant, actions: Any) -> list[tuple[str, str | None]]:
    """Return the effects as pairs."""
    return [(e.entity_id, e.state) for e in async_read_effects(hass, actions)]


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (TURN_ON, [KITCHEN_ON]),
        ({"service": "light.turn_on", "entity_id": "light.kitchen"}, [KITCHEN_ON]),
        (
            {"action": "light.turn_on", "data": {"entity_id": ["light.kitchen"]}},
            [KITCHEN_ON],
        ),
        (
            {
                "service": "light.turn_on",
                "data_template": {"entity_id": "light.kitchen, light.bedroom"},
            },
            [("light.bedroom", "on"), KITCHEN_ON],
        ),
        (
            {"action": "light.turn_on", "target": {"area_id": "kitchen"}},
            [KITCHEN_ON],
        ),
        ({"action": "light.turn_on", "data": {"area_id": "kitchen"}}, [KITCHEN_ON]),
        (
            {"action": "light.turn_on", "target": {"label_id": "bedtime"}},
            [("light.bedroom", "on"), KITCHEN_ON],
        ),
        (
            {"action": "light.turn_on", "target": {"floor_id": "ground_floor"}},
            [KITCHEN_ON],
        ),
        (
            {"action": "cover.close_cover", "target": {"floor_id": "ground_floor"}},
            [("cover.hall", "closed")],
        ),
        (
            {"action": "light.turn_off", "target": {"entity_id": "all"}},
            [("light.bedroom", "off"), ("light.kitchen", "off")],
        ),
        ({"action": "light.turn_on", "target": {"entity_id": "none"}}, []),
        ({"action": "light.turn_on", "target": "{{ somewhere }}"}, []),
        ({"action": "light.turn_on", "target": {"entity_id": "{{ lamp }}"}}, []),
        ({"action": "{{ some.thing }}"}, []),
        ({"action": "light.turn_on", "target": {"entity_id": "switch.hall"}}, []),
        ({"action": "logbook.log", "data": {"entity_id": "light.kitchen"}}, []),
        (
            {"action": "maker.blink", "target": {"entity_id": "light.kitchen"}},
            [("light.kitchen", None)],
        ),
        (
            {"action": "light.toggle", "target": {"entity_id": "light.kitchen"}},
            [("light.kitchen", None)],
        ),
        ({"event": "ring"}, []),
        ({"delay": "00:01:00"}, []),
        ("{{ is_state('light.kitchen', 'on') }}", []),
        (
            {
                "condition": "device",
                "device_id": "any",
                "domain": "light",
                "entity_id": "light.kitchen",
                "type": "is_on",
            },
            [],
        ),
        ({**TURN_ON, "enabled": False}, []),
        ({**TURN_ON, "enabled": "{{ true }}"}, [KITCHEN_ON]),
        (
            {
                "action": "scene.apply",
                "data": {
                    "entities": {"light.kitchen": True, "cover.hall": {"state": "open"}}
                },
            },
            [KITCHEN_ON, ("cover.hall", "open")],
        ),
        ({"action": "scene.apply", "data": {"entities": "{{ them }}"}}, []),
        ({"scene": "scene.elsewhere"}, [("scene.elsewhere", None)]),
        ({"action": "script.elsewhere"}, [("script.elsewhere", None)]),
        ({"action": "script.reload"}, []),
    ],
)
def test_single_action(
    hass: HomeAssistant, action: Any, expected: list[tuple[str, str | None]]
) -> None:
    assert effects(hass, action) == expected
    assert effects(hass, [action]) == expected


@pytest.mark.parametrize(
    "block",
    [
        {"if": [], "then": TURN_ON, "else": [TURN_OFF]},
        {"choose": [{"conditions": [], "sequence": TURN_ON}], "default": TURN_OFF},
        {"choose": {"conditions": [], "sequence": [TURN_ON, TURN_OFF]}},
        {"parallel": [TURN_ON, {"sequence": [TURN_OFF]}]},
        {"sequence": [TURN_ON, {"sequence": [TURN_OFF]}]},
        {"repeat": {"count": 2, "sequence": [TURN_ON, TURN_OFF]}},
        {"if": [], "then": [{"repeat": {"count": 2, "sequence": TURN_ON}}, TURN_OFF]},
    ],
)
async def test_blocks(hass: HomeAssistant, read: Read, block: dict[str, Any]) -> None:
    assert set(effects(hass, block)) == {KITCHEN_ON, OFF}


async def test_read_from_a_valid_automation(read: Read) -> None:
    automation = await read(
        actions=[
            {
                "choose": [
                    {
                        "conditions": "{{ true }}",
                        "sequence": [{"if": "{{ true }}", "then": [TURN_ON]}],
                    }
                ]
            },
            {"delay": 5},
            TURN_OFF,
            TURN_OFF,
        ]
    )

    assert [(e.entity_id, e.state) for e in automation.effects] == [KITCHEN_ON, OFF]


def test_homeassistant_actions_are_for_what_can_do_them(hass: HomeAssistant) -> None:
    hass.services.async_register("light", "turn_on", lambda call: None)
    action = {"action": "homeassistant.turn_on", "target": {"area_id": "kitchen"}}

    assert effects(hass, action) == [KITCHEN_ON]


def test_action_that_only_answers_does_nothing(hass: HomeAssistant) -> None:
    target = {"entity_id": "light.kitchen"}
    hass.services.async_register(
        "light",
        "get_scenes",
        lambda call: {},
        supports_response=SupportsResponse.ONLY,
    )

    assert effects(hass, {"action": "light.get_scenes", "target": target}) == []
    assert effects(hass, {"action": "light.blink", "target": target}) != []


def test_exclude_of_a_target(hass: HomeAssistant) -> None:
    action = {
        "action": "light.turn_on",
        "target": {"label_id": "bedtime", "exclude": {"area_id": "bedroom"}},
    }
    found = effects(hass, action)
    assert KITCHEN_ON in found
    assert (("light.bedroom", "on") in found) == (not _knows_exclude())


def _knows_exclude() -> bool:
    """Tell whether this Home Assistant has targets with exceptions."""
    from homeassistant.helpers.target import TargetSelection

    return hasattr(TargetSelection({}), "exclude")


async def test_group_stands_for_its_members(hass: HomeAssistant) -> None:
    group = {"lamps": {"entities": ["light.kitchen", "light.bedroom", "switch.hall"]}}
    assert await async_setup_component(hass, "group", {"group": group})
    await hass.async_block_till_done()
    action = {"action": "light.turn_off", "target": {"entity_id": "group.lamps"}}

    assert effects(hass, action) == [OFF, ("light.kitchen", "off")]


@pytest.mark.parametrize(
    ("entity_id", "kind", "state"),
    [
        ("light.kitchen", "turn_on", "on"),
        ("light.kitchen", "toggle", None),
        ("cover.hall", "close", "closed"),
        ("switch.hall", "turn_off", "off"),
    ],
)
def test_device_action(
    hass: HomeAssistant, entity_id: str, kind: str, state: str | None
) -> None:
    entry = er.async_get(hass).async_get(entity_id)
    assert entry is not None
    step = {"device_id": "any", "domain": entry.domain, "type": kind}

    assert effects(hass, {**step, "entity_id": entry.id}) == [(entity_id, state)]
    assert effects(hass, {**step, "entity_id": entity_id}) == [(entity_id, state)]
    assert effects(hass, step) == []


async def test_scene_of_home_assistant_acts_on_its_entities(
    hass: HomeAssistant,
) -> None:
    assert await async_setup_component(hass, "homeassistant", {})
    scene = {
        "name": "Evening",
        "entities": {"light.kitchen": {"state": "on"}, "cover.hall": "closed"},
    }
    assert await async_setup_component(hass, "scene", {"scene": [scene]})
    await hass.async_block_till_done()

    expected = [("scene.evening", None), KITCHEN_ON, ("cover.hall", "closed")]
    assert effects(hass, {"scene": "scene.evening"}) == expected
    turn_on = {"action": "scene.turn_on", "target": {"entity_id": "scene.evening"}}
    assert effects(hass, turn_on) == expected
    assert effects(hass, {"scene": "scene.of_a_hub"}) == [("scene.of_a_hub", None)]


async def test_script_acts_by_its_own_actions(hass: HomeAssistant) -> None:
    scripts = {
        "outer": {"sequence": [{"action": "script.inner"}]},
        "inner": {"sequence": [TURN_ON, {"action": "script.outer"}]},
        "broken": {"sequence": [{"device_id": "none", "domain": "nope", "type": "x"}]},
    }
    assert await async_setup_component(hass, "script", {"script": scripts})
    await hass.async_block_till_done()

    both = [("script.outer", None), ("script.inner", None), KITCHEN_ON]
    assert effects(hass, {"action": "script.outer"}) == both
    by_entity = {"action": "script.turn_on", "target": {"entity_id": "script.outer"}}
    assert effects(hass, by_entity) == both
    stop = {"action": "script.turn_off", "target": {"entity_id": "script.outer"}}
    assert effects(hass, stop) == [("script.outer", None)]
    assert effects(hass, {"action": "script.broken"}) == [("script.broken", None)]
