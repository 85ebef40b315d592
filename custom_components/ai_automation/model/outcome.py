"""What became of the runs of an automation that was switched on."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One run."""

    suggestion_id: str
    at: float
    """Epoch seconds."""
    kept: bool | None = None
    """False where a person took back what it did; None where that is not known, or not yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The runs of one week."""

    week: str
    """As ISO 8601 has it, such as 2026-W48."""
    fired: int
    kept: int
    undone: int


def weeks(outcomes: Iterable[Outcome], time_zone: str) -> list[Week]:
    """Return the runs by week in local time, oldest first; weeks without a run are left out."""
    zone, by_week = ZoneInfo(time_zone), defaultdict[str, list[Outcome]](list)
    for outcome in outcomes:
        local = datetime.fromtimestamp(outcome.at, UTC).astimezone(zone)
        by_week[local.strftime("%G-W%V")].append(outcome)
    return [
        Week(
            week=week,
            fired=len(runs),
            kept=sum(run.kept is True for run in runs),
            undone=sum(run.kept is False for run in runs),
        )
        for week, runs in sorted(by_week.items())
    ]
