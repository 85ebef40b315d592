"""The demo home with many more devices, for measuring how the analysis grows."""

from dataclasses import replace
import random

from homeassistant.util.ulid import ulid_at_time

from .demo_home import build as build_demo_home
from .house import Entity, House, StateRow

SHARES = {"binary_sensor": 0.3, "switch": 0.006, "sensor": 0.694}
"""Share of the added rows each domain writes: mostly numbers that no routine needs."""
COUNTS = {"binary_sensor": 300, "switch": 100, "sensor": 560}


def build(rows: int) -> House:
    """Return the demo home with noise added until it has about this many rows."""
    home = build_demo_home()
    chance = random.Random(7)
    areas = [area.area_id for area in home.areas]
    missing = max(0, rows - len(home.states))
    entities: list[Entity] = []
    states: list[StateRow] = []
    for domain, count in COUNTS.items():
        each = int(missing * SHARES[domain] / count)
        for n in range(count):
            entity_id = f"{domain}.noise_{n}"
            entities.append(
                Entity(
                    entity_id=entity_id,
                    name=f"Noise {domain} {n}",
                    area_id=areas[n % len(areas)],
                    platform="demo",
                    device_class="motion" if domain == "binary_sensor" else None,
                    unit_of_measurement="W" if domain == "sensor" else None,
                )
            )
            states += _noise(entity_id, domain, each, home, chance)
    merged = sorted([*home.states, *states], key=lambda row: row.t)
    return replace(
        home, name="big", entities=[*home.entities, *entities], states=merged
    )


def _noise(
    entity_id: str, domain: str, count: int, home: House, chance: random.Random
) -> list[StateRow]:
    """Return the changes of one entity at random moments."""
    times = sorted(chance.uniform(home.start, home.end) for _ in range(count))
    rows = [StateRow(home.start, entity_id, "off", None, None, None, "{}")]
    for n, moment in enumerate(times):
        at = round(moment, 3)
        state = (
            str(chance.randrange(2000)) if domain == "sensor" else ("on", "off")[n % 2]
        )
        rows.append(StateRow(at, entity_id, state, ulid_at_time(at), None, None, ""))
    return rows
