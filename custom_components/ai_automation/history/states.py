"""What the states of each domain mean: which are in passing, and which are somebody's doing."""

from collections.abc import Sequence

from ..model.act import Cause

NO_STATE = frozenset({"", "unavailable", "unknown"})
"""States of an entity of which nothing is known."""

_MOVING = {"opening": "open", "closing": "closed"}
_IN_PASSING: dict[str, dict[str, str]] = {
    "cover": _MOVING,
    "valve": _MOVING,
    "lock": {"locking": "locked", "unlocking": "unlocked", "opening": "open"},
    "media_player": {"standby": "off", "buffering": "playing"},
    "alarm_control_panel": {"disarming": "disarmed"},
}

_ACTS: dict[str, frozenset[str]] = {
    "cover": frozenset({"open", "closed"}),
    "valve": frozenset({"open", "closed"}),
    "lock": frozenset({"locked", "unlocked", "open"}),
    "scene": frozenset({"on"}),
    "script": frozenset({"on"}),
    "vacuum": frozenset({"cleaning", "paused", "returning"}),
    "lawn_mower": frozenset({"mowing", "paused", "returning"}),
}
"""States that somebody can have brought about, where not all of them are."""

_DONE_BY_HAND: dict[str, frozenset[str]] = {
    "vacuum": frozenset({"cleaning"}),
    "lawn_mower": frozenset({"mowing"}),
}
"""A robot that goes home or stops without a command does so by itself."""


def settled(domain: str, state: str) -> str:
    """Return the state that a state in passing leads to: `closing` is `closed`."""
    if domain == "scene":
        return state if state == "unavailable" else "on"
    return _IN_PASSING.get(domain, {}).get(state, state)


def settled_alarm(states: Sequence[str]) -> list[str]:
    """Return the states of an alarm with `arming` told as what it came to.

    `pending` is the delay before the siren and changes nothing that somebody wanted.
    """
    told = list(states)
    for index in reversed(range(len(told) - 1)):
        if told[index] == "arming" and told[index + 1].startswith("armed_"):
            told[index] = told[index + 1]
    for index, state in enumerate(told):
        if state == "pending" and index:
            told[index] = told[index - 1]
    return told


def is_act(domain: str, old: str, state: str, cause: Cause) -> bool:
    """Tell whether a change can be something that somebody did on purpose."""
    if domain == "media_player":
        return _is_playing_act(old, state)
    if domain == "alarm_control_panel":
        return state.startswith("armed_") or state == "disarmed"
    if state not in _ACTS.get(domain, {state}):
        return False
    return cause is not Cause.PHYSICAL or state in _DONE_BY_HAND.get(domain, {state})


def _is_playing_act(old: str, state: str) -> bool:
    """Tell whether a player was switched on or off or began to play.

    Between tracks and at their end a player changes its state by itself.
    """
    if state == "playing":
        return old in {"off", "idle", "on"}
    return state == "off" or (state == "on" and old == "off")
