"""The past of the home as arrays: what the routines are found and replayed on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .act import Act, Cause


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Track:
    """The states of one entity: `states[codes[i]]` holds from `times[i]` to `times[i + 1]`."""

    entity_id: str
    times: NDArray[np.float64]
    """Epoch seconds, rising; the first is what was known at the start of the history."""
    codes: NDArray[np.int16]
    """Which state it took, of the same length as `times`."""
    states: tuple[str, ...]
    """The distinct states, in order of first appearance."""

    def state_at(self, at: float) -> str | None:
        """Return the state at a moment, None before the first row."""
        index = int(np.searchsorted(self.times, at, side="right")) - 1
        return self.states[self.codes[index]] if index >= 0 else None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Series:
    """The numbers of one sensor: `values[i]` holds from `times[i]` to `times[i + 1]`."""

    entity_id: str
    times: NDArray[np.float64]
    """Epoch seconds, rising; at most one in five minutes."""
    values: NDArray[np.float64]
    """In the sensor's unit, NaN where it was not available; of the same length as `times`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubRule:
    """Something outside Home Assistant moves an entity with a regularity no person has."""

    entity_id: str
    state: str
    after: str | None = None
    """The sensor it follows; None for a fixed time of day."""
    after_state: str | None = None
    lag: float = 0.0
    """Seconds after the sensor, or seconds after local midnight."""
    times: int = 0
    undone: int = 0
    """How often people took it back within half a minute, by hand or by moving so that it was put back."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class History:
    """What the recorder and the own act log know about a stretch of time."""

    start: float
    """Epoch seconds of the first moment that tracks cover."""
    end: float
    """Epoch seconds; nothing later is known."""
    tracks: Mapping[str, Track]
    """By entity id. States after a restart or an outage keep their value; unavailable and unknown are states."""
    series: Mapping[str, Series] = field(default_factory=dict)
    """By entity id: sensors of numbers that may matter to a routine."""
    acts: tuple[Act, ...]
    """What people did, oldest first; may reach back before `start` from the own act log."""
    machine_times: Mapping[tuple[str, str], NDArray[np.float64]] = field(
        default_factory=dict
    )
    """When something other than a person brought (entity, state) about: epoch seconds, rising."""
    automation_runs: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    """When each automation of the home ran, by its entity id: epoch seconds, rising."""
    automation_moves: Mapping[tuple[str, str, str], NDArray[np.float64]] = field(
        default_factory=dict
    )
    """When (automation, entity, state) came about by that automation: epoch seconds, rising."""
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The entity that stands for others, and all that move together with it, itself included."""
    gaps: tuple[tuple[float, float], ...] = ()
    """Stretches (start, end) in which nothing was recorded."""
    starts: tuple[float, ...] = ()
    """When Home Assistant was started."""
    hub_rules: tuple[HubRule, ...] = ()
    causes: Mapping[Cause, int] = field(default_factory=dict)
    """How many changes of controllable entities each cause made."""
    rows: int = 0
    """How many rows were read for this."""

    def representative(self, entity_id: str) -> str:
        """Return the entity that stands for this one in acts."""
        for entity, members in self.groups.items():
            if entity_id in members:
                return entity
        return entity_id
