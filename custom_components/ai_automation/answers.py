"""The form in which actions answer suggestions and evidence."""

from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from .model.act import Cause
from .model.evidence import Evidence, Example, Verdict
from .model.exchange import Exchange
from .model.home import HomeContext
from .model.suggestion import Deployment, Suggestion
from .model.watch import Watch
from .store.suggestions import Version

UNKNOWN = "unknown"

BY = {
    Cause.PERSON: "someone in Home Assistant",
    Cause.PHYSICAL: "wall switch",
    Cause.VOICE: "voice",
    Cause.SCRIPT: "script or scene",
}


def suggestion_answer(
    suggestion: Suggestion, home: HomeContext, watch: Watch | None = None
) -> dict[str, Any]:
    """Return a suggestion as it is answered everywhere; times in local ISO 8601."""
    return {
        "id": suggestion.suggestion_id,
        "origin": suggestion.origin.value,
        "kind": suggestion.kind.value if suggestion.kind else None,
        "status": suggestion.status.value,
        "version": suggestion.version,
        "created": _moment(suggestion.created, home),
        "offered": suggestion.offered,
        "title": suggestion.title,
        "description": suggestion.description,
        "question": suggestion.question,
        "category": suggestion.category.value,
        "area_id": suggestion.area_id,
        "entity_ids": list(suggestion.entity_ids),
        "confidence": round(suggestion.confidence, 3),
        "risk": suggestion.risk.value,
        "warnings": list(suggestion.warnings),
        "reason": suggestion.reason,
        "automation_id": suggestion.automation_id,
        "automation": suggestion.automation,
        "evidence": suggestion.evidence and evidence_answer(suggestion.evidence, home),
        "replaces": suggestion.replaces,
        "original": suggestion.original,
        "watch": watch and watch_answer(watch, home),
        "before": suggestion.before and evidence_answer(suggestion.before, home),
    }


def watch_answer(watch: Watch, home: HomeContext) -> dict[str, Any]:
    """Return since when a suggestion is watched, until when, and what that showed."""
    verdict = watch.verdict
    return {
        "since": _moment(watch.started, home),
        "until": _moment(watch.due, home),
        "days": watch.days,
        "verdict": verdict and {**asdict(verdict), "at": _moment(verdict.at, home)},
    }


def version_answer(version: Version, home: HomeContext) -> dict[str, Any]:
    """Return an earlier form of an automation, until when it was that, and who replaced it; nobody is a run."""
    person = home.person_of(version.user_id)
    return {
        "version": version.version,
        "until": _moment(version.at, home),
        "replaced_by": person and person.name,
        "automation": version.automation,
    }


def deployment_answer(deployment: Deployment, home: HomeContext) -> dict[str, Any]:
    """Return since when an automation is switched on, and who did that."""
    person = home.person_of(deployment.user_id)
    return {
        "at": _moment(deployment.deployed, home),
        "by": person and person.name,
        "entity_id": deployment.entity_id,
    }


def payload_answer(exchange: Exchange) -> dict[str, Any]:
    """Return a call of the language model as it was handed over; times in ISO 8601, UTC."""
    at = datetime.fromtimestamp(exchange.at, UTC).isoformat(timespec="seconds")
    return {**asdict(exchange), "at": at}


def evidence_answer(evidence: Evidence, home: HomeContext) -> dict[str, Any]:
    """Return evidence with dated examples; firings that changed nothing are only counted."""
    return {
        "from": _moment(evidence.start, home),
        "to": _moment(evidence.end, home),
        "days": round(evidence.days, 1),
        "fired": evidence.fired,
        "right": evidence.right,
        "wrong": evidence.wrong,
        "noop": evidence.noop,
        "missed": evidence.missed,
        "away_days": round(evidence.away_days, 1),
        "saved_per_week": round(evidence.saved_per_week, 1),
        "saved_interval": None
        if evidence.saved_interval is None
        else [round(bound, 1) for bound in evidence.saved_interval],
        "interval": [round(bound, 2) for bound in evidence.interval],
        "right_days": _right_days(evidence, home),
        "who": _who(evidence, home),
        "kwh_per_week": _known(evidence.kwh_per_week),
        "money_per_week": _known(evidence.money_per_week),
        "currency": evidence.currency,
        "power_sensors": list(evidence.power_sensors),
        "examples": [
            _example_answer(example, home)
            for example in evidence.examples
            if example.verdict is not Verdict.NOOP
        ],
    }


def _right_days(evidence: Evidence, home: HomeContext) -> list[str]:
    """Return the local dates of the right firings."""
    right = (e for e in evidence.examples if e.verdict is Verdict.RIGHT)
    return sorted({_moment(example.at, home)[:10] for example in right})


def _who(evidence: Evidence, home: HomeContext) -> list[dict[str, Any]]:
    """Return who did by hand what the right firings would have spared, the most frequent first."""
    counts = Counter(
        someone(example, home)
        for example in evidence.examples
        if example.verdict is Verdict.RIGHT and example.cause is not None
    )
    return [
        {"by": by, "times": times}
        for by, times in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    ]


def _known(figure: float | None) -> float | str:
    """Return a figure, or that it is not known."""
    return UNKNOWN if figure is None else round(figure, 2)


def _example_answer(example: Example, home: HomeContext) -> dict[str, Any]:
    """Return one dated example."""
    answer: dict[str, Any] = {
        "at": _moment(example.at, home),
        "verdict": example.verdict.value,
    }
    if example.acted_at is not None:
        answer["acted_at"] = _moment(example.acted_at, home)
    if example.cause is not None:
        answer["by"] = someone(example, home)
    if example.state_id:
        answer["state_id"] = example.state_id
    if example.sooner is not None:
        answer["sooner"] = round(example.sooner)
    if example.kwh is not None:
        answer["kwh"] = round(example.kwh, 4)
    return answer


def someone(example: Example, home: HomeContext) -> str:
    """Return who did it: a name only here, where administrators read it."""
    person = home.person_of(example.user_id)
    if person is not None:
        return person.name
    return BY.get(example.cause, "someone") if example.cause else "someone"


def _moment(at: float, home: HomeContext) -> str:
    """Return a moment in local time."""
    moment = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(home.time_zone))
    return moment.isoformat(timespec="seconds")
