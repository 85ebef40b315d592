"""How people live in a made-up home: when they come and go, where they are, and what they use."""

from collections.abc import Iterator
from datetime import date

from .plan import HOUR, MINUTE, Resident
from .world import Day, World, other_than, rest_of

_STAYS = 28
"""About how often a day somebody settles in a room."""
_MOST = 0.12
"""How likely somebody who comes into a room uses a thing there, at most."""
_USABLE = ("light", "switch", "fan", "media_player", "cover", "climate")


class Life:
    """Plans the days of the people."""

    def __init__(self, world: World) -> None:
        """Draw how often each thing is used for no reason."""
        self._world = world
        self._chance = world.chance
        self._at = world.diary.at
        people = len(world.plan.residents)
        total = sum(world.plan.weights.values())
        self._shares = {r: w / total for r, w in world.plan.weights.items()}
        self._use: dict[str, float] = {}
        self._from_afar: dict[str, float] = {}
        for thing in world.plan.things:
            usable = thing.entity_id.partition(".")[0] in _USABLE
            if usable and thing.area and thing.entity_id not in world.plan.bulbs:
                # A use is two acts: begun and ended.
                uses = self._chance.uniform(0.5, 2.0) / 2
                visits = people * _STAYS * self._shares[thing.area]
                self._use[thing.entity_id] = min(_MOST, 0.6 * uses / visits)
                here = self._use[thing.entity_id] * visits
                self._from_afar[thing.entity_id] = uses - here
        self._holiday = self._holidays()

    def _holidays(self) -> frozenset[date]:
        """Return some days on which the home is empty, in one home of six."""
        plan = self._world.plan
        if self._chance.random() > 1 / 6:
            return frozenset()
        first = self._chance.randrange(2, plan.days - 4)
        days = range(first, first + self._chance.randint(2, 4))
        return frozenset(date.fromordinal(plan.first.toordinal() + n) for n in days)

    def plan(self, day: date) -> list[Day]:
        """Queue a day and return everybody's plan of it."""
        days = [self._day(who, day) for who in self._world.plan.residents]
        self._at(min(one.wake for one in days), self._begin, days)
        for one in days:
            for left, back in one.away:
                if day == min(self._holiday, default=day) or day not in self._holiday:
                    self._at(left, self._leave, one.who)
                if day == max(self._holiday, default=day) or day not in self._holiday:
                    self._at(back, self._come, one.who)
            self._wander(one)
            self._wash(one)
        for entity_id, uses in self._from_afar.items():
            for _ in range(self._world.times(uses)):
                one = self._chance.choice(days)
                moment = self._chance.uniform(one.wake, one.bed)
                if one.is_home(moment):
                    self._at(moment, self._use_from_afar, entity_id, one.who)
        return days

    def _begin(self, days: list[Day]) -> None:
        self._world.today = days

    def _around(self, day: date, hours: float, minutes: float) -> float:
        spread = self._chance.gauss(0, minutes * MINUTE)
        return self._world.plan.clock(day, hours * HOUR + spread)

    def _day(self, who: Resident, day: date) -> Day:
        weekend = day.weekday() >= 5
        wake = self._around(day, who.wakes + (1.6 if weekend else 0.0), 12)
        bed = self._around(day, who.sleeps + (0.6 if weekend else 0.0), 25)
        away: tuple[tuple[float, float], ...] = ()
        if day in self._holiday:
            away = ((wake - 600, bed + 600),)
        elif day.weekday() in who.works:
            left = self._around(day, who.leaves, 9)
            away = ((left, self._around(day, who.returns, 24)),)
        elif self._chance.random() < 0.65:
            left = self._around(day, self._chance.uniform(9.5, 15.5), 1)
            away = ((left, left + self._chance.uniform(0.6, 3.5) * HOUR),)
        return Day(who=who, wake=wake, bed=bed, away=away)

    def _leave(self, who: Resident) -> None:
        self._through_the_door()
        wait = self._chance.uniform(60, 240)
        self._world.diary.after(wait, self._world.leave, who)

    def _come(self, who: Resident) -> None:
        self._world.arrive(who)
        wait = self._chance.uniform(20, 120)
        self._world.diary.after(wait, self._through_the_door)

    def _through_the_door(self) -> None:
        world, diary = self._world, self._world.diary
        world.move("hall", 25)
        opened = self._chance.uniform(4, 12)
        for lock in world.plan.in_room("hall", "lock"):
            diary.after(opened - 3, world.touch, lock.entity_id, "unlocked", "wall")
        for door in world.plan.sensing("hall", "door"):
            diary.after(opened, diary.wall, door.entity_id, "on")
            diary.after(opened + 9, diary.wall, door.entity_id, "off")

    def _wander(self, day: Day) -> None:
        moment = day.wake + 60
        rooms, weights = list(self._shares), list(self._shares.values())
        while moment < day.bed:
            stay = self._chance.lognormvariate(2.9, 0.6) * MINUTE
            room = self._chance.choices(rooms, weights)[0]
            if day.is_home(moment):
                self._at(moment, self._stay, room, stay, day.who)
            moment += stay + self._chance.uniform(20, 120)

    def _stay(self, room: str, seconds: float, who: Resident) -> None:
        world = self._world
        if self._chance.random() < 0.3:
            world.move("hall", 12)
        for moment in self._moves(seconds):
            world.diary.after(moment, world.move, room, 20)
        for window in world.plan.sensing(room, "window", "opening"):
            if self._chance.random() < 0.02:
                self._air(window.entity_id, seconds)
        for entity_id, chance in self._use.items():
            if world.plan.by_id[entity_id].area != room or entity_id in world.busy:
                continue
            if self._chance.random() < chance:
                moment = self._chance.uniform(0, seconds)
                world.diary.after(moment, self._use_here, entity_id, seconds, who)

    def _air(self, window: str, seconds: float) -> None:
        diary = self._world.diary
        opened = self._chance.uniform(0, seconds)
        diary.after(opened, diary.wall, window, "on")
        closed = opened + self._chance.uniform(4, 45) * MINUTE
        diary.after(closed, diary.wall, window, "off")

    def _use_here(self, entity_id: str, seconds: float, who: Resident) -> None:
        """Let somebody in the room use a thing, and leave it some time later."""
        diary = self._world.diary
        state = other_than(entity_id, diary.states[entity_id])
        diary.hand("wall", who.user_id, entity_id, state)
        if self._chance.random() < 0.3:
            wait = self._chance.uniform(0, seconds)
            rest = rest_of(entity_id)
            diary.after(wait, diary.hand, "wall", who.user_id, entity_id, rest)
        else:
            self._leave_it(entity_id)

    def _use_from_afar(self, entity_id: str, who: Resident) -> None:
        """Let somebody use a thing by app or voice, wherever they are."""
        world = self._world
        if entity_id in world.busy:
            return
        state = other_than(entity_id, world.diary.states[entity_id])
        via = "voice" if self._chance.random() < 0.3 else "app"
        world.touch(entity_id, state, via, who)
        self._leave_it(entity_id)

    def _leave_it(self, entity_id: str) -> None:
        later = self._chance.lognormvariate(3.4, 0.9) * MINUTE
        self._world.diary.after(later, self._world.put_back, entity_id)

    def _moves(self, seconds: float) -> Iterator[float]:
        """Yield when a motion sensor sees somebody who stays in a room."""
        moment = 0.0
        while moment < seconds:
            yield moment
            moment += min(90 + self._chance.expovariate(1 / 150), 330.0)

    def _wash(self, day: Day) -> None:
        """Let somebody take a shower, after which the air is damp."""
        moment = day.wake + self._chance.uniform(3, 50) * MINUTE
        if self._chance.random() < 0.75 and day.is_home(moment):
            self._at(moment, self._shower, self._chance.uniform(6, 14) * MINUTE)

    def _shower(self, seconds: float) -> None:
        world = self._world
        for moment in self._moves(seconds):
            world.diary.after(moment, world.move, "bathroom", 20)
        world.showers.append(world.diary.now + seconds)
