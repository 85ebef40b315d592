"""The search for routines, from acts to findings."""

from collections.abc import Iterator

from ..model.evidence import Found
from ..model.home import HomeContext
from ..model.track import History
from .detect import clock, follow, left_on, sun
from .detect.follow import Happenings
from .goals import (
    MACHINE_SHARE,
    MIN_ACTS,
    MIN_DAYS,
    acts_and_days,
    goals,
    machine_share,
)
from .prove import prove
from .replay import Goal
from .select import choose, finding, near_misses, significant
from .timeline import Suns, Timeline
from .tune import Candidate


def find(history: History, home: HomeContext, suns: Suns) -> Found:
    """Return the routines that the past proves, best first, and the nearest of those it does not."""
    timeline = Timeline(history, home, suns)
    known = follow.happenings(timeline)
    open_goals = [goal for goal in goals(timeline) if _is_open(goal, timeline)]
    proofs = [
        prove(candidate, timeline)
        for goal in open_goals
        for candidate in _candidates(goal, timeline, known)
    ]
    tested = len(open_goals) * (clock.tried(timeline) + sun.TRIED + len(known.triggers))
    proofs = significant(proofs, tested)
    return Found(
        findings=tuple(finding(o, timeline) for o in choose(proofs, timeline)),
        tested=tested,
        near_misses=near_misses(proofs, timeline),
    )


def _is_open(goal: Goal, timeline: Timeline) -> bool:
    """Tell whether a goal has enough acts, and is not mostly reached without people."""
    acts, days = acts_and_days(goal, timeline)
    enough = acts >= MIN_ACTS and days >= MIN_DAYS
    return enough and machine_share(goal, timeline) < MACHINE_SHARE


def _candidates(
    goal: Goal, timeline: Timeline, known: Happenings
) -> Iterator[Candidate]:
    yield from clock.candidates(goal, timeline)
    yield from sun.candidates(goal, timeline)
    yield from follow.candidates(goal, timeline, known)
    yield from left_on.candidates(goal, timeline)
