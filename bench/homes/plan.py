"""What a made-up home consists of: place, rooms, things and the people who live there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
import math
import random
from zoneinfo import ZoneInfo

from astral import Observer
from astral.sun import sunrise, sunset

from ..demo_home.place import Thing
from ..house import Area, Automation
from .furniture import FILLERS, ROOMS, Piece

HOUR, MINUTE = 3600.0, 60.0
PLACES = (
    ("Europe/Berlin", 52.5, 13.4, "DE"),
    ("America/New_York", 40.7, -74.0, "US"),
    ("Asia/Kolkata", 28.6, 77.2, "IN"),
    ("Australia/Sydney", -33.9, 151.2, "AU"),
    ("Europe/London", 51.5, -0.1, "GB"),
    ("America/St_Johns", 47.6, -52.7, "CA"),
    ("Australia/Adelaide", -34.9, 138.6, "AU"),
    ("America/Los_Angeles", 34.1, -118.2, "US"),
    ("America/Sao_Paulo", -23.5, -46.6, "BR"),
    ("Asia/Kathmandu", 27.7, 85.3, "NP"),
    ("Europe/Helsinki", 60.2, 24.9, "FI"),
    ("Pacific/Auckland", -36.8, 174.8, "NZ"),
    ("Asia/Tokyo", 35.7, 139.7, "JP"),
    ("America/Santiago", -33.4, -70.7, "CL"),
    ("Africa/Johannesburg", -26.2, 28.0, "ZA"),
    ("Asia/Tehran", 35.7, 51.4, "IR"),
    ("Asia/Singapore", 1.35, 103.8, "SG"),
    ("Europe/Oslo", 69.6, 18.9, "NO"),
)
"""Where homes are: zone, latitude, longitude, country. The last lies above the polar circle."""
NAMES = ("Ada", "Bo", "Cem", "Dia", "Eli")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """Somebody who lives in the home, and how their days go; hours of the day."""

    name: str
    person: str
    tracker: str
    user_id: str
    works: tuple[int, ...]
    """On which weekdays they are out."""
    wakes: float
    leaves: float
    returns: float
    sleeps: float


@dataclass(kw_only=True)
class Plan:
    """A home before anybody lives in it."""

    seed: int
    follow: float
    """How often the habits of this home are followed."""
    days: int
    first: date
    time_zone: str
    latitude: float
    longitude: float
    country: str
    residents: list[Resident]
    areas: list[Area]
    things: list[Thing]
    automations: list[Automation] = field(default_factory=list)
    weights: dict[str, float]
    """How likely somebody is in a room."""
    suns: dict[date, tuple[float | None, float | None]] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The members of lights that are groups."""

    def __post_init__(self) -> None:
        """Know the sun of every day."""
        self.zone = ZoneInfo(self.time_zone)
        self.by_id = {thing.entity_id: thing for thing in self.things}
        self.suns = suns_between(
            Observer(self.latitude, self.longitude),
            self.zone,
            self.first - timedelta(days=1),
            self.first + timedelta(days=self.days + 1),
        )

    def add(self, thing: Thing) -> None:
        """Add a thing to the home."""
        self.things.append(thing)
        self.by_id[thing.entity_id] = thing

    def rename(self, thing: Thing, name: str) -> None:
        """Call a thing something else."""
        renamed = thing._replace(name=name)
        self.things[self.things.index(thing)] = renamed
        self.by_id[thing.entity_id] = renamed

    @property
    def bulbs(self) -> set[str]:
        """Return the members of all groups: nobody moves them by themselves."""
        return {bulb for members in self.groups.values() for bulb in members}

    def share(self, area: str | None) -> float:
        """Return how much of their time people are in a room."""
        return self.weights.get(area or "", 0.0) / sum(self.weights.values())

    def clock(self, day: date, seconds: float) -> float:
        """Return the moment of a local clock time, given in seconds after midnight."""
        wall = datetime.combine(day, time(0)) + timedelta(seconds=seconds)
        return wall.replace(tzinfo=self.zone).timestamp()

    def local(self, moment: float) -> datetime:
        """Return the local time of a moment."""
        return datetime.fromtimestamp(moment, self.zone)

    def in_room(self, area: str | None, *domains: str) -> list[Thing]:
        """Return the things of some domains in a room."""
        return [
            thing
            for thing in self.things
            if thing.area == area and thing.entity_id.partition(".")[0] in domains
        ]

    def sensing(self, area: str | None, *kinds: str) -> list[Thing]:
        """Return the binary sensors of some classes in a room."""
        return [t for t in self.in_room(area, "binary_sensor") if t.kind in kinds]


def suns_between(
    observer: Observer, zone: ZoneInfo, first: date, last: date
) -> dict[date, tuple[float | None, float | None]]:
    """Return sunrise and sunset by local date, in epoch seconds; None where there is none."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return {
        day: (
            _sun_event(sunrise, observer, zone, day),
            _sun_event(sunset, observer, zone, day),
        )
        for day in days
    }


def _sun_event(
    event: Callable[[Observer, date], datetime],
    observer: Observer,
    zone: ZoneInfo,
    day: date,
) -> float | None:
    for near in (day, day - timedelta(days=1), day + timedelta(days=1)):
        try:
            moment = event(observer, near)
        except ValueError:
            continue
        if moment.astimezone(zone).date() == day:
            return moment.timestamp()
    return None


def make_plan(seed: int, *, size: int, follow: float, days: int, where: int) -> Plan:
    """Return a home of about `size` entities."""
    chance = random.Random(f"plan {seed}")
    zone, latitude, longitude, country = PLACES[where % len(PLACES)]
    most = 1 if size < 8 else 2 if size < 20 else 5
    residents = [_resident(name, chance) for name in NAMES[: chance.randint(1, most)]]
    rooms = list(ROOMS)[: max(1, min(len(ROOMS), round(size / 5.5)))]
    things = _core(residents, size)
    things += _furnish(rooms, size - len(things), chance)
    things += [
        FILLERS[n % len(FILLERS)].thing(rooms[n % len(rooms)], n)
        for n in range(max(0, size - len(things)))
    ]
    groups = _bulbs(things, chance) if size >= 24 else {}
    return Plan(
        seed=seed,
        follow=follow,
        days=days,
        first=date(2025, 1, 6) + timedelta(days=chance.randrange(560)),
        time_zone=zone,
        latitude=latitude,
        longitude=longitude,
        country=country,
        residents=residents,
        areas=[
            Area(area_id=room, name=room.replace("_", " ").capitalize())
            for room in rooms
        ],
        things=things,
        weights={room: ROOMS[room].weight for room in rooms},
        groups=groups,
    )


def _resident(name: str, chance: random.Random) -> Resident:
    works: tuple[int, ...] = chance.choice(
        ((0, 1, 2, 3, 4), (0, 1, 2, 3, 4), (1, 3), (0, 1, 2, 3), ())
    )
    leaves = chance.uniform(7.4, 9.2)
    return Resident(
        name=name,
        person=f"person.{name.lower()}",
        tracker=f"device_tracker.{name.lower()}_phone",
        user_id=random.Random(f"user {name}").randbytes(16).hex(),
        works=works,
        wakes=leaves - chance.uniform(0.9, 1.6),
        leaves=leaves,
        returns=chance.uniform(15.5, 18.6),
        sleeps=chance.uniform(22.2, 23.8),
    )


def _core(residents: list[Resident], size: int) -> list[Thing]:
    """Return people, sun, zone and the front door, as far as they fit."""
    core = [Thing("sun.sun", "Sun", None, "sun", "below_horizon")]
    for one in residents:
        core.append(Thing(one.person, one.name, None, "person", "home"))
        if size >= 12:
            name = f"{one.name} phone"
            core.append(Thing(one.tracker, name, None, "mobile_app", "home"))
    if size >= 6:
        core.append(Thing("zone.home", "Home", None, "zone", str(len(residents))))
    return core


def _bulbs(things: list[Thing], chance: random.Random) -> dict[str, tuple[str, ...]]:
    """Make a ceiling light a group of bulbs, and return it with its members."""
    lights = [n for n, t in enumerate(things) if t.entity_id.endswith("_ceiling")]
    place = chance.choice(lights)
    light = things[place]
    bulbs = [
        light._replace(
            entity_id=f"{light.entity_id}_bulb_{n}", name=f"{light.name} bulb {n}"
        )
        for n in range(1, chance.randint(3, 4))
    ]
    things[place] = light._replace(platform="group")
    things += bulbs
    return {light.entity_id: tuple(bulb.entity_id for bulb in bulbs)}


def _furnish(rooms: list[str], left: int, chance: random.Random) -> list[Thing]:
    """Return the pieces of the rooms, the most usual first."""
    longest = max(len(ROOMS[room].pieces) for room in rooms)
    wanted: list[tuple[str, Piece]] = []
    for number in range(longest):
        layer = [
            (room, ROOMS[room].pieces[number])
            for room in rooms
            if number < len(ROOMS[room].pieces)
        ]
        chance.shuffle(layer)
        wanted += layer
    kept = wanted[: max(0, left - math.ceil(left / 6) if left > 60 else left)]
    order = {room: n for n, room in enumerate(rooms)}
    kept.sort(key=lambda pair: order[pair[0]])
    return [piece.thing(room) for room, piece in kept]
