"""Keeps what is significant over everything tried, and of what explains the same acts the best."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..model.evidence import Finding, NearMiss
from ..model.home import Entity
from ..model.routine import (
    ClockTrigger,
    NumericTrigger,
    Routine,
    RoutineKind,
    StateTrigger,
    SunTrigger,
)
from .chance import is_same_room
from .detect.happenings import AT_ONCE
from .detect.threshold import LIGHT
from .goals import is_guarded, is_operated
from .proof import Proof, bar_for
from .replay import replay
from .rooms.shortfall import needed
from .statistics import benjamini_hochberg
from .timeline import Timeline, Times
from .trial import RIGHT

CONDITION_PENALTY = 0.6
"""People take to a rule less with each condition it has."""
MIN_NEW = 0.6
"""The share of a routine's right firings that nothing chosen before may explain."""
_TOGETHER = 0.85
"""The share of the occasions of either on which two things are done together that are done in one go."""
NEAR_MISSES = 20
NEAR_MISSES_OF_A_ROOM = 3
"""So many are kept of each room, however far they are from those of others."""
_SOMEWHERE_ELSE = 0.7
_AT_THE_DOOR = 0.9
_ENTRANCES = frozenset({"door", "garage_door", "opening", "window", "lock"})
_OF_PEOPLE = frozenset({"person", "zone"})
"""Who comes and goes matters to all rooms, as daylight does."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A routine with one or several targets, each with its own proof."""

    routine: Routine
    proofs: tuple[Proof, ...]

    @property
    def explained(self) -> set[int]:
        """Return the acts it explains, by identity."""
        return {
            id(p.goal.acts[index])
            for p in self.proofs
            for index in p.trial.acts[p.trial.verdicts == RIGHT].tolist()
        }

    @property
    def sources(self) -> set[tuple[str, str]]:
        """Return the (entity, state) it starts with."""
        return {
            (t.entity_id, t.to)
            for t in self.routine.triggers
            if isinstance(t, StateTrigger)
        }

    @property
    def goals(self) -> set[tuple[str, str]]:
        """Return the (entity, state) it brings about."""
        return {(t.entity_id, t.state) for t in self.routine.targets}

    def worth(self, timeline: Timeline) -> float:
        """Return what it is ranked by."""
        return sum(worth(p, timeline) for p in self.proofs)


def significant(proofs: Sequence[Proof], tested: int) -> list[Proof]:
    """Mark the proofs that do not survive the false discovery rate among `tested` hypotheses of their sort.

    Sorts of very different number are judged each for itself, which keeps the rate over all of them: L. Sun et al., Stratified
    false discovery control for large-scale hypothesis testing, Genetic Epidemiology 30 (2006).
    """
    keep = benjamini_hochberg([p.p_value for p in proofs], max(tested, 1))
    return [
        p if kept or p.failed else replace(p, failed="not_significant")
        for p, kept in zip(proofs, keep, strict=True)
    ]


def worth(proof: Proof, timeline: Timeline) -> float:
    """Return what a routine is ranked by: acts spared, how surely, how simply, and how plausibly."""
    return (
        proof.lower
        * proof.right
        * CONDITION_PENALTY ** len(proof.routine.conditions)
        * _plausibility(proof.routine, timeline)
    )


def choose(proofs: Sequence[Proof], timeline: Timeline) -> list[Offer]:
    """Return the passed routines of which no two explain the same acts, best first."""
    passed = [p for p in proofs if p.failed is None]
    offers = [Offer(p.routine, (p,)) for p in passed]
    offers += _bundles(passed, timeline)
    chosen: list[Offer] = []
    explained: set[int] = set()
    for offer in sorted(offers, key=lambda o: (-o.worth(timeline), repr(o.routine))):
        acts = offer.explained
        new = len(acts - explained)
        if new < MIN_NEW * len(acts) or any(_is_chained(offer, c) for c in chosen):
            continue
        chosen.append(offer)
        explained |= acts
    return chosen


def _bundles(passed: list[Proof], timeline: Timeline) -> Iterator[Offer]:
    """Yield what is done in one go: one suggestion instead of one for each thing."""
    by_start: dict[str, list[Proof]] = {}
    for proof in sorted(passed, key=lambda p: (-worth(p, timeline), repr(p.routine))):
        by_start.setdefault(_start(proof.routine), []).append(proof)
    for group in by_start.values():
        left = group
        while left:
            members, left = _one_go(left)
            if (offer := _together(members, timeline)) is not None:
                yield offer


def _one_go(group: list[Proof]) -> tuple[list[Proof], list[Proof]]:
    """Return the first routine with those that are done in one go with it, and the rest."""
    members, rest = group[:1], group[1:1]
    for proof in group[1:]:
        joins = _may_join(proof, members) and _is_one_gesture(group[0], proof)
        (members if joins else rest).append(proof)
    return members, rest


def _start(routine: Routine) -> str:
    """Return what routines have in common that one trigger may start, its time or wait aside."""
    trigger = routine.triggers[0]
    match trigger:
        case ClockTrigger():
            return RoutineKind.CLOCK
        case SunTrigger():
            return trigger.event
        case _:
            return repr(replace(trigger, for_=0))


def _may_join(proof: Proof, members: list[Proof]) -> bool:
    """Tell whether a routine moves another thing than those there are, and one that is moved as they are, or told of as they are."""
    things = {p.goal.target.entity_id for p in members}
    told = is_guarded(members[0].goal.target, members[0].timeline)
    return (
        proof.goal.target.entity_id not in things
        and is_guarded(proof.goal.target, proof.timeline) == told
    )


def _together(members: list[Proof], timeline: Timeline) -> Offer | None:
    """Return one routine for all members, with the trigger and the conditions of the first with which it holds."""
    if len(members) < 2:
        return None
    targets = tuple(sorted((p.goal.target for p in members), key=repr))
    for proof in members:
        routine = replace(proof.routine, kind=_kind(proof.routine), targets=targets)
        if holds(routine, proof.timeline):
            return Offer(routine, (proof, *(p for p in members if p is not proof)))
    return None


def _kind(routine: Routine) -> RoutineKind:
    """Return the kind that a routine is of when it moves several things."""
    by_hand = any(is_operated(t) for t in routine.triggers)
    return RoutineKind.BUNDLE if by_hand else routine.kind


def _is_one_gesture(leader: Proof, other: Proof) -> bool:
    """Tell whether most of the acts that two routines would spare are done in one go.

    Two habits of one trigger that are followed each for itself are told by how often one is followed alone.
    """
    mine, theirs = _spared(leader), _spared(other)
    near = np.searchsorted(theirs, mine + AT_ONCE) > np.searchsorted(
        theirs, mine - AT_ONCE
    )
    common = int(near.sum())
    if is_operated(leader.routine.triggers[0]):
        return common >= MIN_NEW * max(len(mine), len(theirs))
    return common >= _TOGETHER * (len(mine) + len(theirs) - common)


def _spared(proof: Proof) -> Times:
    """Return when the acts were that a routine would have spared, rising."""
    hits = proof.trial.acts[proof.trial.verdicts == RIGHT]
    return np.sort(proof.goal.times[hits])


def holds(routine: Routine, timeline: Timeline) -> bool:
    """Tell whether a routine of several targets passes as a whole."""
    evidence = replay(routine, timeline)
    weeks = max(evidence.days, 1.0) / 7
    bar = bar_for(routine)
    bearable = bar.bears(evidence.right / weeks, evidence.wrong / weeks)
    return bearable and evidence.interval[0] >= bar.lower


def _is_chained(offer: Offer, other: Offer) -> bool:
    """Tell whether one routine starts with what the other one brings about."""
    return bool(offer.sources & other.goals or other.sources & offer.goals)


def finding(offer: Offer, timeline: Timeline) -> Finding:
    """Return what was chosen with its full evidence."""
    return Finding(
        routine=offer.routine,
        evidence=replay(offer.routine, offer.proofs[0].timeline),
        confidence=min(p.confidence for p in offer.proofs),
        worth=offer.worth(timeline),
    )


def near_misses(proofs: Sequence[Proof], timeline: Timeline) -> tuple[NearMiss, ...]:
    """Return the best of what failed, one for each behaviour: those of the home, and a few of each room."""
    failed = sorted(
        (p for p in proofs if p.failed),
        key=lambda p: (-worth(p, timeline), p.routine.fingerprint, repr(p.routine)),
    )
    nearest = {p.routine.fingerprint: p for p in reversed(failed)}
    seen: Counter[str | None] = Counter()
    kept: list[NearMiss] = []
    for proof in (p for p in failed if nearest[p.routine.fingerprint] is p):
        room = _room(proof, timeline)
        if len(kept) < NEAR_MISSES or seen[room] < NEAR_MISSES_OF_A_ROOM:
            kept.append(_near_miss(proof))
        seen[room] += 1
    return tuple(kept)


def _room(proof: Proof, timeline: Timeline) -> str | None:
    entity = timeline.home.entities.get(proof.goal.target.entity_id)
    return None if entity is None else entity.area_id


def _near_miss(proof: Proof) -> NearMiss:
    return NearMiss(
        routine=proof.routine,
        reason=proof.failed or "",
        right=proof.right,
        wrong=proof.wrong,
        days=proof.timeline.recorded_days,
        needed=needed(proof, proof.timeline),
    )


def _plausibility(routine: Routine, timeline: Timeline) -> float:
    """Return 1 for a trigger in the same room and for what is the same in all of them, less for what lies further off."""
    trigger = routine.triggers[0]
    if not isinstance(trigger, StateTrigger | NumericTrigger):
        return 1.0
    if trigger.entity_id.partition(".")[0] in _OF_PEOPLE:
        return 1.0
    source = timeline.home.entities.get(trigger.entity_id)
    target = timeline.home.entities.get(routine.targets[0].entity_id)
    if source is None or target is None:
        return _SOMEWHERE_ELSE
    if source.device_class in LIGHT or is_same_room(source, target):
        return 1.0
    return _AT_THE_DOOR if _is_entrance(source) else _SOMEWHERE_ELSE


def _is_entrance(entity: Entity) -> bool:
    return entity.device_class in _ENTRANCES or entity.domain == "lock"
