"""How far acts lie from sunrise and sunset, and whether they keep to them rather than to a time of day."""

from typing import Literal

import numpy as np

from ..past.calendar import DAY
from ..statistics import capped_deviation, circular_difference
from ..timeline import Timeline, Times

EVENTS: tuple[Literal["sunrise", "sunset"], ...] = ("sunrise", "sunset")
REACH = 3 * 3600
"""Seconds from an event within which people may act on it."""
SPAN = 2400
"""How far from the middle of a habit its acts are looked for, in seconds."""
MOVED = 600
"""Seconds by the clock that the sun must have moved, so that it can be told from a time of day."""
_STRAY = 1200.0
"""Seconds from which on an act is a stray, however far away it is."""


def moved(marks: Times, timeline: Timeline) -> float:
    """Return how far the event moved by the clock, in seconds."""
    clock = timeline.calendar.clock(marks)
    away = circular_difference(clock, float(clock[0]), period=DAY)
    return float(away.max() - away.min())


def distance(times: Times, marks: Times) -> Times:
    """Return the seconds from the nearest event to each moment."""
    index = np.clip(np.searchsorted(marks, times), 1, len(marks) - 1)
    before, after = times - marks[index - 1], times - marks[index]
    return np.where(np.abs(before) < np.abs(after), before, after)


def keep_to_the_sun(times: Times, timeline: Timeline) -> bool:
    """Tell whether acts around a time of day lie closer to sunrise or sunset, which moved meanwhile."""
    for event in EVENTS:
        marks = timeline.sun_times(event)
        if len(marks) < 2 or moved(marks, timeline) < MOVED:
            continue
        away = distance(times, marks)
        within_reach = float(np.abs(np.median(away))) <= REACH
        if within_reach and is_closer(times, away, timeline):
            return True
    return False


def is_closer(times: Times, away: Times, timeline: Timeline) -> bool:
    """Tell whether acts lie closer to the sun than to a time of day: the likelier of the two is taken."""
    clock = timeline.calendar.clock(times)
    by_clock = circular_difference(clock, float(clock[0]), period=DAY)
    return capped_deviation(away, cap=_STRAY) <= capped_deviation(by_clock, cap=_STRAY)
