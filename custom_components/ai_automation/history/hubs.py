"""Timers and rules outside Home Assistant, told by a regularity that no person has."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
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
_MOST_TIMES_A_DAY = 4
_LAG_WIDTH = 1.2
"""Seconds within which a rule follows its sensor."""
_FEWEST_FOLLOWED = 10
_SAMPLE = 10
"""How many moments tell whether a sensor is worth a look."""
_LONGEST_LAG = 3600.0
_FEWEST_IN_BURST = 6
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


class Sensors:
    """When each of many sensors took which state."""

    def __init__(self, tracks: Sequence[Track], home: HomeContext) -> None:
        """Take the changes of tracks that have some; the first row is no change."""
        self.tracks = tracks
        self.devices = [
            entity.device_id if (entity := home.entities.get(track.entity_id)) else None
            for track in tracks
        ]
        self._moments = np.zeros(0)
        self._lags, self._codes = np.zeros((0, len(tracks))), _no_codes(0, len(tracks))

    def look(self, moments: NDArray[np.float64]) -> None:
        """Look up some moments, which rise, in all sensors at once: one by one takes far longer."""
        self._moments = np.unique(moments)
        lags, codes = self._look_up(range(len(self.tracks)), self._moments)
        # Moments are asked for a few at a time, of all sensors.
        self._lags, self._codes = lags.T.copy(), codes.T.copy()

    def lags(
        self, which: NDArray[np.intp], times: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
        """Return how long before each moment a sensor last changed, and to what.

        Both have a row for each sensor; -1 stands for no change in the hour before.
        """
        places = np.searchsorted(self._moments, times)
        if np.array_equal(np.append(self._moments, np.nan)[places], times):
            lags = self._lags[places].T[which]
            codes = self._codes[places].T[which]
        else:
            lags, codes = self._look_up(which.tolist(), times)
        return lags, codes.astype(np.intp)

    def _look_up(
        self, which: Collection[int], times: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.int16]]:
        lags = np.zeros((len(which), len(times)))
        codes = _no_codes(*lags.shape)
        for row, number in enumerate(which):
            track = self.tracks[number]
            index = np.searchsorted(track.times, times, side="right") - 1
            np.subtract(times, track.times[index], out=lags[row])
            # The first row is no change.
            changed = (index > 0) & (lags[row] <= _LONGEST_LAG)
            codes[row, changed] = track.codes[index[changed]]
        return lags, codes


def _no_codes(sensors: int, moments: int) -> NDArray[np.int16]:
    return np.full((sensors, moments), -1, dtype=np.int16)


def sensors_of(tracks: Mapping[str, Track], home: HomeContext) -> Sensors:
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
            found.append(track)
    return Sensors(found, home)


def by_clock(times: NDArray[np.float64], zone: tzinfo) -> Regular | None:
    """Return which of the moments fall on the same second of the day, if nearly all do.

    There may be several such seconds, as a timer that switches twice a day has, but
    each needs a good share of the moments: many moments meet by chance.
    """
    if len(times) < _FEWEST_DAYS:
        return None
    days, seconds = local_seconds(times, zone)
    order = np.argsort(seconds, kind="stable")
    fewest = max(_FEWEST_DAYS, len(times) / _MOST_TIMES_A_DAY)
    mask = np.zeros(len(times), dtype=bool)
    left, best, lag = 0, 0, 0.0
    for right in range(len(order)):
        while seconds[order[right]] - seconds[order[left]] > _CLOCK_WIDTH:
            left += 1
        span = order[left : right + 1]
        if len(span) < fewest or len(np.unique(days[span])) < _FEWEST_DAYS:
            continue
        mask[span] = True
        if len(span) > best:
            best, lag = len(span), float(np.median(seconds[span]))
    if mask.sum() < REGULAR_SHARE * len(times):
        return None
    return Regular(mask, lag=lag)


def by_sensor(
    times: NDArray[np.float64], sensors: Sensors, device_id: str | None
) -> Regular | None:
    """Return which of the moments follow one sensor at one lag, if nearly all do.

    The same lag must be far rarer after moments at which nothing happened: a sensor
    that never rests is soon before everything.
    """
    if len(times) < _FEWEST_FOLLOWED or not sensors.tracks:
        return None
    which = promising(times, sensors, device_id)
    lags, codes = sensors.lags(which, times)
    shifted = times + 61 + np.arange(len(times)) * 137 % 1200
    chance, chance_codes = sensors.lags(which, shifted)
    best: Regular | None = None
    for row, number in enumerate(which.tolist()):
        track = sensors.tracks[number]
        for code in np.unique(codes[row][codes[row] >= 0]).tolist():
            low, hits = densest(lags[row][codes[row] == code])
            by_chance = densest(chance[row][chance_codes[row] == code])[1]
            if not hits >= REGULAR_SHARE * len(times) > 2 * by_chance:
                continue
            mask = (codes[row] == code) & (lags[row] >= low)
            mask &= lags[row] <= low + _LAG_WIDTH
            if best is None or hits > best.mask.sum():
                lag = float(np.median(lags[row][mask]))
                best = Regular(mask, track.entity_id, track.states[code], lag)
    return best


def promising(
    times: NDArray[np.float64],
    sensors: Sensors,
    device_id: str | None,
    *,
    width: float = _LAG_WIDTH,
    fewest: int = _SAMPLE // 2,
) -> NDArray[np.intp]:
    """Return the sensors that some of a sample of the moments follow at one lag.

    A sensor in the thing itself is left out: a button is no rule.
    """
    which = np.array(
        [
            number
            for number, device in enumerate(sensors.devices)
            if device is None or device != device_id
        ],
        dtype=np.intp,
    )
    sample = times[np.linspace(0, len(times) - 1, _SAMPLE).astype(np.intp)]
    lags, codes = sensors.lags(which, sample)
    rising = np.sort(np.where(codes >= 0, lags, np.inf), axis=1)
    with np.errstate(invalid="ignore"):
        widths = rising[:, fewest - 1 :] - rising[:, : 1 - fewest]
    steady: NDArray[np.bool_] = (widths <= width).any(axis=1)
    return which[steady]


def densest(lags: NDArray[np.float64], width: float = _LAG_WIDTH) -> tuple[float, int]:
    """Return where the densest window of lags begins, and how many are in it."""
    if not len(lags):
        return 0.0, 0
    rising = np.sort(lags)
    ends = np.searchsorted(rising, rising + width, side="right")
    counts = ends - np.arange(len(rising))
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
