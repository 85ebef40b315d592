"""Takes from people what a regularity shows to be something else's doing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from ..model.act import HUMAN_CAUSES, Cause
from ..model.home import HomeContext
from ..model.track import HubRule, Track
from .acts import Move
from .hubs import Regular, burst_members, by_clock, sensors_of
from .search import Moments, Search

_TAKEN_BACK_SECONDS = 30.0
"""Within this a change is taken back because it was unwanted; later there may be another reason."""
_REACTION_SECONDS = 60.0
"""So soon after a change people may answer to it."""
_FEWEST_BY_ACCOUNT = 5
_MOST_CELLS = 2**21
"""How many moments times sensors are looked up at once."""


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
    things: dict[str, list[Move]] = defaultdict(list)
    for move in moves:
        things[move.entity_id].append(move)
    sensors = sensors_of(tracks, home)
    rules: list[HubRule] = []
    # Many things at a time, but no more than fit into the memory of a small machine.
    most = _MOST_CELLS // max(1, len(sensors.tracks))
    for batch in _in_batches(sorted(things.items()), most):
        by_hand = [m.at for _, some in batch for m in some if m.cause is Cause.PHYSICAL]
        sensors.look(np.array(by_hand))
        for entity_id, some in batch:
            entity = home.entities.get(entity_id)
            search = Search(sensors, entity.device_id if entity else None, zone)
            rules += _rules_of(entity_id, some, search, home)
    return rules


def _in_batches(
    things: Iterable[tuple[str, list[Move]]], most: int
) -> Iterator[list[tuple[str, list[Move]]]]:
    """Yield things, as many at a time as have so many moves, or one that has more."""
    batch: list[tuple[str, list[Move]]] = []
    moves = 0
    for thing in things:
        if batch and moves + len(thing[1]) > most:
            yield batch
            batch, moves = [], 0
        batch.append(thing)
        moves += len(thing[1])
    if batch:
        yield batch


def _rules_of(
    entity_id: str, moves: Sequence[Move], search: Search, home: HomeContext
) -> list[HubRule]:
    """Regard what hubs do to one thing as their doing, and return the rules they keep to."""
    per = _by_hand(moves)
    changes = np.array(sorted(move.at for move in moves))
    found = search.rules({s: _moments(some, changes) for s, some in per.items()})
    theirs = {
        state: [per[state][n] for n in np.flatnonzero(regular.mask).tolist()]
        for state, regular in sorted(found.items())
    }
    for move in chain.from_iterable(theirs.values()):
        move.cause = Cause.OTHER_HUB
    people = [move for move in moves if move.cause in HUMAN_CAUSES]
    for state, regular in found.items():
        if _follows_people(regular, home):
            people += theirs[state]
    return [
        HubRule(
            entity_id=entity_id,
            state=state,
            after=found[state].after,
            after_state=found[state].after_state,
            lag=found[state].lag,
            times=len(some),
            undone=_taken_back(some, people),
        )
        for state, some in theirs.items()
    ]


def _by_hand(moves: Iterable[Move]) -> dict[str, list[Move]]:
    """Return by state what seems to be done by hand, oldest first."""
    per: dict[str, list[Move]] = defaultdict(list)
    for move in sorted(moves, key=lambda move: move.at):
        if move.cause is Cause.PHYSICAL:
            per[move.state].append(move)
    return per


def _moments(some: Sequence[Move], changes: NDArray[np.float64]) -> Moments:
    """Return when some moves were; `changes` are all those of the thing."""
    times = np.array([move.at for move in some])
    before = np.searchsorted(changes, times) - 1
    last = np.where(before >= 0, changes[np.maximum(before, 0)], -np.inf)
    return Moments(times, times - last > _REACTION_SECONDS)


def _follows_people(rule: Regular, home: HomeContext) -> bool:
    """Tell whether a rule answers to what people do near a sensor: who moves to get the light back has taken its going back."""
    entity = home.entities.get(rule.after or "")
    return (
        entity is not None
        and entity.domain == "binary_sensor"
        and entity.device_class != "light"
    )


def _regard(moves: Sequence[Move], regular: Regular, cause: Cause) -> None:
    for index in np.flatnonzero(regular.mask).tolist():
        moves[index].cause = cause


def _taken_back(theirs: Sequence[Move], people: Sequence[Move]) -> int:
    """Count how often people put back at once what a hub had done."""
    return sum(
        any(
            0 < move.at - hub.at <= _TAKEN_BACK_SECONDS and move.state == hub.old
            for move in people
        )
        for hub in theirs
    )
