"""How the people of the demo home live: when they come and go, and where they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .habits import Habits
from .machines import HOUR, MINUTE, clock, moved
from .recording import Recording

ROOMS = {"living_room": 0.5, "kitchen": 0.32, "bedroom": 0.18}
"""Where someone is who has nothing to do, and how likely."""
CLEARS_AFTER = 70.0
"""Seconds until a motion sensor clears."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One person's plan of a day; moments in epoch seconds."""

    person: str
    wake: float
    bed: float
    away: tuple[tuple[float, float], ...] = ()
    office: tuple[tuple[float, float], ...] = ()

    def is_home(self, moment: float) -> bool:
        """Return whether they are at home and awake."""
        absent = any(left - 300 <= moment <= back for left, back in self.away)
        return self.wake <= moment <= self.bed and not absent

    def is_free(self, moment: float) -> bool:
        """Return whether they may be anywhere in the house."""
        working = any(begin <= moment <= end for begin, end in self.office)
        return self.is_home(moment) and not working


class Life:
    """Plans the days of Mara and Felix."""

    def __init__(self, recording: Recording) -> None:
        """Wire the habits that follow something."""
        self._recording = recording
        self._chance = recording.chance
        self._habits = Habits(recording)
        self._seen: dict[str, float] = {}

    def plan(self, day: date) -> None:
        """Queue a day."""
        people = (self._mara(day), self._felix(day))
        for one in people:
            self._come_and_go(one)
            self._wander(one)
            self._wash(one)
            for begin, end in one.office:
                self._work(begin, end)
        free = [(one.wake + HOUR, one.bed - HOUR, one.is_free) for one in people]
        self._habits.plan(day, max(one.bed for one in people), free)

    def _around(self, day: date, hours: float, minutes: float) -> float:
        return clock(day, hours * HOUR + self._chance.gauss(0, minutes * MINUTE))

    def _mara(self, day: date) -> Day:
        weekend = day.weekday() >= 5
        work = ((self._around(day, 8.05, 9), self._around(day, 17.0, 24)),)
        return Day(
            person="person.mara",
            wake=self._around(day, 8.4 if weekend else 6.5, 9),
            bed=self._around(day, 23.1, 28),
            away=self._outing(day) if weekend else work,
        )

    def _felix(self, day: date) -> Day:
        weekend, travels = day.weekday() >= 5, day.weekday() in (1, 3)
        work = ((self._around(day, 8.6, 10), self._around(day, 18.2, 25)),)
        office = (
            (self._around(day, 9.3, 25), self._around(day, 12.2, 15)),
            (self._around(day, 13.4, 22), self._around(day, 16.6, 30)),
        )
        return Day(
            person="person.felix",
            wake=self._around(day, 8.9 if weekend else 6.9, 8),
            bed=self._around(day, 23.4, 30),
            away=self._outing(day) if weekend else work if travels else (),
            office=() if weekend or travels else office,
        )

    def _outing(self, day: date) -> tuple[tuple[float, float], ...]:
        if self._chance.random() < 0.3:
            return ()
        left = clock(day, self._chance.uniform(10, 14) * HOUR)
        return ((left, left + self._chance.uniform(1, 4) * HOUR),)

    def _come_and_go(self, day: Day) -> None:
        at = self._recording.at
        for left, back in day.away:
            at(left, self._through_the_door)
            at(left + 150, moved, self._recording, day.person, "not_home")
            at(back - 40, moved, self._recording, day.person, "home")
            at(back, self._through_the_door)

    def _through_the_door(self) -> None:
        self._move("hall", 25)
        wall, after = self._recording.wall, self._recording.after
        unlocked = self._chance.uniform(2, 9)
        opened = unlocked + self._chance.uniform(2, 6)
        after(unlocked, wall, "lock.front_door", "unlocked")
        after(opened, wall, "binary_sensor.front_door", "on")
        after(opened + 8, wall, "binary_sensor.front_door", "off")

    def _wander(self, day: Day) -> None:
        moment = day.wake + 60
        while moment < day.bed:
            stay = self._chance.lognormvariate(2.7, 0.6) * MINUTE
            room = self._chance.choices(list(ROOMS), list(ROOMS.values()))[0]
            if day.is_free(moment):
                self._recording.at(moment, self._stay, room, stay)
            moment += stay + self._chance.uniform(20, 120)

    def _stay(self, room: str, seconds: float) -> None:
        if self._chance.random() < 0.35:
            self._move("hall", 12)
        for moment in self._moves(seconds):
            self._recording.after(moment, self._move, room, 20)
        self._habits.sit_down(room, seconds)

    def _wash(self, day: Day) -> None:
        between = (day.wake + 2 * HOUR, day.bed - HOUR)
        visits = [
            (day.wake + self._chance.uniform(2, 45) * MINUTE, 11.0),
            (day.bed - self._chance.uniform(15, 130) * MINUTE, 8.0),
        ]
        visits += [(self._chance.uniform(*between), 4.0) for _ in range(2)]
        for moment, minutes in visits:
            if day.is_home(moment):
                stay = self._chance.uniform(0.6, 1.4) * minutes * MINUTE
                self._recording.at(moment, self._in_the_bathroom, stay)

    def _in_the_bathroom(self, seconds: float) -> None:
        moment = 0.0
        while moment < seconds:
            self._recording.after(moment, self._move, "bathroom", 20)
            moment += self._chance.uniform(30, 80)
        self._habits.leave_bathroom(seconds)

    def _work(self, begin: float, end: float) -> None:
        light = "light.home_office_ceiling"
        lit = begin + self._chance.uniform(20, 240)
        self._recording.at(lit, self._recording.wall, light, "on")
        for moment in self._moves(end - begin):
            self._recording.at(begin + moment, self._move, "home_office", 20)

    def _moves(self, seconds: float) -> Iterator[float]:
        """Yield when a motion sensor sees somebody who stays in a room."""
        moment = 0.0
        while moment < seconds:
            yield moment
            moment += min(90 + self._chance.expovariate(1 / 150), 330.0)

    def _move(self, room: str, seconds: float) -> None:
        """Let a room's motion sensor see someone."""
        sensor, recording = f"binary_sensor.{room}_motion", self._recording
        if recording.states[sensor] == "unavailable":
            return
        recording.device(sensor, "on")
        until = recording.now + seconds + CLEARS_AFTER
        self._seen[sensor] = max(until, self._seen.get(sensor, 0.0))
        recording.at(until, self._clear, sensor)

    def _clear(self, sensor: str) -> None:
        if self._recording.now >= self._seen[sensor] - 0.01:
            self._recording.wall(sensor, "off")
