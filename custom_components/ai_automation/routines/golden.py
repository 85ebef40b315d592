"""Keep the past that proved a routine, and hold what became of it against that."""

from dataclasses import replace

from ..model.act import Act
from ..model.evidence import Evidence, Verdict
from ..model.golden import Difference, Golden
from ..model.home import HomeContext
from ..model.routine import Routine, SunCondition, SunTrigger
from ..model.track import History
from .replay import replay
from .timeline import Suns, Timeline

SAME = 300
"""Seconds within which two firings are the same for people."""


def things_of(routine: Routine) -> frozenset[str]:
    """Return what a routine begins with, asks for and acts on; the sun and the clock are no things."""
    parts = (*routine.triggers, *routine.conditions, *routine.targets)
    return frozenset(
        entity_id
        for part in parts
        if not isinstance(part, SunTrigger | SunCondition)
        and (entity_id := getattr(part, "entity_id", None)) is not None
    )


def keep(suggestion_id: str, routine: Routine, timeline: Timeline) -> Golden | None:
    """Return the part of the past that a routine is about, None where it spared nothing there."""
    if not routine.targets:
        return None
    history = timeline.history
    targets = {
        timeline.representatives.get(t.entity_id, t.entity_id) for t in routine.targets
    }
    things = things_of(routine) | targets
    golden = Golden(
        suggestion_id=suggestion_id,
        start=timeline.start,
        end=timeline.end,
        tracks={e: t for e, t in history.tracks.items() if e in things},
        series={e: s for e, s in history.series.items() if e in things},
        acts=tuple(
            _unsigned(act)
            for act in history.acts
            if act.entity_id in targets and act.at >= timeline.start
        ),
        right=(),
        wrong=(),
        names={},
        told="",
    )
    evidence = replay(routine, timeline_of(golden, timeline.home, timeline.suns))
    right = _spared(evidence)
    if not right:
        return None
    return replace(golden, right=right, wrong=_unwanted(evidence))


def history_of(golden: Golden) -> History:
    """Return golden days as a past of their own."""
    return History(
        start=golden.start,
        end=golden.end,
        tracks=golden.tracks,
        series=golden.series,
        acts=golden.acts,
    )


def timeline_of(golden: Golden, home: HomeContext, suns: Suns) -> Timeline:
    """Return golden days, ready to be replayed on."""
    return Timeline(history_of(golden), home, suns)


def compare(golden: Golden, routine: Routine, timeline: Timeline) -> Difference:
    """Return what a routine would do otherwise on golden days."""
    evidence = replay(routine, timeline)
    spared = set(_spared(evidence))
    return Difference(
        met=len(spared.intersection(golden.right)),
        lost=tuple(at for at in golden.right if at not in spared),
        unwanted=tuple(
            at
            for at in _unwanted(evidence)
            if all(abs(at - before) > SAME for before in golden.wrong)
        ),
    )


def _unsigned(act: Act) -> Act:
    """Return an act without who did it."""
    return replace(act, user_id=None, context_id=None)


def _spared(evidence: Evidence) -> tuple[float, ...]:
    """Return when the acts were that a routine spared."""
    return tuple(
        example.acted_at
        for example in evidence.examples
        if example.verdict is Verdict.RIGHT and example.acted_at is not None
    )


def _unwanted(evidence: Evidence) -> tuple[float, ...]:
    """Return when a routine ran for nothing."""
    return tuple(e.at for e in evidence.examples if e.verdict is Verdict.WRONG)
