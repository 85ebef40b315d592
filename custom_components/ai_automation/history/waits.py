"""Rules outside Home Assistant that wait for a fixed time, told by a precision that no person keeps up."""

import numpy as np
from numpy.typing import NDArray

from .hubs import REGULAR_SHARE, Regular, Sensors, densest, promising

DAY = 86400.0
SHORTEST = 60.0
"""Seconds from which on people cannot count the time to a few seconds."""
_WIDTH = 5.0
"""Seconds within which a rule outside acts when it has waited."""
_ABOUT = 0.2
"""People who mean a time keep to it within some share of it (J. Gibbon, Scalar expectancy theory, Psychological Review 84,
1977): others within this share of a wait would be theirs."""
_FEWEST = 10
_PARTS = 3
"""Parts of the time that are looked at for themselves, as rules come and go."""
_PROMISING = 3
_ROUNDING = 1e-6
_AT_ONCE = 2.0
"""Seconds within which the other half of a rule acts; times may be whole seconds."""

type Times = NDArray[np.float64]
type Mask = NDArray[np.bool_]


def by_wait(
    times: Times, alone: Mask, sensors: Sensors, device_id: str | None
) -> Regular | None:
    """Return which of the moments come at one exact time after a sensor, though others may not.

    Such moments must be nearly all of those that come after about that time. `alone` leaves out those soon after the thing
    itself had changed, as people who take back at once what a rule did are as exact as the rule.
    """
    if alone.sum() < _FEWEST or not sensors.tracks:
        return None
    which = _worth_a_look(times[alone], sensors, device_id)
    lags, codes = sensors.lags(which, times)
    gathered = _gather(lags, np.where(alone, codes, -1))
    which, lags, codes = which[gathered], lags[gathered], codes[gathered]
    best: Regular | None = None
    for row, number in enumerate(which.tolist()):
        track = sensors.tracks[number]
        for code in np.unique(codes[row][codes[row] >= 0]).tolist():
            these = alone & (codes[row] == code) & (lags[row] >= SHORTEST)
            mask = _exact(lags[row], these)
            if mask is not None and (best is None or mask.sum() > best.mask.sum()):
                lag = float(np.median(lags[row][mask]))
                best = Regular(mask, track.entity_id, track.states[code], lag)
    return best


def _worth_a_look(
    times: Times, sensors: Sensors, device_id: str | None
) -> NDArray[np.intp]:
    """Return the sensors that may be followed in a part of the time."""
    parts = [
        promising(part, sensors, device_id, width=_WIDTH, fewest=_PROMISING)
        for part in np.array_split(times, _PARTS)
    ]
    return np.unique(np.concatenate(parts))


def _gather(lags: Times, codes: NDArray[np.intp]) -> Mask:
    """Tell which sensors, a row for each, have enough lags to one state within the width of a wait."""
    found = np.zeros(len(lags), dtype=np.bool_)
    for code in np.unique(codes[codes >= 0]).tolist():
        these = (codes == code) & (lags >= SHORTEST)
        rows = np.flatnonzero(these.sum(axis=1) >= _FEWEST)
        rising = np.sort(np.where(these[rows], lags[rows], np.inf), axis=1)
        with np.errstate(invalid="ignore"):
            widths = rising[:, _FEWEST - 1 :] - rising[:, : 1 - _FEWEST]
        found[rows] |= (widths <= _WIDTH + _ROUNDING).any(axis=1)
    return found


def _exact(lags: Times, these: Mask) -> Mask | None:
    """Return which of these lags are one exact time, None where no such time stands out."""
    low, hits = densest(lags[these], _WIDTH)
    about = np.abs(lags - low - _WIDTH / 2) <= _ABOUT * low
    if hits < _FEWEST or hits < REGULAR_SHARE * np.count_nonzero(these & about):
        return None
    return np.asarray(these & (lags >= low) & (lags <= low + _WIDTH))


def by_twin(
    times: Times, waited: Regular, waited_times: Times, sensors: Sensors
) -> Regular | None:
    """Return which of the moments are the other half of a rule that waits: at once when its sensor turns back.

    What switches off for nobody switches on for somebody. It is looked for only while the waiting half was in force.
    """
    number = [track.entity_id for track in sensors.tracks].index(waited.after or "")
    track = sensors.tracks[number]
    lags, codes = sensors.lags(np.array([number]), times)
    turned = np.array([state != waited.after_state for state in track.states])
    mask = (codes[0] >= 0) & turned[codes[0]] & (lags[0] <= _AT_ONCE)
    mask &= (times >= waited_times[0] - DAY) & (times <= waited_times[-1] + DAY)
    if mask.sum() < _FEWEST:
        return None
    state = track.states[int(codes[0][mask][0])]
    return Regular(mask, track.entity_id, state, float(np.median(lags[0][mask])))
