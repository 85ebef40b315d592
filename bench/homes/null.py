"""Destroys the habits of a home and leaves everything else: whatever is suggested then is made up."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
import random

from homeassistant.util.ulid import ulid_at_time

from ..house import House, StateRow
from .analyse import DAY, Archive
from .make import Kind, make
from .plan import HOUR
from .truth import PERSON, Home, TrueAct

SEEDS = 20
_DAYS = 28
_FIRST_SEED = 1000
_WAKES, _SLEEPS = 7 * HOUR, 23 * HOUR

type Moved = Iterator[tuple[float, str]]
"""When an act would be instead, and the state it leads to."""
type Way = Callable[[Home, list[TrueAct], random.Random], Moved]


def suggestions_without_habits(seed: int) -> dict[str, int]:
    """Return how many suggestions each way of destroying the habits of a home leaves."""
    size = round(8 * (120 / 8) ** (seed / (SEEDS - 1)))
    home = make(Kind(seed=_FIRST_SEED + seed, size=size, follow=0.9, days=_DAYS))
    found = {}
    for name, way in WAYS.items():
        house = destroyed(home, way, random.Random(f"{name} {seed}"))
        archive = Archive(house)
        try:
            found[name] = len(archive.analyse(house.start + _DAYS * DAY).suggestions)
        finally:
            archive.close()
    return found


def destroyed(home: Home, way: Way, chance: random.Random) -> House:
    """Return the house with the acts of its people at other times."""
    acts: defaultdict[str, list[TrueAct]] = defaultdict(list)
    for act in home.truth.acts:
        if act.cause.startswith(PERSON):
            acts[act.entity_id].append(act)
    house = home.house
    first: dict[str, StateRow] = {}
    kept: list[StateRow] = []
    for row in house.states:
        if row.entity_id not in acts:
            kept.append(row)
        elif row.entity_id not in first:
            first[row.entity_id] = row
            kept.append(row)
    for entity_id, theirs in sorted(acts.items()):
        state = first[entity_id].state
        for moment, wanted in sorted(way(home, theirs, chance)):
            if wanted != state and moment < house.end:
                state, at = wanted, round(moment, 3)
                context = ulid_at_time(at)
                kept.append(StateRow(at, entity_id, state, context, None, None, ""))
    return replace(house, states=sorted(kept, key=lambda row: row.t))


def _shifted(home: Home, acts: list[TrueAct], chance: random.Random) -> Moved:
    """Move acts by whole days of their own for each thing, and by 3 to 9 hours drawn anew every day."""
    house = home.house
    days = chance.randrange(1, _DAYS)
    hours = _drawn(acts, house, chance, 3 * HOUR, 9 * HOUR)
    span = house.end - house.start
    for act in acts:
        moved = act.t + days * DAY + hours[_day(act.t, house)]
        yield house.start + (moved - house.start) % span, act.state


def _offset(home: Home, acts: list[TrueAct], chance: random.Random) -> Moved:
    """Turn each day's acts of each thing by an amount of its own, within the hours people are awake."""
    house = home.house
    offsets = _drawn(acts, house, chance, 0, _SLEEPS - _WAKES)
    for act in acts:
        local = act.t + offset_at(house, act.t)
        clock = local % DAY
        turned = (clock - _WAKES + offsets[_day(act.t, house)]) % (_SLEEPS - _WAKES)
        yield act.t - clock + _WAKES + turned, act.state


def _none(_home: Home, _acts: list[TrueAct], _chance: random.Random) -> Moved:
    """Let nobody do anything."""
    yield from ()


def _random(home: Home, acts: list[TrueAct], chance: random.Random) -> Moved:
    """Do as much as before, at any time."""
    for act in acts:
        yield chance.uniform(home.house.start, home.house.end), act.state


WAYS: Mapping[str, Way] = {
    "shifted": _shifted,
    "offset": _offset,
    "no_acts": _none,
    "random": _random,
}


def _day(at: float, house: House) -> int:
    return int((at + offset_at(house, at)) // DAY)


def offset_at(house: House, at: float) -> float:
    """Return the seconds by which the local clock is ahead of universal time."""
    return (
        datetime.fromtimestamp(at, house.zone).utcoffset() or timedelta()
    ).total_seconds()


def _drawn(
    acts: list[TrueAct], house: House, chance: random.Random, low: float, high: float
) -> dict[int, float]:
    """Return a number for each day on which there were acts."""
    days = sorted({_day(act.t, house) for act in acts})
    return {day: chance.uniform(low, high) for day in days}
