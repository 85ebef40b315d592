"""The formulas by which routines are judged, one function each."""

from collections.abc import Callable, Sequence
from functools import cache
import math

import numpy as np
from numpy.typing import NDArray

_NEGLIGIBLE = 1e-12
"""Terms of a sum smaller than this share of it are left out."""
_CLOSE = 1e-9


def wilson(right: int, total: int, *, z: float = 1.0) -> tuple[float, float]:
    """Return the score interval of a share; (0, 1) without a trial.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
    z = 1 covers 68 %, z = 1.96 covers 95 %.
    """
    if not total:
        return 0.0, 1.0
    share, square = right / total, z * z
    centre = share + square / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + square / (4 * total * total))
    width = 1 + square / total
    return max(0.0, (centre - spread) / width), min(1.0, (centre + spread) / width)


def wilson_lower(
    right: NDArray[np.int64] | int, wrong: NDArray[np.int64] | int
) -> NDArray[np.float64]:
    """Return the lower ends of many score intervals at z = 1; 0 without a right one."""
    total = np.maximum(np.asarray(right) + wrong, 1)
    share = np.asarray(right) / total
    spread = np.sqrt(share * (1 - share) / total + 0.25 / total**2)
    lower = (share + 0.5 / total - spread) / (1 + 1 / total)
    return np.asarray(np.maximum(lower, 0.0))


def chance_within(rates: NDArray[np.float64], window: float) -> NDArray[np.float64]:
    """Return the chance of at least one act in a window: 1 - exp(-rate window), acts being a Poisson stream."""
    return np.asarray(-np.expm1(-rates * window))


def binomial_tail(hits: int, trials: int, chance: float) -> float:
    """Return P(X >= hits) for X binomial(trials, chance), summed in logarithms so that it does not underflow early."""
    if hits <= 0:
        return 1.0
    if chance <= 0.0 or hits > trials:
        return 0.0
    if chance >= 1.0:
        return 1.0
    return min(1.0, math.fsum(_binomial_terms(hits, trials, chance)))


def hypergeometric_tail(hits: int, drawn: int, marked: int, total: int) -> float:
    """Return P(X >= hits) where `drawn` of `total` are drawn without putting back, and `marked` of them count.

    R. A. Fisher's exact test, one-sided: On the interpretation of chi-squared from contingency tables, JRSS 85 (1922).
    """
    if hits <= 0:
        return 1.0
    most = min(drawn, marked)
    ways = sum(
        math.comb(marked, k) * math.comb(total - marked, drawn - k)
        for k in range(hits, most + 1)
        if drawn - k <= total - marked
    )
    return min(1.0, ways / math.comb(total, drawn))


def binomial_tails(
    hits: NDArray[np.int64],
    trials: NDArray[np.int64],
    chances: NDArray[np.float64],
    *,
    limit: float = 1.0,
) -> NDArray[np.float64]:
    """Return `binomial_tail` of many, and 1 for those with no more hits than expected; all arrays have one length.

    Of those above the limit no more is told than that they are.
    """
    tails = np.ones(len(hits))
    left = np.flatnonzero((hits > trials * chances) & (chances > 0))
    tails[(chances <= 0) & (hits > 0)] = 0.0
    tails[left] = 0.0
    factorials = _factorials(trials.max(initial=0))
    k = hits.copy()
    while len(left := left[k[left] <= trials[left]]):
        n, at, chance = trials[left], k[left], chances[left]
        ways = factorials[n] - factorials[at] - factorials[n - at]
        terms = np.exp(ways + at * np.log(chance) + (n - at) * np.log1p(-chance))
        tails[left] += terms
        k[left] += 1
        left = left[(terms > tails[left] * _NEGLIGIBLE) & (tails[left] <= limit)]
    return np.minimum(tails, 1.0)


def is_tail_within(
    limit: float,
    hits: NDArray[np.int64],
    trials: NDArray[np.int64],
    chances: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """Tell which of `binomial_tails` are at most a limit below a half, quickly where most are not.

    The first term of a tail bounds it from below, so that few need to be summed.
    """
    found: NDArray[np.bool_] = hits > trials
    left = np.flatnonzero((hits > 0) & (hits > trials * chances) & ~found)
    terms = _binomial_term(hits[left], trials[left], chances[left])
    left = left[terms <= limit]
    if len(left):
        tails = binomial_tails(hits[left], trials[left], chances[left], limit=limit)
        found[left] = tails <= limit
    return found


@cache
def _log_factorials(most: int) -> NDArray[np.float64]:
    """Return the logarithms of the factorials up to a number."""
    return np.append(0.0, np.cumsum(np.log(np.arange(1, 1 + most))))


def _factorials(most: int) -> NDArray[np.float64]:
    """Return the logarithms of the factorials at least up to a number; few lengths serve all."""
    return _log_factorials(1 << int(most).bit_length())


def _binomial_term(
    hits: NDArray[np.int64], trials: NDArray[np.int64], chances: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return P(X = hits) of many X binomial(trials, chance)."""
    factorials = _factorials(trials.max(initial=0))
    ways = factorials[trials] - factorials[hits] - factorials[trials - hits]
    with np.errstate(divide="ignore"):
        logs = hits * np.log(chances) + (trials - hits) * np.log1p(-chances)
    return np.asarray(np.exp(ways + logs))


def _binomial_terms(hits: int, trials: int, chance: float) -> list[float]:
    yes, no, whole = math.log(chance), math.log1p(-chance), math.lgamma(trials + 1)
    terms = []
    for k in range(hits, trials + 1):
        ways = whole - math.lgamma(k + 1) - math.lgamma(trials - k + 1)
        terms.append(math.exp(ways + k * yes + (trials - k) * no))
        if k > trials * chance and terms[-1] < terms[0] * _NEGLIGIBLE:
            break
    return terms


def benjamini_hochberg(
    p_values: Sequence[float], tested: int, rate: float = 0.05
) -> list[bool]:
    """Tell which hypotheses to keep at a false discovery rate.

    Y. Benjamini and Y. Hochberg, Controlling the false discovery rate, JRSS B 57 (1995). `tested` is how many there
    were in all; those that are not among `p_values` count as 1.
    """
    limit = -1.0
    for rank, p in enumerate(sorted(p_values), start=1):
        if p <= rate * rank / tested:
            limit = p
    return [p <= limit for p in p_values]


def expected_share(right: int, wrong: int, *, prior: float, weight: float) -> float:
    """Return the mean of a beta posterior: the prior share counts as `weight` trials."""
    return (right + prior * weight) / (right + wrong + weight)


def poisson_interval(count: int, *, coverage: float = 0.95) -> tuple[float, float]:
    """Return the exact interval of the mean of a Poisson count: means under which neither so many nor so few are rare.

    F. Garwood, Fiducial limits for the Poisson distribution, Biometrika 28 (1936). Too wide rather than too narrow for acts
    that happen at most once a day.
    """
    rare = (1 - coverage) / 2
    far = count + 10 * math.sqrt(count + 1) + 10
    lower = _where_falls(lambda m: _poisson_up_to(count - 1, m), 1 - rare, float(count))
    return lower, _where_falls(lambda m: _poisson_up_to(count, m), rare, far)


def weekly_interval(
    amount: int, occasions: int, days: float
) -> tuple[float, float] | None:
    """Return where a weekly amount lies that came on some occasions, each a Poisson event; None without a day."""
    if not days:
        return None
    low, high = poisson_interval(occasions)
    each = (amount / occasions if occasions else 1.0) * 7 / days
    return low * each, high * each


def _poisson_up_to(count: int, mean: float) -> float:
    """Return P(X <= count) for X Poisson with a mean."""
    if count < 0 or mean <= 0:
        return float(count >= 0)
    logs = (k * math.log(mean) - mean - math.lgamma(k + 1) for k in range(count + 1))
    return math.fsum(math.exp(log) for log in logs)


def _where_falls(falling: Callable[[float], float], to: float, far: float) -> float:
    """Return between 0 and `far` where a falling function has fallen to a value, by halving."""
    low, high = 0.0, far
    while high - low > far * _CLOSE:
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) > to else (low, middle)
    return (low + high) / 2


def circular_kernels(
    clock: NDArray[np.float64], at: NDArray[np.float64], *, width: float, period: float
) -> NDArray[np.float64]:
    """Return how near each of `clock` lies to each of `at`, 0 to 1, by a von Mises kernel of standard deviation `width`.

    Their sum over `clock` is a density. `clock`, `at`, `width` and `period` share one unit; the result is `clock` by `at`.
    K. V. Mardia and P. E. Jupp, Directional statistics (2000).
    """
    turn = 2 * math.pi / period
    concentration = 1 / (width * turn) ** 2
    a, b = clock * turn, at * turn
    # The cosine of the difference, by the theorem that takes few cosines.
    near = np.outer(np.cos(a), np.cos(b)) + np.outer(np.sin(a), np.sin(b))
    return np.asarray(np.exp(concentration * (near - 1)))


def circular_difference(
    values: NDArray[np.float64], centre: float, *, period: float
) -> NDArray[np.float64]:
    """Return values less a centre, the short way round: -period / 2 to period / 2."""
    return np.asarray((values - centre + period / 2) % period - period / 2)


def median_deviation(values: NDArray[np.float64]) -> float:
    """Return the median absolute deviation from the median."""
    return float(np.median(np.abs(values - np.median(values))))


def capped_deviation(values: NDArray[np.float64], *, cap: float) -> float:
    """Return the mean absolute deviation from the median, each deviation capped, so that strays count once.

    More exact than the median deviation where few values are known, and as deaf to outliers: the truncated loss of
    P. J. Huber and E. M. Ronchetti, Robust statistics (2009).
    """
    return float(np.minimum(np.abs(values - np.median(values)), cap).mean())


def unsteadiness(counts: NDArray[np.int64]) -> float:
    """Return by how many standard deviations counts vary more than those of a Poisson process; negative is steadier.

    (n - 1) variance / mean of n counts is chi-square with n - 1 degrees of freedom: R. A. Fisher, H. G. Thornton and W. A. Mackenzie, The
    accuracy of the plating method, Annals of Applied Biology 9 (1922). Its cube root is normal: E. B. Wilson and M. M. Hilferty, The
    distribution of chi-square, PNAS 17 (1931). 0 where there is nothing to tell from.
    """
    if len(counts) < 2 or not counts.any():
        return 0.0
    spread = 2 / (9 * (len(counts) - 1))
    index = float(counts.var(ddof=1) / counts.mean())
    return (math.cbrt(index) - (1 - spread)) / math.sqrt(spread)
