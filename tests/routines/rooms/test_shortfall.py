"""Tests of how far a routine was from passing."""

from dataclasses import replace

import pytest

from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    Routine,
    RoutineKind,
    Target,
)
from custom_components.ai_automation.routines.conditions import WORKDAYS
from custom_components.ai_automation.routines.proof import Proof
from custom_components.ai_automation.routines.prove import prove
from custom_components.ai_automation.routines.rooms.shortfall import needed
from custom_components.ai_automation.routines.trial import goal_of
from custom_components.ai_automation.routines.tune import Candidate

from .alike import Rooms, evenings

TARGET = Target(entity_id="light.hall_lamp", state="on")


def proof(lit: list[int], failed: str | None, **changes: object) -> Proof:
    """Return a lamp that is lit at seven on some of 28 days, as if it had failed a test."""
    rooms = Rooms(days=28)
    rooms.thing("light.hall_lamp", "hall", evenings(lit, "19:02"))
    past = rooms.timeline()
    routine = Routine(
        kind=RoutineKind.CLOCK,
        triggers=(ClockTrigger(at=19 * 3600),),
        targets=(TARGET,),
    )
    made = prove(
        Candidate(goal=goal_of(TARGET, past), versions=(routine,), searched=1), past
    )
    routine = replace(made.routine, conditions=())
    return replace(made, **{"routine": routine, "failed": failed, **changes})


@pytest.mark.parametrize(
    ("made", "count"),
    [
        (proof([1, 2], "too_few_acts"), 4),
        (proof([1, 2, 3, 4], "too_few_acts", days=2), 6),
        # 4 right, 24 wrong: 24 wrong in four weeks pass from 96 right ones on
        (proof([1, 5, 9, 20], "too_many_unwanted"), 96),
        # 22 right, 6 wrong passed already
        (proof([*range(22)], "too_many_unwanted"), 22),
        (proof([1, 2, 3, 4], "not_on_later_days", held_right=2, held_wrong=5), 7),
        (proof([1, 2, 3, 4], "not_on_later_days", held_right=0, held_wrong=0), 5),
        (proof([*range(20)], "too_few_of_the_acts"), 4),
        (proof([1, 2, 3, 4], "faded"), None),
        (proof([1, 2, 3, 4], None), None),
    ],
)
def test_so_many_right_firings_would_have_been_enough(
    made: Proof, count: int | None
) -> None:
    assert needed(made, made.timeline) == count


def test_only_the_acts_on_its_days_count() -> None:
    made = proof([*range(28)], "too_few_of_the_acts")
    at_work = replace(made, routine=replace(made.routine, conditions=(WORKDAYS,)))
    assert needed(made, made.timeline) == 6
    assert needed(at_work, made.timeline) == 4
