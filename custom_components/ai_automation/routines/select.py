"""Keeps what is significant over everything tried, and of what explains the same acts the best."""

from collections.abc import Sequence
from dataclasses import replace

from ..model.evidence import Finding, NearMiss
from ..model.home import Entity
from ..model.routine import NumericTrigger, Routine, StateTrigger
from .prove import Proof
from .replay import RIGHT, replay
from .statistics import benjamini_hochberg
from .timeline import Timeline

CONDITION_PENALTY = 0.6
"""People take to a rule less with each condition it has."""
MIN_NEW = 0.6
"""The share of a routine's right firings that nothing chosen before may explain."""
NEAR_MISSES = 20
_SOMEWHERE_ELSE = 0.7
_AT_THE_DOOR = 0.9
_ENTRANCES = frozenset({"door", "garage_door", "opening", "window", "lock"})
_FINDS_PLACE = frozenset({"person", "zone"})


def significant(proofs: Sequence[Proof], tested: int) -> list[Proof]:
    """Mark the proofs that do not survive the false discovery rate."""
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


def choose(proofs: Sequence[Proof], timeline: Timeline) -> list[Proof]:
    """Return the passed proofs of which no two explain the same acts, best first."""
    ranked = sorted(
        (p for p in proofs if p.failed is None),
        key=lambda p: (-worth(p, timeline), p.routine.fingerprint, repr(p.routine)),
    )
    chosen: list[Proof] = []
    explained: set[int] = set()
    reversed_pairs: set[tuple[str, str]] = set()
    for proof in ranked:
        acts = _explained(proof)
        pairs = _pairs(proof.routine)
        if len(acts - explained) < MIN_NEW * len(acts) or pairs & reversed_pairs:
            continue
        chosen.append(proof)
        explained |= acts
        reversed_pairs |= {(b, a) for a, b in pairs}
    return chosen


def finding(proof: Proof, timeline: Timeline) -> Finding:
    """Return a chosen proof with its full evidence."""
    return Finding(
        routine=proof.routine,
        evidence=replay(proof.routine, timeline),
        confidence=proof.confidence,
        worth=worth(proof, timeline),
    )


def near_misses(proofs: Sequence[Proof], timeline: Timeline) -> tuple[NearMiss, ...]:
    """Return the best of what failed, one for each behaviour."""
    failed = sorted(
        (p for p in proofs if p.failed),
        key=lambda p: (-worth(p, timeline), p.routine.fingerprint, repr(p.routine)),
    )
    nearest = {p.routine.fingerprint: p for p in reversed(failed)}
    return tuple(
        NearMiss(
            routine=p.routine,
            reason=p.failed or "",
            right=p.right,
            wrong=p.wrong,
            days=timeline.recorded_days,
        )
        for p in failed
        if nearest[p.routine.fingerprint] is p
    )[:NEAR_MISSES]


def _explained(proof: Proof) -> set[int]:
    """Return the acts a routine explains, by identity."""
    hits = proof.trial.acts[proof.trial.verdicts == RIGHT].tolist()
    return {id(proof.goal.acts[index]) for index in hits}


def _pairs(routine: Routine) -> set[tuple[str, str]]:
    """Return (trigger's entity, target's entity) of a routine."""
    sources = [
        t.entity_id
        for t in routine.triggers
        if isinstance(t, StateTrigger | NumericTrigger)
    ]
    return {(s, t.entity_id) for s in sources for t in routine.targets}


def _plausibility(routine: Routine, timeline: Timeline) -> float:
    """Return 1 for a trigger in the same room and for times, less for what lies further off."""
    trigger = routine.triggers[0]
    if not isinstance(trigger, StateTrigger | NumericTrigger):
        return 1.0
    if trigger.entity_id.partition(".")[0] in _FINDS_PLACE:
        return _AT_THE_DOOR
    source = timeline.home.entities.get(trigger.entity_id)
    target = timeline.home.entities.get(routine.targets[0].entity_id)
    if source is None or target is None:
        return _SOMEWHERE_ELSE
    if source.area_id is not None and source.area_id == target.area_id:
        return 1.0
    return _AT_THE_DOOR if _is_entrance(source) else _SOMEWHERE_ELSE


def _is_entrance(entity: Entity) -> bool:
    return entity.device_class in _ENTRANCES or entity.domain == "lock"
