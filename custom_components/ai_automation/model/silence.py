"""Why a room of the home has no suggestion, and what would help."""

from dataclasses import dataclass
from enum import StrEnum

from .evidence import NearMiss
from .routine import Routine, Target


class SilenceReason(StrEnum):
    """Why nothing is suggested for a room: keys of the phrases."""

    NOT_OPERATED = "area_not_operated"
    MOVED_BY_MACHINES = "area_moved_by_machines"
    TOO_FEW_ACTS = "area_too_few_acts"
    AUTOMATED = "area_automated"
    NOTHING_FORETELLS = "area_nothing_foretells"
    NOT_REGULAR = "area_not_regular"
    KNOWN = "area_known"
    """Everything that was found there was suggested before, or could not be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomSilence:
    """What people did in a room, and why that alone suggests nothing."""

    area_id: str | None
    """None for things that are in no room."""
    acts: int
    things: int
    """How many things were moved by hand."""
    reason: SilenceReason
    near_misses: tuple[NearMiss, ...] = ()
    """Nearest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingSensor:
    """A sensor that might foretell what people regularly do, as one does in a like room."""

    target: Target
    area_id: str
    sensor: str
    """The device class of the sensor."""
    like: Routine
    """What such a sensor foretells in the other room."""
    like_area_id: str
    right: int
    wrong: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """All that a run has to say about what it does not suggest."""

    rooms: tuple[RoomSilence, ...] = ()
    missing_sensors: tuple[MissingSensor, ...] = ()
