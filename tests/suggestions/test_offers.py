"""What is announced is little, good, and together seldom unwanted."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from custom_components.ai_automation.model.suggestion import (
    Suggestion,
    SuggestionStatus,
)
from custom_components.ai_automation.suggestions import Made
from custom_components.ai_automation.suggestions.offers import (
    UNWANTED,
    UNWANTED_OF_THE_BEST,
    announce,
    choose,
    expected_unwanted,
)
from tests.builders import DAY, NOON, evidence, made, many, suggestion


def offer(name: str, unwanted: float, worth: float = 1.0) -> Any:
    """Return a suggestion of which so many unwanted firings a week may be expected: it moves something ten times a week."""
    return suggestion(
        name,
        fingerprint=name,
        worth=worth,
        confidence=1 - unwanted / 10,
        evidence=evidence(days=28.0, right=30, wrong=10),
    )


def names(chosen: list[Any]) -> list[str]:
    return [s.suggestion_id for s in chosen]


def test_what_may_be_expected_to_be_unwanted_is_told_from_the_days_not_learnt_from() -> (
    None
):
    assert expected_unwanted(offer("a", 1.2)) == pytest.approx(1.2)
    assert expected_unwanted(suggestion(evidence=None)) == 0.0


def test_together_they_may_be_unwanted_so_often() -> None:
    waiting = [offer("a", 0.6, 9), offer("b", 0.6, 8), offer("c", 0.6, 7)]
    assert names(choose(waiting, limit=5)) == ["a", "b"]
    cheap = offer("d", UNWANTED - 1.3, 1)
    assert names(choose([*waiting, cheap], limit=5)) == ["a", "b", "d"]
    assert names(choose(waiting, limit=1)) == ["a"]


def test_the_best_is_announced_though_it_is_done_often() -> None:
    often = offer("often", UNWANTED_OF_THE_BEST - 0.1, 9)
    assert names(choose([often, offer("b", 0.1)], limit=5)) == ["often"]
    too_often = offer("too often", UNWANTED_OF_THE_BEST + 0.1, 9)
    assert names(choose([too_often, offer("b", 0.1)], limit=5)) == ["b"]


def test_what_was_announced_this_week_counts() -> None:
    before = [offer("before", 1.0)]
    waiting = [offer("a", 0.6, 9), offer("b", 0.4, 8)]
    assert names(choose(waiting, limit=3, announced=before)) == ["b"]
    often = offer("often", UNWANTED_OF_THE_BEST - 0.1, 9)
    assert choose([often], limit=3, announced=before) == []


def announced(
    made: Made, known: Sequence[Suggestion] = (), *, first: int = 5
) -> tuple[list[Suggestion], Made]:
    return announce(made, known, first=first, per_week=3, now=NOON)


def test_the_first_night_offers_five_of_the_best() -> None:
    offered, after = announced(made(*reversed(many(8))))
    assert {s.suggestion_id for s in offered} == {"s0", "s1", "s2", "s3", "s4"}
    assert all(s.offered for s in offered)
    assert sum(s.offered for s in after.new) == 5


@pytest.mark.parametrize(
    ("days_ago", "expected"), [(2.0, 1), (8.0, 3)], ids=["same week", "next week"]
)
def test_later_weeks_offer_three(days_ago: float, expected: int) -> None:
    known = [
        replace(s, offered=True, created=NOON - days_ago * DAY)
        for s in many(2, status=SuggestionStatus.DEPLOYED)
    ]
    new = [replace(s, suggestion_id=f"n{s.suggestion_id}") for s in many(6)]
    offered, _ = announced(made(*new), known)
    assert len(offered) == expected


def test_options_limit_the_offers() -> None:
    offered, _ = announced(made(*many(4)), first=1)
    assert [s.suggestion_id for s in offered] == ["s0"]
    none, _ = announced(made(*many(4)), first=0)
    assert none == []


def test_snoozed_suggestions_are_not_announced() -> None:
    offered, _ = announced(made(suggestion(status=SuggestionStatus.SNOOZED)))
    assert offered == []
