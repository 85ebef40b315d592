"""What happens in the home, and which of it comes before what people do more often than chance brings about."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    goals: Sequence[Goal]
    close: Mapping[Reach, Mask]
    """Whether each trigger fired within reach of each act, of one goal after another: triggers by acts."""

    @cached_property
    def _first(self) -> NDArray[np.int64]:
        """Return which column of `close` is the first act of each goal; behind the last stands their number."""
        return np.cumsum([0, *(len(goal.acts) for goal in self.goals)])

    @cached_property
    def _place(self) -> Mapping[Goal, int]:
        return {goal: n for n, goal in enumerate(self.goals)}

    @cached_property
    def _hits(self) -> Mapping[Reach, NDArray[np.int64]]:
        """Return around how many acts of each goal each trigger fired: triggers by goals."""
        return {reach: self._counted(close) for reach, close in self.close.items()}

    def _counted(self, close: Mask) -> NDArray[np.int64]:
        some = np.diff(self._first) > 0
        counts = np.zeros((len(close), len(some)), dtype=np.int64)
        if some.any() and len(close):
            counts[:, some] = np.add.reduceat(
                close.view(np.uint8), self._first[:-1][some], axis=1, dtype=np.uint32
            )
        return counts

    @cached_property
    def _conceivable(self) -> Mask:
        """Tell which triggers chance does not explain for which goals: triggers by goals."""
        found = np.zeros((len(self.triggers), len(self.goals)), dtype=np.bool_)
        if not found.size:
            return found
        calendar, days = self.timeline.calendar, max(1.0, self.timeline.recorded_days)
        rates = np.array(
            [usual_rates(calendar.clock(g.times), _MIDDLES, days) for g in self.goals]
        )
        trials = self.by_clock.sum(axis=1, keepdims=True)
        limit = CONCEIVABLE / len(WINDOWS)
        for window, reach in zip(WINDOWS, WINDOW_REACHES, strict=True):
            chances = self.by_clock @ chance_within(rates, window).T / trials
            found |= is_tail_within(
                limit,
                self._hits[reach].ravel(),
                np.broadcast_to(trials.astype(np.int64), found.shape).ravel(),
                chances.ravel(),
            ).reshape(found.shape)
        return found

    def near(self, goal: Goal) -> Near:
        """Return what happened around the acts of one of the goals."""
        place = self._place[goal]
        acts = slice(*self._first[place : place + 2].tolist())
        return Near(
            triggers=self.triggers,
            close={reach: close[:, acts].T for reach, close in self.close.items()},
            hits={reach: hits[:, place] for reach, hits in self._hits.items()},
            conceivable=self._conceivable[:, place],
            by_clock=self.by_clock,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Near:
    """The happenings around the acts of a goal."""

    triggers: tuple[Trigger, ...]
    close: Mapping[Reach, Mask]
    """Which triggers fired within reach of which acts: acts by triggers."""
    hits: Mapping[Reach, NDArray[np.int64]]
    """Around how many acts each trigger fired."""
    conceivable: Mask
    """Which triggers chance does not explain as easily as that no replay is worth while.

    What is compared is a lower bound of the p-value that the replay would find: no act outside a window can make a firing
    right. Hundreds of noisy sensors need no replay each.
    """
    by_clock: NDArray[np.float64]
    """How often each trigger fired in each part of the day: triggers by parts."""


def noticed(goal: Goal, around: Near, timeline: Timeline) -> Mask:
    """Tell which triggers come before the acts more often than chance brings about, while the thing is not yet as wanted.

    What is compared is about what the second test of the replay would find, from how often each fired at each hour.
    """
    undone = Undone.of(goal, timeline)
    trials = around.by_clock @ undone.shares
    found = np.zeros(len(around.triggers), dtype=np.bool_)
    for window, reach in zip(WINDOWS[1:], WINDOW_REACHES[1:], strict=True):
        chances = chance_within(undone.rates, window) * undone.shares
        expected = around.by_clock @ chances / np.maximum(trials, 1.0)
        counts = np.maximum(np.rint(trials).astype(np.int64), around.hits[reach])
        limit = CONCEIVABLE / len(WINDOWS)
        found |= is_tail_within(limit, around.hits[reach], counts, expected)
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
    tried = tuple(triggers)
    acts = np.concatenate([np.empty(0), *(goal.times for goal in goals)])
    order = np.argsort(acts, kind="stable")
    acts, parts = acts[order], _Parts(timeline)
    by_clock = np.zeros((len(tried), PARTS))
    close = {r: np.zeros((len(tried), len(acts)), dtype=np.bool_) for r in reaches}
    kept: list[Trigger] = []
    for trigger in tried:
        fired = debounced(timeline.fires(trigger))
        if len(fired) < MIN_ACTS:
            continue
        by_clock[len(kept)] = parts.counts(fired)
        for reach, mask in _close(acts, fired, reaches):
            close[reach][len(kept), order] = mask
        kept.append(trigger)
    return Happenings(
        timeline=timeline,
        triggers=tuple(kept),
        by_clock=by_clock[: len(kept)],
        goals=goals,
        close={reach: table[: len(kept)] for reach, table in close.items()},
    )


def _close(
    acts: Times, fired: Times, reaches: Sequence[Reach]
) -> Iterator[tuple[Reach, Mask]]:
    """Yield for each reach within which of the acts, which rise, there was a firing; firings are debounced."""
    padded = np.concatenate([(-np.inf, -np.inf), fired, (np.inf,)])
    last = np.searchsorted(fired, acts, side="right") + 1
    lags, ahead = acts - padded[last], padded[last + 1] - acts
    for early, late in reaches:
        if early >= 0:
            yield (early, late), (lags <= late) | (ahead <= early)
        else:
            # No two firings are so close that the one before the last was too late as well.
            enough = np.where(lags >= -early, lags, acts - padded[last - 1])
            yield (early, late), enough <= late


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
