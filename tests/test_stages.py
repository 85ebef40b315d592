"""The choices on the way of the data that no room makes."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from homeassistant.core import HomeAssistant
import numpy as np
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ai_automation import stages
from custom_components.ai_automation.model.act import Act, Cause
from custom_components.ai_automation.model.home import HomeContext
from custom_components.ai_automation.model.suggestion import (
    Suggestion,
    SuggestionStatus,
)
from custom_components.ai_automation.model.track import History, Track
from custom_components.ai_automation.suggestions import Made

from .builders import NOON, suggestion

DAY = 86400.0


def made(*new: Suggestion) -> Made:
    """Return a night that made these."""
    return Made(new=list(new), updated=[], withdrawn=[], dropped=[])


def many(count: int, **changes: object) -> list[Suggestion]:
    """Return suggestions of falling worth."""
    return [
        suggestion(f"s{n}", worth=float(count - n), fingerprint=f"f{n}", **changes)
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


def test_a_restricted_run_judges_only_its_targets() -> None:
    known = [
        suggestion("a", entity_ids=("light.a",)),
        suggestion("b", entity_ids=("light.b", "light.a")),
        suggestion("c", entity_ids=("light.c",)),
    ]
    restricted = stages._in_scope(known, frozenset({"light.a"}))
    assert [s.suggestion_id for s in restricted] == ["a", "b"]
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
