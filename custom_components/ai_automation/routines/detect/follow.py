"""Candidates that follow something else that happens in the home."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...model.home import Entity
from ...model.routine import NumericTrigger, Routine, RoutineKind, StateTrigger, Trigger
from ..conditions import HOME
from ..goals import MIN_ACTS, MIN_DAYS
from ..prove import QUICK
from ..replay import BEFORE, Goal
from ..timeline import NO_STATE, Timeline, Times
from ..tune import Candidate

_DOMAINS = frozenset(
    {
        "alarm_control_panel",
        "binary_sensor",
        "climate",
        "cover",
        "fan",
        "humidifier",
        "input_boolean",
        "input_select",
        "light",
        "lock",
        "media_player",
        "person",
        "switch",
        "vacuum",
    }
)
_SENSED = frozenset({"alarm_control_panel", "binary_sensor", "person"})
_BY_HAND = 0.5
"""The share of the times something got into a state that must be acts."""
_MUTE = frozenset(
    {"battery", "battery_charging", "connectivity", "problem", "tamper", "update"}
)
"""Classes of binary sensors that people do not act on."""
_PRESENT = 0.2
"""The share of the acts that something must precede to be considered."""
_MECHANICAL = 1.0
"""Seconds within which no person acts on something."""


@dataclass(frozen=True, eq=False)
class Happenings:
    """Everything in the home that people may act on, in one row of time."""

    times: Times
    keys: NDArray[np.int64]
    """Which of `triggers` each happening is, of the length of `times`."""
    triggers: tuple[Trigger, ...]


def happenings(timeline: Timeline) -> Happenings:
    """Return everything that happened which people may act on."""
    triggers = [t for e in _sources(timeline) for t in _triggers(e, timeline)]
    triggers = [t for t in triggers if len(timeline.fires(t)) >= MIN_ACTS]
    if not triggers:
        return Happenings(np.empty(0), np.empty(0, dtype=np.int64), ())
    times = np.concatenate([timeline.fires(t) for t in triggers])
    counts = [len(timeline.fires(t)) for t in triggers]
    keys = np.repeat(np.arange(len(triggers)), counts)
    order = np.argsort(times, kind="stable")
    return Happenings(times[order], keys[order], tuple(triggers))


def candidates(
    goal: Goal, timeline: Timeline, known: Happenings
) -> Iterator[Candidate]:
    """Yield a candidate for everything that often came just before the acts."""
    lags, keys, acts = _around(goal, known)
    days = timeline.calendar.day(goal.times)
    need = max(MIN_ACTS, _PRESENT * len(goal.acts))
    own = {goal.target.entity_id}
    counts = np.bincount(keys, minlength=len(known.triggers))
    for key in np.flatnonzero(counts >= need).tolist():
        trigger = known.triggers[key]
        mine = keys == key
        preceded = np.unique(acts[mine])
        if len(preceded) < need or len(np.unique(days[preceded])) < MIN_DAYS:
            continue
        if trigger.entity_id in own or _is_mechanical(lags[mine], acts[mine]):
            continue
        yield Candidate(
            goal=goal,
            versions=(
                Routine(
                    kind=RoutineKind.FOLLOW,
                    triggers=(trigger,),
                    targets=(goal.target,),
                ),
            ),
            searched=1,
        )


def _around(
    goal: Goal, known: Happenings
) -> tuple[Times, NDArray[np.int64], NDArray[np.int64]]:
    """Return lag, key and act of every happening shortly before or just after an act."""
    low = np.searchsorted(known.times, goal.times - QUICK)
    high = np.searchsorted(known.times, goal.times + BEFORE)
    acts = np.repeat(np.arange(len(goal.times)), high - low)
    first = np.repeat(low - np.append(0, np.cumsum(high - low)[:-1]), high - low)
    index = first + np.arange(len(acts))
    return goal.times[acts] - known.times[index], known.keys[index], acts


def _is_mechanical(lags: Times, acts: NDArray[np.int64]) -> bool:
    """Tell whether most acts coincide with it to the second, as two faces of one thing do."""
    together = np.unique(acts[np.abs(lags) <= _MECHANICAL])
    return len(together) >= 0.5 * len(np.unique(acts))


def _sources(timeline: Timeline) -> Iterator[str]:
    for entity_id in sorted(timeline.history.tracks):
        entity = timeline.home.entities.get(entity_id)
        stands_for_itself = (
            timeline.representatives.get(entity_id, entity_id) == entity_id
        )
        if entity_id == HOME or (
            entity is not None and stands_for_itself and _is_noticed(entity)
        ):
            yield entity_id


def _is_noticed(entity: Entity) -> bool:
    return (
        entity.domain in _DOMAINS
        and entity.entity_category is None
        and entity.device_class not in _MUTE
    )


def _triggers(entity_id: str, timeline: Timeline) -> Iterator[Trigger]:
    if entity_id == HOME:
        yield NumericTrigger(entity_id=HOME, above=0)
        yield StateTrigger(entity_id=HOME, to="0")
        return
    track = timeline.track(entity_id)
    for state in sorted(set(track.states) - NO_STATE) if track else ():
        trigger = StateTrigger(entity_id=entity_id, to=state)
        if _is_by_hand(trigger, timeline):
            yield trigger


def _is_by_hand(trigger: StateTrigger, timeline: Timeline) -> bool:
    """Tell whether a thing that people control mostly got into a state by their hands.

    What an automation or a mirror of another thing does is no sign of what people are up to.
    """
    if trigger.entity_id.partition(".")[0] in _SENSED:
        return True
    acts = timeline.acts.get((trigger.entity_id, trigger.to), ())
    return len(acts) >= _BY_HAND * len(timeline.fires(trigger))
