"""What of a home may be read, and what of it is worth reading."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from ..const import (
    CONF_EXCLUDE_AREAS,
    CONF_EXCLUDE_DOMAINS,
    CONF_EXCLUDE_ENTITIES,
    CONF_EXCLUDE_LABELS,
    CONF_EXCLUDE_PEOPLE,
)
from ..model.home import Entity, HomeContext

CONTROLLABLE = frozenset(
    {
        "alarm_control_panel",
        "climate",
        "cover",
        "fan",
        "humidifier",
        "input_boolean",
        "input_select",
        "lawn_mower",
        "light",
        "lock",
        "media_player",
        "scene",
        "script",
        "select",
        "siren",
        "switch",
        "vacuum",
        "valve",
        "water_heater",
    }
)
"""Domains of things that people operate."""

OBSERVED = frozenset(
    {
        "binary_sensor",
        "device_tracker",
        "input_number",
        "person",
        "schedule",
        "sun",
        "timer",
        "zone",
    }
)
"""Domains that tell what was going on when somebody acted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What the owner lets be read."""

    exclude_entities: frozenset[str] = frozenset()
    exclude_areas: frozenset[str] = frozenset()
    exclude_labels: frozenset[str] = frozenset()
    exclude_domains: frozenset[str] = frozenset()
    exclude_people: frozenset[str] = frozenset()
    """Entity ids of people."""

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> Self:
        """Return the scope that the options of the entry ask for."""
        return cls(
            exclude_entities=frozenset(options.get(CONF_EXCLUDE_ENTITIES, ())),
            exclude_areas=frozenset(options.get(CONF_EXCLUDE_AREAS, ())),
            exclude_labels=frozenset(options.get(CONF_EXCLUDE_LABELS, ())),
            exclude_domains=frozenset(options.get(CONF_EXCLUDE_DOMAINS, ())),
            exclude_people=frozenset(options.get(CONF_EXCLUDE_PEOPLE, ())),
        )

    def admits(self, entity: Entity) -> bool:
        """Tell whether an entity may be read."""
        return not (
            entity.entity_id in self.exclude_entities
            or entity.entity_id in self.exclude_people
            or entity.domain in self.exclude_domains
            or entity.area_id in self.exclude_areas
            or entity.labels & self.exclude_labels
        )

    def excluded_users(self, home: HomeContext) -> frozenset[str]:
        """Return the accounts of the people who are left out."""
        return frozenset(
            person.user_id
            for entity_id in self.exclude_people
            if (person := home.people.get(entity_id)) and person.user_id
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Relevant:
    """The entities that are read."""

    controllable: frozenset[str]
    observed: frozenset[str]

    @classmethod
    def of(cls, home: HomeContext, scope: Scope) -> Self:
        """Return what matters in a home: no diagnostic and no configuration entities."""
        admitted = [
            entity
            for entity in home.entities.values()
            if entity.entity_category is None and scope.admits(entity)
        ]
        return cls(
            controllable=_in_domains(admitted, CONTROLLABLE),
            observed=_in_domains(admitted, OBSERVED),
        )


def _in_domains(entities: Iterable[Entity], domains: frozenset[str]) -> frozenset[str]:
    return frozenset(e.entity_id for e in entities if e.domain in domains)
