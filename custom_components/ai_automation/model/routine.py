"""Routines in the project's own closed form."""

from dataclasses import dataclass, fields
from enum import StrEnum
import hashlib
import json
from typing import Any, Literal


class RoutineKind(StrEnum):
    """How a routine begins."""

    CLOCK = "clock"
    SUN = "sun"
    FOLLOW = "follow"
    LEFT_ON = "left_on"
    PRESENCE = "presence"
    THRESHOLD = "threshold"
    BUNDLE = "bundle"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTrigger:
    """A time of day."""

    at: int
    """Seconds after local midnight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SunTrigger:
    """A moment before or after the sun rises or sets."""

    event: Literal["sunrise", "sunset"]
    offset: int = 0
    """Seconds; negative is before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateTrigger:
    """An entity takes a state, and keeps it for a while."""

    entity_id: str
    to: str
    from_: str | None = None
    for_: int = 0
    """Seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumericTrigger:
    """A number crosses a limit from the other side, and stays there for a while."""

    entity_id: str
    above: float | None = None
    below: float | None = None
    for_: int = 0
    """Seconds."""


type Trigger = ClockTrigger | SunTrigger | StateTrigger | NumericTrigger


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekdayCondition:
    """Only on these days of the week."""

    weekdays: tuple[int, ...]
    """Rising, 0 is Monday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeCondition:
    """Only between two times of day; `after` later than `before` spans midnight."""

    after: int
    """Seconds after local midnight."""
    before: int
    """Seconds after local midnight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SunCondition:
    """Only while the sun is down, or only while it is up."""

    dark: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StateCondition:
    """Only while an entity is in a state, and has been for a while."""

    entity_id: str
    state: str
    for_: int = 0
    """Seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumericCondition:
    """Only while a number is within limits."""

    entity_id: str
    above: float | None = None
    below: float | None = None


type Condition = (
    WeekdayCondition | TimeCondition | SunCondition | StateCondition | NumericCondition
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What the routine brings about."""

    entity_id: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A number that a thing is set to; only what somebody asks for in words has any."""

    entity_id: str
    name: str
    """Such as `brightness_pct` or `temperature`."""
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Routine:
    """When this happens, and if that holds, do those."""

    kind: RoutineKind
    triggers: tuple[Trigger, ...]
    conditions: tuple[Condition, ...] = ()
    targets: tuple[Target, ...]
    """Empty only where there are settings."""
    settings: tuple[Setting, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Return a name for the behaviour: same triggers' sources and same targets, whatever the parameters."""
        sources = sorted(
            {
                type(t).__name__
                if isinstance(t, ClockTrigger)
                else t.event
                if isinstance(t, SunTrigger)
                else t.entity_id
                for t in self.triggers
            }
        )
        goals = sorted((t.entity_id, t.state) for t in self.targets)
        told: list[Any] = [sources, goals]
        if self.settings:
            told.append(sorted((s.entity_id, s.name) for s in self.settings))
        text = json.dumps(told)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def as_dict(self) -> dict[str, Any]:
        """Return the routine as plain data, for the store."""
        return {
            "kind": self.kind.value,
            "triggers": [_tagged(t) for t in self.triggers],
            "conditions": [_tagged(c) for c in self.conditions],
            "targets": [_tagged(t) for t in self.targets],
            "settings": [_tagged(s) for s in self.settings],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Routine:
        """Return the routine that `as_dict` wrote; KeyError or TypeError for anything else."""
        return cls(
            kind=RoutineKind(data["kind"]),
            triggers=tuple(_untagged(t) for t in data["triggers"]),
            conditions=tuple(_untagged(c) for c in data["conditions"]),
            targets=tuple(_untagged(t) for t in data["targets"]),
            settings=tuple(_untagged(s) for s in data.get("settings", ())),
        )


def is_timed(routine: Routine) -> bool:
    """Tell whether a routine begins at a time of day or with the sun."""
    return routine.kind in (RoutineKind.CLOCK, RoutineKind.SUN)


_FORMS: dict[str, Any] = {
    form.__name__: form
    for form in (
        ClockTrigger,
        SunTrigger,
        StateTrigger,
        NumericTrigger,
        WeekdayCondition,
        TimeCondition,
        SunCondition,
        StateCondition,
        NumericCondition,
        Target,
        Setting,
    )
}


def _tagged(part: Trigger | Condition | Target | Setting) -> dict[str, Any]:
    """Return a part with the name of its form."""
    return {
        "form": type(part).__name__,
        **{f.name: getattr(part, f.name) for f in fields(part)},
    }


def _untagged(data: dict[str, Any]) -> Any:
    """Return the part that `_tagged` wrote."""
    values = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in data.items()
        if key != "form"
    }
    return _FORMS[data["form"]](**values)
