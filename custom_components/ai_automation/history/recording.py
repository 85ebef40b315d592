"""What was read of the recorder's database so far, kept for the next night."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from .calls import Call
from .causes import Event
from .rows import ProvenRows, Rows
from .scope import Relevant

SILENCE_SECONDS = 12 * 3600.0
"""A home in which nothing at all is recorded for longer than this was not recording."""


@dataclass(slots=True, kw_only=True)
class Recording:
    """What was read, in the form that takes the least memory. Times are epoch seconds."""

    relevant: Relevant
    start: float
    """What was asked for."""
    until: float
    """What is later has to be read again."""
    end: float
    """The end of the last reading."""
    first: float | None = None
    """The oldest row of any entity."""
    alive: float | None = None
    """The newest row of any entity."""
    observed: dict[str, Rows] = field(default_factory=dict)
    controllable: dict[str, ProvenRows] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    details: dict[int, Call | str | None] = field(default_factory=dict)
    """What the data of the events says, by its id in the database."""
    silences: list[tuple[float, float]] = field(default_factory=list)
    holes: list[tuple[float, float]] = field(default_factory=list)
    """When the recorder is known to have been off."""
    runs: list[float] = field(default_factory=list)
    """When the recorder was started."""
    rows: int = 0
    """How many rows the last reading took."""

    def all_rows(self) -> Iterator[Rows]:
        """Yield the rows of each entity."""
        yield from self.observed.values()
        yield from self.controllable.values()

    def forget(self, *, before: float, since: float) -> None:
        """Drop what is too old, and what is about to be read again."""
        for rows in self.all_rows():
            rows.forget(before=before, since=since)
        self.events = [e for e in self.events if before <= e.at < since]
        self.silences = [
            (max(left, before), right)
            for left, right in self.silences
            if right - max(left, before) > SILENCE_SECONDS
        ]
