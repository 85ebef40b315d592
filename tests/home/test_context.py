"""What the snapshot says about the home."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.ai_automation.home.context import async_build_context
from custom_components.ai_automation.model.home import (
    Area,
    Entity,
    Floor,
    HomeContext,
    Person,
    User,
)


@pytest.fixture
def home(hass: HomeAssistant, house: None) -> HomeContext:
    """Return the snapshot of the house."""
    return async_build_context(hass, 7)


def test_place_and_version(hass: HomeAssistant, home: HomeContext) -> None:
    assert home.version == 7
    assert home.time_zone == "US/Pacific"
    assert (home.latitude, home.longitude) == (32.87336, -117.22743)
    assert home.elevation == 0
    assert home.language == "en"


def test_floors_and_areas(home: HomeContext) -> None:
    assert home.floors["upper_floor"] == Floor(
        floor_id="upper_floor", name="Upper floor", level=1
    )
    assert home.areas["kitchen"] == Area(
        area_id="kitchen", name="Kitchen", floor_id="ground_floor", aliases=("Galley",)
    )


def test_device(hass: HomeAssistant, house: None) -> None:
    (entry,) = dr.async_get(hass).devices
    dr.async_get(hass).async_update_device(entry.id, name_by_user="Big lamp")

    (device,) = async_build_context(hass, 1).devices.values()

    assert device.name == "Big lamp"
    assert device.area_id == "kitchen"
    assert (device.manufacturer, device.model) == ("Maker", "M1")


def test_entity_with_everything(hass: HomeAssistant, house: None) -> None:
    registry = er.async_get(hass)
    registry.async_update_entity(
        "cover.hall",
        name="Shutter",
        aliases=["Blind ", er.COMPUTED_NAME],
        device_class="shutter",
        hidden_by=er.RegistryEntryHider.USER,
        labels={"bedtime"},
        supported_features=3,
    )

    entity = async_build_context(hass, 1).entities["cover.hall"]

    assert entity == Entity(
        entity_id="cover.hall",
        name="Shutter",
        area_id="hall",
        platform="maker",
        device_class="shutter",
        supported_features=3,
        labels=frozenset({"passage", "bedtime"}),
        aliases=("Blind",),
        hidden=True,
    )


def test_own_device_class_counts_more_than_the_original(
    hass: HomeAssistant, house: None
) -> None:
    entity_id = "binary_sensor.kitchen_motion"
    assert async_build_context(hass, 1).entities[entity_id].device_class == "motion"

    er.async_get(hass).async_update_entity(entity_id, device_class="presence")

    assert async_build_context(hass, 1).entities[entity_id].device_class == "presence"


def test_names_follow_the_rule_of_home_assistant(
    hass: HomeAssistant, house: None, maker: MockConfigEntry
) -> None:
    devices, entities = dr.async_get(hass), er.async_get(hass)
    (parent,) = devices.devices
    here, elsewhere = (
        devices.async_get_or_create_child(
            config_entry_id=maker.entry_id,
            identifiers={("maker", name)},
            name=name,
            parent_device_id=parent.id,
        )
        for name in ("Left", "Right")
    )
    devices.async_update_child_device(elsewhere.id, area_id="hall")
    nameless = devices.async_get_or_create(
        config_entry_id=maker.entry_id, identifiers={("maker", "nameless")}
    )
    devices.async_update_device(parent.id, name_by_user="Big lamp")
    number = 0
    variants: list[dict[str, Any]] = [{}, {"name": "My own"}, {"area_id": "bedroom"}]
    for device_id in (parent.id, here.id, elsewhere.id, nameless.id, None):
        for original_name in ("Power", "Big lamp power", "", None):
            for has_entity_name in (True, False):
                for changes in variants:
                    number += 1
                    entry = entities.async_get_or_create(
                        "switch",
                        "maker",
                        f"named_{number}",
                        device_id=device_id,
                        original_name=original_name,
                        has_entity_name=has_entity_name,
                    )
                    if original_name or "name" in changes:
                        entities.async_update_entity(entry.entity_id, **changes)

    home = async_build_context(hass, 1)

    for entry in entities.entities.values():
        expected = er.async_get_full_entity_name(hass, entry) or entry.entity_id
        assert home.entities[entry.entity_id].name == expected
    names = {entity.name for entity in home.entities.values()}
    assert {"Big lamp Power", "Big lamp Left Power", "Right Power", "Power"} <= names


def test_entity_without_a_name_is_named_by_its_id(home: HomeContext) -> None:
    assert home.entities["switch.hall"].name == "switch.hall"


def test_labels_come_from_entity_device_and_area(home: HomeContext) -> None:
    assert home.entities["light.kitchen"].labels == {"bedtime"}
    assert home.entities["switch.hall"].labels == {"passage"}
    assert home.entities["light.bedroom"].labels == {"bedtime"}


def test_diagnostic_entity_says_so(home: HomeContext) -> None:
    assert home.entities["sensor.kitchen_signal"].entity_category == "diagnostic"
    assert home.entities["light.kitchen"].entity_category is None


def test_effective_areas_follow_the_rule_of_home_assistant(
    hass: HomeAssistant, house: None, maker: MockConfigEntry
) -> None:
    devices, entities = dr.async_get(hass), er.async_get(hass)
    (parent,) = devices.devices
    child = devices.async_get_or_create_child(
        config_entry_id=maker.entry_id,
        identifiers={("maker", "channel")},
        name="Channel",
        parent_device_id=parent.id,
    )
    switch = entities.async_get_or_create(
        "switch", "maker", "child", device_id=child.id
    )

    home = async_build_context(hass, 1)

    expected = {
        entry.entity_id: er.async_get_effective_area_id(hass, entry)
        for entry in entities.entities.values()
    }
    assert {e.entity_id: e.area_id for e in home.entities.values()} == expected
    assert home.entities["light.bedroom"].area_id == "bedroom"
    assert home.entities["light.kitchen"].area_id == "kitchen"
    assert home.entities[switch.entity_id].area_id == "kitchen"
    assert home.devices[child.id].area_id == "kitchen"
    assert home.devices[child.id].manufacturer == "Maker"


async def test_disabled_device_is_left_out(hass: HomeAssistant, house: None) -> None:
    devices = dr.async_get(hass)
    (device,) = devices.devices
    devices.async_update_device(device.id, disabled_by=dr.DeviceEntryDisabler.USER)
    await hass.async_block_till_done()

    home = async_build_context(hass, 1)

    assert device.id not in home.devices
    assert "light.kitchen" not in home.entities


def test_disabled_entity_is_left_out(hass: HomeAssistant, house: None) -> None:
    er.async_get(hass).async_update_entity(
        "switch.hall", disabled_by=er.RegistryEntryDisabler.USER
    )

    assert "switch.hall" not in async_build_context(hass, 1).entities


def test_entity_without_a_registry_entry(hass: HomeAssistant, house: None) -> None:
    hass.states.async_set(
        "sensor.yard",
        "12",
        {
            "friendly_name": "Yard",
            "device_class": "temperature",
            "unit_of_measurement": "°C",
            "supported_features": 2,
        },
    )

    assert async_build_context(hass, 1).entities["sensor.yard"] == Entity(
        entity_id="sensor.yard",
        name="Yard",
        device_class="temperature",
        unit_of_measurement="°C",
        supported_features=2,
    )


async def test_people_from_yaml_and_storage(
    hass: HomeAssistant, people: tuple[Any, Any], hass_admin_user: MockUser
) -> None:
    from_yaml, from_storage = people
    await from_yaml.async_load(
        [
            {
                "id": "ann",
                "name": "Ann",
                "user_id": hass_admin_user.id,
                "device_trackers": [],
            }
        ]
    )
    await from_storage.async_create_item({"name": "Ben"})
    await hass.async_block_till_done()

    found = async_build_context(hass, 1).people

    assert found["person.ann"] == Person(
        entity_id="person.ann", name="Ann", user_id=hass_admin_user.id
    )
    assert found["person.ben"] == Person(entity_id="person.ben", name="Ben")


def test_home_without_people(home: HomeContext) -> None:
    assert home.people == {}


async def test_users(hass: HomeAssistant, hass_admin_user: MockUser) -> None:
    machine = await hass.auth.async_create_system_user("Add-on")

    home = async_build_context(hass, 1, await hass.auth.async_get_users())

    assert home.users[machine.id] == User(
        user_id=machine.id, name="Add-on", machine=True
    )
    assert not home.users[hass_admin_user.id].machine


def test_services_are_names_only(hass: HomeAssistant) -> None:
    hass.services.async_register("light", "glow", lambda call: None)

    assert async_build_context(hass, 1).services["light"] == {"glow"}
