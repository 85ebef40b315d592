"""What a routine would have done on the home's own past, firing by firing."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from time import sleep

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
from .absence import seconds_within
from .calendar import DAY
from .statistics import binomial_tail, chance_within, poisson_interval, wilson
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
_NEARBY_TIMED = 10800
WINDOWS = (BEFORE + AFTER, 240, 60)
"""Seconds in which people may react to what they notice, the longest first."""


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


def p_value(goal: Goal, trial: Trial, routine: Routine, timeline: Timeline) -> float:
    """Return the chance of so many right firings if the act has nothing to do with the trigger.

    Every firing is a trial, also where there was nothing to do. People mostly react soon to what they notice, so shorter
    windows are tried as well, and paid for by multiplying (Bonferroni).
    """
    lags = trial.lags(goal)
    timed = any(isinstance(t, ClockTrigger | SunTrigger) for t in routine.triggers)
    windows = WINDOWS[:1] if timed else WINDOWS
    rates = _rates(goal, trial.times, routine, timeline)
    tails = [
        binomial_tail(
            _hits(lags, window), len(trial.times), _mean_chance(rates, window)
        )
        for window in windows
    ]
    return min(1.0, min(tails) * len(windows))


def _hits(lags: Times, window: int) -> int:
    if window == BEFORE + AFTER:
        return len(lags)
    return int(np.count_nonzero((lags > 0) & (lags <= window)))


def _mean_chance(rates: Times, window: int) -> float:
    return float(np.mean(chance_within(rates, window))) if len(rates) else 0.0


def _rates(goal: Goal, times: Times, routine: Routine, timeline: Timeline) -> Times:
    """Return for each firing how often the act happens without a reason, in acts a second.

    That is how often it happens on the routine's days around that hour, since everything follows the rhythm of the day. Around a
    time or the sun a wider band is taken, and the whole day where that is busier, as the habit itself fills a narrow one.
    """
    weekdays = next(
        (c.weekdays for c in routine.conditions if isinstance(c, WeekdayCondition)),
        tuple(range(7)),
    )
    calendar = timeline.calendar
    acts = goal.times
    if len(weekdays) < 7:
        acts = acts[np.isin(calendar.weekday(acts), weekdays)]
    days = max(1.0, timeline.recorded_days * len(weekdays) / 7)
    timed = any(isinstance(t, ClockTrigger | SunTrigger) for t in routine.triggers)
    rates = timed_rates if timed else usual_rates
    return rates(calendar.clock(acts), calendar.clock(times), days)


def usual_rates(acts: Times, at: Times, days: float) -> Times:
    """Return how often acts at some clock times, over so many days, happen around others, in acts a second."""
    return _near(acts, at, _NEARBY) / (days * 2 * _NEARBY)


def timed_rates(acts: Times, at: Times, days: float) -> Times:
    """Return the same around a time of day or the sun."""
    near = _near(acts, at, _NEARBY_TIMED) / (days * 2 * _NEARBY_TIMED)
    return np.maximum(near, len(acts) / (days * _AWAKE))


def _near(acts: Times, at: Times, reach: float) -> Times:
    """Return how many clock times are within reach of each of others."""
    acts = np.sort(acts)
    around = np.concatenate([acts - DAY, acts, acts + DAY])
    late = np.searchsorted(around, at + reach, side="right")
    return np.asarray(late - np.searchsorted(around, at - reach, side="left"))


def replay(
    routine: Routine,
    timeline: Timeline,
    *,
    start: float | None = None,
    end: float | None = None,
) -> Evidence:
    """Run a routine on a stretch of the past, the whole of it by default.

    A firing is right where at least one target was about to be moved by hand, and wrong where any would have moved for nothing.
    """
    start = timeline.start if start is None else start
    end = timeline.end if end is None else end
    times = firings(routine.triggers, routine.conditions, timeline)
    times = times[(times >= start) & (times < end)]
    goals = [goal_of(target, timeline) for target in routine.targets]
    trials = [try_out(goal, routine.triggers, times, timeline) for goal in goals]
    pairs = list(zip(goals, trials, strict=True))
    examples = [*_fired(times, pairs), *_missed(pairs, start, end)]
    count = {v: sum(e.verdict is v for e in examples) for v in Verdict}
    right, wrong = count[Verdict.RIGHT], count[Verdict.WRONG]
    days = timeline.recorded_between(start, end)
    ahead = sum(int(np.count_nonzero(t.lags(g) > 0)) for g, t in pairs)
    return Evidence(
        start=start,
        end=end,
        days=days,
        fired=len(times),
        right=right,
        wrong=wrong,
        noop=count[Verdict.NOOP],
        missed=count[Verdict.MISSED],
        saved_per_week=ahead * 7 / days if days else 0.0,
        saved_interval=_per_week(poisson_interval(ahead), days),
        away_days=seconds_within(timeline.away, start, end) / DAY,
        interval=wilson(right, right + wrong),
        p_value=max((p_value(g, t, routine, timeline) for g, t in pairs), default=1.0),
        examples=tuple(sorted(examples, key=lambda e: (e.at, e.verdict))),
    )


def _per_week(counts: tuple[float, float], days: float) -> tuple[float, float] | None:
    """Return counts of some days as those of a week, None without a day."""
    return (counts[0] * 7 / days, counts[1] * 7 / days) if days else None


def _fired(times: Times, pairs: list[tuple[Goal, Trial]]) -> Iterator[Example]:
    """Yield the verdict on each firing over all targets."""
    for n, at in enumerate(times.tolist()):
        verdicts = {int(trial.verdicts[n]) for _, trial in pairs}
        verdict = next(v for v in (WRONG, RIGHT, NOOP) if v in verdicts)
        acts = [goal.acts[trial.acts[n]] for goal, trial in pairs if trial.acts[n] >= 0]
        first = min(acts, key=_in_order, default=None)
        yield _example(at, _VERDICTS[verdict], first)


def _missed(
    pairs: list[tuple[Goal, Trial]], start: float, end: float
) -> Iterator[Example]:
    """Yield the acts that no firing would have spared, those of one gesture once."""
    acts = sorted(
        (
            act
            for goal, trial in pairs
            for index, act in enumerate(goal.acts)
            if index not in set(trial.acts.tolist()) and start <= act.at < end
        ),
        key=_in_order,
    )
    last = -np.inf
    for act in acts:
        if len(pairs) == 1 or act.at - last > BEFORE:
            yield _example(act.at, Verdict.MISSED, act)
        last = act.at


def _in_order(act: Act) -> tuple[float, int]:
    """Return what acts are ordered by, whatever the things are called."""
    return act.at, act.state_id


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
