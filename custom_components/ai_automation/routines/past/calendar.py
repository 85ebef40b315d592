"""Local days and clock times of a stretch of the past, daylight saving included."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

type Times = NDArray[np.float64]

DAY = 86400
_MONDAY = 3
"""1 January 1970 was a Thursday."""


class Calendar:
    """Turns epoch seconds into local days, weekdays and clock times, and back."""

    def __init__(self, zone: ZoneInfo, start: float, end: float) -> None:
        first = datetime.fromtimestamp(start, zone).date()
        last = datetime.fromtimestamp(end, zone).date()
        self.days: tuple[date, ...] = tuple(
            first + timedelta(days=n) for n in range((last - first).days + 1)
        )
        self._first = (first - date(1970, 1, 1)).days
        self._changes, self._offsets = _offsets(zone, start - 3 * DAY, end + 3 * DAY)

    def _local(self, times: Times) -> Times:
        """Return epoch seconds as if the local clock ran in UTC."""
        index = np.searchsorted(self._changes, times, side="right") - 1
        return np.asarray(times + self._offsets[np.maximum(index, 0)])

    def day(self, times: Times) -> NDArray[np.int64]:
        """Return the index of the local day in `days`."""
        return (self._local(times) // DAY).astype(np.int64) - self._first

    def weekday(self, times: Times) -> NDArray[np.int64]:
        """Return the day of the week, 0 is Monday."""
        return ((self._local(times) // DAY).astype(np.int64) + _MONDAY) % 7

    def clock(self, times: Times) -> Times:
        """Return seconds after local midnight."""
        return np.asarray(self._local(times) % DAY)

    def moments(self, clock: int) -> Times:
        """Return the epoch seconds at which it is a time of day on `days`, rising.

        As in Home Assistant, that is twice where the clock is set back over it, and never where it is set forward.
        """
        numbers = self._first + np.arange(len(self.days), dtype=np.float64)
        local: Times = numbers * DAY + clock
        found = [
            (times := local - offset)[self._local(times) == local]
            for offset in np.unique(self._offsets)
        ]
        return np.unique(np.concatenate(found))


def _offsets(zone: ZoneInfo, start: float, end: float) -> tuple[Times, Times]:
    """Return when the zone's offset from UTC changed, and to what, in seconds."""
    changes, offsets = [start], [_offset(zone, start)]
    at = start
    while at < end:
        following = min(at + DAY, end)
        if (offset := _offset(zone, following)) != offsets[-1]:
            changes.append(_change(zone, at, following))
            offsets.append(offset)
        at = following
    return np.array(changes), np.array(offsets)


def _change(zone: ZoneInfo, early: float, late: float) -> float:
    """Return the second at which the offset changes between two moments."""
    before, low, high = _offset(zone, early), int(early), int(late) + 1
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, middle) == before:
            low = middle
        else:
            high = middle
    return float(high)


def _offset(zone: ZoneInfo, at: float) -> float:
    offset = datetime.fromtimestamp(at, UTC).astimezone(zone).utcoffset()
    return 0.0 if offset is None else offset.total_seconds()
