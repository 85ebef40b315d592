"""Tests of the chance of so many right firings, the second test in busy rooms included."""

import math
import random

import numpy as np
import pytest

from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    Routine,
    RoutineKind,
    StateTrigger,
    Target,
    Trigger,
)
from custom_components.ai_automation.routines.chance import (
    WINDOWS,
    Undone,
    _tails_while_undone,
    p_value,
    shares_room,
    usual_rates,
)
from custom_components.ai_automation.routines.statistics import binomial_tail
from custom_components.ai_automation.routines.timeline import Timeline
from custom_components.ai_automation.routines.trial import (
    AFTER,
    BEFORE,
    firings,
    goal_of,
    try_out,
)

from .homes import entity
from .small import act, at, timeline

LAMP, MOTION, AFAR = (
    "light.hall_lamp",
    "binary_sensor.hall_motion",
    "binary_sensor.office_motion",
)
TARGET = Target(entity_id=LAMP, state="on")
Rows = list[tuple[float, str]]


def undone(past: Timeline) -> Undone:
    return Undone.of(goal_of(TARGET, past), past)


def quarter_hours() -> tuple[Rows, list[float]]:
    """Return a lamp that is off in the first quarter of every hour, and when it is switched on."""
    rows, times = [(at(0, "00:00"), "on")], []
    for hour in range(14 * 24):
        since = at(0, "00:00") + hour * 3600
        rows += [(since, "off"), (since + 900, "on")]
        times.append(since + 900)
    return rows[1:], times


def test_what_is_undone_a_quarter_of_the_time_is_done_four_times_as_often_in_it() -> (
    None
):
    rows, times = quarter_hours()
    past = timeline({LAMP: rows}, [act(t, LAMP, "on") for t in times])
    found = undone(past)
    # The three hours around a full hour hold 3 acts a day, and 45 minutes in which there was something to do.
    assert found.rates[::12] == pytest.approx(3 / (45 * 60))
    noon = np.array([43200.0])
    clock = past.calendar.clock(np.array(times))
    assert found.rates[144] == pytest.approx(4 * usual_rates(clock, noon, 14.0)[0])
    assert found.shares.reshape(24, 12).tolist() == [[1.0] * 3 + [0.0] * 9] * 24


def test_what_is_always_done_has_no_time_and_no_division_by_it() -> None:
    past = timeline({LAMP: [(at(0, "00:00"), "on")]}, [])
    with np.errstate(all="raise"):
        found = undone(past)
    assert not found.shares.any()
    assert not found.rates.any()
    assert math.isfinite(chance_of(past, StateTrigger(entity_id=LAMP, to="on")))


def nightly(**more: object) -> Timeline:
    """Return a lamp that is switched on just before midnight on the first seven days, and seems off at all times."""
    acts = [act(at(day, "23:58"), LAMP, "on") for day in range(7)]
    return timeline({LAMP: [(at(0, "00:00"), "off")]}, acts, **more)  # type: ignore[arg-type]


def test_midnight_is_no_border() -> None:
    rates = undone(nightly(days=7)).rates
    # 37 parts of the day of five minutes each are around an hour.
    near = 1 / (37 * 300)
    assert rates[[269, 270, 287, 0, 17]] == pytest.approx([near] * 5)
    assert rates[[268, 18, 144]].tolist() == [0.0] * 3


def test_what_was_not_recorded_is_no_time_in_which_it_was_undone() -> None:
    gap = (at(7, "00:00"), at(14, "00:00"))
    known, missing = undone(nightly(days=7)), undone(nightly(days=14, gaps=(gap,)))
    assert missing.rates == pytest.approx(known.rates)
    unbroken = undone(nightly(days=14))
    assert unbroken.rates == pytest.approx(known.rates / 2)


@pytest.mark.parametrize(
    ("trigger", "shared"),
    [
        (StateTrigger(entity_id=MOTION, to="on"), True),
        (StateTrigger(entity_id=AFAR, to="on"), False),
        (StateTrigger(entity_id="binary_sensor.somewhere", to="on"), False),
        (StateTrigger(entity_id="binary_sensor.hall_unheard_of", to="on"), False),
        (ClockTrigger(at=0), False),
    ],
)
def test_a_room_is_shared_with_what_is_in_it(trigger: Trigger, shared: bool) -> None:
    names = (MOTION, AFAR, "binary_sensor.somewhere")
    past = timeline(
        {LAMP: [(at(0, "00:00"), "off")]}, entities=list(map(entity, names))
    )
    assert shares_room(goal_of(TARGET, past), trigger, past) == shared


def test_things_in_no_room_share_none() -> None:
    lamp, source = entity("light.lamp"), entity("binary_sensor.motion")
    past = timeline({}, entities=[lamp, source])
    goal = goal_of(Target(entity_id=lamp.entity_id, state="on"), past)
    trigger = StateTrigger(entity_id=source.entity_id, to="on")
    assert not shares_room(goal, trigger, past)


def chance_of(past: Timeline, trigger: StateTrigger) -> float:
    goal = goal_of(TARGET, past)
    trial = try_out(goal, (trigger,), firings((trigger,), (), past), past)
    routine = Routine(kind=RoutineKind.FOLLOW, triggers=(trigger,), targets=(TARGET,))
    return p_value(goal, trial, routine, past)


def busy_room(seed: int, follow: float, sensor: str = MOTION) -> Timeline:
    """Return a room in which whoever is there is noticed every three minutes and has the lamp on.

    On coming in, some switch it on after a while, and otherwise something else does.
    """
    rnd = random.Random(seed)
    motion, lamp, acts = [(at(0, "00:00"), "off")], [(at(0, "00:00"), "off")], []
    for day in range(14):
        for hour in (7, 11, 15, 19):
            came = at(day, f"{hour}:00") + rnd.uniform(0, 5400)
            by_hand = rnd.random() < follow
            on = came + (rnd.uniform(90, 170) if by_hand else 5)
            lamp += [(on, "on"), (came + 7200, "off")]
            if by_hand:
                acts.append(act(on, LAMP, "on"))
            for n in range(40):
                motion += [(came + 180 * n, "on"), (came + 180 * n + 60, "off")]
    return timeline({LAMP: lamp, sensor: motion}, acts, classes={sensor: "motion"})


def test_what_is_done_on_coming_in_does_not_drown_in_the_stay() -> None:
    """Firings with nothing to do hide it in the first test, which is all there is for another room."""
    trigger, other = (StateTrigger(entity_id=e, to="on") for e in (MOTION, AFAR))
    assert chance_of(busy_room(1, 0.5), trigger) < 1e-9
    assert chance_of(busy_room(1, 0.5, AFAR), other) > 0.05


def independent(seed: int, gaps: tuple[float, float]) -> Timeline:
    """Return a lamp that is switched on at any time while it is off, and a sensor that knows nothing of it."""
    rnd = random.Random(seed)
    motion, lamp, acts = [(at(0, "00:00"), "off")], [(at(0, "00:00"), "off")], []
    for day in range(14):
        now = at(day, "07:00") + rnd.uniform(*gaps)
        while now < at(day, "23:00"):
            motion += [(now, "on"), (now + 60, "off")]
            now += rnd.uniform(*gaps)
        off = at(day, "07:00")
        while off < at(day, "22:00"):
            on = off + rnd.expovariate(1 / 1800)
            lamp.append((on, "on"))
            acts.append(act(on, LAMP, "on"))
            off = on + rnd.expovariate(1 / 3600) + 60
            lamp.append((off, "off"))
    return timeline({LAMP: lamp, MOTION: motion}, acts, classes={MOTION: "motion"})


def test_both_tests_are_paid_for() -> None:
    """Three windows, then two of what is undone: the least of five tails, times five."""
    rows, times = quarter_hours()
    motion = [(at(0, "00:00"), "off")]
    motion += [row for t in times for row in ((t - 20, "on"), (t, "off"))][: 2 * 24]
    past = timeline({LAMP: rows, MOTION: motion}, [act(t, LAMP, "on") for t in times])
    # 24 firings of the first day, each with something to do and an act after 20 s; an act an hour, or four while it is undone.
    clock = np.array([t % 86400 // 300 for t, s in motion if s == "on"]).astype(int)
    assert WINDOWS == (AFTER + BEFORE, 240, 60)
    usual = usual_rates(
        past.calendar.clock(np.array(times)),
        np.array([t for t, s in motion if s == "on"]) % 86400,
        14.0,
    )
    tails = [
        binomial_tail(24, 24, float(np.mean(1 - np.exp(-rates * w))))
        for rates, windows in (
            (usual, WINDOWS),
            (undone(past).rates[clock], WINDOWS[1:]),
        )
        for w in windows
    ]
    found = chance_of(past, StateTrigger(entity_id=MOTION, to="on"))
    assert found == pytest.approx(5 * min(tails), rel=1e-9, abs=0)


@pytest.mark.parametrize("gaps", [(120.0, 900.0), (1100.0, 2600.0)])
def test_chance_is_called_a_habit_no_more_often_than_it_says(
    gaps: tuple[float, float],
) -> None:
    trigger = StateTrigger(entity_id=MOTION, to="on")
    found = np.array([chance_of(independent(n, gaps), trigger) for n in range(200)])
    assert np.mean(found < 0.05) <= 0.07
    assert np.mean(found < 0.5) <= 0.55


def test_the_tail_of_what_is_undone_is_about_uniform_where_it_is_chance() -> None:
    """Firings lie so far apart that no act belongs to two of them; otherwise the tail is too large rather than too small."""
    trigger = StateTrigger(entity_id=MOTION, to="on")
    tails = []
    for seed in range(300):
        past = independent(seed, (1100.0, 2600.0))
        goal = goal_of(TARGET, past)
        trial = try_out(goal, (trigger,), firings((trigger,), (), past), past)
        tails.append(_tails_while_undone(goal, trial, past)[0])
    assert 0.02 <= np.mean(np.array(tails) < 0.05) <= 0.07
    assert np.mean(np.array(tails) < 0.5) == pytest.approx(0.5, abs=0.15)
