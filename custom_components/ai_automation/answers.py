"""The form in which actions answer suggestions and evidence."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from .model.act import Cause
from .model.evidence import Evidence, Example, Verdict
from .model.home import HomeContext
from .model.suggestion import Suggestion

BY = {
    Cause.PERSON: "someone in Home Assistant",
    Cause.PHYSICAL: "wall switch",
    Cause.VOICE: "voice",
    Cause.SCRIPT: "script or scene",
}


def suggestion_answer(suggestion: Suggestion, home: HomeContext) -> dict[str, Any]:
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
        "before": suggestion.before and evidence_answer(suggestion.before, home),
    }


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
        "saved_per_week": round(evidence.saved_per_week, 1),
        "interval": [round(bound, 2) for bound in evidence.interval],
        "examples": [
            _example_answer(example, home)
            for example in evidence.examples
            if example.verdict is not Verdict.NOOP
        ],
    }


def _example_answer(example: Example, home: HomeContext) -> dict[str, Any]:
    """Return one dated example."""
    answer: dict[str, Any] = {
        "at": _moment(example.at, home),
        "verdict": example.verdict.value,
    }
    if example.acted_at is not None:
        answer["acted_at"] = _moment(example.acted_at, home)
    if example.cause is not None:
        person = home.person_of(example.user_id)
        answer["by"] = person.name if person else BY.get(example.cause, "someone")
    return answer


def _moment(at: float, home: HomeContext) -> str:
    """Return a moment in local time."""
    moment = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(home.time_zone))
    return moment.isoformat(timespec="seconds")
