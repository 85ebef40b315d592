"""Scores suggestions for a made-up home: which habits they find, and how they would do on later days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
import statistics
from typing import Any

from custom_components.ai_automation.model.routine import RoutineKind

from .past import Past
from .program import Program, fires, listed, nearest, seconds
from .truth import EVERY_DAY, Decoy, Home, Part, Planted

DAY = 86400.0
NEAR = 20 * 60
"""Seconds by which a time may differ from the habit's, day by day in the median."""
_VISIBLE = 5
_SHIFTS = range(-1800, 1801, 300)
"""Seconds by which the planted rule itself is moved, to find its best moment."""
_ATTAINABLE = 0.5
_SECURE = frozenset({"lock", "alarm_control_panel"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A suggestion as it is scored."""

    title: str
    kind: str
    confidence: float
    automation: Mapping[str, Any]
    announced: bool = False
    """Whether it is among the few that the owner is told of."""


@dataclass(slots=True, kw_only=True)
class Marked:
    """A suggestion with what it is worth."""

    offered: Offered
    finds: str | None = None
    """The habit it found."""
    again: str | None = None
    """The habit that a better one had found before."""
    decoy: str | None = None
    near: list[str] = field(default_factory=list)
    """Habits with its target, and how it differs."""
    right: int = 0
    """Firings on the later days."""
    wrong: int = 0
    noop: int = 0


@dataclass(slots=True, kw_only=True)
class Scored:
    """One run on one home."""

    habits: dict[str, RoutineKind]
    """The attainable ones."""
    marked: list[Marked]
    unattainable: dict[str, str] = field(default_factory=dict)
    """Why not."""
    replayed: dict[str, tuple[int, int]] = field(default_factory=dict)
    """How each habit's own rule does until then: right, wrong."""
    rules_later: dict[str, tuple[int, int]] = field(default_factory=dict)
    """How the own rule of each attainable habit does on the later days: right, wrong."""

    @property
    def found(self) -> set[str]:
        """Return the habits that were found, attainable or not."""
        return {m.finds for m in self.marked if m.finds}


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """How a habit's own rule does on what is known."""

    program: Program
    right: int
    wrong: int
    days: int
    """On how many days it was right."""

    @property
    def value(self) -> float:
        """Return what the best moment is chosen by."""
        return self.right**2 / max(1, self.right + self.wrong)


class Scorer:
    """Knows what is true of a home."""

    def __init__(self, home: Home) -> None:
        """Look at the home's past."""
        self.home = home
        self.past = Past(home)

    def score(
        self, offers: Iterable[Offered], until: float, *, days: float = 7
    ) -> Scored:
        """Score the suggestions of a run that knew everything up to `until`."""
        replays = {
            habit.routine_id: self._replayed(habit, until)
            for habit in self.home.truth.habits
        }
        habits, not_so = self._attainable(replays)
        end = min(until + days * DAY, self.past.end)
        marked: list[Marked] = []
        found: set[str] = set()
        for offered in offers:
            program = Program(offered.automation, self.past)
            mark = Marked(offered=offered)
            self._find(mark, program, found, until)
            if not (mark.finds or mark.again):
                mark.decoy = self._decoy(program, until)
            later = program.count(until, end)
            mark.right, mark.wrong = later["right"], later["wrong"]
            mark.noop = later["noop"]
            marked.append(mark)
        return Scored(
            habits=habits,
            marked=marked,
            unattainable=not_so,
            replayed={i: (one.right, one.wrong) for i, one in replays.items()},
            rules_later={
                i: self._later(replays[i].program, until, end) for i in habits
            },
        )

    def _later(self, program: Program, start: float, end: float) -> tuple[int, int]:
        count = program.count(start, end)
        return count["right"], count["wrong"]

    # habits
    def _attainable(
        self, replays: Mapping[str, Replayed]
    ) -> tuple[dict[str, RoutineKind], dict[str, str]]:
        """Return the habits that can be found: seen often enough, and right when replayed."""
        habits: dict[str, RoutineKind] = {}
        not_so: dict[str, str] = {}
        for habit in self.home.truth.habits:
            one = replays[habit.routine_id]
            if one.right < _VISIBLE or one.days < _VISIBLE:
                not_so[habit.routine_id] = f"seen {one.right} times on {one.days} days"
            elif one.right < _ATTAINABLE * (one.right + one.wrong):
                not_so[habit.routine_id] = (
                    f"itself right {one.right}, wrong {one.wrong}"
                )
            else:
                habits[habit.routine_id] = habit.kind
        return habits, not_so

    def _replayed(self, habit: Planted, until: float) -> Replayed:
        """Return how the habit's own rule does at its best moment."""
        shifts = _SHIFTS if habit.spread else (0,)
        programs = (
            Program(
                _shifted(habit.program(), shift) if shift else habit.program(),
                self.past,
            )
            for shift in sorted(shifts, key=abs)
        )
        return max(
            (self._run(program, until) for program in programs), key=lambda r: r.value
        )

    def _run(self, program: Program, until: float) -> Replayed:
        firings = program.judged(self.past.start, until)
        right = [f for f in firings if f.verdict == "right"]
        return Replayed(
            program=program,
            right=len(right),
            wrong=sum(f.verdict == "wrong" for f in firings),
            days=len({self.past.local(f.at).date() for f in right}),
        )

    def _find(
        self, mark: Marked, program: Program, found: set[str], until: float
    ) -> None:
        """Credit a suggestion with one habit, and a habit with one suggestion."""
        habits = [
            *self.home.truth.habits,
            *(
                d.habit
                for d in self.home.truth.decoys
                if d.habit and _is_alive(d, until)
            ),
        ]
        for habit in habits:
            why = self.differs(program, habit)
            if why == "target":
                continue
            if why:
                mark.near.append(f"{habit.routine_id} {why}")
            elif habit.routine_id in found:
                mark.again = mark.again or habit.routine_id
            elif not mark.finds:
                mark.finds = habit.routine_id
                found.add(habit.routine_id)

    def differs(self, program: Program, habit: Planted) -> str:
        """Return in what a suggestion differs from a habit; nothing where it is the habit."""
        rest = [g for g in habit.targets if g[0] not in program.sources]
        rest = rest or list(habit.targets)
        if not program.targets:
            names = [self._name(entity_id) for entity_id, _ in habit.targets]
            if not any(name in program.tells for name in names):
                return "target"
        elif any(g[0].partition(".")[0] in _SECURE for g in program.targets):
            return "target"
        else:
            mine = {(self.past.one(e), s) for e, s in program.targets}
            own = [(self.past.one(e), s) in mine for e, s in rest]
            if sum(own) * 2 < len(own):
                return "target"
        wishes = [habit.trigger, *habit.alternatives]
        wishes += [_on(goal) for goal in habit.bundle]
        agree = [any(self._same(t, w, habit) for w in wishes) for t in program.triggers]
        if sum(agree) * 2 <= len(agree):
            return "trigger"
        if program.targets and not self._keeps_to(program, habit):
            return "more targets"
        if self._fires_on_other_days(program, habit):
            return "days"
        return ""

    def _name(self, entity_id: str) -> str:
        names = {e.entity_id: e.name for e in self.home.house.entities}
        return names[entity_id]

    def _keeps_to(self, program: Program, habit: Planted) -> bool:
        """Tell whether most of what a suggestion moves is the habit's own."""
        own = {self.past.one(e) for e, _ in (*habit.targets, *habit.bundle)}
        mine = {self.past.one(e) for e, _ in program.targets}
        return len(mine & own) * 2 > len(mine)

    def _fires_on_other_days(self, program: Program, habit: Planted) -> bool:
        if habit.weekdays == EVERY_DAY:
            return False
        return any(
            self.past.local(firing.at).weekday() not in habit.weekdays
            for firing in program.judged(self.past.start, self.past.end)
            if firing.verdict != "noop"
        )

    def _same(self, mine: Part, wish: Part, habit: Planted) -> bool:
        """Tell whether a trigger is one that was wished for."""
        timed = ("time", "sun")
        if wish["trigger"] in timed:
            return mine["trigger"] in timed and self._same_time(mine, wish)
        if mine["trigger"] in timed or not self._same_source(mine, wish, habit):
            return False
        if "numeric_state" in (mine["trigger"], wish["trigger"]):
            return _same_side(mine, wish)
        if wish["to"] not in listed(mine.get("to")):
            return False
        if habit.kind is not RoutineKind.LEFT_ON:
            return True
        wait, wanted = seconds(mine.get("for", 0)), wish["for"]
        return bool(wanted / 2 <= wait <= wanted * 2)

    def _same_time(self, mine: Part, wish: Part) -> bool:
        marks = fires(wish, self.past)
        away = [nearest(marks, at) for at in fires(mine, self.past)]
        return bool(away) and statistics.median(away) <= NEAR

    def _same_source(self, mine: Part, wish: Part, habit: Planted) -> bool:
        wanted = self.past.one(wish["entity_id"])
        if wanted in {self.past.one(e) for e in listed(mine.get("entity_id"))}:
            return True
        if habit.kind is not RoutineKind.LEFT_ON:
            return False
        kinds = {e.entity_id: e.device_class for e in self.home.house.entities}
        return any(kinds[e] == "motion" for e in listed(mine.get("entity_id")))

    # decoys
    def _decoy(self, program: Program, until: float) -> str | None:
        """Return the kind of the decoy that a suggestion was taken in by."""
        mine = {(self.past.one(e), s) for e, s in program.targets}
        for decoy in self.home.truth.decoys:
            if _is_alive(decoy, until):
                continue
            if decoy.triggers and not decoy.triggers & program.sources:
                continue
            if any((self.past.one(e), s) in mine for e, s in decoy.must_not):
                return decoy.kind
        return None


def _is_alive(decoy: Decoy, until: float) -> bool:
    """Tell whether a habit that ends still was one; a run is a whole number of days after the start, whatever the clocks do."""
    return decoy.active_until is not None and until <= decoy.active_until + DAY / 2


def _shifted(config: dict[str, Any], shift: int) -> dict[str, Any]:
    """Return a timed automation that runs some seconds later."""
    trigger = dict(config["triggers"][0])
    if trigger["trigger"] == "time":
        trigger["at"] = (seconds(trigger["at"]) + shift) % DAY
    else:
        trigger["offset"] = trigger.get("offset", 0) + shift
    return config | {"triggers": [trigger]}


def _on(goal: tuple[str, str]) -> Part:
    return {"trigger": "state", "entity_id": goal[0], "to": goal[1]}


def _same_side(mine: Part, wish: Part) -> bool:
    """Tell whether two triggers wait for about the same number from the same side.

    A count that falls to "0" falls below 1, and one that comes "above 0" is no more "0".
    """
    one, other = _limits(mine), _limits(wish)
    if one is None or other is None or one[0] != other[0]:
        return False
    return abs(one[1] - other[1]) <= max(abs(other[1]) / 2, 2)


def _limits(trigger: Part) -> tuple[str, float] | None:
    if trigger["trigger"] == "state":
        return ("below", 1.0) if listed(trigger.get("to")) == ("0",) else None
    for side in ("above", "below"):
        if trigger.get(side) is not None:
            return side, float(trigger[side])
    return None
