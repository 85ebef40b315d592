"""Tests of what somebody or something else does already, or takes back."""

import pytest

from custom_components.ai_automation.model.home import Effect, ExistingAutomation
from custom_components.ai_automation.model.routine import RoutineKind, StateTrigger
from custom_components.ai_automation.routines.prove import prove

from .habits import (
    LAMP,
    MOTION,
    candidate,
    clock,
    clock_proof,
    follow_past,
    follow_proof,
)
from .small import act, at, timeline


def existing(effect: Effect, *sources: str) -> ExistingAutomation:
    return ExistingAutomation(
        entity_id="automation.hall",
        automation_id="1",
        alias="Hall",
        config={},
        trigger_entities=frozenset(sources),
        effects=(effect,),
    )


@pytest.mark.parametrize(
    ("effect", "source", "failed"),
    [
        (Effect(entity_id=LAMP, state="on"), MOTION, "automated_already"),
        (Effect(entity_id="light.hall_bulb", state="on"), MOTION, "automated_already"),
        (Effect(entity_id=LAMP, state="off"), MOTION, None),
        (Effect(entity_id=LAMP, state="on"), "sun.sun", None),
    ],
)
def test_what_an_automation_does_on_the_same_trigger_is_not_suggested(
    effect: Effect, source: str, failed: str | None
) -> None:
    past = follow_past(
        [20.0] * 14,
        automations=(existing(effect, source),),
        groups={LAMP: (LAMP, "light.hall_bulb")},
    )
    assert follow_proof(past).failed == failed


def test_what_something_else_does_at_those_moments_is_not_suggested() -> None:
    by_hand, by_itself = list(range(16)), list(range(16, 28))
    proof = clock_proof(
        by_hand, machine={(LAMP, "on"): [at(d, "19:02") for d in by_itself]}
    )
    assert proof.failed == "automated_already"
    elsewhen = clock_proof(
        list(range(28)), machine={(LAMP, "on"): [at(d, "12:00") for d in by_itself]}
    )
    assert elsewhen.failed is None


def disputed(second: str | None, minutes: int, state: str = "on") -> str | None:
    """Return why it is not suggested to do at its time what one person does and another takes back."""
    rows, acts = [(at(0, "00:00"), "off")], []
    for day in range(14):
        when = at(day, "19:05")
        back = when + minutes * 60
        rows += [(when, "on"), (back, "off")]
        acts += [
            act(when, LAMP, "on", user_id="ana"),
            act(back, LAMP, "off", old="on", user_id=second),
        ]
    past = timeline({LAMP: rows}, acts)
    moment = clock("19:00" if state == "on" else "19:10")
    return prove(candidate(past, moment, state=state), past).failed


def test_what_someone_else_takes_back_is_not_suggested() -> None:
    assert disputed("ben", 10) == "opposite_people"
    assert disputed("ben", 60) is None
    assert disputed("ana", 10) is None
    assert disputed(None, 10) is None


def test_nor_is_what_takes_back_what_someone_else_does() -> None:
    assert disputed("ben", 10, "off") == "opposite_people"
    assert disputed("ana", 10, "off") is None
    assert disputed(None, 10, "off") is None


@pytest.mark.parametrize(
    ("kind", "failed"),
    [
        (RoutineKind.FOLLOW, "opposite_people"),
        (RoutineKind.LEFT_ON, None),
        (RoutineKind.PRESENCE, None),
    ],
)
def test_who_switches_off_what_another_left_on_contradicts_nobody(
    kind: RoutineKind, failed: str | None
) -> None:
    rows, door, acts = [(at(0, "00:00"), "off")], [(at(0, "00:00"), "off")], []
    for day in range(14):
        when = at(day, f"{9 + day % 11}:00")
        rows += [(when, "on"), (when + 620, "off")]
        door += [(when + 600, "on"), (when + 900, "off")]
        acts += [
            act(when, LAMP, "on", user_id="ana"),
            act(when + 620, LAMP, "off", old="on", user_id="ben"),
        ]
    past = timeline({LAMP: rows, MOTION: door}, acts, classes={MOTION: "door"})
    trigger = StateTrigger(entity_id=MOTION, to="on")
    proof = prove(candidate(past, trigger, kind=kind, state="off"), past)
    assert (proof.right, proof.failed) == (14, failed)
