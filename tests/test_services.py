"""The actions: who may call them, what they answer, and what they refuse."""

from dataclasses import replace
from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
)
from homeassistant.helpers import area_registry as ar, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.ai_automation.const import DOMAIN
from custom_components.ai_automation.model.run import RunStatus
from custom_components.ai_automation.model.suggestion import SuggestionStatus
from custom_components.ai_automation.services import Service

from .builders import keep, suggestion

ON_HALL = {"action": "input_boolean.turn_on", "target": {"area_id": "hall"}}


async def call(hass: HomeAssistant, name: str, **data: Any) -> dict[str, Any]:
    """Call an action and return its answer."""
    answer = await hass.services.async_call(
        DOMAIN, name, data, blocking=True, return_response=True
    )
    assert answer is not None
    return dict(answer)


async def test_only_administrators_may_call(
    hass: HomeAssistant, entry: MockConfigEntry, hass_read_only_user: User
) -> None:
    for name in Service:
        data: dict[str, Any] = {}
        if name in {"accept", "snooze", "dismiss", "refine", "restore", "test", "undo"}:
            data = {"suggestion_id": "s1"}
        if name in {"ask", "refine"}:
            data["text"] = "later"
        with pytest.raises(Unauthorized):
            await hass.services.async_call(
                DOMAIN,
                name,
                data,
                blocking=True,
                return_response=True,
                context=Context(user_id=hass_read_only_user.id),
            )


async def test_unloaded_entry_is_told(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(ServiceValidationError):
        await call(hass, "analyze")


async def test_analyze_on_an_empty_recorder_says_why_it_is_silent(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    answer = await call(hass, "analyze")
    assert answer["status"] == RunStatus.NOTHING_FOUND
    assert answer["reason"] in {"nothing_to_read", "too_little_history"}
    assert answer["message"]
    assert answer["suggestions"] == []
    assert list(answer["stages"]) == [
        "context",
        "history",
        "routines",
        "suggestions",
        "language",
        "store",
    ]


async def test_analyze_refuses_a_target_without_entities(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    with pytest.raises(ServiceValidationError) as caught:
        await call(hass, "analyze", target={"area_id": ["nowhere"]})
    assert caught.value.translation_key == "empty_target"


async def test_analyze_takes_a_target(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    answer = await call(
        hass, "analyze", days=3, target={"entity_id": ["input_boolean.hall"]}
    )
    assert answer["status"] == RunStatus.NOTHING_FOUND


async def test_get_suggestions_filters_and_pages(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    database = entry.runtime_data.database
    for n in range(5):
        await keep(database, suggestion(f"s{n}", worth=float(n), fingerprint=f"f{n}"))
    await keep(
        database,
        suggestion("gone", status=SuggestionStatus.DISMISSED, fingerprint="g"),
    )
    answer = await call(hass, "get_suggestions", status="new", limit=2, offset=1)
    assert answer["total"] == 5
    assert [s["id"] for s in answer["suggestions"]] == ["s3", "s2"]
    everything = await call(hass, "get_suggestions")
    assert everything["total"] == 6


async def test_a_suggestion_is_answered_with_dated_evidence(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    await keep(entry.runtime_data.database, suggestion())
    entry.runtime_data.cache.async_get()
    [answer] = (await call(hass, "get_suggestions"))["suggestions"]
    assert answer["origin"] == "routine"
    assert answer["confidence"] == 0.86
    assert answer["evidence"]["right"] == 19
    right, wrong = answer["evidence"]["examples"]
    assert right["verdict"] == "right"
    assert right["by"] == "wall switch"
    assert right["at"].startswith("2026-09-20T")
    assert right["at"].endswith("+02:00")
    assert "by" not in wrong


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("accept", {}),
        ("snooze", {}),
        ("dismiss", {}),
        ("restore", {}),
        ("undo", {}),
        ("replay", {}),
    ],
)
async def test_an_unknown_suggestion_is_told(
    hass: HomeAssistant, entry: MockConfigEntry, action: str, data: dict[str, Any]
) -> None:
    with pytest.raises(ServiceValidationError) as caught:
        await call(hass, action, suggestion_id="nope", **data)
    assert caught.value.translation_key == "unknown_suggestion"
    assert "nope" in str(caught.value)


async def test_replay_of_a_suggestion_counts_on_this_homes_past(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    answer = await call(hass, "replay", suggestion_id="s1", days=7)
    assert answer["evidence"]["right"] == 0


async def test_replay_of_a_draft_and_of_an_automation(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    config = suggestion().automation
    draft = await call(hass, "replay", config=config)
    assert draft["evidence"]["right"] == 0

    with pytest.raises(ServiceValidationError) as caught:
        await call(hass, "replay", entity_id="automation.none")
    assert caught.value.translation_key == "unknown_automation"

    with pytest.raises(ServiceValidationError) as caught:
        await call(
            hass,
            "replay",
            config={**config, "triggers": [{"trigger": "mqtt", "topic": "x"}]},
        )
    assert caught.value.translation_key == "not_replayable"

    with pytest.raises(ServiceValidationError) as caught:
        await call(hass, "replay")
    assert caught.value.translation_key == "nothing_to_replay"


async def test_replay_of_an_existing_automation(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    accepted = await call(hass, "accept", suggestion_id="s1")
    answer = await call(hass, "replay", entity_id=accepted["entity_id"])
    assert answer["evidence"]["right"] == 0
    await call(hass, "undo", suggestion_id="s1")


async def test_replay_of_what_acts_on_a_room(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    ar.async_get(hass).async_create("Hall")
    er.async_get(hass).async_get_or_create(
        "input_boolean", "test", "lamp", suggested_object_id="lamp"
    )
    er.async_get(hass).async_update_entity("input_boolean.lamp", area_id="hall")
    await hass.async_block_till_done()
    config = {**suggestion().automation, "actions": [ON_HALL]}
    answer = await call(hass, "replay", config=config)
    assert answer["evidence"]["fired"] == 0


async def test_replay_of_a_suggestion_without_a_routine(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    idea = replace(suggestion(), routine=None)
    await keep(entry.runtime_data.database, idea)
    answer = await call(hass, "replay", suggestion_id="s1")
    assert answer["evidence"]["wrong"] == 0


async def test_replay_takes_one_thing_only(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    with pytest.raises(vol.Invalid):
        await call(hass, "replay", suggestion_id="s1", entity_id="automation.something")


async def test_snooze_dismiss_restore_answer_nothing(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    assert await call(hass, "snooze", suggestion_id="s1", days=2) == {}
    assert await call(hass, "restore", suggestion_id="s1") == {}
    assert await call(hass, "dismiss", suggestion_id="s1", reason="no") == {}


async def test_forget_answers_what_is_gone(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    assert await call(hass, "forget", entity_id="input_boolean.hall") == {
        "acts": 0,
        "suggestions": 1,
    }
    assert (await call(hass, "get_suggestions"))["total"] == 0


async def test_a_failing_store_is_told(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await entry.runtime_data.database.async_close()
    with pytest.raises(HomeAssistantError):
        await call(hass, "get_suggestions")


async def test_forgetting_everything_must_be_said(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    for nothing in ({}, {"everything": False}):
        with pytest.raises(ServiceValidationError) as caught:
            await call(hass, "forget", **nothing)
        assert caught.value.translation_key == "nothing_to_forget"
    assert (await call(hass, "get_suggestions"))["total"] == 1
    assert (await call(hass, "forget", everything=True))["suggestions"] == 1
