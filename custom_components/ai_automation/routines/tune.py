"""Chooses the parameters and conditions of a candidate by its verdicts on given days."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..model.routine import Condition, Routine, WeekdayCondition
from .conditions import offered
from .statistics import wilson_lower
from .timeline import Mask, Timeline, Times
from .trial import NOOP, RIGHT, Goal, firings, try_out

MAX_CONDITIONS = 2
MIN_GAIN = 0.05
"""What a condition must add to the lower bound of the precision."""
MIN_SPARED = 2
"""How many wrong firings a condition must prevent: one may be chance."""
MIN_BETTER = 1.25
"""By how much a condition that gives up right firings must make a routine better that will do without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Versions of one routine that differ in their parameters only, the preferred first."""

    goal: Goal
    versions: tuple[Routine, ...]
    searched: int
    """How many places were looked at to come up with it, its versions included."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A version of a candidate, narrowed down by conditions."""

    version: int
    conditions: tuple[int, ...] = ()
    """Indices of the conditions on offer, in the order they were added."""


class Tuner:
    """Knows the verdicts on every version of a candidate under every condition on offer."""

    def __init__(
        self,
        candidate: Candidate,
        timeline: Timeline,
        is_enough: Callable[[int, int, float], bool],
    ) -> None:
        """Replay the versions; `is_enough` tells by right and wrong firings in some weeks whether a version will do."""
        self._candidate = candidate
        self._timeline = timeline
        self._is_enough = is_enough
        self._versions = [
            _Version(routine, candidate.goal, timeline)
            for routine in candidate.versions
        ]

    @cached_property
    def _offers(self) -> tuple[Condition, ...]:
        routine = self._candidate.versions[0]
        on_days = any(isinstance(c, WeekdayCondition) for c in routine.conditions)
        return tuple(
            condition
            for condition in offered(routine, self._candidate.goal, self._timeline)
            if not (on_days and isinstance(condition, WeekdayCondition))
        )

    @cached_property
    def _holding(self) -> list[Mask]:
        """Return for each version which conditions held at which firings: conditions by firings."""
        counts = [len(v.times) for v in self._versions]
        times = np.concatenate([v.times for v in self._versions])
        holding = np.array(
            [self._timeline.holds(c, times) for c in self._offers], dtype=np.bool_
        )
        holding = holding.reshape(len(self._offers), len(times))
        return np.split(holding, np.cumsum(counts)[:-1], axis=1)

    def routine(self, choice: Choice) -> Routine:
        """Return the routine that a choice stands for."""
        base = self._candidate.versions[choice.version]
        added = tuple(self._offers[n] for n in choice.conditions)
        return replace(base, conditions=(*base.conditions, *added))

    def counts(self, choice: Choice, days: Mask) -> tuple[int, int]:
        """Return how often a choice was right and wrong on some of the days."""
        version = self._versions[choice.version]
        kept = days[version.day]
        for number in choice.conditions:
            kept = kept & self._holding[choice.version][number]
        right = int(np.count_nonzero(version.right & kept))
        return right, int(np.count_nonzero(kept)) - right

    def plain(self, days: Mask) -> Choice:
        """Return the best version as it is."""
        counts = [self.counts(Choice(n), days) for n in range(len(self._versions))]
        return Choice(int(np.argmax(_value(*np.array(counts).T))))

    def tuned(self, days: Mask) -> Choice:
        """Return the best version with as many conditions as pay."""
        choice = self.plain(days)
        base = self._candidate.versions[0].conditions
        while len(base) + len(choice.conditions) < MAX_CONDITIONS:
            better = self._with_one_more(choice, days)
            if better is None:
                break
            choice = better
        return choice

    def _with_one_more(self, choice: Choice, days: Mask) -> Choice | None:
        """Return the choice with the condition that gains most, None where none gains enough."""
        right, wrong = self.counts(choice, days)
        if not wrong or not self._offers:
            return None
        rights, wrongs = self._narrowed(choice.conditions, days)
        best = np.argmax(_value(rights, wrongs), axis=0)
        at_best = best, np.arange(len(best))
        rights, wrongs = rights[at_best], wrongs[at_best]
        dear = (rights < right) & self._will_do(right, wrong, days)
        least = np.where(dear, MIN_BETTER, 1.0)
        gained = wilson_lower(rights, wrongs) - wilson_lower(right, wrong)
        pays = (gained >= MIN_GAIN) & (wrong - wrongs >= MIN_SPARED)
        pays &= _value(rights, wrongs) >= least * _value(right, wrong)
        pays &= self._may_join(choice.conditions)
        if not pays.any():
            return None
        number = int(np.argmax(np.where(pays, _value(rights, wrongs), -1.0)))
        return Choice(int(best[number]), (*choice.conditions, number))

    def _will_do(self, right: int, wrong: int, days: Mask) -> bool:
        """Tell whether a version is good enough on some of the days."""
        weeks = max(self._timeline.recorded_days * float(np.mean(days)), 1.0) / 7
        return self._is_enough(right, wrong, weeks)

    def _narrowed(
        self, conditions: tuple[int, ...], days: Mask
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return right and wrong firings under one more condition: versions by conditions."""
        rights, wrongs = [], []
        for version, holding in zip(self._versions, self._holding, strict=True):
            kept = holding & days[version.day]
            for number in conditions:
                kept &= holding[number]
            rights.append(kept[:, version.right].sum(axis=1))
            wrongs.append(kept[:, ~version.right].sum(axis=1))
        return np.array(rights), np.array(wrongs)

    def _may_join(self, conditions: tuple[int, ...]) -> Mask:
        """Tell which conditions on offer are of another form than those there are."""
        taken = {type(self._offers[n]) for n in conditions}
        return np.array([type(offer) not in taken for offer in self._offers])


class _Version:
    """The firings of one version that were right or wrong."""

    def __init__(self, routine: Routine, goal: Goal, timeline: Timeline) -> None:
        times = firings(routine.triggers, routine.conditions, timeline)
        trial = try_out(goal, routine.triggers, times, timeline)
        counted = trial.verdicts != NOOP
        self.times: Times = trial.times[counted]
        self.right: Mask = trial.verdicts[counted] == RIGHT
        self.day = timeline.calendar.day(self.times)


def _value(
    right: NDArray[np.int64] | int, wrong: NDArray[np.int64] | int
) -> NDArray[np.float64]:
    """Return how good a version is: the acts it would spare, discounted by how sure that is."""
    return np.asarray(wilson_lower(right, wrong) * right)
