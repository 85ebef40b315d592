"""Tests of the sieve that spares most triggers a replay."""

import random

from hypothesis import given, settings, strategies as st
import numpy as np

from custom_components.ai_automation.model.routine import (
    Routine,
    RoutineKind,
    StateTrigger,
    Target,
)
from custom_components.ai_automation.routines.chance import p_value
from custom_components.ai_automation.routines.detect.happenings import (
    ANY,
    IN_ONE_GO,
    SOON,
    happenings,
    noticed,
)
from custom_components.ai_automation.routines.prove import CONCEIVABLE
from custom_components.ai_automation.routines.timeline import Timeline
from custom_components.ai_automation.routines.trial import (
    AFTER,
    BEFORE,
    Goal,
    firings,
    goal_of,
    try_out,
)

from ..small import act, at, timeline
from ..test_chance import MOTION, busy_room, chance_of, independent

LAMP = "light.hall_lamp"
TARGET = Target(entity_id=LAMP, state="on")


def past_of(seed: int, follow: float, each_day: int) -> Timeline:
    """Return a past of three sensors of which a lamp follows the first, at a share of the times."""
    rnd = random.Random(seed)
    tracks = {LAMP: [(at(0, "00:00"), "off")]}
    acts = []
    for n in range(3):
        rows = [(at(0, "00:00"), "off")]
        for day in range(14):
            for _ in range(each_day):
                t = at(day, "07:00") + rnd.uniform(0, 15 * 3600)
                rows += [(t, "on"), (t + 30, "off")]
                if n == 0 and rnd.random() < follow:
                    acts.append(act(t + rnd.uniform(5, 100), LAMP, "on"))
        tracks[f"binary_sensor.motion_{n}"] = sorted(rows)
    return timeline(tracks, acts, days=14)


@given(
    st.integers(0, 10_000), st.sampled_from([0.0, 0.1, 0.5, 0.9]), st.integers(1, 20)
)
@settings(max_examples=60, deadline=None)
def test_nothing_that_a_replay_finds_conceivable_is_sifted_out(
    seed: int, follow: float, each_day: int
) -> None:
    past = past_of(seed, follow, each_day)
    goal = goal_of(TARGET, past)
    known = happenings(
        [
            StateTrigger(entity_id=f"binary_sensor.motion_{n}", to="on")
            for n in range(3)
        ],
        past,
        [goal],
    )
    kept = known.near(goal).conceivable
    for trigger, is_kept in zip(known.triggers, kept, strict=True):
        routine = Routine(
            kind=RoutineKind.FOLLOW, triggers=(trigger,), targets=(TARGET,)
        )
        trial = try_out(goal, (trigger,), firings((trigger,), (), past), past)
        # The sieve takes a part of a day for one moment, hence a little less.
        if p_value(goal, trial, routine, past) < 0.9 * CONCEIVABLE:
            assert is_kept


def test_noise_is_sifted_out_and_a_habit_is_not() -> None:
    past = past_of(seed=1, follow=0.8, each_day=12)
    goal = goal_of(TARGET, past)
    triggers = [
        StateTrigger(entity_id=f"binary_sensor.motion_{n}", to="on") for n in range(3)
    ]
    known = happenings(triggers, past, [goal])
    kept = known.near(goal).conceivable
    assert kept.tolist() == [True, False, False]


def test_what_hardly_ever_happens_is_left_out() -> None:
    rows = [(at(day, "10:00"), ("on", "off")[day % 2]) for day in range(6)]
    past = timeline({"binary_sensor.door": rows}, [], days=14)
    trigger = StateTrigger(entity_id="binary_sensor.door", to="on")
    assert happenings([trigger], past, []).triggers == ()
    assert happenings([], past, []).by_clock.shape == (0, 288)


def test_happenings_around_acts_are_those_in_reach() -> None:
    times = [at(day, "10:00") for day in range(5)]
    rows = [(at(0, "00:00"), "off")]
    rows += [row for t in times for row in ((t, "on"), (t + 30, "off"))]
    lags = (-BEFORE - 1, -BEFORE, 0, AFTER, AFTER + 1)
    assert len(lags) == len(times)
    acts = [act(t + lag, LAMP, "on") for t, lag in zip(times, lags, strict=True)]
    past = timeline({"binary_sensor.door": rows}, acts, days=14)
    trigger = StateTrigger(entity_id="binary_sensor.door", to="on")
    goal = goal_of(TARGET, past)
    reaches = {ANY: [1, 2, 3], SOON: [1, 2], (0.0, 240.0): [2], IN_ONE_GO: []}
    around = happenings([trigger], past, [goal], tuple(reaches)).near(goal)
    for reach, close in reaches.items():
        assert np.flatnonzero(around.pairs(reach)[:, 0]).tolist() == close
        assert around.hits[reach].tolist() == [len(close)]


def test_each_goal_sees_what_is_close_to_its_own_acts() -> None:
    rows = [(at(0, "00:00"), "off")]
    rows += [
        row
        for day in range(5)
        for row in ((at(day, "10:00"), "on"), (at(day, "10:01"), "off"))
    ]
    acts = [act(at(day, "10:02"), LAMP, "on") for day in (0, 2, 4)]
    acts += [act(at(day, "18:00"), LAMP, "off", "on") for day in (1, 3)]
    past = timeline({"binary_sensor.door": rows}, acts, days=7)
    on, off = (goal_of(Target(entity_id=LAMP, state=s), past) for s in ("on", "off"))
    trigger = StateTrigger(entity_id="binary_sensor.door", to="on")
    known = happenings([trigger], past, [off, on])
    assert known.near(on).hits[ANY].tolist() == [3]
    assert known.near(off).hits[ANY].tolist() == [0]


def test_what_is_kept_of_thousands_of_firings_does_not_grow_with_them() -> None:
    def kept(each_day: int) -> int:
        past = past_of(seed=1, follow=0.0, each_day=each_day)
        goal = Goal(TARGET, tuple(act(at(d, "19:00"), LAMP, "on") for d in range(14)))
        triggers = [
            StateTrigger(entity_id=f"binary_sensor.motion_{n}", to="on")
            for n in range(3)
        ]
        known = happenings(triggers, past, [goal])
        tables = [known.by_clock, *known.hits.values(), *known.close.values()]
        assert len(known.triggers) == 3
        return sum(table.nbytes for table in tables)

    assert kept(each_day=200) == kept(each_day=2)


def test_more_triggers_than_fit_into_a_byte_keep_their_places() -> None:
    acts = [act(at(day, "10:00"), LAMP, "on") for day in range(6)]
    names = [f"binary_sensor.door_{n}" for n in range(11)]
    # Door n opens just before the acts of all days but n % 6, and far from them at noon.
    tracks = {
        name: [(at(0, "00:00"), "off")]
        + [
            row
            for day in range(6)
            for row in (
                (at(day, "12:00" if day == n % 6 else "09:59"), "on"),
                (at(day, "13:00"), "off"),
            )
        ]
        for n, name in enumerate(names)
    }
    past = timeline(tracks, acts, days=7)
    goal = goal_of(TARGET, past)
    triggers = [StateTrigger(entity_id=name, to="on") for name in names]
    around = happenings(triggers, past, [goal], (SOON,)).near(goal)
    pairs = around.pairs(SOON)
    assert pairs.shape == (6, 11)
    assert [np.flatnonzero(~pairs[:, n]).tolist() for n in range(11)] == [
        [n % 6] for n in range(11)
    ]
    assert around.hits[SOON].tolist() == [5] * 11


def is_noticed(past: Timeline) -> bool:
    """Tell whether the sieve of the second test lets the sensor of a room through."""
    goal = goal_of(TARGET, past)
    trigger = StateTrigger(entity_id=MOTION, to="on")
    around = happenings([trigger], past, [goal], (SOON,)).near(goal)
    return bool(noticed(goal, around, past, among=np.ones(1, dtype=np.bool_))[0])


def test_what_is_done_on_coming_in_is_noticed_though_the_lamp_is_mostly_on() -> None:
    trigger = StateTrigger(entity_id=MOTION, to="on")
    for seed in range(8):
        past = busy_room(seed, 0.5)
        assert chance_of(past, trigger) < CONCEIVABLE
        assert is_noticed(past)


def test_what_is_done_at_any_time_is_not_noticed() -> None:
    pasts = [independent(seed, (1100.0, 2600.0)) for seed in range(100)]
    assert sum(map(is_noticed, pasts)) <= 5


def test_a_thing_that_is_never_undone_is_noticed_by_nobody() -> None:
    rows = {LAMP: [(at(0, "00:00"), "on")], MOTION: [(at(0, "00:00"), "off")]}
    for day in range(14):
        rows[MOTION] += [(at(day, "09:00"), "on"), (at(day, "09:05"), "off")]
    assert not is_noticed(timeline(rows))


def test_what_is_noticed_is_told_only_of_those_asked_about() -> None:
    past = busy_room(1, 0.5)
    goal = goal_of(TARGET, past)
    known = happenings([StateTrigger(entity_id=MOTION, to="on")] * 3, past, [goal])
    among = np.array([True, False, True])
    found = noticed(goal, known.near(goal), past, among=among)
    assert found.tolist() == [True, False, True]
