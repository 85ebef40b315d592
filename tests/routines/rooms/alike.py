"""Builds homes of like rooms by hand: visits that a sensor notices, and what people do on them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from custom_components.ai_automation.model.act import Act
from custom_components.ai_automation.model.home import Area, Entity
from custom_components.ai_automation.model.routine import (
    Routine,
    RoutineKind,
    StateTrigger,
    Target,
)
from custom_components.ai_automation.routines.timeline import Timeline

from ..homes import entity
from ..small import act, at, timeline

MINUTE = 60.0
type Moments = list[float]


def evenings(days: Iterable[int], *clocks: str) -> Moments:
    """Return these clock times on each of the days, by default one that differs from day to day."""
    return [
        at(day, clock)
        for day in days
        for clock in (clocks or (f"{8 + day * 5 % 13:02}:{day * 7 % 60:02}",))
    ]


@dataclass
class Rooms:
    """A home that is furnished room by room."""

    days: int = 14
    rows: dict[str, list[tuple[float, str]]] = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)
    entities: dict[str, Entity] = field(default_factory=dict)

    def sensor(
        self, entity_id: str, room: str | None, visits: Moments, sort: str = "motion"
    ) -> str:
        """Put a sensor into a room that notices each visit for five minutes."""
        rows = [(at(0, "00:00"), "off")]
        for moment in visits:
            rows += [(moment, "on"), (moment + 5 * MINUTE, "off")]
        return self._put(entity_id, room, rows, sort)

    def thing(
        self, entity_id: str, room: str | None, moved: Moments, **more: Any
    ) -> str:
        """Put a thing into a room that is switched on by hand at some moments, and off half an hour later by itself."""
        rows = [(at(0, "00:00"), "off")]
        for moment in moved:
            rows += [(moment, "on"), (moment + 30 * MINUTE, "off")]
            self.acts.append(act(moment, entity_id, "on", **more))
        return self._put(entity_id, room, rows, None)

    def _put(
        self,
        entity_id: str,
        room: str | None,
        rows: list[tuple[float, str]],
        sort: str | None,
    ) -> str:
        self.rows[entity_id] = rows
        self.entities[entity_id] = replace(entity(entity_id, sort), area_id=room)
        return entity_id

    def room(
        self, name: str, visits: Moments, lit: Moments, *, sensor: str | None = "motion"
    ) -> None:
        """Add a room with a lamp, switched on at these moments, and perhaps a sensor."""
        self.thing(f"light.{name}_lamp", name, lit)
        if sensor is not None:
            self.sensor(f"binary_sensor.{name}_{sensor}", name, visits, sensor)

    def timeline(self, **more: Any) -> Timeline:
        """Return the past of this home."""
        past = timeline(
            self.rows,
            sorted(self.acts, key=lambda one: one.at),
            days=self.days,
            entities=[*self.entities.values()],
            **more,
        )
        names = sorted({e.area_id for e in self.entities.values() if e.area_id})
        areas = {name: Area(area_id=name, name=name.title()) for name in names}
        return Timeline(past.history, replace(past.home, areas=areas), past.suns)


def soon(visits: Moments, seconds: float = 20.0) -> Moments:
    """Return what people do some seconds after each visit began."""
    return [moment + seconds for moment in visits]


def lit_by(
    sensor: str, *lamps: str, kind: RoutineKind = RoutineKind.FOLLOW, **more: Any
) -> Routine:
    """Return a routine that switches lamps on when a sensor notices someone."""
    return Routine(
        kind=kind,
        triggers=(StateTrigger(entity_id=sensor, to="on"),),
        targets=tuple(Target(entity_id=lamp, state="on") for lamp in lamps),
        **more,
    )
