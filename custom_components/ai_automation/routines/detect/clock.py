"""Candidates that happen at a time of day."""

from collections.abc import Iterator

import numpy as np

from ...model.routine import (
    ClockTrigger,
    Condition,
    Routine,
    RoutineKind,
    WeekdayCondition,
)
from ..chance import timed_rates
from ..conditions import WEEKEND, WORKDAYS
from ..goals import MIN_ACTS, MIN_DAYS
from ..past.calendar import DAY
from ..prove import CONCEIVABLE, MIN_COVERED
from ..statistics import (
    chance_within,
    circular_difference,
    circular_kernels,
    is_tail_within,
)
from ..timeline import Timeline, Times
from ..trial import AFTER, BEFORE, Goal
from ..tune import Candidate
from .daylight import keep_to_the_sun

_STEP = 300
_GRID = np.arange(0, DAY, _STEP, dtype=np.float64)
_FEW = 1.5
"""Acts that gather no denser than this are no habit."""
_WIDTH = 720.0
"""Standard deviation of the kernel, in seconds."""
_SPAN = 2400
"""How far from the middle of a habit its acts are looked for, in seconds."""
_EARLIEST, _LATEST = -2400, 600
"""Where before and after the middle of a habit a routine may begin, in seconds."""
_PLACES = 16 * 3600 // (AFTER + BEFORE)
"""How many times of a waking day do not overlap."""
_WEEKS_FOR_ONE_DAY = 4
_OWN_DAYS = 0.8
"""The share of the acts around a time that must fall on the days a routine is for."""


def candidates(goal: Goal, timeline: Timeline) -> Iterator[Candidate]:
    """Yield a candidate for each time around which the acts gather."""
    calendar = timeline.calendar
    clock, day = calendar.clock(goal.times), calendar.day(goal.times)
    weekdays = calendar.weekday(goal.times)
    around = _kernels(clock)
    for conditions in _classes(timeline):
        chosen = conditions[0].weekdays if conditions else tuple(range(7))
        own = np.array([n in chosen for n in range(7)])[weekdays]
        if np.count_nonzero(own) < MIN_ACTS or len(set(day[own].tolist())) < MIN_DAYS:
            continue
        days = timeline.recorded_days * len(chosen) / 7
        for middle in _peaks(around[own].sum(axis=0)):
            near = np.abs(circular_difference(clock, middle, period=DAY)) <= _SPAN
            close = near & own
            if close.sum() < max(MIN_ACTS, _OWN_DAYS * near.sum()):
                continue
            if is_drowned(goal.times[close], goal.times[own], timeline):
                continue
            starts = _times(middle)
            if len(set(day[close].tolist())) < MIN_DAYS:
                continue
            if not _is_conceivable(clock[own], starts, days):
                continue
            if keep_to_the_sun(goal.times[close], timeline):
                continue
            yield Candidate(
                goal=goal,
                versions=tuple(_routine(goal, at, conditions) for at in starts),
                searched=_PLACES,
            )


def is_drowned(close: Times, times: Times, timeline: Timeline) -> bool:
    """Tell whether what a long log tells gathers too little to be looked into: it would fail as too few of the acts."""
    return timeline.start < timeline.watched and len(close) < MIN_COVERED * len(times)


def _is_conceivable(clock: Times, starts: list[int], days: float) -> bool:
    """Tell whether so many acts near one of the times would be no chance, if each made a firing right."""
    at = np.array(starts, dtype=np.float64)
    away = (clock[np.newaxis, :] - at[:, np.newaxis] + BEFORE) % DAY
    hits = (away <= BEFORE + AFTER).sum(axis=1)
    trials = np.full(len(at), max(1, round(days)))
    chances = chance_within(timed_rates(clock, at, max(1.0, days)), BEFORE + AFTER)
    limit = CONCEIVABLE / _PLACES
    return bool(is_tail_within(limit, np.minimum(hits, trials), trials, chances).any())


def tried(timeline: Timeline) -> int:
    """Return how many kinds of days are looked at for each thing and state."""
    return sum(1 for _ in _classes(timeline))


def modes(clock: Times) -> list[float]:
    """Return the clock times around which acts gather, the densest first."""
    return _peaks(_kernels(clock).sum(axis=0))


def _kernels(clock: Times) -> Times:
    """Return what each of the acts adds to the density at each step of the day: acts by steps."""
    return circular_kernels(clock, _GRID, width=_WIDTH, period=DAY)


def _peaks(density: Times) -> list[float]:
    """Return the clock times at which a density peaks, the highest first."""
    before, after = (
        np.append(density[-1], density[:-1]),
        np.append(density[1:], density[0]),
    )
    peaks = np.flatnonzero((density > before) & (density >= after) & (density > _FEW))
    order = np.argsort(-density[peaks], kind="stable")
    return [float(at) for at in _GRID[peaks[order]]]


def _classes(timeline: Timeline) -> Iterator[tuple[WeekdayCondition, ...]]:
    yield ()
    yield (WORKDAYS,)
    yield (WEEKEND,)
    if timeline.recorded_days >= 7 * _WEEKS_FOR_ONE_DAY:
        for day in range(7):
            yield (WeekdayCondition(weekdays=(day,)),)


def _times(middle: float) -> list[int]:
    """Return times to begin at, those that a person would name first."""
    middle = round(middle / _STEP) * _STEP
    times = [
        int(middle + shift) % DAY for shift in range(_EARLIEST, _LATEST + 1, _STEP)
    ]
    return sorted(times, key=lambda at: (at % 1800 != 0, at % 900 != 0, at % 600 != 0))


def _routine(goal: Goal, at: int, conditions: tuple[Condition, ...]) -> Routine:
    return Routine(
        kind=RoutineKind.CLOCK,
        triggers=(ClockTrigger(at=at),),
        conditions=conditions,
        targets=(goal.target,),
    )
