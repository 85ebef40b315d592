"""What is announced is little, good, and together seldom unwanted."""

from typing import Any

import pytest

from custom_components.ai_automation.suggestions.offers import (
    UNWANTED,
    UNWANTED_OF_THE_BEST,
    choose,
    expected_unwanted,
)
from tests.builders import evidence, suggestion


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
