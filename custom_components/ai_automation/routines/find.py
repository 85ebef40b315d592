"""The search for routines, from acts to findings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from ..model.evidence import Found
from ..model.home import HomeContext
from ..model.routine import is_timed
from ..model.track import History
from .detect import bundle, clock, follow, left_on, presence, sun, threshold
from .detect.happenings import Happenings
from .goals import goals, is_open
from .past.log import with_log
from .prove import prove
from .select import choose, finding, near_misses, significant
from .timeline import Suns, Timeline
from .trial import Goal
from .tune import Candidate

LONGER = 1.1
"""How much longer than the recorder's memory the log must be, to be worth a look of its own."""


@dataclass(frozen=True, slots=True)
class Known:
    """What happens in the home, made ready once for all goals."""

    followed: Happenings
    waits: Mapping[str | None, Happenings]
    comings: Happenings
    crossings: Mapping[str | None, Happenings]

    @classmethod
    def of(cls, timeline: Timeline, goals: Sequence[Goal]) -> Self:
        """Return what happened in a stretch of the past around the acts of some goals."""
        return cls(
            followed=follow.happenings(timeline, goals),
            waits=left_on.waits(timeline, goals),
            comings=presence.comings(timeline, goals),
            crossings=threshold.crossings(timeline, goals),
        )

    @property
    def tried(self) -> int:
        """Return how many beginnings are looked at for each thing and state, limits and waits aside."""
        return (
            len(self.followed.triggers)
            + left_on.tried(self.waits)
            + presence.tried(self.comings)
            + threshold.tried(self.crossings)
        )


def find(history: History, home: HomeContext, suns: Suns) -> Found:
    """Return the routines that the past proves, best first, and the nearest of those it does not."""
    timeline = Timeline(history, home, suns)
    open_goals = [goal for goal in goals(timeline) if is_open(goal, timeline)]
    known = Known.of(timeline, open_goals)
    proofs = [
        prove(candidate, timeline)
        for goal in open_goals
        for candidate in _candidates(goal, timeline, known)
    ]
    timed_tested = len(open_goals) * (clock.tried(timeline) + sun.TRIED)
    other_tested = len(open_goals) * known.tried
    longer = with_log(history, home, suns)
    if longer and longer.recorded_days >= LONGER * timeline.recorded_days:
        open_goals = [g for g in goals(longer) if _is_open_in_log(g, longer)]
        proofs += [
            prove(candidate, longer)
            for goal in open_goals
            for candidate in _timed_candidates(goal, longer)
        ]
        timed_tested += len(open_goals) * (clock.tried(longer) + sun.TRIED)
    # Times are few and sensors are many: each is held against its own kind.
    proofs = [
        *significant([p for p in proofs if is_timed(p.routine)], timed_tested),
        *significant([p for p in proofs if not is_timed(p.routine)], other_tested),
    ]
    passed = {proof.routine for proof in proofs if proof.failed is None}
    missed = [proof for proof in proofs if proof.routine not in passed]
    return Found(
        findings=tuple(finding(o, timeline) for o in choose(proofs, timeline)),
        tested=timed_tested + other_tested,
        near_misses=near_misses(missed, timeline),
    )


def _is_open_in_log(goal: Goal, longer: Timeline) -> bool:
    """Tell whether the log adds to an open goal."""
    return goal.acts[0].at < longer.watched and is_open(goal, longer)


def _candidates(goal: Goal, timeline: Timeline, known: Known) -> Iterator[Candidate]:
    yield from _timed_candidates(goal, timeline)
    around = known.followed.near(goal)
    yield from follow.candidates(goal, timeline, around)
    yield from bundle.candidates(goal, timeline, around)
    yield from left_on.candidates(goal, timeline, known.waits)
    yield from presence.candidates(goal, timeline, known.comings)
    yield from threshold.candidates(goal, timeline, known.crossings)


def _timed_candidates(goal: Goal, timeline: Timeline) -> Iterator[Candidate]:
    """Yield what needs to know nothing but when people did it."""
    yield from clock.candidates(goal, timeline)
    yield from sun.candidates(goal, timeline)
