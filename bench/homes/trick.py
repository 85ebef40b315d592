"""One decoy of a made-up home, and how it goes on from day to day."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from .truth import Decoy
from .world import World, other_than, rest_of


@dataclass(kw_only=True)
class Trick:
    """One decoy, and how it goes on."""

    decoy: Decoy
    things: tuple[str, ...]
    """What nothing else is planted on."""
    machine: bool = True
    """Whether people leave those alone."""
    wire: Callable[[World], None] = field(default=lambda _: None)
    plan: Callable[[World, date], None] = field(default=lambda _w, _d: None)


def never(entity_id: str, kind: str, why: str) -> Decoy:
    """Return a decoy on all that a thing can do."""
    used = other_than(entity_id, rest_of(entity_id))
    goals = ((entity_id, used), (entity_id, rest_of(entity_id)))
    return Decoy(kind=kind, must_not=goals, why=why)
