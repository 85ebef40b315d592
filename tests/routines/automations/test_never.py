"""Automations that never run begin with what people do by hand, or are told of."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.ai_automation.model.evidence import Finding
from custom_components.ai_automation.model.home import Effect, ExistingAutomation
from custom_components.ai_automation.model.revision import (
    Instead,
    Report,
    Revision,
    Trouble,
)
from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    Routine,
    RoutineKind,
    StateCondition,
    StateTrigger,
    Target,
)
from custom_components.ai_automation.routines.automations.never import has_never_run
from custom_components.ai_automation.routines.find import find
from custom_components.ai_automation.routines.replay import replay
from custom_components.ai_automation.routines.timeline import Timeline

from ..small import act, at, timeline
from .revised import LIGHT, MOTION, OFF, revised, subject

GONE = "binary_sensor.hall_gone"
ON = Target(entity_id=LIGHT, state="on")
WAITING = Routine(
    kind=RoutineKind.FOLLOW,
    triggers=(StateTrigger(entity_id=GONE, to="on"),),
    targets=(ON,),
)
HABIT = replace(WAITING, triggers=(StateTrigger(entity_id=MOTION, to="on"),))


def by_hand(*, days: int = 28, **changes: Any) -> Timeline:
    """Return a past in which people switch the light on whenever they come."""
    motion = [(at(0, "00:00"), "off")]
    light = [(at(0, "00:00"), "off")]
    acts = []
    for day in range(days):
        come = at(day, f"{9 + day * 5 % 12}:{day * 13 % 60:02}")  # at no regular time
        motion += [(come, "on"), (come + 60, "off")]
        light += [(come + 20, "on"), (come + 7200, "off")]
        acts.append(act(come + 20, LIGHT, "on"))
    more = changes.pop("rows", {})
    return timeline(
        **{
            "rows": {MOTION: motion, LIGHT: light, **more},
            "acts": acts,
            "days": days,
            "classes": {MOTION: "motion", **changes.pop("classes", {})},
            **changes,
        }
    )


def habit(past: Timeline, routine: Routine = HABIT) -> Finding:
    """Return a habit with its replay."""
    return Finding(
        routine=routine, evidence=replay(routine, past), confidence=0.8, worth=3.0
    )


def look(
    past: Timeline, routine: Routine = WAITING, *habits: Finding, **changes: Any
) -> Revision | Report | None:
    """Return what comes of the automation."""
    found = revised(past, subject(routine, **changes), findings=habits)
    return next(iter((*found.revisions, *found.reports)), None)


def test_what_begins_with_a_thing_that_is_gone_begins_with_the_habit() -> None:
    past = by_hand()
    revision = look(past, WAITING, habit(past))
    assert isinstance(revision, Revision)
    assert revision.change == Instead(
        triggers=HABIT.triggers, conditions=(), keeps_conditions=True
    )
    assert (revision.before.fired, revision.before.missed) == (0, 28)
    assert (revision.after.right, revision.after.wrong) == (28, 0)
    assert revision.habit is not None


def test_without_a_habit_it_is_only_told() -> None:
    past = by_hand()
    assert look(past) == Report(automation=OFF, trouble=Trouble.GONE)
    other = replace(HABIT, targets=(replace(ON, state="off"),))
    assert isinstance(look(past, WAITING, habit(past, other)), Report)
    assert isinstance(look(past, WAITING, habit(past), may_change=False), Report)


def test_conditions_that_never_hold_give_way() -> None:
    past = by_hand(rows={"input_boolean.party": [(at(0, "00:00"), "off")]})
    never = replace(
        HABIT,
        conditions=(StateCondition(entity_id="input_boolean.party", state="on"),),
    )
    revision = look(past, never, habit(past))
    assert isinstance(revision, Revision)
    assert revision.change == Instead(
        triggers=HABIT.triggers, conditions=(), keeps_conditions=False
    )


def test_conditions_that_do_no_harm_stay() -> None:
    past = by_hand(rows={"input_boolean.party": [(at(0, "00:00"), "off")]})
    kept = replace(
        WAITING,
        conditions=(StateCondition(entity_id="input_boolean.party", state="off"),),
    )
    revision = look(past, kept, habit(past))
    assert isinstance(revision, Revision)
    assert isinstance(revision.change, Instead)
    assert revision.change.keeps_conditions


def test_one_habit_changes_one_automation() -> None:
    past = by_hand()
    found = revised(
        past,
        subject(WAITING),
        subject(WAITING, automation="automation.other"),
        findings=(habit(past),),
    )
    assert [r.automation for r in found.revisions] == [OFF]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"days": 13}, id="too little is known"),
        pytest.param({"runs": {OFF: [at(3, "12:00")]}}, id="it ran"),
    ],
)
def test_it_is_not_said_too_soon(changes: dict[str, Any]) -> None:
    past = by_hand(**changes)
    assert look(past, WAITING, habit(past)) is None


@pytest.mark.parametrize(
    ("entity_id", "rows", "device_class", "expected"),
    [
        (GONE, [(0, "off")], "door", Trouble.NEVER),
        (GONE, [(0, "off")], "smoke", None),
        (GONE, [(20, "off")], "door", None),
        (GONE, [(0, "off"), (3, "on")], "door", None),
    ],
    ids=["never", "hopefully never", "not known for long", "it would have run"],
)
def test_what_did_not_happen_may_be_rare(
    entity_id: str,
    rows: list[tuple[int, str]],
    device_class: str,
    expected: Trouble | None,
) -> None:
    recorded = [(at(day, "00:00"), state) for day, state in rows]
    past = by_hand(rows={entity_id: recorded}, classes={entity_id: device_class})
    found = look(past)
    assert (found.trouble if isinstance(found, Report) else found) == expected


def test_what_is_not_recorded_is_not_judged() -> None:
    past = by_hand(entities=[*by_hand(rows={GONE: []}).home.entities.values()])
    assert look(past) is None


def test_a_time_that_conditions_never_allow() -> None:
    past = by_hand(rows={"input_boolean.party": [(at(0, "00:00"), "off")]})
    timed = replace(
        WAITING,
        triggers=(ClockTrigger(at=0),),
        conditions=(StateCondition(entity_id="input_boolean.party", state="on"),),
    )
    assert look(past, timed) == Report(automation=OFF, trouble=Trouble.NEVER)


def test_what_only_runs_on_holidays_runs() -> None:
    away = [(at(0, "00:00"), "1"), (at(9, "08:00"), "0"), (at(13, "08:00"), "1")]
    alone = replace(
        WAITING,
        kind=RoutineKind.CLOCK,
        triggers=(ClockTrigger(at=21 * 3600),),
        conditions=(StateCondition(entity_id="zone.home", state="0"),),
    )
    past = by_hand(rows={"zone.home": away})
    quiet = replace(
        past.history,
        acts=tuple(
            a for a in past.history.acts if not at(9, "08:00") < a.at < at(13, "08:00")
        ),
    )
    holiday = Timeline(quiet, past.home, past.suns)
    assert holiday.away
    assert look(holiday, alone) is None


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ({"automation.other": [at(3, "12:00")]}, True),
        ({OFF: [at(3, "12:00")]}, False),
        ({}, False),
    ],
    ids=["others run", "it ran", "runs are not recorded"],
)
def test_one_that_never_runs_does_no_habit(
    runs: dict[str, list[float]], expected: bool
) -> None:
    existing = ExistingAutomation(
        entity_id=OFF,
        automation_id="7",
        alias="On",
        config={},
        trigger_entities=frozenset({MOTION}),
        effects=(Effect(entity_id=LIGHT, state="on"),),
    )
    past = by_hand(automations=(existing,), runs=runs)
    assert has_never_run(OFF, past) is expected
    found = find(past.history, past.home, past.suns)
    follows = [f for f in found.findings if f.routine.kind is RoutineKind.FOLLOW]
    assert bool(follows) is expected
