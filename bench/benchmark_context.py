"""How long the snapshot of a home takes to build, and to read again."""

import asyncio
import gc
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from homeassistant.const import EVENT_SERVICE_REGISTERED
from homeassistant.core import HomeAssistant

from custom_components.ai_automation.home.cache import HomeContextCache

from .house import (
    Area,
    Automation,
    Device,
    Entity,
    Floor,
    House,
    Person,
    User,
    running_home,
    write_config,
)

ENTITIES = 1_000
DEVICES = 250
AREAS = 20
FLOORS = 3
PEOPLE = 4
BUILDS = 11
READS = 10_000
DAY = 1_790_000_000.0
SHARES = {"sensor": 11, "binary_sensor": 4, "light": 2, "switch": 2, "cover": 1}
DOMAINS = [domain for domain, share in SHARES.items() for _ in range(share)]
"""Most of what a home has are sensors."""
TARGETS: list[dict[str, str]] = [
    *({"entity_id": f"light.thing_{n}"} for n in (15, 16, 35, 36, 55, 56, 75, 76)),
    *({"area_id": f"area_{n}"} for n in (5, 6, 7, 8, 15, 16)),
    *({"device_id": f"device_{n}"} for n in (5, 15, 25)),
    *({"label_id": "bedtime"} for _ in range(2)),
    {"floor_id": "floor_0"},
]
"""What the automations act on: mostly single things and rooms, once a whole floor."""


async def measure() -> dict[str, float]:
    """Return the figures of a home of 1,000 entities in a Home Assistant of its own.

    `cold_ms` is a build after an invalidating event; `cached_ratio` says how many times
    faster a read without one is.
    """
    with TemporaryDirectory() as folder:
        config = Path(folder) / "config"
        await asyncio.to_thread(write_config, house(), config, port=0)
        async with running_home(config) as hass:
            cache = HomeContextCache(hass)
            stop = cache.async_start()
            await hass.async_block_till_done()
            _check(cache)
            cold = median([_build(hass, cache) for _ in range(BUILDS)])
            cached = _read(cache)
            stop()
    return {"context.cold_ms": cold * 1000, "context.cached_ratio": cold / cached}


def _check(cache: HomeContextCache) -> None:
    """Refuse to measure a home that lacks something."""
    home = cache.async_get()
    if (
        len(home.entities) < ENTITIES
        or len(home.people) < PEOPLE
        or not all(automation.effects for automation in home.automations)
        or len(home.automations) < len(TARGETS)
    ):
        raise RuntimeError("The home of the benchmark is smaller than it should be")


def _build(hass: HomeAssistant, cache: HomeContextCache) -> float:
    """Return the seconds of one build."""
    before = cache.async_get().version
    hass.bus.async_fire_internal(EVENT_SERVICE_REGISTERED, {})
    gc.collect()
    started = perf_counter()
    context = cache.async_get()
    taken = perf_counter() - started
    if context.version != before + 1:
        raise RuntimeError("The snapshot was not built anew, so nothing was measured")
    return taken


def _read(cache: HomeContextCache) -> float:
    """Return the seconds of one read without a build."""
    started = perf_counter()
    for _ in range(READS):
        cache.async_get()
    return (perf_counter() - started) / READS


def house() -> House:
    """Return the home to measure; it has no past."""
    return House(
        name="Home of the benchmark",
        time_zone="Europe/Berlin",
        latitude=52.5,
        longitude=13.4,
        elevation=30,
        country="DE",
        language="en",
        start=DAY,
        end=DAY,
        floors=[
            Floor(floor_id=f"floor_{n}", name=f"Floor {n}", level=n)
            for n in range(FLOORS)
        ],
        areas=[
            Area(area_id=f"area_{n}", name=f"Area {n}", floor_id=f"floor_{n % FLOORS}")
            for n in range(AREAS)
        ],
        devices=[
            Device(
                device_id=f"device_{n}",
                name=f"Device {n}",
                area_id=f"area_{n % AREAS}",
                manufacturer="Maker",
                model="Model",
            )
            for n in range(DEVICES)
        ],
        entities=[_entity(n) for n in range(ENTITIES)],
        users=[User(user_id=f"{n:032x}", name=f"User {n}") for n in range(PEOPLE)],
        people=[
            Person(
                entity_id=f"person.person_{n}", name=f"Person {n}", user_id=f"{n:032x}"
            )
            for n in range(PEOPLE)
        ],
        automations=[_automation(n) for n in range(len(TARGETS))],
        states=[],
        events=[],
    )


def _entity(number: int) -> Entity:
    """Return an entity of a device, one in ten with a label."""
    return Entity(
        entity_id=f"{DOMAINS[number % len(DOMAINS)]}.thing_{number}",
        name=f"Thing {number}",
        device_id=f"device_{number % DEVICES}",
        platform="demo",
        labels=("bedtime",) if number % 10 == 5 else (),
    )


def _automation(number: int) -> Automation:
    """Return an automation with one of the kinds of target."""
    return Automation(
        id=f"automation_{number}",
        entity_id=f"automation.automation_{number}",
        config={
            "id": f"automation_{number}",
            "alias": f"Automation {number}",
            "triggers": [{"trigger": "state", "entity_id": "binary_sensor.thing_11"}],
            "actions": [
                {
                    "action": "homeassistant.turn_on",
                    "target": TARGETS[number],
                }
            ],
        },
    )
