"""Tries what was accepted for one room on the other rooms of the home."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from ...model.evidence import Finding
from ...model.home import Entity
from ...model.routine import (
    ClockTrigger,
    Condition,
    Routine,
    SunCondition,
    SunTrigger,
    Target,
    TimeCondition,
    Trigger,
    WeekdayCondition,
)
from ..goals import MACHINE_SHARE, machine_share
from ..proof import Proof
from ..prove import prove_as_it_is
from ..select import MIN_NEW, Offer, finding, holds, significant
from ..statistics import expected_share
from ..timeline import Timeline
from ..trial import RIGHT, firings, goal_of, try_out
from .alike import is_like, is_recorded, room_of_targets, sort_of

LEAST = 3
"""Right firings, and days with one, that are enough in a like room: the habit is known to be one."""
_NAMELESS = (ClockTrigger, SunTrigger, WeekdayCondition, TimeCondition, SunCondition)
"""Parts of a routine that name no thing of the home."""
_PRIOR, _PRIOR_WEIGHT = 0.5, 4.0
"""What is expected of a room that nothing is known of, and for how many firings that counts."""
_MOST_WAYS = 100
"""How many ways to put the things of one room in place of those of another are tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfers:
    """What became of the accepted routines in the other rooms."""

    findings: tuple[Finding, ...] = ()
    """Best first."""
    tested: int = 0
    """How many ways were tried, for the false discovery rate."""


def transfer(
    accepted: Sequence[Routine],
    timeline: Timeline,
    *,
    found: Sequence[Routine] = (),
    waiting: Sequence[Routine] = (),
) -> Transfers:
    """Return what the replay supports of the accepted routines in like rooms.

    What the search `found`, and what is `waiting` for an answer of the owner, is not suggested a second time.
    """
    known = {routine.fingerprint for routine in accepted}
    by_room = _by_room(timeline)
    like = {
        routine: source
        for source in sorted(accepted, key=repr)
        for routine in _elsewhere(source, by_room, timeline)
        if routine.fingerprint not in known
    }
    proofs = {
        routine: [p for part in _parts(routine) if (p := _proof(part, timeline))]
        for routine in like
    }
    tested = sum(len(routine.targets) for routine in like)
    offers = _passed(proofs, tested, timeline)
    return Transfers(
        findings=tuple(
            replace(
                finding(offer, timeline),
                confidence=_confidence(offer),
                like=like[offer.routine],
            )
            for offer in _apart(offers, found, waiting, timeline)
        ),
        tested=tested,
    )


def _by_room(timeline: Timeline) -> Mapping[str, list[Entity]]:
    """Return what is known of each room, in a fixed order."""
    found: dict[str, list[Entity]] = {}
    for entity_id, entity in sorted(timeline.home.entities.items()):
        usable = entity.entity_category is None and is_recorded(entity_id, timeline)
        if entity.area_id and usable:
            found.setdefault(entity.area_id, []).append(entity)
    return dict(sorted(found.items()))


def _elsewhere(
    accepted: Routine, by_room: Mapping[str, list[Entity]], timeline: Timeline
) -> Iterator[Routine]:
    """Yield a routine with the things of its room replaced by those of each other room."""
    room = room_of_targets(accepted, timeline)
    if room is None:
        return
    mine = _things_in(room, accepted, timeline)
    for other, things in by_room.items():
        if other == room:
            continue
        places = [_counterparts(e, things, accepted, timeline) for e in mine]
        for chosen in islice(product(*places), _MOST_WAYS):
            if len(set(chosen)) == len(chosen):
                yield _moved(accepted, dict(zip(mine, chosen, strict=True)))


def _things_in(room: str, routine: Routine, timeline: Timeline) -> list[str]:
    """Return what a routine names of its room, in a fixed order."""
    named = {
        part.entity_id
        for part in (*routine.triggers, *routine.conditions, *routine.targets)
        if not isinstance(part, _NAMELESS)
    }
    entities = timeline.home.entities
    return sorted(e for e in named if e in entities and entities[e].area_id == room)


def _counterparts(
    entity_id: str, things: Sequence[Entity], routine: Routine, timeline: Timeline
) -> list[str]:
    """Return which things of another room may stand for a thing of a routine."""
    target = next((t for t in routine.targets if t.entity_id == entity_id), None)
    if target is None:
        sort = sort_of(timeline.home.entities[entity_id])
        return [other.entity_id for other in things if sort_of(other) == sort]
    return [
        other.entity_id
        for other in things
        if is_like(target, replace(target, entity_id=other.entity_id), timeline)
    ]


def _moved(routine: Routine, places: Mapping[str, str]) -> Routine:
    """Return a routine with some entities in place of others."""

    def there[Part: Trigger | Condition | Target](part: Part) -> Part:
        if isinstance(part, _NAMELESS) or part.entity_id not in places:
            return part
        return replace(part, entity_id=places[part.entity_id])

    targets = (there(target) for target in routine.targets)
    return replace(
        routine,
        triggers=tuple(there(trigger) for trigger in routine.triggers),
        conditions=tuple(there(condition) for condition in routine.conditions),
        targets=tuple(sorted(targets, key=repr)),
    )


def _parts(routine: Routine) -> Iterator[Routine]:
    """Yield a routine for each of its targets alone."""
    for target in routine.targets:
        yield replace(routine, targets=(target,))


def _proof(routine: Routine, timeline: Timeline) -> Proof | None:
    """Return how a routine did, None where people hardly ever bring its target about."""
    goal = goal_of(routine.targets[0], timeline)
    if len(goal.acts) < LEAST or machine_share(goal, timeline) >= MACHINE_SHARE:
        return None
    return prove_as_it_is(routine, timeline, least=LEAST)


def _passed(
    proofs: Mapping[Routine, list[Proof]], tested: int, timeline: Timeline
) -> list[Offer]:
    """Return the routines that are proven for each of their targets and as a whole."""
    judged = significant([p for some in proofs.values() for p in some], tested)
    passed = {p.routine: p for p in judged if p.failed is None}
    offers = []
    for routine in proofs:
        parts = [passed[part] for part in _parts(routine) if part in passed]
        whole = len(parts) == len(routine.targets)
        if whole and (len(parts) == 1 or holds(routine, timeline)):
            offers.append(Offer(routine, tuple(parts)))
    return offers


def _apart(
    offers: Sequence[Offer],
    found: Sequence[Routine],
    waiting: Sequence[Routine],
    timeline: Timeline,
) -> Iterator[Offer]:
    """Yield the best of what explains the same acts, where nothing else explains them."""
    explained = {act for routine in found for act in _explained(routine, timeline)}
    open_ = [(r.fingerprint, set(_explained(r, timeline))) for r in waiting]
    for offer in sorted(offers, key=lambda o: (-o.worth(timeline), repr(o.routine))):
        acts, mine = offer.explained, offer.routine.fingerprint
        # What was carried over before is waiting itself by now.
        others = [some for fingerprint, some in open_ if fingerprint != mine]
        if len(acts.difference(explained, *others)) >= MIN_NEW * len(acts):
            explained |= acts
            yield offer


def _confidence(offer: Offer) -> float:
    """Return the expected share of right firings on later days: few firings say little, and not every room is used alike."""
    return min(
        expected_share(p.right, p.wrong, prior=_PRIOR, weight=_PRIOR_WEIGHT)
        for p in offer.proofs
    )


def _explained(routine: Routine, timeline: Timeline) -> Iterator[int]:
    """Yield the acts that a routine would have spared, by identity."""
    times = firings(routine.triggers, routine.conditions, timeline)
    for target in routine.targets:
        goal = goal_of(target, timeline)
        trial = try_out(goal, routine.triggers, times, timeline)
        for index in trial.acts[trial.verdicts == RIGHT].tolist():
            yield id(goal.acts[index])
