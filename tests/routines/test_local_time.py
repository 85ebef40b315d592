"""Homes all over the world: clocks that change, odd time zones, southern summers, polar nights, leap days."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from astral import Observer
import numpy as np
import pytest

from bench.homes.plan import suns_between
from custom_components.ai_automation.model.evidence import Evidence, Verdict
from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    RoutineKind,
    SunCondition,
    SunTrigger,
    TimeCondition,
    WeekdayCondition,
)
from custom_components.ai_automation.routines.find import find
from custom_components.ai_automation.routines.past.log import log_start, with_log
from custom_components.ai_automation.routines.timeline import Suns, Timeline

from .homes import HOUR, HomeMaker, Made, lived_in
from .test_find import is_found, search

DAYS = 28


def suns_at(zone: str, latitude: float, longitude: float, first: date) -> Suns:
    """Return the real sun of four weeks."""
    about = timedelta(days=3)
    observer = Observer(latitude, longitude)
    last = first + timedelta(days=DAYS) + about
    return Suns(suns_between(observer, ZoneInfo(zone), first - about, last))


PLACES = {
    "Berlin, clocks go forward": ("Europe/Berlin", 52.5, 13.4, date(2026, 3, 15)),
    "Berlin, clocks go back": ("Europe/Berlin", 52.5, 13.4, date(2026, 10, 11)),
    "St. John's": ("America/St_Johns", 47.5, -52.7, date(2026, 10, 18)),
    "Lord Howe Island": ("Australia/Lord_Howe", -31.5, 159.1, date(2026, 9, 20)),
    "Santiago, spring": ("America/Santiago", -33.4, -70.7, date(2026, 8, 23)),
    "Santiago, autumn": ("America/Santiago", -33.4, -70.7, date(2026, 3, 22)),
    "Auckland": ("Pacific/Auckland", -41.3, 174.8, date(2026, 9, 13)),
}
"""Four weeks each, with a change of the clocks in the midst of them."""


@pytest.mark.parametrize("place", PLACES)
def test_every_habit_is_found_where_clocks_change(place: str) -> None:
    zone, latitude, longitude, first = PLACES[place]
    suns = suns_at(zone, latitude, longitude, first)
    made = lived_in(3, follow=0.9, spread=300, zone=zone, first=first, suns=suns)
    found = search(made)
    assert [p.target for p in made.planted if not is_found(p, found)] == []
    assert len(found.findings) == len(made.planted)


@pytest.mark.parametrize("place", PLACES)
def test_a_habit_keeps_its_time_by_the_clock(place: str) -> None:
    zone, _, _, first = PLACES[place]
    made = _only_coffee(zone, first)
    (finding,) = search(made).findings
    (trigger,) = finding.routine.triggers
    assert isinstance(trigger, ClockTrigger)
    assert abs(trigger.at - 7.5 * HOUR) <= 1200
    change = _change(ZoneInfo(zone), first)
    for side in (-1, 1):
        verdicts = [
            e.verdict for e in finding.evidence.examples if (e.at - change) * side > 0
        ]
        assert verdicts.count(Verdict.RIGHT) >= 0.7 * len(verdicts) > 0


def _only_coffee(zone: str, first: date) -> Made:
    """Return a home with a machine that is switched on at half past seven."""
    make = HomeMaker(11, days=DAYS, zone=zone, first=first)
    coffee = make.add("switch.kitchen_coffee", "off")
    make.clock(coffee, "on", 7.5 * HOUR, follow=0.95, spread=240)
    make.undo_later(coffee, "off", HOUR)
    return make.made()


def _change(zone: ZoneInfo, first: date) -> float:
    """Return the noon of the first day after the clocks changed."""
    noons = [
        datetime(first.year, first.month, first.day, 12, tzinfo=zone)
        + timedelta(days=n)
        for n in range(DAYS)
    ]
    return next(n for n in noons if n.utcoffset() != noons[0].utcoffset()).timestamp()


@pytest.mark.parametrize("place", PLACES)
def test_weekdays_and_hours_are_local_ones(place: str) -> None:
    zone, _, _, first = PLACES[place]
    made = _only_coffee(zone, first)
    past = Timeline(made.history, made.home, made.suns)
    moments = np.arange(made.history.start, made.history.end, 1800.0)
    local = [datetime.fromtimestamp(at, ZoneInfo(zone)) for at in moments]
    sunday = WeekdayCondition(weekdays=(6,))
    assert past.holds(sunday, moments).tolist() == [at.weekday() == 6 for at in local]
    night = TimeCondition(after=int(22.5 * HOUR), before=2 * HOUR)
    assert past.holds(night, moments).tolist() == [
        at.hour < 2 or (at.hour, at.minute) >= (22, 30) for at in local
    ]


def test_a_leap_day_is_a_day() -> None:
    made = _only_coffee("Asia/Kathmandu", date(2028, 2, 14))
    (finding,) = search(made).findings
    past = Timeline(made.history, made.home, made.suns)
    days = [past.calendar.days[n] for n in past.calendar.day(_fired(finding.evidence))]
    assert days == [date(2028, 2, 14) + timedelta(days=n) for n in range(DAYS)]
    assert date(2028, 2, 29) in days


def _fired(evidence: Evidence) -> np.ndarray:
    """Return when a routine would have fired."""
    fired = [e.at for e in evidence.examples if e.verdict is not Verdict.MISSED]
    return np.array(fired)


@pytest.mark.parametrize("first", [date(2026, 12, 1), date(2026, 6, 1)])
def test_where_the_sun_does_not_set_or_rise_nothing_is_said_of_it(first: date) -> None:
    suns = suns_at("Europe/Oslo", 69.65, 18.96, first)
    assert set(suns.times.values()) == {(None, None)}
    made = _with_log(
        replace(
            lived_in(3, follow=0.9, spread=300, zone="Europe/Oslo", first=first),
            suns=suns,
        )
    )
    found = search(made)
    kinds = {f.routine.kind for f in found.findings}
    assert kinds >= {RoutineKind.CLOCK, RoutineKind.FOLLOW, RoutineKind.LEFT_ON}
    routines = [one.routine for one in (*found.findings, *found.near_misses)]
    parts = [p for r in routines for p in (*r.triggers, *r.conditions)]
    assert not any(isinstance(p, SunTrigger | SunCondition) for p in parts)
    past = Timeline(made.history, made.home, made.suns)
    moments = np.arange(past.start, past.end, HOUR)
    for dark in (True, False):
        assert not past.holds(SunCondition(dark=dark), moments).any()
    for event in ("sunrise", "sunset"):
        assert len(past.fires(SunTrigger(event=event))) == 0  # type: ignore[arg-type]


def _with_log(made: Made) -> Made:
    """Return a home of which the recorder has forgotten the first two weeks."""
    return replace(
        made, history=replace(made.history, start=made.history.start + 14 * 86400)
    )


@pytest.mark.parametrize(
    ("first", "dark"), [(date(2026, 11, 16), True), (date(2026, 5, 8), False)]
)
def test_after_the_last_sunset_it_stays_dark_and_after_the_last_sunrise_light(
    first: date, dark: bool
) -> None:
    suns = suns_at("Europe/Oslo", 69.65, 18.96, first)
    assert None in suns.times[first + timedelta(days=DAYS)]
    assert None not in suns.times[first]
    made = replace(
        lived_in(3, follow=0.9, spread=300, zone="Europe/Oslo", first=first), suns=suns
    )
    found = search(made)
    assert RoutineKind.CLOCK in {f.routine.kind for f in found.findings}
    past = Timeline(made.history, made.home, suns)
    last = np.arange(past.end - 7 * 86400, past.end, HOUR)
    assert past.holds(SunCondition(dark=dark), last).all()
    assert not past.holds(SunCondition(dark=not dark), last).any()


@pytest.mark.parametrize("zone", ["America/Santiago", "Asia/Kathmandu"])
def test_the_log_begins_at_a_local_midnight(zone: str) -> None:
    first = date(2026, 9, 6)
    made = _with_log(_only_coffee(zone, first))
    start = log_start(made.history, made.home)
    assert start is not None
    shown = datetime.fromtimestamp(start, ZoneInfo(zone))
    assert shown.date() == first
    # In Santiago there is no midnight on this day.
    assert shown.hour == (1 if zone == "America/Santiago" else 0)
    longer = with_log(made.history, made.home, made.suns)
    assert longer is not None
    assert longer.calendar.days[0] == first
    (finding,) = find(made.history, made.home, made.suns).findings
    (trigger,) = finding.routine.triggers
    assert isinstance(trigger, ClockTrigger)
    assert abs(trigger.at - 7.5 * HOUR) <= 1200
