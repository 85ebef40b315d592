"""Candidates that switch off what people leave on in an empty room."""

from collections.abc import Iterator

from ...model.routine import Routine, RoutineKind, StateTrigger
from ..replay import Goal
from ..timeline import Timeline, senses_people
from ..tune import Candidate

_OFF = frozenset({"off"})
_MINUTES = (2, 3, 5, 8, 10, 15, 20, 30, 45, 60, 90, 120)


def candidates(goal: Goal, timeline: Timeline) -> Iterator[Candidate]:
    """Yield a candidate for each sensor of people in the same room."""
    if goal.target.state not in _OFF:
        return
    target = timeline.home.entities[goal.target.entity_id]
    for entity in timeline.circumstances.get(target.area_id, ()):
        if senses_people(entity):
            yield Candidate(
                goal=goal,
                versions=tuple(
                    _routine(goal, entity.entity_id, minutes)
                    for minutes in reversed(_MINUTES)
                ),
                searched=len(_MINUTES),
            )


def _routine(goal: Goal, entity_id: str, minutes: int) -> Routine:
    return Routine(
        kind=RoutineKind.LEFT_ON,
        triggers=(StateTrigger(entity_id=entity_id, to="off", for_=minutes * 60),),
        targets=(goal.target,),
    )
