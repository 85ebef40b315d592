"""Plants habits of every kind in a made-up home."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from custom_components.ai_automation.model.routine import RoutineKind

from ..demo_home.place import Thing
from .habits import Forgetting, Habit, Manner, Opening
from .plan import Plan
from .truth import EVERY_DAY, Goal, Part, Planted, clock_text
from .world import World, other_than, rest_of

SOMEONE = {"condition": "numeric_state", "entity_id": "zone.home", "above": 0}
DARK = {"condition": "state", "entity_id": "sun.sun", "state": "below_horizon"}
WORKDAYS, WEEKEND = (0, 1, 2, 3, 4), (5, 6)
_SPREADS = (180, 300, 300, 480, 600, 900, 1200)
"""Seconds by which people vary who keep to a time."""
_ORDER = (
    RoutineKind.CLOCK,
    RoutineKind.FOLLOW,
    RoutineKind.LEFT_ON,
    RoutineKind.PRESENCE,
    RoutineKind.BUNDLE,
    RoutineKind.SUN,
    RoutineKind.THRESHOLD,
)


class Planter:
    """Chooses what the people of a home are used to."""

    def __init__(self, world: World) -> None:
        """Start with nothing planted."""
        self.world = world
        self.habits: list[Habit] = []
        self.openings: list[Opening] = []
        self._plan: Plan = world.plan
        self._chance = world.chance
        self._taken: set[str] = set(world.plan.bulbs)
        self._ways: dict[RoutineKind, Callable[[], Planted | None]] = {
            RoutineKind.CLOCK: self._clock,
            RoutineKind.SUN: self._sun,
            RoutineKind.FOLLOW: self._follow,
            RoutineKind.LEFT_ON: self._left_on,
            RoutineKind.PRESENCE: self._presence,
            RoutineKind.THRESHOLD: self._threshold,
            RoutineKind.BUNDLE: self._bundle,
        }

    def plant(self, count: int) -> None:
        """Plant about so many habits, kind by kind in turn as far as the home has things."""
        first = self._plan.seed % len(_ORDER)
        for number in range(3 * len(_ORDER)):
            if len(self.habits) >= count:
                return
            kind = _ORDER[(first + number) % len(_ORDER)]
            planted = self._ways[kind]()
            if planted is not None:
                self._add(planted)

    def take(self, *things: str) -> None:
        """Keep things for one purpose."""
        self._taken.update(things)

    def free(self, *domains: str, area: str | None = None) -> list[Thing]:
        """Return the things of some domains that nothing was planted on."""
        found = [
            thing
            for thing in self._plan.things
            if thing.entity_id.partition(".")[0] in domains
            and thing.entity_id not in self._taken
            and (area is None or thing.area == area)
        ]
        self._chance.shuffle(found)
        return found

    # what each kind is
    def _clock(self) -> Planted | None:
        things = self.free("switch", "light", "cover", "media_player", "lock")
        if not things:
            return None
        days = self._chance.choice((EVERY_DAY, EVERY_DAY, WORKDAYS, WORKDAYS, WEEKEND))
        early = self._chance.random() < 0.5
        wakes = min(one.wakes for one in self._plan.residents)
        hour = wakes + self._chance.uniform(0.3, 0.8)
        if days != WORKDAYS:
            hour += 1.8
        if not early:
            hour = self._chance.uniform(18.5, 21.8)
        seconds = round(hour * 12) * 300
        state = "locked" if things[0].entity_id.startswith("lock") else None
        return Planted(
            routine_id=self._name,
            kind=RoutineKind.CLOCK,
            trigger={"trigger": "time", "at": clock_text(seconds)},
            conditions=self._someone(),
            weekdays=days,
            targets=(self._goal(things[0], state),),
            follow=self._plan.follow,
            spread=self._chance.choice(_SPREADS),
        )

    def _sun(self) -> Planted | None:
        things = self.free("cover") or self.free("light", "switch")
        if not things or any(None in pair for pair in self._plan.suns.values()):
            return None
        event = "sunset" if self._chance.random() < 0.75 else "sunrise"
        offset = self._chance.choice((-1800, -900, 0, 900, 1800, 2700))
        if event == "sunrise":
            offset += 5400
        return Planted(
            routine_id=self._name,
            kind=RoutineKind.SUN,
            trigger={"trigger": "sun", "event": event, "offset": offset},
            conditions=self._someone(),
            targets=(self._goal(things[0]),),
            follow=self._plan.follow,
            spread=self._chance.choice((180, 300, 480)),
        )

    def _follow(self) -> Planted | None:
        pairs = [
            (source, target)
            for source, kinds in self._sources()
            for target in self.free(*kinds, area=source.area)[:1]
            if source.entity_id != target.entity_id
        ]
        if not pairs:
            return None
        source, target = self._chance.choice(pairs)
        goal = self._goal(target)
        conditions: tuple[Part, ...] = ()
        weekdays = EVERY_DAY
        draw = self._chance.random()
        if source.kind == "motion" or draw < 0.25:
            conditions = (DARK,)
        elif draw < 0.45:
            conditions = (_band("17:00:00", "23:00:00"),)
        elif draw < 0.6:
            weekdays = WORKDAYS
        used = "playing" if source.entity_id.startswith("media") else "on"
        return Planted(
            routine_id=self._name,
            kind=RoutineKind.FOLLOW,
            trigger={"trigger": "state", "entity_id": source.entity_id, "to": used},
            conditions=conditions,
            weekdays=weekdays,
            targets=(goal,),
            follow=self._plan.follow,
        )

    def _sources(self) -> Iterator[tuple[Thing, tuple[str, ...]]]:
        """Yield what people react to, with what they then move."""
        for thing in self._plan.things:
            domain = thing.entity_id.partition(".")[0]
            if thing.kind == "motion":
                yield thing, ("light",)
            elif thing.kind == "window":
                yield thing, ("climate", "fan")
            elif domain == "media_player" and thing.entity_id not in self._taken:
                yield thing, ("light", "cover", "switch")
            elif thing.kind == "outlet" and thing.entity_id not in self._taken:
                yield thing, ("light", "fan")

    def _left_on(self) -> Planted | None:
        lights = [
            (light, sensor)
            for light in self.free("light")
            for sensor in self._plan.sensing(light.area, "motion")
        ]
        if not lights:
            return None
        light, sensor = lights[0]
        wait = self._chance.choice((300, 480, 600, 900, 1200))
        return Planted(
            routine_id=self._name,
            kind=RoutineKind.LEFT_ON,
            trigger={
                "trigger": "state",
                "entity_id": sensor.entity_id,
                "to": "off",
                "for": wait,
            },
            targets=((light.entity_id, "off"),),
            follow=self._plan.follow,
        )

    def _presence(self) -> Planted | None:
        leaves = self._chance.random() < 0.5
        things = self.free(*(_LEAVING if leaves else _COMING))
        if not things:
            return None
        dark = not leaves and self._chance.random() < 0.3
        trigger, *alternatives = self._comings(leaves)
        return Planted(
            routine_id=self._name,
            kind=RoutineKind.PRESENCE,
            trigger=trigger,
            alternatives=tuple(alternatives),
            conditions=(DARK,) if dark else (),
            targets=(
                (things[0].entity_id, "off") if leaves else self._goal(things[0]),
            ),
            follow=self._plan.follow,
        )

    def _comings(self, leaves: bool) -> list[Part]:
        """Return what tells that a person, or the first or the last of all, came or went."""
        people, state = self._plan.residents, "not_home" if leaves else "home"
        everybody = "zone.home" in self._plan.by_id and len(people) < 4
        parts: list[Part] = []
        if everybody and (len(people) == 1 or self._chance.random() < 0.5):
            parts.append(_zone("below", 1) if leaves else _zone("above", 0))
        if len(people) == 1 or not parts:
            one = max(people, key=lambda who: len(who.works))
            parts += [
                {"trigger": "state", "entity_id": entity_id, "to": state}
                for entity_id in (one.person, one.tracker)
                if entity_id in self._plan.by_id
            ]
        return parts

    def _threshold(self) -> Planted | None:
        choices = [
            (sensor, target, side, limit)
            for sensor in self._plan.things
            if (rule := _LIMITS.get(sensor.kind or ""))
            and not sensor.entity_id.rpartition("_")[2].isdigit()
            for side, limit, domains in (rule,)
            for target in self.free(*domains, area=_acts_in(sensor))[:1]
        ]
        if not choices:
            return None
        sensor, target, side, limit = self._chance.choice(choices)
        wanted = "off" if sensor.kind == "power" else None
        return Planted(
            routine_id=self._name,
            kind=RoutineKind.THRESHOLD,
            trigger={
                "trigger": "numeric_state",
                "entity_id": sensor.entity_id,
                side: limit,
            },
            conditions=self._someone(),
            targets=(self._goal(target, wanted),),
            follow=self._plan.follow,
        )

    def _bundle(self) -> Planted | None:
        openers = self.free("media_player", "switch", "light")
        if len(openers) < 3:
            return None
        opener = openers[0]
        rest = [t for t in self.free("light", "switch", "cover") if t is not opener]
        if len(rest) < 2:
            return None
        rest.sort(key=lambda t: t.area != opener.area)
        goals = [self._goal(t) for t in rest[: self._chance.choice((2, 2, 3))]]
        first = self._goal(opener)
        return Planted(
            routine_id=self._name,
            kind=RoutineKind.BUNDLE,
            trigger={"trigger": "state", "entity_id": first[0], "to": first[1]},
            targets=tuple(goals),
            bundle=(first, *goals),
            follow=self._plan.follow,
        )

    # how it is lived
    def _add(self, planted: Planted) -> None:
        world, chance = self.world, self._chance
        who = chance.choice(self._plan.residents)
        loose, median, sigma = True, 0.0, 0.5
        via = chance.choice(("wall", "wall", "app", "voice"))
        match planted.kind:
            case RoutineKind.FOLLOW:
                median = chance.choice((6.0, 12.0, 25.0, 45.0, 80.0))
            case RoutineKind.LEFT_ON:
                median, sigma, via, loose = 40.0, 0.6, "app", False
                Forgetting(planted.targets[0][0], world)
            case RoutineKind.PRESENCE:
                median = chance.choice((30.0, 60.0, 90.0))
                via = "app" if planted.targets[0][1] == "off" else via
            case RoutineKind.THRESHOLD:
                median, sigma = chance.choice((60.0, 120.0, 180.0)), 0.6
            case RoutineKind.BUNDLE:
                median, sigma = 16.0, 0.5
                hours = chance.choice(((6.5, 9.5), (17.0, 22.5), (18.5, 22.5)))
                self.openings.append(Opening(planted.bundle[0], hours, world))
                self.world.busy.add(planted.bundle[0][0])
        manner = Manner(who=who, via=via, median=median, sigma=sigma, loose=loose)
        self.habits.append(Habit(planted, manner, world))
        self.take(*(e for e, _ in (*planted.targets, *planted.bundle)))
        if planted.kind is RoutineKind.FOLLOW:
            self.take(planted.trigger["entity_id"])

    def plan(self, day: date) -> None:
        """Queue a day."""
        for habit in self.habits:
            habit.plan(day)
            habit.prepare(day)
        for opening in self.openings:
            opening.plan(day)

    @property
    def _name(self) -> str:
        return f"r{len(self.habits) + 1}"

    def _someone(self) -> tuple[Part, ...]:
        return (
            (SOMEONE,)
            if "zone.home" in self._plan.by_id
            else (
                {
                    "condition": "state",
                    "entity_id": self._plan.residents[0].person,
                    "state": "home",
                },
            )
        )

    def _goal(self, thing: Thing, state: str | None = None) -> Goal:
        entity_id = thing.entity_id
        return entity_id, state or other_than(entity_id, rest_of(entity_id))


_LEAVING: Sequence[str] = ("switch", "media_player", "light", "fan")
_COMING: Sequence[str] = ("light", "media_player", "switch")
_LIMITS: dict[str, tuple[str, float, tuple[str, ...]]] = {
    "temperature": ("above", 23.0, ("fan", "climate", "cover")),
    "humidity": ("above", 65.0, ("fan",)),
    "illuminance": ("below", 500.0, ("light",)),
    "power": ("below", 10.0, ("switch",)),
}


def _zone(side: str, limit: int) -> Part:
    return {"trigger": "numeric_state", "entity_id": "zone.home", side: limit}


def _acts_in(sensor: Thing) -> str | None:
    return None if sensor.kind == "illuminance" else sensor.area


def _band(after: str, before: str) -> Part:
    return {"condition": "time", "after": after, "before": before}
