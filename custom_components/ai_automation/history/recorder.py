"""What is asked of the recorder's database; everything here runs in the recorder's own executor."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import batched, pairwise
import threading
from typing import Any

from homeassistant.components.recorder.db_schema import (
    EventData,
    Events,
    EventTypes,
    RecorderRuns,
    States,
    StatesMeta,
)
from homeassistant.components.recorder.models import (
    bytes_to_ulid_or_none,
    bytes_to_uuid_hex_or_none,
    process_timestamp,
)
from homeassistant.util.json import json_loads
from sqlalchemy import ColumnElement, Row, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from .calls import Call, parse_call
from .causes import AUTOMATION_RUN, Event
from .rows import ProvenRows, Rows
from .scope import Relevant

ROWS_AT_ONCE = 4096
SILENCE_SECONDS = 12 * 3600.0
"""A home in which nothing at all is recorded for longer than this was not recording."""
_HOLE_SECONDS = 600.0
"""A restart takes less than this."""

_START = "homeassistant_start"
_SOURCED = frozenset({"automation_triggered", "script_started"})
_EVENT_TYPES = (
    _START,
    "call_service",
    *sorted(_SOURCED),
    "homekit_state_change",
    "alexa_smart_home",
    "google_assistant_command",
)
_ASSISTANT_DOMAINS = frozenset({"assist_satellite", "conversation"})


class ReadingStoppedError(Exception):
    """The reading was stopped from outside."""


@dataclass(slots=True, kw_only=True)
class Recording:
    """What was read so far, in the form that takes the least memory."""

    relevant: Relevant
    start: float
    """Epoch seconds asked for."""
    until: float
    """Epoch seconds; what is later has to be read again."""
    end: float
    """Epoch seconds of the end of the last reading."""
    first: float | None = None
    """Epoch seconds of the oldest row known."""
    alive: float | None = None
    """Epoch seconds of the newest row of any entity before `until`."""
    observed: dict[str, Rows] = field(default_factory=dict)
    controllable: dict[str, ProvenRows] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    silences: list[tuple[float, float]] = field(default_factory=list)
    holes: list[tuple[float, float]] = field(default_factory=list)
    runs: list[float] = field(default_factory=list)
    """When the recorder was started."""
    details: dict[int, Call | str | None] = field(default_factory=dict)
    """Meaning of the events' data, by its id."""
    rows: int = 0
    """How many rows the last reading took."""

    def all_rows(self) -> Iterator[Rows]:
        """Yield the rows of each entity."""
        yield from self.observed.values()
        yield from self.controllable.values()

    def forget(self, *, before: float, since: float) -> None:
        """Drop what is too old, and what is about to be read again."""
        for rows in self.all_rows():
            rows.forget_from(since)
            rows.forget_before(before)
        self.events = [e for e in self.events if before <= e.at < since]
        self.silences = [
            (max(a, before), b)
            for a, b in self.silences
            if b - max(a, before) > SILENCE_SECONDS
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reading of a stretch of time into a recording."""

    session: Session
    recording: Recording
    since: float
    end: float
    at_once: int
    """How many ids one statement may name."""
    stop: threading.Event

    def read(self) -> None:
        """Read everything."""
        recording = self.recording
        entities = self._names(select(StatesMeta.metadata_id, StatesMeta.entity_id))
        recording.rows = 0
        self._read_first()
        self._read_observed(entities)
        self._read_controllable(entities)
        self._read_events()
        self._read_marks(entities)
        self._read_silences()
        self._read_runs()

    def _all(self, statement: Select[Any]) -> Iterator[Row[Any]]:
        """Stream the rows of a statement, and stop between two batches when asked to."""
        result = self.session.connection().execute(statement).yield_per(ROWS_AT_ONCE)
        for rows in result.partitions():
            if self.stop.is_set():
                raise ReadingStoppedError
            self.recording.rows += len(rows)
            yield from rows

    def _names(self, statement: Select[Any]) -> dict[int, str]:
        return {key: name for key, name in self._all(statement) if name}

    def _one(self, statement: Select[Any]) -> Any:
        return self.session.connection().execute(statement).scalar()

    def _within(
        self, moment: InstrumentedAttribute[float | None]
    ) -> ColumnElement[bool]:
        return (moment >= self.since) & (moment <= self.end)

    def _read_first(self) -> None:
        oldest = self._one(
            select(States.last_updated_ts).order_by(States.last_updated_ts).limit(1)
        )
        known = [at for at in (self.recording.first, oldest) if at is not None]
        self.recording.first = min(known, default=None)

    def _read_observed(self, entities: Mapping[int, str]) -> None:
        ids = _of(entities, self.recording.relevant.observed.__contains__)
        held = self.recording.observed
        for rows in self._before_start(ids, entities, held, Rows):
            held[rows.entity_id] = rows
        columns = (States.metadata_id, States.state, States.last_updated_ts)
        current, add = None, _nowhere
        for key, state, at in self._changes(columns, ids):
            if key != current:
                current = key
                entity_id = entities[key]
                add = held.setdefault(entity_id, Rows(entity_id)).add
            add(at, state)

    def _read_controllable(self, entities: Mapping[int, str]) -> None:
        ids = _of(entities, self.recording.relevant.controllable.__contains__)
        held = self.recording.controllable
        for rows in self._before_start(ids, entities, held, ProvenRows):
            rows.prove(0, None, None, None)
            held[rows.entity_id] = rows
        columns = (
            States.metadata_id,
            States.state,
            States.last_updated_ts,
            States.state_id,
            States.context_id_bin,
            States.context_parent_id_bin,
            States.context_user_id_bin,
        )
        current: int | None = None
        rows = ProvenRows("")
        for key, state, at, *proof in self._changes(columns, ids):
            if key != current:
                current = key
                entity_id = entities[key]
                rows = held.setdefault(entity_id, ProvenRows(entity_id))
            if rows.add(at, state):
                rows.prove(*proof)

    def _before_start[R: Rows](
        self,
        ids: Iterable[int],
        entities: Mapping[int, str],
        held: Mapping[str, R],
        form: Callable[[str], R],
    ) -> Iterator[R]:
        """Yield entities not held yet with the state that each had at the start."""
        missing = [key for key in ids if entities[key] not in held]
        newest = (
            select(States.state)
            .where(States.metadata_id == StatesMeta.metadata_id)
            .where(States.last_updated_ts < self.since)
            .order_by(States.last_updated_ts.desc())
            .limit(1)
            .correlate(StatesMeta)
            .scalar_subquery()
        )
        for some in batched(missing, self.at_once, strict=False):
            statement = select(StatesMeta.metadata_id, newest).where(
                StatesMeta.metadata_id.in_(some)
            )
            for key, state in self._all(statement):
                if state is not None:
                    rows = form(entities[key])
                    rows.add(self.since, state)
                    yield rows

    def _changes(self, columns: tuple[Any, ...], ids: list[int]) -> Iterator[Row[Any]]:
        """Stream the rows at which a state changed, entity by entity, oldest first."""
        for some in batched(ids, self.at_once, strict=False):
            yield from self._all(
                select(*columns)
                .where(States.metadata_id.in_(some))
                .where(self._within(States.last_updated_ts))
                .where(
                    or_(
                        States.last_changed_ts.is_(None),
                        States.last_changed_ts == States.last_updated_ts,
                    )
                )
                .order_by(States.metadata_id, States.last_updated_ts)
            )

    def _read_events(self) -> None:
        types = self._names(
            select(EventTypes.event_type_id, EventTypes.event_type).where(
                EventTypes.event_type.in_(_EVENT_TYPES)
            )
        )
        found: list[tuple[Event, int | None]] = []
        for event_type_id, kind in types.items():
            statement = (
                select(
                    Events.time_fired_ts,
                    Events.data_id,
                    Events.context_id_bin,
                    Events.context_parent_id_bin,
                    Events.context_user_id_bin,
                )
                .where(Events.event_type_id == event_type_id)
                .where(self._within(Events.time_fired_ts))
            )
            for at, data_id, *ids in self._all(statement):
                event = Event(at, kind, *_ids(*ids))
                if kind == "call_service" or kind in _SOURCED:
                    found.append((event, data_id))
                else:
                    self.recording.events.append(event)
        self._read_details({data_id for _, data_id in found if data_id is not None})
        details = self.recording.details
        self.recording.events += [
            event._replace(detail=details.get(data_id or 0)) for event, data_id in found
        ]

    def _read_details(self, data_ids: set[int]) -> None:
        """Learn what the data of events says; the same data serves many events."""
        details = self.recording.details
        for some in batched(data_ids - details.keys(), self.at_once, strict=False):
            statement = select(EventData.data_id, EventData.shared_data).where(
                EventData.data_id.in_(some)
            )
            for data_id, text in self._all(statement):
                details[data_id] = _detail(text)

    def _read_marks(self, entities: Mapping[int, str]) -> None:
        """Read the rows that runs of automations and uses of assistants leave behind.

        They tell a cause where the owner records no events. A run changes an attribute
        of the automation; when its state changes, somebody switched it on or off.
        """
        runs = States.last_changed_ts.is_not(None) & (
            States.last_changed_ts != States.last_updated_ts
        )
        uses = States.last_changed_ts.is_(None)
        for domains, mark in (
            (frozenset({AUTOMATION_RUN}), runs),
            (_ASSISTANT_DOMAINS, uses),
        ):
            ids = _of(entities, lambda e, of=domains: e.partition(".")[0] in of)  # type: ignore[misc]
            for some in batched(ids, self.at_once, strict=False):
                statement = (
                    select(
                        States.metadata_id,
                        States.last_updated_ts,
                        States.context_id_bin,
                        States.context_parent_id_bin,
                        States.context_user_id_bin,
                    )
                    .where(States.metadata_id.in_(some))
                    .where(self._within(States.last_updated_ts))
                    .where(mark)
                )
                for key, at, *ids_of in self._all(statement):
                    entity_id = entities[key]
                    kind = entity_id.partition(".")[0]
                    self.recording.events.append(
                        Event(at, kind, *_ids(*ids_of), entity_id)
                    )

    def _read_silences(self) -> None:
        """Find the stretches without a row of any entity, by steps from row to row.

        The newest row within twelve hours of a row is found by the index, so that a
        month takes some sixty of these steps whatever the number of rows.
        """
        recording = self.recording
        at = recording.alive or max(self.since, recording.first or self.since)
        moment = States.last_updated_ts
        while at < self.end:
            known = (moment > at) & (moment <= self.end)
            newest = self._one(
                select(moment)
                .where(known & (moment <= at + SILENCE_SECONDS))
                .order_by(moment.desc())
                .limit(1)
            )
            if newest is None:
                newest = self._one(
                    select(moment).where(known).order_by(moment).limit(1)
                )
                if newest is None:
                    break
                recording.silences.append((at, newest))
            at = newest
        recording.alive = at

    def _read_runs(self) -> None:
        """Read when the recorder ran, and when it did not."""
        statement = select(RecorderRuns.start, RecorderRuns.end).order_by(
            RecorderRuns.start
        )
        runs = [
            (process_timestamp(start).timestamp(), end)
            for start, end in self._all(statement)
        ]
        self.recording.runs = [at for at, _ in runs]
        self.recording.holes = [
            (left, came)
            for (_, ended), (came, _) in pairwise(runs)
            if ended is not None
            and came - (left := process_timestamp(ended).timestamp()) > _HOLE_SECONDS
            and self._is_empty(left, came)
        ]

    def _is_empty(self, start: float, end: float) -> bool:
        moment = States.last_updated_ts
        return (
            self._one(select(moment).where((moment > start) & (moment < end)).limit(1))
            is None
        )


def _nowhere(at: float, state: str | None) -> bool:
    raise AssertionError


def _of(entities: Mapping[int, str], wanted: Callable[[str], bool]) -> list[int]:
    """Return the keys of the wanted entities."""
    return sorted(key for key, entity_id in entities.items() if wanted(entity_id))


def _ids(
    context: bytes | None, parent: bytes | None, user: bytes | None
) -> tuple[str | None, str | None, str | None]:
    """Return the ids of a context, of its parent and of its user, as texts."""
    return (
        bytes_to_ulid_or_none(context),
        bytes_to_ulid_or_none(parent),
        bytes_to_uuid_hex_or_none(user),
    )


def _detail(text: str | None) -> Call | str | None:
    """Return the call, or the automation or script, that the data of an event names."""
    try:
        data = json_loads(text or "")
    except ValueError:
        # A row cut short by the database names nothing; its context still counts.
        return None
    if not isinstance(data, dict):
        return None
    if "service" in data and "domain" in data:
        return parse_call(data)
    entity_id = data.get("entity_id")
    return entity_id if isinstance(entity_id, str) else None
