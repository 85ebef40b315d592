"""What the night found is told once, when people are up; answers come back from phones."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.auth.models import User
from homeassistant.components.persistent_notification import (
    _async_get_or_create_notifications as notifications,
)
from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockUser,
    async_fire_time_changed,
    async_mock_service,
)

from custom_components.ai_automation.analysis import Analysis
from custom_components.ai_automation.model.run import AnalysisRun, RunTrigger
from custom_components.ai_automation.model.suggestion import (
    Suggestion,
    SuggestionStatus,
)
from custom_components.ai_automation.store import suggestions as stored

from .builders import keep, suggestion

PHONE = "mobile_app_ana"
TITLE = "Turn on the hall light at 07:00"


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> list[Suggestion]:
    """What the next analysis offers."""
    return []


@pytest.fixture
async def analysis(
    entry: MockConfigEntry,
    offered: list[Suggestion],
    monkeypatch: pytest.MonkeyPatch,
) -> Analysis:
    """An analysis that offers what the test says."""
    analysis: Analysis = entry.runtime_data.analysis
    stages = await analysis.async_load()

    async def _analyse(*_: Any, run: AnalysisRun, **__: Any) -> Sequence[Suggestion]:
        found = [replace(one, run_id=run.run_id) for one in offered]
        for one in found:
            await stored.async_save(entry.runtime_data.database, one)
        return found

    monkeypatch.setattr(stages, "async_analyse", _analyse)
    return analysis


@pytest.fixture
def evening(freezer: FrozenDateTimeFactory) -> datetime:
    """Yesterday evening."""
    at = datetime.combine(dt_util.now().date(), time(22), dt_util.now().tzinfo)
    if at < dt_util.now():
        at += timedelta(days=1)
    freezer.move_to(at)
    return at


async def until(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, at: datetime
) -> None:
    freezer.move_to(at)
    async_fire_time_changed(hass, at)
    await hass.async_block_till_done(wait_background_tasks=True)


def told(hass: HomeAssistant) -> list[str]:
    return [
        one["message"]
        for one in notifications(hass).values()
        if "suggestion" in one["title"]
    ]


async def night(hass: HomeAssistant, analysis: Analysis) -> None:
    await analysis.async_run(RunTrigger.NIGHTLY)


async def test_the_night_is_told_once_in_the_morning(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    analysis: Analysis,
    offered: list[Suggestion],
    evening: datetime,
    freezer: FrozenDateTimeFactory,
) -> None:
    offered.append(suggestion())
    await night(hass, analysis)
    assert not told(hass)
    await until(hass, freezer, evening + timedelta(hours=9, minutes=59))
    assert not told(hass)
    await until(hass, freezer, evening + timedelta(hours=10))
    (message,) = told(hass)
    assert f"[{TITLE}](/ai-automation#/suggestion/s1)" in message
    assert "by hand" not in message  # nobody's times
    hass.data["persistent_notification"].clear()
    await until(hass, freezer, evening + timedelta(hours=34))
    assert not told(hass)


async def test_what_waits_outlives_a_restart(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    analysis: Analysis,
    offered: list[Suggestion],
    evening: datetime,
    freezer: FrozenDateTimeFactory,
) -> None:
    offered.append(suggestion())
    await night(hass, analysis)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await until(hass, freezer, evening + timedelta(hours=10))
    assert len(told(hass)) == 1


async def test_what_was_decided_meanwhile_and_nothing_are_not_told(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    analysis: Analysis,
    offered: list[Suggestion],
    evening: datetime,
    freezer: FrozenDateTimeFactory,
) -> None:
    await night(hass, analysis)
    offered.append(suggestion())
    await night(hass, analysis)
    found = await stored.async_get(entry.runtime_data.database, "s1")
    assert found is not None
    await stored.async_save(
        entry.runtime_data.database, replace(found, status=SuggestionStatus.DISMISSED)
    )
    await until(hass, freezer, evening + timedelta(hours=10))
    assert not told(hass)


async def test_who_asked_is_told_at_once(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    analysis: Analysis,
    offered: list[Suggestion],
) -> None:
    offered.append(suggestion())
    await analysis.async_run(RunTrigger.ASKED)
    assert len(told(hass)) == 1


async def test_times_are_told_where_the_owner_wants_that(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    analysis: Analysis,
    offered: list[Suggestion],
) -> None:
    hass.config_entries.async_update_entry(entry, options={"tell_times": True})
    offered.append(suggestion())
    await analysis.async_run(RunTrigger.ASKED)
    assert "19 of 21 mornings" in told(hass)[0]


@pytest.fixture
def phone(hass: HomeAssistant, entry: MockConfigEntry) -> list[ServiceCall]:
    """A chosen phone, and what it was sent."""
    hass.config_entries.async_update_entry(entry, options={"phones": [PHONE]})
    async_mock_service(hass, "notify", "mobile_app_guest")
    return async_mock_service(hass, "notify", PHONE)


async def test_chosen_phones_get_the_best_with_buttons(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    analysis: Analysis,
    offered: list[Suggestion],
    phone: list[ServiceCall],
) -> None:
    offered += [
        suggestion("s1"),
        suggestion("s2", worth=99.0, title="Best", fingerprint="s2"),
    ]
    await analysis.async_run(RunTrigger.ASKED)
    (call,) = phone
    assert call.data["message"] == "Best (and one more)"
    assert [one["title"] for one in call.data["data"]["actions"]] == [
        "Switch on",
        "Watch for a week",
        "Not now",
    ]
    assert call.data["data"]["url"] == "/ai-automation#/suggestion/s2"


async def test_a_phone_that_is_gone_does_no_harm(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    analysis: Analysis,
    offered: list[Suggestion],
    caplog: pytest.LogCaptureFixture,
) -> None:
    hass.config_entries.async_update_entry(entry, options={"phones": ["mobile_app_x"]})
    offered.append(suggestion())
    run = await analysis.async_run(RunTrigger.ASKED)
    assert run.status != "failed"
    assert "notify.mobile_app_x could not be told" in caplog.text


async def press(
    hass: HomeAssistant, verb: str, user: User | None, suggestion_id: str = "s1"
) -> None:
    """Press a button on a phone."""
    hass.bus.async_fire(
        "mobile_app_notification_action",
        {"action": f"ai_automation.{verb}.{suggestion_id}"},
        context=Context(user_id=user.id if user else None),
    )
    await hass.async_block_till_done()


async def status(entry: MockConfigEntry) -> str:
    found = await stored.async_get(entry.runtime_data.database, "s1")
    assert found is not None
    return found.status


@pytest.mark.parametrize(
    ("verb", "becomes"),
    [("accept", "deployed"), ("watch", "watching"), ("later", "snoozed")],
)
async def test_an_administrator_answers_with_a_button(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_admin_user: User,
    verb: str,
    becomes: str,
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    await press(hass, verb, hass_admin_user)
    assert await status(entry) == becomes
    if verb == "accept":
        await hass.services.async_call(
            "automation", "turn_off", {"entity_id": "all"}, blocking=True
        )


@pytest.mark.parametrize("verb", ["accept", "watch", "later"])
async def test_answers_of_others_count_for_nothing(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    verb: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    for user in (None, MockUser(is_owner=False, groups=[]).add_to_hass(hass)):
        await press(hass, verb, user)
        assert await status(entry) == "new"
    assert caplog.text.count("came from no administrator") == 2


async def test_what_cannot_be_done_is_told_with_a_link(
    hass: HomeAssistant, entry: MockConfigEntry, hass_admin_user: User
) -> None:
    await keep(
        entry.runtime_data.database, suggestion(status=SuggestionStatus.DISMISSED)
    )
    await press(hass, "accept", hass_admin_user)
    (message,) = [
        one["message"]
        for one in notifications(hass).values()
        if one["title"] == "That could not be done from a phone"
    ]
    assert "(/ai-automation#/suggestion/s1)" in message


async def test_other_buttons_are_others(
    hass: HomeAssistant, entry: MockConfigEntry, hass_admin_user: User
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    for action in ("lights_off", "ai_automation.accept", "other.accept.s1"):
        hass.bus.async_fire(
            "mobile_app_notification_action",
            {"action": action},
            context=Context(user_id=hass_admin_user.id),
        )
    await hass.async_block_till_done()
    assert await status(entry) == "new"
