"""Where things are, and which of them are alike."""

from ...model.home import Entity
from ...model.routine import Routine, Target
from ..goals import is_guarded
from ..timeline import Timeline, senses_people

PEOPLE = "people"
"""The sort of all sensors that notice people."""


def room_of(entity_id: str, timeline: Timeline) -> str | None:
    """Return the area of a thing."""
    entity = timeline.home.entities.get(entity_id)
    return None if entity is None else entity.area_id


def room_of_targets(routine: Routine, timeline: Timeline) -> str | None:
    """Return the area that all targets of a routine are in, None without one."""
    rooms = {room_of(target.entity_id, timeline) for target in routine.targets}
    return rooms.pop() if len(rooms) == 1 else None


def sort_of(entity: Entity) -> tuple[str, str | None]:
    """Return what must agree in two things for one to be sensed as the other is."""
    sensed = PEOPLE if senses_people(entity) else entity.device_class
    return entity.domain, sensed


def is_like(target: Target, other: Target, timeline: Timeline) -> bool:
    """Tell whether two things are operated alike; what is only told of is unlike what is moved."""
    domains = {t.entity_id.partition(".")[0] for t in (target, other)}
    guarded = {is_guarded(t, timeline) for t in (target, other)}
    return len(domains) == len(guarded) == 1


def is_recorded(entity_id: str, timeline: Timeline) -> bool:
    """Tell whether the past of a thing is known, and it stands for itself."""
    known = entity_id in timeline.history.tracks or entity_id in timeline.history.series
    return known and timeline.representatives.get(entity_id, entity_id) == entity_id
