"""What would have kept an automation from doing what people took back, judged on days it was not chosen on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..model.act import Act, Cause
from ..model.revision import Also, Change, Wait
from ..model.routine import (
    Condition,
    NumericTrigger,
    Routine,
    RoutineKind,
    StateTrigger,
    Target,
)
from .conditions import offered
from .replay import Goal
from .runs import AT_ONCE, Past, Runs
from .statistics import hypergeometric_tail, wilson_lower
from .timeline import Mask, Timeline, Times
from .tune import MIN_GAIN, MIN_SPARED

NAMED = tuple(60 * m for m in (1, 2, 3, 5, 8, 10, 15, 20, 25, 30, 45, 60, 90, 120))
"""Waits as a person would set them, in seconds."""
MIN_SHARE = 0.5
"""A change must prevent at least this share of what people took back."""
NOTHING = Wait(seconds=0, was=0)
_NEARLY_ALL = 0.8
"""The shortest wait is taken that prevents this share of what the best one does."""
_MAX_LOST = 0.2
"""The share of good runs that a condition may cost."""


@dataclass(frozen=True, slots=True, eq=False)
class Remedy:
    """A change, and which runs there would have been with it; arrays over the runs as they were."""

    change: Change
    stays: Mask
    """Which runs would still have been."""
    bad: Mask
    """Which of them would still have been taken back."""
    good: Mask
    """Which runs speak for the change: those that were left as they were, and that it does not cost."""
    later: float = 0.0
    """Seconds by which they would have come later."""
    chance: float = 0.0
    """Chance of the difference if it had nothing to do with the change, searches paid for."""

    def counts(self, days: Mask) -> tuple[int, int]:
        """Return how many of some runs would have been good and bad."""
        good, bad = self.good & days, self.bad & days
        return int(np.count_nonzero(good)), int(np.count_nonzero(bad))


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """An automation whose runs people take back."""

    runs: Runs
    window: int
    routine: Routine | None
    named: frozenset[str]
    past: Past
    chance: float
    """Chance of so much being taken back by accident."""

    @property
    def undone(self) -> Mask:
        """Tell which runs were taken back."""
        return self.runs.undone(self.window)


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """The best remedy, with how it did on days that it was not chosen on."""

    remedy: Remedy
    held_good: int
    """Good runs with the change on days that it was not chosen on."""
    held_bad: int


def waits(case: Case) -> list[Remedy]:
    """Return every longer wait, the shortest first; none where the automation does not wait."""
    held = _wait(case.routine)
    if case.routine is None or held is None:
        return []
    return [
        _outlasting(case, case.routine, held, seconds)
        for seconds in NAMED
        if seconds > held
    ]


def _wait(routine: Routine | None) -> int | None:
    """Return how long all triggers of a routine wait, None where they do not or differ."""
    if routine is None:
        return None
    waits = {
        t.for_ if isinstance(t, StateTrigger | NumericTrigger) else 0
        for t in routine.triggers
    }
    return waits.pop() or None if len(waits) == 1 else None


def _outlasting(case: Case, routine: Routine, held: int, seconds: int) -> Remedy:
    """Return what would have been with a longer wait.

    A run stays where the state lasts that long. One that people took back stays bad unless they were noticed in time by
    themselves, or things were by then as the automation wants them. That they are noticed when they take it back does not
    count: without the run they would have sat still. A run that does not stay was good all the same: somebody was
    noticed again, and nothing was switched over their head.
    """
    timeline, runs = case.past.timeline, case.runs
    begun = runs.fired - held
    then = begun + seconds
    lasts = np.zeros(len(then), dtype=np.bool_)
    still = np.zeros(len(then), dtype=np.bool_)
    for trigger in routine.triggers:
        if isinstance(trigger, StateTrigger | NumericTrigger):
            ours = _near(timeline.fires(trigger) - held, begun)
            longer = timeline.fires(replace(trigger, for_=seconds)) - seconds
            lasts |= _near(longer, begun)
            still |= ours & ~_moved_between(
                trigger, runs.undone_at + AT_ONCE, then, timeline
            )
    wanted = np.ones(len(then), dtype=np.bool_)
    for target in routine.targets:
        wanted &= timeline.in_state(target.entity_id, target.state, then)
    wanted &= runs.undone_at < then
    bad = case.undone & still & ~wanted
    bad &= timeline.all_hold(routine.conditions, then)
    return Remedy(
        change=Wait(seconds=seconds, was=held),
        stays=np.where(case.undone, bad, lasts),
        bad=bad,
        good=~case.undone,
        later=seconds - held,
    )


def _moved_between(
    trigger: StateTrigger | NumericTrigger,
    since: Times,
    until: Times,
    timeline: Timeline,
) -> Mask:
    """Tell where the state that a trigger waits for did not last from one moment to another."""
    if isinstance(trigger, NumericTrigger):
        return np.zeros(len(since), dtype=np.bool_)
    track = timeline.track(trigger.entity_id)
    if track is None:
        return np.zeros(len(since), dtype=np.bool_)
    rows = np.append(track.times, np.inf)
    changes = rows[np.searchsorted(rows, np.minimum(since, until), side="right")]
    was_other = ~timeline.in_state(trigger.entity_id, trigger.to, since)
    return np.asarray((since < until) & (was_other | (changes <= until)))


def _near(times: Times, sought: Times) -> Mask:
    """Tell which moments have one of others within the seconds that a run may come late."""
    times = np.append(np.sort(times), np.inf)
    index = np.searchsorted(times, sought - LATE)
    return np.asarray(times[index] <= sought + LATE)


LATE = 5.0
"""Seconds by which a run may be recorded apart from its trigger."""


def narrowings(case: Case) -> list[Remedy]:
    """Return every condition of the fixed list that is not about the automation's own things."""
    conditions = _offers(case)
    undone, total = case.undone, len(case.runs.fired)
    marked = int(np.count_nonzero(undone))
    found = []
    for condition in conditions:
        stays = case.past.timeline.holds(condition, case.runs.fired)
        spared = undone & ~stays
        chance = hypergeometric_tail(
            int(np.count_nonzero(spared)),
            total - int(np.count_nonzero(stays)),
            marked,
            total,
        )
        found.append(
            Remedy(
                change=Also(condition=condition),
                stays=stays,
                bad=stays & undone,
                good=stays & ~undone,
                chance=min(1.0, chance * len(conditions)),
            )
        )
    return found


def _offers(case: Case) -> tuple[Condition, ...]:
    """Return the conditions to try."""
    kept = case.runs.fired[~case.undone]
    targets = sorted(case.runs.moved, key=lambda t: (t.entity_id, t.state))
    if not len(kept) or not targets:
        return ()
    stand_in = Routine(
        kind=RoutineKind.FOLLOW,
        triggers=(StateTrigger(entity_id="", to=""),),
        targets=(targets[0],),
    )
    goal = Goal(targets[0], tuple(_kept(at, targets[0]) for at in kept.tolist()))
    present = case.routine.conditions if case.routine else ()
    return tuple(
        condition
        for condition in offered(stand_in, goal, case.past.timeline)
        if getattr(condition, "entity_id", None) not in case.named
        and condition not in present
    )


def _kept(at: float, target: Target) -> Act:
    """Return a run that was left as it was in the form of an act, to learn its hours from."""
    return Act(
        at=at,
        entity_id=target.entity_id,
        old="",
        state=target.state,
        cause=Cause.AUTOMATION,
    )


def best(case: Case) -> Chosen | None:
    """Return the change that helps most on days that it was not chosen on, a longer wait rather than a condition."""
    for remedies in (waits(case), narrowings(case)):
        if chosen := _judged(case, remedies):
            return chosen
    return None


def _judged(case: Case, remedies: Sequence[Remedy]) -> Chosen | None:
    """Return the best of some remedies, where it helps on the odd and even days it was not chosen on."""
    day = case.past.timeline.calendar.day(case.runs.fired)
    everything = np.ones(len(day), dtype=np.bool_)
    if (remedy := _pick(case, remedies, everything)) is None:
        return None
    odd = day % 2 == 1
    held = [_held_out(case, remedies, chosen_on) for chosen_on in (odd, ~odd)]
    right, wrong, stayed = (sum(side) for side in zip(*held, strict=True))
    undone = int(np.count_nonzero(case.undone))
    good = len(day) - undone
    gained = wilson_lower(right, wrong) - wilson_lower(good, undone)
    if undone - wrong < MIN_SHARE * undone or gained < MIN_GAIN:
        return None
    return Chosen(remedy, stayed - wrong, wrong)


def _held_out(
    case: Case, remedies: Sequence[Remedy], chosen_on: Mask
) -> tuple[int, int, int]:
    """Return good, bad and all runs on other days than those a remedy is chosen on; as they were where none is."""
    unchanged = Remedy(
        change=NOTHING,
        stays=np.ones(len(chosen_on), dtype=np.bool_),
        bad=case.undone,
        good=~case.undone,
    )
    remedy = _pick(case, remedies, chosen_on) or unchanged
    stayed = int(np.count_nonzero(remedy.stays & ~chosen_on))
    return (*remedy.counts(~chosen_on), stayed)


def _pick(case: Case, remedies: Sequence[Remedy], days: Mask) -> Remedy | None:
    """Return the remedy to choose by what is known of some days."""
    helpful = list(_helpful(case, remedies, days))
    if not helpful:
        return None
    if isinstance(helpful[0][0].change, Wait):
        most = max(spared for _, spared in helpful)
        return next(r for r, spared in helpful if spared >= _NEARLY_ALL * most)
    values = [_value(*remedy.counts(days)) for remedy, _ in helpful]
    return helpful[int(np.argmax(values))][0]


def _helpful(
    case: Case, remedies: Sequence[Remedy], days: Mask
) -> Iterator[tuple[Remedy, int]]:
    """Yield the remedies that gain enough on some days, with how many undoings they prevent."""
    bad = int(np.count_nonzero(case.undone & days))
    good = int(np.count_nonzero(days)) - bad
    for remedy in remedies:
        right, wrong = remedy.counts(days)
        spared = bad - wrong
        if spared < max(MIN_SPARED, MIN_SHARE * bad):
            continue
        if wilson_lower(right, wrong) - wilson_lower(good, bad) < MIN_GAIN:
            continue
        if isinstance(remedy.change, Also) and good - right > _MAX_LOST * good:
            continue
        yield remedy, spared


def _value(right: int, wrong: int) -> NDArray[np.float64]:
    """Return how good what remains is, as tuning counts it."""
    return np.asarray(wilson_lower(right, wrong) * right)
