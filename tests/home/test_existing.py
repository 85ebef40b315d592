"""How existing automations are read: what triggers them, and that none is lost."""

from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest

from custom_components.ai_automation.home.capabilities import async_purpose_triggers
from custom_components.ai_automation.home.existing import (
    async_read_automations,
    async_read_trigger_entities,
)
from custom_components.ai_automation.model.home import Effect

from .conftest import Read

pytestmark = pytest.mark.usefixtures("house")


def test_home_without_automations(hass: HomeAssistant) -> None:
    assert async_read_automations(hass) == ()


async def test_identity_and_config(read: Read) -> None:
    automation = await read()

    assert automation.entity_id == "automation.one"
    assert automation.automation_id == "one"
    assert automation.alias == "One"
    assert automation.config["actions"] == [{"delay": 1}]


@pytest.mark.parametrize(
    ("trigger", "entities"),
    [
        (
            {"trigger": "state", "entity_id": ["light.kitchen", "cover.hall"]},
            {"light.kitchen", "cover.hall"},
        ),
        ({"platform": "state", "entity_id": "light.kitchen"}, {"light.kitchen"}),
        (
            {"trigger": "numeric_state", "entity_id": "sensor.x", "above": 3},
            {"sensor.x"},
        ),
        ({"trigger": "sun", "event": "sunset"}, {"sun.sun"}),
        ({"trigger": "time", "at": "input_datetime.wake"}, {"input_datetime.wake"}),
        (
            {
                "trigger": "time",
                "at": ["07:00:00", {"entity_id": "sensor.alarm", "offset": "-00:05"}],
            },
            {"sensor.alarm"},
        ),
        ({"trigger": "time_pattern", "minutes": "/5"}, set()),
        (
            {"trigger": "zone", "entity_id": "person.a", "zone": "zone.home"},
            {"person.a"},
        ),
        (
            {"trigger": "calendar", "event": "start", "entity_id": "calendar.bins"},
            {"calendar.bins"},
        ),
        (
            {
                "trigger": "event",
                "event_type": "x",
                "event_data": {"entity_id": "light.kitchen"},
            },
            {"light.kitchen"},
        ),
        ({"trigger": "event", "event_type": "x"}, set()),
        ({"trigger": "homeassistant", "event": "start"}, set()),
        (
            {
                "trigger": "template",
                "value_template": "{{ is_state('light.kitchen', 'on') and"
                " states.switch.hall.state == 'on' and 1.5 > x.y }}",
            },
            {"light.kitchen", "switch.hall"},
        ),
        (
            {"triggers": [{"trigger": "state", "entity_id": "light.kitchen"}]},
            {"light.kitchen"},
        ),
        (
            {"trigger": "state", "entity_id": "light.kitchen", "enabled": False},
            set(),
        ),
        (
            {"trigger": "zone.occupancy_detected", "options": {"zone": "zone.work"}},
            {"zone.work"},
        ),
        (
            {"trigger": "sun.sunset", "options": {}},
            {"sun.sun"},
        ),
    ],
)
def test_entities_of_a_trigger(
    hass: HomeAssistant, trigger: dict[str, Any], entities: set[str]
) -> None:
    assert async_read_trigger_entities(hass, trigger) == entities
    assert async_read_trigger_entities(hass, [trigger]) == entities


def test_device_trigger_names_its_entity_by_registry_id(hass: HomeAssistant) -> None:
    entry = er.async_get(hass).async_get("light.kitchen")
    assert entry is not None
    trigger = {
        "trigger": "device",
        "device_id": entry.device_id,
        "domain": "light",
        "type": "turned_on",
        "entity_id": entry.id,
    }

    assert async_read_trigger_entities(hass, [trigger]) == {"light.kitchen"}
    del trigger["entity_id"]
    assert async_read_trigger_entities(hass, [trigger]) == set()


def _kitchen_device(hass: HomeAssistant) -> str:
    entry = er.async_get(hass).async_get("light.kitchen")
    assert entry is not None
    assert entry.device_id is not None
    return entry.device_id


@pytest.mark.parametrize(
    ("target", "entities"),
    [
        ({"entity_id": "light.bedroom"}, {"light.bedroom"}),
        ({"area_id": "kitchen"}, {"light.kitchen"}),
        ({"area_id": ["kitchen", "bedroom"]}, {"light.kitchen", "light.bedroom"}),
        ({"floor_id": "upper_floor"}, {"light.bedroom"}),
        ({"label_id": "bedtime"}, {"light.kitchen", "light.bedroom"}),
        ({"device_id": "ceiling"}, {"light.kitchen", "light.bedroom"}),
        ({"area_id": "hall"}, set()),
    ],
)
async def test_purpose_specific_trigger_is_expanded(
    hass: HomeAssistant, read: Read, target: dict[str, Any], entities: set[str]
) -> None:
    assert await async_setup_component(hass, "light", {})
    await hass.async_block_till_done()
    assert "light.turned_on" in await async_purpose_triggers(hass)
    if target.get("device_id") == "ceiling":
        target = {"device_id": _kitchen_device(hass)}

    automation = await read([{"trigger": "light.turned_on", "target": target}])

    assert automation.trigger_entities == entities


async def test_trigger_of_a_group_watches_the_group(hass: HomeAssistant) -> None:
    group = {"lamps": {"entities": ["light.kitchen"]}}
    assert await async_setup_component(hass, "group", {"group": group})
    trigger = {"trigger": "maker.changed", "target": {"entity_id": "group.lamps"}}

    assert async_read_trigger_entities(hass, trigger) == {"group.lamps"}


def test_template_with_an_entity_that_only_has_a_state(hass: HomeAssistant) -> None:
    trigger = {"trigger": "template", "value_template": "{{ states('sensor.yard') }}"}
    assert async_read_trigger_entities(hass, trigger) == set()

    hass.states.async_set("sensor.yard", "12")

    assert async_read_trigger_entities(hass, trigger) == {"sensor.yard"}


async def test_purpose_specific_trigger_watches_its_device_class_only(
    hass: HomeAssistant, read: Read
) -> None:
    hass.states.async_set("binary_sensor.porch", "off", {"device_class": "motion"})
    hass.states.async_set("binary_sensor.gate", "off", {"device_class": "door"})
    assert await async_setup_component(hass, "motion", {})
    await hass.async_block_till_done()
    await async_purpose_triggers(hass)

    automation = await read(
        [
            {"trigger": "motion.detected", "target": {"area_id": "kitchen"}},
            {
                "trigger": "motion.detected",
                "target": {
                    "entity_id": [
                        "binary_sensor.porch",
                        "binary_sensor.gate",
                        "binary_sensor.gone",
                    ]
                },
            },
        ]
    )

    assert automation.trigger_entities == {
        "binary_sensor.kitchen_motion",
        "binary_sensor.porch",
    }


async def test_old_names_of_the_parts(hass: HomeAssistant) -> None:
    config = {
        "alias": "Old",
        "trigger": {"platform": "state", "entity_id": "switch.hall"},
        "action": {"service": "light.turn_on", "entity_id": "light.kitchen"},
    }
    assert await async_setup_component(hass, "automation", {"automation": config})
    await hass.async_block_till_done()

    (automation,) = async_read_automations(hass)

    assert automation.automation_id is None
    assert automation.trigger_entities == {"switch.hall"}
    assert automation.effects == (Effect(entity_id="light.kitchen", state="on"),)


async def test_blueprint_is_read_with_its_inputs_filled_in(
    hass: HomeAssistant, hass_config_dir: str
) -> None:
    folder = Path(hass_config_dir) / "blueprints" / "automation"
    await hass.async_add_executor_job(_write_blueprint, folder)
    config = {
        "alias": "From a blueprint",
        "use_blueprint": {
            "path": "follow.yaml",
            "input": {"source": "switch.hall", "lamp": {"area_id": "bedroom"}},
        },
    }
    assert await async_setup_component(hass, "automation", {"automation": config})
    await hass.async_block_till_done()

    (automation,) = async_read_automations(hass)

    assert automation.trigger_entities == {"switch.hall"}
    assert automation.effects == (Effect(entity_id="light.bedroom", state="on"),)


def _write_blueprint(folder: Path) -> None:
    """Write a blueprint with two inputs."""
    folder.mkdir(parents=True)
    (folder / "follow.yaml").write_text(
        "blueprint:\n  name: Follow\n  domain: automation\n"
        "  input:\n    source:\n    lamp:\n"
        "triggers: [{trigger: state, entity_id: !input source}]\n"
        "actions: [{action: light.turn_on, target: !input lamp}]\n"
    )


@pytest.mark.parametrize(
    "broken",
    [
        {"triggers": [{"trigger": "nothing.like_it"}]},
        {"use_blueprint": {"path": "missing.yaml", "input": {}}},
        {"triggers": "nonsense"},
    ],
)
async def test_broken_automation_is_kept_and_does_nothing(
    hass: HomeAssistant, broken: dict[str, Any]
) -> None:
    config = {
        "id": "broken",
        "alias": "Broken",
        "triggers": [{"trigger": "state", "entity_id": "switch.hall"}],
        "actions": [{"action": "light.turn_on", "entity_id": "light.kitchen"}],
        **broken,
    }
    if "use_blueprint" in broken:
        del config["triggers"], config["actions"]
    assert await async_setup_component(hass, "automation", {"automation": config})
    await hass.async_block_till_done()

    (automation,) = async_read_automations(hass)

    assert automation.alias == "Broken"
    assert automation.automation_id == "broken"
    assert automation.trigger_entities == set()
    assert automation.effects == ()


async def test_automation_that_is_switched_off_is_read_as_well(
    hass: HomeAssistant, read: Read
) -> None:
    before = await read(
        actions=[{"action": "light.turn_on", "target": {"area_id": "kitchen"}}]
    )

    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": "automation.one"}, blocking=True
    )

    assert async_read_automations(hass) == (before,)
    assert before.effects


async def test_order_is_that_of_the_entity_ids(hass: HomeAssistant) -> None:
    trigger = {"trigger": "event", "event_type": "never"}
    config = [
        {"alias": alias, "triggers": trigger, "actions": {"delay": 1}}
        for alias in ("Zoo", "Ant")
    ]
    assert await async_setup_component(hass, "automation", {"automation": config})
    await hass.async_block_till_done()

    assert [a.alias for a in async_read_automations(hass)] == ["Ant", "Zoo"]
