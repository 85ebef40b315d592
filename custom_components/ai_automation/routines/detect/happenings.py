"""What happens in the home, and which of it comes before what people do more often than chance brings about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ...model.routine import Trigger
from ..calendar import DAY
from ..chance import PART, PARTS, WINDOWS, Undone, usual_rates
from ..goals import MIN_ACTS
from ..prove import CONCEIVABLE, QUICK
from ..statistics import chance_within, is_tail_within
from ..timeline import Mask, Timeline, Times
from ..trial import AFTER, BEFORE, Goal, debounced

type Reach = tuple[float, float]
"""At most so many seconds after an act, and at most so many before it."""

ANY: Reach = (BEFORE, AFTER)
"""What the act might make right."""
SOON: Reach = (BEFORE, QUICK)
"""What people may have acted on at once."""
AT_ONCE = 90.0
"""Seconds within which things are done in one go."""
_ONE_COMMAND = 1.0
"""Seconds within which things move that one command moved."""
IN_ONE_GO: Reach = (-_ONE_COMMAND, AT_ONCE)
WINDOW_REACHES: tuple[Reach, ...] = (ANY, *((0.0, float(late)) for late in WINDOWS[1:]))
"""The same as `WINDOWS`."""
_REACHES = tuple(dict.fromkeys((*WINDOW_REACHES, SOON, IN_ONE_GO)))

_MIDDLES = np.arange(PART / 2, DAY, PART, dtype=np.float64)
"""Clock times in the middle of each part of the day, in seconds."""


@dataclass(frozen=True, eq=False)
class Happenings:
    """What happens in the home that people may act on, and where it comes close to the acts of some goals."""

    timeline: Timeline
    triggers: tuple[Trigger, ...]
    by_clock: NDArray[np.float64]
    """How often each trigger fired in each part of the day: triggers by parts."""
    goals: dict[Goal, slice]
    """Which of the columns of `pairs` are the acts of each goal."""
    pairs: dict[Reach, Mask]
    """Whether each trigger fired within reach of each act: triggers by acts."""

    @cached_property
    def trials(self) -> NDArray[np.int64]:
        """Return how often each trigger fired."""
        return np.asarray(self.by_clock.sum(axis=1), dtype=np.int64)

    def near(self, goal: Goal) -> Near:
        """Return what happened around the acts of one of the goals."""
        return Near(goal=goal, known=self, columns=self.goals[goal])


@dataclass(frozen=True, eq=False)
class Near:
    """The happenings around the acts of a goal."""

    goal: Goal
    known: Happenings
    columns: slice

    def pairs(self, reach: Reach) -> Mask:
        """Tell which triggers fired within reach of which acts: acts by triggers."""
        return self.known.pairs[reach][:, self.columns].T

    def hits(self, reach: Reach) -> NDArray[np.int64]:
        """Return around how many acts each trigger fired."""
        pairs = self.known.pairs[reach][:, self.columns].view(np.uint8)
        return np.asarray(pairs.sum(axis=1, dtype=np.int64))

    @cached_property
    def conceivable(self) -> Mask:
        """Tell which triggers chance does not explain as easily as that no replay is worth while.

        What is compared is a lower bound of the p-value that the replay would find: no act outside a window can make a
        firing right. Hundreds of noisy sensors need no replay each.
        """
        known, timeline = self.known, self.known.timeline
        days = max(1.0, timeline.recorded_days)
        clock = timeline.calendar.clock(self.goal.times)
        rates = usual_rates(clock, _MIDDLES, days)
        found = np.zeros(len(known.triggers), dtype=np.bool_)
        for window, reach in zip(WINDOWS, WINDOW_REACHES, strict=True):
            chances = known.by_clock @ chance_within(rates, window) / known.trials
            limit = CONCEIVABLE / len(WINDOWS)
            found |= is_tail_within(limit, self.hits(reach), known.trials, chances)
        return found

    @cached_property
    def noticed(self) -> Mask:
        """Tell which triggers come before the acts more often than chance brings about, while the thing is not yet as wanted.

        What is compared is about what the second test of the replay would find, from how often each fired at each hour.
        """
        known = self.known
        undone = Undone.of(self.goal, known.timeline)
        trials = known.by_clock @ undone.shares
        found = np.zeros(len(known.triggers), dtype=np.bool_)
        for window, reach in zip(WINDOWS[1:], WINDOW_REACHES[1:], strict=True):
            chances = chance_within(undone.rates, window) * undone.shares
            expected = known.by_clock @ chances / np.maximum(trials, 1.0)
            counts = np.maximum(np.rint(trials).astype(np.int64), self.hits(reach))
            limit = CONCEIVABLE / len(WINDOWS)
            found |= is_tail_within(limit, self.hits(reach), counts, expected)
        return found


def happenings(
    triggers: Iterable[Trigger],
    timeline: Timeline,
    goals: Sequence[Goal],
    reaches: Sequence[Reach] = _REACHES,
) -> Happenings:
    """Return where some triggers come close to the acts of goals, without those triggers that hardly ever fired.

    One trigger after another is looked at and forgotten: the firings of all sensors of a big home take a lot of memory.
    """
    ends = np.cumsum([0, *(len(goal.acts) for goal in goals)]).tolist()
    acts = np.concatenate([np.empty(0), *(goal.times for goal in goals)])
    order = np.argsort(acts, kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    acts = acts[order]
    parts = _Parts(timeline)
    kept: list[Trigger] = []
    clocks: list[NDArray[np.int64]] = []
    close: dict[Reach, list[Mask]] = {reach: [] for reach in reaches}
    for trigger in triggers:
        fired = debounced(timeline.fires(trigger))
        if len(fired) < MIN_ACTS:
            continue
        kept.append(trigger)
        clocks.append(parts.counts(fired))
        for reach, mask in _close(acts, fired, reaches):
            close[reach].append(mask)
    shape = len(kept), len(acts)
    return Happenings(
        timeline=timeline,
        triggers=tuple(kept),
        by_clock=np.array(clocks, dtype=np.float64).reshape(len(kept), PARTS),
        goals={
            goal: slice(first, last)
            for goal, first, last in zip(goals, ends, ends[1:], strict=False)
        },
        pairs={
            reach: np.array(close.pop(reach), dtype=np.bool_)
            .reshape(shape)
            .take(place, axis=1)
            for reach in reaches
        },
    )


def _close(
    acts: Times, fired: Times, reaches: Sequence[Reach]
) -> Iterable[tuple[Reach, Mask]]:
    """Yield for each reach within which of the acts, which rise, there was a firing."""
    padded = np.append(-np.inf, fired)
    lags: dict[float, Times] = {}
    for early, late in reaches:
        if early not in lags:
            last = np.searchsorted(fired, acts + early, side="right")
            lags[early] = acts - padded[last]
        yield (early, late), lags[early] <= late


class _Parts:
    """Tells in which part of the day moments are."""

    def __init__(self, timeline: Timeline) -> None:
        # The clocks of the world differ by whole parts, so that one look-up serves all moments of a part.
        self._first = timeline.start // PART * PART
        cells = np.arange(self._first, timeline.end + DAY, PART, dtype=np.float64)
        self._parts = timeline.calendar.clock(cells).astype(np.int64) // PART

    def counts(self, times: Times) -> NDArray[np.int64]:
        """Return how many moments are in each part of the day."""
        cells = ((times - self._first) / PART).astype(np.int64)
        return np.bincount(self._parts[cells], minlength=PARTS)
