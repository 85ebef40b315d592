"""Say why a room has no suggestion, what came near, and which sensor might help."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from ..model.evidence import Found, NearMiss
from ..model.home import HomeContext
from ..model.routine import StateTrigger
from ..model.silence import MissingSensor, Quiet, RoomSilence, SilenceReason
from ..model.suggestion import OPEN_STATUSES, Suggestion, SuggestionStatus
from ..phrases import phrase
from ..routines.goals import MIN_ACTS, MIN_DAYS
from . import Made
from .draft import entity_ids_of
from .moments import trigger_words
from .names import plain, spoken_area
from .words import title_of

_KNOWN = OPEN_STATUSES | {SuggestionStatus.DEPLOYED, SuggestionStatus.PAUSED}


def silence_words(
    quiet: Quiet,
    found: Found,
    made: Made,
    known: Sequence[Suggestion],
    home: HomeContext,
) -> dict[str, Any]:
    """Return what a run says of each room, and of the sensors that are missing, as plain data."""
    made_in = Counter(s.area_id for s in (*made.new, *made.updated))
    gone = {s.suggestion_id for s in made.withdrawn}
    taken = {
        s.area_id for s in known if s.status in _KNOWN and s.suggestion_id not in gone
    }
    for finding in found.findings:
        target = home.entities.get(finding.routine.targets[0].entity_id)
        taken.add(target.area_id if target else None)
    return {
        "areas": [
            _room(room, made_in[room.area_id], room.area_id in taken, home)
            for room in quiet.rooms
        ],
        "missing_sensors": [_missing(one, home) for one in quiet.missing_sensors],
    }


def _room(
    room: RoomSilence, suggestions: int, taken: bool, home: HomeContext
) -> dict[str, Any]:
    """Return what was done in a room, and why it has no suggestion where it has none."""
    area = home.areas.get(room.area_id or "")
    reason = None if suggestions else SilenceReason.KNOWN if taken else room.reason
    return {
        "area_id": room.area_id,
        "name": plain(area.name) if area else None,
        "acts": room.acts,
        "things": room.things,
        "suggestions": suggestions,
        "reason": reason and reason.value,
        "message": reason
        and phrase(
            home.language,
            reason.value,
            acts=str(room.acts),
            least=str(MIN_ACTS),
            days=str(MIN_DAYS),
        ),
        "near_misses": [_near_miss(miss, home) for miss in room.near_misses],
    }


def _near_miss(miss: NearMiss, home: HomeContext) -> dict[str, Any]:
    """Return what came near, which test it failed, and by how much."""
    return {
        "title": title_of(miss.routine, home),
        "entity_ids": list(entity_ids_of(miss.routine)),
        "kind": miss.routine.kind.value,
        "reason": miss.reason,
        "right": miss.right,
        "wrong": miss.wrong,
        "needed": miss.needed,
        "message": phrase(
            home.language,
            f"near_miss_{miss.reason}",
            fallback="near_miss_other",
            right=str(miss.right),
            wrong=str(miss.wrong),
            needed=str(miss.needed),
            test=miss.reason,
        ),
    }


def _missing(missing: MissingSensor, home: HomeContext) -> dict[str, Any]:
    """Return which sensor might help in which room, and what says so."""
    target = missing.target
    event = StateTrigger(entity_id=target.entity_id, to=target.state)
    like = missing.like.targets[0].entity_id
    return {
        "area_id": missing.area_id,
        "entity_id": target.entity_id,
        "state": target.state,
        "sensor": missing.sensor,
        "like_area_id": missing.like_area_id,
        "like_entity_ids": list(entity_ids_of(missing.like)),
        "right": missing.right,
        "wrong": missing.wrong,
        "message": phrase(
            home.language,
            "missing_sensor",
            sensor=phrase(
                home.language, f"sensor_{missing.sensor}", fallback="sensor_other"
            ),
            area=spoken_area(target.entity_id, home) or missing.area_id,
            event=trigger_words(event, home, named=False),
            like=spoken_area(like, home) or missing.like_area_id,
            right=str(missing.right),
            total=str(missing.right + missing.wrong),
        ),
    }
