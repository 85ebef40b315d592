"""Stretches of time, and what lies in them."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from .calendar import Times

type Stretch = tuple[float, float]
"""From when to when, in epoch seconds."""


def joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Return stretches oldest first, those that overlap as one."""
    found: list[Stretch] = []
    for left, right in sorted(stretches):
        if found and left <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], right)
        elif left < right:
            found.append((left, right))
    return tuple(found)


def covers(stretches: Iterable[Stretch], times: Times) -> NDArray[np.bool_]:
    """Tell which moments lie in one of some stretches, the ends left out."""
    inside = np.zeros(len(times), dtype=np.bool_)
    for left, right in stretches:
        inside |= (times >= left) & (times < right)
    return inside


def seconds_within(stretches: Iterable[Stretch], start: float, end: float) -> float:
    """Return how many seconds between two moments lie in stretches that do not overlap."""
    return sum(max(0.0, min(back, end) - max(left, start)) for left, back in stretches)


def without(times: Times, spans: Iterable[Stretch]) -> Times:
    """Return rising moments without those in some spans, whose starts are in them and whose ends are not."""
    edges = [edge for span in spans for edge in span]
    if not edges or not len(times):
        return times
    places = np.searchsorted(times, edges)
    first, last = places[::2], places[1::2]
    hit = np.flatnonzero(last > first)
    if not len(hit):
        return times
    keep = np.ones(len(times), dtype=np.bool_)
    for n in hit.tolist():
        keep[first[n] : last[n]] = False
    return times[keep]
