"""Makes up homes from seeds: the same seed makes the same home."""

from dataclasses import dataclass
from datetime import timedelta
import random

from ..demo_home.place import devices, entities
from ..house import House, Person, User
from .decoys import Decoys
from .diary import Diary
from .life import Life
from .machine_decoys import MACHINE_USER
from .machines import Machines
from .plan import HOUR, Plan, make_plan
from .plant import Planter
from .site import Site
from .truth import Home, Truth
from .world import World

DAYS = 35
HOMES = 66
SMALLEST, LARGEST = 4, 300
_FOLLOWS = (0.8, 0.85, 0.9, 0.95, 0.7, 0.8, 0.9, 0.85, 0.5, 0.95, 0.7)
"""How often habits are followed, home by home."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What sort of home to make."""

    seed: int
    size: int
    follow: float
    days: int = DAYS


def kind_of(seed: int, homes: int = HOMES) -> Kind:
    """Return the sort of home a seed stands for; sizes lie evenly on a logarithmic scale."""
    place = (seed * 29 % homes) / max(1, homes - 1)
    size = round(SMALLEST * (LARGEST / SMALLEST) ** place)
    return Kind(seed=seed, size=size, follow=_FOLLOWS[seed % len(_FOLLOWS)])


def make(kind: Kind) -> Home:
    """Return the home."""
    plan = make_plan(
        kind.seed, size=kind.size, follow=kind.follow, days=kind.days, where=kind.seed
    )
    chance = random.Random(f"life {kind.seed}")
    site = Site(plan, chance)
    decoys = Decoys(site)
    start = plan.clock(plan.first, 0)
    end = plan.clock(plan.first + timedelta(days=kind.days), 0)
    ids = random.Random(f"ids {kind.seed}")
    diary = Diary(start, ids, plan.things, plan.automations, plan.groups)
    world = World(plan, diary, chance)
    decoys.wire(world)
    planter = Planter(site, world)
    planter.plant(1 + round(kind.size / 14) if kind.size < 120 else 10)
    watched = frozenset(
        habit.planted.trigger.get("entity_id", "") for habit in planter.habits
    )
    life, machines = Life(world), Machines(world, watched)
    for number in range(kind.days):
        day = plan.first + timedelta(days=number)
        machines.plan(day)
        life.plan(day)
        planter.plan(day)
        decoys.plan(world, day)
        if chance.random() < 0.06:
            moment = plan.clock(day, chance.uniform(8, 23) * HOUR)
            diary.at(moment, world.restart, frozenset())
    diary.run(end)
    return Home(
        house=_house(plan, diary, start, end),
        truth=Truth(
            seed=kind.seed,
            follow=kind.follow,
            habits=tuple(habit.planted for habit in planter.habits),
            decoys=decoys.told(),
            acts=tuple(diary.acts),
            groups=plan.groups,
        ),
    )


def _house(plan: Plan, diary: Diary, start: float, end: float) -> House:
    return House(
        name=f"home {plan.seed}",
        time_zone=plan.time_zone,
        latitude=plan.latitude,
        longitude=plan.longitude,
        elevation=0,
        country=plan.country,
        language="en",
        start=start,
        end=end,
        floors=(),
        areas=plan.areas,
        devices=devices(plan.things),
        entities=entities(plan.things, plan.automations),
        users=[
            User(user_id=MACHINE_USER, name="Supervisor", system_generated=True),
            *(User(user_id=one.user_id, name=one.name) for one in plan.residents),
        ],
        people=[
            Person(entity_id=one.person, name=one.name, user_id=one.user_id)
            for one in plan.residents
        ],
        automations=plan.automations,
        states=diary.rows,
        events=diary.events,
    )
