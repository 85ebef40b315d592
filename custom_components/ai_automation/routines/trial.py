"""What a routine would have run into, firing by firing: the verdicts on which everything else rests."""

from dataclasses import dataclass
from functools import cached_property
from time import sleep

import numpy as np
from numpy.typing import NDArray

from ..model.act import Act
from ..model.routine import Condition, StateTrigger, Target, Trigger
from .timeline import Mask, Timeline, Times

AFTER = 900
"""Seconds after a firing in which the same act by hand agrees with it."""
BEFORE = 120
"""Seconds before a firing in which the same act by hand agrees with it."""
DEBOUNCE = 60
"""Firings that follow one another within these seconds count once."""

NOOP, RIGHT, WRONG = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Goal:
    """One thing in one state, and when people brought it there by hand."""

    target: Target
    acts: tuple[Act, ...]

    @cached_property
    def times(self) -> Times:
        """Return when the acts were, rising."""
        return np.array([act.at for act in self.acts], dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """The verdict on every firing of a routine for one goal; three arrays of one length."""

    times: Times
    verdicts: NDArray[np.int8]
    acts: NDArray[np.int64]
    """Which act of the goal made the firing right; -1 for the others."""

    def within(self, mask: Mask) -> Trial:
        """Return the part of the firings that a mask selects."""
        return Trial(self.times[mask], self.verdicts[mask], self.acts[mask])

    def count(self, verdict: int) -> int:
        """Return how many firings got a verdict."""
        return int(np.count_nonzero(self.verdicts == verdict))

    def ahead(self, goal: Goal) -> Times:
        """Return the right firings that came before the act, and would have saved it."""
        right = self.times[self.verdicts == RIGHT]
        return np.asarray(right[self.lags(goal) > 0])

    def lags(self, goal: Goal) -> Times:
        """Return how long after each right firing the act came, in seconds; negative is before."""
        hits = self.verdicts == RIGHT
        return np.asarray(goal.times[self.acts[hits]] - self.times[hits])


def goal_of(target: Target, timeline: Timeline) -> Goal:
    """Return the acts by which people reached a target, those on its whole group included."""
    entity = timeline.representatives.get(target.entity_id, target.entity_id)
    return Goal(target, timeline.acts.get((entity, target.state), ()))


def firings(
    triggers: tuple[Trigger, ...], conditions: tuple[Condition, ...], timeline: Timeline
) -> Times:
    """Return when a routine runs, rising."""
    times = timeline.fires(triggers[0])
    if len(triggers) > 1:
        times = np.unique(np.concatenate([timeline.fires(t) for t in triggers]))
    return debounced(times[timeline.all_hold(conditions, times)])


def give_way() -> None:
    """Let another thread run: a search holds the interpreter for half a minute in a big home, and an event loop waits beside it."""
    sleep(0)


def try_out(
    goal: Goal, triggers: tuple[Trigger, ...], times: Times, timeline: Timeline
) -> Trial:
    """Judge each firing by what people did around it.

    Nothing to do where the target was already as wanted, unless a person had just made it so: that is right, except where
    that act was itself the trigger. Right as well when a person does it soon after; wrong otherwise. An act counts once. While a
    machine that has stopped since did it, there was nothing to do either.
    """
    give_way()
    entity = goal.target.entity_id
    done = timeline.in_state(entity, goal.target.state, times)
    acts = np.append(goal.times, np.inf)
    after = np.searchsorted(goal.times, times, side="right")
    before = after - 1
    just_done = done & (before >= 0) & (acts[before] >= times - BEFORE)
    if entity in {t.entity_id for t in triggers if isinstance(t, StateTrigger)}:
        just_done[:] = False
    soon_done = ~done & (acts[after] <= times + AFTER)
    act = np.where(just_done, before, np.where(soon_done, after, -1))
    not_yet = times <= timeline.ended.get((entity, goal.target.state), -np.inf)
    act = _first_of_each(np.where(not_yet, -1, act))
    verdicts = np.full(len(times), WRONG, dtype=np.int8)
    verdicts[done | soon_done | not_yet] = NOOP
    verdicts[act >= 0] = RIGHT
    return Trial(times, verdicts, act)


def debounced(times: Times) -> Times:
    """Drop the firings that follow a kept one within the debounce."""
    keep = np.append(True, np.diff(times) > DEBOUNCE)[: len(times)]
    if keep.all():
        return times
    # What comes later after all before is kept in any case; only a long row of quick ones needs to be walked through.
    ends = np.append(np.flatnonzero(keep)[1:], len(times))
    starts = np.flatnonzero(keep)
    long = ends - starts > 2
    for start, end in zip(starts[long].tolist(), ends[long].tolist(), strict=True):
        last, *later = times[start:end].tolist()
        for index, at in enumerate(later, start + 1):
            if at - last > DEBOUNCE:
                keep[index], last = True, at
    return np.asarray(times[keep])


def _first_of_each(acts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Keep each act's first appearance, -1 in place of the others."""
    once = np.full(len(acts), -1, dtype=np.int64)
    _, first = np.unique(acts, return_index=True)
    once[first] = acts[first]
    return once
