"""The built-in demo home: two people, seven rooms, four weeks, made up from a seed."""

from datetime import datetime, timedelta
import random

from ..house import House
from .life import Life
from .machines import ZONE, Machines, clock
from .place import (
    AREAS,
    AUTOMATIONS,
    ELEVATION,
    FLOORS,
    LATITUDE,
    LONGITUDE,
    NAME,
    PEOPLE,
    TIME_ZONE,
    USERS,
    devices,
    entities,
)
from .recording import Recording

DAYS = 28
SEED = 20


def build(*, end: float | None = None, seed: int = SEED, days: int = DAYS) -> House:
    """Make up the demo home for some days before the last midnight up to `end`.

    `end` is in epoch seconds, by default now. The same arguments make the same home.
    """
    until = datetime.now(ZONE) if end is None else datetime.fromtimestamp(end, ZONE)
    first = until.date() - timedelta(days=days)
    start, stop = clock(first, 0), clock(until.date(), 0)
    recording = Recording(start, random.Random(seed))
    life, machines = Life(recording), Machines(recording)
    for number in range(days):
        day = first + timedelta(days=number)
        machines.plan(day, number)
        life.plan(day)
    recording.run(stop)
    return House(
        name=NAME,
        time_zone=TIME_ZONE,
        latitude=LATITUDE,
        longitude=LONGITUDE,
        elevation=ELEVATION,
        country="DE",
        language="en",
        start=start,
        end=stop,
        floors=FLOORS,
        areas=AREAS,
        devices=devices(),
        entities=entities(),
        users=USERS,
        people=PEOPLE,
        automations=AUTOMATIONS,
        states=recording.rows,
        events=recording.events,
    )
