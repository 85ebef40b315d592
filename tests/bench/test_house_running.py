"""A config folder of a recorded house, in a Home Assistant started on it."""

import base64
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
import json
import logging
from pathlib import Path

import bcrypt
from homeassistant.components.recorder import get_instance, history
from homeassistant.const import STATE_ON
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import load_yaml
import pytest

from bench.house import (
    OWNER_NAME,
    OWNER_PASSWORD,
    Automation,
    Entity,
    HouseError,
    running_home,
    write_config,
)

from .houses import (
    ANA,
    AUTOMATION,
    ENTITIES,
    ROBOT,
    START,
    event,
    first_states,
    house,
    row,
)

RUN = "01KKQ8M1D9S18VT47PMSA8XS16"
MORE = (
    Entity(entity_id="script.relax", name="Relax", platform="script"),
    Entity(entity_id="script.idle", name="Idle", platform="script"),
    Entity(entity_id="input_boolean.guests", name="Guests", platform="input_boolean"),
    Entity(entity_id="input_number.wish", name="Wish", platform="input_number"),
    Entity(entity_id="weather.home", name="Weather", platform="met"),
)
OFF = Automation(
    id="18",
    entity_id="automation.asleep",
    enabled=False,
    config={"triggers": [], "actions": [], "alias": "Asleep"},
)
ROWS = [
    *first_states(),
    row(START, "automation.asleep", "on"),
    row(START, "automation.hall_light", "on"),
    row(START, "input_boolean.guests", "on"),
    row(START, "input_number.wish", "21.5", min=5, max=30),
    row(START, "weather.home", "rainy"),
    row(START + 50, "light.hall", "on", user=ANA),
    row(START + 60, "binary_sensor.hall", "on"),
]
EVENTS = [
    event(START + 70, "script_started", RUN, name="Relax", entity_id="script.relax"),
    event(START + 70, "call_service", RUN, domain="script", service="relax"),
    event(
        START + 70,
        "call_service",
        RUN,
        domain="light",
        service="turn_off",
        service_data={"entity_id": ["light.hall"]},
    ),
    event(START + 71, "call_service", domain="switch", service="turn_on"),
]
HOUSE = house(states=ROWS, events=EVENTS, entities=MORE, automations=(AUTOMATION, OFF))


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    write_config(HOUSE, folder, port=18123)
    return folder


@pytest.fixture
async def home(config: Path) -> AsyncIterator[HomeAssistant]:
    async with running_home(config) as hass:
        yield hass


async def test_everything_is_served_as_it_was_last(home: HomeAssistant) -> None:
    assert home.state is CoreState.running
    states = {one.entity_id: one.state for one in home.states.async_all()}
    expected = {
        "light.hall": "on",
        "binary_sensor.hall": "on",
        "switch.kettle": "on",
        "sensor.signal": "strong",
        "device_tracker.ana_phone": "home",
        "person.ana": "home",
        "zone.home": "1",
        "automation.hall_light": "on",
        "automation.asleep": "off",
        "script.relax": "off",
        "input_boolean.guests": "on",
        "input_number.wish": "21.5",
        "weather.home": "rainy",
    }
    assert expected.items() <= states.items()
    assert "switch.old" not in states
    assert states["sun.sun"] in ("above_horizon", "below_horizon")


async def test_the_registries_know_what_the_house_knew(home: HomeAssistant) -> None:
    registry = er.async_get(home)
    told = {one.entity_id: one for one in (*ENTITIES, *MORE)}
    for entity_id, entity in told.items():
        if entity_id in ("sun.sun", "zone.home"):
            continue
        entry = registry.async_get(entity_id)
        assert entry is not None, entity_id
        assert entry.platform == entity.platform
        assert entry.device_id == entity.device_id
        assert entry.area_id == entity.area_id
        assert (entry.hidden_by is not None) == entity.hidden
        assert (entry.disabled_by is not None) == entity.disabled
        assert entry.entity_category == entity.entity_category
        assert entry.original_device_class == entity.device_class
        assert er.async_get_full_entity_name(home, entry) == entity.name
    light = registry.async_get("light.hall")
    assert light is not None
    assert er.async_get_effective_area_id(home, light) == "hall"
    kettle = registry.async_get("switch.kettle")
    assert kettle is not None
    assert kettle.labels == {"hot_things"}
    label = lr.async_get(home).async_get_label("hot_things")
    assert label is not None
    assert label.name == "Hot things"
    hall = ar.async_get(home).async_get_area("hall")
    assert hall is not None
    assert hall.floor_id == "ground"
    floor = fr.async_get(home).async_get_floor("ground")
    assert floor is not None
    assert floor.level == 0
    device = dr.async_get(home).async_get("d1")
    assert device is not None
    assert (device.name, device.model) == ("Hall light", "X")
    assert registry.async_get_entity_id("automation", "automation", "17") is not None
    assert not [one for one in registry.entities if one.endswith("_2")]


async def test_the_home_is_where_it_was_recorded(home: HomeAssistant) -> None:
    assert home.config.time_zone == "Europe/Berlin"
    assert (home.config.latitude, home.config.longitude) == (52.5, 13.4)
    assert home.config.country == "DE"
    assert home.config.location_name == "Test house"


async def test_people_and_accounts_keep_their_ids(home: HomeAssistant) -> None:
    users = {one.id: one for one in await home.auth.async_get_users()}
    assert users[ANA].name == "Ana"
    assert users[ROBOT].system_generated
    person = home.states.get("person.ana")
    assert person is not None
    assert person.attributes["user_id"] == ANA
    owner = await home.auth.async_get_owner()
    assert owner is not None
    assert owner.name == "Demo"
    assert owner.is_admin
    assert owner.id not in (ANA, ROBOT)


async def test_the_recorder_knows_the_past(home: HomeAssistant) -> None:
    recorder = get_instance(home)
    start = dt_util.utc_from_timestamp(START - 1)
    states = await recorder.async_add_executor_job(
        lambda: history.state_changes_during_period(
            home, start, start + timedelta(seconds=80), "light.hall"
        )
    )
    changes = states["light.hall"]
    assert [one.state for one in changes] == ["off", "on"]
    assert changes[1].last_changed.timestamp() == START + 50
    assert changes[1].attributes == {"friendly_name": "Hall light"}
    assert recorder.keep_days > 365
    assert not recorder.auto_purge


async def test_the_logbook_tells_who_did_it(home: HomeAssistant) -> None:
    from homeassistant.components.logbook.helpers import async_determine_event_types
    from homeassistant.components.logbook.processor import EventProcessor

    assert await async_setup_component(home, "logbook", {})
    types = async_determine_event_types(home, None, None)
    processor = EventProcessor(home, types, timestamp=False)
    start = dt_util.utc_from_timestamp(START)
    entries = await get_instance(home).async_add_executor_job(
        processor.get_events, start, start + timedelta(seconds=80)
    )
    lit = [one for one in entries if one.get("entity_id") == "light.hall"]
    assert [(one["state"], one.get("context_user_id")) for one in lit] == [("on", ANA)]


async def test_automations_and_scripts_run(home: HomeAssistant) -> None:
    await home.services.async_call("script", "relax", blocking=True)
    await home.async_block_till_done()
    light = home.states.get("light.hall")
    assert light is not None
    assert light.state == "off"
    for state in ("off", "on"):
        await home.services.async_call(
            "recorded_house",
            "set_state",
            {"entity_id": "binary_sensor.hall", "state": state},
            blocking=True,
        )
        await home.async_block_till_done()
    light = home.states.get("light.hall")
    assert light is not None
    assert light.state == STATE_ON
    assert light.context.parent_id is not None


async def test_a_folder_can_be_started_again(
    config: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = dt_util.get_default_time_zone()
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            async with running_home(config) as hass:
                assert len(hass.states.async_all("light")) == 1
    assert dt_util.get_default_time_zone() is before
    # Nothing to repair, to migrate or to complain about, at either start.
    assert not [one for one in caplog.records if "recorder" in one.name]
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]


async def test_a_folder_without_a_house(tmp_path: Path) -> None:
    with pytest.raises(HouseError, match="write one there first"):
        async with running_home(tmp_path):
            pass


async def test_a_folder_that_a_newer_version_wrote(config: Path) -> None:
    store = config / ".storage" / "core.area_registry"
    told = json.loads(store.read_text())
    store.write_text(json.dumps({**told, "version": 99}))
    with pytest.raises(HouseError, match="write the house anew"):
        async with running_home(config):
            pass


async def test_a_component_that_does_not_start(config: Path) -> None:
    (config / "recorded_house.json").unlink()
    companion = config / "custom_components" / "recorded_house"
    companion.unlink()
    with pytest.raises(HouseError, match="recorded_house did not start"):
        async with running_home(config):
            pass


def test_automations_are_written_as_the_editor_writes_them(config: Path) -> None:
    path = config / "automations.yaml"
    text = path.read_text()
    assert text.startswith("# Ana's own words.\n- id: '17'\n  alias: Hall light\n")
    written = load_yaml(str(path))
    assert list(written[0]) == ["id", "alias", "triggers", "conditions", "actions"]
    assert written == [{"id": one.id, **one.config} for one in (AUTOMATION, OFF)]


def test_scripts_do_what_they_did_when_they_last_ran(config: Path) -> None:
    assert load_yaml(str(config / "scripts.yaml")) == {
        "relax": {
            "alias": "Relax",
            "sequence": [
                {"action": "light.turn_off", "data": {"entity_id": ["light.hall"]}}
            ],
        },
        "idle": {"alias": "Idle", "sequence": []},
    }


def test_the_owner_can_log_in(config: Path) -> None:
    stored = json.loads((config / ".storage/auth_provider.homeassistant").read_text())
    (user,) = stored["data"]["users"]
    assert user["username"] == OWNER_NAME
    assert bcrypt.checkpw(OWNER_PASSWORD.encode(), base64.b64decode(user["password"]))


def test_the_components_are_those_of_the_checkout(config: Path) -> None:
    folder = config / "custom_components"
    root = Path(__file__).parents[2]
    assert (
        folder / "ai_automation"
    ).resolve() == root / "custom_components/ai_automation"
    assert (folder / "recorded_house").resolve() == root / "bench/recorded_house"


def test_a_folder_in_use_is_left_alone(config: Path) -> None:
    with pytest.raises(HouseError, match="is not empty"):
        write_config(HOUSE, config, port=1)


def test_only_what_was_known_then_is_written(tmp_path: Path) -> None:
    write_config(HOUSE, tmp_path, port=1, until=START + 40)
    live = json.loads((tmp_path / "recorded_house.json").read_text())["entities"]
    states = {one["entity_id"]: one["state"] for one in live}
    assert states["light.hall"] == "off"


def test_a_house_without_automations(tmp_path: Path) -> None:
    write_config(house(automations=()), tmp_path, port=1)
    assert (tmp_path / "automations.yaml").read_text() == "[]\n"


def test_an_american_house_measures_in_its_own_units(tmp_path: Path) -> None:
    outside = Entity(
        entity_id="sensor.outside", name="Outside", unit_of_measurement="°F"
    )
    write_config(replace(house(entities=[outside]), country="US"), tmp_path, port=1)
    core = json.loads((tmp_path / ".storage/core.config").read_text())["data"]
    assert (core["unit_system_v2"], core["currency"]) == ("us_customary", "USD")
