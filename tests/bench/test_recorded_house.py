"""The companion: recorded entities as live ones that can be acted on."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import Context, HomeAssistant, State
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from bench.house import Entity, running_home, write_config

from .houses import ANA, START, first_states, house, row

BULBS = ["light.bulb_1", "light.bulb_2"]
ENTITIES = [
    Entity(entity_id=entity_id, name=name, platform=platform, **more)
    for entity_id, name, platform, more in (
        ("alarm_control_panel.home", "Alarm", "demo", {}),
        ("binary_sensor.door", "Door", "zha", {"device_class": "door"}),
        ("climate.hall", "Thermostat", "tado", {}),
        ("cover.blinds", "Blinds", "shelly", {"device_class": "blind"}),
        ("cover.gate", "Gate", "shelly", {"device_class": "gate"}),
        ("fan.bath", "Fan", "tuya", {"supported_features": 1}),
        ("fan.plain", "Plain fan", "tuya", {}),
        ("humidifier.hall", "Humidifier", "tuya", {}),
        ("light.bulb_1", "Bulb 1", "hue", {"hidden": True}),
        ("light.bulb_2", "Bulb 2", "hue", {}),
        ("light.both", "Both", "group", {}),
        ("light.lamp", "Lamp", "hue", {"supported_features": 32}),
        ("lock.door", "Lock", "nuki", {}),
        ("media_player.tv", "TV", "cast", {"device_class": "tv"}),
        ("scene.evening", "Evening", "homeassistant", {}),
        ("sensor.warm", "Warm", "zha", {"unit_of_measurement": "°C"}),
        ("sensor.watt", "Watt", "zha", {"unit_of_measurement": "W"}),
        ("sensor.since", "Since", "zha", {"device_class": "timestamp"}),
        ("siren.roof", "Siren", "zha", {}),
        ("switch.slow", "Slow", "shelly", {"confirm_after": 30.0}),
        ("switch.broken", "Broken", "shelly", {"failure": "error"}),
        ("switch.deaf", "Deaf", "shelly", {"failure": "silence"}),
        ("switch.lost", "Lost", "shelly", {}),
        ("switch.new", "New", "shelly", {}),
        ("switch.copy", "Copy", "template", {}),
        ("switch.copy_of_nothing", "Copy of nothing", "template", {}),
        ("vacuum.robot", "Robot", "demo", {}),
        ("valve.garden", "Valve", "demo", {}),
        ("valve.tap", "Tap", "demo", {}),
        ("update.lamp", "Lamp firmware", "hue", {}),
    )
]
LIT = row(START + 9, "light.hall", "on")
EVENING = row(START + 20, "scene.evening", "2026-03-02T00:00:20+00:00", user=ANA)
ROWS = [
    *first_states(),
    row(START, "alarm_control_panel.home", "disarmed"),
    row(START, "binary_sensor.door", "off"),
    row(START, "climate.hall", "heat", temperature=20.5, current_temperature=19),
    row(START, "cover.blinds", "open", current_position=100),
    row(START, "cover.gate", "closed"),
    row(START, "fan.bath", "on", percentage=40),
    row(START, "fan.plain", "off"),
    row(START, "humidifier.hall", "on", humidity=50),
    row(START, "light.bulb_1", "off"),
    row(START, "light.bulb_2", "off"),
    row(START, "light.both", "off", entity_id=BULBS),
    row(START, "light.lamp", "on", brightness=77),
    row(START, "lock.door", "locked"),
    row(START, "media_player.tv", "off", volume_level=0.2),
    row(START, "sensor.warm", "20.0"),
    row(START, "sensor.watt", "1200"),
    row(START, "sensor.since", "2026-03-01T06:00:00+00:00"),
    row(START, "siren.roof", "off"),
    row(START, "switch.slow", "off"),
    row(START, "switch.broken", "off"),
    row(START, "switch.deaf", "off"),
    row(START, "switch.lost", "unavailable"),
    row(START, "switch.copy", "off"),
    row(START, "switch.copy_of_nothing", "off"),
    row(START, "vacuum.robot", "docked"),
    row(START, "valve.garden", "closed", current_position=0),
    row(START, "valve.tap", "open"),
    row(START, "update.lamp", "on"),
    LIT,
    row(START + 9, "switch.copy", "on", parent=LIT.context_id),
    EVENING,
    row(START + 20, "light.lamp", "off", context=EVENING.context_id, user=ANA),
    row(START + 20, "light.hall", "on", context=EVENING.context_id, user=ANA),
    row(START + 30, "light.lamp", "on"),
]


ACTIONS: list[tuple[str, str, dict[str, Any], str, dict[str, Any]]] = [
    ("light.turn_on", "light.lamp", {"brightness": 9}, "on", {"brightness": 9}),
    ("light.turn_off", "light.hall", {}, "off", {}),
    ("light.turn_on", "light.both", {}, "on", {}),
    ("switch.turn_off", "switch.kettle", {}, "off", {}),
    ("switch.toggle", "switch.new", {}, "on", {}),
    ("switch.turn_on", "switch.copy_of_nothing", {}, "on", {}),
    ("fan.turn_on", "fan.bath", {"percentage": 70}, "on", {"percentage": 70}),
    ("fan.turn_on", "fan.plain", {}, "on", {}),
    ("fan.turn_off", "fan.bath", {}, "off", {"percentage": 0}),
    ("fan.set_percentage", "fan.bath", {"percentage": 0}, "off", {}),
    (
        "fan.set_percentage",
        "fan.bath",
        {"percentage": 20},
        "on",
        {"percentage": 20},
    ),
    ("cover.close_cover", "cover.blinds", {}, "closed", {"current_position": 0}),
    (
        "cover.set_cover_position",
        "cover.blinds",
        {"position": 30},
        "open",
        {"current_position": 30},
    ),
    ("cover.open_cover", "cover.gate", {}, "open", {}),
    ("valve.open_valve", "valve.garden", {}, "open", {"current_position": 100}),
    (
        "valve.set_valve_position",
        "valve.garden",
        {"position": 40},
        "open",
        {"current_position": 40},
    ),
    ("valve.close_valve", "valve.garden", {}, "closed", {"current_position": 0}),
    ("valve.close_valve", "valve.tap", {}, "closed", {}),
    ("valve.open_valve", "valve.tap", {}, "open", {}),
    ("lock.unlock", "lock.door", {}, "unlocked", {}),
    ("lock.lock", "lock.door", {}, "locked", {}),
    (
        "climate.set_temperature",
        "climate.hall",
        {"temperature": 22},
        "heat",
        {"temperature": 22},
    ),
    ("climate.set_hvac_mode", "climate.hall", {"hvac_mode": "off"}, "off", {}),
    ("climate.turn_off", "climate.hall", {}, "off", {}),
    (
        "humidifier.set_humidity",
        "humidifier.hall",
        {"humidity": 60},
        "on",
        {"humidity": 60},
    ),
    ("humidifier.turn_off", "humidifier.hall", {}, "off", {}),
    ("media_player.turn_on", "media_player.tv", {}, "on", {}),
    ("media_player.media_play", "media_player.tv", {}, "playing", {}),
    ("media_player.media_pause", "media_player.tv", {}, "paused", {}),
    ("media_player.media_stop", "media_player.tv", {}, "idle", {}),
    ("media_player.turn_off", "media_player.tv", {}, "off", {}),
    ("siren.turn_on", "siren.roof", {}, "on", {}),
    ("vacuum.start", "vacuum.robot", {}, "cleaning", {}),
    ("vacuum.pause", "vacuum.robot", {}, "paused", {}),
    ("vacuum.return_to_base", "vacuum.robot", {}, "returning", {}),
    (
        "alarm_control_panel.alarm_arm_home",
        "alarm_control_panel.home",
        {},
        "armed_home",
        {},
    ),
    (
        "alarm_control_panel.alarm_arm_away",
        "alarm_control_panel.home",
        {},
        "armed_away",
        {},
    ),
    (
        "alarm_control_panel.alarm_arm_night",
        "alarm_control_panel.home",
        {},
        "armed_night",
        {},
    ),
    (
        "alarm_control_panel.alarm_disarm",
        "alarm_control_panel.home",
        {},
        "disarmed",
        {},
    ),
]


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[HomeAssistant]:
    config = tmp_path / "config"
    told = house(states=ROWS, entities=ENTITIES, automations=())
    write_config(told, config, port=1)
    async with running_home(config) as hass:
        yield hass


async def _do(home: HomeAssistant, action: str, entity_id: str, **data: Any) -> State:
    domain, _, service = action.partition(".")
    await home.services.async_call(
        domain, service, {ATTR_ENTITY_ID: entity_id, **data}, blocking=True
    )
    await home.async_block_till_done()
    return _state(home, entity_id)


def _state(home: HomeAssistant, entity_id: str) -> State:
    state = home.states.get(entity_id)
    assert state is not None
    return state


async def test_every_entity_is_as_it_was_last(home: HomeAssistant) -> None:
    last = {one.entity_id: one.state for one in ROWS}
    served = {one.entity_id: one.state for one in home.states.async_all()}
    for entity in ENTITIES:
        assert served[entity.entity_id] == last.get(entity.entity_id, "unknown")
    assert _state(home, "light.lamp").attributes["brightness"] == 77
    assert _state(home, "fan.bath").attributes["percentage"] == 40
    assert _state(home, "climate.hall").attributes["current_temperature"] == 19
    assert _state(home, "binary_sensor.door").attributes["device_class"] == "door"
    assert _state(home, "light.both").attributes["entity_id"] == BULBS
    assert "entity_id" not in _state(home, "switch.copy").attributes


async def test_actions_do_what_they_say(home: HomeAssistant) -> None:
    for action, entity_id, data, state, attributes in ACTIONS:
        after = await _do(home, action, entity_id, **data)
        assert after.state == state, action
        assert attributes.items() <= after.attributes.items(), action


async def test_volume(home: HomeAssistant) -> None:
    await _do(home, "media_player.media_play", "media_player.tv")
    state = await _do(
        home, "media_player.volume_set", "media_player.tv", volume_level=0.5
    )
    assert (state.state, state.attributes["volume_level"]) == ("playing", 0.5)


async def test_who_asked_is_kept(home: HomeAssistant) -> None:
    context = Context(user_id=(await home.auth.async_get_users())[1].id)
    target = {ATTR_ENTITY_ID: "light.hall"}
    await home.services.async_call(
        "light", "turn_off", target, blocking=True, context=context
    )
    assert _state(home, "light.hall").context is context


async def test_a_slow_device_confirms_late_and_for_nobody(home: HomeAssistant) -> None:
    context = Context(user_id=(await home.auth.async_get_users())[1].id)
    target = {ATTR_ENTITY_ID: "switch.slow"}
    await home.services.async_call(
        "switch", "turn_on", target, blocking=True, context=context
    )
    async_fire_time_changed(home, dt_util.utcnow() + timedelta(seconds=20))
    await home.async_block_till_done()
    assert _state(home, "switch.slow").state == "off"
    async_fire_time_changed(home, dt_util.utcnow() + timedelta(seconds=40))
    await home.async_block_till_done()
    assert _state(home, "switch.slow").state == "on"


async def test_a_broken_device_refuses(home: HomeAssistant) -> None:
    with pytest.raises(HomeAssistantError, match="Broken did not accept the command"):
        await _do(home, "switch.turn_on", "switch.broken")
    assert _state(home, "switch.broken").state == "off"


async def test_a_deaf_device_never_answers(home: HomeAssistant) -> None:
    assert (await _do(home, "switch.turn_on", "switch.deaf")).state == "off"


async def test_a_group_is_what_its_members_are(home: HomeAssistant) -> None:
    await _do(home, "light.turn_on", "light.both")
    assert [_state(home, bulb).state for bulb in BULBS] == ["on", "on"]
    await _do(home, "light.turn_off", "light.bulb_1")
    assert _state(home, "light.both").state == "on"
    last = await _do(home, "light.turn_off", "light.bulb_2")
    both = _state(home, "light.both")
    assert both.state == "off"
    assert both.context.id == last.context.id


async def test_a_mirror_shows_another_entity_and_passes_on(home: HomeAssistant) -> None:
    hall = await _do(home, "light.turn_off", "light.hall")
    copy = _state(home, "switch.copy")
    assert copy.state == "off"
    assert copy.context.parent_id == hall.context.id
    await _do(home, "switch.turn_on", "switch.copy")


async def test_a_scene_switches_what_it_last_switched(home: HomeAssistant) -> None:
    await _do(home, "light.turn_off", "light.hall")
    await _do(home, "scene.turn_on", "scene.evening")
    assert _state(home, "light.lamp").state == "off"
    assert _state(home, "light.hall").state == "on"


async def test_a_device_reports_by_itself(home: HomeAssistant) -> None:
    state = await _do(
        home, "recorded_house.set_state", "binary_sensor.door", state="on"
    )
    assert state.state == "on"
    assert state.context.user_id is None
    for entity_id, told in (
        ("sensor.warm", "21.25"),
        ("sensor.watt", "0"),
        ("sensor.watt", "unavailable"),
        ("sensor.watt", "unknown"),
        ("climate.hall", "unavailable"),
        ("update.lamp", "off"),
        ("device_tracker.ana_phone", "not_home"),
        ("device_tracker.ana_phone", "unknown"),
    ):
        state = await _do(home, "recorded_house.set_state", entity_id, state=told)
        assert state.state == told
    state = await _do(
        home,
        "recorded_house.set_state",
        "climate.hall",
        state="heat",
        attributes={"temperature": 18},
    )
    assert state.attributes["temperature"] == 18


async def test_someone_leaves(home: HomeAssistant) -> None:
    await _do(
        home,
        "recorded_house.set_state",
        "device_tracker.ana_phone",
        state="not_home",
    )
    assert _state(home, "person.ana").state == "not_home"
    assert _state(home, "zone.home").state == "0"


async def test_only_entities_of_the_house_report(home: HomeAssistant) -> None:
    with pytest.raises(ServiceValidationError, match=r"light\.attic is not an entity"):
        await home.services.async_call(
            "recorded_house",
            "set_state",
            {ATTR_ENTITY_ID: "light.attic", "state": "on"},
            blocking=True,
        )


async def test_the_entry_can_be_reloaded(home: HomeAssistant) -> None:
    (entry,) = home.config_entries.async_entries("recorded_house")
    before = set(home.states.async_entity_ids())
    await _do(home, "light.turn_off", "light.hall")
    assert await home.config_entries.async_reload(entry.entry_id)
    await home.async_block_till_done()
    assert _state(home, "light.hall").state == "on"
    assert set(home.states.async_entity_ids()) == before
