"""Tests of suggestions on devices that are quick, slow, broken, shared, or locked."""

import asyncio
from typing import Any

from homeassistant.core import Context, HomeAssistant, ServiceCall, State
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ai_automation.automations import trial
from custom_components.ai_automation.const import DOMAIN, EVENT_TESTED
from custom_components.ai_automation.model.suggestion import Origin
from custom_components.ai_automation.store import trials as stored

from .builders import keep, suggestion

HALL = "input_boolean.hall"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not hold what was done for long."""
    held = trial.Trial.async_run

    async def _run(self: trial.Trial, *, hold: bool) -> trial.TrialResult:
        return await held(self, hold=hold, slow=0.3, held=0.05)

    put_back = trial.Trial.async_put_back

    async def _put_back(self: trial.Trial) -> None:
        await put_back(self, slow=0.3)

    monkeypatch.setattr(trial.Trial, "async_run", _run)
    monkeypatch.setattr(trial.Trial, "async_put_back", _put_back)


async def do_test(hass: HomeAssistant, **data: Any) -> dict[str, Any]:
    """Call the action as its owner would."""
    answer = await hass.services.async_call(
        DOMAIN,
        "test",
        {"suggestion_id": "s1", **data},
        blocking=True,
        return_response=True,
    )
    assert answer is not None
    return answer


async def keep_acting(
    entry: MockConfigEntry, *actions: dict[str, Any], **changes: Any
) -> None:
    """Keep a change of the owner's automation, which may do whatever that did."""
    config = {
        "id": "1",
        "alias": "Mine",
        "triggers": [{"trigger": "event", "event_type": "x"}],
        "conditions": [],
        "actions": list(actions),
    }
    await keep(
        entry.runtime_data.database,
        suggestion(
            origin=Origin.REVISION,
            replaces="1",
            original=config,
            automation={**config, "mode": "restart"},
            **changes,
        ),
    )


def act(action: str, *entity_ids: str, **data: Any) -> dict[str, Any]:
    """Return a step."""
    return {"action": action, "target": {"entity_id": [*entity_ids]}, "data": data}


async def test_it_acts_shows_and_puts_back(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    seen = []
    hass.bus.async_listen("state_changed", lambda e: seen.append(e.data["new_state"]))
    answer = await do_test(hass)
    (step,) = answer["steps"]
    assert answer["ok"]
    assert (step["action"], step["entity_id"]) == ("input_boolean.turn_on", HALL)
    assert (step["before"], step["after"], step["ok"]) == ("off", "on", True)
    assert answer["restored"] == [HALL]
    assert [s.state for s in seen if s.entity_id == HALL] == ["on", "off"]
    assert hass.states.get(HALL).state == "off"
    assert await stored.async_left(entry.runtime_data.database) is None


async def test_without_restore_it_stays(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    answer = await do_test(hass, restore=False)
    assert (answer["ok"], answer["restored"]) == (True, [])
    assert hass.states.get(HALL).state == "on"


async def test_a_dry_run_moves_nothing(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    events = []
    hass.bus.async_listen(EVENT_TESTED, events.append)
    answer = await do_test(hass, dry_run=True)
    (step,) = answer["steps"]
    assert (step["entity_id"], step["before"], step["after"]) == (HALL, "off", "on")
    assert (step["action"], step["changes"]) == ("input_boolean.turn_on", True)
    assert hass.states.get(HALL).state == "off"
    assert not events
    hass.states.async_set(HALL, "on")
    assert not (await do_test(hass, dry_run=True))["steps"][0]["changes"]


async def test_what_it_sets_is_shown_too(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    hass.states.async_set("light.dim", "on", {"brightness": 40, "friendly_name": "Dim"})

    def _dim(call: ServiceCall) -> None:
        bright = {"brightness": 204, "friendly_name": "Bright"}
        hass.states.async_set("light.dim", "on", bright, context=call.context)

    hass.services.async_register("light", "turn_on", _dim)
    await keep_acting(entry, act("light.turn_on", "light.dim", brightness_pct=80))
    (step,) = (await do_test(hass))["steps"]
    assert step["settings"] == {"brightness": {"before": 40, "after": 204}}


async def test_what_does_not_happen_is_said(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    hass.states.async_set("light.deaf", "off")
    hass.services.async_register("light", "turn_on", lambda call: None)
    await keep_acting(entry, act("light.turn_on", "light.deaf"))
    answer = await do_test(hass)
    (step,) = answer["steps"]
    assert not answer["ok"]
    assert (step["wanted"], step["after"], step["ok"]) == ("on", "off", False)


async def test_a_slow_device_is_waited_for(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    hass.states.async_set("light.slow", "off")

    async def _slowly(call: ServiceCall) -> None:
        hass.loop.call_later(0.1, hass.states.async_set, "light.slow", "on")

    hass.services.async_register("light", "turn_on", _slowly)
    await keep_acting(entry, act("light.turn_on", "light.slow"))
    answer = await do_test(hass, restore=False)
    assert answer["ok"]
    assert answer["steps"][0]["after"] == "on"


async def test_an_error_ends_it_and_what_was_moved_is_put_back(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    def _broken(call: ServiceCall) -> None:
        raise HomeAssistantError("the bulb is broken")

    hass.states.async_set("light.broken", "off")
    hass.services.async_register("light", "turn_on", _broken)
    await keep_acting(
        entry, act("input_boolean.turn_on", HALL), act("light.turn_on", "light.broken")
    )
    answer = await do_test(hass)
    assert not answer["ok"]
    assert answer["error"] == "the bulb is broken"
    assert [step["entity_id"] for step in answer["steps"]] == [HALL, "light.broken"]
    assert hass.states.get(HALL).state == "off"


async def test_every_step_of_one_thing_shows_what_it_came_from(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await keep_acting(
        entry,
        {
            "choose": [
                {
                    "conditions": "{{ true }}",
                    "sequence": [act("input_boolean.turn_on", HALL)],
                }
            ]
        },
        act("input_boolean.turn_off", HALL),
    )
    answer = await do_test(hass, confirm=True)
    assert [(s["before"], s["after"]) for s in answer["steps"]] == [
        ("off", "on"),
        ("on", "off"),
    ]
    assert answer["restored"] == []


async def test_what_cannot_be_brought_back_is_named(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    hass.states.async_set("light.stuck", "off")
    hass.services.async_register(
        "light", "turn_on", lambda call: hass.states.set("light.stuck", "on")
    )
    hass.services.async_register("light", "turn_off", lambda call: None)
    await keep_acting(entry, act("light.turn_on", "light.stuck"))
    answer = await do_test(hass)
    assert not answer["ok"]
    assert answer["not_restored"] == ["light.stuck"]


async def test_what_a_person_moved_meanwhile_is_left_alone(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    hass.states.async_set(HALL, "off", {"colour": 1})

    def _moved(call: ServiceCall) -> None:
        hass.states.async_set(HALL, "on", {"colour": 2}, context=Context(user_id="ben"))

    hass.services.async_remove("input_boolean", "turn_on")
    hass.services.async_register("input_boolean", "turn_on", _moved)
    answer = await do_test(hass)
    assert answer["restored"] == answer["not_restored"] == []
    assert hass.states.get(HALL).state == "on"


async def test_two_tests_at_once_are_refused_and_one_can_be_ended(
    hass: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keep_acting(
        entry, act("input_boolean.turn_on", HALL), {"delay": {"seconds": 50}}
    )
    running = hass.async_create_task(do_test(hass))
    while hass.states.get(HALL).state == "off":
        await asyncio.sleep(0.01)
    with pytest.raises(ServiceValidationError, match="Another test is going on"):
        await do_test(hass)
    ended = await hass.services.async_call(
        DOMAIN, "stop_test", blocking=True, return_response=True
    )
    assert ended == {"stopped": True}
    answer = await running
    assert answer["error"] == "The test was cut off"
    assert hass.states.get(HALL).state == "off"
    ended = await hass.services.async_call(
        DOMAIN, "stop_test", blocking=True, return_response=True
    )
    assert ended == {"stopped": False}


async def test_unloading_ends_a_test_and_puts_back(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await keep_acting(
        entry, act("input_boolean.turn_on", HALL), {"delay": {"seconds": 50}}
    )
    running = hass.async_create_task(do_test(hass))
    while hass.states.get(HALL).state == "off":
        await asyncio.sleep(0.01)
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert hass.states.get(HALL).state == "off"
    await running


async def test_a_cancelled_test_puts_back(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await keep_acting(
        entry, act("input_boolean.turn_on", HALL), {"delay": {"seconds": 50}}
    )
    running = hass.async_create_task(do_test(hass))
    while hass.states.get(HALL).state == "off":
        await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await hass.async_block_till_done()
    assert hass.states.get(HALL).state == "off"
    assert (await do_test(hass, dry_run=True))["ok"]


async def test_what_a_killed_test_left_is_put_back_at_the_next_start(
    hass: HomeAssistant, entry: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    database = entry.runtime_data.database
    was = State(HALL, "off")
    await stored.async_begin(
        database,
        stored.Kept(suggestion_id="s1", at=1.0, user_id=None, states=(was.as_dict(),)),
    )
    hass.states.async_set(HALL, "on")
    await hass.services.async_call("input_boolean", "turn_on", {"entity_id": HALL})
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert hass.states.get(HALL).state == "off"
    assert "stopped during a test of suggestion s1" in caplog.text
    assert await stored.async_left(entry.runtime_data.database) is None


async def test_a_lock_needs_confirm(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    registry = er.async_get(hass)
    lock = registry.async_get_or_create("lock", "x", "1", suggested_object_id="door")
    hass.states.async_set(lock.entity_id, "locked")
    calls = []

    def _unlock(call: ServiceCall) -> None:
        calls.append(call)
        hass.states.set(lock.entity_id, "unlocked")

    hass.services.async_register("lock", "unlock", _unlock)
    hass.services.async_register(
        "lock", "lock", lambda call: hass.states.set(lock.entity_id, "locked")
    )
    await keep_acting(entry, act("lock.unlock", lock.entity_id))
    with pytest.raises(ServiceValidationError, match="confirm"):
        await do_test(hass)
    assert not calls
    assert (await do_test(hass, dry_run=True))["risks"]
    answer = await do_test(hass, confirm=True)
    assert len(calls) == 1
    assert answer["ok"]
    assert hass.states.get(lock.entity_id).state == "locked"


async def test_members_of_a_group_come_back_each_as_it_was(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    hass.states.async_set("light.one", "on")
    hass.states.async_set("light.two", "off")
    members = ["light.one", "light.two"]
    hass.states.async_set("light.all_of_them", "on", {"entity_id": members})

    def _set(call: ServiceCall) -> None:
        for named in cv.ensure_list(call.data["entity_id"]):
            each = members if named == "light.all_of_them" else [named]
            for one in each:
                hass.states.set(one, "on" if call.service == "turn_on" else "off")

    hass.services.async_register("light", "turn_on", _set)
    hass.services.async_register("light", "turn_off", _set)
    await keep_acting(entry, act("light.turn_off", "light.all_of_them"))
    answer = await do_test(hass)
    assert hass.states.get("light.one").state == "on"
    assert hass.states.get("light.two").state == "off"
    assert answer["restored"] == ["light.one"]


async def test_what_is_known_is_used_again_until_the_home_changes(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    await hass.async_block_till_done()
    assert (await do_test(hass, dry_run=True))["context"] == "fresh"
    assert (await do_test(hass, dry_run=True))["context"] == "cached"
    er.async_get(hass).async_update_entity(HALL, name="Lamp of the hall")
    await hass.async_block_till_done()
    answer = await do_test(hass, dry_run=True)
    assert (answer["context"], answer["steps"][0]["name"]) == (
        "fresh",
        "Lamp of the hall",
    )
    await keep(entry.runtime_data.database, suggestion(version=2))
    assert (await do_test(hass, dry_run=True))["context"] == "fresh"


async def test_what_is_gone_cannot_be_tested(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    assert (await do_test(hass, dry_run=True))["ok"]
    er.async_get(hass).async_remove(HALL)
    await hass.async_block_till_done()
    with pytest.raises(ServiceValidationError, match="does not fit the home any more"):
        await do_test(hass)
