"""What an automation of the home really did, run by run, and what people took back of it."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
import math

import numpy as np

from ...model.act import Act
from ...model.evidence import Evidence, Verdict
from ...model.routine import Routine, Target
from ..chance import usual_rates
from ..past.moving import settled
from ..replay import example
from ..statistics import binomial_tail, chance_within, expected_share, wilson
from ..timeline import Mask, Timeline, Times
from ..trial import firings

ONE_RUN = 30
"""Seconds within which an automation moves all that one run moves, and after its trigger."""
AT_ONCE = 60
"""Seconds within which people take back what they did not want at all."""
SOON = 600
"""Seconds within which people take back what turned out to be wrong."""
_USUALLY, _USUALLY_WEIGHT = 0.2, 5.0
"""How often people take back soon what they did themselves, where little is known of that."""


@dataclass(frozen=True, eq=False)
class Past:
    """The past of a home, with what people did by the state it ended."""

    timeline: Timeline

    @cached_property
    def leaving(self) -> Mapping[tuple[str, str], tuple[Act, ...]]:
        """Return the acts on each thing, oldest first, by the state it was in before."""
        found: dict[tuple[str, str], list[Act]] = {}
        for (entity_id, _), acts in self.timeline.acts.items():
            for act in acts:
                found.setdefault((entity_id, settled(entity_id, act.old)), []).append(
                    act
                )
        return {
            key: tuple(sorted(acts, key=lambda act: act.at))
            for key, acts in found.items()
        }


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """The runs of an automation that moved something; arrays of one length."""

    fired: Times
    """When it was triggered, rising."""
    lags: Times
    """Seconds after which people had taken back at least half of what it moved; infinite where they did not."""
    undoings: tuple[Act | None, ...]
    """The act by which they did."""
    moved: frozenset[Target]
    idle: int
    """How many runs moved nothing."""

    @property
    def undone_at(self) -> Times:
        """Return when people took each run back; infinite where they did not."""
        return self.fired + self.lags

    def within(self, mask: Mask) -> Runs:
        """Return the runs that a mask selects."""
        kept = np.flatnonzero(mask).tolist()
        acts = tuple(self.undoings[n] for n in kept)
        return Runs(self.fired[mask], self.lags[mask], acts, self.moved, self.idle)

    def undone(self, window: float) -> Mask:
        """Tell which runs people took back within so many seconds."""
        return np.asarray(self.lags <= window)


def runs_of(automation: str, past: Past, since: float) -> Runs:
    """Return what an automation did from a moment on."""
    timeline = past.timeline
    moves = sorted(_moves(automation, timeline, since))
    triggered = timeline.history.automation_runs.get(automation, np.empty(0))
    triggered = triggered[(triggered >= since) & timeline.recorded(triggered)]
    rows = [_run(part, past) for part in _runs(moves)]
    begun = np.array([at for at, _, _ in rows], dtype=np.float64)
    return Runs(
        fired=_triggered(begun, triggered),
        lags=np.array([lag for _, lag, _ in rows], dtype=np.float64),
        undoings=tuple(act for _, _, act in rows),
        moved=frozenset(target for _, target in map(_as_target, moves)),
        idle=_idle(begun, triggered),
    )


type _Move = tuple[float, str, str]
"""When, what, and to which state."""


def _moves(automation: str, timeline: Timeline, since: float) -> Iterator[_Move]:
    for (source, entity_id, state), times in timeline.history.automation_moves.items():
        if source == automation:
            kept = times[(times >= since) & timeline.recorded(times)]
            for at in kept.tolist():
                yield at, entity_id, state


def _as_target(move: _Move) -> tuple[float, Target]:
    at, entity_id, state = move
    return at, Target(entity_id=entity_id, state=settled(entity_id, state))


def _runs(moves: list[_Move]) -> Iterator[list[_Move]]:
    """Yield the moves of each run."""
    run: list[_Move] = []
    for move in moves:
        if run and move[0] - run[0][0] > ONE_RUN:
            yield run
            run = []
        run.append(move)
    if run:
        yield run


def _run(moves: list[_Move], past: Past) -> tuple[float, float, Act | None]:
    """Return when a run moved something, how soon half of it was taken back, and by which act."""
    undoings = [_undoing(move, past) for move in moves]
    lags = sorted(
        (
            (act.at - move[0], act)
            for move, act in zip(moves, undoings, strict=True)
            if act
        ),
        key=lambda pair: pair[0],
    )
    needed = math.ceil(len(moves) / 2)
    if len(lags) < needed:
        return moves[0][0], math.inf, None
    lag, act = lags[needed - 1]
    return moves[0][0], lag, act


def _undoing(move: _Move, past: Past) -> Act | None:
    """Return the act by which somebody moved a thing out of the state that a run had just brought it to."""
    at, entity_id, state = move
    acts = past.leaving.get((entity_id, settled(entity_id, state)), ())
    following = bisect_right(acts, at, key=lambda act: act.at)
    if following == len(acts) or acts[following].at > at + SOON:
        return None
    return acts[following]


def _triggered(begun: Times, triggered: Times) -> Times:
    """Return when runs were triggered; when they moved something, where that is not known."""
    index = np.searchsorted(triggered, begun, side="right") - 1
    before = np.append(triggered, -np.inf)[index]
    return np.where(begun - before <= ONE_RUN, before, begun)


def _idle(begun: Times, triggered: Times) -> int:
    """Return how many times it ran and moved nothing."""
    following = np.append(begun, np.inf)[np.searchsorted(begun, triggered)]
    return int(np.count_nonzero(following - triggered > ONE_RUN))


def agreeing(runs: Runs, routine: Routine, timeline: Timeline) -> Mask:
    """Tell which runs an automation, as it is now, would have made: its owner may have changed it since."""
    times = np.append(firings(routine.triggers, routine.conditions, timeline), np.inf)
    index = np.searchsorted(times, runs.fired)
    early = runs.fired - np.append(-np.inf, times)[index]
    return np.asarray(np.minimum(times[index] - runs.fired, early) <= ONE_RUN)


def chance_undone(runs: Runs, window: float, past: Past) -> float:
    """Return the chance of so many runs taken back if people did not mind them (binomial tail).

    People move the thing at that hour anyway; and in the longer window they also take back what they did themselves.
    """
    timeline = past.timeline
    clock = timeline.calendar.clock(runs.fired)
    days = max(1.0, timeline.recorded_days)
    missing = np.zeros(len(clock))
    for target in runs.moved:
        acts = _acts_from(target, past)
        rates = usual_rates(timeline.calendar.clock(acts), clock, days)
        missing = np.maximum(missing, chance_within(rates, window))
    chance = float(missing.mean()) if len(missing) else 0.0
    if window > AT_ONCE:
        usual = [_usually(target, window, past) for target in runs.moved]
        chance = max([chance, *usual])
    undone = int(np.count_nonzero(runs.undone(window)))
    return binomial_tail(undone, len(runs.fired), chance)


def _acts_from(target: Target, past: Past) -> Times:
    """Return when people moved a thing out of a state, rising."""
    acts = past.leaving.get((target.entity_id, target.state), ())
    return np.array([act.at for act in acts], dtype=np.float64)


def _usually(target: Target, window: float, past: Past) -> float:
    """Return how often people take back within some seconds what they brought about by hand."""
    done = past.timeline.acts.get((target.entity_id, target.state), ())
    at = np.array([act.at for act in done], dtype=np.float64)
    left = np.append(_acts_from(target, past), np.inf)
    following = left[np.searchsorted(left, at, side="right")]
    soon = int(np.count_nonzero(following - at <= window))
    return expected_share(soon, len(at) - soon, prior=_USUALLY, weight=_USUALLY_WEIGHT)


def evidence_of(
    runs: Runs, undone: Mask, *, spared: int, chance: float, timeline: Timeline
) -> Evidence:
    """Return runs as evidence: right is what was left as it was, wrong what people took back.

    `spared` is how many acts people would not have needed.
    """
    examples = tuple(
        example(at, Verdict.WRONG, act)
        if bad and act
        else example(at, Verdict.RIGHT, None)
        for at, act, bad in zip(
            runs.fired.tolist(), runs.undoings, undone.tolist(), strict=True
        )
    )
    wrong = int(np.count_nonzero(undone))
    days = timeline.recorded_days
    return Evidence(
        start=timeline.start,
        end=timeline.end,
        days=days,
        fired=len(examples) + runs.idle,
        right=len(examples) - wrong,
        wrong=wrong,
        noop=runs.idle,
        missed=0,
        saved_per_week=spared * 7 / days if days else 0.0,
        interval=wilson(len(examples) - wrong, len(examples)),
        p_value=min(1.0, chance),
        examples=examples,
    )
