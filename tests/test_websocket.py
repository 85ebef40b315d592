"""The websocket API of the panel."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.typing import (
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from custom_components.ai_automation import shown
from custom_components.ai_automation.kept_past import KEPT_SECONDS
from custom_components.ai_automation.model.routine import RoutineKind
from custom_components.ai_automation.model.suggestion import SuggestionStatus
from custom_components.ai_automation.store import suggestions as stored

from .builders import evidence, keep, many, suggestion
from .routines.small import act, at, timeline

HALL = "input_boolean.hall"
READ = "custom_components.ai_automation.history.HistoryReader.async_read"
DOMAIN = "ai_automation"

type Ask = Callable[..., Awaitable[Any]]


@pytest.fixture
async def client(
    hass: HomeAssistant, entry: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> MockHAClientWebSocket:
    """The connection of an administrator."""
    return await hass_ws_client(hass)


@pytest.fixture
def ask(client: MockHAClientWebSocket) -> Ask:
    """Send a command, and return its result or its error."""

    async def _ask(command: str, **fields: Any) -> Any:
        await client.send_json_auto_id({"type": f"{DOMAIN}/{command}", **fields})
        answer = await client.receive_json()
        return answer["result"] if answer["success"] else answer["error"]

    return _ask


async def status(entry: MockConfigEntry) -> str:
    found = await stored.async_get(entry.runtime_data.database, "s1")
    assert found is not None
    return found.status


async def test_pages_by_worth(entry: MockConfigEntry, ask: Ask) -> None:
    await keep(entry.runtime_data.database, *reversed(many(7)))
    first = await ask("suggestions", limit=3)
    assert (first["total"], first["counts"]) == (7, {"new": 7})
    assert [s["id"] for s in first["suggestions"]] == ["s0", "s1", "s2"]
    last = await ask("suggestions", limit=3, offset=6)
    assert [s["id"] for s in last["suggestions"]] == ["s6"]
    beyond = await ask("suggestions", limit=3, offset=9)
    assert (beyond["total"], beyond["suggestions"]) == (7, [])


async def test_filters(entry: MockConfigEntry, ask: Ask) -> None:
    await keep(
        entry.runtime_data.database,
        suggestion("a", area_id="bath", fingerprint="a"),
        suggestion("b", kind=RoutineKind.SUN, fingerprint="b"),
        suggestion("c", status=SuggestionStatus.DISMISSED, fingerprint="c"),
    )

    async def _ids(**filters: Any) -> set[str]:
        found = await ask("suggestions", **filters)
        assert found["total"] == len(found["suggestions"])
        return {one["id"] for one in found["suggestions"]}

    assert await _ids() == {"a", "b", "c"}
    assert await _ids(area_id="bath") == {"a"}
    assert await _ids(kind="sun") == {"b"}
    assert await _ids(status=["snoozed", "dismissed"]) == {"c"}
    assert await _ids(status=["new"], kind="clock") == {"a"}
    assert await _ids(area_id="attic") == set()


async def test_a_card_says_how_often_of_how_many(
    entry: MockConfigEntry, ask: Ask
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    (card,) = (await ask("suggestions"))["suggestions"]
    assert card["title"] == "Turn on the hall light at 07:00"
    assert card["proof"] == {"right": 19, "fired": 20, "parts": "times", "days": 21}
    assert (card["saved_per_week"], card["status"]) == (6.3, "new")
    assert "examples" not in card


async def test_a_card_says_whether_it_can_be_watched(
    entry: MockConfigEntry, ask: Ask
) -> None:
    plain, changing = suggestion("a"), suggestion("b", fingerprint="b")
    idea = replace(suggestion("c", fingerprint="c"), routine=None)
    changing = replace(changing, original=changing.automation)
    await keep(entry.runtime_data.database, plain, changing, idea)
    cards = (await ask("suggestions"))["suggestions"]
    assert {card["id"]: card["watchable"] for card in cards} == {
        "a": True,
        "b": False,
        "c": False,
    }


async def test_everything_about_one(entry: MockConfigEntry, ask: Ask) -> None:
    await keep(entry.runtime_data.database, suggestion())
    one = await ask("suggestion", suggestion_id="s1")
    assert one["yaml"].startswith("alias: Turn on the hall light")
    assert one["parameters"] == {
        "at": "07:00",
        "offset": None,
        "for": None,
        "weekdays": None,
        "conditions": [],
    }
    days = one["strip"]["days"]
    assert len(days) == 21 or len(days) == 22
    assert days[0]["date"] > days[-1]["date"]
    marks = [mark for day in days for mark in day["marks"]]
    assert sorted(mark["verdict"] for mark in marks) == ["noop", "right", "wrong"]
    right = next(mark for mark in marks if mark["verdict"] == "right")
    assert right["acted"] == pytest.approx(right["minute"] + 100 / 60, abs=0.1)
    assert right["by"] == "wall switch"
    error = await ask("suggestion", suggestion_id="nobody")
    assert (error["code"], error["translation_key"]) == (
        "not_found",
        "unknown_suggestion",
    )


def mornings() -> Any:
    """Return a past of two weeks in which the light goes on by hand at 07:01."""
    rows = [(at(0, "00:00"), "off")]
    for day in range(14):
        rows += [(at(day, "07:01"), "on"), (at(day, "09:00"), "off")]
    acts = [act(at(day, "07:01"), HALL, "on") for day in range(14)]
    return timeline({HALL: rows}, acts).history


@pytest.fixture
async def clocked(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """A suggestion at seven, in a home whose clock is UTC."""
    await hass.config.async_update(time_zone="UTC")
    await hass.async_block_till_done()
    await keep(entry.runtime_data.database, suggestion())


async def test_replay_follows_what_is_changed(
    entry: MockConfigEntry, ask: Ask, clocked: None
) -> None:
    with patch(READ, return_value=mornings()) as read:
        plain = await ask("replay", suggestion_id="s1")
        assert (plain["figures"]["right"], plain["figures"]["wrong"]) == (14, 0)
        late = await ask("replay", suggestion_id="s1", changes={"at": "08:30"})
        assert (late["figures"]["right"], late["figures"]["noop"]) == (0, 14)
        assert "08:30" in late["title"]
        assert late["automation"]["triggers"][0]["at"] == "08:30:00"
        weekend = await ask("replay", suggestion_id="s1", changes={"weekdays": [5, 6]})
        assert weekend["figures"]["right"] == 4
        assert weekend["parameters"]["weekdays"] == [5, 6]
        assert len(weekend["strip"]["days"]) == 14
        assert read.call_count == 1
    assert await status(entry) == "new"


async def test_the_past_of_a_replay_is_given_back_after_some_minutes(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    ask: Ask,
    clocked: None,
    freezer: FrozenDateTimeFactory,
) -> None:
    with patch(READ, return_value=mornings()) as read:
        await ask("replay", suggestion_id="s1")
        freezer.tick(KEPT_SECONDS - 5)
        async_fire_time_changed(hass)
        await ask("replay", suggestion_id="s1")
        assert read.call_count == 1
        freezer.tick(10)
        async_fire_time_changed(hass)
        assert entry.runtime_data.past._known is None
        await ask("replay", suggestion_id="s1", days=7)
        await ask("replay", suggestion_id="s1", days=14)
        assert read.call_count == 3


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"offset": 5}, "invalid"),
        ({"for": 60}, "invalid"),
        ({"weekdays": []}, "invalid"),
        ({"drop_conditions": [0]}, "invalid"),
        ({"at": "25:00"}, "invalid_format"),
        ({"nothing": 1}, "invalid_format"),
    ],
)
async def test_what_cannot_be_changed_is_told(
    ask: Ask, clocked: None, changes: dict[str, Any], code: str
) -> None:
    with patch(READ, return_value=mornings()):
        error = await ask("replay", suggestion_id="s1", changes=changes)
    assert error["code"] == code


async def test_an_edit_is_the_next_version(
    entry: MockConfigEntry, ask: Ask, clocked: None
) -> None:
    with patch(READ, return_value=mornings()):
        edited = await ask("edit", suggestion_id="s1", changes={"at": "06:58"})
    assert edited["automation"]["triggers"] == [{"trigger": "time", "at": "06:58:00"}]
    assert "06:58" in edited["title"]
    assert "14 mornings" in edited["description"]
    assert edited["proof"]["right"] == 14
    assert [version["version"] for version in edited["versions"]] == [1]
    assert edited["parameters"]["at"] == "06:58"
    kept = await stored.async_get(entry.runtime_data.database, "s1")
    assert kept is not None
    assert kept.version == 2


async def test_deciding_goes_as_the_actions_do(
    hass: HomeAssistant, entry: MockConfigEntry, ask: Ask
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    answer = await ask("accept", suggestion_id="s1", confirm=True)
    automation = answer["entity_id"]
    (card,) = (await ask("suggestions", status=["deployed"]))["suggestions"]
    assert card["deployed"]["entity_id"] == automation
    assert await ask("pause", suggestion_id="s1") == {}
    assert hass.states.is_state(automation, "off")
    assert (await ask("suggestion", suggestion_id="s1"))["reason"] == "You paused it."
    assert await ask("restore", suggestion_id="s1") == {}
    assert hass.states.is_state(automation, "on")
    assert await ask("undo", suggestion_id="s1") == {"restored": True}
    error = await ask("undo", suggestion_id="s1")
    assert (error["code"], error["translation_key"]) == ("invalid", "wrong_status")
    assert (await ask("snooze", suggestion_id="s1", days=0))["code"] == "invalid_format"


async def test_health(hass: HomeAssistant, entry: MockConfigEntry, ask: Ask) -> None:
    run = await ask("analyze")
    await hass.async_block_till_done(wait_background_tasks=True)
    health = await ask("health")
    assert (health["running"], health["progress"]) == (False, None)
    assert health["runs"][0]["run_id"] == run["run_id"]
    assert health["runs"][0]["stages"]["history"] >= 0
    assert health["tokens"] is None
    assert all(set(fact) == {"area", "message"} for fact in health["quiet"])
    assert await ask("cancel") == {}


def test_silence_is_told_as_sentences() -> None:
    miss = {"title": "Turn on the lamp at 07:00", "message": "Too rarely.", "right": 3}
    areas = [
        {"name": "Hall", "message": "Nobody moved anything.", "near_misses": []},
        {"name": None, "message": None, "near_misses": [miss]},
    ]
    assert shown.silence({"areas": areas, "missing_sensors": [{"message": "A"}]}) == {
        "near_misses": [
            {
                "area": None,
                "title": "Turn on the lamp at 07:00",
                "message": "Too rarely.",
            }
        ],
        "quiet": [{"area": "Hall", "message": "Nobody moved anything."}],
        "missing_sensors": [{"message": "A"}],
    }
    assert not any(shown.silence({}).values())


async def test_followers_hear_of_changes_and_progress(
    hass: HomeAssistant, entry: MockConfigEntry, client: MockHAClientWebSocket
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    await client.send_json_auto_id({"type": f"{DOMAIN}/subscribe"})
    assert (await client.receive_json())["success"]
    await hass.services.async_call(
        DOMAIN, "dismiss", {"suggestion_id": "s1"}, blocking=True
    )
    heard = (await client.receive_json())["event"]
    assert heard == {"event": "suggestion", "type": "changed", "suggestion_id": "s1"}
    await hass.services.async_call(
        DOMAIN, "analyze", {}, blocking=True, return_response=True
    )
    heard = (await client.receive_json())["event"]
    assert (heard["event"], heard["running"], heard["progress"]) == ("run", True, 0)


@pytest.mark.parametrize(
    "kind",
    ["suggestions", "suggestion", "replay", "accept", "undo", "health", "subscribe"],
)
async def test_only_administrators(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_read_only_access_token: str,
    kind: str,
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    client = await hass_ws_client(hass, hass_read_only_access_token)
    fields = (
        {}
        if kind in {"suggestions", "health", "subscribe"}
        else {"suggestion_id": "s1"}
    )
    await client.send_json_auto_id({"type": f"{DOMAIN}/{kind}", **fields})
    answer = await client.receive_json()
    assert answer["error"]["code"] == "unauthorized"
    assert await status(entry) == "new"


async def test_without_an_entry_it_is_said(
    hass: HomeAssistant, entry: MockConfigEntry, ask: Ask
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    error = await ask("suggestions")
    assert error["code"] == "invalid"
    assert error["message"]


async def test_a_change_of_an_automation_cannot_be_edited(
    entry: MockConfigEntry, ask: Ask
) -> None:
    config = {**suggestion().automation, "id": "1"}
    await keep(
        entry.runtime_data.database,
        replace(
            suggestion(before=evidence()),
            original=config,
            replaces="1",
            automation={**config, "mode": "restart"},
        ),
    )
    one = await ask("suggestion", suggestion_id="s1")
    assert one["parameters"] is None
    assert "+mode: restart" in one["difference"]
    error = await ask("replay", suggestion_id="s1")
    assert error["translation_key"] == "cannot_edit"
