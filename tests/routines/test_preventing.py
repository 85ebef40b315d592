"""The condition that would have prevented what people took back."""

from collections.abc import Sequence

from custom_components.ai_automation.model.routine import (
    RoutineKind,
    StateCondition,
    StateTrigger,
    Target,
)
from custom_components.ai_automation.routines.preventing import preventing
from custom_components.ai_automation.routines.timeline import Timeline
from tests.builders import routine

from .small import at, timeline

LAMP, MOTION, GUESTS = "light.hall", "binary_sensor.motion", "input_boolean.guests"
GOOD = [at(day, clock) for day in range(12) for clock in ("07:30", "18:10")]
UNDONE = [at(day, "18:40") for day in (3, 6, 10)]
FOLLOWS = routine(
    kind=RoutineKind.FOLLOW,
    triggers=(StateTrigger(entity_id=MOTION, to="on"),),
    targets=(Target(entity_id=LAMP, state="on"),),
)


def past(name: str, on_days: Sequence[int], since: str = "18:30") -> Timeline:
    """Return a past in which something was on for some evenings."""
    start = at(0, "00:00")
    rows = [(start, "off")]
    for day in on_days:
        rows += [(at(day, since), "on"), (at(day, "19:00"), "off")]
    return timeline({LAMP: [(start, "off")], name: rows})


def test_what_was_so_at_every_undoing_and_else_never_is_named() -> None:
    assert preventing(FOLLOWS, UNDONE, GOOD, past(GUESTS, (3, 6, 10))) == (
        StateCondition(entity_id=GUESTS, state="off"),
        24,
    )


def test_nothing_is_named_that_leaves_one_undoing() -> None:
    assert preventing(FOLLOWS, UNDONE, GOOD, past(GUESTS, (3, 6))) is None


def test_nothing_is_named_that_costs_too_many_good_runs() -> None:
    days = (1, 3, 4, 6, 8, 10)
    undone = [at(day, "18:40") for day in days]
    assert preventing(FOLLOWS, undone, GOOD, past(GUESTS, days)) is not None
    early = past(GUESTS, days, since="18:00")
    # It would be far from chance, and still keep it from a quarter of what was right.
    assert preventing(FOLLOWS, undone, GOOD, early) is None


def test_three_against_two_are_chance() -> None:
    found = preventing(FOLLOWS, UNDONE, GOOD[:2], past(GUESTS, (3, 6, 10)))
    assert found is None


def test_what_it_begins_with_is_no_condition() -> None:
    follows = routine(
        kind=RoutineKind.FOLLOW,
        triggers=(StateTrigger(entity_id=GUESTS, to="on"),),
        targets=(Target(entity_id=LAMP, state="on"),),
    )
    assert preventing(follows, UNDONE, GOOD, past(GUESTS, (3, 6, 10))) is None


def test_what_it_asks_already_is_not_asked_again() -> None:
    off = StateCondition(entity_id=GUESTS, state="off")
    asks = routine(
        kind=RoutineKind.FOLLOW,
        triggers=FOLLOWS.triggers,
        targets=FOLLOWS.targets,
        conditions=(off,),
    )
    found = preventing(asks, UNDONE, GOOD, past(GUESTS, (3, 6, 10)))
    assert found is None or found[0] != off


def test_without_good_runs_nothing_is_said() -> None:
    assert preventing(FOLLOWS, UNDONE, [], past(GUESTS, (3, 6, 10))) is None
