"""Tell whether a habit is done already, was offered already, or was turned down."""

from collections.abc import Iterable, Sequence

import numpy as np

from ..model.home import ExistingAutomation
from ..model.routine import ClockTrigger, Routine, SunTrigger
from ..model.suggestion import Suggestion
from ..routines.timeline import Timeline, Times
from ..routines.trial import firings
from .parse import parse_when
from .reading import NotInClosedForm

NEAR_BY_CLOCK = 1800
NEAR_BY_EVENT = 300
"""Seconds between two firings that do the same for the people of the home."""
SAME = 0.5
"""Share of firings that must coincide for two routines to be the same."""


def find_automation(
    routine: Routine, automations: Iterable[ExistingAutomation], timeline: Timeline
) -> ExistingAutomation | None:
    """Return the automation that already does what a routine would."""
    return next((a for a in automations if _does(a, routine, timeline)), None)


def find_known(
    routine: Routine, known: Sequence[Suggestion], timeline: Timeline
) -> Suggestion | None:
    """Return the suggestion with the same behaviour; changes of automations have no routine and are none."""
    return next(
        (
            suggestion
            for suggestion in known
            if suggestion.routine is not None
            and is_same(suggestion.routine, routine, timeline)
        ),
        None,
    )


def is_same(one: Routine, other: Routine, timeline: Timeline) -> bool:
    """Return whether two routines begin with the same, lead to the same, and do so together.

    A habit at seven and one at nine begin with the clock both and are not the same.
    """
    if one.fingerprint != other.fingerprint:
        return False
    if not _is_timed(one):
        return True
    mine, theirs = _fires(one, timeline), _fires(other, timeline)
    shares = (_share(a, b, NEAR_BY_CLOCK) for a, b in ((mine, theirs), (theirs, mine)))
    return one == other or max(shares) >= SAME


def _does(automation: ExistingAutomation, routine: Routine, timeline: Timeline) -> bool:
    """Return whether an automation brings the same about when the routine would."""
    wanted = {(_one(t.entity_id, timeline), t.state) for t in routine.targets}
    brought = {(_one(e.entity_id, timeline), e.state) for e in automation.effects}
    # What it brings about where that isn't known in advance may be anything.
    if not all(goal in brought or (goal[0], None) in brought for goal in wanted):
        return False
    try:
        triggers, conditions = parse_when(automation.config)
    except NotInClosedForm:
        return bool(automation.trigger_entities & _sources(routine))
    near = NEAR_BY_CLOCK if _is_timed(routine) else NEAR_BY_EVENT
    theirs = firings(triggers, conditions, timeline)
    return _share(_fires(routine, timeline), theirs, near) >= SAME


def _is_timed(routine: Routine) -> bool:
    """Return whether the clock or the sun begins a routine."""
    return any(isinstance(t, ClockTrigger | SunTrigger) for t in routine.triggers)


def _one(entity_id: str, timeline: Timeline) -> str:
    """Return the entity that stands for its group."""
    return timeline.representatives.get(entity_id, entity_id)


def _sources(routine: Routine) -> set[str]:
    """Return the entities that trigger a routine."""
    return {
        "sun.sun" if isinstance(trigger, SunTrigger) else trigger.entity_id
        for trigger in routine.triggers
        if not isinstance(trigger, ClockTrigger)
    }


def _fires(routine: Routine, timeline: Timeline) -> Times:
    """Return when a routine fires."""
    return firings(routine.triggers, routine.conditions, timeline)


def _share(mine: Times, theirs: Times, near: float) -> float:
    """Return the share of firings that have one of the others near, in seconds."""
    if not len(mine) or not len(theirs):
        return 0.0
    right = np.searchsorted(theirs, mine)
    late = np.append(theirs, np.inf)[right] - mine
    early = mine - np.append(-np.inf, theirs)[right]
    return float(np.mean(np.minimum(late, early) <= near))
