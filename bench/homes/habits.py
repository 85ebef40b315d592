"""How the people of a made-up home follow a habit, each kind in its own way."""

from dataclasses import dataclass
from datetime import date

from ..demo_home.recording import Context
from .plan import HOUR, MINUTE, Resident
from .truth import Part, Planted
from .world import World, in_seconds, other_than, rest_of

_SETTLE = 20 * MINUTE
"""A number that wavers around a limit is one occasion, not many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How somebody follows a habit."""

    who: Resident
    via: str
    median: float
    """Seconds from the trigger to the act; of a left-on habit, after its wait."""
    sigma: float = 0.5
    """Spread of the logarithm of that."""
    loose: bool = True
    """Whether the things come back to rest some time later by themselves."""


class Habit:
    """Lets people follow one habit."""

    def __init__(self, planted: Planted, manner: Manner, world: World) -> None:
        """Wire what the habit follows."""
        self.planted = planted
        self._manner = manner
        self._world = world
        self._chance = world.chance
        self._turn = 0
        self._quiet_until = 0.0
        self._wire(planted.trigger)

    def _wire(self, trigger: Part) -> None:
        if trigger["trigger"] == "state":
            self._world.diary.listen(trigger["entity_id"], self._state)
        elif trigger["trigger"] == "numeric_state":
            self._world.diary.listen(trigger["entity_id"], self._number)

    def plan(self, day: date) -> None:
        """Queue what the habit does on a day."""
        trigger, world = self.planted.trigger, self._world
        if trigger["trigger"] == "time":
            moment = world.plan.clock(day, in_seconds(trigger["at"]))
        elif trigger["trigger"] == "sun":
            at = world.plan.suns[day][trigger["event"] == "sunset"]
            if at is None:
                return
            moment = at + trigger["offset"]
        else:
            return
        moment += self._chance.gauss(0, self.planted.spread)
        world.diary.at(moment, self._occasion)

    def prepare(self, day: date) -> None:
        """Bring things into use during the day that the habit puts to rest."""
        for entity_id, state in self.planted.targets:
            if state != rest_of(entity_id) or not self._manner.loose:
                continue
            for _ in range(self._chance.choice((1, 1, 2))):
                moment = self._world.plan.clock(
                    day, self._chance.uniform(6.5, 21) * HOUR
                )
                self._world.diary.at(moment, self._use, entity_id)

    def _use(self, entity_id: str) -> None:
        if self._world.awake():
            used = other_than(entity_id, rest_of(entity_id))
            self._world.touch(entity_id, used, "wall")

    def _state(self, old: str, new: str, _context: Context) -> None:
        trigger = self.planted.trigger
        self._turn += 1
        if new != trigger["to"] or trigger.get("from", old) != old:
            return
        if wait := trigger.get("for", 0):
            self._world.diary.after(wait, self._waited, self._turn)
        else:
            self._occasion()

    def _waited(self, turn: int) -> None:
        if turn == self._turn:
            self._occasion()

    def _number(self, old: str, new: str, _context: Context) -> None:
        trigger, now = self.planted.trigger, self._world.diary.now
        if not _inside(trigger, new) or _inside(trigger, old):
            return
        if now >= self._quiet_until:
            self._occasion()
        self._quiet_until = now + _SETTLE

    def _occasion(self) -> None:
        """Decide whether the habit is followed this time."""
        planted, world = self.planted, self._world
        if not world.holds(planted.conditions, planted.weekdays):
            return
        if self._manner.via != "app" and not self._somebody():
            return
        if self._chance.random() < planted.follow:
            for entity_id, state in planted.targets:
                world.diary.after(self._delay(), self._act, entity_id, state)
                if len(planted.targets) > 1 and self._chance.random() > 0.96:
                    break

    def _somebody(self) -> bool:
        """Tell whether someone is there to do it; who just came home is."""
        home = any(
            self._world.diary.states[one.person] == "home"
            for one in self._world.plan.residents
        )
        return bool(self._world.awake()) or (home and self.planted.kind == "presence")

    def _delay(self) -> float:
        manner = self._manner
        if not manner.median:
            return 0.0
        return manner.median * self._chance.lognormvariate(0, manner.sigma)

    def _act(self, entity_id: str, state: str) -> None:
        world, manner = self._world, self._manner
        if world.diary.states[entity_id] == state:
            return
        world.touch(entity_id, state, manner.via, manner.who)
        if manner.loose and state != rest_of(entity_id):
            later = self._chance.uniform(0.5, 4.5) * HOUR
            world.diary.after(later, world.put_back, entity_id)


def _inside(trigger: Part, value: str) -> bool:
    try:
        number = float(value)
    except ValueError:
        return False
    if "above" in trigger:
        return number > float(trigger["above"])
    return number < float(trigger["below"])


class Forgetting:
    """Leaves a light on in a room now and then, so that it can be found on."""

    def __init__(self, entity_id: str, world: World) -> None:
        """Wire the room's motion."""
        self._entity_id = entity_id
        self._world = world
        area = world.plan.by_id[entity_id].area
        for sensor in world.plan.sensing(area, "motion"):
            world.listen(sensor.entity_id, "on", self._came_in)

    def _came_in(self) -> None:
        world = self._world
        if world.awake() and world.chance.random() < 0.06:
            wait = world.chance.uniform(5, 200)
            world.diary.after(wait, world.touch, self._entity_id, "on", "wall")
            if world.chance.random() < 0.2:
                later = wait + world.chance.uniform(5, 240) * MINUTE
                world.diary.after(later, world.put_back, self._entity_id)


class Opening:
    """Lets the first act of a bundle happen, at no fixed time."""

    def __init__(
        self, goal: tuple[str, str], hours: tuple[float, float], world: World
    ) -> None:
        """Begin between two hours of the day."""
        self._goal = goal
        self._hours = hours
        self._world = world

    def plan(self, day: date) -> None:
        """Queue a day's acts."""
        world, (entity_id, state) = self._world, self._goal
        if world.chance.random() > 0.9:
            return
        moment = world.plan.clock(day, world.chance.uniform(*self._hours) * HOUR)
        opposite = other_than(entity_id, state)
        before = moment - world.chance.uniform(0.6, 3) * HOUR
        world.diary.at(before, self._touch, entity_id, opposite)
        world.diary.at(moment, self._touch, entity_id, state)

    def _touch(self, entity_id: str, state: str) -> None:
        if self._world.awake():
            self._world.touch(entity_id, state, "wall")
