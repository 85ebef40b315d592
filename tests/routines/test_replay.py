"""Tests of the verdict on every firing."""

from hypothesis import given, strategies as st
import numpy as np
import pytest

from custom_components.ai_automation.model.act import Act
from custom_components.ai_automation.model.evidence import Verdict
from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    Condition,
    Routine,
    RoutineKind,
    StateTrigger,
    Target,
    Trigger,
    WeekdayCondition,
)
from custom_components.ai_automation.routines.replay import replay
from custom_components.ai_automation.routines.trial import DEBOUNCE, debounced

from .small import act, at, timeline

LAMP, TV, MOTION = (
    "light.living_lamp",
    "media_player.living_tv",
    "binary_sensor.hall_motion",
)
NINE = ClockTrigger(at=9 * 3600)


def routine(
    *targets: str, trigger: Trigger = NINE, conditions: tuple[Condition, ...] = ()
) -> Routine:
    return Routine(
        kind=RoutineKind.CLOCK,
        triggers=(trigger,),
        conditions=conditions,
        targets=tuple(Target(entity_id=t, state="on") for t in targets or (LAMP,)),
    )


def lamp(
    *acts: tuple[float, str], name: str = LAMP
) -> tuple[list[tuple[float, str]], list[Act]]:
    """Return the rows and acts of a lamp that is off at the start and moved by hand."""
    moved = [
        act(when, name, state, old="on" if state == "off" else "off", state_id=n)
        for n, (when, state) in enumerate(acts, start=1)
    ]
    return [(at(0, "00:00"), "off"), *acts], moved


@pytest.mark.parametrize(
    ("acts", "verdict"),
    [
        ([], Verdict.WRONG),
        ([(at(0, "09:10"), "on")], Verdict.RIGHT),
        ([(at(0, "09:15"), "on")], Verdict.RIGHT),
        ([(at(0, "09:15:01"), "on")], Verdict.WRONG),
        ([(at(0, "08:58"), "on")], Verdict.RIGHT),
        ([(at(0, "08:57:59"), "on")], Verdict.NOOP),
        ([(at(0, "08:58"), "on"), (at(0, "08:59"), "off")], Verdict.WRONG),
    ],
)
def test_one_firing(acts: list[tuple[float, str]], verdict: Verdict) -> None:
    rows, moved = lamp(*acts)
    evidence = replay(routine(), timeline({LAMP: rows}, moved, days=1))
    assert [
        e.verdict for e in evidence.examples if e.verdict is not Verdict.MISSED
    ] == [verdict]
    assert evidence.fired == 1


def test_an_example_tells_the_act_that_proves_it() -> None:
    rows, moved = lamp((at(0, "09:10"), "on"))
    (example,) = replay(routine(), timeline({LAMP: rows}, moved, days=1)).examples
    assert (example.at, example.acted_at) == (at(0, "09:00"), at(0, "09:10"))
    assert (example.cause, example.state_id) == (moved[0].cause, 1)


def test_an_act_without_a_firing_is_missed() -> None:
    rows, moved = lamp((at(0, "14:00"), "on"))
    evidence = replay(routine(), timeline({LAMP: rows}, moved, days=1))
    assert (evidence.wrong, evidence.missed) == (1, 1)
    assert evidence.examples[-1].acted_at == at(0, "14:00")


def test_the_figures_of_a_week() -> None:
    acts = [(at(day, "09:05"), "on") for day in range(5)]
    offs = [(at(day, "12:00"), "off") for day in range(4)]
    rows, moved = lamp(*sorted(acts + offs))
    evidence = replay(routine(), timeline({LAMP: rows}, moved, days=7))
    assert (evidence.right, evidence.wrong, evidence.noop, evidence.missed) == (
        5,
        0,
        2,
        0,
    )
    assert evidence.days == 7
    assert evidence.saved_per_week == 5
    assert evidence.interval[0] == pytest.approx(5 / 6)
    assert evidence.p_value < 1e-5


def test_an_act_that_came_first_is_right_and_saves_nothing() -> None:
    rows, moved = lamp((at(0, "08:59"), "on"))
    evidence = replay(routine(), timeline({LAMP: rows}, moved, days=1))
    assert (evidence.right, evidence.saved_per_week) == (1, 0)


def test_only_a_stretch_can_be_replayed() -> None:
    rows, moved = lamp(
        (at(0, "09:05"), "on"), (at(0, "12:00"), "off"), (at(1, "14:00"), "on")
    )
    past = timeline({LAMP: rows}, moved, days=3)
    first = replay(routine(), past, end=at(1, "00:00"))
    assert (first.right, first.wrong, first.missed, first.days) == (1, 0, 0, 1)
    second = replay(routine(), past, start=at(1, "00:00"), end=at(2, "00:00"))
    assert (second.right, second.wrong, second.missed) == (0, 1, 1)
    nothing = replay(routine(), past, start=at(1, "00:00"), end=at(1, "00:00"))
    assert (nothing.days, nothing.saved_per_week, nothing.p_value) == (0, 0, 1)


def test_conditions_hold_back_firings() -> None:
    rows, moved = lamp((at(0, "09:05"), "on"), (at(0, "12:00"), "off"))
    past = timeline({LAMP: rows}, moved, days=7)
    evidence = replay(routine(conditions=(WeekdayCondition(weekdays=(0,)),)), past)
    assert (evidence.fired, evidence.right) == (1, 1)


def test_firings_in_quick_succession_count_once() -> None:
    starts = [at(0, "09:00"), at(0, "09:00:40"), at(0, "09:01:30")]
    motion = [(at(0, "00:00"), "off")]
    for start in starts:
        motion += [(start, "on"), (start + 10, "off")]
    rows, moved = lamp()
    trigger = StateTrigger(entity_id=MOTION, to="on")
    evidence = replay(
        routine(trigger=trigger), timeline({MOTION: motion, LAMP: rows}, moved)
    )
    assert [e.at for e in evidence.examples] == [starts[0], starts[2]]


def test_one_act_makes_one_firing_right() -> None:
    motion = [(at(0, "00:00"), "off")]
    for start in (at(0, "09:00"), at(0, "09:05")):
        motion += [(start, "on"), (start + 60, "off")]
    rows, moved = lamp((at(0, "09:07"), "on"))
    trigger = StateTrigger(entity_id=MOTION, to="on")
    evidence = replay(
        routine(trigger=trigger), timeline({MOTION: motion, LAMP: rows}, moved)
    )
    assert [e.verdict for e in evidence.examples] == [Verdict.RIGHT, Verdict.NOOP]


def test_a_thing_that_starts_its_own_routine_gains_nothing() -> None:
    rows, moved = lamp((at(0, "09:05"), "on"))
    trigger = StateTrigger(entity_id=LAMP, to="on")
    evidence = replay(routine(trigger=trigger), timeline({LAMP: rows}, moved))
    assert (evidence.right, evidence.noop) == (0, 1)


def test_several_triggers_are_one_routine() -> None:
    rows, moved = lamp(
        (at(0, "09:05"), "on"), (at(0, "10:00"), "off"), (at(0, "20:05"), "on")
    )
    both = Routine(
        kind=RoutineKind.CLOCK,
        triggers=(NINE, ClockTrigger(at=20 * 3600)),
        targets=(Target(entity_id=LAMP, state="on"),),
    )
    evidence = replay(both, timeline({LAMP: rows}, moved, days=1))
    assert (evidence.right, evidence.wrong) == (2, 0)


def test_members_of_a_group_are_moved_by_acts_on_the_group() -> None:
    rows, moved = lamp((at(0, "09:05"), "on"))
    past = timeline(
        {LAMP: rows, "light.living_bulb": rows},
        moved,
        days=1,
        groups={LAMP: (LAMP, "light.living_bulb")},
    )
    assert replay(routine("light.living_bulb"), past).right == 1


@pytest.mark.parametrize(
    ("tv", "right", "wrong", "missed"),
    [
        ([(at(0, "09:06"), "on")], 1, 0, 0),
        ([(at(0, "07:00"), "on")], 1, 0, 1),
        ([], 0, 1, 0),
    ],
)
def test_a_firing_is_wrong_where_any_of_its_targets_is(
    tv: list[tuple[float, str]], right: int, wrong: int, missed: int
) -> None:
    rows, moved = lamp((at(0, "09:05"), "on"))
    others, more = lamp(*tv, name=TV)
    past = timeline({LAMP: rows, TV: others}, [*moved, *more], days=1)
    evidence = replay(routine(LAMP, TV), past)
    assert (evidence.fired, evidence.right, evidence.wrong) == (1, right, wrong)
    assert evidence.missed == missed


def test_missed_acts_of_one_gesture_count_once() -> None:
    rows, moved = lamp((at(0, "20:00"), "on"))
    others, more = lamp((at(0, "20:01"), "on"), name=TV)
    past = timeline({LAMP: rows, TV: others}, [*moved, *more], days=1)
    assert replay(routine(LAMP, TV), past).missed == 1


def test_what_happens_at_that_hour_anyway_proves_little() -> None:
    """The same acts say less in the busy hours of the day, and no firing is left out of the count."""
    evenings = [(at(day, "20:05"), "on") for day in range(7)]
    offs = [(at(day, "21:00"), "off") for day in range(7)]
    rows, moved = lamp(*sorted(evenings + offs))
    motion = [(at(0, "00:00"), "off")]
    for day in range(7):
        for minute in range(0, 120, 10):
            start = at(day, "19:03") + minute * 60
            motion += [(start, "on"), (start + 60, "off")]
    trigger = StateTrigger(entity_id=MOTION, to="on")
    busy = replay(
        routine(trigger=trigger), timeline({MOTION: motion, LAMP: rows}, moved, days=7)
    )
    once = [row for n, row in enumerate(motion) if (n - 1) // 2 % 12 == 6 or not n]
    quiet = replay(
        routine(trigger=trigger), timeline({MOTION: once, LAMP: rows}, moved, days=7)
    )
    assert busy.right == quiet.right == 7
    assert quiet.p_value < 1e-6
    assert busy.p_value > 1e-3


def test_an_act_on_other_days_does_not_weigh_against_a_weekday() -> None:
    weekdays = (WeekdayCondition(weekdays=(5, 6)),)
    days = [5, 6, 12, 13]
    rest = [d for d in range(14) if d not in days]
    times = sorted(
        [(at(d, "09:05"), "on") for d in days]
        + [(at(d, "11:00"), "on") for d in rest]
        + [(at(d, "12:00"), "off") for d in range(14)]
    )
    rows, moved = lamp(*times)
    evidence = replay(routine(conditions=weekdays), timeline({LAMP: rows}, moved))
    assert evidence.right == 4
    assert evidence.p_value == pytest.approx(
        (-np.expm1(-4 / (4 * 6 * 3600) * 1020)) ** 4
    )


@given(st.lists(st.integers(0, 130), max_size=40))
def test_firings_that_follow_a_kept_one_at_once_count_once(gaps: list[int]) -> None:
    times = np.cumsum(np.array(gaps, dtype=np.float64))
    kept: list[float] = []
    for at_ in times.tolist():
        if not kept or at_ - kept[-1] > DEBOUNCE:
            kept.append(at_)
    assert debounced(times).tolist() == kept
