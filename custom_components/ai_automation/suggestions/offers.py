"""Which suggestions are announced: few, the best, and together seldom unwanted."""

from collections.abc import Sequence
from dataclasses import replace

from ..model.suggestion import Suggestion, SuggestionStatus
from . import Made

UNWANTED = 1.5
"""Unwanted firings a week that may be expected of all that is announced within a week."""
UNWANTED_OF_THE_BEST = 3.0
"""The same of the best one alone: what is done often is not kept back for being done often."""
_WEEK, _DAY = 7, 86400


def expected_unwanted(suggestion: Suggestion) -> float:
    """Return how many firings a week may be expected to be unwanted; 0 where nothing was replayed.

    That is how often it would have changed something, times the share that was wrong on days that taught it nothing.
    """
    evidence = suggestion.evidence
    if evidence is None or not evidence.days:
        return 0.0
    weeks = evidence.days / _WEEK
    return (evidence.right + evidence.wrong) / weeks * (1 - suggestion.confidence)


def choose(
    waiting: Sequence[Suggestion], *, limit: int, announced: Sequence[Suggestion] = ()
) -> list[Suggestion]:
    """Return at most `limit` suggestions to announce, best first, beside what was announced within the week."""
    left = UNWANTED - sum(expected_unwanted(s) for s in announced)
    chosen: list[Suggestion] = []
    for suggestion in sorted(waiting, key=lambda s: (-s.worth, s.fingerprint)):
        price = expected_unwanted(suggestion)
        first = not chosen and not announced and price <= UNWANTED_OF_THE_BEST
        if len(chosen) < limit and (price <= left or first):
            chosen.append(suggestion)
            left -= price
    return chosen


def announce(
    made: Made,
    known: Sequence[Suggestion],
    *,
    first: int,
    per_week: int,
    now: float,
) -> tuple[list[Suggestion], Made]:
    """Return what is announced of what was made, and what was made with that marked: a few `first`, fewer `per_week` later on."""
    earlier = [s for s in known if s.offered]
    this_week = [s for s in earlier if s.created > now - _WEEK * _DAY]
    waiting = [
        s
        for s in [*made.new, *made.updated]
        if s.status is SuggestionStatus.NEW and not s.offered
    ]
    limit = per_week - len(this_week) if earlier else first
    announced = choose(waiting, limit=limit, announced=this_week)
    chosen = {s.suggestion_id for s in announced}

    def _marked(suggestions: Sequence[Suggestion]) -> list[Suggestion]:
        return [
            replace(s, offered=True) if s.suggestion_id in chosen else s
            for s in suggestions
        ]

    made = replace(made, new=_marked(made.new), updated=_marked(made.updated))
    return [s for s in [*made.new, *made.updated] if s.suggestion_id in chosen], made
