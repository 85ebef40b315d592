"""What happens in the home, and which of it comes before what people do more often than chance brings about."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...model.routine import Trigger
from ..calendar import DAY
from ..goals import MIN_ACTS
from ..prove import CONCEIVABLE
from ..replay import AFTER, BEFORE, WINDOWS, Goal, debounced, usual_rates
from ..statistics import binomial_tails, chance_within
from ..timeline import Mask, Timeline, Times

_PART = 300
_PARTS = DAY // _PART
_MIDDLES = np.arange(_PART / 2, DAY, _PART, dtype=np.float64)
"""Clock times in the middle of each part of the day, in seconds."""


@dataclass(frozen=True, eq=False)
class Happenings:
    """Everything that people may act on, in one row of time."""

    times: Times
    keys: NDArray[np.int64]
    """Which of `triggers` each happening is, of the length of `times`."""
    triggers: tuple[Trigger, ...]
    by_clock: NDArray[np.int64]
    """How often each trigger fired in each part of the day: triggers by parts."""


@dataclass(frozen=True, eq=False)
class Near:
    """The happenings around the acts of a goal; three arrays of one length."""

    lags: Times
    """Seconds from the happening to the act."""
    keys: NDArray[np.int64]
    """Which trigger it is."""
    acts: NDArray[np.int64]
    """Which act of the goal."""
    shape: tuple[int, int]
    """How many acts and triggers there are."""

    def pairs(self, early: float, late: float) -> Mask:
        """Tell which triggers fired at most `late` seconds before and `early` seconds after which acts: acts by triggers."""
        inside = (self.lags >= -early) & (self.lags <= late)
        pairs = np.zeros(self.shape, dtype=np.bool_)
        pairs[self.acts[inside], self.keys[inside]] = True
        return pairs


def happenings(triggers: Iterable[Trigger], timeline: Timeline) -> Happenings:
    """Return when each of some triggers fired, without those that hardly ever did."""
    fired = {trigger: debounced(timeline.fires(trigger)) for trigger in triggers}
    fired = {t: times for t, times in fired.items() if len(times) >= MIN_ACTS}
    times = np.concatenate([np.empty(0), *fired.values()])
    counts = np.array([len(some) for some in fired.values()], dtype=np.int64)
    keys = np.repeat(np.arange(len(fired)), counts)
    parts = timeline.calendar.clock(times).astype(np.int64) // _PART
    by_clock = np.bincount(keys * _PARTS + parts, minlength=len(fired) * _PARTS)
    order = np.argsort(times, kind="stable")
    return Happenings(
        times=times[order],
        keys=keys[order],
        triggers=tuple(fired),
        by_clock=by_clock.reshape(len(fired), _PARTS),
    )


def near(goal: Goal, known: Happenings) -> Near:
    """Return every happening that an act of the goal might make right."""
    low = np.searchsorted(known.times, goal.times - AFTER)
    high = np.searchsorted(known.times, goal.times + BEFORE, side="right")
    acts = np.repeat(np.arange(len(goal.times)), high - low)
    first = np.repeat(low - np.append(0, np.cumsum(high - low)[:-1]), high - low)
    index = first + np.arange(len(acts))
    return Near(
        lags=goal.times[acts] - known.times[index],
        keys=known.keys[index],
        acts=acts,
        shape=(len(goal.times), len(known.triggers)),
    )


def conceivable(
    goal: Goal, known: Happenings, around: Near, timeline: Timeline
) -> Mask:
    """Tell which triggers chance does not explain as easily as that no replay is worth while.

    What is compared is a lower bound of the p-value that the replay would find: no act outside a window can make a
    firing right. Hundreds of noisy sensors need no replay each.
    """
    trials = known.by_clock.sum(axis=1)
    days = max(1.0, timeline.recorded_days)
    rates = usual_rates(timeline.calendar.clock(goal.times), _MIDDLES, days)
    found = np.zeros(len(known.triggers), dtype=np.bool_)
    for window in WINDOWS:
        early = BEFORE if window == BEFORE + AFTER else 0
        hits = around.pairs(early, window - early).sum(axis=0)
        chances = known.by_clock @ chance_within(rates, window) / trials
        tails = binomial_tails(hits, trials, chances)
        found |= tails * len(WINDOWS) <= CONCEIVABLE
    return found
