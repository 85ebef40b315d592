"""Moves a recorded house in time."""

from bisect import bisect_right
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import ceil
import re

from homeassistant.util.ulid import bytes_to_ulid, ulid_to_bytes

from .nouns import EventRow, House, HouseError, StateRow

WEEK = timedelta(weeks=1)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:\+00:00|Z)")


def shift_to_end(house: House, end: float) -> House:
    """Move a house by whole weeks so that its recording reaches up to `end`.

    Weekdays and local clock times stay as they were, through any change of the
    clocks. What would lie after `end`, less than a week, is left out.
    """
    if not house.states:
        raise HouseError("this house has no recorded states to move, add some")
    shift = _Shift(house, ceil((end - house.end) / WEEK.total_seconds() - 0.01))
    states = sorted((shift.state(row) for row in house.states), key=_time)
    events = sorted((shift.event(row) for row in house.events), key=_time)
    return replace(
        house,
        start=shift.time(house.start),
        end=min(shift.time(house.end), end),
        states=states[: bisect_right(states, end, key=_time)],
        events=events[: bisect_right(events, end, key=_time)],
    )


def _time(row: StateRow | EventRow) -> float:
    return row.t


class _Shift:
    """A move by whole weeks of local time."""

    def __init__(self, house: House, weeks: int) -> None:
        self._zone = house.zone
        self._weeks = weeks * WEEK
        self._ids: dict[str, str] = {}
        self._quarters: dict[int, float] = {}

    def time(self, t: float) -> float:
        """Return the moment with the same local weekday and clock time."""
        # Clocks change on a quarter of an hour of universal time, everywhere.
        quarter = int(t // 900)
        if quarter not in self._quarters:
            self._quarters[quarter] = self._seconds(quarter * 900)
        return round(t + self._quarters[quarter], 6)

    def state(self, row: StateRow) -> StateRow:
        """Return the row at its new time."""
        return StateRow(
            self.time(row.t),
            row.entity_id,
            self._text(row.state),
            row.context_id and self._ulid(row.context_id),
            row.parent_id and self._ulid(row.parent_id),
            row.user_id,
            self._text(row.attributes),
        )

    def event(self, row: EventRow) -> EventRow:
        """Return the row at its new time."""
        return EventRow(
            self.time(row.t),
            row.event_type,
            self._text(row.data),
            row.context_id and self._ulid(row.context_id),
            row.parent_id and self._ulid(row.parent_id),
            row.user_id,
        )

    def _seconds(self, t: float) -> float:
        moved = datetime.fromtimestamp(t, self._zone) + self._weeks
        return moved.timestamp() - t

    def _ulid(self, ulid: str) -> str:
        if ulid not in self._ids:
            raw = ulid_to_bytes(ulid)
            milliseconds = int.from_bytes(raw[:6])
            moved = round(self.time(milliseconds / 1000) * 1000)
            self._ids[ulid] = bytes_to_ulid(moved.to_bytes(6) + raw[6:])
        return self._ids[ulid]

    def _text(self, text: str) -> str:
        if "T" not in text:
            return text
        return MOMENT.sub(lambda match: self._moment(match[0]), text)

    def _moment(self, text: str) -> str:
        moved = self.time(datetime.fromisoformat(text).timestamp())
        return datetime.fromtimestamp(moved, UTC).isoformat()
