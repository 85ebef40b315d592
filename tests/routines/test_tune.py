"""Which conditions a routine is given."""

from collections.abc import Sequence

import numpy as np

from custom_components.ai_automation.model.routine import (
    Condition,
    Routine,
    RoutineKind,
    StateTrigger,
    Target,
)
from custom_components.ai_automation.routines.conditions import WORKDAYS
from custom_components.ai_automation.routines.proof import ACTS
from custom_components.ai_automation.routines.trial import goal_of
from custom_components.ai_automation.routines.tune import Candidate, Tuner

from .small import act, at, timeline

LAMP, DOOR = "light.hall", "binary_sensor.door"
MORNINGS = [(day, "09:00") for day in range(14)]


def conditions(
    right: Sequence[tuple[int, str]],
    wrong: Sequence[tuple[int, str]],
    *,
    enough: bool,
) -> tuple[Condition, ...]:
    """Return what a routine that begins with the door is narrowed down by."""
    followed = [at(*moment) for moment in right]
    openings = sorted([*followed, *(at(*moment) for moment in wrong)])
    begin = at(0, "00:00")
    past = timeline(
        {
            DOOR: [(begin, "off")]
            + [(t + s, v) for t in openings for s, v in ((0, "on"), (5, "off"))],
            LAMP: [(begin, "off")]
            + [
                (t + s, v)
                for t in sorted(followed)
                for s, v in ((20, "on"), (3600, "off"))
            ],
        },
        [act(t + 20, LAMP, "on") for t in sorted(followed)],
        classes={DOOR: "door"},
    )
    target = Target(entity_id=LAMP, state="on")
    routine = Routine(
        kind=RoutineKind.FOLLOW,
        triggers=(StateTrigger(entity_id=DOOR, to="on"),),
        targets=(target,),
    )
    candidate = Candidate(goal=goal_of(target, past), versions=(routine,), searched=1)
    tuner = Tuner(candidate, past, lambda right, wrong, weeks: enough)
    every_day = np.ones(len(past.calendar.days), dtype=np.bool_)
    return tuner.routine(tuner.tuned(every_day)).conditions


def test_what_will_do_is_not_narrowed_down_for_little() -> None:
    right = [*MORNINGS[:13], (2, "21:00"), (8, "21:00")]
    wrong = [MORNINGS[13], (1, "21:00"), (3, "21:00"), (9, "21:00")]
    assert conditions(right, wrong, enough=False)
    assert not conditions(right, wrong, enough=True)


def test_what_costs_nothing_is_taken() -> None:
    assert conditions(MORNINGS, [(1, "21:00"), (9, "21:00")], enough=True)


def test_what_will_do_is_narrowed_down_for_much() -> None:
    weekend = [m for m in MORNINGS if m[0] % 7 >= 5]
    right = [*(m for m in MORNINGS if m not in weekend), (5, "21:00")]
    assert conditions(right, weekend, enough=True) == (WORKDAYS,)


def test_few_right_firings_or_many_wrong_ones_will_not_do() -> None:
    assert ACTS.is_reached(9, 3, 1.6)
    assert not ACTS.is_reached(3, 0, 1.6)
    assert not ACTS.is_reached(9, 9, 1.6)
    assert not ACTS.is_reached(9, 4, 1.6)
