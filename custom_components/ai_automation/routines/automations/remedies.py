"""What would have kept an automation from doing what people took back, judged on days it was not chosen on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...model.act import Act, Cause
from ...model.revision import Also, Wait
from ...model.routine import Condition, Routine, RoutineKind, StateTrigger, Target
from ..conditions import offered
from ..statistics import hypergeometric_tail, wilson_lower
from ..timeline import Mask
from ..trial import Goal
from ..tune import MIN_GAIN, MIN_SPARED
from .case import Case, Remedy
from .runs import AT_ONCE
from .waiting import waits

MIN_SHARE = 0.5
"""A change must prevent at least this share of what people took back."""
NOTHING = Wait(seconds=0, was=0)
_NEARLY_ALL = 0.8
"""The shortest wait is taken that prevents this share of what the best one does."""
_MAX_LOST = 0.2
"""The share of good runs that a condition may cost."""


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """The best remedy, with how it did on days that it was not chosen on."""

    remedy: Remedy
    held_good: int
    """Good runs with the change on days that it was not chosen on."""
    held_bad: int


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
    """Return the change that helps most on days that it was not chosen on, a longer wait rather than a condition.

    A longer wait is for what people keep undoing at once; a mistake now and then wants a condition that tells it from the rest.
    """
    longer = waits(case) if case.window == AT_ONCE else []
    return _judged(case, longer) or _judged(case, narrowings(case))


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
