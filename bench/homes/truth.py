"""What is true of a home that was made up: its habits, its decoys, and every act of its people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from custom_components.ai_automation.model.routine import RoutineKind

from ..demo_home.recording import service_of
from ..house import House

PERSON = "person"
"""What the causes of people's acts begin with."""
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)

type Part = Mapping[str, Any]
"""A trigger or condition as Home Assistant writes it."""
type Goal = tuple[str, str]
"""An entity and the state it is brought into."""


class TrueAct(NamedTuple):
    """A real change of a thing that people control, with what really caused it."""

    t: float
    """Epoch seconds."""
    entity_id: str
    old: str
    state: str
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A habit somebody has."""

    routine_id: str
    kind: RoutineKind
    trigger: Part
    alternatives: tuple[Part, ...] = ()
    """Triggers that are as right."""
    conditions: tuple[Part, ...] = ()
    weekdays: tuple[int, ...] = EVERY_DAY
    targets: tuple[Goal, ...]
    bundle: tuple[Goal, ...] = ()
    """All the acts of a bundle; any of them may begin it."""
    follow: float
    """How often it is followed."""
    spread: float = 0.0
    """Seconds by which its moment varies."""

    def program(self) -> dict[str, Any]:
        """Return the automation that does what the habit is."""
        conditions = list(self.conditions)
        if self.weekdays != EVERY_DAY:
            days = [WEEKDAYS[day] for day in self.weekdays]
            conditions.append({"condition": "time", "weekday": days})
        return {
            "triggers": [dict(self.trigger)],
            "conditions": conditions,
            "actions": [action(*goal) for goal in self.targets],
        }


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def action(entity_id: str, state: str) -> dict[str, Any]:
    """Return the action that brings an entity into a state."""
    domain = entity_id.partition(".")[0]
    if domain == "climate":
        return {
            "action": "climate.set_hvac_mode",
            "target": {"entity_id": entity_id},
            "data": {"hvac_mode": state},
        }
    return {"action": service_of(entity_id, state), "target": {"entity_id": entity_id}}


def clock_text(seconds: float) -> str:
    """Return seconds after midnight as Home Assistant writes a time."""
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoy:
    """Something that looks like a habit and is none."""

    kind: str
    must_not: tuple[Goal, ...]
    """What no suggestion may bring about."""
    why: str
    active_until: float | None = None
    """Epoch seconds up to which it was a habit."""
    habit: Planted | None = None
    """What it was then."""
    triggers: frozenset[str] = frozenset()
    """Where given, only suggestions that one of these starts are taken in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """All that is true of a home."""

    seed: int
    follow: float
    habits: tuple[Planted, ...]
    decoys: tuple[Decoy, ...]
    acts: tuple[TrueAct, ...]
    """By people and by machines, oldest first."""
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A recorded house and the truth about it."""

    house: House
    truth: Truth
