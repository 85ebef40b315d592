"""Tests of the judgement on a candidate."""

from dataclasses import replace
import random

import numpy as np
import pytest

from custom_components.ai_automation.model.routine import (
    NumericCondition,
    Routine,
    RoutineKind,
    StateTrigger,
    SunCondition,
    Target,
    WeekdayCondition,
)
from custom_components.ai_automation.routines.conditions import WORKDAYS
from custom_components.ai_automation.routines.proof import ACTS, Proof
from custom_components.ai_automation.routines.prove import FOLDS, prove
from custom_components.ai_automation.routines.timeline import Timeline
from custom_components.ai_automation.routines.trial import goal_of
from custom_components.ai_automation.routines.tune import Candidate, Choice, Tuner

from .habits import (
    LAMP,
    MOTION,
    candidate,
    clock,
    clock_proof,
    daily,
    follow_past,
    follow_proof,
)
from .small import act, at, timeline


@pytest.mark.parametrize(("others", "failed"), [(3, None), (6, "too_few_of_the_acts")])
def test_a_time_that_meets_few_of_many_acts_is_no_habit(
    others: int, failed: str | None
) -> None:
    """A lamp that is used all day is also used around seven."""
    rows, acts = [(at(0, "00:00"), "off")], []
    for day in range(28):
        clocks = [f"{9 + n}:{(7 * day) % 60:02}" for n in range(others)] + ["19:05"]
        for moment in (at(day, clock_time) for clock_time in clocks):
            rows += [(moment, "on"), (moment + 600, "off")]
            acts.append(act(moment, LAMP, "on"))
    past = timeline({LAMP: rows}, acts, days=28)
    proof = prove(candidate(past, clock("19:00")), past)
    assert (proof.right, proof.failed) == (28, failed)


def test_a_habit_is_proven() -> None:
    proof = clock_proof([d for d in range(28) if d % 9])
    assert proof.failed is None
    assert (proof.right, proof.wrong) == (24, 4)
    assert (proof.held_right, proof.held_wrong) == (24, 4)
    assert proof.p_value < 1e-20
    assert 0.8 < proof.confidence < 24 / 28


@pytest.mark.parametrize("days", [[3, 9, 20], [0, 0, 0, 1, 2]])
def test_a_few_times_are_no_habit(days: list[int]) -> None:
    rows, acts = daily(sorted(set(days)))
    past = timeline({LAMP: rows}, acts, days=28)
    assert prove(candidate(past, clock("19:00")), past).failed == "too_few_acts"


def test_many_times_on_few_days_are_no_habit() -> None:
    rows, acts = [(at(0, "00:00"), "off")], []
    motion = [(at(0, "00:00"), "off")]
    for n in range(6):
        start = at(n % 2, f"{8 + n}:00")
        motion += [(start, "on"), (start + 60, "off")]
        rows += [(start + 5, "on"), (start + 600, "off")]
        acts.append(act(start + 5, LAMP, "on"))
    past = timeline(
        {LAMP: sorted(rows), MOTION: sorted(motion)}, sorted(acts, key=lambda a: a.at)
    )
    trigger = StateTrigger(entity_id=MOTION, to="on")
    assert (
        prove(candidate(past, trigger, kind=RoutineKind.FOLLOW), past).failed
        == "too_few_acts"
    )


def test_the_time_that_spares_most_is_chosen() -> None:
    rnd = random.Random(4)
    rows, acts = [(at(0, "00:00"), "off")], []
    for day in range(28):
        when = at(day, "19:05") + rnd.uniform(-240, 240)
        rows += [(when, "on"), (at(day, "23:00"), "off")]
        acts.append(act(when, LAMP, "on"))
    past = timeline({LAMP: rows}, acts, days=28)
    times = [clock(f"18:{m:02}") for m in range(30, 60, 5)]
    proof = prove(candidate(past, *times, clock("19:00"), clock("19:05")), past)
    assert proof.routine.triggers == (clock("18:55"),)
    assert proof.wrong == 0


def test_a_condition_that_removes_mistakes_is_added() -> None:
    proof = clock_proof([d for d in range(28) if d % 7 < 5])
    assert proof.routine.conditions == (WORKDAYS,)
    assert (proof.right, proof.wrong, proof.failed) == (20, 0, None)


def test_a_condition_that_gains_little_is_not() -> None:
    rows, acts = daily([d for d in range(28) if d != 6])
    home = [(at(0, "00:00"), "1"), (at(6, "12:00"), "0"), (at(7, "12:00"), "1")]
    past = timeline({LAMP: rows, "zone.home": home}, acts, days=28)
    assert prove(candidate(past, clock("19:00")), past).routine.conditions == ()


def test_at_most_two_conditions_of_different_forms() -> None:
    days = [d for d in range(28) if d % 7 < 5 and not 10 <= d < 14]
    rows, acts = daily(days)
    home = [(at(0, "00:00"), "1")]
    for day in range(10, 14):
        home += [(at(day, "12:00"), "0"), (at(day, "23:30"), "1")]
    past = timeline({LAMP: rows, "zone.home": home}, acts, days=28)
    proof = prove(candidate(past, clock("19:00")), past)
    assert set(proof.routine.conditions) == {
        WORKDAYS,
        NumericCondition(entity_id="zone.home", above=0),
    }
    assert proof.wrong == 0


def test_days_that_are_given_are_not_narrowed_again() -> None:
    rows, acts = daily([d for d in range(28) if d % 7 < 4])
    past = timeline({LAMP: rows}, acts, days=28)
    plain = candidate(past, clock("19:00"))
    fixed = Candidate(
        goal=plain.goal,
        versions=(
            Routine(
                kind=RoutineKind.CLOCK,
                triggers=plain.versions[0].triggers,
                conditions=(WeekdayCondition(weekdays=(0, 1, 2, 3, 4)),),
                targets=plain.versions[0].targets,
            ),
        ),
        searched=1,
    )
    proof = prove(fixed, past)
    assert proof.routine.conditions == (WORKDAYS,)
    assert (proof.right, proof.wrong) == (16, 4)


def test_the_tuner_counts_as_the_replay_does() -> None:
    rows, acts = daily([d for d in range(28) if d % 3])
    past = timeline({LAMP: rows}, acts, days=28)
    tuner = Tuner(
        candidate(past, clock("19:00"), clock("12:00")), past, ACTS.is_reached
    )
    every_day = np.ones(len(past.calendar.days), dtype=np.bool_)
    assert tuner.counts(Choice(0), every_day) == (18, 10)
    assert tuner.counts(Choice(1), every_day) == (0, 28)
    assert tuner.counts(Choice(0, (0,)), every_day) == (13, 7)
    assert tuner.plain(every_day) == Choice(0)


def test_a_rule_that_is_mostly_wrong_is_not_suggested() -> None:
    assert clock_proof(list(range(0, 28, 3))).failed == "too_many_unwanted"


def test_parameters_must_hold_on_days_they_were_not_tuned_on() -> None:
    """What most of the other days teach is of no use on any part of the days, whichever is left out."""
    rows, acts = [(at(0, "00:00"), "off")], []
    for day in range(28):
        if day % FOLDS == 4 and day != 9:
            rows += [(at(day, "18:00"), "on"), (at(day, "23:00"), "off")]
            continue
        when = at(day, "19:05" if day % FOLDS in (1, 2, 4) else "19:40")
        rows += [(when, "on"), (when + 300, "off")]
        acts.append(act(when, LAMP, "on"))
    past = timeline({LAMP: rows}, acts, days=28)
    plain = candidate(past, clock("19:00"), clock("19:35"))
    some_days = (WeekdayCondition(weekdays=(0, 1, 2, 3)),)
    versions = tuple(replace(v, conditions=some_days) for v in plain.versions)
    proof = prove(replace(plain, versions=versions), past)
    assert (proof.right, proof.wrong) == (8, 6)
    assert (proof.held_right, proof.held_wrong) == (1, 13)
    assert proof.failed == "not_on_later_days"


def test_each_part_of_the_days_is_judged_by_what_the_others_taught() -> None:
    proof = clock_proof([d for d in range(28) if d % 9])
    assert (proof.held_right, proof.held_wrong) == (proof.right, proof.wrong)
    # Four trials at 0.6 are added to 24 right and 4 wrong ones.
    assert proof.confidence == pytest.approx((24 + 4 * 0.6) / (28 + 4))


@pytest.mark.parametrize("span", [4, 5, 6])
def test_few_days_are_judged_a_day_at_a_time(span: int) -> None:
    proof = clock_proof(list(range(span)), span=span)
    assert (proof.held_right, proof.held_wrong) == (span, 0)


def test_people_react_soon_and_afterwards() -> None:
    assert follow_proof(follow_past([20.0] * 14)).failed is None
    assert follow_proof(follow_past([600.0] * 14)).failed == "not_significant"
    assert follow_proof(follow_past([-60.0] * 14)).failed == "not_significant"


def test_what_chance_explains_is_not_looked_into() -> None:
    """A sensor that goes off all day proves nothing, however often an act follows."""
    rows, motion, acts = [(at(0, "00:00"), "off")], [(at(0, "00:00"), "off")], []
    for day in range(14):
        for minute in range(8 * 60, 22 * 60, 10):
            start = at(day, "00:00") + minute * 60
            motion += [(start, "on"), (start + 60, "off")]
        when = at(day, f"{9 + day % 12}:07")
        rows += [(when, "on"), (when + 200, "off")]
        acts.append(act(when, LAMP, "on"))
    proof = follow_proof(timeline({LAMP: rows, MOTION: motion}, acts))
    assert (proof.failed, proof.routine.conditions) == ("not_significant", ())


def test_after_dark_is_found() -> None:
    rnd = random.Random(5)
    rows, motion, acts = [(at(0, "00:00"), "off")], [(at(0, "00:00"), "off")], []
    for day in range(14):
        for hour in (9, 11, 14, 16, 20, 22):
            start = at(day, f"{hour}:00") + rnd.uniform(0, 1800)
            motion += [(start, "on"), (start + 600, "off")]
            if hour > 17:
                rows += [(start + 12, "on"), (start + 1500, "off")]
                acts.append(act(start + 12, LAMP, "on"))
    proof = follow_proof(timeline({LAMP: rows, MOTION: motion}, acts))
    assert proof.routine.conditions == (SunCondition(dark=True),)
    assert (proof.right, proof.wrong, proof.failed) == (28, 0, None)


def noticed_proof(right: int, wrong: int, device_class: str, lamp: str = LAMP) -> Proof:
    """Return the proof of a lamp that is switched on when a sensor of the hall goes on, mostly."""
    rows, sensor, acts = [(at(0, "00:00"), "off")], [(at(0, "00:00"), "off")], []
    for day in range(right + wrong):
        start = at(day, f"{8 + 5 * day % 12}:00")
        sensor += [(start, "on"), (start + 600, "off")]
        if day % 6 != 2 or day > 6 * wrong:
            rows += [(start + 20, "on"), (start + 3600, "off")]
            acts.append(act(start + 20, lamp, "on"))
    past = timeline({lamp: rows, MOTION: sensor}, acts, classes={MOTION: device_class})
    target = Target(entity_id=lamp, state="on")
    routine = Routine(
        kind=RoutineKind.FOLLOW,
        triggers=(StateTrigger(entity_id=MOTION, to="on"),),
        targets=(target,),
    )
    proof = prove(
        Candidate(goal=goal_of(target, past), versions=(routine,), searched=1), past
    )
    assert (proof.right, proof.wrong) == (right, wrong)
    return proof


def test_more_is_asked_of_what_follows_being_noticed_in_its_own_room() -> None:
    """People are noticed whatever they do there; a door, or another room, tells more."""
    assert noticed_proof(5, 1, "motion").failed == "not_significant"
    assert noticed_proof(12, 2, "motion").failed is None
    assert noticed_proof(5, 1, "door").failed is None
    assert noticed_proof(5, 1, "motion", "light.office_lamp").failed is None


@pytest.mark.parametrize(
    ("device_class", "failed"), [("motion", "not_significant"), ("door", None)]
)
def test_nobody_switches_a_thing_off_because_somebody_came_to_it(
    device_class: str, failed: str | None
) -> None:
    rows, sensor, acts = [(at(0, "00:00"), "off")], [(at(0, "00:00"), "off")], []
    for day in range(14):
        start = at(day, f"{8 + 5 * day % 12}:00")
        sensor += [(start, "on"), (start + 600, "off")]
        rows += [(start - 3600, "on"), (start + 20, "off")]
        acts.append(act(start + 20, LAMP, "off", old="on"))
    past = timeline({LAMP: rows, MOTION: sensor}, acts, classes={MOTION: device_class})
    trigger = StateTrigger(entity_id=MOTION, to="on")
    proof = prove(candidate(past, trigger, kind=RoutineKind.FOLLOW, state="off"), past)
    assert (proof.right, proof.wrong, proof.failed) == (14, 0, failed)


def left_on_past(returns: bool) -> Timeline:
    """Return a lamp left on in a room, on most days switched off after a quarter of an hour, else on until eleven."""
    rows, motion, acts = [(at(0, "00:00"), "off")], [(at(0, "00:00"), "off")], []
    for day in range(28):
        for hour in (9, 13, 19):
            left = at(day, f"{hour}:30")
            motion += [(left - 600, "on"), (left, "off")]
            rows.append((left - 590, "on"))
            if (day + hour) % 3:
                rows.append((left + 940, "off"))
                acts.append(act(left + 940, LAMP, "off", old="on"))
            else:
                if returns:
                    motion += [(left + 1000, "on"), (left + 1030, "off")]
                rows.append((left + 3000, "off"))
    past = {LAMP: sorted(rows), MOTION: sorted(motion)}
    return timeline(past, acts, days=28, classes={MOTION: "motion"})


@pytest.mark.parametrize(
    ("returns", "wrong", "failed"),
    [(False, 28, None), (True, 56, "too_many_unwanted")],
)
def test_what_stays_on_in_an_empty_room_is_nobodys_harm(
    returns: bool,
    wrong: int,
    failed: str | None,
) -> None:
    past = left_on_past(returns)
    triggers = [
        StateTrigger(entity_id=MOTION, to="off", for_=m * 60) for m in (30, 15, 10)
    ]
    proof = prove(
        candidate(past, *triggers, kind=RoutineKind.LEFT_ON, state="off"), past
    )
    assert proof.routine.triggers[0] == triggers[1]
    assert (proof.right, proof.wrong) == (56, wrong)
    assert proof.failed == failed
