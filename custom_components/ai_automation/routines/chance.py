"""How likely so many right firings are if the act has nothing to do with the trigger."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ..model.home import Entity
from ..model.routine import (
    ClockTrigger,
    Routine,
    StateTrigger,
    SunTrigger,
    Trigger,
    WeekdayCondition,
)
from .past.calendar import DAY
from .statistics import binomial_tail, chance_within
from .timeline import Timeline, Times
from .trial import AFTER, BEFORE, Goal, Trial

_AWAKE = 16 * 3600
"""Seconds of a day in which people do things."""
_NEARBY = 5400
"""Seconds of clock time to either side that tell how usual an act is at that hour."""
_NEARBY_TIMED = 10800
PART = 300
PARTS = DAY // PART
"""The parts of a day, of so many seconds each, by which it is told when things happen."""
WINDOWS = (BEFORE + AFTER, 240, 60)
"""Seconds in which people may react to what they notice, the longest first."""


def p_value(goal: Goal, trial: Trial, routine: Routine, timeline: Timeline) -> float:
    """Return the chance of so many right firings if the act has nothing to do with the trigger.

    Every firing is a trial, also where there was nothing to do. People mostly react soon to what they notice, so shorter
    windows are tried as well, and paid for by multiplying (Bonferroni). In a room where somebody is noticed all day, what
    they do on coming in drowns in firings with nothing to do: there the firings while the thing was not yet as wanted are
    held against how usual the act is in that time, as a second test that is paid for.
    """
    lags = trial.lags(goal)
    timed = any(isinstance(t, ClockTrigger | SunTrigger) for t in routine.triggers)
    windows = WINDOWS[:1] if timed else WINDOWS
    rates = _rates(goal, trial.times, routine, timeline)
    tails = [
        binomial_tail(
            _hits(lags, window), len(trial.times), _mean_chance(rates, window)
        )
        for window in windows
    ]
    if shares_room(goal, routine.triggers[0], timeline):
        tails += _tails_while_undone(goal, trial, timeline)
    return min(1.0, min(tails) * len(tails))


def _tails_while_undone(goal: Goal, trial: Trial, timeline: Timeline) -> list[float]:
    """Return the chance of so many right firings of those before which the thing was not as wanted, by window."""
    target, lags = goal.target, trial.lags(goal)
    done = timeline.in_state(target.entity_id, target.state, trial.times)
    open_, clock = Undone.of(goal, timeline), timeline.calendar.clock(trial.times)
    rates = open_.rates[clock[~done].astype(np.int64) // PART]
    return [
        binomial_tail(_hits(lags, window), len(rates), _mean_chance(rates, window))
        for window in WINDOWS[1:]
    ]


@dataclass(frozen=True, slots=True, eq=False)
class Undone:
    """How usual an act is while the thing is not yet as wanted, by parts of the day; two arrays of one length."""

    shares: Times
    """The share of each part of the day in which the thing was not as wanted."""
    rates: Times
    """Acts a second of such time, around that hour."""

    @classmethod
    def of(cls, goal: Goal, timeline: Timeline) -> Self:
        """Return it for one thing in one state: acts / exposure, the rate of a Poisson process that is seen at times only."""
        grid: Times = np.array(np.arange(timeline.start + PART / 2, timeline.end, PART))
        grid = grid[timeline.recorded(grid)]
        done = timeline.in_state(goal.target.entity_id, goal.target.state, grid)
        parts = _parts(grid, timeline)
        looks = np.bincount(parts, minlength=PARTS)
        undone = np.bincount(parts[~done], minlength=PARTS)
        acts = np.bincount(_parts(goal.times, timeline), minlength=PARTS)
        exposed = np.maximum(_around(undone) * PART, PART)
        return cls(undone / np.maximum(looks, 1), _around(acts) / exposed)


def _parts(times: Times, timeline: Timeline) -> NDArray[np.int64]:
    """Return in which part of the day moments lie."""
    return timeline.calendar.clock(times).astype(np.int64) // PART


def _around(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each part of the day the counts of those that are near, midnight no border."""
    reach = _NEARBY // PART
    sums = np.cumsum(np.concatenate([counts[-reach - 1 :], counts, counts[:reach]]))
    return np.asarray(sums[2 * reach + 1 :] - sums[: -2 * reach - 1])


def shares_room(goal: Goal, trigger: Trigger, timeline: Timeline) -> bool:
    """Tell whether a routine begins with something in the room of the thing that it moves."""
    if not isinstance(trigger, StateTrigger):
        return False
    entities = timeline.home.entities
    source, target = (
        entities.get(trigger.entity_id),
        entities.get(goal.target.entity_id),
    )
    if source is None or target is None:
        return False
    return is_same_room(source, target)


def is_same_room(source: Entity, target: Entity) -> bool:
    """Tell whether two things are in one room; things without one share none."""
    return source.area_id is not None and source.area_id == target.area_id


def _hits(lags: Times, window: int) -> int:
    if window == BEFORE + AFTER:
        return len(lags)
    return int(np.count_nonzero((lags > 0) & (lags <= window)))


def _mean_chance(rates: Times, window: int) -> float:
    return float(np.mean(chance_within(rates, window))) if len(rates) else 0.0


def _rates(goal: Goal, times: Times, routine: Routine, timeline: Timeline) -> Times:
    """Return for each firing how often the act happens without a reason, in acts a second.

    That is how often it happens on the routine's days around that hour, since everything follows the rhythm of the day. Around a
    time or the sun a wider band is taken, and the whole day where that is busier, as the habit itself fills a narrow one.
    """
    weekdays = next(
        (c.weekdays for c in routine.conditions if isinstance(c, WeekdayCondition)),
        tuple(range(7)),
    )
    calendar = timeline.calendar
    acts = goal.times
    if len(weekdays) < 7:
        acts = acts[np.isin(calendar.weekday(acts), weekdays)]
    days = max(1.0, timeline.recorded_days * len(weekdays) / 7)
    timed = any(isinstance(t, ClockTrigger | SunTrigger) for t in routine.triggers)
    rates = timed_rates if timed else usual_rates
    return rates(calendar.clock(acts), calendar.clock(times), days)


def usual_rates(acts: Times, at: Times, days: float) -> Times:
    """Return how often acts at some clock times, over so many days, happen around others, in acts a second."""
    return _near(acts, at, _NEARBY) / (days * 2 * _NEARBY)


def timed_rates(acts: Times, at: Times, days: float) -> Times:
    """Return the same around a time of day or the sun."""
    near = _near(acts, at, _NEARBY_TIMED) / (days * 2 * _NEARBY_TIMED)
    return np.maximum(near, len(acts) / (days * _AWAKE))


def _near(acts: Times, at: Times, reach: float) -> Times:
    """Return how many clock times are within reach of each of others."""
    acts = np.sort(acts)
    around = np.concatenate([acts - DAY, acts, acts + DAY])
    late = np.searchsorted(around, at + reach, side="right")
    return np.asarray(late - np.searchsorted(around, at - reach, side="left"))
