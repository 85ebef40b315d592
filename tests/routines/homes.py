"""Makes homes whose habits are known, for tests of what is found in them."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
import math
import random
from zoneinfo import ZoneInfo

import numpy as np

from custom_components.ai_automation.model.act import Act, Cause
from custom_components.ai_automation.model.home import Area, Entity, HomeContext, Person
from custom_components.ai_automation.model.track import History, Track
from custom_components.ai_automation.routines.timeline import Suns

ROOMS = ("hall", "kitchen", "living", "bedroom", "bathroom", "office")
HUMAN, MACHINE = True, False
HOUR = 3600.0


@dataclass
class Planted:
    """A habit that was put into a home."""

    kind: str
    target: tuple[str, str]
    source: str | None = None
    """The entity that starts it."""
    event: str | None = None
    at: float = 0.0
    """Seconds after local midnight, or after the sun's event; the wait in an empty room."""
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    follow: float = 0.9
    spread: float = 300.0
    dark: bool = False


@dataclass
class Made:
    """A home made up, with what was planted in it."""

    history: History
    home: HomeContext
    suns: Suns
    planted: list[Planted] = field(default_factory=list)


def sun_table(
    zone: ZoneInfo, first: date, days: int, swing: float = 1.5, phase: int = 172
) -> Suns:
    """Return suns that rise at about 6:30 and set at about 18:30 by the clock, moving with the seasons by `swing` hours."""
    table = {}
    for n in range(-3, days + 4):
        day = first + timedelta(days=n)
        turn = math.cos((day.timetuple().tm_yday - phase) / 365.25 * 2 * math.pi)
        rise, fall = 6.5 - swing * turn, 18.5 + swing * turn
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone).timestamp()
        table[day] = (noon + (rise - 12) * HOUR, noon + (fall - 12) * HOUR)
    return Suns(table)


def area_of(entity_id: str) -> str | None:
    """Return the room that an entity is named after."""
    name = entity_id.partition(".")[2]
    return next((room for room in ROOMS if name.startswith(room)), None)


def entity(entity_id: str, device_class: str | None = None, **more: object) -> Entity:
    """Return an entity in the room that it is named after."""
    return Entity(
        entity_id=entity_id,
        name=entity_id.partition(".")[2].replace("_", " "),
        area_id=area_of(entity_id),
        device_class=device_class,
        **more,  # type: ignore[arg-type]
    )


def track(entity_id: str, rows: list[tuple[float, str]]) -> Track:
    """Return a track of (time, state) rows, those without a change left out."""
    kept: list[tuple[float, str]] = []
    for at, state in sorted(rows, key=lambda row: row[0]):
        if not kept or kept[-1][1] != state:
            kept.append((at, state))
    states = tuple(dict.fromkeys(state for _, state in kept))
    return Track(
        entity_id=entity_id,
        times=np.array([at for at, _ in kept], dtype=np.float64),
        codes=np.array([states.index(s) for _, s in kept], dtype=np.int16),
        states=states,
    )


class HomeMaker:
    """Lives one person's weeks in a home and writes down what happened."""

    def __init__(
        self,
        seed: int,
        *,
        days: int = 28,
        zone: str = "UTC",
        first: date = date(2026, 9, 7),
        suns: Suns | None = None,
    ) -> None:
        self.random = random.Random(seed)
        self.zone = ZoneInfo(zone)
        self.first, self.days = first, days
        self.suns = suns or sun_table(self.zone, first, days)
        self.start = self.local(0, 0.0)
        self.end = self.local(days, 0.0)
        self.events: list[tuple[float, str, str, bool]] = []
        self.initial: dict[str, str] = {}
        self.classes: dict[str, str | None] = {}
        self.planted: list[Planted] = []
        self.home: list[tuple[float, float]] = []
        self.visits: list[tuple[float, float, str]] = []
        self._live()

    def local(self, day: int, seconds: float) -> float:
        """Return the epoch seconds of a local time on a day of the stretch."""
        when = self.first + timedelta(days=day)
        midnight = datetime(when.year, when.month, when.day, tzinfo=self.zone)
        # By the clock on the wall, whatever happened to it since midnight.
        whole = midnight + timedelta(seconds=math.floor(seconds))
        return whole.timestamp() + seconds % 1

    def weekday(self, day: int) -> int:
        """Return the day of the week, 0 is Monday."""
        return (self.first + timedelta(days=day)).weekday()

    def add(self, entity_id: str, state: str, device_class: str | None = None) -> str:
        """Put a thing into the home, with its state at the start."""
        self.initial[entity_id] = state
        self.classes[entity_id] = device_class
        return entity_id

    def do(self, at: float, entity_id: str, state: str, human: bool = HUMAN) -> None:
        """Let a thing change."""
        if self.start < at < self.end:
            self.events.append((at, entity_id, state, human))

    def is_home(self, at: float) -> bool:
        """Tell whether someone is home."""
        return any(start <= at < end for start, end in self.home)

    def is_dark(self, at: float) -> bool:
        """Tell whether the sun is down."""
        day = datetime.fromtimestamp(at, self.zone).date()
        rise, fall = self.suns.times[day]
        assert rise is not None
        assert fall is not None
        return not rise <= at < fall

    def _live(self) -> None:
        """Write down presence and motion for the whole stretch."""
        for room in ROOMS:
            self.add(f"binary_sensor.{room}_motion", "off", "motion")
        self.add("binary_sensor.hall_door", "off", "door")
        self.add("person.ana", "home")
        self.add("zone.home", "1")
        since = self.start
        for day in range(self.days):
            for leave, back in self._absences(day):
                self.home.append((since, leave))
                since = back
                self._pass_door(leave - 40)
                self._pass_door(back + 20)
                for at, here in ((leave, False), (back, True)):
                    self.do(at, "person.ana", "home" if here else "not_home", MACHINE)
                    self.do(at, "zone.home", str(int(here)), MACHINE)
        self.home.append((since, self.end))
        for day in range(self.days):
            self._wander(day)

    def _absences(self, day: int) -> list[tuple[float, float]]:
        rnd = self.random
        if self.weekday(day) < 5:
            leave = rnd.gauss(8.3, 0.3)
            trips = [(leave, leave + rnd.gauss(9, 0.6))]
        else:
            leave = rnd.uniform(10, 15)
            trips = [(leave, leave + rnd.uniform(1, 4))]
        return [
            (self.local(day, a * HOUR), self.local(day, b * HOUR)) for a, b in trips
        ]

    def _pass_door(self, at: float) -> None:
        self.do(at, "binary_sensor.hall_door", "on", MACHINE)
        self.do(at + 8, "binary_sensor.hall_door", "off", MACHINE)

    def _wander(self, day: int) -> None:
        """Walk from room to room while awake and home."""
        rnd = self.random
        at = self.local(day, rnd.gauss(6.7, 0.3) * HOUR)
        sleep = self.local(day, rnd.gauss(23.2, 0.3) * HOUR)
        while at < sleep:
            stay = rnd.expovariate(1 / 1200) + 60
            if self.is_home(at):
                self._visit(at, at + stay, rnd.choice(ROOMS))
            at += stay + 5

    def _visit(self, at: float, until: float, room: str) -> None:
        self.visits.append((at, until, room))
        sensor = f"binary_sensor.{room}_motion"
        while at < until:
            self.do(at, sensor, "on", MACHINE)
            still = self.random.random() < 0.3
            clear = self.random.uniform(at + 60, until) if still else until + 45
            self.do(max(clear, at + 60), sensor, "off", MACHINE)
            at = max(clear, at + 60) + self.random.uniform(60, 300)

    def clock(self, entity_id: str, state: str, at: float, **more: object) -> Planted:
        """Plant a habit at a time of day."""
        habit = Planted("clock", (entity_id, state), at=at, **more)  # type: ignore[arg-type]
        return self._plant(habit, (self.local(d, at) for d in range(self.days)))

    def sun(
        self, entity_id: str, state: str, event: str, at: float, **more: object
    ) -> Planted:
        """Plant a habit around sunrise or sunset."""
        habit = Planted("sun", (entity_id, state), event=event, at=at, **more)  # type: ignore[arg-type]
        column = 0 if event == "sunrise" else 1
        marks = []
        for day in range(self.days):
            mark = self.suns.times[self.first + timedelta(days=day)][column]
            assert mark is not None
            marks.append(mark + at)
        return self._plant(habit, iter(marks))

    def _plant(self, habit: Planted, moments: object) -> Planted:
        for day, moment in enumerate(moments):  # type: ignore[arg-type]
            at = moment + self.random.gauss(0, habit.spread)
            if self.weekday(day) not in habit.weekdays or not self.is_home(at):
                continue
            if self.random.random() < habit.follow:
                self.do(at, *habit.target)
        self.planted.append(habit)
        return habit

    def follow(
        self, entity_id: str, state: str, source: str, to: str, **more: object
    ) -> Planted:
        """Plant a habit that follows an event of another thing; events in quick succession count once."""
        habit = Planted("follow", (entity_id, state), source=source, **more)  # type: ignore[arg-type]
        last = -math.inf
        for at, name, into, _ in sorted(self.events):
            if name != source or into != to:
                continue
            fresh, last = at - last > 300, at
            wanted = fresh and (not habit.dark or self.is_dark(at))
            if wanted and self.random.random() < habit.follow:
                self.do(
                    at + self.random.lognormvariate(math.log(15), 0.6), *habit.target
                )
        self.planted.append(habit)
        return habit

    def left_on(
        self, entity_id: str, room: str, wait: float, **more: object
    ) -> Planted:
        """Plant a habit of switching off some time after the room was left."""
        sensor = f"binary_sensor.{room}_motion"
        habit = Planted("left_on", (entity_id, "off"), source=sensor, at=wait, **more)  # type: ignore[arg-type]
        rows = sorted(e for e in self.events if e[1] == sensor)
        for now, following in zip(
            rows, [*rows[1:], (math.inf, "", "", False)], strict=True
        ):
            empty = now[2] == "off" and following[0] - now[0] > wait + 300
            if empty and self.random.random() < habit.follow:
                delay = self.random.lognormvariate(math.log(40), 0.5)
                self.do(now[0] + wait + delay, *habit.target)
        self.planted.append(habit)
        return habit

    def undo_later(self, entity_id: str, back: str, after: float) -> None:
        """Have a thing put back some time after each of its acts, by something else than a person."""
        for at, name, state, _ in list(self.events):
            if name == entity_id and state != back:
                self.do(at + after * self.random.uniform(0.7, 1.3), name, back, MACHINE)

    def off_when_left(self, entity_id: str, room: str) -> None:
        """Have a thing switched off on leaving its room, mostly by hand."""
        for _, until, where in self.visits:
            if where == room:
                self.do(until - 5, entity_id, "off", self.random.random() < 0.7)

    def noise(self, entity_id: str, states: tuple[str, str], per_day: float) -> None:
        """Use a thing at no particular time while home and awake."""
        for day in range(self.days):
            for _ in range(_poisson(self.random, per_day)):
                at = self.local(day, self.random.uniform(7, 23) * HOUR)
                if self.is_home(at):
                    self.do(at, entity_id, states[0])
                    self.do(at + self.random.uniform(600, 7200), entity_id, states[1])

    def made(self) -> Made:
        """Return the home as the program sees it."""
        rows: dict[str, list[tuple[float, str]]] = {
            e: [(self.start, s)] for e, s in self.initial.items()
        }
        acts: list[Act] = []
        machine: dict[tuple[str, str], list[float]] = defaultdict(list)
        for number, (at, name, state, human) in enumerate(sorted(self.events)):
            old = rows[name][-1][1]
            if state == old:
                continue
            rows[name].append((at, state))
            if human:
                acts.append(_act(number, at, name, old, state))
            else:
                machine[name, state].append(at)
        entities = {e: entity(e, c) for e, c in self.classes.items()}
        home = HomeContext(
            version=1,
            time_zone=self.zone.key,
            latitude=50.0,
            longitude=0.0,
            areas={room: Area(area_id=room, name=room) for room in ROOMS},
            entities=entities,
            people={
                "person.ana": Person(entity_id="person.ana", name="Ana", user_id="a")
            },
        )
        history = History(
            start=self.start,
            end=self.end,
            tracks={e: track(e, r) for e, r in rows.items()},
            acts=tuple(acts),
            machine_times={k: np.array(v) for k, v in machine.items()},
        )
        return Made(history, home, self.suns, self.planted)


def _act(number: int, at: float, name: str, old: str, state: str) -> Act:
    return Act(
        at=at,
        entity_id=name,
        old=old,
        state=state,
        cause=Cause.PHYSICAL,
        state_id=number,
        entity_ids=(name,),
    )


def _poisson(rnd: random.Random, mean: float) -> int:
    count, product, limit = 0, rnd.random(), math.exp(-mean)
    while product > limit:
        count, product = count + 1, product * rnd.random()
    return count


def lived_in(
    seed: int,
    *,
    follow: float = 0.9,
    spread: float = 480.0,
    days: int = 28,
    zone: str = "UTC",
    first: date = date(2026, 9, 7),
    suns: Suns | None = None,
) -> Made:
    """Return a home with one habit of each kind and things used at random."""
    make = HomeMaker(seed, days=days, zone=zone, first=first, suns=suns)
    rnd = make.random
    coffee = make.add("switch.kitchen_coffee", "off")
    make.clock(
        coffee,
        "on",
        round(rnd.uniform(6.8, 7.6) * 12) * 300,
        follow=follow,
        spread=spread,
    )
    make.undo_later(coffee, "off", HOUR)
    radio = make.add("media_player.kitchen_radio", "off")
    make.clock(
        radio, "playing", 9 * HOUR, follow=follow, spread=spread / 2, weekdays=(5, 6)
    )
    make.undo_later(radio, "off", HOUR)
    blinds = make.add("cover.living_blinds", "open")
    make.sun(blinds, "closed", "sunset", 900.0, follow=follow, spread=spread / 1.5)
    make.undo_later(blinds, "open", 10 * HOUR)
    bath = make.add("light.bathroom_light", "off")
    make.follow(
        bath, "on", "binary_sensor.bathroom_motion", "on", dark=True, follow=follow
    )
    make.off_when_left(bath, "bathroom")
    kitchen = make.add("light.kitchen_light", "off")
    make.noise(kitchen, ("on", "on"), 4)
    make.left_on(kitchen, "kitchen", 600.0, follow=follow)
    tv = make.add("media_player.living_tv", "off")
    make.noise(tv, ("playing", "off"), 1)
    shelf = make.add("light.living_shelf", "off")
    make.follow(shelf, "on", tv, "playing", follow=follow)
    make.undo_later(shelf, "off", 2 * HOUR)
    for n, room in enumerate(ROOMS):
        make.noise(
            make.add(f"light.{room}_lamp", "off"), ("on", "off"), rnd.uniform(0.5, 2)
        )
        make.noise(make.add(f"switch.{room}_plug_{n}", "off"), ("on", "off"), 0.7)
    return make.made()


def shifted(made: Made, seed: int, *, clock: bool) -> Made:
    """Return a home whose acts lost their reason.

    With `clock`, each thing's acts of a day move by a clock offset of their own within the waking hours; without, by whole days and 3 to 9
    hours drawn anew every day.
    """
    rnd = random.Random(seed)
    history = made.history
    zone = ZoneInfo(made.home.time_zone)
    whole = {
        a.entity_id: rnd.randrange(1, 20) * 86400
        for a in sorted(history.acts, key=lambda a: a.entity_id)
    }
    offsets: dict[tuple[str, date], float] = {}
    moved = []
    span = history.end - history.start
    for act in history.acts:
        day = datetime.fromtimestamp(act.at, UTC).astimezone(zone).date()
        key = act.entity_id, day
        if key not in offsets:
            hours = (
                rnd.uniform(0, 16) if clock else rnd.choice((-1, 1)) * rnd.uniform(3, 9)
            )
            offsets[key] = hours * HOUR
        if clock:
            midnight = datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()
            at = (
                midnight
                + 7 * HOUR
                + (act.at - midnight - 7 * HOUR + offsets[key]) % (16 * HOUR)
            )
        else:
            at = (
                history.start
                + (act.at - history.start + whole[act.entity_id] + offsets[key]) % span
            )
        moved.append((at, act.entity_id, act.state))
    rows = {
        e: [(history.start, t.states[t.codes[0]])]
        for e, t in history.tracks.items()
        if e in whole
    }
    acts = []
    for number, (at, name, state) in enumerate(sorted(moved)):
        old = rows[name][-1][1]
        if state == old:
            other = next((s for s in history.tracks[name].states if s != state), state)
            back = (rows[name][-1][0] + at) / 2
            rows[name].append((back, other))
            old = other
        rows[name].append((at, state))
        acts.append(_act(number, at, name, old, state))
    tracks = {**history.tracks, **{e: track(e, r) for e, r in rows.items()}}
    return replace(
        made,
        history=replace(history, tracks=tracks, acts=tuple(acts), machine_times={}),
        planted=[],
    )
