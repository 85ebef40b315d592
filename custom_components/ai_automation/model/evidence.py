"""The proof of a routine: what would have happened on the home's own past."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from .act import Cause
from .routine import Routine


class Verdict(StrEnum):
    """How one firing, or one act without a firing, is judged."""

    RIGHT = "right"
    """A person did it by hand within the window."""
    WRONG = "wrong"
    """It would have changed something that nobody wanted changed."""
    NOOP = "noop"
    """Everything was already as wanted."""
    MISSED = "missed"
    """A person did it by hand and nothing would have fired."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One dated firing or act."""

    at: float
    """Epoch seconds of the firing; of the act where it was missed."""
    verdict: Verdict
    acted_at: float | None = None
    """Epoch seconds of the act."""
    cause: Cause | None = None
    user_id: str | None = None
    state_id: int | None = None
    """The recorder's row of the act."""
    sooner: float | None = None
    """Seconds by which the target would have been as wanted before it was."""
    kwh: float | None = None
    """Energy that would have saved; negative is more used, None unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The replay of a routine on a stretch of the past."""

    start: float
    """Epoch seconds."""
    end: float
    """Epoch seconds."""
    days: float
    """Days with a recording and people, gaps and long absences left out."""
    fired: int
    """right + wrong + noop."""
    right: int
    wrong: int
    noop: int
    missed: int
    saved_per_week: float
    """Acts by hand that would not have been needed."""
    interval: tuple[float, float]
    """Wilson score interval of right / (right + wrong)."""
    p_value: float
    """Chance of so many right firings if the act had nothing to do with the trigger."""
    examples: tuple[Example, ...] = ()
    """Every firing and every missed act, oldest first."""
    saved_interval: tuple[float, float] | None = None
    """Where `saved_per_week` lies, at 95 %."""
    away_days: float = 0.0
    """Days on which nobody was at home for long; they count for nothing."""
    kwh_per_week: float | None = None
    """Energy saved; negative is more used, None unknown."""
    power_sensors: tuple[str, ...] = ()
    """What tells the energy."""
    money_per_week: float | None = None
    currency: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the evidence as plain data, for the store."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Evidence:
        """Return the evidence that `as_dict` wrote."""
        examples = tuple(
            Example(
                **{
                    **example,
                    "verdict": Verdict(example["verdict"]),
                    "cause": Cause(example["cause"]) if example["cause"] else None,
                }
            )
            for example in data["examples"]
        )
        return cls(**{**data, **tuples(data), "examples": examples})


def tuples(data: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    """Return the fields of evidence that JSON makes lists of, where they are there."""
    names = ("interval", "saved_interval", "power_sensors")
    return {name: tuple(data[name]) for name in names if data.get(name) is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A routine that its replay proved."""

    routine: Routine
    evidence: Evidence
    confidence: float
    """Expected share of right firings on later days, 0 to 1."""
    worth: float
    """What the suggestions are ranked by; higher is better."""
    like: Routine | None = None
    """The accepted routine of another room that this one repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """A candidate that was tried and not proven."""

    routine: Routine
    reason: str
    """Which test it failed: a translation key of `near_miss`."""
    right: int
    wrong: int
    days: float
    needed: int | None = None
    """Right firings that would have been enough, everything else being equal; None where more would not help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the search for routines came to."""

    findings: tuple[Finding, ...]
    """Best first."""
    tested: int
    """How many candidates were tried, for the false discovery rate."""
    near_misses: tuple[NearMiss, ...] = ()
    """Nearest first."""
