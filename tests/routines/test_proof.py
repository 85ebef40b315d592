"""Tests of what a routine is held against."""

from custom_components.ai_automation.model.routine import Routine, RoutineKind, Target
from custom_components.ai_automation.routines.proof import (
    ACTS,
    TELLS,
    TIMED_ACTS,
    bar_for,
)

from .habits import LAMP, clock


def test_a_rule_that_is_often_wrong_needs_to_be_right_more_often() -> None:
    assert ACTS.bears(right=1, wrong=2)
    assert not ACTS.bears(right=1, wrong=2.1)
    assert ACTS.bears(right=12, wrong=3)
    assert not ACTS.bears(right=12, wrong=3.1)


def test_the_owner_may_be_told_needlessly_a_little_more_often() -> None:
    def rule(kind: RoutineKind, *entities: str) -> Routine:
        targets = tuple(Target(entity_id=e, state="locked") for e in entities)
        return Routine(kind=kind, triggers=(clock("22:00"),), targets=targets)

    assert bar_for(rule(RoutineKind.CLOCK, "lock.hall")) is TELLS
    assert bar_for(rule(RoutineKind.FOLLOW, "lock.hall")) is ACTS
    assert bar_for(rule(RoutineKind.CLOCK, "lock.hall", LAMP)) is TIMED_ACTS


def test_what_happens_at_a_time_may_be_wrong_more_often_than_what_comes_by_surprise() -> (
    None
):
    def rule(kind: RoutineKind) -> Routine:
        target = Target(entity_id=LAMP, state="on")
        return Routine(kind=kind, triggers=(clock("22:00"),), targets=(target,))

    assert bar_for(rule(RoutineKind.SUN)).bears(right=4, wrong=3)
    assert not bar_for(rule(RoutineKind.PRESENCE)).bears(right=4, wrong=3)
