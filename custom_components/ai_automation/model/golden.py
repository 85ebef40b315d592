"""The days that proved what was switched on."""

from collections.abc import Mapping
from dataclasses import dataclass

from .act import Act
from .track import Series, Track


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Golden:
    """A stretch of the past, as far as one routine is concerned."""

    suggestion_id: str
    start: float
    """Epoch seconds."""
    end: float
    """Epoch seconds."""
    tracks: Mapping[str, Track]
    """By entity id as it was then."""
    series: Mapping[str, Series]
    acts: tuple[Act, ...]
    """What people did with the targets; not who."""
    right: tuple[float, ...]
    """When the acts were that it spared: epoch seconds."""
    wrong: tuple[float, ...]
    """When it ran for nothing: epoch seconds."""
    names: Mapping[str, str]
    """Ids of registry entries by entity id as it was then; what is in no registry is left out."""
    told: str
    """What the automation and its things were when they were last compared, as a hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What an automation would do otherwise on its golden days."""

    met: int
    """How many acts it would still spare."""
    lost: tuple[float, ...] = ()
    """When the acts were that it would not spare any more: epoch seconds."""
    unwanted: tuple[float, ...] = ()
    """When it would run for nothing, and did not before: epoch seconds."""
