"""What a recorded house is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo


class HouseError(Exception):
    """A house cannot be used; the message is one line that says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """A floor of the house."""

    floor_id: str
    name: str
    level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A room or another part of the house."""

    area_id: str
    name: str
    floor_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A device that carries entities."""

    device_id: str
    name: str
    area_id: str | None = None
    manufacturer: str | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """An entity as its registry knew it, and how its live stand-in behaves."""

    entity_id: str
    name: str
    device_id: str | None = None
    area_id: str | None = None
    platform: str = ""
    device_class: str | None = None
    unit_of_measurement: str | None = None
    entity_category: str | None = None
    supported_features: int = 0
    labels: Sequence[str] = ()
    hidden: bool = False
    disabled: bool = False
    confirm_after: float = 0.0
    """Seconds the live device takes to report what it was told."""
    failure: str | None = None
    """`error`: the live device refuses every action; `silence`: it never answers."""

    @property
    def domain(self) -> str:
        """Return the part of the entity id before the dot."""
        return self.entity_id.partition(".")[0]

    @property
    def object_id(self) -> str:
        """Return the part of the entity id after the dot."""
        return self.entity_id.partition(".")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An account."""

    user_id: str
    name: str
    system_generated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone who lives in the house."""

    entity_id: str
    name: str
    user_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Automation:
    """An automation the house has already."""

    id: str
    entity_id: str
    config: Mapping[str, Any]
    enabled: bool = True
    comment: str | None = None
    """What its owner wrote above it in the file."""


class StateRow(NamedTuple):
    """One state write; empty attributes are those of the row before."""

    t: float
    entity_id: str
    state: str
    context_id: str | None
    parent_id: str | None
    user_id: str | None
    attributes: str

    def after(self, before: StateRow | None) -> StateRow:
        """Return the row with its attributes, given the entity's row before it."""
        if before is None or self.attributes:
            return self
        return self._replace(attributes=before.attributes)


class EventRow(NamedTuple):
    """One event; its data is a JSON object."""

    t: float
    event_type: str
    data: str
    context_id: str | None
    parent_id: str | None
    user_id: str | None


@dataclass(frozen=True, kw_only=True)
class House:
    """A home and everything it recorded, oldest first. Times are epoch seconds."""

    name: str
    time_zone: str
    latitude: float
    longitude: float
    elevation: int
    country: str
    language: str
    start: float
    end: float
    floors: Sequence[Floor]
    areas: Sequence[Area]
    devices: Sequence[Device]
    entities: Sequence[Entity]
    users: Sequence[User]
    people: Sequence[Person]
    automations: Sequence[Automation]
    states: Sequence[StateRow]
    events: Sequence[EventRow]

    @cached_property
    def zone(self) -> ZoneInfo:
        """Return the time zone of the house."""
        return ZoneInfo(self.time_zone)
