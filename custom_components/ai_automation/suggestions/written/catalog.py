"""The things of the home that a language model may use, as a prompt lists them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
import json
from typing import Any

from homeassistant.core import HomeAssistant, callback

from ...model.home import Entity, HomeContext
from ..actions import call_for
from ..names import plain, plain_name
from ..settings import dials_of

MEANING = {
    "door": ("open", "closed"),
    "garage_door": ("open", "closed"),
    "window": ("open", "closed"),
    "opening": ("open", "closed"),
    "motion": ("motion", "no motion"),
    "occupancy": ("somebody there", "nobody there"),
    "presence": ("somebody there", "nobody there"),
    "lock": ("unlocked", "locked"),
    "smoke": ("smoke", "no smoke"),
    "moisture": ("wet", "dry"),
    "battery": ("low", "not low"),
}
"""What a sensor that is on or off tells, by its device class: (on, off)."""
_STATES = {
    "cover": ("open", "closed"),
    "media_player": ("on", "off", "playing", "paused", "idle"),
    "vacuum": ("cleaning", "docked"),
    "lawn_mower": ("mowing", "docked"),
    "scene": ("on",),
    "script": ("on",),
    "lock": ("locked", "unlocked"),
    "person": ("home", "not_home"),
    "sun": ("above_horizon", "below_horizon"),
    "weather": ("sunny", "rainy", "cloudy", "snowy", "windy"),
}
_OPTIONS = {
    "climate": "hvac_modes",
    "select": "options",
    "input_select": "options",
}
_MOST_OPTIONS = 8
GROUP_DOMAINS = ("light", "fan", "media_player", "cover", "switch")
"""What a whole area or everything with a label may be switched of."""
_STAYS_GROUP = frozenset({"light", "fan", "media_player"})
"""Where what is added to the area later may be switched as well; a cover may be a garage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """All things of a domain in an area, or with a label."""

    group_id: str
    """Such as `area:kitchen/light`."""
    kind: str
    """`area_id` or `label_id`."""
    place: str
    name: str
    domain: str
    entity_ids: tuple[str, ...]

    @property
    def target(self) -> dict[str, Any] | None:
        """Return the target of Home Assistant, None where the things are better named one by one."""
        return {self.kind: self.place} if self.domain in _STAYS_GROUP else None


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """What may be used, by id."""

    entities: dict[str, Entity]
    groups: dict[str, Group]
    rows: tuple[tuple[str, ...], ...]
    """id, name, area, what it is, states it can have, what can be set."""

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Return all ids, groups last."""
        return (*self.entities, *self.groups)

    @cached_property
    def text(self) -> str:
        """Return the list as it stands in a prompt: a JSON array a line, so that no name can end its cell."""
        return "\n".join(json.dumps(row, ensure_ascii=False) for row in self.rows)


@callback
def async_catalog(
    hass: HomeAssistant, home: HomeContext, entity_ids: Collection[str]
) -> Catalog:
    """Return the catalog of some things, and of the areas and labels with several of them."""
    entities = {e: home.entities[e] for e in entity_ids if e in home.entities}
    groups = {g.group_id: g for g in _groups(entities, home)}
    rows = [_row(hass, entity, home) for entity in entities.values()]
    rows += [
        (g.group_id, g.name, "", f"all of kind {g.domain}", "", "")
        for g in groups.values()
    ]
    return Catalog(entities=entities, groups=groups, rows=tuple(rows))


def _groups(entities: dict[str, Entity], home: HomeContext) -> Iterator[Group]:
    """Yield the groups that some things belong to; a group holds all that the home has."""
    areas = dict.fromkeys(e.area_id for e in entities.values() if e.area_id)
    labels = dict.fromkeys(n for e in entities.values() for n in sorted(e.labels))
    for domain in GROUP_DOMAINS:
        of_domain = [e for e in home.entities.values() if e.domain == domain]
        for kind, prefix, places in (
            ("area_id", "area", areas),
            ("label_id", "label", labels),
        ):
            for place in places:
                members = tuple(
                    e.entity_id
                    for e in of_domain
                    if (place in e.labels if kind == "label_id" else e.area_id == place)
                )
                if len(members) > 1:
                    area = home.areas.get(place) if kind == "area_id" else None
                    yield Group(
                        group_id=f"{prefix}:{place}/{domain}",
                        kind=kind,
                        place=place,
                        name=plain(area.name if area else place),
                        domain=domain,
                        entity_ids=members,
                    )


@callback
def _row(hass: HomeAssistant, entity: Entity, home: HomeContext) -> tuple[str, ...]:
    """Return what is told of one thing."""
    area = home.areas.get(entity.area_id or "")
    state = hass.states.get(entity.entity_id)
    attributes = state.attributes if state else {}
    kind = entity.device_class or entity.domain
    if entity.unit_of_measurement:
        kind = f"{kind} in {plain(entity.unit_of_measurement)}"
    return (
        entity.entity_id,
        plain_name(entity),
        plain(area.name) if area else "",
        kind,
        ", ".join(_states(entity, attributes)),
        ", ".join(dials_of(entity)),
    )


def _states(entity: Entity, attributes: Any) -> list[str]:
    """Return the states a thing can have, with what they mean where they don't say it."""
    if entity.domain == "binary_sensor":
        on, off = MEANING.get(entity.device_class or "", ("yes", "no"))
        return [f"on={on}", f"off={off}"]
    if (name := _OPTIONS.get(entity.domain)) is not None:
        options = attributes.get(name)
        some = options if isinstance(options, list | tuple) else ()
        return [plain(str(option)) for option in some[:_MOST_OPTIONS]]
    if (states := _STATES.get(entity.domain)) is not None:
        return [s for s in states if entity.domain != "media_player" or _can(entity, s)]
    return ["on", "off"] if _can(entity, "on") else []


def _can(entity: Entity, state: str) -> bool:
    """Return whether an action brings a thing into a state."""
    return call_for(entity, entity.entity_id, state) is not None
