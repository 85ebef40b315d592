"""Candidates that keep their distance from sunrise or sunset."""

from collections.abc import Iterator
from typing import Literal

import numpy as np

from ...model.routine import Routine, RoutineKind, SunTrigger
from ..calendar import DAY
from ..goals import MIN_ACTS, MIN_DAYS
from ..replay import AFTER, BEFORE, Goal
from ..statistics import circular_difference, median_deviation
from ..timeline import Timeline, Times
from ..tune import Candidate
from .clock import is_drowned, modes

TRIED = 2
"""How many events are looked at for each thing and state."""

_MOVED = 1200
"""Seconds by the clock that the sun must have moved, so that it can be told from a time of day."""
_TIGHTER = 0.75
"""How much closer acts must lie to the sun than to a time of day."""
_REACH = 3 * 3600
SPAN = 2400
_STEP = 300
_EARLIEST, _LATEST = -2400, 600
_PLACES = 2 * 2 * _REACH // (AFTER + BEFORE)


def candidates(goal: Goal, timeline: Timeline) -> Iterator[Candidate]:
    """Yield a candidate for each distance from the sun around which the acts gather."""
    events: tuple[Literal["sunrise", "sunset"], ...] = ("sunrise", "sunset")
    for event in events:
        marks = timeline.sun_times(event)
        if not len(marks) or _moved(marks, timeline) < _MOVED:
            continue
        away = distance(goal.times, marks)
        for mode in modes(away[np.abs(away) <= _REACH] % DAY):
            middle = (mode + DAY / 2) % DAY - DAY / 2
            close = np.abs(away - middle) <= SPAN
            times = goal.times[close]
            if len(times) < MIN_ACTS or is_drowned(times, goal.times, timeline):
                continue
            if len(set(timeline.calendar.day(times))) < MIN_DAYS:
                continue
            if not _is_tighter(times, away[close], timeline):
                continue
            yield Candidate(
                goal=goal,
                versions=tuple(
                    _routine(goal, event, offset) for offset in _offsets(middle)
                ),
                searched=_PLACES,
            )


def _moved(marks: Times, timeline: Timeline) -> float:
    """Return how far the event moved by the clock, in seconds."""
    clock = timeline.calendar.clock(marks)
    away = circular_difference(clock, float(clock[0]), period=DAY)
    return float(away.max() - away.min())


def distance(times: Times, marks: Times) -> Times:
    """Return the seconds from the nearest event to each moment."""
    index = np.clip(np.searchsorted(marks, times), 1, len(marks) - 1)
    before, after = times - marks[index - 1], times - marks[index]
    return np.where(np.abs(before) < np.abs(after), before, after)


def _is_tighter(times: Times, away: Times, timeline: Timeline) -> bool:
    clock = timeline.calendar.clock(times)
    by_clock = circular_difference(clock, float(clock[0]), period=DAY)
    return median_deviation(away) <= _TIGHTER * median_deviation(by_clock)


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
