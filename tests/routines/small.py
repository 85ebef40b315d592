"""Builds small pasts by hand: a few rows, a few acts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from custom_components.ai_automation.model.act import Act, Cause
from custom_components.ai_automation.model.home import (
    Entity,
    ExistingAutomation,
    HomeContext,
    Person,
)
from custom_components.ai_automation.model.track import History, Series
from custom_components.ai_automation.routines.timeline import Suns, Timeline

from .homes import entity, sun_table, track

FIRST = date(2026, 9, 7)
"""A Monday."""


def at(day: int, clock: str, zone: str = "UTC", first: date = FIRST) -> float:
    """Return the epoch seconds of HH:MM or HH:MM:SS on a day after the first."""
    hour, minute, second = (int(part) for part in f"{clock}:00".split(":")[:3])
    midnight = datetime(first.year, first.month, first.day, tzinfo=ZoneInfo(zone))
    start = midnight.timestamp()
    return start + day * 86400 + hour * 3600 + minute * 60 + second


def act(
    when: float,
    entity_id: str,
    state: str,
    old: str = "off",
    *,
    user_id: str | None = None,
    state_id: int = 0,
) -> Act:
    """Return an act by hand."""
    return Act(
        at=when,
        entity_id=entity_id,
        old=old,
        state=state,
        cause=Cause.PHYSICAL,
        user_id=user_id,
        state_id=state_id,
    )


def series(entity_id: str, rows: Sequence[tuple[float, float]]) -> Series:
    """Return the numbers of a sensor."""
    return Series(
        entity_id=entity_id,
        times=np.array([when for when, _ in rows], dtype=np.float64),
        values=np.array([value for _, value in rows], dtype=np.float64),
    )


def timeline(
    rows: Mapping[str, Sequence[tuple[float, str]]],
    acts: Sequence[Act] = (),
    *,
    days: int = 14,
    zone: str = "UTC",
    classes: Mapping[str, str] | None = None,
    machine: Mapping[tuple[str, str], Sequence[float]] | None = None,
    groups: Mapping[str, tuple[str, ...]] | None = None,
    gaps: tuple[tuple[float, float], ...] = (),
    starts: tuple[float, ...] = (),
    people: Sequence[str] = (),
    automations: tuple[ExistingAutomation, ...] = (),
    entities: Sequence[Entity] = (),
    suns: Suns | None = None,
    first: date = FIRST,
    numbers: Mapping[str, Sequence[tuple[float, float]]] | None = None,
    runs: Mapping[str, Sequence[float]] | None = None,
    moves: Mapping[tuple[str, str, str], Sequence[float]] | None = None,
) -> Timeline:
    """Return a timeline of rows by entity, each with its state at the start first."""
    start = at(0, "00:00", zone, first)
    known = {e: entity(e, (classes or {}).get(e)) for e in rows}
    known |= {e: entity(e, (classes or {}).get(e)) for e in numbers or {}}
    known |= {e.entity_id: e for e in entities}
    history = History(
        start=start,
        end=start + days * 86400,
        tracks={e: track(e, list(r)) for e, r in rows.items()},
        series={e: series(e, r) for e, r in (numbers or {}).items()},
        acts=tuple(acts),
        machine_times={k: np.array(v) for k, v in (machine or {}).items()},
        automation_runs={k: np.array(v) for k, v in (runs or {}).items()},
        automation_moves={k: np.array(v) for k, v in (moves or {}).items()},
        groups=groups or {},
        gaps=gaps,
        starts=starts,
    )
    home = HomeContext(
        version=1,
        time_zone=zone,
        latitude=50.0,
        longitude=0.0,
        entities=known,
        people={p: Person(entity_id=p, name=p) for p in people},
        automations=automations,
    )
    return Timeline(history, home, suns or sun_table(ZoneInfo(zone), first, days))
