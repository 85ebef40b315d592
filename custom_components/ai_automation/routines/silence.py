"""What people did in each room, and why it is not regular enough to be suggested."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from ..model.evidence import NearMiss
from ..model.silence import RoomSilence, SilenceReason
from .goals import MIN_ACTS, MIN_DAYS, OPERATED, acts_and_days, goals
from .rooms import is_recorded, open_goals, room_of
from .select import NEAR_MISSES_OF_A_ROOM
from .sensors import is_regular
from .timeline import Timeline


def rooms(
    near_misses: Sequence[NearMiss],
    timeline: Timeline,
    targets: frozenset[str] | None = None,
) -> tuple[RoomSilence, ...]:
    """Return each room with a thing that people can operate, and at last what is in none; with `targets` of these alone."""
    things = sorted(
        ((room_of(e, timeline), e) for e in _operable(timeline, targets)),
        key=lambda one: (one[0] is None, one),
    )
    return tuple(
        _room(room, {e for _, e in group}, near_misses, timeline)
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


def _room(
    room: str | None,
    things: set[str],
    near_misses: Sequence[NearMiss],
    timeline: Timeline,
) -> RoomSilence:
    acts = [
        act
        for (entity_id, _), some in timeline.acts.items()
        if entity_id in things
        for act in some
    ]
    near = tuple(m for m in near_misses if m.routine.targets[0].entity_id in things)
    near = near[:NEAR_MISSES_OF_A_ROOM]
    return RoomSilence(
        area_id=room,
        acts=len(acts),
        things=len({act.entity_id for act in acts}),
        reason=_reason(things, near, timeline) if acts else _idle(things, timeline),
        near_misses=near,
    )


def _idle(things: set[str], timeline: Timeline) -> SilenceReason:
    """Return why nobody did anything by hand in a room."""
    machine = timeline.history.machine_times
    moved = any(e in things and len(times) for (e, _), times in machine.items())
    return SilenceReason.MOVED_BY_MACHINES if moved else SilenceReason.NOT_OPERATED


def _reason(
    things: set[str], near: Sequence[NearMiss], timeline: Timeline
) -> SilenceReason:
    """Return why what was done by hand in a room suggests nothing."""
    mine = [g for g in goals(timeline) if g.target.entity_id in things]
    counts = [acts_and_days(goal, timeline) for goal in mine]
    if not any(acts >= MIN_ACTS and days >= MIN_DAYS for acts, days in counts):
        return SilenceReason.TOO_FEW_ACTS
    tried = [g for g in open_goals(timeline) if g.target.entity_id in things]
    if not tried:
        return SilenceReason.MOVED_BY_MACHINES
    if near and near[0].reason == "automated_already":
        return SilenceReason.AUTOMATED
    if any(is_regular(goal, timeline) for goal in tried):
        return SilenceReason.NOTHING_FORETELLS
    return SilenceReason.NOT_REGULAR
