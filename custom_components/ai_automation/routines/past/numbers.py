"""What the numbers of a sensor say at a moment, and whether they are within limits."""

import numpy as np
from numpy.typing import NDArray

from ...model.track import Series, Track

type Numbers = NDArray[np.float64]


def as_numbers(track: Track) -> Series:
    """Return the states of an entity as numbers, NaN where they are none."""
    numbers = np.array([_number(state) for state in track.states], dtype=np.float64)
    return Series(
        entity_id=track.entity_id, times=track.times, values=numbers[track.codes]
    )


def at(series: Series, times: Numbers) -> Numbers:
    """Return the numbers that held at moments, NaN before the first."""
    index = np.searchsorted(series.times, times, side="right") - 1
    values = np.append(series.values, np.nan)
    return np.asarray(np.where(index >= 0, values[index], np.nan))


def within(
    values: Numbers, above: float | None, below: float | None
) -> NDArray[np.bool_]:
    """Tell which numbers are within limits; what is no number is outside, as in Home Assistant."""
    inside: NDArray[np.bool_] = ~np.isnan(values)
    if above is not None:
        inside &= values > above
    if below is not None:
        inside &= values < below
    return inside


def _number(state: str) -> float:
    try:
        return float(state)
    except ValueError:
        return float("nan")
