"""Tests of habits that came to an end."""

from .habits import clock_proof


def test_a_habit_that_ended_has_faded() -> None:
    assert clock_proof(list(range(18))).failed == "faded"


def test_a_habit_that_paused_for_a_few_days_has_not() -> None:
    assert clock_proof(list(range(24))).failed is None
