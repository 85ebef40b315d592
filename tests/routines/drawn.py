"""Homes for property tests: drawn at random, with habits that are really there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
import random

from hypothesis import strategies as st
import numpy as np

from custom_components.ai_automation.model.home import Person
from custom_components.ai_automation.model.track import History, Series, Track

from .homes import HOUR, MACHINE, ROOMS, HomeMaker, Made, entity

FOLLOW = 0.95
DAMP = "sensor.bathroom_damp"


def coffee(make: HomeMaker) -> None:
    """Plant something at a time of day, on workdays."""
    thing = make.add("switch.kitchen_coffee", "off")
    at = round(make.random.uniform(6.8, 7.6) * 12) * 300.0
    make.clock(thing, "on", at, follow=FOLLOW, spread=200.0, weekdays=(0, 1, 2, 3, 4))
    make.undo_later(thing, "off", HOUR)


def reading(make: HomeMaker) -> None:
    """Plant something at a time of day, every day."""
    thing = make.add("light.bedroom_reading", "off")
    at = round(make.random.uniform(20, 22) * 12) * 300.0
    make.clock(thing, "on", at, follow=FOLLOW, spread=240.0)
    make.undo_later(thing, "off", HOUR)


def blinds(make: HomeMaker) -> None:
    """Plant something around sunset."""
    thing = make.add("cover.living_blinds", "open")
    make.sun(thing, "closed", "sunset", 900.0, follow=FOLLOW, spread=200.0)
    make.undo_later(thing, "open", 10 * HOUR)


def bath(make: HomeMaker) -> None:
    """Plant something that follows a sensor after dark."""
    thing = make.add("light.bathroom_light", "off")
    sensor = "binary_sensor.bathroom_motion"
    make.follow(thing, "on", sensor, "on", dark=True, follow=FOLLOW)
    make.off_when_left(thing, "bathroom")


def kitchen(make: HomeMaker) -> None:
    """Plant something that is left on."""
    thing = make.add("light.kitchen_light", "off")
    make.noise(thing, ("on", "on"), 4)
    make.left_on(thing, "kitchen", 600.0, follow=FOLLOW)


def porch(make: HomeMaker) -> None:
    """Plant something that begins with coming home."""
    thing = make.add("light.hall_porch", "off")
    for at, name, state, _ in list(make.events):
        if (name, state) == ("person.ana", "home") and make.random.random() < FOLLOW:
            make.do(at + make.random.uniform(40, 100), thing, "on")
            make.do(at + 3 * HOUR, thing, "off", MACHINE)


def evening(make: HomeMaker) -> None:
    """Plant things that are done in one go."""
    rnd = make.random
    tv, desk, side = (
        make.add(name, "off")
        for name in (
            "media_player.living_tv",
            "light.living_desk",
            "light.bedroom_side",
        )
    )
    for day in range(make.days):
        late = make.local(day, rnd.uniform(20.5, 23.5) * HOUR)
        make.do(late - 2 * HOUR, tv, "playing")
        make.do(late - 1.5 * HOUR - rnd.uniform(0, 1200), desk, "on", MACHINE)
        if rnd.random() < FOLLOW:
            make.do(late, tv, "off")
            make.do(late + rnd.uniform(8, 25), desk, "off")
            make.do(late + rnd.uniform(30, 60), side, "on")
            make.do(late + HOUR, side, "off", MACHINE)


def fan(make: HomeMaker) -> None:
    """Plant something that begins when the shower made the room damp; `damp` tells the numbers."""
    thing = make.add("fan.bathroom_fan", "off")
    for at in showers(make):
        if make.random.random() < FOLLOW:
            make.do(at + 300 + make.random.uniform(30, 240), thing, "on")
            make.do(at + HOUR, thing, "off", MACHINE)


def showers(make: HomeMaker) -> list[float]:
    """Return when somebody showers, the same however often one asks."""
    rnd = random.Random(make.days)
    return [make.local(day, rnd.uniform(7, 22) * HOUR) for day in range(make.days)]


def damp(make: HomeMaker) -> Series:
    """Return the humidity of the bathroom."""
    rows = [(make.start, 50.0)]
    for at in showers(make):
        rows += [(at + n * 300, v) for n, v in enumerate((56.0, 68.0, 78.0, 82.0))]
        rows += [(at + 1500 + n * 600, 75.0 - 6 * n) for n in range(6)]
    rows.sort()
    return Series(
        entity_id=DAMP,
        times=np.array([at for at, _ in rows]),
        values=np.array([value for _, value in rows]),
    )


HABITS: tuple[Callable[[HomeMaker], None], ...] = (
    coffee,
    reading,
    blinds,
    bath,
    kitchen,
    porch,
    evening,
    fan,
)


def home(
    seed: int,
    habits: tuple[Callable[[HomeMaker], None], ...] = HABITS,
    *,
    noise: int = 4,
    zone: str = "UTC",
) -> Made:
    """Return a home with some habits, and things and sensors that have none."""
    make = HomeMaker(seed, zone=zone)
    for habit in habits:
        habit(make)
    for n in range(noise):
        room = ROOMS[n % len(ROOMS)]
        thing = make.add(f"switch.{room}_thing_{n}", "off")
        make.noise(thing, ("on", "off"), make.random.uniform(0.3, 2))
    made = make.made()
    damps = {DAMP: damp(make)}
    context = replace(
        made.home,
        entities={**made.home.entities, DAMP: entity(DAMP, "humidity")},
    )
    return replace(made, home=context, history=replace(made.history, series=damps))


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a home is made of: short to read where a test fails."""

    seed: int
    habits: tuple[Callable[[HomeMaker], None], ...]
    noise: int

    def made(self, zone: str = "UTC") -> Made:
        """Return the home."""
        return home(self.seed, self.habits, noise=self.noise, zone=zone)


recipes = st.builds(
    Recipe,
    seed=st.integers(0, 10_000),
    habits=st.lists(st.sampled_from(HABITS), min_size=1, max_size=4, unique=True).map(
        tuple
    ),
    noise=st.integers(0, 8),
)


def shuffled(made: Made, seed: int) -> Made:
    """Return the same home with everything in another order, states by other numbers."""
    rnd = random.Random(seed)
    past, context = made.history, made.home
    return replace(
        made,
        history=replace(
            past,
            tracks={e: _recoded(t, rnd) for e, t in _mixed(past.tracks, rnd).items()},
            series=_mixed(past.series, rnd),
            acts=tuple(rnd.sample(past.acts, len(past.acts))),
            machine_times=_mixed(past.machine_times, rnd),
        ),
        home=replace(
            context,
            entities=_mixed(context.entities, rnd),
            areas=_mixed(context.areas, rnd),
            people=_mixed(context.people, rnd),
        ),
    )


def _mixed[K, V](mapping: Mapping[K, V], rnd: random.Random) -> dict[K, V]:
    items = list(mapping.items())
    return dict(rnd.sample(items, len(items)))


def _recoded(track: Track, rnd: random.Random) -> Track:
    """Return the same track with its states counted in another order."""
    order = rnd.sample(range(len(track.states)), len(track.states))
    places = np.argsort(order).astype(np.int16)
    return replace(
        track,
        states=tuple(track.states[n] for n in order),
        codes=places[track.codes],
    )


def new_names(made: Made, seed: int) -> dict[str, str]:
    """Return another name for each entity, in the same domain; what Home Assistant names itself keeps its name."""
    rnd = random.Random(seed)
    old = sorted(e for e in made.home.entities if e != "zone.home")
    numbers = rnd.sample(range(10_000), len(old))
    return {
        entity_id: f"{entity_id.partition('.')[0]}.{number:04}"
        for entity_id, number in zip(old, numbers, strict=True)
    }


def renamed(made: Made, names: Mapping[str, str]) -> Made:
    """Return the same home with other names."""

    def new(entity_id: str) -> str:
        return names.get(entity_id, entity_id)

    past, context = made.history, made.home
    return replace(
        made,
        history=replace(
            past,
            tracks={
                new(e): replace(t, entity_id=new(e)) for e, t in past.tracks.items()
            },
            series={
                new(e): replace(s, entity_id=new(e)) for e, s in past.series.items()
            },
            acts=tuple(
                replace(
                    act,
                    entity_id=new(act.entity_id),
                    entity_ids=tuple(sorted(map(new, act.entity_ids))),
                )
                for act in past.acts
            ),
            machine_times={
                (new(e), state): times
                for (e, state), times in past.machine_times.items()
            },
        ),
        home=replace(
            context,
            entities={
                new(e): replace(one, entity_id=new(e))
                for e, one in context.entities.items()
            },
            people={
                new(e): Person(entity_id=new(e), name=one.name, user_id=one.user_id)
                for e, one in context.people.items()
            },
        ),
    )


def later(past: History, seconds: float) -> History:
    """Return the same past, so much later."""
    return replace(
        past,
        start=past.start + seconds,
        end=past.end + seconds,
        tracks={e: replace(t, times=t.times + seconds) for e, t in past.tracks.items()},
        series={e: replace(s, times=s.times + seconds) for e, s in past.series.items()},
        acts=tuple(replace(a, at=a.at + seconds) for a in past.acts),
        machine_times={k: t + seconds for k, t in past.machine_times.items()},
    )
