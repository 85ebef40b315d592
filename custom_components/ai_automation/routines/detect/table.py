"""Where firings come close to acts, taken down in bits and counts."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ..chance import PART, PARTS
from ..past.calendar import DAY
from ..timeline import Mask, Timeline, Times

type Reach = tuple[float, float]
"""At most so many seconds after an act, and at most so many before it."""

_AT_ONCE = 8
"""How many triggers are looked at together: as many as bits in a byte."""
_APART = DAY
"""Seconds between the last moment of one trigger and the first of the next: longer than any reach."""


class Table:
    """Takes down one trigger after another: around which acts it fired, and how often at which time of day.

    The firings of a trigger are debounced. Those of eight are put one behind the other, so that one search serves all.
    """

    def __init__(
        self,
        first: NDArray[np.int64],
        acts: Times,
        timeline: Timeline,
        reaches: Sequence[Reach],
    ) -> None:
        """Prepare for acts of one goal after another; `first` is where each goal begins, and the number of acts."""
        self._first, self._parts = first, _Parts(timeline)
        order = np.argsort(acts, kind="stable")
        self._place = np.empty(len(order), dtype=np.int64)
        self._place[order] = np.arange(len(order))
        self._start = timeline.start
        self._span = timeline.end - timeline.start + 2 * _APART
        rising = acts[order] - self._start
        self._acts = (np.arange(_AT_ONCE)[:, np.newaxis] * self._span + rising).ravel()
        self._fired: list[Times] = []
        self._clocks: list[NDArray[np.int64]] = [np.zeros((0, PARTS), dtype=np.int64)]
        bits, counts = (0, len(acts)), (0, len(first) - 1)
        every = dict.fromkeys(reaches)
        self._close = {r: [np.zeros(bits, dtype=np.uint8)] for r in every}
        self._hits = {r: [np.zeros(counts, dtype=np.int64)] for r in every}

    def add(self, fired: Times) -> None:
        """Take down the firings of the next trigger."""
        self._fired.append(fired)
        if len(self._fired) == _AT_ONCE:
            self.finish()

    def finish(self) -> None:
        """Take down what was added so far."""
        if not self._fired:
            return
        rows = len(self._fired)
        counts = [len(some) for some in self._fired]
        fired = np.concatenate(self._fired)
        row = np.repeat(np.arange(rows), counts)
        self._clocks.append(self._parts.counts(fired, row, rows))
        self._fired = []
        acts = self._acts[: len(self._place) * rows]
        for reach, mask in _close(
            acts, fired - self._start + row * self._span, self._close
        ):
            close = mask.reshape(rows, -1).take(self._place, axis=1)
            self._hits[reach].append(self._counted(close))
            self._close[reach].append(np.packbits(close, axis=0))

    def _counted(self, close: Mask) -> NDArray[np.int64]:
        """Return around how many acts of each goal there was a firing."""
        some = np.diff(self._first) > 0
        counts = np.zeros((len(close), len(some)), dtype=np.int64)
        if some.any():
            counts[:, some] = np.add.reduceat(
                close.view(np.uint8), self._first[:-1][some], axis=1, dtype=np.uint32
            )
        return counts

    def by_clock(self) -> NDArray[np.float64]:
        """Return how often each trigger fired in each part of the day: triggers by parts."""
        return np.concatenate(self._clocks).astype(np.float64)

    def hits(self) -> dict[Reach, NDArray[np.int64]]:
        """Return around how many acts of each goal each trigger fired: triggers by goals."""
        return {r: np.concatenate(some) for r, some in self._hits.items()}

    def close(self, reach: Reach) -> NDArray[np.uint8]:
        """Return around which acts each trigger fired: eight triggers a byte, by acts."""
        return np.concatenate(self._close[reach])


def _close(
    acts: Times, fired: Times, reaches: Iterable[Reach]
) -> Iterator[tuple[Reach, Mask]]:
    """Yield for each reach within which of the acts, which rise, there was a firing."""
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

    def counts(
        self, times: Times, row: NDArray[np.int64], rows: int
    ) -> NDArray[np.int64]:
        """Return how many moments of each row are in each part of the day: rows by parts."""
        cells = ((times - self._first) / PART).astype(np.int64)
        index = self._parts[cells] + row * PARTS
        return np.bincount(index, minlength=rows * PARTS).reshape(rows, PARTS)
