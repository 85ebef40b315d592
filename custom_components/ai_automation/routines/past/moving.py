"""Things that are on their way from one state to another."""

import numpy as np

from ...model.track import Track

_MOVING_DOMAINS = frozenset({"cover", "valve", "lock"})
_SETTLED = {
    "opening": "open",
    "closing": "closed",
    "locking": "locked",
    "unlocking": "unlocked",
    "arming": "armed",
}


def settled(entity_id: str, state: str) -> str:
    """Return the state that a moving thing is on its way to."""
    if entity_id.partition(".")[0] in _MOVING_DOMAINS:
        return _SETTLED.get(state, state)
    return state


def settle(track: Track) -> Track:
    """Merge the states of a movement with those it ends in."""
    names = [settled(track.entity_id, state) for state in track.states]
    if names == list(track.states):
        return track
    states = tuple(dict.fromkeys(names))
    codes = np.array([states.index(n) for n in names], dtype=np.int16)[track.codes]
    keep = np.append(True, codes[1:] != codes[:-1])
    return Track(
        entity_id=track.entity_id,
        times=track.times[keep],
        codes=codes[keep],
        states=states,
    )
