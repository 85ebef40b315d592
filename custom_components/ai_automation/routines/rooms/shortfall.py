"""How far a routine was from passing the test that it failed."""

from itertools import count
from math import ceil

import numpy as np

from ...model.routine import WeekdayCondition
from ..goals import MIN_ACTS, MIN_DAYS
from ..proof import Proof, bar_for
from ..prove import MIN_COVERED
from ..statistics import wilson
from ..timeline import Timeline


def needed(proof: Proof, timeline: Timeline) -> int | None:
    """Return how many right firings would have been enough, everything else being equal; None where more would not help."""
    match proof.failed:
        case "too_few_acts":
            return max(MIN_ACTS, proof.right + max(0, MIN_DAYS - proof.days))
        case "too_few_of_the_acts":
            return ceil(MIN_COVERED * _acts_on_its_days(proof, timeline))
        case "too_many_unwanted":
            return _for_so_many_wrong(proof, timeline)
        case "not_on_later_days":
            return proof.right + _lacking_on_held_out_days(proof)
    return None


def _acts_on_its_days(proof: Proof, timeline: Timeline) -> int:
    days = tuple(c for c in proof.routine.conditions if isinstance(c, WeekdayCondition))
    return int(np.count_nonzero(timeline.all_hold(days, proof.goal.times)))


def _for_so_many_wrong(proof: Proof, timeline: Timeline) -> int:
    """Return from how many right firings on the wrong ones are few."""
    bar, weeks = bar_for(proof.routine), max(timeline.recorded_days, 1.0) / 7
    return next(
        right
        for right in count(proof.right)
        if wilson(right, right + proof.wrong)[0] >= bar.lower
        and bar.bears(right / weeks, proof.wrong / weeks)
    )


def _lacking_on_held_out_days(proof: Proof) -> int:
    """Return how many more right firings raise their share on the days that nothing was tuned on to what it must be."""
    share = bar_for(proof.routine).held_out
    held = proof.held_right + proof.held_wrong
    return max(1, ceil((share * held - proof.held_right) / (1 - share)))
