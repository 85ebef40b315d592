"""What a routine would have done on the home's own past, firing by firing."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..model.act import Act
from ..model.evidence import Evidence, Example, Verdict
from ..model.routine import (
    ClockTrigger,
    Condition,
    Routine,
    StateTrigger,
    SunTrigger,
    Target,
    Trigger,
    WeekdayCondition,
)
from .calendar import DAY
from .statistics import binomial_tail, chance_within, wilson
from .timeline import Mask, Timeline, Times

AFTER = 900
"""Seconds after a firing in which the same act by hand agrees with it."""
BEFORE = 120
"""Seconds before a firing in which the same act by hand agrees with it."""
DEBOUNCE = 60
"""Firings that follow one another within these seconds count once."""

NOOP, RIGHT, WRONG = 0, 1, 2
_VERDICTS = (Verdict.NOOP, Verdict.RIGHT, Verdict.WRONG)

_AWAKE = 16 * 3600
"""Seconds of a day in which people do things."""
_NEARBY = 5400
"""Seconds of clock time to either side that tell how usual an act is at that hour."""


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
    times = np.unique(np.concatenate([timeline.fires(t) for t in triggers]))
    return _debounce(times[timeline.all_hold(conditions, times)])


def try_out(
    goal: Goal, triggers: tuple[Trigger, ...], times: Times, timeline: Timeline
) -> Trial:
    """Judge each firing by what people did around it.

    Nothing to do where the target was already as wanted, unless a person had just made it so: that is right, except where
    that act was itself the trigger. Right as well when a person does it soon after; wrong otherwise. An act counts once.
    """
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
    act = _first_of_each(act)
    verdicts = np.full(len(times), WRONG, dtype=np.int8)
    verdicts[done | soon_done] = NOOP
    verdicts[act >= 0] = RIGHT
    return Trial(times, verdicts, act)


def chance(
    goal: Goal,
    triggers: tuple[Trigger, ...],
    conditions: tuple[Condition, ...],
    times: Times,
    timeline: Timeline,
) -> float:
    """Return how likely a firing is right if the act has nothing to do with the trigger.

    For a time or the sun: how often the act happens at all on the routine's days. For everything that happens in the home: how
    often it happens around that hour, since both follow the rhythm of the day.
    """
    if not len(times) or not goal.acts:
        return 0.0
    weekdays = next(
        (c.weekdays for c in conditions if isinstance(c, WeekdayCondition)),
        tuple(range(7)),
    )
    calendar = timeline.calendar
    acts = goal.times[np.isin(calendar.weekday(goal.times), weekdays)]
    days = max(1.0, timeline.recorded_days * len(weekdays) / 7)
    if any(isinstance(t, ClockTrigger | SunTrigger) for t in triggers):
        return chance_within(len(acts) / (days * _AWAKE), AFTER + BEFORE)
    clock = np.sort(calendar.clock(acts))
    around = np.concatenate([clock - DAY, clock, clock + DAY])
    now = calendar.clock(times)
    near = np.searchsorted(around, now + _NEARBY, side="right")
    near -= np.searchsorted(around, now - _NEARBY, side="left")
    rates = near / (days * 2 * _NEARBY)
    return float(np.mean(-np.expm1(-rates * (AFTER + BEFORE))))


def replay(
    routine: Routine,
    timeline: Timeline,
    *,
    start: float | None = None,
    end: float | None = None,
) -> Evidence:
    """Run a routine on a stretch of the past, the whole of it by default."""
    start = timeline.start if start is None else start
    end = timeline.end if end is None else end
    times = firings(routine.triggers, routine.conditions, timeline)
    times = times[(times >= start) & (times < end)]
    examples: list[Example] = []
    expected, ahead = 0.0, 0
    for target in routine.targets:
        goal = goal_of(target, timeline)
        trial = try_out(goal, routine.triggers, times, timeline)
        examples += _examples(goal, trial, start, end)
        ahead += int(np.count_nonzero(trial.lags(goal) > 0))
        expected += chance(
            goal, routine.triggers, routine.conditions, times, timeline
        ) / len(routine.targets)
    count = {v: sum(e.verdict is v for e in examples) for v in Verdict}
    right, wrong = count[Verdict.RIGHT], count[Verdict.WRONG]
    fired = right + wrong + count[Verdict.NOOP]
    days = timeline.recorded_between(start, end)
    return Evidence(
        start=start,
        end=end,
        days=days,
        fired=fired,
        right=right,
        wrong=wrong,
        noop=count[Verdict.NOOP],
        missed=count[Verdict.MISSED],
        saved_per_week=ahead * 7 / days if days else 0.0,
        interval=wilson(right, right + wrong),
        p_value=binomial_tail(right, fired, expected),
        examples=tuple(sorted(examples, key=lambda e: (e.at, e.verdict, e.state_id))),
    )


def _examples(goal: Goal, trial: Trial, start: float, end: float) -> list[Example]:
    """Return every firing and every act that no firing would have spared."""
    examples = []
    for at, verdict, index in zip(
        trial.times.tolist(), trial.verdicts.tolist(), trial.acts.tolist(), strict=True
    ):
        act = goal.acts[index] if index >= 0 else None
        examples.append(_example(at, _VERDICTS[verdict], act))
    spared = set(trial.acts.tolist())
    examples += [
        _example(act.at, Verdict.MISSED, act)
        for index, act in enumerate(goal.acts)
        if index not in spared and start <= act.at < end
    ]
    return examples


def _example(at: float, verdict: Verdict, act: Act | None) -> Example:
    if act is None:
        return Example(at=at, verdict=verdict)
    return Example(
        at=at,
        verdict=verdict,
        acted_at=act.at,
        cause=act.cause,
        user_id=act.user_id,
        state_id=act.state_id,
    )


def _debounce(times: Times) -> Times:
    """Drop the firings that follow a kept one within the debounce."""
    if len(times) < 2 or float(np.diff(times).min()) > DEBOUNCE:
        return times
    keep, last = np.zeros(len(times), dtype=np.bool_), -np.inf
    for index, at in enumerate(times.tolist()):
        if at - last > DEBOUNCE:
            keep[index], last = True, at
    return times[keep]


def _first_of_each(acts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Keep each act's first appearance, -1 in place of the others."""
    once = np.full(len(acts), -1, dtype=np.int64)
    _, first = np.unique(acts, return_index=True)
    once[first] = acts[first]
    return once
