"""Tests of what fired and what held."""

from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    Condition,
    NumericCondition,
    NumericTrigger,
    StateCondition,
    StateTrigger,
    SunCondition,
    SunTrigger,
    TimeCondition,
    Trigger,
    WeekdayCondition,
)
from custom_components.ai_automation.routines.timeline import Suns

from .homes import sun_table
from .small import FIRST, act, at, timeline

MOTION = "binary_sensor.hall_motion"
LAMP = "light.hall_lamp"


def hours(trigger: Trigger, rows: dict[str, list[tuple[float, str]]]) -> list[float]:
    """Return when a trigger fires, in hours after the start."""
    start = at(0, "00:00")
    return [(t - start) / 3600 for t in timeline(rows, days=2).fires(trigger).tolist()]


def rows(*states: str, every: int = 1) -> list[tuple[float, str]]:
    """Return rows an hour apart."""
    return [(at(0, "00:00") + n * every * 3600, s) for n, s in enumerate(states)]


def test_a_clock_trigger_fires_every_day_of_the_stretch() -> None:
    assert hours(ClockTrigger(at=9 * 3600), {}) == [9, 33]


def test_a_sun_trigger_keeps_its_distance() -> None:
    suns = sun_table(ZoneInfo("UTC"), FIRST, 2)
    past = timeline({}, days=2, suns=suns)
    sunset = [suns.times[day][1] for day in past.calendar.days[:2]]
    fired = past.fires(SunTrigger(event="sunset", offset=-600)).tolist()
    assert fired == [mark - 600 for mark in sunset if mark is not None]


def test_a_state_trigger_fires_on_entering_not_at_the_start() -> None:
    trigger = StateTrigger(entity_id=MOTION, to="on")
    assert hours(trigger, {MOTION: rows("on", "off", "on", "off")}) == [2]


def test_a_state_trigger_may_ask_where_it_came_from() -> None:
    past = {MOTION: rows("off", "on", "unavailable", "on")}
    assert hours(StateTrigger(entity_id=MOTION, to="on", from_="off"), past) == [1]
    assert hours(StateTrigger(entity_id=MOTION, to="on", from_="never"), past) == []


def test_a_state_trigger_waits_and_is_cut_short() -> None:
    past = {MOTION: rows("on", "off", "on", "off")}
    trigger = StateTrigger(entity_id=MOTION, to="off", for_=3600)
    assert hours(trigger, past) == [2, 4]
    longer = StateTrigger(entity_id=MOTION, to="off", for_=3601)
    assert hours(longer, past) == pytest.approx([4.0003], abs=1e-4)


def test_a_trigger_on_something_unknown_never_fires() -> None:
    assert hours(StateTrigger(entity_id=MOTION, to="on"), {}) == []
    assert hours(NumericTrigger(entity_id=MOTION, above=0), {}) == []
    assert hours(StateTrigger(entity_id=MOTION, to="x"), {MOTION: rows("on")}) == []


def test_a_numeric_trigger_fires_on_crossing() -> None:
    past = {"zone.home": rows("1", "0", "1", "2", "unavailable", "1")}
    assert hours(NumericTrigger(entity_id="zone.home", above=0), past) == [2, 5]
    assert hours(NumericTrigger(entity_id="zone.home", below=1), past) == [1]


def test_a_numeric_trigger_waits_for_as_long_as_it_stays_inside() -> None:
    past = {"zone.home": rows("0", "1", "2", "0", "1")}
    trigger = NumericTrigger(entity_id="zone.home", above=0, for_=7200)
    assert hours(trigger, past) == [3, 6]
    trigger = NumericTrigger(entity_id="zone.home", above=0, for_=7201)
    assert hours(trigger, past) == pytest.approx([6.0003], abs=1e-4)


@pytest.mark.parametrize(
    ("trigger", "for_"),
    [
        (StateTrigger(entity_id=MOTION, to="on"), 0),
        (StateTrigger(entity_id=MOTION, to="on", for_=600), 600),
        (NumericTrigger(entity_id="zone.home", above=0), 0),
    ],
)
def test_states_written_anew_at_a_start_fire_nothing(
    trigger: StateTrigger | NumericTrigger, for_: int
) -> None:
    times = [at(0, "08:00"), at(0, "12:00") + 119, at(0, "16:00") + 120]
    past = {MOTION: [(at(0, "00:00"), "off")], "zone.home": [(at(0, "00:00"), "0")]}
    for t in times:
        past[MOTION] += [(t, "on"), (t + 700, "off")]
        past["zone.home"] += [(t, "2"), (t + 700, "0")]
    starts = (at(0, "12:00"), at(0, "16:00"))
    fired = timeline(past, days=1, starts=starts).fires(trigger).tolist()
    assert fired == [times[0] + for_, times[2] + for_]
    assert len(timeline(past, days=1).fires(trigger)) == 3


@pytest.mark.parametrize("absent", ["unavailable", "unknown"])
def test_what_comes_back_fires_nothing(absent: str) -> None:
    rows = [
        (at(0, "00:00"), "off"),
        (at(0, "08:00"), "on"),
        (at(0, "12:00"), absent),
        (at(0, "13:00"), "on"),
    ]
    trigger = StateTrigger(entity_id=MOTION, to="on")
    fired = timeline({MOTION: rows}, days=1).fires(trigger).tolist()
    assert fired == [at(0, "08:00")]


def test_a_time_of_day_fires_at_a_start_as_well() -> None:
    past = timeline({}, days=1, starts=(at(0, "12:00") - 60,))
    assert past.fires(ClockTrigger(at=12 * 3600)).tolist() == [at(0, "12:00")]


def test_nothing_fires_in_a_gap() -> None:
    gap = (at(0, "08:00"), at(0, "10:00"))
    past = timeline({}, days=2, gaps=(gap,))
    assert past.fires(ClockTrigger(at=9 * 3600)).tolist() == [at(1, "09:00")]
    assert past.recorded_days == pytest.approx(2 - 2 / 24)
    assert past.recorded_between(at(0, "09:00"), at(0, "11:00")) == pytest.approx(
        1 / 24
    )


@pytest.mark.parametrize(
    ("condition", "held"),
    [
        (WeekdayCondition(weekdays=(0,)), [True, True, True, True, False]),
        (
            TimeCondition(after=6 * 3600, before=12 * 3600),
            [False, True, False, False, True],
        ),
        (
            TimeCondition(after=22 * 3600, before=7 * 3600),
            [True, True, False, True, True],
        ),
        (SunCondition(dark=True), [True, False, False, True, False]),
        (SunCondition(dark=False), [False, True, True, False, True]),
        (
            StateCondition(entity_id=MOTION, state="on"),
            [False, True, True, False, False],
        ),
        (
            StateCondition(entity_id=MOTION, state="on", for_=3600),
            [False, False, True, False, False],
        ),
        (StateCondition(entity_id=LAMP, state="on"), [False] * 5),
        (StateCondition(entity_id=LAMP, state="on", for_=60), [False] * 5),
        (
            NumericCondition(entity_id="zone.home", above=0),
            [True, True, False, False, False],
        ),
        (
            NumericCondition(entity_id="zone.home", below=1),
            [False, False, True, True, True],
        ),
        (NumericCondition(entity_id=LAMP, below=1), [False] * 5),
    ],
)
def test_conditions_hold(condition: Condition, held: list[bool]) -> None:
    past = timeline(
        {
            MOTION: [
                (at(0, "00:00"), "off"),
                (at(0, "06:30"), "on"),
                (at(0, "20:00"), "off"),
            ],
            "zone.home": [(at(0, "00:00"), "1"), (at(0, "12:00"), "0")],
        }
    )
    moments = [
        at(0, "00:30"),
        at(0, "06:59"),
        at(0, "14:00"),
        at(0, "23:00"),
        at(1, "06:59"),
    ]
    assert past.holds(condition, np.array(moments)).tolist() == held


def test_several_conditions_must_all_hold() -> None:
    past = timeline({})
    conditions = (WeekdayCondition(weekdays=(0,)), SunCondition(dark=True))
    moments = np.array([at(0, "23:00"), at(0, "12:00"), at(1, "23:00")])
    assert past.all_hold(conditions, moments).tolist() == [True, False, False]
    assert past.all_hold((), moments).tolist() == [True] * 3


def test_without_a_sunrise_it_is_neither_dark_nor_light() -> None:
    past = timeline({}, suns=Suns({date(2026, 9, 7): (None, None)}))
    noon = np.array([at(0, "12:00")])
    assert not past.holds(SunCondition(dark=True), noon)[0]
    assert not past.holds(SunCondition(dark=False), noon)[0]
    assert past.fires(SunTrigger(event="sunset")).tolist() == []


def test_before_the_first_known_sunset_it_is_light() -> None:
    past = timeline({}, suns=Suns({date(2026, 9, 7): (None, at(0, "20:00"))}))
    moments = np.array([at(0, "12:00"), at(0, "21:00")])
    assert past.holds(SunCondition(dark=True), moments).tolist() == [False, True]


def test_a_movement_counts_as_the_state_it_ends_in() -> None:
    cover = "cover.living_blinds"
    past = timeline(
        {cover: rows("open", "closing", "closed", "opening")},
        [act(at(0, "01:00"), cover, "closing", old="open")],
    )
    found = past.track(cover)
    assert found is not None
    assert found.states == ("open", "closed")
    assert found.times.tolist() == [at(0, "00:00"), at(0, "01:00"), at(0, "03:00")]
    assert list(past.acts) == [(cover, "closed")]


def test_acts_outside_the_stretch_or_without_a_change_are_left_out() -> None:
    past = timeline(
        {LAMP: rows("off")},
        [
            act(at(-3, "12:00"), LAMP, "on"),
            act(at(1, "12:00"), LAMP, "on", old="on"),
            act(at(2, "12:00"), LAMP, "on"),
        ],
    )
    assert [a.at for a in past.acts[LAMP, "on"]] == [at(2, "12:00")]


def test_nothing_was_in_a_state_before_its_first_row() -> None:
    past = timeline({LAMP: [(at(1, "00:00"), "on")]})
    moments = np.array([at(0, "12:00"), at(1, "12:00")])
    assert past.in_state(LAMP, "on", moments).tolist() == [False, True]
