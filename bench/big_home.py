"""The demo home with many more devices, for measuring how the analysis grows."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .demo_home import build as build_demo_home
from .house import Entity, House, Reports, StateRow, add_reports, write_config
from .house.config import DATABASE

DAYS = 30
_DAY = 86400
SHARES = {"binary_sensor": 0.3, "sensor": 0.7}
"""Share of the added rows each domain writes: mostly numbers that no routine needs."""
COUNTS = {"binary_sensor": 300, "switch": 100, "sensor": 560}
ACTS_A_DAY = 2
"""Rows a day of each switch: people do no more in a home whose sensors report more often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """Devices of one domain that report at random moments."""

    domain: str
    count: int
    each: int
    """How many rows each of them writes a day."""

    @property
    def entity_ids(self) -> list[str]:
        """Return the names of the entities."""
        return [f"{self.domain}.noise_{n}" for n in range(self.count)]


def build(rows: int, *, irrelevant: int = 1) -> tuple[House, list[Noise]]:
    """Return the demo home, and noise that fills it up to about this many rows.

    With `irrelevant` there are so many times the sensors that no routine needs, and their rows.
    """
    home = build_demo_home(days=DAYS)
    missing = max(0, rows - len(home.states)) / DAYS
    missing -= ACTS_A_DAY * COUNTS["switch"]
    counts = COUNTS | {"sensor": COUNTS["sensor"] * irrelevant}
    each = {d: max(1, round(missing * SHARES[d] / COUNTS[d])) for d in SHARES}
    each["switch"] = ACTS_A_DAY
    noise = [Noise(domain=d, count=n, each=each[d]) for d, n in counts.items()]
    areas = [area.area_id for area in home.areas]
    entities = [e for some in noise for e in _entities(some, areas)]
    first = [
        StateRow(home.start, entity.entity_id, state, None, None, None, "{}")
        for entity in entities
        for state in ("0" if entity.domain == "sensor" else "off",)
    ]
    states = sorted([*home.states, *first], key=lambda row: row.t)
    entities = [*home.entities, *entities]
    return replace(home, name="big", entities=entities, states=states), noise


def write(rows: int, config: Path, *, irrelevant: int = 1) -> tuple[int, float]:
    """Write the config folder of a big home; return how many rows it has, and its end."""
    house, noise = build(rows, irrelevant=irrelevant)
    write_config(house, config, port=8123)
    added = add_reports(config / DATABASE, reports(house, noise))
    return len(house.states) + added, house.end


def reports(house: House, noise: list[Noise]) -> Iterator[Reports]:
    """Yield what the noisy devices report, day by day, so that no list of all of it is needed."""
    chance = np.random.default_rng(7)
    for day in range(DAYS):
        begin = house.start + day * _DAY
        yield Reports.of([_day(some, begin, day, chance) for some in noise])


def _entities(noise: Noise, areas: list[str]) -> Iterator[Entity]:
    for n, entity_id in enumerate(noise.entity_ids):
        yield Entity(
            entity_id=entity_id,
            name=f"Noise {noise.domain} {n}",
            area_id=areas[n % len(areas)],
            platform="demo",
            device_class="motion" if noise.domain == "binary_sensor" else None,
            unit_of_measurement="W" if noise.domain == "sensor" else None,
        )


def _day(
    noise: Noise, begin: float, day: int, chance: np.random.Generator
) -> tuple[list[str], NDArray[np.float64], NDArray[np.str_]]:
    """Return the entities, when each reported on a day and what: both entities by rows."""
    shape = noise.count, noise.each
    times = np.sort(np.round(begin + chance.uniform(0, _DAY, shape), 3), axis=1)
    if noise.domain == "sensor":
        return noise.entity_ids, times, chance.integers(0, 2000, shape).astype(str)
    turn = (day * noise.each + np.arange(noise.each)) % 2
    states = np.broadcast_to(np.array(["on", "off"])[turn], shape)
    return noise.entity_ids, times, states
