"""Timers and rules outside Home Assistant, told by a regularity that no person has."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model.home import HomeContext
from ..model.track import Track
from .clock import local_seconds

REGULAR_SHARE = 0.8
_CLOCK_WIDTH = 2.0
"""Seconds within which a timer switches day after day."""
_FEWEST_DAYS = 3
_LAG_WIDTH = 1.2
"""Seconds within which a rule follows its sensor."""
_FEWEST_FOLLOWED = 10
_LONGEST_LAG = 3600.0
_SENSES = frozenset(
    {
        None,
        "door",
        "garage_door",
        "light",
        "motion",
        "moving",
        "occupancy",
        "opening",
        "presence",
        "sound",
        "vibration",
        "window",
    }
)
"""Device classes that rules follow; others, such as power, tell of the thing itself."""


class Regular(NamedTuple):
    """Which of some moments are regular, and how."""

    mask: NDArray[np.bool_]
    after: str | None = None
    after_state: str | None = None
    lag: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensor:
    """When a sensor took which state."""

    entity_id: str
    device_id: str | None
    times: NDArray[np.float64]
    codes: NDArray[np.int16]
    states: tuple[str, ...]


def sensors_of(tracks: Mapping[str, Track], home: HomeContext) -> list[Sensor]:
    """Return what a rule outside may follow: things that sense, and the sun."""
    found = []
    for entity_id, track in sorted(tracks.items()):
        entity = home.entities.get(entity_id)
        senses = (
            entity is not None
            and entity.domain == "binary_sensor"
            and entity.device_class in _SENSES
        )
        if (senses or entity_id == "sun.sun") and len(track.times) > 1:
            found.append(
                Sensor(
                    entity_id=entity_id,
                    device_id=entity.device_id if entity else None,
                    times=track.times[1:],
                    codes=track.codes[1:],
                    states=track.states,
                )
            )
    return found


def by_clock(times: NDArray[np.float64], zone: tzinfo) -> Regular | None:
    """Return which of the moments fall on the same second of the day, if nearly all do.

    A person with a habit of a quarter of an hour's spread meets the same two seconds
    on three days of a month by chance in well under one case of a hundred.
    """
    if len(times) < _FEWEST_DAYS:
        return None
    days, seconds = local_seconds(times, zone)
    order = np.argsort(seconds, kind="stable")
    mask = np.zeros(len(times), dtype=bool)
    left, best, lag = 0, 0, 0.0
    for right in range(len(order)):
        while seconds[order[right]] - seconds[order[left]] > _CLOCK_WIDTH:
            left += 1
        span = order[left : right + 1]
        if len(span) < _FEWEST_DAYS or len(np.unique(days[span])) < _FEWEST_DAYS:
            continue
        mask[span] = True
        if len(span) > best:
            best, lag = len(span), float(np.median(seconds[span]))
    if mask.sum() < REGULAR_SHARE * len(times):
        return None
    return Regular(mask, lag=lag)


def by_sensor(
    times: NDArray[np.float64], sensors: Sequence[Sensor], device_id: str | None
) -> Regular | None:
    """Return which of the moments follow one sensor at one lag, if nearly all do.

    The same lag must be far rarer after moments at which nothing happened: a sensor
    that never rests is soon before everything.
    """
    if len(times) < _FEWEST_FOLLOWED:
        return None
    need = REGULAR_SHARE * len(times)
    shifted = times + 61 + np.arange(len(times)) * 137 % 1200
    best: Regular | None = None
    for sensor in sensors:
        if len(sensor.times) < need or _is_own(sensor, device_id):
            continue
        lags, codes = _lags(sensor, times)
        chance, chance_codes = _lags(sensor, shifted)
        for code in np.unique(codes[codes >= 0]).tolist():
            low, hits = _densest(lags[codes == code])
            by_chance = _densest(chance[chance_codes == code])[1]
            if not hits >= need > 2 * by_chance:
                continue
            mask = (codes == code) & (lags >= low) & (lags <= low + _LAG_WIDTH)
            if best is None or hits > best.mask.sum():
                best = Regular(
                    mask,
                    sensor.entity_id,
                    sensor.states[code],
                    float(np.median(lags[mask])),
                )
    return best


def _is_own(sensor: Sensor, device_id: str | None) -> bool:
    """Tell whether a sensor of no known class sits in the thing itself, as a button does."""
    return sensor.device_id is not None and sensor.device_id == device_id


def _lags(
    sensor: Sensor, times: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return how long before each moment the sensor last changed, and to what; -1 for never."""
    index = np.searchsorted(sensor.times, times, side="right") - 1
    lags = times - sensor.times[index]
    codes = np.where(
        (index >= 0) & (lags <= _LONGEST_LAG), sensor.codes[index].astype(np.intp), -1
    )
    return lags, codes


def _densest(lags: NDArray[np.float64]) -> tuple[float, int]:
    """Return where the densest window of lags begins, and how many are in it."""
    if not len(lags):
        return 0.0, 0
    rising = np.sort(lags)
    counts = np.searchsorted(rising, rising + _LAG_WIDTH, side="right") - np.arange(
        len(rising)
    )
    index = int(np.argmax(counts))
    return float(rising[index]), int(counts[index])


def burst_members(
    moments: Sequence[tuple[float, str, str, str]],
) -> frozenset[int]:
    """Return which changes belong to a hub that came back, by their place in the list.

    `moments` are (epoch seconds, platform, thing, state). Six things of one platform in
    the same second are no hands; all of them going off at once is what a person asks
    a maker's app for.
    """
    per: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for place, (at, platform, _, _) in enumerate(moments):
        if platform:
            per[platform].append((at, place))
    found: set[int] = set()
    for times in per.values():
        times.sort()
        left = 0
        for right in range(len(times)):
            while times[right][0] - times[left][0] > 1.0:
                left += 1
            if right - left + 1 < _FEWEST_IN_BURST:
                continue
            places = [place for _, place in times[left : right + 1]]
            things = {moments[place][2] for place in places}
            states = {moments[place][3] for place in places}
            if len(things) >= _FEWEST_IN_BURST and states != {"off"}:
                found.update(places)
    return frozenset(found)


_FEWEST_IN_BURST = 6
