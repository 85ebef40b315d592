"""Candidates that begin with people coming home and leaving."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from ...model.routine import NumericTrigger, Routine, RoutineKind, StateTrigger
from ..conditions import HOME
from ..goals import MIN_ACTS, MIN_DAYS
from ..timeline import Timeline
from ..trial import Goal
from ..tune import Candidate
from .happenings import ANY, Happenings, happenings

_WAITS = (0, 180, 300, 600)
"""Seconds that someone must have been there or away, since phones lose their way for minutes."""

type _Coming = NumericTrigger | StateTrigger


def comings(timeline: Timeline, goals: Sequence[Goal]) -> Happenings:
    """Return when the first came and the last left, and when each person did, with each wait."""
    return happenings(
        (replace(t, for_=wait) for t in _triggers(timeline) for wait in _WAITS),
        timeline,
        goals,
    )


def tried(known: Happenings) -> int:
    """Return how many comings and goings are looked at, waits aside."""
    return len({_plain(trigger) for trigger in _all(known)})


def candidates(
    goal: Goal, timeline: Timeline, known: Happenings
) -> Iterator[Candidate]:
    """Yield a candidate for each coming and going that came before the acts more often than chance brings about."""
    around = known.near(goal)
    close = around.pairs(ANY)
    days = timeline.calendar.day(goal.times)
    promising = around.hits[ANY] >= MIN_ACTS
    promising &= around.conceivable
    chosen = [
        _all(known)[key]
        for key in np.flatnonzero(promising).tolist()
        if len(np.unique(days[close[:, key]])) >= MIN_DAYS
    ]
    for plain in dict.fromkeys(_plain(trigger) for trigger in chosen):
        yield Candidate(
            goal=goal,
            versions=tuple(
                Routine(
                    kind=RoutineKind.PRESENCE, triggers=(t,), targets=(goal.target,)
                )
                for t in _all(known)
                if _plain(t) == plain
            ),
            searched=len(_WAITS),
        )


def _triggers(timeline: Timeline) -> Iterator[_Coming]:
    if HOME in timeline.history.tracks:
        yield NumericTrigger(entity_id=HOME, above=0)
        yield StateTrigger(entity_id=HOME, to="0")
    for person in sorted(timeline.home.people):
        if person in timeline.history.tracks:
            yield StateTrigger(entity_id=person, to="home")
            yield StateTrigger(entity_id=person, to="not_home")


def _all(known: Happenings) -> list[_Coming]:
    return [t for t in known.triggers if isinstance(t, NumericTrigger | StateTrigger)]


def _plain(trigger: _Coming) -> _Coming:
    """Return a coming without its wait."""
    return replace(trigger, for_=0)
