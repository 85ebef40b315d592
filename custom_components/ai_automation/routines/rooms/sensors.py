"""Which sensor might foretell what people do regularly, judged by rooms that have one."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...model.evidence import Evidence
from ...model.routine import NumericTrigger, Routine, StateTrigger, Target
from ...model.silence import MissingSensor
from ..conditions import WORKDAYS
from ..goals import MIN_ACTS, goals, is_open
from ..proof import bar_for
from ..statistics import unsteadiness
from ..timeline import Timeline
from ..trial import Goal
from .alike import is_like, room_of, room_of_targets, sort_of

_SENSORS = frozenset({"binary_sensor", "sensor"})
_STEADY = 1.645
"""Standard deviations, one side of which chance reaches in a twentieth of all cases."""
_OFTEN = 0.75
"""The share of the days that a regular habit comes on."""
_NOON = 43200


@dataclass(frozen=True, slots=True)
class _Proven:
    """A routine that a sensor of its own room begins."""

    routine: Routine
    evidence: Evidence
    room: str
    sensor: str
    """The device class of the sensor."""
    sort: tuple[str, str | None]

    @property
    def worth(self) -> float:
        """Return what it is ranked by."""
        return self.evidence.interval[0] * self.evidence.right


def missing_sensors(
    proven: Iterable[tuple[Routine, Evidence]],
    foretold: Collection[Target],
    timeline: Timeline,
) -> tuple[MissingSensor, ...]:
    """Return what a sensor might foretell that nothing recorded does, in a fixed order.

    `proven` are routines of this home with their replay, `foretold` what any routine or automation brings about already.
    """
    speaking = sorted(
        _speaking(proven, timeline), key=lambda p: (-p.worth, repr(p.routine))
    )
    return tuple(
        missing
        for goal in goals(timeline)
        if goal.target not in foretold
        and is_open(goal, timeline)
        and not _is_automated(goal.target, timeline)
        and is_regular(goal, timeline)
        if (missing := _missing(goal.target, speaking, timeline)) is not None
    )


def is_regular(goal: Goal, timeline: Timeline) -> bool:
    """Tell whether acts come on most days, of the week or of work, more evenly than chance spreads them."""
    calendar = timeline.calendar
    noons = calendar.moments(_NOON)
    counts = np.bincount(calendar.day(goal.times), minlength=len(noons))
    recorded = timeline.recorded(noons)
    at_work = timeline.holds(WORKDAYS, noons)
    return any(_is_steady(counts[days]) for days in (recorded, recorded & at_work))


def _is_steady(counts: NDArray[np.int64]) -> bool:
    often = np.count_nonzero(counts) >= _OFTEN * max(1, len(counts))
    return bool(often) and unsteadiness(counts) <= -_STEADY


def _speaking(
    proven: Iterable[tuple[Routine, Evidence]], timeline: Timeline
) -> Iterator[_Proven]:
    """Yield what shows that a sensor is of use in its own room."""
    for routine, evidence in proven:
        enough = evidence.right >= MIN_ACTS
        if enough and evidence.interval[0] >= bar_for(routine).lower:
            yield from _with_sensor(routine, evidence, timeline)


def _with_sensor(
    routine: Routine, evidence: Evidence, timeline: Timeline
) -> Iterator[_Proven]:
    """Yield a routine with the sensor of its own room that alone begins it, if one does."""
    trigger, room = routine.triggers[0], room_of_targets(routine, timeline)
    if not isinstance(trigger, StateTrigger | NumericTrigger):
        return
    sensor = timeline.home.entities.get(trigger.entity_id)
    if sensor is None or sensor.domain not in _SENSORS or len(routine.triggers) > 1:
        return
    if room is not None and sensor.area_id == room and sensor.device_class:
        yield _Proven(routine, evidence, room, sensor.device_class, sort_of(sensor))


def _is_automated(target: Target, timeline: Timeline) -> bool:
    """Tell whether an automation brings this about at other times."""
    return any(
        timeline.representatives.get(e.entity_id, e.entity_id) == target.entity_id
        and e.state in (target.state, None)
        for automation in timeline.home.automations
        for e in automation.effects
    )


def _missing(
    target: Target, speaking: Sequence[_Proven], timeline: Timeline
) -> MissingSensor | None:
    """Return the sensor that foretells the like best in another room, and is missing in this one."""
    room = room_of(target.entity_id, timeline)
    if room is None:
        return None
    there = {sort_of(e) for e in timeline.home.entities.values() if e.area_id == room}
    for one in speaking:
        alike = any(
            other.state == target.state and is_like(other, target, timeline)
            for other in one.routine.targets
        )
        if alike and one.sort not in there:
            return MissingSensor(
                target=target,
                area_id=room,
                sensor=one.sensor,
                like=one.routine,
                like_area_id=one.room,
                right=one.evidence.right,
                wrong=one.evidence.wrong,
            )
    return None
