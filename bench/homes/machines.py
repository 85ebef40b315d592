"""What moves by itself in a made-up home: the sun, and the numbers of its sensors."""

from collections.abc import Callable
from datetime import date
import math
import random

from ..demo_home.place import Thing
from .plan import HOUR, MINUTE
from .world import World

_COARSE = 2.5 * HOUR
"""How seldom sensors report on which nothing depends."""
_FINE = 7 * MINUTE


class Machines:
    """Keeps the sensors going."""

    def __init__(self, world: World, watched: frozenset[str]) -> None:
        """Report those sensors often that people watch."""
        self._world = world
        self._chance = world.chance
        self._watched = watched
        self._swing: dict[str, float] = {}

    def plan(self, day: date) -> None:
        """Queue what happens on a day."""
        at, diary = self._world.diary.at, self._world.diary
        for moment, state in zip(
            self._world.plan.suns[day], ("above_horizon", "below_horizon"), strict=True
        ):
            if moment is not None:
                at(moment, diary.device, "sun.sun", state)
        for thing in self._world.plan.things:
            if thing.entity_id.startswith("sensor."):
                self._measure(thing, day)
            elif thing.kind in ("vibration", "opening", "connectivity"):
                self._rattle(thing.entity_id, day)

    def _rattle(self, entity_id: str, day: date) -> None:
        """Let something happen in the home that has nothing to do with anything."""
        diary = self._world.diary
        for _ in range(self._world.times(2.0)):
            begun = self._world.plan.clock(day, self._chance.uniform(0, 24) * HOUR)
            diary.at(begun, diary.wall, entity_id, "on")
            ended = begun + self._chance.uniform(5, 1800)
            diary.at(ended, diary.wall, entity_id, "off")

    def _measure(self, thing: Thing, day: date) -> None:
        value = self._values(thing, day)
        gap = _FINE if thing.entity_id in self._watched else _COARSE
        moment = self._chance.uniform(0, gap)
        while moment < 24 * HOUR:
            at = self._world.plan.clock(day, moment)
            self._world.diary.at(at, self._report, thing.entity_id, value)
            moment += gap * self._chance.uniform(0.75, 1.25)

    def _report(self, entity_id: str, value: Callable[[float], str]) -> None:
        diary = self._world.diary
        diary.wall(entity_id, value(diary.now))

    def _values(self, thing: Thing, day: date) -> Callable[[float], str]:
        """Return what a sensor says at a moment of a day."""
        begin, chance = self._world.plan.clock(day, 0), self._chance
        match thing.kind:
            case "temperature":
                warm = chance.gauss(21.5, 1.3)
                return lambda t: (
                    f"{warm + 2.6 * _turn(t - begin) + chance.gauss(0, 0.06):.1f}"
                )
            case "humidity":
                base = chance.gauss(50, 2.5)
                return lambda t: f"{base + self._steam(t) + chance.gauss(0, 0.8):.0f}"
            case "illuminance":
                return self._light(day)
            case "power":
                return self._washing(day)
            case _:
                return lambda t: f"{float(thing.state) + chance.gauss(0, 3):.1f}"

    def _steam(self, moment: float) -> float:
        """Return how much damper the showers of the last hours made the air."""
        since = (moment - end for end in self._world.showers[-6:])
        return sum(30 * math.exp(-s / 1500) for s in since if 0 <= s < 4 * HOUR)

    def _light(self, day: date) -> Callable[[float], str]:
        """Return the brightness outside, with clouds that change from hour to hour."""
        rise, down = self._world.plan.suns[day]
        sky = random.Random(f"{self._world.plan.seed} {day}")
        clouds = [sky.uniform(0.25, 1.0) for _ in range(26)]
        if rise is None or down is None:
            return lambda _: "3"

        def lux(moment: float) -> str:
            height = (moment - rise) / (down - rise)
            hour = int((moment - rise) // HOUR) % len(clouds)
            bright = 20000 * max(0.0, math.sin(math.pi * height)) * clouds[hour]
            dusk = 120 * max(
                0.0, 1 - min(abs(moment - rise), abs(moment - down)) / 1800
            )
            return f"{bright + dusk if -0.1 < height < 1.1 else dusk:.0f}"

        return lux

    def _washing(self, day: date) -> Callable[[float], str]:
        """Return the power of a machine that runs on about two days of three."""
        chance, begin = self._chance, self._world.plan.clock(day, 0)
        runs = [
            (start, start + chance.uniform(0.8, 2.0) * HOUR)
            for start in [begin + chance.uniform(8, 19) * HOUR]
            if chance.random() < 0.7
        ]
        return lambda t: (
            f"{chance.uniform(120, 900):.0f}"
            if any(a <= t < b for a, b in runs)
            else f"{chance.uniform(0.4, 1.4):.1f}"
        )


def _turn(seconds: float) -> float:
    """Return the share of a day's swing at a time: coldest before dawn, warmest in the afternoon."""
    return math.sin((seconds / (24 * HOUR) - 0.37) * 2 * math.pi)
