"""Candidates for the parts of what people do in one go: the first act begins it, the others follow."""

from collections.abc import Iterator

import numpy as np

from ...model.routine import Routine, RoutineKind
from ..goals import MIN_ACTS, MIN_DAYS, is_operated
from ..timeline import Timeline
from ..trial import Goal
from ..tune import Candidate
from .follow import is_often_before
from .happenings import IN_ONE_GO, Near


def candidates(goal: Goal, timeline: Timeline, around: Near) -> Iterator[Candidate]:
    """Yield a candidate for each other act that came just before on some days, of the many on which it did not.

    What comes before so many of the acts that they follow it anyway is left to `follow`.
    """
    before = around.pairs(IN_ONE_GO)
    days = timeline.calendar.day(goal.times)
    promising = around.hits[IN_ONE_GO] >= MIN_ACTS
    promising &= ~is_often_before(goal, around)
    promising &= around.conceivable
    for key in np.flatnonzero(promising).tolist():
        trigger = around.triggers[key]
        if not is_operated(trigger) or trigger.entity_id == goal.target.entity_id:
            continue
        if len(np.unique(days[before[:, key]])) >= MIN_DAYS:
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
