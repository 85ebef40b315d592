"""Candidates that follow something else that happens in the home."""

from collections.abc import Iterator, Sequence

import numpy as np

from ...model.home import Entity
from ...model.routine import Routine, RoutineKind, StateTrigger
from ..goals import MIN_ACTS, MIN_DAYS
from ..timeline import NO_STATE, Mask, Timeline, senses_people
from ..trial import Goal, debounced
from ..tune import Candidate
from .happenings import IN_ONE_GO, SOON, Happenings, Near, happenings as all_of, noticed

_DOMAINS = frozenset(
    {
        "alarm_control_panel",
        "binary_sensor",
        "climate",
        "cover",
        "fan",
        "humidifier",
        "input_boolean",
        "input_select",
        "light",
        "lock",
        "media_player",
        "switch",
        "vacuum",
    }
)
_SENSED = frozenset({"alarm_control_panel", "binary_sensor"})
_NOBODY = frozenset({"off"})
"""What follows when nobody is noticed any more is left to `left_on`, which waits."""
_BY_HAND = 0.5
"""The share of the times something got into a state that must be acts."""
_MUTE = frozenset(
    {"battery", "battery_charging", "connectivity", "problem", "tamper", "update"}
)
"""Classes of binary sensors that people do not act on."""
_PRESENT = 0.2
"""The share of the acts that something must precede to be considered."""
_MECHANICAL = 1.0
"""Seconds within which no person acts on something."""


def happenings(timeline: Timeline, goals: Sequence[Goal]) -> Happenings:
    """Return everything that happened which people may act on."""
    triggers = (t for e in _sources(timeline) for t in _triggers(e, timeline))
    return all_of(triggers, timeline, goals, (SOON, IN_ONE_GO))


def candidates(goal: Goal, timeline: Timeline, around: Near) -> Iterator[Candidate]:
    """Yield a candidate for everything that came before the acts more often than chance brings about."""
    preceded = around.pairs(SOON)
    days = timeline.calendar.day(goal.times)
    promising = is_often_before(goal, around)
    unsure = promising & ~around.conceivable & _in_the_room(goal, around, timeline)
    promising &= around.conceivable
    promising |= noticed(goal, around, timeline, among=unsure)
    for key in np.flatnonzero(promising).tolist():
        trigger = around.triggers[key]
        if (
            not isinstance(trigger, StateTrigger)
            or trigger.entity_id == goal.target.entity_id
        ):
            continue
        if len(np.unique(days[preceded[:, key]])) < MIN_DAYS:
            continue
        if _is_mechanical(trigger, preceded[:, key], goal, timeline):
            continue
        yield Candidate(
            goal=goal,
            versions=(
                Routine(
                    kind=RoutineKind.FOLLOW,
                    triggers=(trigger,),
                    targets=(goal.target,),
                ),
            ),
            searched=1,
        )


def is_often_before(goal: Goal, around: Near) -> Mask:
    """Tell which triggers came soon before a share of the acts that is worth a look."""
    preceded = around.hits[SOON]
    return np.asarray(preceded >= max(MIN_ACTS, _PRESENT * len(goal.acts)))


def _in_the_room(goal: Goal, around: Near, timeline: Timeline) -> Mask:
    """Tell which triggers are in the room of the thing."""
    target = timeline.home.entities.get(goal.target.entity_id)
    room = None if target is None else target.area_id
    return around.known.rooms.get(room or "", np.zeros(len(around.triggers), np.bool_))


def _is_mechanical(
    trigger: StateTrigger, preceded: Mask, goal: Goal, timeline: Timeline
) -> bool:
    """Tell whether most acts coincide with it to the second, as two faces of one thing do."""
    fired, acts = debounced(timeline.fires(trigger)), goal.times[preceded]
    first = np.searchsorted(fired, acts - _MECHANICAL)
    together = np.searchsorted(fired, acts + _MECHANICAL, side="right") > first
    return int(np.count_nonzero(together)) >= 0.5 * len(acts)


def _sources(timeline: Timeline) -> Iterator[str]:
    for entity_id in sorted(timeline.history.tracks):
        entity = timeline.home.entities.get(entity_id)
        stands_for_itself = (
            timeline.representatives.get(entity_id, entity_id) == entity_id
        )
        if entity is not None and stands_for_itself and _is_noticed(entity):
            yield entity_id


def _is_noticed(entity: Entity) -> bool:
    return (
        entity.domain in _DOMAINS
        and entity.entity_category is None
        and entity.device_class not in _MUTE
    )


def _triggers(entity_id: str, timeline: Timeline) -> Iterator[StateTrigger]:
    track = timeline.track(entity_id)
    states = set(track.states) - NO_STATE if track else set()
    if senses_people(timeline.home.entities[entity_id]):
        states -= _NOBODY
    for state in sorted(states):
        trigger = StateTrigger(entity_id=entity_id, to=state)
        if _is_by_hand(trigger, timeline):
            yield trigger


def _is_by_hand(trigger: StateTrigger, timeline: Timeline) -> bool:
    """Tell whether a thing that people control mostly got into a state by their hands.

    What an automation or a mirror of another thing does is no sign of what people are up to.
    """
    if trigger.entity_id.partition(".")[0] in _SENSED:
        return True
    acts = timeline.acts.get((trigger.entity_id, trigger.to), ())
    return len(acts) >= _BY_HAND * len(timeline.fires(trigger))
