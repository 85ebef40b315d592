"""What a routine would have done on the home's own past, firing by firing."""

from collections.abc import Iterator

import numpy as np

from ..model.act import Act
from ..model.evidence import Evidence, Example, Verdict
from ..model.routine import Routine
from .chance import p_value
from .past.calendar import DAY
from .past.stretches import seconds_within
from .statistics import weekly_interval, wilson
from .timeline import Timeline, Times
from .trial import BEFORE, NOOP, RIGHT, WRONG, Goal, Trial, firings, goal_of, try_out

_VERDICTS = (Verdict.NOOP, Verdict.RIGHT, Verdict.WRONG)


def replay(
    routine: Routine,
    timeline: Timeline,
    *,
    start: float | None = None,
    end: float | None = None,
) -> Evidence:
    """Run a routine on a stretch of the past, the whole of it by default."""
    times = firings(routine.triggers, routine.conditions, timeline)
    return judge(
        routine,
        times,
        timeline,
        start=timeline.start if start is None else start,
        end=timeline.end if end is None else end,
    )


def judge(
    routine: Routine, times: Times, timeline: Timeline, *, start: float, end: float
) -> Evidence:
    """Hold the moments at which a routine fired, wherever they are from, against what people did.

    `times` are epoch seconds, rising, shape (firings,). A firing is right where at least
    one target was about to be moved by hand, and wrong where any would have moved for nothing.
    """
    times = times[(times >= start) & (times < end)]
    goals = [goal_of(target, timeline) for target in routine.targets]
    trials = [try_out(goal, routine.triggers, times, timeline) for goal in goals]
    pairs = list(zip(goals, trials, strict=True))
    examples = [*_fired(times, pairs), *_missed(pairs, start, end)]
    count = {v: sum(e.verdict is v for e in examples) for v in Verdict}
    right, wrong = count[Verdict.RIGHT], count[Verdict.WRONG]
    days = timeline.recorded_between(start, end)
    ahead = np.concatenate([np.empty(0), *(t.ahead(g) for g, t in pairs)])
    return Evidence(
        start=start,
        end=end,
        days=days,
        fired=len(times),
        right=right,
        wrong=wrong,
        noop=count[Verdict.NOOP],
        missed=count[Verdict.MISSED],
        saved_per_week=len(ahead) * 7 / days if days else 0.0,
        saved_interval=weekly_interval(len(ahead), len(np.unique(ahead)), days),
        away_days=seconds_within(timeline.away, start, end) / DAY,
        interval=wilson(right, right + wrong),
        p_value=max((p_value(g, t, routine, timeline) for g, t in pairs), default=1.0),
        examples=tuple(sorted(examples, key=lambda e: (e.at, e.verdict))),
    )


def _fired(times: Times, pairs: list[tuple[Goal, Trial]]) -> Iterator[Example]:
    """Yield the verdict on each firing over all targets."""
    for n, at in enumerate(times.tolist()):
        verdicts = {int(trial.verdicts[n]) for _, trial in pairs}
        verdict = next(v for v in (WRONG, RIGHT, NOOP) if v in verdicts)
        acts = [goal.acts[trial.acts[n]] for goal, trial in pairs if trial.acts[n] >= 0]
        first = min(acts, key=_in_order, default=None)
        yield example(at, _VERDICTS[verdict], first)


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
            yield example(act.at, Verdict.MISSED, act)
        last = act.at


def _in_order(act: Act) -> tuple[float, int]:
    """Return what acts are ordered by, whatever the things are called."""
    return act.at, act.state_id


def example(at: float, verdict: Verdict, act: Act | None) -> Example:
    """Return a verdict with the act that it rests on."""
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
