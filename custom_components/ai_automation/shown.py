"""The forms in which the panel is shown suggestions, their days and the health of the analysis."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from homeassistant.util.yaml import dump

from .answers import (
    deployment_answer,
    evidence_answer,
    someone,
    version_answer,
    watch_answer,
)
from .model.evidence import Evidence, Example, Verdict
from .model.home import HomeContext
from .model.outcome import Outcome, weeks
from .model.run import AnalysisRun
from .model.suggestion import Deployment, Suggestion
from .model.watch import Watch
from .store.suggestions import Version

STRIP_DAYS = 28
_PARTS = (("nights", 0, 5), ("mornings", 5, 12), ("afternoons", 12, 17), ("evenings", 17, 24))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the store knows of a suggestion besides itself."""

    watch: Watch | None = None
    deployment: Deployment | None = None
    runs: Sequence[Outcome] = ()
    versions: Sequence[Version] = ()


def card(suggestion: Suggestion, home: HomeContext, kept: Kept) -> dict[str, Any]:
    """Return what a card shows of a suggestion."""
    evidence = suggestion.evidence
    return {
        "id": suggestion.suggestion_id,
        "title": suggestion.title,
        "description": suggestion.description,
        "area_id": suggestion.area_id,
        "kind": suggestion.kind.value if suggestion.kind else None,
        "origin": suggestion.origin.value,
        "status": suggestion.status.value,
        "category": suggestion.category.value,
        "risk": suggestion.risk.value,
        "watchable": suggestion.watchable,
        "offered": suggestion.offered,
        "created": moment(suggestion.created, home),
        "until": suggestion.until and moment(suggestion.until, home),
        "reason": suggestion.reason,
        "confidence": round(suggestion.confidence, 3),
        "worth": suggestion.worth,
        "warnings": list(suggestion.warnings),
        "automation_id": suggestion.automation_id,
        "proof": evidence and proof(evidence, home),
        "saved_per_week": evidence and round(evidence.saved_per_week, 1),
        "kwh_per_week": evidence and evidence.kwh_per_week,
        "money_per_week": evidence and evidence.money_per_week,
        "currency": evidence and evidence.currency,
        "watch": kept.watch and watch_answer(kept.watch, home),
        "deployed": kept.deployment and deployment_answer(kept.deployment, home),
        "scorecard": [
            {
                "week": week.week,
                "fired": week.fired,
                "kept": week.kept,
                "undone": week.undone,
            }
            for week in weeks(list(kept.runs), home.time_zone)
        ],
    }


def whole(
    suggestion: Suggestion,
    home: HomeContext,
    kept: Kept,
    *,
    parameters: dict[str, Any] | None,
    difference: str | None,
) -> dict[str, Any]:
    """Return everything about a suggestion."""
    evidence = suggestion.evidence
    return {
        **card(suggestion, home, kept),
        "automation": suggestion.automation,
        "yaml": dump(suggestion.automation),
        "evidence": evidence and evidence_answer(evidence, home),
        "strip": evidence and strip(evidence, home),
        "parameters": parameters,
        "versions": [version_answer(version, home) for version in kept.versions],
        "difference": difference,
    }


def proof(evidence: Evidence, home: HomeContext) -> dict[str, Any]:
    """Return how often it was right, of how many of what: evenings where each fell on another one."""
    zone = ZoneInfo(home.time_zone)
    moved = [
        datetime.fromtimestamp(example.at, zone)
        for example in evidence.examples
        if example.verdict in (Verdict.RIGHT, Verdict.WRONG)
    ]
    fired = evidence.right + evidence.wrong
    parts = "times"
    if moved and len({at.date() for at in moved}) == len(moved) == fired:
        parts = next(
            (n for n, a, b in _PARTS if all(a <= at.hour < b for at in moved)), "days"
        )
    return {
        "right": evidence.right,
        "fired": fired,
        "parts": parts,
        "days": round(evidence.days),
    }


def figures(evidence: Evidence) -> dict[str, Any]:
    """Return what a replay came to."""
    return {
        "fired": evidence.fired,
        "right": evidence.right,
        "wrong": evidence.wrong,
        "noop": evidence.noop,
        "missed": evidence.missed,
        "saved_per_week": round(evidence.saved_per_week, 1),
        "days": round(evidence.days, 1),
    }


def strip(
    evidence: Evidence,
    home: HomeContext,
    away: Sequence[tuple[float, float]] = (),
) -> dict[str, Any]:
    """Return the last weeks of evidence as one row a day, the last day first."""
    zone = ZoneInfo(home.time_zone)
    last = datetime.fromtimestamp(max(evidence.end - 1, evidence.start), zone).date()
    first = max(
        datetime.fromtimestamp(evidence.start, zone).date(),
        last - timedelta(days=STRIP_DAYS - 1),
    )
    marks: dict[date, list[dict[str, Any]]] = defaultdict(list)
    for example in evidence.examples:
        at = datetime.fromtimestamp(example.at, zone)
        marks[at.date()].append(_mark(example, at, zone, home))
    return {
        "from": moment(evidence.start, home),
        "to": moment(evidence.end, home),
        "days": [
            {
                "date": day.isoformat(),
                "away": _is_away(day, zone, away),
                "marks": marks.get(day, []),
            }
            for day in (
                last - timedelta(days=n) for n in range((last - first).days + 1)
            )
        ],
    }


def _mark(
    example: Example, at: datetime, zone: ZoneInfo, home: HomeContext
) -> dict[str, Any]:
    """Return one mark; the act of another day is left out."""
    acted = None
    if example.acted_at is not None:
        act = datetime.fromtimestamp(example.acted_at, zone)
        acted = _minute(act) if act.date() == at.date() else None
    return {
        "at": moment(example.at, home),
        "minute": _minute(at),
        "verdict": example.verdict.value,
        "acted": acted,
        "by": someone(example, home) if example.cause else None,
    }


def _minute(at: datetime) -> float:
    """Return the minutes since midnight by the clock."""
    return round(at.hour * 60 + at.minute + at.second / 60, 1)


def _is_away(day: date, zone: ZoneInfo, away: Sequence[tuple[float, float]]) -> bool:
    """Return whether nobody was home at noon of a day."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone).timestamp()
    return any(start <= noon < end for start, end in away)


def run(run: AnalysisRun, home: HomeContext) -> dict[str, Any]:
    """Return how a run went."""
    return {
        "run_id": run.run_id,
        "trigger": run.trigger.value,
        "status": run.status.value,
        "detail": run.detail,
        "started": moment(run.started, home),
        "finished": run.finished and moment(run.finished, home),
        "stages": dict(run.stages),
        "counts": dict(run.counts),
        "suggestions": len(run.suggestions),
        "tokens": run.tokens,
    }


def causes(counts: Mapping[str, int]) -> dict[str, int]:
    """Return how many changes each cause made, of the counts of a run."""
    prefix = "cause_"
    return {
        name.removeprefix(prefix): count
        for name, count in counts.items()
        if name.startswith(prefix)
    }


def silence(said: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return what came near, which rooms have no suggestion and which sensors might help, as a run said it."""
    areas = said.get("areas", [])
    return {
        "near_misses": [
            {"area": area["name"], "title": miss["title"], "message": miss["message"]}
            for area in areas
            for miss in area["near_misses"]
        ],
        "quiet": [
            {"area": area["name"], "message": area["message"]}
            for area in areas
            if area["message"]
        ],
        "missing_sensors": [
            {"message": one["message"]} for one in said.get("missing_sensors", [])
        ],
    }


def moment(at: float, home: HomeContext) -> str:
    """Return a moment in local time."""
    local = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(home.time_zone))
    return local.isoformat(timespec="seconds")
