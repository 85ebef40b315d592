"""Takes from people what a regularity shows to be something else's doing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo

import numpy as np

from ..model.act import HUMAN_CAUSES, Cause
from ..model.home import HomeContext
from ..model.track import HubRule, Track
from .acts import Move
from .hubs import Regular, burst_members, by_clock, by_sensor, sensors_of

_TAKEN_BACK_SECONDS = 60.0
_FEWEST_BY_ACCOUNT = 5


def set_bursts_aside(moves: Sequence[Move], home: HomeContext) -> None:
    """Regard what a hub reports when it comes back as a restore."""
    by_hand = [move for move in moves if move.cause is Cause.PHYSICAL]
    moments = []
    for move in by_hand:
        entity = home.entities.get(move.entity_id)
        platform = entity.platform if entity else ""
        moments.append((move.at, platform, move.entity_id, move.state))
    for place in burst_members(moments):
        by_hand[place].cause = Cause.RESTORE


def set_accounts_aside(moves: Iterable[Move], zone: tzinfo) -> None:
    """Regard an account that acts on the same second every day as a program's."""
    per: dict[tuple[str, str, str], list[Move]] = defaultdict(list)
    for move in moves:
        if move.cause is Cause.PERSON and move.user_id:
            per[move.entity_id, move.state, move.user_id].append(move)
    for some in per.values():
        if len(some) < _FEWEST_BY_ACCOUNT:
            continue
        if regular := by_clock(np.array([move.at for move in some]), zone):
            _regard(some, regular, Cause.MACHINE)


def set_hubs_aside(
    moves: Iterable[Move],
    tracks: Mapping[str, Track],
    home: HomeContext,
    zone: tzinfo,
) -> list[HubRule]:
    """Regard what keeps to a clock or a sensor as another hub's, and return its rules."""
    per: dict[tuple[str, str], list[Move]] = defaultdict(list)
    people: dict[str, list[Move]] = defaultdict(list)
    for move in moves:
        if move.cause is Cause.PHYSICAL:
            per[move.entity_id, move.state].append(move)
        if move.cause in HUMAN_CAUSES:
            people[move.entity_id].append(move)
    sensors = sensors_of(tracks, home)
    rules = []
    for (entity_id, state), some in sorted(per.items()):
        times = np.array([move.at for move in some])
        entity = home.entities.get(entity_id)
        device_id = entity.device_id if entity else None
        regular = by_clock(times, zone) or by_sensor(times, sensors, device_id)
        if regular is None:
            continue
        _regard(some, regular, Cause.OTHER_HUB)
        theirs = [move for move in some if move.cause is Cause.OTHER_HUB]
        rules.append(
            HubRule(
                entity_id=entity_id,
                state=state,
                after=regular.after,
                after_state=regular.after_state,
                lag=regular.lag,
                times=len(theirs),
                undone=_taken_back(theirs, people[entity_id]),
            )
        )
    return rules


def _regard(moves: Sequence[Move], regular: Regular, cause: Cause) -> None:
    for index in np.flatnonzero(regular.mask).tolist():
        moves[index].cause = cause


def _taken_back(theirs: Sequence[Move], people: Sequence[Move]) -> int:
    """Count how often a person put back at once what a hub had done."""
    return sum(
        any(
            0 < move.at - hub.at <= _TAKEN_BACK_SECONDS
            and move.state == hub.old
            and move.cause in HUMAN_CAUSES
            for move in people
        )
        for hub in theirs
    )
