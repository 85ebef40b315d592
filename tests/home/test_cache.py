"""When the snapshot is built anew, and when it is not."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path
from typing import Any

from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    category_registry as cr,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.ai_automation.home.cache import HomeContextCache
from custom_components.ai_automation.home.capabilities import async_purpose_triggers
from custom_components.ai_automation.model.home import Effect, HomeContext


@pytest.fixture
async def cache(hass: HomeAssistant, house: None) -> AsyncGenerator[HomeContextCache]:
    """Return a cache that follows the house, with nothing going on any more."""
    cache = HomeContextCache(hass)
    stop = cache.async_start()
    await hass.async_block_till_done()
    yield cache
    stop()


def _rename_area(hass: HomeAssistant) -> None:
    ar.async_get(hass).async_update("kitchen", name="Cook")


def _rename_floor(hass: HomeAssistant) -> None:
    fr.async_get(hass).async_update("upper_floor", name="Attic")


def _rename_device(hass: HomeAssistant) -> None:
    registry = dr.async_get(hass)
    (device,) = registry.devices
    registry.async_update_device(device.id, name_by_user="Big lamp")


def _hide_entity(hass: HomeAssistant) -> None:
    er.async_get(hass).async_update_entity(
        "switch.hall", hidden_by=er.RegistryEntryHider.USER
    )


def _remove_label(hass: HomeAssistant) -> None:
    lr.async_get(hass).async_delete("passage")


def _register_action(hass: HomeAssistant) -> None:
    hass.services.async_register("light", "glow", lambda call: None)


async def _move_home(hass: HomeAssistant) -> None:
    await hass.config.async_update(latitude=52.5, time_zone="Europe/Berlin")


async def _add_account(hass: HomeAssistant) -> None:
    await hass.auth.async_create_user("Ann")


@pytest.mark.parametrize(
    ("change", "read"),
    [
        (_rename_area, lambda home: home.areas["kitchen"].name),
        (_rename_floor, lambda home: home.floors["upper_floor"].name),
        (_rename_device, lambda home: [d.name for d in home.devices.values()]),
        (_hide_entity, lambda home: home.entities["switch.hall"].hidden),
        (_remove_label, lambda home: home.entities["switch.hall"].labels),
        (_register_action, lambda home: home.services.get("light")),
        (_move_home, lambda home: (home.latitude, home.time_zone)),
        (_add_account, lambda home: [u.name for u in home.users.values()]),
    ],
)
async def test_change_shows_in_the_next_read(
    hass: HomeAssistant,
    cache: HomeContextCache,
    change: Callable[[HomeAssistant], Awaitable[None] | None],
    read: Callable[[HomeContext], Any],
) -> None:
    before = cache.async_get()

    if (done := change(hass)) is not None:
        await done
    await hass.async_block_till_done()

    after = cache.async_get()
    assert read(after) != read(before)
    assert after.version == before.version + 1


async def test_category_outdates_it(
    hass: HomeAssistant, cache: HomeContextCache
) -> None:
    before = cache.async_get()

    cr.async_get(hass).async_create(name="Lights", scope="automation")
    await hass.async_block_till_done()

    assert cache.async_get().version == before.version + 1


async def test_renamed_label_outdates_it(
    hass: HomeAssistant, cache: HomeContextCache
) -> None:
    before = cache.async_get()

    lr.async_get(hass).async_update("passage", name="Way")
    await hass.async_block_till_done()

    assert cache.async_get().version == before.version + 1


async def test_removed_action_is_gone(
    hass: HomeAssistant, cache: HomeContextCache
) -> None:
    _register_action(hass)
    await hass.async_block_till_done()
    assert "glow" in cache.async_get().services["light"]

    hass.services.async_remove("light", "glow")
    await hass.async_block_till_done()

    assert "light" not in cache.async_get().services


async def test_end_of_start_shows_what_came_without_a_registry_entry(
    hass: HomeAssistant, cache: HomeContextCache
) -> None:
    cache.async_get()
    hass.states.async_set("sensor.yard", "12")

    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done()

    assert "sensor.yard" in cache.async_get().entities


async def test_changed_and_removed_account(
    hass: HomeAssistant, cache: HomeContextCache, hass_owner_user: MockUser
) -> None:
    user = await hass.auth.async_create_user("Ann")
    await hass.async_block_till_done()
    assert cache.async_get().users[user.id].name == "Ann"

    await hass.auth.async_update_user(user, name="Anna")
    await hass.async_block_till_done()
    assert cache.async_get().users[user.id].name == "Anna"

    await hass.auth.async_remove_user(user)
    await hass.async_block_till_done()
    assert user.id not in cache.async_get().users


async def test_changed_person(
    hass: HomeAssistant,
    cache: HomeContextCache,
    people: tuple[Any, Any],
    hass_admin_user: MockUser,
) -> None:
    _from_yaml, from_storage = people
    assert cache.async_get().people == {}
    person = await from_storage.async_create_item({"name": "Ann"})
    await hass.async_block_till_done()
    assert cache.async_get().people["person.ann"].user_id is None

    await from_storage.async_update_item(person["id"], {"user_id": hass_admin_user.id})
    await hass.async_block_till_done()
    ann = cache.async_get().people["person.ann"]
    assert ann.user_id == hass_admin_user.id
    assert cache.async_get().person_of(hass_admin_user.id) == ann

    await from_storage.async_update_item(person["id"], {"name": "Anna"})
    await hass.async_block_till_done()
    assert cache.async_get().people["person.ann"].name == "Anna"

    await from_storage.async_delete_item(person["id"])
    await hass.async_block_till_done()
    assert cache.async_get().people == {}


async def test_changed_person_of_yaml(
    hass: HomeAssistant,
    cache: HomeContextCache,
    people: tuple[Any, Any],
    hass_admin_user: MockUser,
) -> None:
    from_yaml, _from_storage = people
    ann = {"id": "ann", "name": "Ann", "device_trackers": []}
    await from_yaml.async_load([ann])
    await hass.async_block_till_done()
    assert cache.async_get().people["person.ann"].user_id is None

    await from_yaml.async_load([{**ann, "user_id": hass_admin_user.id}])
    await hass.async_block_till_done()

    assert cache.async_get().people["person.ann"].user_id == hass_admin_user.id


async def test_reloaded_automations(
    hass: HomeAssistant, cache: HomeContextCache, hass_config_dir: str
) -> None:
    assert await async_setup_component(hass, "automation", {"automation": []})
    await hass.async_block_till_done()
    before = cache.async_get()
    assert before.automations == ()

    await _reload_automations(hass, hass_config_dir, "light.kitchen")

    (automation,) = cache.async_get().automations
    assert automation.effects == (Effect(entity_id="light.kitchen", state="on"),)

    await _reload_automations(hass, hass_config_dir, "light.bedroom")

    (automation,) = cache.async_get().automations
    assert automation.effects == (Effect(entity_id="light.bedroom", state="on"),)


async def _reload_automations(hass: HomeAssistant, folder: str, lamp: str) -> None:
    """Let the owner's file hold one automation, and Home Assistant read it."""
    path = Path(folder) / "automations.yaml"
    await hass.async_add_executor_job(
        path.write_text,
        "- id: one\n  alias: One\n"
        "  triggers: [{trigger: event, event_type: never}]\n"
        f"  actions: [{{action: light.turn_on, target: {{entity_id: {lamp}}}}}]\n",
    )
    await hass.services.async_call("automation", "reload", blocking=True)
    await hass.async_block_till_done()


async def test_reloaded_scene(
    hass: HomeAssistant, cache: HomeContextCache, hass_config_dir: str
) -> None:
    assert await async_setup_component(hass, "homeassistant", {})
    scene = {"name": "Evening", "entities": {"light.kitchen": "on"}}
    assert await async_setup_component(hass, "scene", {"scene": [scene]})
    automation = {
        "alias": "One",
        "triggers": [{"trigger": "event", "event_type": "never"}],
        "actions": [{"scene": "scene.evening"}],
    }
    assert await async_setup_component(hass, "automation", {"automation": automation})
    await hass.async_block_till_done()
    expected = Effect(entity_id="light.kitchen", state="on")
    assert expected in cache.async_get().automations[0].effects

    await hass.async_add_executor_job(
        (Path(hass_config_dir) / "configuration.yaml").write_text,
        "scene:\n  - name: Evening\n    entities:\n      light.bedroom: 'off'\n",
    )
    await hass.services.async_call("scene", "reload", blocking=True)
    await hass.async_block_till_done()

    expected = Effect(entity_id="light.bedroom", state="off")
    assert expected in cache.async_get().automations[0].effects


async def test_read_before_the_triggers_are_learned(
    hass: HomeAssistant, house: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    files_are_read = asyncio.Event()

    async def _slowly(hass: HomeAssistant) -> frozenset[str]:
        await files_are_read.wait()
        return await async_purpose_triggers(hass)

    monkeypatch.setattr(
        f"{HomeContextCache.__module__}.async_purpose_triggers", _slowly
    )
    await _watch_motion_in_the_kitchen(hass)
    cache = HomeContextCache(hass)
    stop = cache.async_start()
    assert "light.kitchen" in cache.async_get().automations[0].trigger_entities

    files_are_read.set()
    await hass.async_block_till_done()

    (automation,) = cache.async_get().automations
    assert automation.trigger_entities == {"binary_sensor.kitchen_motion"}
    stop()


async def test_triggers_are_learned_after_a_reload(
    hass: HomeAssistant, cache: HomeContextCache
) -> None:
    await _watch_motion_in_the_kitchen(hass)
    assert "light.kitchen" in cache.async_get().automations[0].trigger_entities

    hass.bus.async_fire("automation_reloaded")
    await hass.async_block_till_done()

    (automation,) = cache.async_get().automations
    assert automation.trigger_entities == {"binary_sensor.kitchen_motion"}


async def _watch_motion_in_the_kitchen(hass: HomeAssistant) -> None:
    """Let an automation use a purpose-specific trigger with a whole room."""
    assert await async_setup_component(hass, "motion", {})
    config = {
        "alias": "One",
        "triggers": [{"trigger": "motion.detected", "target": {"area_id": "kitchen"}}],
        "actions": [{"delay": 1}],
    }
    assert await async_setup_component(hass, "automation", {"automation": config})
    await hass.async_block_till_done()


async def test_state_change_builds_nothing(
    hass: HomeAssistant, cache: HomeContextCache
) -> None:
    before = cache.async_get()

    hass.states.async_set("light.kitchen", "on", {"friendly_name": "Renamed"})
    hass.states.async_set("sensor.unheard_of", "1")
    hass.states.async_remove("switch.hall")
    await hass.async_block_till_done()

    assert cache.async_get() is before


async def test_nothing_is_built_until_it_is_read(
    hass: HomeAssistant, cache: HomeContextCache
) -> None:
    before = cache.async_get()

    for name in ("One", "Two", "Three"):
        ar.async_get(hass).async_create(name)
    await hass.async_block_till_done()

    assert cache.async_get().version == before.version + 1


async def test_stopped_cache_follows_nothing(
    hass: HomeAssistant, house: None, people: tuple[Any, Any]
) -> None:
    from_yaml, from_storage = people
    listeners = hass.bus.async_listeners()
    followers = [list(p.change_set_listeners) for p in people]
    cache = HomeContextCache(hass)
    stop = cache.async_start()
    await hass.async_block_till_done()
    before = cache.async_get()
    assert hass.bus.async_listeners() != listeners
    assert len(from_yaml.change_set_listeners) == len(followers[0]) + 1
    assert len(from_storage.change_set_listeners) == len(followers[1]) + 1

    stop()

    assert hass.bus.async_listeners() == listeners
    assert [p.change_set_listeners for p in people] == followers
    _rename_area(hass)
    await hass.async_block_till_done()
    assert cache.async_get() is before
