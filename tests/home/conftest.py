"""A small home: two floors, rooms with devices, labels, and things without a registry."""

from collections.abc import Callable, Coroutine
from typing import Any

from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ai_automation.home.existing import async_read_automations
from custom_components.ai_automation.model.home import ExistingAutomation

type Read = Callable[..., Coroutine[Any, Any, ExistingAutomation]]


@pytest.fixture
def maker(hass: HomeAssistant) -> MockConfigEntry:
    """Return the config entry that devices belong to."""
    entry = MockConfigEntry(domain="maker")
    entry.add_to_hass(hass)
    return entry


@pytest.fixture
def house(hass: HomeAssistant, maker: MockConfigEntry) -> None:
    """Furnish the registries.

    kitchen (ground floor): a device with a lamp, its diagnostic sensor and a motion
    sensor; hall (ground floor, label "passage"): a cover and a switch, no devices;
    bedroom (upper floor): a lamp that moved here from the kitchen's device.
    """
    floors = fr.async_get(hass)
    floors.async_create("Ground floor", level=0)
    floors.async_create("Upper floor", level=1)
    labels = lr.async_get(hass)
    labels.async_create("Passage")
    labels.async_create("Bedtime")
    areas = ar.async_get(hass)
    areas.async_create("Kitchen", floor_id="ground_floor", aliases={"Galley"})
    areas.async_create("Hall", floor_id="ground_floor", labels={"passage"})
    areas.async_create("Bedroom", floor_id="upper_floor")
    devices = dr.async_get(hass)
    device = devices.async_get_or_create(
        config_entry_id=maker.entry_id,
        identifiers={("maker", "ceiling")},
        name="Ceiling",
        manufacturer="Maker",
        model="M1",
    )
    devices.async_update_device(device.id, area_id="kitchen", labels={"bedtime"})
    entities = er.async_get(hass)

    def add(entity_id: str, **details: Any) -> None:
        domain, object_id = entity_id.split(".")
        changes = {
            key: details.pop(key) for key in ("area_id", "labels") if key in details
        }
        entities.async_get_or_create(
            domain,
            details.pop("platform", "maker"),
            f"unique_{object_id}",
            suggested_object_id=object_id,
            config_entry=maker,
            **details,
        )
        entities.async_update_entity(entity_id, **changes)
        hass.states.async_set(entity_id, "off")

    add("light.kitchen", device_id=device.id, original_name="Light")
    add(
        "sensor.kitchen_signal",
        device_id=device.id,
        entity_category=EntityCategory.DIAGNOSTIC,
    )
    add(
        "binary_sensor.kitchen_motion",
        device_id=device.id,
        original_device_class="motion",
    )
    add("cover.hall", area_id="hall")
    add("switch.hall", area_id="hall")
    add(
        "light.bedroom",
        device_id=device.id,
        original_name="Bed",
        area_id="bedroom",
        labels={"bedtime"},
    )


@pytest.fixture
async def people(hass: HomeAssistant) -> tuple[Any, Any]:
    """Return where people of YAML and of the UI are kept; there are none yet."""
    assert await async_setup_component(hass, "person", {})
    kept = hass.data["person"]
    if isinstance(kept, tuple):
        return kept[:2]
    return kept.yaml_collection, kept.storage_collection


@pytest.fixture
def read(hass: HomeAssistant) -> Read:
    """Return a function that gives Home Assistant one automation and reads it back."""

    async def _read(triggers: Any = (), actions: Any = ()) -> ExistingAutomation:
        config = {
            "id": "one",
            "alias": "One",
            "triggers": triggers or [{"trigger": "event", "event_type": "never"}],
            "actions": actions or [{"delay": 1}],
        }
        assert await async_setup_component(hass, "automation", {"automation": [config]})
        await hass.async_block_till_done()
        (automation,) = async_read_automations(hass)
        assert hass.states.is_state(automation.entity_id, "on"), "not valid"
        return automation

    return _read
