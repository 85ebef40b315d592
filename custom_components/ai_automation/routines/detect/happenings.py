"""What happens in the home, and which of it comes before what people do more often than chance brings about."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ...model.routine import StateTrigger, Trigger
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
_WINDOW_REACHES: tuple[Reach, ...] = (
    ANY,
    *((0.0, float(late)) for late in WINDOWS[1:]),
)
"""The same as `WINDOWS`."""

_MIDDLES = np.arange(PART / 2, DAY, PART, dtype=np.float64)
"""Clock times in the middle of each part of the day, in seconds."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Happenings:
    """What happens in the home that people may act on, and where it comes close to the acts of some goals."""

    timeline: Timeline
    triggers: tuple[Trigger, ...]
    by_clock: NDArray[np.float64]
    """How often each trigger fired in each part of the day: triggers by parts."""
    goals: Sequence[Goal]
    hits: Mapping[Reach, NDArray[np.int64]]
    """Around how many acts each trigger fired: triggers by goals."""
    close: Mapping[Reach, NDArray[np.uint8]]
    """Whether each trigger fired within reach of each act, of one goal after another: eight triggers a byte, by acts."""

    @cached_property
    def rooms(self) -> Mapping[str, Mask]:
        """Return by room which triggers are about something in it."""
        entities, found = self.timeline.home.entities, dict[str, Mask]()
        for key, trigger in enumerate(self.triggers):
            source = (
                entities.get(trigger.entity_id)
                if isinstance(trigger, StateTrigger)
                else None
            )
            if source is not None and source.area_id:
                none = np.zeros(len(self.triggers), dtype=np.bool_)
                found.setdefault(source.area_id, none)[key] = True
        return found

    @cached_property
    def _place(self) -> Mapping[Goal, int]:
        return {goal: n for n, goal in enumerate(self.goals)}

    @cached_property
    def _first(self) -> NDArray[np.int64]:
        return _first_acts(self.goals)

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
        for window, reach in zip(WINDOWS, _WINDOW_REACHES, strict=True):
            chances = self.by_clock @ chance_within(rates, window).T / trials
            found |= is_tail_within(
                limit,
                self.hits[reach].ravel(),
                np.broadcast_to(trials.astype(np.int64), found.shape).ravel(),
                chances.ravel(),
            ).reshape(found.shape)
        return found

    def near(self, goal: Goal) -> Near:
        """Return what happened around the acts of one of the goals."""
        place = self._place[goal]
        return Near(
            known=self,
            acts=slice(*self._first[place : place + 2].tolist()),
            hits={reach: hits[:, place] for reach, hits in self.hits.items()},
            conceivable=self._conceivable[:, place],
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Near:
    """The happenings around the acts of a goal."""

    known: Happenings
    acts: slice
    """The acts of the goal among those of all."""
    hits: Mapping[Reach, NDArray[np.int64]]
    """Around how many acts each trigger fired."""
    conceivable: Mask
    """Which triggers chance does not explain as easily as that no replay is worth while.

    What is compared is a lower bound of the p-value that the replay would find: no act outside a window can make a firing
    right. Hundreds of noisy sensors need no replay each.
    """

    @property
    def triggers(self) -> tuple[Trigger, ...]:
        """Return what may have fired."""
        return self.known.triggers

    def pairs(self, reach: Reach) -> Mask:
        """Tell which triggers fired within reach of which acts: acts by triggers."""
        packed = self.known.close[reach][:, self.acts]
        pairs = np.unpackbits(packed, axis=0, count=len(self.triggers))
        return pairs.view(np.bool_).T


def noticed(goal: Goal, around: Near, timeline: Timeline, *, among: Mask) -> Mask:
    """Tell which of some triggers come before the acts more often than chance brings about, while the thing is not yet as wanted.

    What is compared is about what the second test of the replay would find, from how often each fired at each hour.
    """
    found = np.zeros(len(around.triggers), dtype=np.bool_)
    if not among.any():
        return found
    undone, by_clock = Undone.of(goal, timeline), around.known.by_clock[among]
    trials = by_clock @ undone.shares
    for window, reach in zip(WINDOWS[1:], _WINDOW_REACHES[1:], strict=True):
        chances = chance_within(undone.rates, window) * undone.shares
        expected = by_clock @ chances / np.maximum(trials, 1.0)
        hits = around.hits[reach][among]
        counts = np.maximum(np.rint(trials).astype(np.int64), hits)
        limit = CONCEIVABLE / len(WINDOWS)
        found[among] |= is_tail_within(limit, hits, counts, expected)
    return found


def happenings(
    triggers: Iterable[Trigger],
    timeline: Timeline,
    goals: Sequence[Goal],
    reaches: Sequence[Reach] = (ANY,),
) -> Happenings:
    """Return where some triggers come close to the acts of goals, without those triggers that hardly ever fired.

    One trigger after another is looked at and forgotten: the firings of all sensors of a big home take a lot of memory.
    """
    table, parts = _Table(goals, reaches), _Parts(timeline)
    kept: list[Trigger] = []
    clocks: list[NDArray[np.int64]] = []
    for trigger in triggers:
        fired = debounced(timeline.fires(trigger))
        if len(fired) >= MIN_ACTS:
            kept.append(trigger)
            clocks.append(parts.counts(fired))
            table.add(fired)
    return Happenings(
        timeline=timeline,
        triggers=tuple(kept),
        by_clock=np.array(clocks, dtype=np.float64).reshape(len(kept), PARTS),
        goals=goals,
        hits=table.hits(),
        close=table.close(),
    )


def _first_acts(goals: Sequence[Goal]) -> NDArray[np.int64]:
    """Return where the acts of each goal begin among those of all; behind the last stands their number."""
    return np.cumsum([0, *(len(goal.acts) for goal in goals)])


class _Table:
    """Takes down close to which acts triggers fired, one trigger after another, eight to a byte."""

    def __init__(self, goals: Sequence[Goal], reaches: Sequence[Reach]) -> None:
        self._first = _first_acts(goals)
        acts = np.concatenate([np.empty(0), *(goal.times for goal in goals)])
        self._order = np.argsort(acts, kind="stable")
        self._acts = acts[self._order]
        self._close: dict[Reach, list[NDArray[np.uint8]]] = {r: [] for r in reaches}
        every = dict.fromkeys((*_WINDOW_REACHES, *reaches))
        self._hits: dict[Reach, list[NDArray[np.int64]]] = {r: [] for r in every}
        self._eight = {r: np.zeros((8, len(acts)), dtype=np.bool_) for r in every}
        self._filled = 0

    def add(self, fired: Times) -> None:
        """Take down the firings of the next trigger."""
        for reach, mask in _close(self._acts, fired, tuple(self._eight)):
            self._eight[reach][self._filled, self._order] = mask
        self._filled += 1
        if self._filled == 8:
            self._write()

    def _write(self) -> None:
        """Write down what is filled of the eight."""
        for reach, rows in self._eight.items():
            self._hits[reach].append(self._counted(rows[: self._filled]))
            if reach in self._close:
                self._close[reach].append(np.packbits(rows[: self._filled], axis=0))
        self._filled = 0

    def _counted(self, rows: Mask) -> NDArray[np.int64]:
        """Return around how many acts of each goal there was a firing."""
        some = np.diff(self._first) > 0
        counts = np.zeros((len(rows), len(some)), dtype=np.int64)
        if some.any():
            counts[:, some] = np.add.reduceat(
                rows.view(np.uint8), self._first[:-1][some], axis=1, dtype=np.uint32
            )
        return counts

    def hits(self) -> dict[Reach, NDArray[np.int64]]:
        """Return around how many acts each trigger fired: triggers by goals."""
        if self._filled:
            self._write()
        none = np.zeros((0, len(self._first) - 1), dtype=np.int64)
        return {r: np.concatenate([none, *some]) for r, some in self._hits.items()}

    def close(self) -> dict[Reach, NDArray[np.uint8]]:
        """Return around which acts each trigger fired: eight triggers a byte, by acts."""
        if self._filled:
            self._write()
        none = np.zeros((0, len(self._acts)), dtype=np.uint8)
        return {r: np.concatenate([none, *some]) for r, some in self._close.items()}


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
