"""What really happened in a made-up home, ready to be asked: states, the sun, and people's acts.

Nothing here is shared with the integration, so that a mistake there cannot hide itself.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from datetime import datetime, time, timedelta
from itertools import pairwise

from astral import Observer

from .plan import suns_between
from .truth import PERSON, Home, TrueAct

_PASSING = {
    "opening": "open",
    "closing": "closed",
    "locking": "locked",
    "unlocking": "unlocked",
}
_UNDONE = 120.0
"""Seconds within which an act that is taken back was none."""


class States:
    """The states of one entity."""

    def __init__(self) -> None:
        """Start with none."""
        self.times: list[float] = []
        self.values: list[str] = []

    def add(self, at: float, value: str) -> None:
        """Add a state if it is another one."""
        value = _PASSING.get(value, value)
        if not self.values or self.values[-1] != value:
            self.times.append(at)
            self.values.append(value)

    def index(self, at: float) -> int:
        """Return which state holds at a moment, -1 before the first."""
        return bisect_right(self.times, at) - 1

    def at(self, moment: float) -> str | None:
        """Return the state at a moment."""
        index = self.index(moment)
        return self.values[index] if index >= 0 else None


class Past:
    """The past of one home."""

    def __init__(self, home: Home) -> None:
        """Put in order what happened."""
        house, truth = home.house, home.truth
        self.start, self.end = house.start, house.end
        self.zone = house.zone
        self.states: defaultdict[str, States] = defaultdict(States)
        for row in house.states:
            self.states[row.entity_id].add(row.t, row.state)
        self.together = {
            member: group
            for group, members in truth.groups.items()
            for member in (group, *members)
        }
        self.fired: dict[str, list[float]] = {}
        """When triggers fired that were asked for before."""
        self.acts: dict[tuple[str, str], list[float]] = self._acts(truth.acts)
        first, last = self.local(self.start).date(), self.local(self.end).date()
        one = timedelta(days=1)
        observer = Observer(house.latitude, house.longitude, house.elevation)
        self.suns = suns_between(observer, house.zone, first - one, last + one)
        self.days = [first + n * one for n in range((last - first).days + 1)]

    def _acts(self, acts: tuple[TrueAct, ...]) -> dict[tuple[str, str], list[float]]:
        """Return when people brought things into states, second thoughts left out."""
        changes: defaultdict[str, list[TrueAct]] = defaultdict(list)
        for act in acts:
            changes[self.one(act.entity_id)].append(act)
        found: dict[tuple[str, str], list[float]] = {}
        for entity_id, chain in changes.items():
            undone = {
                id(gone)
                for act, after in pairwise(chain)
                if after.t - act.t <= _UNDONE and after.state == act.old
                for gone in (act, after)
                if after.cause.startswith(PERSON)
            }
            for act in chain:
                if not act.cause.startswith(PERSON) or id(act) in undone:
                    continue
                times = found.setdefault((entity_id, act.state), [])
                if not times or act.t - times[-1] > 10:
                    times.append(act.t)
        return found

    def one(self, entity_id: str) -> str:
        """Return what stands for an entity and all that moves with it."""
        return self.together.get(entity_id, entity_id)

    def local(self, moment: float) -> datetime:
        """Return the local time of a moment."""
        return datetime.fromtimestamp(moment, self.zone)

    def clock(self, moment: float) -> float:
        """Return seconds after local midnight."""
        local = self.local(moment)
        return local.hour * 3600 + local.minute * 60 + local.second

    def moments(self, seconds: float) -> list[float]:
        """Return a local clock time on every day."""
        return [
            (datetime.combine(day, time(0)) + timedelta(seconds=seconds))
            .replace(tzinfo=self.zone)
            .timestamp()
            for day in self.days
        ]

    def sun(self, event: str) -> list[float]:
        """Return every sunrise or sunset."""
        marks = (self.suns[day][event == "sunset"] for day in self.days)
        return [mark for mark in marks if mark is not None]

    def is_dark(self, moment: float) -> bool:
        """Return whether the sun is down, by its times."""
        rise, down = self.suns[self.local(moment).date()]
        return rise is not None and down is not None and not rise <= moment < down

    def between(self, times: list[float], start: float, end: float) -> list[float]:
        """Return the moments of a stretch of time."""
        return times[bisect_left(times, start) : bisect_left(times, end)]
