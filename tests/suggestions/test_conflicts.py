"""A routine played together with the automations of the home."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from custom_components.ai_automation.model.home import Effect, ExistingAutomation
from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    Condition,
    Routine,
    RoutineKind,
    StateCondition,
    StateTrigger,
    Target,
)
from custom_components.ai_automation.routines.timeline import Timeline
from custom_components.ai_automation.suggestions.conflicts import (
    ConflictKind,
    find_conflicts,
)
from tests.builders import routine
from tests.routines.small import act, at, timeline

LAMP, FAN, MOTION = "light.hall", "fan.hall", "binary_sensor.hall_motion"
START = at(0, "00:00")
AT_SEVEN = routine(
    kind=RoutineKind.CLOCK,
    triggers=(ClockTrigger(at=7 * 3600),),
    targets=(Target(entity_id=LAMP, state="on"),),
)


def automation(
    name: str,
    *effects: tuple[str, str | None],
    triggers: Sequence[Mapping[str, Any]] = ({"trigger": "event", "event_type": "x"},),
    watches: Sequence[str] = (),
) -> ExistingAutomation:
    """Return an automation that leads to some states."""
    return ExistingAutomation(
        entity_id=f"automation.{name}",
        automation_id=name,
        alias=name.capitalize(),
        config={"triggers": list(triggers), "conditions": [], "actions": []},
        trigger_entities=frozenset(watches),
        effects=tuple(Effect(entity_id=e, state=s) for e, s in effects),
    )


def becomes(entity_id: str, to: str, **more: Any) -> ExistingAutomation:
    """Return a trigger."""
    return {"trigger": "state", "entity_id": entity_id, "to": to, **more}  # type: ignore[return-value]


def mornings(
    clock: str, days: Sequence[int] = range(14), name: str = "other"
) -> Mapping[str, list[float]]:
    """Return runs of an automation."""
    return {f"automation.{name}": [at(day, clock) for day in days]}


def past(**changes: Any) -> Timeline:
    """Return two weeks in which nobody did anything."""
    return timeline({LAMP: [(START, "off")]}, **changes)


def kinds(
    one: Routine, others: Sequence[ExistingAutomation], when: Timeline
) -> list[ConflictKind]:
    return [conflict.kind for conflict in find_conflicts(one, others, when)]


# Opposites
def test_what_takes_it_back_at_once_is_said_with_dates() -> None:
    other = automation("other", (LAMP, "off"))
    when = past(runs=mornings("07:03", (2, 5)))
    (conflict,) = find_conflicts(AT_SEVEN, [other], when)
    assert conflict.kind is ConflictKind.OPPOSITE
    assert conflict.is_grave
    assert conflict.times == (at(2, "07:00"), at(5, "07:00"))
    assert conflict.words == (
        "“Other” would have taken it back at once twice"
        " (Wednesday 9 Sep, 07:00; Saturday 12 Sep, 07:00)."
    )


def test_what_it_takes_back_is_said() -> None:
    other = automation("other", (LAMP, "off"))
    (conflict,) = find_conflicts(AT_SEVEN, [other], past(runs=mornings("06:58")))
    assert "taken back what “Other” had just done 14 times, most recently" in (
        conflict.words
    )
    assert conflict.words.endswith("Sunday 20 Sep, 07:00.")


@pytest.mark.parametrize("clock", ["06:54", "07:06"])
def test_what_comes_later_than_minutes_is_no_conflict(clock: str) -> None:
    other = automation("other", (LAMP, "off"))
    assert not find_conflicts(AT_SEVEN, [other], past(runs=mornings(clock)))


def test_once_is_no_conflict() -> None:
    other = automation("other", (LAMP, "off"))
    assert not find_conflicts(AT_SEVEN, [other], past(runs=mornings("07:03", (2,))))


def test_what_people_do_besides_it_already_is_no_conflict() -> None:
    """Light on by hand at seven and off by itself minutes later: the two work together."""
    other = automation("other", (LAMP, "off"))
    acts = [act(at(day, "07:01"), LAMP, "on") for day in range(14)]
    rows = [(START, "off")]
    for day in range(14):
        rows += [(at(day, "07:01"), "on"), (at(day, "07:03"), "off")]
    when = timeline({LAMP: rows}, acts, runs=mornings("07:03"))
    assert not find_conflicts(AT_SEVEN, [other], when)


def test_of_one_that_may_do_both_only_what_it_moved_counts() -> None:
    other = automation("other", (LAMP, "off"), (LAMP, "on"))
    runs = mornings("07:03")
    assert not find_conflicts(AT_SEVEN, [other], past(runs=runs))
    moves = {("automation.other", LAMP, "off"): runs["automation.other"]}
    assert kinds(AT_SEVEN, [other], past(runs=runs, moves=moves)) == [
        ConflictKind.OPPOSITE
    ]


def test_one_that_is_too_new_to_have_run_is_replayed() -> None:
    other = automation(
        "other", (LAMP, "off"), triggers=[{"trigger": "time", "at": "07:02:00"}]
    )
    assert kinds(AT_SEVEN, [other], past()) == [ConflictKind.OPPOSITE]


def test_what_acts_on_something_else_is_no_conflict() -> None:
    other = automation("other", (FAN, "off"), ("light.porch", "off"))
    assert not find_conflicts(AT_SEVEN, [other], past(runs=mornings("07:03")))


# Double work
def test_what_does_the_same_is_double_work() -> None:
    other = automation("other", (LAMP, "on"))
    (conflict,) = find_conflicts(
        AT_SEVEN, [other], past(runs=mornings("06:57", range(3)))
    )
    assert conflict.kind is ConflictKind.DOUBLE
    assert not conflict.is_grave
    assert "does the same 3 times of the 14 times it would run" in conflict.words


def test_now_and_then_is_no_double_work() -> None:
    other = automation("other", (LAMP, "on"))
    assert not find_conflicts(AT_SEVEN, [other], past(runs=mornings("06:57", range(2))))


# Loops
def following(*conditions: Condition) -> Routine:
    """Return: the lamp on when there is motion."""
    return routine(
        kind=RoutineKind.FOLLOW,
        triggers=(StateTrigger(entity_id=MOTION, to="on"),),
        conditions=conditions,
        targets=(Target(entity_id=LAMP, state="on"),),
    )


RESET = automation(
    "reset", (MOTION, "off"), triggers=[becomes(LAMP, "on")], watches=[LAMP]
)
AGAIN = automation(
    "again", (MOTION, "on"), triggers=[becomes(MOTION, "off")], watches=[MOTION]
)


def test_what_starts_itself_through_others_is_a_loop() -> None:
    (conflict,) = find_conflicts(following(), [RESET, AGAIN], past())
    assert conflict.kind is ConflictKind.LOOP
    assert conflict.is_grave
    assert conflict.words == (
        "It may start itself again and again through “Reset” and “Again”."
    )


def test_that_the_first_of_a_chain_follows_is_dated() -> None:
    rows = {LAMP: [(START, "off"), (at(3, "20:00"), "on"), (at(3, "21:00"), "off")]}
    when = timeline(
        rows, runs={"automation.reset": [at(3, "20:00:01"), at(4, "12:00")]}
    )
    (conflict,) = find_conflicts(following(), [RESET, AGAIN], when)
    assert conflict.times == (at(3, "20:00:01"),)
    assert conflict.words.endswith("“Reset” last followed Thursday 10 Sep, 20:00.")


def test_a_chain_that_ends_is_no_loop() -> None:
    assert not find_conflicts(following(), [RESET], past())
    assert not find_conflicts(following(), [AGAIN], past())


def test_setting_what_is_set_is_no_event() -> None:
    """The lamp is on when the fan is, and motion is on already."""
    on = automation(
        "on", (MOTION, "on"), triggers=[becomes(LAMP, "on")], watches=[LAMP]
    )
    assert not find_conflicts(following(), [on], past())


def test_a_condition_of_its_own_ends_a_loop() -> None:
    asks = StateCondition(entity_id=LAMP, state="off")
    assert not find_conflicts(following(asks), [RESET, AGAIN], past())


def test_what_waits_long_is_no_loop() -> None:
    slow = automation(
        "again",
        (MOTION, "on"),
        triggers=[becomes(MOTION, "off", **{"for": "00:30:00"})],
        watches=[MOTION],
    )
    assert not find_conflicts(following(), [RESET, slow], past())


def test_one_that_cannot_be_read_starts_with_what_it_watches() -> None:
    unread = automation(
        "reset",
        (MOTION, "off"),
        triggers=[{"trigger": "template", "value_template": "{{ 1 }}"}],
        watches=[LAMP],
    )
    assert kinds(following(), [unread, AGAIN], past()) == [ConflictKind.LOOP]
    blind = automation("reset", (MOTION, "off"), watches=[FAN])
    assert not find_conflicts(following(), [blind, AGAIN], past())


def test_many_that_go_on_without_it_end() -> None:
    """Two that play with each other for ever are not this one's loop."""
    ping = automation(
        "ping", (FAN, "off"), triggers=[becomes(LAMP, "on")], watches=[LAMP]
    )
    pong = automation(
        "pong", (LAMP, "off"), triggers=[becomes(FAN, "off")], watches=[FAN]
    )
    assert kinds(following(), [ping, pong], past()) == []
