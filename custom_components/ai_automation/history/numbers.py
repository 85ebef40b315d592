"""Reads the numbers of sensors, thinned out by the database, and remembers them."""

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import batched
import math
import threading
from typing import Any

from homeassistant.components.recorder.db_schema import States, StatesMeta
import numpy as np
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from ..model.track import Series
from .query import Query

STEP = 300.0
"""Of each sensor one value in so many seconds is read."""
_EARLY = 0.1
"""Seconds by which a step begins before the whole five minutes, on which many sensors report."""


@dataclass(slots=True)
class _Values:
    """What was read of one sensor so far; moments are epoch seconds."""

    start: float
    """What was asked for."""
    until: float
    """What is later has to be read again."""
    end: float
    times: array[float] = field(default_factory=lambda: array("d"))
    values: array[float] = field(default_factory=lambda: array("d"))

    def forget(self, *, before: float, since: float) -> None:
        """Drop what is too old, and what is about to be read again."""
        first, last = bisect_left(self.times, before), bisect_left(self.times, since)
        self.times, self.values = self.times[first:last], self.values[first:last]


class Numbers:
    """The numbers that were read, by entity id: a later reading takes only what is new."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self._held: dict[str, _Values] = {}

    def series(self, entity_ids: Collection[str], end: float) -> dict[str, Series]:
        """Return the numbers of sensors up to a moment; those that have none are left out."""
        found = {}
        for entity_id in sorted(entity_ids):
            held = self._held[entity_id]
            if last := bisect_right(held.times, end):
                found[entity_id] = Series(
                    entity_id=entity_id,
                    times=np.array(held.times[:last], dtype=np.float64),
                    values=np.array(held.values[:last], dtype=np.float64),
                )
        return found

    def read(
        self,
        entity_ids: Collection[str],
        *,
        start: float,
        end: float,
        late: float,
        session: Session,
        at_once: int,
        stop: threading.Event,
    ) -> int:
        """Read what is missing from `start` to `end`, and return how many rows that took.

        What is less than `late` seconds older than the end is read again the next time.
        Raises ReadingStoppedError when told to stop; what is held is of no use then.
        """
        rows = 0
        for since, some in self._missing(entity_ids, start, end).items():
            query = Query(
                session=session, since=since, end=end, at_once=at_once, stop=stop
            )
            self._extend(query, some)
            rows += query.rows
        for entity_id in entity_ids:
            held = self._held[entity_id]
            held.start, held.until, held.end = start, max(start, end - late), end
        return rows

    def _missing(
        self, entity_ids: Collection[str], start: float, end: float
    ) -> dict[float, list[str]]:
        """Return which sensors are to be read from which moment on."""
        missing: dict[float, list[str]] = defaultdict(list)
        first = _step_start(start)
        for entity_id in sorted(entity_ids):
            held = self._held.get(entity_id)
            if held is None or start < held.start or end < held.end:
                held = self._held[entity_id] = _Values(start, start, start)
            since = max(first, _step_start(held.until))
            held.forget(before=first, since=since)
            missing[since].append(entity_id)
        return missing

    def _extend(self, query: Query, entity_ids: Sequence[str]) -> None:
        named = select(StatesMeta.metadata_id, StatesMeta.entity_id)
        names: dict[int, str] = {}
        for some in batched(entity_ids, query.at_once, strict=False):
            names |= query.names(named.where(StatesMeta.entity_id.in_(some)))
        for ids in batched(sorted(names), query.at_once, strict=False):
            for key, state, at in query.all(_last_of_each_step(query, ids)):
                held = self._held[names[key]]
                held.times.append(at)
                held.values.append(_number(state))


def _step_start(at: float) -> float:
    """Return when the step began that a moment is in, in epoch seconds."""
    return math.floor((at + _EARLY) / STEP) * STEP - _EARLY


def _last_of_each_step(query: Query, ids: Sequence[int]) -> Select[Any]:
    """Return the statement for the last row of each entity in each step, oldest first.

    Steps are told apart by rounding, which every database knows and does alike but at the
    half; with steps that begin a little early no row is met there.
    """
    step = func.round((States.last_updated_ts - (STEP / 2 - _EARLY)) / STEP)
    last = (
        select(States.metadata_id, func.max(States.last_updated_ts).label("at"))
        .where(States.metadata_id.in_(ids))
        .where(query.within(States.last_updated_ts))
        .group_by(States.metadata_id, step)
        .subquery()
    )
    return (
        select(States.metadata_id, States.state, States.last_updated_ts)
        .join(
            last,
            (States.metadata_id == last.c.metadata_id)
            & (States.last_updated_ts == last.c.at),
        )
        .order_by(States.metadata_id, States.last_updated_ts)
    )


def _number(state: str | None) -> float:
    """Return what a sensor shows; NaN where that is no number."""
    try:
        value = float(state or "")
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan
