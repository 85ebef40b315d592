"""Measures the accuracy on all made-up homes, two at a time."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
import multiprocessing
import sys
import time

from .make import HOMES
from .null import SEEDS, WAYS, suggestions_without_habits
from .runs import run_home
from .table import Figures, figures, text

PROCESSES = 2


def measure(homes: int = HOMES) -> Figures:
    """Return the figures of the accuracy table and print it."""
    began = time.monotonic()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=context) as pool:
        results = _all(pool, run_home, range(homes), "home")
        seeds = range(min(SEEDS, homes))
        without = _all(pool, suggestions_without_habits, seeds, "home without habits")
    null = {way: [one[way] for one in without] for way in WAYS}
    found = figures(results, null)
    print("\n".join(text(found)))
    _say(f"done after {time.monotonic() - began:.0f} s")
    return found


def _all[R](
    pool: ProcessPoolExecutor,
    function: Callable[[int], R],
    seeds: Sequence[int],
    what: str,
) -> list[R]:
    results = []
    for number, result in enumerate(pool.map(function, seeds), 1):
        results.append(result)
        if number % 10 == 0:
            _say(f"{what} {number} of {len(seeds)}")
    return results


def _say(what: str) -> None:
    print(f"accuracy: {what}", file=sys.stderr, flush=True)
