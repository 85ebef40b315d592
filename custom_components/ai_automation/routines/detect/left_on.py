"""Candidates that switch off what people leave on in an empty room."""

from collections.abc import Iterator, Mapping, Sequence

from ...model.routine import Routine, RoutineKind, StateTrigger
from ..timeline import Timeline, senses_people
from ..trial import Goal
from ..tune import Candidate
from .happenings import Happenings, happenings

_OFF = frozenset({"off"})
_MINUTES = (2, 3, 5, 8, 10, 15, 20, 30, 45, 60, 90, 120)


def waits(timeline: Timeline, goals: Sequence[Goal]) -> Mapping[str | None, Happenings]:
    """Return by room when each sensor of people had noticed nobody for each of some minutes."""
    return {
        room: happenings(
            (
                _trigger(entity.entity_id, minutes)
                for entity in entities
                if senses_people(entity)
                for minutes in _MINUTES
            ),
            timeline,
            [goal for goal in goals if _is_about(goal, room, timeline)],
            (),
        )
        for room, entities in timeline.circumstances.items()
    }


def tried(known: Mapping[str | None, Happenings]) -> int:
    """Return how many sensors are looked at, in the room with the most of them."""
    return max(
        (len({t.entity_id for t in _all(there)}) for there in known.values()), default=0
    )


def candidates(
    goal: Goal, timeline: Timeline, known: Mapping[str | None, Happenings]
) -> Iterator[Candidate]:
    """Yield a candidate for each sensor of people in the same room."""
    room = timeline.home.entities[goal.target.entity_id].area_id
    if room not in known or not _is_about(goal, room, timeline):
        return
    there = known[room]
    promising = there.near(goal).conceivable
    sensors = dict.fromkeys(
        trigger.entity_id
        for trigger, promises in zip(there.triggers, promising, strict=True)
        if promises and isinstance(trigger, StateTrigger)
    )
    for entity_id in sensors:
        yield Candidate(
            goal=goal,
            versions=tuple(
                _routine(goal, entity_id, minutes) for minutes in reversed(_MINUTES)
            ),
            searched=len(_MINUTES),
        )


def _is_about(goal: Goal, room: str | None, timeline: Timeline) -> bool:
    """Tell whether a goal is to switch something off in a room."""
    target = timeline.home.entities[goal.target.entity_id]
    return goal.target.state in _OFF and target.area_id == room


def _all(known: Happenings) -> list[StateTrigger]:
    return [trigger for trigger in known.triggers if isinstance(trigger, StateTrigger)]


def _trigger(entity_id: str, minutes: int) -> StateTrigger:
    return StateTrigger(entity_id=entity_id, to="off", for_=minutes * 60)


def _routine(goal: Goal, entity_id: str, minutes: int) -> Routine:
    return Routine(
        kind=RoutineKind.LEFT_ON,
        triggers=(_trigger(entity_id, minutes),),
        targets=(goal.target,),
    )
