"""The fixed list of conditions that may narrow a routine down."""

from collections.abc import Iterator

import numpy as np

from ..model.home import Entity
from ..model.routine import (
    Condition,
    NumericCondition,
    Routine,
    StateCondition,
    StateTrigger,
    SunCondition,
    TimeCondition,
    WeekdayCondition,
    is_timed,
)
from .past.calendar import DAY
from .statistics import circular_difference
from .timeline import Timeline
from .trial import Goal

WORKDAYS = WeekdayCondition(weekdays=(0, 1, 2, 3, 4))
WEEKEND = WeekdayCondition(weekdays=(5, 6))
HOME = "zone.home"

_VACANT = (300, 900, 3600)
_HOUR = 3600
_BANDS = ((5, 11), (11, 17), (17, 23), (22, 5))
"""Parts of the day, in hours."""


def offered(routine: Routine, goal: Goal, timeline: Timeline) -> tuple[Condition, ...]:
    """Return the conditions to try for a routine, in a fixed order."""
    found: list[Condition] = [WORKDAYS, WEEKEND, *_company(timeline)]
    if is_timed(routine):
        return tuple(found)
    found += [SunCondition(dark=True), SunCondition(dark=False)]
    found += _bands(goal, timeline)
    trigger = routine.triggers[0]
    source = trigger.entity_id if isinstance(trigger, StateTrigger) else None
    found += _surroundings(goal, source, timeline)
    return tuple(dict.fromkeys(found))


def _company(timeline: Timeline) -> Iterator[Condition]:
    """Yield that someone, nobody or one of several people is home."""
    people = sorted(timeline.home.people)
    if HOME in timeline.history.tracks:
        yield NumericCondition(entity_id=HOME, above=0)
        yield NumericCondition(entity_id=HOME, below=1)
        if len(people) < 2:
            return
    for person in people:
        yield StateCondition(entity_id=person, state="home")


def _bands(goal: Goal, timeline: Timeline) -> Iterator[Condition]:
    """Yield parts of the day, and the hours in which most of the acts were."""
    for after, before in _BANDS:
        yield TimeCondition(after=after * _HOUR, before=before * _HOUR)
    clock = timeline.calendar.clock(goal.times)
    angles = clock * 2 * np.pi / DAY
    centre = float(np.arctan2(np.sin(angles).mean(), np.cos(angles).mean()))
    middle = centre % (2 * np.pi) * DAY / (2 * np.pi)
    low, high = np.quantile(circular_difference(clock, middle, period=DAY), (0.1, 0.9))
    if high - low > 12 * _HOUR:
        return
    after = round((middle + low) / _HOUR - 1) * _HOUR % DAY
    before = round((middle + high) / _HOUR + 1) * _HOUR % DAY
    yield TimeCondition(after=after, before=before)


def _surroundings(
    goal: Goal, source: str | None, timeline: Timeline
) -> Iterator[Condition]:
    """Yield what may be going on in the same room, and the modes of the home."""
    target = timeline.home.entities.get(goal.target.entity_id)
    rooms = (
        [None] if target is None or target.area_id is None else [None, target.area_id]
    )
    for room in rooms:
        for entity in timeline.circumstances.get(room, ()):
            if entity.entity_id not in (goal.target.entity_id, source):
                yield from _of_entity(entity)


def _of_entity(entity: Entity) -> Iterator[Condition]:
    if entity.domain == "input_boolean":
        yield StateCondition(entity_id=entity.entity_id, state="on")
        yield StateCondition(entity_id=entity.entity_id, state="off")
    elif entity.domain == "media_player":
        yield StateCondition(entity_id=entity.entity_id, state="playing")
        yield StateCondition(entity_id=entity.entity_id, state="off")
    else:
        for seconds in _VACANT:
            yield StateCondition(entity_id=entity.entity_id, state="off", for_=seconds)
