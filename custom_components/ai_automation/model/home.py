"""A snapshot of the home: what exists, where it is, and what already acts by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """A floor of the home."""

    floor_id: str
    name: str
    level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A room or another part of the home."""

    area_id: str
    name: str
    floor_id: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A physical or virtual device."""

    device_id: str
    name: str
    area_id: str | None = None
    manufacturer: str | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One entity, with what decides whether and how it can take part in a routine."""

    entity_id: str
    name: str
    area_id: str | None = None
    """The effective area: the entity's own, else its device's."""
    device_id: str | None = None
    platform: str = ""
    device_class: str | None = None
    unit_of_measurement: str | None = None
    entity_category: str | None = None
    supported_features: int = 0
    labels: frozenset[str] = frozenset()
    """Labels of the entity, its device and its area."""
    aliases: tuple[str, ...] = ()
    hidden: bool = False

    @property
    def domain(self) -> str:
        """Return the part of the entity id before the dot."""
        return self.entity_id.partition(".")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone who lives here."""

    entity_id: str
    name: str
    user_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An account of Home Assistant."""

    user_id: str
    name: str
    machine: bool = False
    """True for accounts that no person uses, such as those of add-ons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What an automation does to one entity."""

    entity_id: str
    state: str | None = None
    """The state it asks for; None where that is not known in advance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistingAutomation:
    """An automation the home has, with its targets expanded to entities."""

    entity_id: str
    automation_id: str | None
    alias: str
    config: Mapping[str, Any]
    """The configuration as its owner wrote it."""
    trigger_entities: frozenset[str] = frozenset()
    effects: tuple[Effect, ...] = ()
    from_blueprint: bool = False
    """Whether its owner wrote no more than the inputs of a blueprint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeContext:
    """An immutable snapshot; holds nothing that changes with a state."""

    version: int
    time_zone: str
    latitude: float
    longitude: float
    elevation: float = 0.0
    language: str = "en"
    floors: Mapping[str, Floor] = field(default_factory=dict)
    areas: Mapping[str, Area] = field(default_factory=dict)
    devices: Mapping[str, Device] = field(default_factory=dict)
    entities: Mapping[str, Entity] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    """By entity id of the person."""
    users: Mapping[str, User] = field(default_factory=dict)
    services: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Names of the actions of each domain."""
    automations: tuple[ExistingAutomation, ...] = ()

    def person_of(self, user_id: str | None) -> Person | None:
        """Return the person who uses an account."""
        if user_id is None:
            return None
        return next((p for p in self.people.values() if p.user_id == user_id), None)
