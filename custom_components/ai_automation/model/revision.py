"""Changes of automations that the home has: what is altered, and what that does."""

from dataclasses import dataclass
from enum import StrEnum

from .evidence import Evidence, Finding
from .routine import Condition, Routine, Trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An automation that is looked at."""

    automation: str
    """Its entity id."""
    routine: Routine | None
    """What it is, None where it says more than a routine can."""
    named: frozenset[str] = frozenset()
    """Everything it triggers on or acts on."""
    since: float = 0.0
    """Epoch seconds; since when it is as it is now, as far as is known."""
    may_change: bool = True
    """False where its owner can only be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Wait longer before it acts."""

    seconds: int
    was: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Also:
    """Act only if one more thing holds."""

    condition: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """Begin with something else."""

    triggers: tuple[Trigger, ...]
    conditions: tuple[Condition, ...]
    keeps_conditions: bool
    """Whether the conditions it has stay, beside these."""


type Change = Wait | Also | Instead


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A change of one automation, proven on the past."""

    automation: str
    """Its entity id."""
    change: Change
    window: int
    """Seconds within which people took back what it did."""
    before: Evidence
    """Right is what was left as it was, wrong what people took back."""
    after: Evidence
    confidence: float
    worth: float
    habit: Finding | None = None
    """What people do by hand that it would do."""


class Trouble(StrEnum):
    """What is wrong with an automation that no change would mend."""

    UNDONE = "undone"
    """People take back what it does."""
    NEVER = "never"
    """It never runs."""
    GONE = "gone"
    """What it begins with is not there any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An automation that does not do well, of which its owner can only be told."""

    automation: str
    """Its entity id."""
    trouble: Trouble
    undone: int = 0
    runs: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """What a look at the automations of the home came to."""

    revisions: tuple[Revision, ...] = ()
    """Best first."""
    reports: tuple[Report, ...] = ()
