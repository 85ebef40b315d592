"""The home while it is lived in: where people are, what they touch, and what holds at a moment."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
import random

from ..demo_home.recording import Context
from .diary import Diary
from .plan import HOUR, MINUTE, Plan, Resident
from .truth import Part

CLEARS_AFTER = 70.0
"""Seconds until a motion sensor clears."""
_SELDOM = 0.06
"""People are seldom in a room where they are less than this share of their time."""
_WITHOUT_DEVICE = ("person", "zone", "sun")
_REST = {"cover": "open", "climate": "heat", "lock": "locked"}
_USED = {
    "cover": "closed",
    "climate": "off",
    "lock": "unlocked",
    "media_player": "playing",
}


def rest_of(entity_id: str) -> str:
    """Return the state a thing is in when nobody wants anything of it."""
    return _REST.get(entity_id.partition(".")[0], "off")


def other_than(entity_id: str, state: str) -> str:
    """Return the state a thing goes to from a state."""
    used = _USED.get(entity_id.partition(".")[0], "on")
    return used if state == rest_of(entity_id) else rest_of(entity_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One person's plan of a day; moments in epoch seconds."""

    who: Resident
    wake: float
    bed: float
    away: tuple[tuple[float, float], ...] = ()

    def is_home(self, moment: float) -> bool:
        """Return whether they are at home and awake."""
        absent = any(left - 300 <= moment <= back for left, back in self.away)
        return self.wake <= moment <= self.bed and not absent


class World:
    """What everybody in the home needs to know and do."""

    def __init__(self, plan: Plan, diary: Diary, chance: random.Random) -> None:
        """Start with the home as it is."""
        self.plan = plan
        self.diary = diary
        self.chance = chance
        self.today: list[Day] = []
        self.busy: set[str] = set()
        """Things that only their own habit or a machine moves."""
        self.showers: list[float] = []
        """When showers ended."""
        self._clears: dict[str, float] = {}

    # what holds
    @property
    def is_dark(self) -> bool:
        """Return whether the sun is down."""
        return self.diary.states.get("sun.sun") == "below_horizon"

    def awake(self, moment: float | None = None) -> list[Resident]:
        """Return who is at home and not asleep."""
        moment = self.diary.now if moment is None else moment
        return [day.who for day in self.today if day.is_home(moment)]

    def holds(self, conditions: Iterable[Part], weekdays: Sequence[int]) -> bool:
        """Tell whether conditions hold now."""
        local = self.plan.local(self.diary.now)
        seconds = local.hour * 3600 + local.minute * 60 + local.second
        return local.weekday() in weekdays and all(
            self._holds(condition, seconds) for condition in conditions
        )

    def _holds(self, condition: Part, seconds: float) -> bool:
        match condition["condition"]:
            case "time":
                after, before = (in_seconds(condition[k]) for k in ("after", "before"))
                if after > before:
                    return seconds >= after or seconds < before
                return after <= seconds < before
            case "numeric_state":
                return float(self.diary.states[condition["entity_id"]]) > 0
            case _:
                state: str = condition["state"]
                return self.diary.states[condition["entity_id"]] == state

    # what people do
    def touch(
        self, entity_id: str, state: str, via: str, who: Resident | None = None
    ) -> None:
        """Let somebody bring a thing into a state; at the wall they are seen in its room.

        Nobody goes for it to a room where people seldom are: they use the app.
        """
        if self.diary.states[entity_id] in (state, "unavailable"):
            return
        here = self.awake()
        who = who or (self.chance.choice(here) if here else self.plan.residents[0])
        area = self.plan.by_id[entity_id].area
        if via == "wall" and self.plan.share(area) < _SELDOM:
            via = "app"
        if via != "wall" or not here:
            self.diary.hand(via, who.user_id, entity_id, state)
            return
        self.move(area, 15)
        wait = self.chance.uniform(1, 12)
        self.diary.after(wait, self.diary.hand, via, who.user_id, entity_id, state)

    def put_back(self, entity_id: str) -> None:
        """Let somebody put a thing to rest."""
        via = "app" if self.chance.random() < 0.4 else "wall"
        self.touch(entity_id, rest_of(entity_id), via)

    def restart(self, coming_on: frozenset[str]) -> None:
        """Restart Home Assistant; some things are on when they come back."""
        diary = self.diary
        self._bus("homeassistant_stop")
        diary.after(38.0, self._bus, "homeassistant_start")
        for thing in self.plan.things:
            if thing.entity_id.partition(".")[0] not in _WITHOUT_DEVICE:
                away = 38.5 + self.chance.random()
                diary.after(away, self._lose, thing.entity_id, coming_on)

    def _bus(self, event_type: str) -> None:
        self.diary.event(event_type, {}, self.diary.context())

    def _lose(self, entity_id: str, coming_on: frozenset[str]) -> None:
        state = self.diary.states[entity_id]
        self.diary.device(entity_id, "unavailable")
        state = "on" if entity_id in coming_on else state
        wait = self.chance.uniform(3, 45)
        self.diary.after(wait, self.diary.device, entity_id, state)

    def move(self, room: str | None, seconds: float) -> None:
        """Let a room's motion sensors see someone for some seconds."""
        for sensor in self.plan.sensing(room, "motion"):
            entity_id = sensor.entity_id
            if self.diary.states[entity_id] == "unavailable":
                continue
            self.diary.device(entity_id, "on")
            until = self.diary.now + seconds + CLEARS_AFTER
            until = max(until, self._clears.get(entity_id, 0.0))
            self._clears[entity_id] = until
            self.diary.at(until, self._clear, entity_id)

    def _clear(self, entity_id: str) -> None:
        if self.diary.now >= self._clears[entity_id] - 0.01:
            self.diary.wall(entity_id, "off")

    def arrive(self, who: Resident) -> None:
        """Let somebody's phone come home."""
        self._is_now(who, "home")

    def leave(self, who: Resident) -> None:
        """Let somebody's phone be gone."""
        self._is_now(who, "not_home")

    def _is_now(self, who: Resident, state: str) -> None:
        if who.tracker in self.diary.states:
            self.diary.device(who.tracker, state)
        self.diary.after(0.003, self.diary.device, who.person, state)
        self.diary.after(0.005, self._count)

    def _count(self) -> None:
        if "zone.home" in self.diary.states:
            people = self.plan.residents
            at_home = sum(self.diary.states[one.person] == "home" for one in people)
            self.diary.device("zone.home", str(at_home))

    def times(self, mean: float) -> int:
        """Return how often something happens that happens `mean` times on average (Poisson)."""
        count, left = 0, self.chance.expovariate(1.0)
        while left < mean:
            count, left = count + 1, left + self.chance.expovariate(1.0)
        return count

    def listen(self, entity_id: str, state: str, then: Callable[[], None]) -> None:
        """Call back whenever an entity takes a state."""

        def _heard(_old: str, new: str, _context: Context) -> None:
            if new == state:
                then()

        self.diary.listen(entity_id, _heard)


def in_seconds(text: str) -> float:
    """Return a clock time in seconds after midnight."""
    hours, minutes, seconds = (int(part) for part in text.split(":"))
    return hours * HOUR + minutes * MINUTE + seconds
