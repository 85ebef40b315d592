"""Calls of actions: what they were aimed at and which state they asked for."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ..model.home import Entity, HomeContext

TOGGLE = "toggle"
"""Asked for whatever it was not."""

_ASKED = {
    "turn_on": "on",
    "turn_off": "off",
    "toggle": TOGGLE,
    "open": "open",
    "open_cover": "open",
    "close_cover": "closed",
    "open_valve": "open",
    "close_valve": "closed",
    "lock": "locked",
    "unlock": "unlocked",
    "start": "cleaning",
    "start_pause": TOGGLE,
    "start_mowing": "mowing",
    "pause": "paused",
    "dock": "returning",
    "return_to_base": "returning",
    "media_play": "playing",
    "play_media": "playing",
    "media_pause": "paused",
    "media_play_pause": TOGGLE,
    "media_stop": "idle",
    "alarm_disarm": "disarmed",
}
_ASKED_BY_FIELD = {
    "set_hvac_mode": "hvac_mode",
    "set_temperature": "hvac_mode",
    "set_operation_mode": "operation_mode",
    "select_option": "option",
}
_ASKED_BY_AMOUNT = {
    "set_cover_position": ("position", "open", "closed"),
    "set_valve_position": ("position", "open", "closed"),
    "set_percentage": ("percentage", "on", "off"),
}
_MANY_ONS = frozenset({"climate", "media_player", "water_heater"})
"""Domains in which being on has several states."""

_ANY_DOMAIN = frozenset({"homeassistant", "group"})


class Call(NamedTuple):
    """What a call of an action asked for."""

    domain: str
    asked: str | None
    """The state; None where the action is not known to bring one about."""
    entity_ids: tuple[str, ...] = ()
    device_ids: tuple[str, ...] = ()
    area_ids: tuple[str, ...] = ()
    floor_ids: tuple[str, ...] = ()
    label_ids: tuple[str, ...] = ()

    def asks_for(self, domain: str, state: str) -> bool:
        """Tell whether the call leads an entity of a domain to a state."""
        if self.asked == "on" and domain in _MANY_ONS:
            return state != "off"
        if self.asked == "returning":
            return state in {"returning", "docked"}
        return self.asked in {TOGGLE, state}


def parse_call(data: Mapping[str, Any]) -> Call:
    """Return what the data of a `call_service` event asked for."""
    fields = data.get("service_data")
    fields = fields if isinstance(fields, dict) else {}
    target = fields.get("target")
    aimed = {**target, **fields} if isinstance(target, dict) else fields
    return Call(
        domain=str(data.get("domain")),
        asked=_asked(str(data.get("service")), fields),
        entity_ids=_ids(aimed.get("entity_id")),
        device_ids=_ids(aimed.get("device_id")),
        area_ids=_ids(aimed.get("area_id")),
        floor_ids=_ids(aimed.get("floor_id")),
        label_ids=_ids(aimed.get("label_id")),
    )


def _asked(service: str, fields: Mapping[str, Any]) -> str | None:
    if field := _ASKED_BY_FIELD.get(service):
        return str(fields[field]) if field in fields else None
    if amount := _ASKED_BY_AMOUNT.get(service):
        field, some, none = amount
        return none if fields.get(field) in {0, "0", None} else some
    if service.startswith("alarm_arm_"):
        return service.replace("alarm_arm_", "armed_")
    return _ASKED.get(service)


def _ids(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(","))
    return tuple(map(str, value)) if isinstance(value, list) else ()


class Aim:
    """Finds the entities that a call was aimed at."""

    def __init__(
        self, home: HomeContext, groups: Mapping[str, tuple[str, ...]]
    ) -> None:
        """Prepare for a home and the things in it that move together."""
        self._entities = home.entities
        self._by: dict[str, dict[str, list[str]]] = {
            kind: defaultdict(list) for kind in ("device", "area", "floor", "label")
        }
        for entity in home.entities.values():
            self._place(entity, home)
        self._together = {
            member: members for members in groups.values() for member in members
        }
        self._known: dict[Call, frozenset[str]] = {}

    def _place(self, entity: Entity, home: HomeContext) -> None:
        area = home.areas.get(entity.area_id) if entity.area_id else None
        for kind, key in (
            ("device", entity.device_id),
            ("area", entity.area_id),
            ("floor", area.floor_id if area else None),
        ):
            if key:
                self._by[kind][key].append(entity.entity_id)
        for label in entity.labels:
            self._by["label"][label].append(entity.entity_id)

    def entities(self, call: Call) -> frozenset[str]:
        """Return the entities a call was aimed at, and those that move with them."""
        if (known := self._known.get(call)) is None:
            known = self._known[call] = frozenset(self._find(call))
        return known

    def _find(self, call: Call) -> Iterator[str]:
        for entity_id in call.entity_ids:
            if entity_id == "all":
                yield from self._fitting(call, self._entities)
            else:
                yield from self._together.get(entity_id, (entity_id,))
        for kind, keys in (
            ("device", call.device_ids),
            ("area", call.area_ids),
            ("floor", call.floor_ids),
            ("label", call.label_ids),
        ):
            for key in keys:
                yield from self._fitting(call, self._by[kind].get(key, ()))

    @staticmethod
    def _fitting(call: Call, entity_ids: Iterable[str]) -> Iterator[str]:
        if call.domain in _ANY_DOMAIN:
            yield from entity_ids
            return
        prefix = f"{call.domain}."
        yield from (e for e in entity_ids if e.startswith(prefix))


class Recent[T]:
    """Things that happened to entities, found by entity and time."""

    def __init__(self) -> None:
        """Start empty."""
        self._of: dict[str, list[tuple[float, T]]] = defaultdict(list)

    def add(self, entity_id: str, at: float, thing: T) -> None:
        """Add what happened to an entity; call `sort` when all are there."""
        self._of[entity_id].append((at, thing))

    def sort(self) -> None:
        """Put the times of each entity in order."""
        for things in self._of.values():
            things.sort(key=lambda pair: pair[0])

    def before(self, entity_id: str, at: float, within: float) -> Iterator[T]:
        """Yield what happened to an entity in the seconds before a moment, newest first."""
        things = self._of.get(entity_id, [])
        index = bisect_left(things, at, key=lambda pair: pair[0])
        while index and things[index - 1][0] >= at - within:
            index -= 1
            yield things[index][1]
