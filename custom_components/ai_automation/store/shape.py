"""The shape a suggestion must have before it may enter a transaction."""

import math

from ..model.evidence import Evidence
from ..model.suggestion import Origin, Suggestion, SuggestionStatus


def problem(suggestion: Suggestion) -> str | None:
    """Return what is wrong with the shape of a suggestion, None when nothing is."""
    for name in ("suggestion_id", "run_id", "fingerprint", "title"):
        if not getattr(suggestion, name):
            return f"{name} is empty"
    # "Remind me at eight" is about no thing of the home.
    if not suggestion.entity_ids and suggestion.origin is not Origin.REQUEST:
        return "entity_ids is empty"
    for part in ("triggers", "actions"):
        if not (
            suggestion.automation.get(part)
            or suggestion.automation.get(part.removesuffix("s"))
        ):
            return f"the automation has no {part}"
    if suggestion.version < 1:
        return f"version {suggestion.version} is less than 1"
    if not 0 <= suggestion.confidence <= 1:
        return f"confidence {suggestion.confidence} is not between 0 and 1"
    if not _finite(suggestion.worth, suggestion.created, suggestion.updated):
        return "worth, created or updated is not a number"
    if suggestion.status is SuggestionStatus.SNOOZED and suggestion.until is None:
        return "it is snoozed without an end"
    return _evidence_problem(suggestion.evidence)


def _evidence_problem(evidence: Evidence | None) -> str | None:
    """Return what is wrong with the figures of a replay, None when nothing is."""
    if evidence is None:
        return None
    if evidence.fired != evidence.right + evidence.wrong + evidence.noop:
        return (
            f"fired {evidence.fired} times, but {evidence.right} right,"
            f" {evidence.wrong} wrong and {evidence.noop} without effect"
        )
    if not _finite(
        evidence.start,
        evidence.end,
        evidence.days,
        evidence.saved_per_week,
        evidence.p_value,
        evidence.away_days,
        evidence.kwh_per_week or 0.0,
        evidence.money_per_week or 0.0,
        *evidence.interval,
        *(evidence.saved_interval or ()),
    ):
        return "a figure of the evidence is not a number"
    return None


def _finite(*values: float) -> bool:
    """Return whether all are numbers; JSON would turn the others into null."""
    return math.isfinite(sum(values))
