"""Tests of habits that came to an end."""

from .habits import clock_proof


def test_a_habit_that_ended_has_faded() -> None:
    assert clock_proof(list(range(18))).failed == "faded"


def test_a_habit_that_paused_for_a_few_days_has_not() -> None:
    assert clock_proof(list(range(24))).failed is None
    assert clock_proof(list(range(23))).failed == "faded"


def test_a_habit_that_became_rare_has_faded() -> None:
    """It was kept to on every day, then on every other one; one that was never kept to more often has not."""
    rare = [d for d in range(56) if d < 28 or d % 2]
    assert clock_proof(rare, span=56).failed == "faded"
    assert clock_proof([d for d in range(56) if d % 2], span=56).failed != "faded"


def test_once_by_chance_does_not_keep_a_habit_alive() -> None:
    kept = list(range(21))
    assert clock_proof([*kept, 26]).failed == "faded"
    assert clock_proof([*kept, 22, 24, 26, 27]).failed is None


def test_what_has_not_been_right_for_four_weeks_has_faded() -> None:
    assert clock_proof(list(range(28)), span=57).failed == "faded"
