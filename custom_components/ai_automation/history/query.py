"""Statements to the recorder's database, streamed in batches; for the recorder's own executor."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched, chain
import threading
from typing import Any

from homeassistant.components.recorder.models import (
    bytes_to_ulid_or_none,
    bytes_to_uuid_hex_or_none,
)
from sqlalchemy import ColumnElement, Row, Select
from sqlalchemy.orm import InstrumentedAttribute, Session

ROWS_AT_ONCE = 4096


class ReadingStoppedError(Exception):
    """The reading was stopped from outside."""


@dataclass(slots=True, kw_only=True)
class Query:
    """Asks a database about the time from `since` to `end`, both included."""

    session: Session
    since: float
    """Epoch seconds."""
    end: float
    """Epoch seconds."""
    at_once: int
    """How many ids one statement may name."""
    stop: threading.Event
    rows: int = 0
    """How many rows were streamed."""

    def batches(self, statement: Select[Any]) -> Iterator[Sequence[Row[Any]]]:
        """Stream the rows of a statement; raise ReadingStoppedError when told to stop."""
        result = self.session.connection().execute(statement).yield_per(ROWS_AT_ONCE)
        for rows in result.partitions():
            if self.stop.is_set():
                raise ReadingStoppedError
            self.rows += len(rows)
            yield rows

    def all(self, statement: Select[Any]) -> Iterator[Row[Any]]:
        """Stream the rows of a statement one by one."""
        return chain.from_iterable(self.batches(statement))

    def batches_in(
        self,
        statement: Select[Any],
        column: InstrumentedAttribute[Any],
        ids: Iterable[int],
    ) -> Iterator[Sequence[Row[Any]]]:
        """Stream the rows of a statement for some ids, as many at once as is allowed."""
        for some in batched(ids, self.at_once, strict=False):
            yield from self.batches(statement.where(column.in_(some)))

    def all_in(
        self,
        statement: Select[Any],
        column: InstrumentedAttribute[Any],
        ids: Iterable[int],
    ) -> Iterator[Row[Any]]:
        """Stream the rows of a statement for some ids one by one."""
        return chain.from_iterable(self.batches_in(statement, column, ids))

    def names(self, statement: Select[Any]) -> dict[int, str]:
        """Return the names that two columns give to ids."""
        return {key: name for key, name in self.all(statement) if name}

    def one(self, statement: Select[Any]) -> Any:
        """Return the first column of the first row, None where there is none."""
        return self.session.connection().execute(statement.limit(1)).scalar()

    def within(
        self, moment: InstrumentedAttribute[float | None]
    ) -> ColumnElement[bool]:
        """Return the condition that a moment is in the time asked about."""
        return (moment >= self.since) & (moment <= self.end)


def context_ids(
    context: bytes | None, parent: bytes | None, user: bytes | None
) -> tuple[str | None, str | None, str | None]:
    """Return the ids of a context, of its parent and of its user, as texts."""
    return (
        bytes_to_ulid_or_none(context),
        bytes_to_ulid_or_none(parent),
        bytes_to_uuid_hex_or_none(user),
    )
