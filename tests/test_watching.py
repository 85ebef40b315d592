"""Suggestions that run without acting, and what that shows."""

from collections.abc import Callable
from pathlib import Path
import time
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.ai_automation.const import DOMAIN
from custom_components.ai_automation.model.routine import RoutineKind, StateTrigger
from custom_components.ai_automation.model.suggestion import Origin, Suggestion
from custom_components.ai_automation.model.watch import Watch
from custom_components.ai_automation.store import (
    suggestions as stored_suggestions,
    watches as stored,
)

from .builders import keep, routine, suggestion

HALL, MOTION = "input_boolean.hall", "binary_sensor.motion"
DAY = 86400


def following(**changes: Any) -> Suggestion:
    """Return a suggestion: the hall light on with motion, while somebody is in."""
    when = StateTrigger(entity_id=MOTION, to="on")
    plain = suggestion()
    return suggestion(
        **{
            "kind": RoutineKind.FOLLOW,
            "routine": routine(kind=RoutineKind.FOLLOW, triggers=(when,)),
            "automation": {
                **plain.automation,
                "triggers": [{"trigger": "state", "entity_id": MOTION, "to": "on"}],
                "conditions": [
                    {"condition": "state", "entity_id": HALL, "state": "off"}
                ],
            },
            **changes,
        }
    )


@pytest.fixture
async def watched(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """Let the hall light be watched."""
    hass.states.async_set(MOTION, "off")
    await keep(entry.runtime_data.database, following())
    answer = await accept(hass, mode="watch", days=7)
    assert answer["watch"]["verdict"] is None
    return entry


async def accept(hass: HomeAssistant, **data: Any) -> dict[str, Any]:
    """Call the action."""
    answer = await hass.services.async_call(
        DOMAIN,
        "accept",
        {"suggestion_id": "s1", **data},
        blocking=True,
        return_response=True,
    )
    assert answer is not None
    return answer


async def move(hass: HomeAssistant) -> None:
    """Let the sensor see motion."""
    hass.states.async_set(MOTION, "off")
    hass.states.async_set(MOTION, "on")
    await hass.async_block_till_done()


async def firings(entry: MockConfigEntry) -> list[float]:
    return await stored.async_firings(entry.runtime_data.database, "s1")


async def status(entry: MockConfigEntry) -> str:
    found = await stored_suggestions.async_get(entry.runtime_data.database, "s1")
    assert found is not None
    return found.status


async def watch_of(entry: MockConfigEntry) -> Watch | None:
    return (await stored.async_all(entry.runtime_data.database)).get("s1")


async def begin_earlier(entry: MockConfigEntry, seconds: float) -> None:
    """Move the stored start back."""
    async with entry.runtime_data.database.async_transaction() as connection:
        await connection.execute("UPDATE watches SET started = started - ?", (seconds,))


async def test_it_notes_and_does_not_act(
    hass: HomeAssistant, watched: MockConfigEntry
) -> None:
    before = time.time()
    await move(hass)
    (at,) = await firings(watched)
    assert before <= at <= time.time()
    assert hass.states.get(HALL).state == "off"
    assert await status(watched) == "watching"
    file = Path(hass.config.path("automations.yaml"))
    assert file.read_text() == "[]\n"


async def test_conditions_that_do_not_hold_keep_it_from_firing(
    hass: HomeAssistant, watched: MockConfigEntry
) -> None:
    hass.states.async_set(HALL, "on")
    await move(hass)
    assert await firings(watched) == []


async def test_it_goes_on_after_a_restart(
    hass: HomeAssistant, watched: MockConfigEntry
) -> None:
    await move(hass)
    assert await hass.config_entries.async_unload(watched.entry_id)
    await move(hass)
    assert await hass.config_entries.async_setup(watched.entry_id)
    await hass.async_block_till_done()
    assert len(await firings(watched)) == 1
    await move(hass)
    assert len(await firings(watched)) == 2


async def by_hand(hass: HomeAssistant, user: User, service: str) -> None:
    """Switch the hall light as a person does."""
    await hass.services.async_call(
        "input_boolean",
        service,
        {"entity_id": HALL},
        blocking=True,
        context=Context(user_id=user.id),
    )


def messages(hass: HomeAssistant) -> list[str]:
    return [one["message"] for one in hass.data["persistent_notification"].values()]


async def test_after_the_days_there_is_a_verdict(
    hass: HomeAssistant,
    watched: MockConfigEntry,
    hass_admin_user: User,
    freezer: FrozenDateTimeFactory,
) -> None:
    freezer.tick(600)  # what happens right after a start is nobody's
    await move(hass)
    freezer.tick(30)
    await by_hand(hass, hass_admin_user, "turn_on")
    await hass.async_block_till_done()
    await async_wait_recording_done(hass)
    assert await hass.config_entries.async_unload(watched.entry_id)
    assert await hass.config_entries.async_setup(watched.entry_id)
    await begin_earlier(watched, 7 * DAY)
    assert await hass.config_entries.async_reload(watched.entry_id)
    await hass.async_block_till_done()
    watch = await watch_of(watched)
    assert watch is not None
    assert watch.verdict is not None
    assert (watch.verdict.fired, watch.verdict.right, watch.verdict.wrong) == (1, 1, 0)
    assert any("right 1 of 1 times" in message for message in messages(hass))
    event = hass.states.get("event.ai_automation_suggestion")
    assert event.attributes["event_type"] == "watched"
    answer = await hass.services.async_call(
        DOMAIN, "get_suggestions", {}, blocking=True, return_response=True
    )
    assert answer["suggestions"][0]["watch"]["verdict"]["right"] == 1
    await move(hass)
    assert len(await firings(watched)) == 1  # it is over


async def test_what_nobody_wanted_is_unwanted(
    hass: HomeAssistant, watched: MockConfigEntry, hass_admin_user: User
) -> None:
    await move(hass)
    await async_wait_recording_done(hass)
    await begin_earlier(watched, 7 * DAY)
    assert await hass.config_entries.async_reload(watched.entry_id)
    await hass.async_block_till_done()
    watch = await watch_of(watched)
    assert watch is not None
    assert watch.verdict is not None
    assert (watch.verdict.right, watch.verdict.wrong) == (0, 1)


async def test_the_end_comes_by_itself(
    hass: HomeAssistant, watched: MockConfigEntry
) -> None:
    await async_wait_recording_done(hass)
    async_fire_time_changed(
        hass, dt_util.utc_from_timestamp(time.time() + 7 * DAY + 10)
    )
    await hass.async_block_till_done()
    watch = await watch_of(watched)
    assert watch is not None
    assert watch.verdict is not None
    assert watch.verdict.fired == 0
    assert any("not have moved anything" in message for message in messages(hass))


@pytest.mark.parametrize("verb", ["act", "dismiss", "snooze"])
async def test_a_decision_ends_it(
    hass: HomeAssistant, watched: MockConfigEntry, verb: str
) -> None:
    await move(hass)
    if verb == "act":
        hass.states.async_set(MOTION, "off")
        await accept(hass)
    else:
        await hass.services.async_call(
            DOMAIN, verb, {"suggestion_id": "s1"}, blocking=True
        )
    assert await watch_of(watched) is None
    assert await firings(watched) == []
    await move(hass)
    assert await firings(watched) == []


async def test_a_watch_of_nothing_is_dropped_at_the_next_start(
    hass: HomeAssistant, watched: MockConfigEntry
) -> None:
    database = watched.runtime_data.database
    await stored_suggestions.async_save(database, following())
    assert await hass.config_entries.async_reload(watched.entry_id)
    await hass.async_block_till_done()
    assert await watch_of(watched) is None


@pytest.mark.parametrize(
    "make",
    [
        lambda: following(routine=routine(targets=(), settings=())),
        lambda: following(
            origin=Origin.REVISION,
            replaces="1",
            original={**following().automation, "id": "1", "mode": "restart"},
        ),
    ],
)
async def test_what_cannot_be_matched_is_not_watched(
    hass: HomeAssistant, entry: MockConfigEntry, make: Callable[[], Suggestion]
) -> None:
    hass.states.async_set(MOTION, "off")
    await keep(entry.runtime_data.database, make())
    with pytest.raises(ServiceValidationError, match="cannot be watched"):
        await accept(hass, mode="watch")
    assert await status(entry) == "new"
