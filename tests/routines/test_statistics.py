"""Tests of the formulas."""

import math

from hypothesis import given, strategies as st
import numpy as np
import pytest

from custom_components.ai_automation.routines.statistics import (
    benjamini_hochberg,
    binomial_tail,
    binomial_tails,
    chance_within,
    circular_difference,
    circular_kernels,
    expected_share,
    hypergeometric_tail,
    is_tail_within,
    median_deviation,
    poisson_interval,
    unsteadiness,
    wilson,
    wilson_lower,
)


@pytest.mark.parametrize(
    ("right", "total", "z", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3
        (81, 263, 1.959964, 0.2553, 0.3662),
        (15, 148, 1.959964, 0.0624, 0.1605),
        (0, 20, 1.959964, 0.0, 0.1611),
        (1, 29, 1.959964, 0.0061, 0.1718),
    ],
)
def test_wilson_agrees_with_published_intervals(
    right: int, total: int, z: float, low: float, high: float
) -> None:
    assert wilson(right, total, z=z) == pytest.approx((low, high), abs=1e-4)


def test_wilson_knows_nothing_without_a_trial() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def test_wilson_lower_is_the_lower_end_of_the_interval() -> None:
    right, wrong = np.array([0, 3, 7, 20]), np.array([5, 3, 0, 1])
    expected = [wilson(r, r + w)[0] for r, w in zip(right, wrong, strict=True)]
    assert wilson_lower(right, wrong) == pytest.approx(expected)
    assert wilson_lower(0, 0) == 0


@pytest.mark.parametrize(
    ("hits", "drawn", "marked", "total", "expected"),
    [
        # Fisher's tea: eight cups, four of them with the milk first
        (4, 4, 4, 8, 1 / 70),
        (3, 4, 4, 8, 17 / 70),
        (0, 4, 4, 8, 1.0),
        (2, 2, 3, 3, 1.0),
        (1, 0, 3, 9, 0.0),
        (3, 2, 3, 9, 0.0),
    ],
)
def test_hypergeometric_tail_is_fishers_test(
    hits: int, drawn: int, marked: int, total: int, expected: float
) -> None:
    found = hypergeometric_tail(hits, drawn, marked, total)
    assert found == pytest.approx(expected)


@pytest.mark.parametrize(
    ("hits", "trials", "chance"),
    [(3, 10, 0.2), (9, 10, 0.5), (1, 40, 0.01), (30, 60, 0.4)],
)
def test_binomial_tail_is_the_sum_of_its_terms(
    hits: int, trials: int, chance: float
) -> None:
    expected = sum(
        math.comb(trials, k) * chance**k * (1 - chance) ** (trials - k)
        for k in range(hits, trials + 1)
    )
    assert binomial_tail(hits, trials, chance) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("hits", "trials", "chance", "tail"),
    [(0, 5, 0.1, 1.0), (1, 5, 0.0, 0.0), (6, 5, 0.5, 0.0), (5, 5, 1.0, 1.0)],
)
def test_binomial_tail_at_its_edges(
    hits: int, trials: int, chance: float, tail: float
) -> None:
    assert binomial_tail(hits, trials, chance) == tail


def test_binomial_tail_does_not_underflow_or_tire() -> None:
    assert 0 < binomial_tail(20, 100_000, 1e-7) < 1e-50


def test_many_binomial_tails_are_those_of_each() -> None:
    hits = np.array([3, 8, 0, 2, 5, 4, 70, 9])
    trials = np.array([10, 9, 7, 40, 4, 4, 10_000, 9])
    chances = np.array([0.1, 0.5, 0.0, 0.3, 0.5, 0.9, 0.001, 0.0])
    tails = binomial_tails(hits, trials, chances)
    # The third and the fourth have no more than expected.
    assert tails[[2, 3]].tolist() == [1.0, 1.0]
    for n in (0, 1, 4, 5, 6, 7):
        expected = binomial_tail(int(hits[n]), int(trials[n]), float(chances[n]))
        assert tails[n] == pytest.approx(expected, rel=1e-9), n


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(1, 30), st.floats(0, 0.99)),
        max_size=20,
    ),
    st.sampled_from([0.4, 0.01, 0.003]),
)
def test_tails_within_a_limit_are_those_that_are(
    cases: list[tuple[int, int, float]], limit: float
) -> None:
    hits = np.array([h for h, _, _ in cases], dtype=np.int64)
    trials = np.array([n for _, n, _ in cases], dtype=np.int64)
    chances = np.array([p for _, _, p in cases])
    expected = binomial_tails(hits, trials, chances) <= limit
    assert is_tail_within(limit, hits, trials, chances).tolist() == expected.tolist()


def test_benjamini_hochberg_counts_everything_that_was_tested() -> None:
    p_values = [0.001, 0.02, 0.03, 0.2]
    assert benjamini_hochberg(p_values, 4) == [True, True, True, False]
    assert benjamini_hochberg(p_values, 40) == [True, False, False, False]
    assert benjamini_hochberg([], 1) == []


def test_benjamini_hochberg_keeps_all_below_the_last_that_passes() -> None:
    # 0.04 alone is above 0.05 / 2, and passes since 0.05 is not above 0.05.
    assert benjamini_hochberg([0.04, 0.05], 2) == [True, True]


def test_chance_within_is_that_of_a_poisson_stream() -> None:
    assert chance_within(np.array([0.0, 1 / 600]), 600) == pytest.approx(
        [0.0, 1 - math.exp(-1)]
    )


def test_expected_share_moves_from_the_prior_to_the_data() -> None:
    assert expected_share(0, 0, prior=0.6, weight=2) == pytest.approx(0.6)
    assert expected_share(90, 10, prior=0.6, weight=2) == pytest.approx(0.9, abs=0.01)


@pytest.mark.parametrize(
    ("count", "coverage", "low", "high"),
    [
        # E. S. Pearson and H. O. Hartley, Biometrika tables for statisticians I (1954), table 40
        (0, 0.95, 0.0, 3.69),
        (1, 0.95, 0.0253, 5.57),
        (5, 0.95, 1.62, 11.67),
        (10, 0.95, 4.80, 18.39),
        (30, 0.95, 20.24, 42.83),
        (3, 0.9, 0.818, 7.75),
    ],
)
def test_poisson_interval_is_that_of_the_tables(
    count: int, coverage: float, low: float, high: float
) -> None:
    assert poisson_interval(count, coverage=coverage) == pytest.approx(
        (low, high), rel=3e-3, abs=1e-6
    )


def test_poisson_interval_of_many_is_that_of_a_normal_one() -> None:
    low, high = poisson_interval(2500)
    assert (low + high) / 2 == pytest.approx(2501.3, abs=0.5)
    assert high - low == pytest.approx(2 * 1.96 * 50, rel=0.02)


def test_circular_kernels_join_the_two_sides_of_midnight() -> None:
    clock = np.array([86100.0, 300.0])
    at_midnight, at_noon = circular_kernels(
        clock, np.array([0.0, 43200.0]), width=720, period=86400
    ).sum(axis=0)
    assert at_midnight == pytest.approx(2 * math.exp(-0.5 * (300 / 720) ** 2), rel=1e-3)
    assert at_noon < 1e-9


def test_circular_difference_takes_the_short_way() -> None:
    away = circular_difference(np.array([60.0, 86340.0, 43200.0]), 0.0, period=86400)
    assert away.tolist() == [60.0, -60.0, -43200.0]


def test_median_deviation() -> None:
    assert median_deviation(np.array([1.0, 2.0, 3.0, 100.0])) == 1.0


@pytest.mark.parametrize(("days", "mean"), [(10, 2.0), (28, 3.0), (28, 0.7)])
def test_chance_is_rarely_called_steady_or_unsteady(days: int, mean: float) -> None:
    draws = np.random.default_rng(7).poisson(mean, (4000, days))
    scores = np.array([unsteadiness(counts) for counts in draws])
    assert np.mean(scores >= 1.645) == pytest.approx(0.05, abs=0.02)
    assert np.mean(scores <= -1.645) == pytest.approx(0.05, abs=0.02)


def test_what_is_the_same_every_day_is_steadier_than_chance() -> None:
    assert unsteadiness(np.array([2] * 14)) < -7
    assert unsteadiness(np.array([0] * 13 + [28])) > 7
    for nothing in ([], [4], [0, 0, 0]):
        assert unsteadiness(np.array(nothing, dtype=np.int64)) == 0
