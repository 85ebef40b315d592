"""The choices on the way of the data that no room makes."""

from collections.abc import Generator
from dataclasses import replace
from datetime import date
import gc
from unittest.mock import patch
from zoneinfo import ZoneInfo

from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import DATA_INSTANCE
import numpy as np
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ai_automation import stages
from custom_components.ai_automation.model.act import Act, Cause
from custom_components.ai_automation.model.evidence import Finding, Found
from custom_components.ai_automation.model.home import HomeContext
from custom_components.ai_automation.model.revision import Report, Trouble
from custom_components.ai_automation.model.routine import Target
from custom_components.ai_automation.model.run import RunStatus, RunTrigger
from custom_components.ai_automation.model.silence import (
    Quiet,
    RoomSilence,
    SilenceReason,
)
from custom_components.ai_automation.model.suggestion import (
    Suggestion,
    SuggestionStatus,
)
from custom_components.ai_automation.model.track import History, Track
from custom_components.ai_automation.store import suggestions as stored
from custom_components.ai_automation.suggestions import Dropped, Made
from custom_components.ai_automation.suggestions.revisions import Revisions

from .builders import NOON, evidence, keep, routine, suggestion

DAY = 86400.0


def made(*new: Suggestion) -> Made:
    """Return a night that made these."""
    return Made(new=list(new), updated=[], withdrawn=[], dropped=[])


def many(count: int, **changes: object) -> list[Suggestion]:
    """Return suggestions of falling worth."""
    return [
        suggestion(
            f"s{n}",
            worth=float(count - n),
            fingerprint=f"f{n}",
            **{"confidence": 0.99, **changes},
        )
        for n in range(count)
    ]


def test_the_first_night_offers_five_of_the_best() -> None:
    offered, after = stages._offer(made(*reversed(many(8))), [], {}, NOON)
    assert {s.suggestion_id for s in offered} == {"s0", "s1", "s2", "s3", "s4"}
    assert all(s.offered for s in offered)
    assert sum(s.offered for s in after.new) == 5


@pytest.mark.parametrize(
    ("days_ago", "expected"), [(2.0, 1), (8.0, 3)], ids=["same week", "next week"]
)
def test_later_weeks_offer_three(days_ago: float, expected: int) -> None:
    known = [
        replace(s, offered=True, created=NOON - days_ago * DAY)
        for s in many(2, status=SuggestionStatus.DEPLOYED)
    ]
    new = [replace(s, suggestion_id=f"n{s.suggestion_id}") for s in many(6)]
    offered, _ = stages._offer(made(*new), known, {}, NOON)
    assert len(offered) == expected


def test_options_limit_the_offers() -> None:
    offered, _ = stages._offer(made(*many(4)), [], {"offered_first_night": 1}, NOON)
    assert [s.suggestion_id for s in offered] == ["s0"]
    none, _ = stages._offer(made(*many(4)), [], {"offered_first_night": 0}, NOON)
    assert none == []


def test_snoozed_suggestions_are_not_announced() -> None:
    offered, _ = stages._offer(
        made(suggestion(status=SuggestionStatus.SNOOZED)), [], {}, NOON
    )
    assert offered == []


def target(entity_id: str) -> Target:
    """Return a thing to switch on."""
    return Target(entity_id=entity_id, state="on")


def test_a_restricted_run_judges_only_its_targets() -> None:
    known = [
        suggestion(name, routine=routine(targets=(target(name), target("light.z"))))
        for name in ("light.a", "light.b")
    ]
    idea = replace(suggestion("idea"), routine=None)
    restricted = stages._in_scope([*known, idea], frozenset({"light.a"}))
    assert [s.suggestion_id for s in restricted] == ["light.a"]
    assert stages._in_scope(known, None) == known


def history(days: float, *, tracks: bool = True, acts: int = 0) -> History:
    """Return a history of some length."""
    track = Track(
        entity_id="light.a",
        times=np.array([NOON]),
        codes=np.array([0], dtype=np.int16),
        states=("off",),
    )
    return History(
        start=NOON,
        end=NOON + days * DAY,
        tracks={"light.a": track} if tracks else {},
        acts=tuple(
            Act(
                at=NOON + n,
                entity_id="light.a",
                old="off",
                state="on",
                cause=Cause.PHYSICAL,
            )
            for n in range(acts)
        ),
    )


@pytest.mark.parametrize(
    ("past", "key"),
    [
        (history(20, tracks=False), "nothing_to_read"),
        (history(2, acts=3), "too_little_history"),
        (history(20), "no_acts"),
        (history(20, acts=3), "no_regular_habit"),
    ],
)
async def test_silence_has_a_reason_in_words(
    entry: MockConfigEntry, past: History, key: str
) -> None:
    why = stages._why_silent(past)
    assert why.translation_key == key
    assert len(str(why)) > 40


def test_acts_of_the_log_are_not_stored_twice() -> None:
    past = history(20, acts=2)
    older = replace(past.acts[0], at=NOON - DAY)
    assert stages._new_acts(replace(past, acts=(older, *past.acts))) == list(past.acts)


@pytest.mark.parametrize(
    ("zone", "latitude", "longitude"),
    [
        ("America/Chicago", 41.88, -87.63),
        ("Pacific/Auckland", -36.85, 174.76),
        ("Asia/Kolkata", 22.57, 88.36),
    ],
)
async def test_the_sun_belongs_to_its_local_day(
    hass: HomeAssistant, zone: str, latitude: float, longitude: float
) -> None:
    await hass.config.async_update(
        time_zone=zone, latitude=latitude, longitude=longitude
    )
    home = HomeContext(
        version=1, time_zone=zone, latitude=latitude, longitude=longitude
    )
    suns = stages.sun_times(hass, home, history(5))
    assert len(suns.times) == 8
    for day, (rise, down) in suns.times.items():
        assert rise is not None
        assert down is not None
        assert 0 < down - rise < DAY
        for at in (rise, down):
            local = stages.datetime.fromtimestamp(at, ZoneInfo(zone))
            assert local.date() == day


async def test_the_sun_may_not_rise_at_all(hass: HomeAssistant) -> None:
    await hass.config.async_update(
        time_zone="Europe/Oslo", latitude=78.2, longitude=15.6
    )
    home = HomeContext(
        version=1, time_zone="Europe/Oslo", latitude=78.2, longitude=15.6
    )
    winter = replace(history(3), start=1_797_800_000.0, end=1_797_900_000.0)
    suns = stages.sun_times(hass, home, winter)
    assert suns.times[date(2026, 12, 21)] == (None, None)


async def test_at_the_pole_the_sun_has_no_days(hass: HomeAssistant) -> None:
    await hass.config.async_update(time_zone="UTC", latitude=90.0, longitude=0.0)
    home = HomeContext(version=1, time_zone="UTC", latitude=90.0, longitude=0.0)
    suns = stages.sun_times(hass, home, history(1))
    assert set(suns.times.values()) == {(None, None)}


async def test_what_is_withdrawn_is_told(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    faded = suggestion(status=SuggestionStatus.WITHDRAWN, reason="faded")
    with patch.object(
        stages,
        "async_make",
        return_value=Made(new=[], updated=[], withdrawn=[faded], dropped=[]),
    ):
        run = await entry.runtime_data.analysis.async_run(RunTrigger.ASKED)
    await hass.async_block_till_done()
    assert run.counts["withdrawn"] == 1
    state = hass.states.get("event.ai_automation_suggestion")
    assert state.attributes["event_type"] == "withdrawn"
    kept = await stored.async_get(entry.runtime_data.database, "s1")
    assert kept is not None
    assert kept.reason == "faded"


async def test_without_a_recorder_the_run_says_what_to_do(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    instance = hass.data.pop(DATA_INSTANCE)
    try:
        run = await entry.runtime_data.analysis.async_run(RunTrigger.ASKED)
    finally:
        hass.data[DATA_INSTANCE] = instance
    assert (run.status, run.reason) == (RunStatus.FAILED, "no_recorder")
    assert "default_config" in run.detail


async def test_what_is_made_is_stored_offered_and_listed(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    analysis = entry.runtime_data.analysis

    async def _make(*_: object, run_id: str, **__: object) -> Made:
        return made(
            suggestion(
                "worse", worth=1.0, fingerprint="w", run_id=run_id, confidence=0.95
            ),
            suggestion("better", worth=9.0, run_id=run_id, confidence=0.95),
        )

    with patch.object(stages, "async_make", _make):
        run = await analysis.async_run(RunTrigger.ASKED)
    await hass.async_block_till_done()
    assert run.status is RunStatus.COMPLETED
    assert run.reason is None
    assert run.suggestions == ["better", "worse"]
    kept, total = await stored.async_list(entry.runtime_data.database)
    assert total == 2
    assert all(s.offered for s in kept)
    assert hass.states.get("sensor.ai_automation_new_suggestions").state == "2"


@pytest.mark.parametrize("targets", [None, frozenset({"light.a"})])
async def test_rooms_know_what_was_accepted(
    entry: MockConfigEntry, targets: frozenset[str] | None
) -> None:
    await keep(
        entry.runtime_data.database, suggestion(status=SuggestionStatus.DEPLOYED)
    )
    quiet = Quiet(
        rooms=(
            RoomSilence(
                area_id="hall", acts=0, things=0, reason=SilenceReason.NOT_OPERATED
            ),
        )
    )
    finding = Finding(
        routine=routine(),
        evidence=evidence(),
        confidence=0.8,
        worth=2.0,
        like=routine(),
    )
    whole = evidence(right=18)
    asked: list[tuple[object, ...]] = []

    def _look(found: Found, *more: object) -> tuple[Found, Quiet]:
        asked.append(more)
        return replace(found, findings=(finding,)), quiet

    with (
        patch.object(stages, "look_at_rooms", _look),
        patch.object(stages, "async_with_savings", return_value=[whole]),
        patch.object(stages, "async_make", return_value=made()) as make,
    ):
        run = await entry.runtime_data.analysis.async_run(
            RunTrigger.ASKED, targets=targets
        )
    [(known, *_, restricted)] = asked
    assert isinstance(known, list)
    assert [s.suggestion_id for s in known] == ["s1"]
    assert restricted == targets
    # What another room adds gets the same evidence as the rest.
    assert make.call_args.args[2].findings == (replace(finding, evidence=whole),)
    assert [a["reason"] for a in run.silence["areas"]] == ["area_known"]


@pytest.fixture
def nothing_frozen() -> Generator[None]:
    """Undo for a while what the test harness froze."""
    gc.unfreeze()
    yield
    gc.freeze()


@pytest.mark.usefixtures("nothing_frozen", "recorder_mock")
async def test_a_whole_run_spares_the_home_long_collections(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    frozen: dict[str, int] = {}

    async def _triggers(_: HomeAssistant) -> frozenset[str]:
        frozen["context"] = gc.get_freeze_count()
        return frozenset()

    async def _make(*_: object, **__: object) -> Made:
        frozen["suggestions"] = gc.get_freeze_count()
        return made()

    with (
        patch.object(stages, "async_purpose_triggers", _triggers),
        patch.object(stages, "async_make", _make),
    ):
        await entry.runtime_data.analysis.async_run(RunTrigger.ASKED)
    assert min(frozen["context"], frozen["suggestions"]) > 1000
    assert gc.get_freeze_count() == 0


@pytest.mark.usefixtures("nothing_frozen")
def test_what_was_there_before_is_not_collected_meanwhile() -> None:
    seen: list[int] = []

    def _fail() -> None:
        with stages.short_pauses():
            seen.append(gc.get_freeze_count())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        _fail()
    assert seen[0] > 1000
    assert gc.get_freeze_count() == 0


def test_what_somebody_else_froze_stays_frozen() -> None:
    gc.freeze()
    try:
        with stages.short_pauses():
            pass
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()


def test_changes_of_automations_come_with_what_else_was_made() -> None:
    change, habit = many(2)
    dropped = Dropped(title="Hall", reason="no")
    revisions = Revisions(
        found=Found(findings=(), tested=0),
        new=[change],
        dropped=[dropped],
        reports=(
            Report(
                automation="automation.hall", trouble=Trouble.UNDONE, undone=9, runs=21
            ),
        ),
    )
    together = stages._together(made(habit), revisions)
    assert together == Made(new=[change, habit], dropped=[dropped])
    assert stages._in_trouble(revisions) == [
        {
            "entity_id": "automation.hall",
            "trouble": "undone",
            "undone": 9,
            "runs": 21,
        }
    ]
