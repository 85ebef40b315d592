"""When the sun crosses the horizon of a home, and whether it is up."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .calendar import Calendar, Times


class Sky:
    """The sun over a stretch of days, by their calendar."""

    def __init__(
        self,
        calendar: Calendar,
        times: Mapping[date, tuple[float | None, float | None]],
    ) -> None:
        """Take sunrise and sunset by local date; None where it does not happen that day."""
        self._calendar = calendar
        self._times = times
        self._crossings: dict[str, Times] = {}

    def crossings(self, event: str) -> Times:
        """Return every sunrise or sunset from the day before the start to the day after the end."""
        if event not in self._crossings:
            self._crossings[event] = self._read(0 if event == "sunrise" else 1)
        return self._crossings[event]

    def is_as(self, times: Times, *, dark: bool) -> NDArray[np.bool_]:
        """Tell when the sun was down or up; neither where it never crosses the horizon."""
        marks, downs = self._marks
        if not len(marks):
            return np.zeros(len(times), dtype=np.bool_)
        index = np.searchsorted(marks, times, side="right") - 1
        was_down = np.where(index >= 0, downs[index], ~downs[0])
        return np.asarray(was_down == dark)

    def _read(self, column: int) -> Times:
        first = self._calendar.days[0] - timedelta(days=1)
        days = (first + timedelta(days=n) for n in range(len(self._calendar.days) + 2))
        marks = (self._times.get(day, (None, None))[column] for day in days)
        return np.array([mark for mark in marks if mark is not None], dtype=np.float64)

    @cached_property
    def _marks(self) -> tuple[Times, NDArray[np.bool_]]:
        """Return when the sun crossed the horizon, and whether it went down."""
        rises, sets = self.crossings("sunrise"), self.crossings("sunset")
        times = np.concatenate([rises, sets])
        downs = np.concatenate([np.zeros(len(rises), bool), np.ones(len(sets), bool)])
        order = np.argsort(times, kind="stable")
        return times[order], downs[order]
