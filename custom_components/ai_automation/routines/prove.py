"""Tunes a candidate on the past and judges it on days it was not tuned on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ..model.home import ExistingAutomation
from ..model.routine import (
    Condition,
    Routine,
    RoutineKind,
    StateTrigger,
    WeekdayCondition,
)
from .conditions import offered
from .goals import MIN_ACTS, MIN_DAYS
from .replay import AFTER, RIGHT, WRONG, Goal, Trial, chance, firings, try_out
from .statistics import binomial_tail, expected_share, wilson
from .timeline import Mask, Timeline

MAX_CONDITIONS = 2
MIN_GAIN = 0.05
"""What a condition must add to the lower bound of the precision."""
MIN_KEPT = 0.7
"""The share of right firings that a condition must leave."""
MIN_PRECISION = 0.5
"""Lower bound of the precision, from which on a routine is worth suggesting."""
MAX_WRONG_PER_WEEK = 2.0
QUICK = 240.0
"""Seconds within which people mostly act on what they saw or heard."""
MIN_QUICK = 0.6
_STALE_DAYS = 7
_STALE_CHANCE = 0.02
_DOER_SHARE = 0.3
_UNDONE = 1800


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Versions of one routine that differ in their parameters only, the preferred first."""

    goal: Goal
    versions: tuple[Routine, ...]
    searched: int
    """How many places were looked at to come up with it, its versions included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """How the best version of a candidate did."""

    routine: Routine
    goal: Goal
    trial: Trial
    days: int
    """On how many days it was right."""
    p_value: float
    """After correction for everything that was searched to find this version."""
    held_right: int
    """Right firings on days that the parameters were not tuned on."""
    held_wrong: int
    failed: str | None = None
    """The test it did not pass."""

    @property
    def right(self) -> int:
        """Return how many firings were right."""
        return self.trial.count(RIGHT)

    @property
    def wrong(self) -> int:
        """Return how many firings were wrong."""
        return self.trial.count(WRONG)

    @property
    def lower(self) -> float:
        """Return the lower bound of the precision."""
        return _lower(self.right, self.wrong)

    @property
    def confidence(self) -> float:
        """Return the expected share of right firings on later days."""
        return expected_share(self.held_right, self.held_wrong, prior=0.6, weight=2.0)


@dataclass(frozen=True, slots=True)
class _Version:
    """A version with the verdicts on its firings."""

    routine: Routine
    trial: Trial
    day: np.ndarray


@dataclass(frozen=True, slots=True)
class _Choice:
    """A version narrowed down by conditions."""

    version: _Version
    conditions: tuple[Condition, ...]
    kept: Mask

    def counts(self, days: Mask) -> tuple[int, int]:
        """Return the right and the wrong firings on some of the days."""
        counted = self.version.trial.verdicts[self.kept & days[self.version.day]]
        return int((counted == RIGHT).sum()), int((counted == WRONG).sum())


def prove(candidate: Candidate, timeline: Timeline) -> Proof:
    """Return the best version of a candidate with what speaks for and against it."""
    tuner = _Tuner(candidate, timeline)
    every_day = np.ones(len(timeline.calendar.days) + 1, dtype=np.bool_)
    first = tuner.best(every_day, ())
    right, wrong = first.counts(every_day)
    if right < MIN_ACTS or wilson(right, right + wrong)[1] < MIN_PRECISION / 2:
        return _judge(candidate, first, (0, 0), timeline)
    choice = tuner.tune(every_day)
    odd = np.arange(len(every_day)) % 2 == 1
    held = [tuner.tune(days).counts(~days) for days in (odd, ~odd)]
    held_out = sum(r for r, _ in held), sum(w for _, w in held)
    return _judge(candidate, choice, held_out, timeline)


class _Tuner:
    """Chooses parameters and conditions of one candidate by the verdicts on given days."""

    def __init__(self, candidate: Candidate, timeline: Timeline) -> None:
        self._candidate = candidate
        self._timeline = timeline
        self._versions = [self._try_out(r) for r in candidate.versions]
        self._held: dict[tuple[int, Condition], Mask] = {}

    def _try_out(self, routine: Routine) -> _Version:
        times = firings(routine.triggers, routine.conditions, self._timeline)
        trial = try_out(self._candidate.goal, routine.triggers, times, self._timeline)
        return _Version(routine, trial, self._timeline.calendar.day(times))

    def best(self, days: Mask, conditions: tuple[Condition, ...]) -> _Choice:
        """Return the version that does best under some conditions."""
        choices = [self._narrowed(n, conditions) for n in range(len(self._versions))]
        return max(choices, key=lambda choice: _value(*choice.counts(days)))

    def tune(self, days: Mask) -> _Choice:
        """Return the best version with as many conditions as pay."""
        choice = self.best(days, ())
        while len(choice.version.routine.conditions) + len(choice.conditions) < (
            MAX_CONDITIONS
        ):
            better = self._with_one_more(choice, days)
            if better is None:
                break
            choice = better
        return choice

    def _with_one_more(self, choice: _Choice, days: Mask) -> _Choice | None:
        """Return the choice with the condition that gains most, None where none gains enough."""
        right, wrong = choice.counts(days)
        if not wrong:
            return None
        found, value = None, 0.0
        for condition in self._offers(choice):
            conditions = (*choice.conditions, condition)
            narrowed = self._best_near(choice, conditions, days)
            r, w = narrowed.counts(days)
            pays = _lower(r, w) >= _lower(right, wrong) + MIN_GAIN
            if pays and r >= MIN_KEPT * right and _value(r, w) > value:
                found, value = narrowed, _value(r, w)
        return found

    def _best_near(
        self, choice: _Choice, conditions: tuple[Condition, ...], days: Mask
    ) -> _Choice:
        if len(self._versions) == 1:
            return self._narrowed(0, conditions)
        return self.best(days, conditions)

    def _offers(self, choice: _Choice) -> Iterator[Condition]:
        routine = choice.version.routine
        taken = (*routine.conditions, *choice.conditions)
        kinds = {type(c) for c in taken}
        for condition in offered(
            routine.kind, self._candidate.goal, routine.triggers[0], self._timeline
        ):
            if isinstance(condition, WeekdayCondition) and WeekdayCondition in kinds:
                continue
            if condition not in taken:
                yield condition

    def _narrowed(self, number: int, conditions: tuple[Condition, ...]) -> _Choice:
        version = self._versions[number]
        kept = np.ones(len(version.trial.times), dtype=np.bool_)
        for condition in conditions:
            key = number, condition
            if key not in self._held:
                self._held[key] = self._timeline.holds(condition, version.trial.times)
            kept &= self._held[key]
        return _Choice(version, conditions, kept)


def _judge(
    candidate: Candidate,
    choice: _Choice,
    held_out: tuple[int, int],
    timeline: Timeline,
) -> Proof:
    """Replay the chosen version exactly, and put it to every test."""
    base = choice.version.routine
    routine = replace(base, conditions=(*base.conditions, *choice.conditions))
    goal = candidate.goal
    times = firings(routine.triggers, routine.conditions, timeline)
    trial = try_out(goal, routine.triggers, times, timeline)
    hits = trial.times[trial.verdicts == RIGHT]
    expected = chance(goal, routine.triggers, routine.conditions, times, timeline)
    tail = binomial_tail(len(hits), len(times), expected)
    searched = candidate.searched * (1 + 8 * len(choice.conditions))
    proof = Proof(
        routine=routine,
        goal=goal,
        trial=trial,
        days=len(set(timeline.calendar.day(hits).tolist())),
        p_value=min(1.0, tail * searched),
        held_right=held_out[0],
        held_wrong=held_out[1],
    )
    return replace(proof, failed=_failed(proof, timeline))


def _failed(proof: Proof, timeline: Timeline) -> str | None:
    """Return the first test a proof does not pass."""
    weeks = max(timeline.recorded_days / 7, 1e-9)
    if proof.right < MIN_ACTS or proof.days < MIN_DAYS:
        return "too_few_acts"
    if _done_already(proof, timeline):
        return "automated_already"
    if proof.lower < MIN_PRECISION or proof.wrong / weeks > MAX_WRONG_PER_WEEK:
        return "too_many_unwanted"
    if proof.routine.kind is RoutineKind.FOLLOW and not _is_quick(proof):
        return "not_significant"
    if _has_faded(proof, timeline):
        return "faded"
    held = proof.held_right + proof.held_wrong
    if not held or proof.held_right / held < MIN_PRECISION:
        return "not_on_later_days"
    if _is_disputed(proof, timeline):
        return "opposite_people"
    return None


def _is_quick(proof: Proof) -> bool:
    """Tell whether people mostly acted soon after the trigger, as those do who react to it."""
    lags = proof.trial.lags(proof.goal)
    return float(np.mean(lags <= QUICK)) >= MIN_QUICK


def _has_faded(proof: Proof, timeline: Timeline) -> bool:
    """Tell whether the wrong firings since the last right one are too many for chance."""
    last = proof.trial.times[proof.trial.verdicts == RIGHT][-1]
    if timeline.recorded_between(float(last), timeline.end) < _STALE_DAYS:
        return False
    since = proof.trial.within(proof.trial.times > last).count(WRONG)
    before = proof.right / (proof.right + proof.wrong - since)
    return (1 - min(before, 0.95)) ** since < _STALE_CHANCE


def _done_already(proof: Proof, timeline: Timeline) -> bool:
    """Tell whether an automation or another hub does the same at the same moments."""
    target = proof.routine.targets[0]
    sources = {
        t.entity_id for t in proof.routine.triggers if isinstance(t, StateTrigger)
    }
    if any(_does(a, proof, sources, timeline) for a in timeline.home.automations):
        return True
    machine = timeline.history.machine_times.get((target.entity_id, target.state))
    if machine is None or not len(proof.trial.times):
        return False
    low = np.searchsorted(machine, proof.trial.times - AFTER)
    high = np.searchsorted(machine, proof.trial.times + AFTER)
    return float(np.mean(high > low)) >= _DOER_SHARE


def _does(
    automation: ExistingAutomation,
    proof: Proof,
    sources: set[str],
    timeline: Timeline,
) -> bool:
    """Tell whether an automation has this effect on this trigger."""
    target = proof.routine.targets[0]
    effects = {
        (timeline.representatives.get(e.entity_id, e.entity_id), e.state)
        for e in automation.effects
    }
    return (target.entity_id, target.state) in effects and bool(
        sources & automation.trigger_entities
    )


def _is_disputed(proof: Proof, timeline: Timeline) -> bool:
    """Tell whether someone else often takes back soon what one person does."""
    target = proof.routine.targets[0]
    others = [
        act
        for (entity, state), acts in timeline.acts.items()
        if entity == target.entity_id and state != target.state
        for act in acts
    ]
    mine = [proof.goal.acts[i] for i in proof.trial.acts.tolist() if i >= 0]
    disputed = sum(
        any(
            0 < other.at - act.at <= _UNDONE
            and None not in (act.user_id, other.user_id)
            and act.user_id != other.user_id
            for other in others
        )
        for act in mine
    )
    return disputed >= max(2, _DOER_SHARE * len(mine))


def _lower(right: int, wrong: int) -> float:
    return wilson(right, right + wrong)[0]


def _value(right: int, wrong: int) -> float:
    """Return how good a version is: acts it would spare, discounted by how sure that is."""
    return _lower(right, wrong) * right
