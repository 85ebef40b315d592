"""What becomes of an automation that was switched on: kept, undone, paused, resumed."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock

from freezegun.api import FrozenDateTimeFactory
from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    async_fire_time_changed,
)

from custom_components.ai_automation import stages
from custom_components.ai_automation.const import DOMAIN, EVENT_SUGGESTION
from custom_components.ai_automation.model.outcome import Outcome, weeks
from custom_components.ai_automation.store import outcomes as stored, suggestions

from .builders import keep, suggestion

HALL = "input_boolean.hall"
MINUTE, DAY = 60, 86400


class Home:
    """A home in which the hall light's automation acts."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: MockConfigEntry,
        user: User,
        freezer: FrozenDateTimeFactory,
    ) -> None:
        self.hass, self.entry, self.user, self.freezer = hass, entry, user, freezer

    async def call(self, name: str, **data: Any) -> Any:
        """Call an action of ours as its owner."""
        response = name in {"accept", "get_suggestions"}
        return await self.hass.services.async_call(
            DOMAIN,
            name,
            data,
            blocking=True,
            return_response=response,
            context=Context(user_id=self.user.id),
        )

    async def turn(self, verb: str, context: Context) -> None:
        """Move the light."""
        await self.hass.services.async_call(
            "input_boolean",
            f"turn_{verb}",
            {"entity_id": HALL},
            blocking=True,
            context=context,
        )

    async def run(self) -> None:
        """Let the automation act on a light that is off."""
        await self.turn("off", Context(user_id=self.user.id))
        await self.hass.services.async_call(
            "automation", "trigger", {"entity_id": self.automation}, blocking=True
        )
        await self.hass.async_block_till_done()
        assert self.hass.states.is_state(HALL, "on")

    async def pass_by(self, seconds: float) -> None:
        """Let time go by."""
        self.freezer.tick(seconds)
        async_fire_time_changed(self.hass)
        await self.hass.async_block_till_done()

    async def undo_by_hand(self) -> None:
        """Let a person take a run back."""
        await self.run()
        await self.pass_by(MINUTE)
        await self.turn("off", Context(user_id=self.user.id))
        await self.hass.async_block_till_done()
        await self.pass_by(20 * MINUTE)

    async def accept(self) -> None:
        """Switch the suggestion on."""
        self.automation = (await self.call("accept", suggestion_id="s1"))["entity_id"]

    async def kept(self) -> list[bool | None]:
        """Return what became of the runs."""
        found = await stored.async_of(self.entry.runtime_data.database, "s1")
        return [outcome.kept for outcome in found]

    async def shown(self) -> dict[str, Any]:
        """Return the suggestion as it is answered."""
        (one,) = (await self.call("get_suggestions"))["suggestions"]
        return dict(one)


@pytest.fixture
async def home(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_admin_user: User,
    freezer: FrozenDateTimeFactory,
) -> AsyncGenerator[Home]:
    """Switch the hall light's suggestion on."""
    await keep(entry.runtime_data.database, suggestion())
    home = Home(hass, entry, hass_admin_user, freezer)
    await home.accept()
    yield home
    # Its trigger waits for seven o'clock.
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": "all"}, blocking=True
    )


async def test_a_run_that_nobody_takes_back_is_kept(home: Home) -> None:
    await home.run()
    assert await home.kept() == [None]
    await home.pass_by(11 * MINUTE)
    assert await home.kept() == [True]


async def test_a_person_takes_a_run_back(home: Home) -> None:
    await home.undo_by_hand()
    assert await home.kept() == [False]


async def test_a_switch_on_the_wall_takes_a_run_back(home: Home) -> None:
    await home.run()
    home.hass.states.async_set(HALL, "off")
    await home.hass.async_block_till_done()
    assert await home.kept() == [False]


async def test_too_late_is_not_taken_back(home: Home) -> None:
    await home.run()
    await home.pass_by(11 * MINUTE)
    await home.turn("off", Context(user_id=home.user.id))
    await home.hass.async_block_till_done()
    assert await home.kept() == [True]


async def test_another_automation_takes_nothing_back(home: Home) -> None:
    await home.run()
    await home.turn("off", Context())
    await home.pass_by(11 * MINUTE)
    assert await home.kept() == [True]


async def test_what_another_automation_took_over_is_not_followed(home: Home) -> None:
    await home.run()
    await home.turn("off", Context())
    await home.turn("on", Context())
    await home.turn("off", Context(user_id=home.user.id))
    await home.pass_by(11 * MINUTE)
    assert await home.kept() == [True]


async def test_another_thing_takes_nothing_back(home: Home) -> None:
    home.hass.states.async_set("light.kitchen", "on")
    await home.run()
    home.hass.states.async_set("light.kitchen", "off")
    await home.pass_by(11 * MINUTE)
    assert await home.kept() == [True]


async def test_an_automation_of_the_owners_is_not_followed(home: Home) -> None:
    home.hass.bus.async_fire("automation_triggered", {"entity_id": "automation.other"})
    await home.hass.async_block_till_done()
    assert await home.kept() == []


async def test_three_reversals_pause_and_the_owner_is_told(home: Home) -> None:
    events = async_capture_events(home.hass, EVENT_SUGGESTION)
    await home.undo_by_hand()
    await home.undo_by_hand()
    assert (await home.shown())["status"] == "deployed"
    assert home.hass.states.is_state(home.automation, "on")
    await home.undo_by_hand()
    shown = await home.shown()
    assert shown["status"] == "paused"
    assert shown["reason"] == (
        "It was taken back 3 of 3 times within 7 days. No condition would have told these times "
        "from those it was right; taking it out with undo may be best."
    )
    (week,) = shown["scorecard"]
    assert (week["fired"], week["kept"], week["undone"]) == (3, 0, 3)
    assert home.hass.states.is_state(home.automation, "off")
    (event,) = events
    assert event.data == {
        "type": "paused",
        "suggestion_id": "s1",
        "entity_id": home.automation,
    }
    told = home.hass.data["persistent_notification"][f"{DOMAIN}_suggestions_s1"]
    assert "3 of 3 times" in told["message"]


async def test_the_pause_names_what_would_have_prevented_it(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {}

    async def _prevented(hass: HomeAssistant, options: Any, **given: Any) -> Any:
        asked.update(given)
        return " while Guests is off", 18

    monkeypatch.setattr(stages, "async_prevented", _prevented)
    for _ in range(3):
        await home.undo_by_hand()
    assert len(asked["undone"]) == 3
    assert asked["good"]
    assert (await home.shown())["reason"] == (
        "It was taken back 3 of 3 times within 7 days. It would not have been if it acted only "
        f"while Guests is off: none of these times, but 18 of the {len(asked['good'])} times it was right."
    )


async def test_a_past_that_cannot_be_read_pauses_all_the_same(
    home: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failing = AsyncMock(side_effect=HomeAssistantError("no recorder"))
    monkeypatch.setattr(stages, "async_prevented", failing)
    for _ in range(3):
        await home.undo_by_hand()
    shown = await home.shown()
    assert shown["status"] == "paused"
    assert shown["reason"] == "It was taken back 3 of 3 times within 7 days."
    assert "no recorder" in caplog.text


async def test_three_reversals_in_more_than_seven_days_pause_nothing(
    home: Home,
) -> None:
    noon = dt_util.start_of_local_day() + timedelta(days=1, hours=12)
    await home.pass_by((noon - dt_util.now()).total_seconds())
    for _ in range(4):
        await home.undo_by_hand()
        await home.pass_by(4 * DAY)
    assert (await home.kept()).count(False) == 4  # it also fires by itself at seven
    assert (await home.shown())["status"] == "deployed"


async def test_restore_lets_it_act_again_and_forgives(home: Home) -> None:
    for _ in range(3):
        await home.undo_by_hand()
    await home.call("restore", suggestion_id="s1")
    shown = await home.shown()
    assert (shown["status"], shown["reason"]) == ("deployed", None)
    assert home.hass.states.is_state(home.automation, "on")
    await home.undo_by_hand()
    assert (await home.shown())["status"] == "deployed"
    await home.undo_by_hand()
    await home.undo_by_hand()
    assert (await home.shown())["status"] == "paused"


async def test_a_paused_one_is_undone_to_the_last_byte(home: Home) -> None:
    path = Path(home.hass.config.path("automations.yaml"))
    for _ in range(3):
        await home.undo_by_hand()
    await home.call("undo", suggestion_id="s1")
    assert not path.exists() or path.read_bytes() in {b"", b"[]\n"}
    assert (await home.shown())["status"] == "undone"


async def test_what_was_undone_is_not_followed_any_more(home: Home) -> None:
    await home.call("undo", suggestion_id="s1")
    home.hass.states.async_set("automation.back", "on", {"id": "ai_automation_s1"})
    home.hass.bus.async_fire("automation_triggered", {"entity_id": "automation.back"})
    await home.hass.async_block_till_done()
    assert await home.kept() == []


async def test_a_restart_follows_what_was_switched_on(home: Home) -> None:
    await home.run()
    await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.hass.async_block_till_done()
    await home.pass_by(11 * MINUTE)
    assert await home.kept() == [None]  # nobody looked
    await home.undo_by_hand()
    assert await home.kept() == [None, False]


async def test_of_a_forgotten_suggestion_nothing_is_kept(home: Home) -> None:
    database = home.entry.runtime_data.database
    await suggestions.async_forget(database)
    await stored.async_fired(database, "s1", 1.0)
    assert await stored.async_of(database, "s1") == []


def test_runs_are_counted_by_week_in_the_time_of_the_home() -> None:
    sunday = 1_772_404_200.0  # 2026-03-01 22:30 UTC, a Sunday
    runs = [
        Outcome(suggestion_id="s1", at=sunday, kept=True),
        Outcome(suggestion_id="s1", at=sunday, kept=None),
        Outcome(suggestion_id="s1", at=sunday + 3600, kept=False),
    ]
    early, late = weeks(runs, "UTC"), weeks(runs, "Europe/Berlin")
    assert [(w.week, w.fired, w.kept, w.undone) for w in early] == [
        ("2026-W09", 3, 1, 1)
    ]
    assert [w.week for w in late] == ["2026-W09", "2026-W10"]


async def test_who_switched_it_on_and_who_changed_it_is_answered(home: Home) -> None:
    shown = await home.shown()
    assert shown["deployed"]["entity_id"] == home.automation
    assert shown["deployed"]["by"] is None  # the account belongs to no person
    assert shown["versions"] == []
    assert await async_setup_component(
        home.hass,
        "person",
        {"person": {"id": "anna", "name": "Anna", "user_id": home.user.id}},
    )
    await home.hass.async_block_till_done()
    assert (await home.shown())["deployed"]["by"] == "Anna"
    database = home.entry.runtime_data.database
    kept = await suggestions.async_get(database, "s1")
    assert kept is not None
    other = replace(kept, version=2, automation={**kept.automation, "mode": "queued"})
    await suggestions.async_save(database, other, user_id=home.user.id)
    (earlier,) = (await home.shown())["versions"]
    assert (earlier["version"], earlier["replaced_by"]) == (1, "Anna")
    assert earlier["automation"]["mode"] == "single"
    await home.call("undo", suggestion_id="s1")
    assert (await home.shown())["deployed"] is None
