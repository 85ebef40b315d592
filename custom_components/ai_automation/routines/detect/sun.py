"""Candidates that keep their distance from sunrise or sunset."""

from collections.abc import Iterator
from typing import Literal

import numpy as np

from ...model.routine import Routine, RoutineKind, SunTrigger
from ..chance import timed_rates
from ..goals import MIN_ACTS, MIN_DAYS
from ..past.calendar import DAY
from ..prove import CONCEIVABLE
from ..statistics import chance_within, is_tail_within
from ..timeline import Timeline, Times
from ..trial import AFTER, BEFORE, Goal
from ..tune import Candidate
from .clock import is_drowned, modes
from .daylight import EVENTS, MOVED, REACH, SPAN, distance, is_closer, moved

TRIED = len(EVENTS)
"""How many events are looked at for each thing and state."""

_STEP = 300
_EARLIEST, _LATEST = -2400, 600
_PLACES = 2 * 2 * REACH // (AFTER + BEFORE)


def candidates(goal: Goal, timeline: Timeline) -> Iterator[Candidate]:
    """Yield a candidate for each distance from the sun around which the acts gather."""
    for event in EVENTS:
        marks = timeline.sun_times(event)
        if not len(marks) or moved(marks, timeline) < MOVED:
            continue
        away = distance(goal.times, marks)
        for mode in modes(away[np.abs(away) <= REACH] % DAY):
            middle = (mode + DAY / 2) % DAY - DAY / 2
            close = np.abs(away - middle) <= SPAN
            times = goal.times[close]
            if len(times) < MIN_ACTS or is_drowned(times, goal.times, timeline):
                continue
            if len(set(timeline.calendar.day(times))) < MIN_DAYS:
                continue
            if not is_closer(times, away[close], timeline):
                continue
            offsets = _offsets(middle)
            if not _is_conceivable(goal, away, marks, offsets, timeline):
                continue
            yield Candidate(
                goal=goal,
                versions=tuple(_routine(goal, event, offset) for offset in offsets),
                searched=_PLACES,
            )


def _is_conceivable(
    goal: Goal, away: Times, marks: Times, offsets: list[int], timeline: Timeline
) -> bool:
    """Tell whether so many acts at one of the distances would be no chance, if each made a firing right."""
    fired = marks[np.newaxis, :] + np.array(offsets, dtype=np.float64)[:, np.newaxis]
    recorded = timeline.recorded(fired.ravel()).reshape(fired.shape)
    trials = recorded.sum(axis=1)
    late = away[np.newaxis, :] - np.array(offsets, dtype=np.float64)[:, np.newaxis]
    hits = ((late >= -BEFORE) & (late <= AFTER)).sum(axis=1)
    clock = timeline.calendar.clock
    days = max(1.0, timeline.recorded_days)
    rates = timed_rates(clock(goal.times), clock(fired.ravel()), days)
    chances = chance_within(rates, BEFORE + AFTER).reshape(fired.shape)
    mean = (chances * recorded).sum(axis=1) / np.maximum(trials, 1)
    limit = CONCEIVABLE / _PLACES
    return bool(is_tail_within(limit, np.minimum(hits, trials), trials, mean).any())


def _offsets(middle: float) -> list[int]:
    """Return offsets to begin at, those that a person would name first."""
    middle = round(middle / _STEP) * _STEP
    offsets = [int(middle + s) for s in range(_EARLIEST, _LATEST + 1, _STEP)]
    return sorted(offsets, key=lambda o: (o != 0, o % 1800 != 0, o % 900 != 0, o))


def _routine(goal: Goal, event: Literal["sunrise", "sunset"], offset: int) -> Routine:
    return Routine(
        kind=RoutineKind.SUN,
        triggers=(SunTrigger(event=event, offset=offset),),
        targets=(goal.target,),
    )
