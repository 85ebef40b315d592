"""Reads states and what explains them from the recorder's database."""

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from homeassistant.components.recorder.db_schema import (
    EventData,
    Events,
    EventTypes,
    States,
    StatesMeta,
)
from homeassistant.util.json import json_loads
from sqlalchemy import or_, select

from ..const import EVENT_TESTED
from .calls import Call, parse_call
from .causes import AUTOMATION_RUN, Event
from .query import Query, context_ids
from .recording import Recording
from .rows import ProvenRows, Rows
from .uptime import read_uptime

_SOURCED = frozenset({"automation_triggered", "call_service", "script_started"})
"""Events whose data says what ran, or what was asked for."""
_EVENT_TYPES = (
    *sorted(_SOURCED),
    EVENT_TESTED,
    "alexa_smart_home",
    "google_assistant_command",
    "homeassistant_start",
    "homekit_state_change",
)
_ASSISTANTS = frozenset({"assist_satellite", "conversation"})


def read(query: Query, recording: Recording) -> None:
    """Read the time that a query is about into a recording."""
    entities = query.names(select(StatesMeta.metadata_id, StatesMeta.entity_id))
    _read_observed(query, recording, entities)
    _read_controllable(query, recording, entities)
    _read_events(query, recording)
    _read_marks(query, recording, entities)
    read_uptime(query, recording)
    recording.rows = query.rows


def _read_observed(
    query: Query, recording: Recording, entities: Mapping[int, str]
) -> None:
    ids = _keys(entities, recording.relevant.observed)
    held = recording.observed
    for rows in _before(query, ids, entities, held, Rows):
        held[rows.entity_id] = rows
    columns = (States.metadata_id, States.state, States.last_updated_ts)
    for key, (states, times) in _changes(query, columns, ids):
        held.setdefault(entities[key], Rows(entities[key])).extend(times, states)


def _read_controllable(
    query: Query, recording: Recording, entities: Mapping[int, str]
) -> None:
    ids = _keys(entities, recording.relevant.controllable)
    held = recording.controllable
    for rows in _before(query, ids, entities, held, ProvenRows):
        rows.prove((0,), (None,), (None,), (None,))
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
    for key, (states, times, *proofs) in _changes(query, columns, ids):
        rows = held.setdefault(entities[key], ProvenRows(entities[key]))
        rows.extend(times, states)
        rows.prove(*proofs)


def _before[R: Rows](
    query: Query,
    ids: Collection[int],
    entities: Mapping[int, str],
    held: Mapping[str, R],
    form: Callable[[str], R],
) -> Iterator[R]:
    """Yield entities that are not held yet, with the state each had before."""
    newest = (
        select(States.state)
        .where(States.metadata_id == StatesMeta.metadata_id)
        .where(States.last_updated_ts < query.since)
        .order_by(States.last_updated_ts.desc())
        .limit(1)
        .correlate(StatesMeta)
        .scalar_subquery()
    )
    missing = [key for key in ids if entities[key] not in held]
    statement = select(StatesMeta.metadata_id, newest)
    for key, state in query.all_in(statement, StatesMeta.metadata_id, missing):
        if state is not None:
            rows = form(entities[key])
            rows.extend((query.since,), (state,))
            yield rows


def _changes(
    query: Query, columns: tuple[Any, ...], ids: Collection[int]
) -> Iterator[tuple[int, list[tuple[Any, ...]]]]:
    """Stream the rows at which states changed: an id, and column by column what it did.

    An entity comes several times when it has more rows than a batch, oldest first.
    """
    statement = (
        select(*columns)
        .where(query.within(States.last_updated_ts))
        .where(
            or_(
                States.last_changed_ts.is_(None),
                States.last_changed_ts == States.last_updated_ts,
            )
        )
        .order_by(States.metadata_id, States.last_updated_ts)
    )
    for rows in query.batches_in(statement, States.metadata_id, ids):
        for key, some in groupby(rows, itemgetter(0)):
            yield key, list(zip(*some, strict=True))[1:]


def _read_events(query: Query, recording: Recording) -> None:
    types = query.names(
        select(EventTypes.event_type_id, EventTypes.event_type).where(
            EventTypes.event_type.in_(_EVENT_TYPES)
        )
    )
    sourced: list[tuple[Event, int]] = []
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
            .where(query.within(Events.time_fired_ts))
        )
        for at, data_id, *ids in query.all(statement):
            event = Event(at, kind, *context_ids(*ids))
            if kind in _SOURCED and data_id is not None:
                sourced.append((event, data_id))
            else:
                recording.events.append(event)
    _read_details(query, recording, {data_id for _, data_id in sourced})
    recording.events += [
        event._replace(detail=recording.details.get(data_id))
        for event, data_id in sourced
    ]


def _read_details(query: Query, recording: Recording, data_ids: set[int]) -> None:
    """Learn what the data of events says; the same data serves many events."""
    statement = select(EventData.data_id, EventData.shared_data)
    missing = data_ids - recording.details.keys()
    for data_id, text in query.all_in(statement, EventData.data_id, missing):
        recording.details[data_id] = _detail(text)


def _detail(text: str | None) -> Call | str | None:
    """Return the call, or the automation or script, that the data of an event names."""
    try:
        data = json_loads(text or "")
    except ValueError:
        # Data cut short by the database names nothing; the event's context still counts.
        return None
    if not isinstance(data, dict):
        return None
    if "service" in data and "domain" in data:
        return parse_call(data)
    entity_id = data.get("entity_id")
    return entity_id if isinstance(entity_id, str) else None


def _read_marks(
    query: Query, recording: Recording, entities: Mapping[int, str]
) -> None:
    """Read the rows that runs of automations and uses of assistants leave behind.

    They tell a cause where the owner records no events. A run changes an attribute
    of the automation; when its state changes, somebody switched it on or off.
    """
    runs = States.last_changed_ts.is_not(None) & (
        States.last_changed_ts != States.last_updated_ts
    )
    uses = States.last_changed_ts.is_(None)
    for domains, mark in ((frozenset({AUTOMATION_RUN}), runs), (_ASSISTANTS, uses)):
        named = {e for e in entities.values() if e.partition(".")[0] in domains}
        statement = (
            select(
                States.metadata_id,
                States.last_updated_ts,
                States.context_id_bin,
                States.context_parent_id_bin,
                States.context_user_id_bin,
            )
            .where(query.within(States.last_updated_ts))
            .where(mark)
        )
        keys = _keys(entities, named)
        for key, at, *ids in query.all_in(statement, States.metadata_id, keys):
            entity_id = entities[key]
            kind = entity_id.partition(".")[0]
            recording.events.append(Event(at, kind, *context_ids(*ids), entity_id))


def _keys(entities: Mapping[int, str], wanted: Collection[str]) -> list[int]:
    """Return the ids of the wanted entities in the database."""
    return sorted(key for key, entity_id in entities.items() if entity_id in wanted)
