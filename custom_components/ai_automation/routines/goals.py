"""What people bring about by hand often enough to be worth a look."""

from collections.abc import Iterator, Mapping

import numpy as np

from ..model.home import Entity
from ..model.routine import StateTrigger, Target, Trigger
from .timeline import NO_STATE, Timeline
from .trial import Goal

MIN_ACTS = 4
MIN_DAYS = 4
MACHINE_SHARE = 0.5
"""From this share of the times on, a state is brought about without people's help."""

TOLD_OF = frozenset({"alarm_control_panel", "lock"})
"""Things that are never moved unattended: the owner is told of them."""

_ON_OFF = frozenset({"on", "off"})
_REACHABLE: Mapping[str, frozenset[str] | None] = {
    "light": _ON_OFF,
    "switch": _ON_OFF,
    "fan": _ON_OFF,
    "input_boolean": _ON_OFF,
    "humidifier": _ON_OFF,
    "media_player": frozenset({"on", "off", "playing", "paused"}),
    "cover": frozenset({"open", "closed"}),
    "lock": frozenset({"locked"}),
    "alarm_control_panel": frozenset({"armed_home", "armed_away", "armed_night"}),
    "vacuum": frozenset({"cleaning", "returning"}),
    "lawn_mower": frozenset({"mowing"}),
    "climate": None,
    "input_select": None,
    "select": None,
}
"""The states an action can bring about, by domain; None is any. Nothing that opens the home to others."""
OPERATED = frozenset(_REACHABLE)
"""Domains of things that people operate."""
_GUARDED_COVERS = frozenset({"garage", "gate", "door"})


def is_operated(trigger: Trigger) -> bool:
    """Tell whether a routine begins with a thing that people operate."""
    return (
        isinstance(trigger, StateTrigger)
        and trigger.entity_id.partition(".")[0] in OPERATED
    )


def is_guarded(target: Target, timeline: Timeline) -> bool:
    """Tell whether a thing keeps others out of the home, so that its owner is only told of it."""
    entity = timeline.home.entities.get(target.entity_id)
    return entity is not None and (
        entity.domain in TOLD_OF or entity.device_class in _GUARDED_COVERS
    )


def goals(timeline: Timeline) -> Iterator[Goal]:
    """Yield each thing and state that people brought about by hand, in a fixed order."""
    for (entity_id, state), acts in timeline.acts.items():
        entity = timeline.home.entities.get(entity_id)
        if entity is not None and _reachable(entity, state):
            yield Goal(Target(entity_id=entity_id, state=state), acts)


def acts_and_days(goal: Goal, timeline: Timeline) -> tuple[int, int]:
    """Return how many acts a goal has, on how many days."""
    return len(goal.acts), len(set(timeline.calendar.day(goal.times).tolist()))


def machine_share(goal: Goal, timeline: Timeline) -> float:
    """Return the share of the times that a state came about without a person, where that is known."""
    key = goal.target.entity_id, goal.target.state
    times = timeline.history.machine_times.get(key)
    if times is None or key in timeline.ended:
        return 0.0
    machine = int(timeline.recorded(times).sum())
    by_hand = int(np.count_nonzero(goal.times >= timeline.watched))
    return machine / max(1, machine + by_hand)


def has_enough_acts(goal: Goal, timeline: Timeline) -> bool:
    """Tell whether people reached a goal often enough for a habit."""
    acts, days = acts_and_days(goal, timeline)
    return acts >= MIN_ACTS and days >= MIN_DAYS


def is_open(goal: Goal, timeline: Timeline) -> bool:
    """Tell whether a goal has enough acts, and is not mostly reached without people."""
    enough = has_enough_acts(goal, timeline)
    return enough and machine_share(goal, timeline) < MACHINE_SHARE


def _reachable(entity: Entity, state: str) -> bool:
    if entity.entity_category is not None or state in NO_STATE:
        return False
    if entity.device_class in _GUARDED_COVERS and state == "open":
        return False
    states = _REACHABLE.get(entity.domain, frozenset())
    return states is None or state in states
