"""What people did in each room, and why it is not regular enough to be suggested."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ...model.evidence import NearMiss
from ...model.silence import RoomSilence, SilenceReason
from ..goals import OPERATED, goals, has_enough_acts, is_open
from ..select import NEAR_MISSES_OF_A_ROOM
from ..timeline import Timeline
from ..trial import Goal
from .alike import is_recorded, room_of
from .sensors import is_regular


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of all rooms, by thing."""

    timeline: Timeline
    near_misses: Sequence[NearMiss]
    acts: Counter[str]
    goals: defaultdict[str, list[Goal]]
    """Those with enough acts."""


def rooms(
    near_misses: Sequence[NearMiss],
    timeline: Timeline,
    targets: frozenset[str] | None = None,
) -> tuple[RoomSilence, ...]:
    """Return each room with a thing that people can operate, and at last what is in none; with `targets` of these alone."""
    known = _Known(timeline, near_misses, Counter(), defaultdict(list))
    for (entity_id, _), acts in timeline.acts.items():
        known.acts[entity_id] += len(acts)
    for goal in goals(timeline):
        if has_enough_acts(goal, timeline):
            known.goals[goal.target.entity_id].append(goal)
    things = sorted(
        ((room_of(e, timeline), e) for e in _operable(timeline, targets)),
        key=lambda one: (one[0] is None, one),
    )
    return tuple(
        _room(room, {e for _, e in group}, known)
        for room, group in groupby(things, key=lambda one: one[0])
    )


def _operable(timeline: Timeline, targets: frozenset[str] | None) -> Iterator[str]:
    for entity_id, entity in timeline.home.entities.items():
        moved = {entity_id, *timeline.history.groups.get(entity_id, ())}
        if targets is not None and targets.isdisjoint(moved):
            continue
        own = entity.domain in OPERATED and entity.entity_category is None
        if own and is_recorded(entity_id, timeline):
            yield entity_id


def _room(room: str | None, things: set[str], known: _Known) -> RoomSilence:
    moved = {thing: known.acts[thing] for thing in things if known.acts[thing]}
    near = [m for m in known.near_misses if m.routine.targets[0].entity_id in things]
    reason = _reason if moved else _idle
    return RoomSilence(
        area_id=room,
        acts=sum(moved.values()),
        things=len(moved),
        reason=reason(things, known),
        near_misses=tuple(near[:NEAR_MISSES_OF_A_ROOM]),
    )


def _idle(things: set[str], known: _Known) -> SilenceReason:
    """Return why nobody did anything by hand in a room."""
    machine = known.timeline.history.machine_times
    moved = any(e in things and len(times) for (e, _), times in machine.items())
    return SilenceReason.MOVED_BY_MACHINES if moved else SilenceReason.NOT_OPERATED


def _reason(things: set[str], known: _Known) -> SilenceReason:
    """Return why what was done by hand in a room suggests nothing."""
    timeline = known.timeline
    often = [goal for thing in sorted(things) for goal in known.goals.get(thing, ())]
    if not often:
        return SilenceReason.TOO_FEW_ACTS
    tried = [goal for goal in often if is_open(goal, timeline)]
    if not tried:
        return SilenceReason.MOVED_BY_MACHINES
    near = (m for m in known.near_misses if m.routine.targets[0].entity_id in things)
    nearest = next(near, None)
    if nearest is not None and nearest.reason == "automated_already":
        return SilenceReason.AUTOMATED
    if any(is_regular(goal, timeline) for goal in tried):
        return SilenceReason.NOTHING_FORETELLS
    return SilenceReason.NOT_REGULAR
