"""Writes a recorded house into a database that is the recorder's own."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path
from typing import Any

from homeassistant.components.recorder import migration
from homeassistant.components.recorder.db_schema import (
    Base,
    EventData,
    Events,
    EventTypes,
    RecorderRuns,
    StateAttributes,
    States,
    StatesMeta,
)
from homeassistant.components.recorder.models import (
    ulid_to_bytes_or_none,
    uuid_hex_to_bytes_or_none,
)
from sqlalchemy import Connection, create_engine, insert
from sqlalchemy.orm import sessionmaker

from .nouns import EventRow, House, HouseError, StateRow

BATCH = 20_000


def write_recorder(house: House, path: Path, *, until: float | None = None) -> None:
    """Write what was recorded up to `until` (default: everything) as a new database.

    It is as a recorder leaves it that has just been stopped in good order, with its
    statistics up to date: Home Assistant opens it without repair or migration.
    """
    if path.exists():
        raise HouseError(f"{path} exists already: choose another folder or remove it")
    engine = create_engine(f"sqlite:///{path}")
    try:
        Base.metadata.create_all(engine)
        if not migration.initialize_database(sessionmaker(engine)):
            raise HouseError(f"{path} cannot be written: make its folder writable")
        with engine.begin() as connection:
            limit = float("inf") if until is None else until
            events = [row for row in house.events if row.t <= limit]
            _write_runs(connection, house, events)
            _write_events(connection, events)
            _write_states(connection, (row for row in house.states if row.t <= limit))
    finally:
        engine.dispose()


def _write_runs(
    connection: Connection, house: House, events: Iterable[EventRow]
) -> None:
    """Write a run for each time Home Assistant was up; the last ends just now."""
    starts, stops = [house.start], []
    for row in events:
        if row.event_type == "homeassistant_start":
            starts.append(row.t)
        elif row.event_type == "homeassistant_stop":
            stops.append(row.t)
    ends = [min((t for t in stops if t > start), default=None) for start in starts]
    ends[-1] = None
    now = datetime.now(UTC)
    connection.execute(
        insert(RecorderRuns),
        [
            {"start": _moment(start), "created": _moment(start)}
            | {"end": now if end is None else _moment(end), "closed_incorrect": False}
            for start, end in zip(starts, ends, strict=True)
        ],
    )


def _moment(t: float) -> datetime:
    return datetime.fromtimestamp(t, UTC)


def _write_states(connection: Connection, rows: Iterable[StateRow]) -> None:
    entities, attributes = _Numbers(), _Numbers()
    _insert(connection, States, _state_records(rows, entities, attributes))
    _insert(
        connection,
        StatesMeta,
        (
            {"metadata_id": number, "entity_id": entity_id}
            for entity_id, number in entities.items()
        ),
    )
    _insert(
        connection,
        StateAttributes,
        (
            {
                "attributes_id": number,
                "hash": StateAttributes.hash_shared_attrs_bytes(text.encode()),
                "shared_attrs": text,
            }
            for text, number in attributes.items()
        ),
    )


def _state_records(
    rows: Iterable[StateRow], entities: _Numbers, attributes: _Numbers
) -> Iterator[dict[str, Any]]:
    last: dict[str, tuple[int, StateRow, float]] = {}
    for state_id, written in enumerate(rows, 1):
        before = last.get(written.entity_id)
        row = written.after(before and before[1])
        same = before is not None and before[1].state == row.state
        changed = before[2] if before is not None and same else row.t
        last[row.entity_id] = (state_id, row, changed)
        yield {
            "state_id": state_id,
            "metadata_id": entities.of(row.entity_id),
            "state": row.state,
            "last_updated_ts": row.t,
            "last_changed_ts": None if changed == row.t else changed,
            "old_state_id": before[0] if before else None,
            "attributes_id": attributes.of(row.attributes or "{}"),
            **_context(row),
        }


def _write_events(connection: Connection, rows: Iterable[EventRow]) -> None:
    types, data = _Numbers(), _Numbers()
    records = (
        {
            "time_fired_ts": row.t,
            "event_type_id": types.of(row.event_type),
            "data_id": data.of(row.data),
            **_context(row),
        }
        for row in rows
    )
    _insert(connection, Events, records)
    _insert(
        connection,
        EventTypes,
        (
            {"event_type_id": number, "event_type": event_type}
            for event_type, number in types.items()
        ),
    )
    _insert(
        connection,
        EventData,
        (
            {
                "data_id": number,
                "hash": EventData.hash_shared_data_bytes(text.encode()),
                "shared_data": text,
            }
            for text, number in data.items()
        ),
    )


def _context(row: StateRow | EventRow) -> dict[str, Any]:
    return {
        "origin_idx": 0,
        "context_id_bin": ulid_to_bytes_or_none(row.context_id),
        "context_parent_id_bin": ulid_to_bytes_or_none(row.parent_id),
        "context_user_id_bin": uuid_hex_to_bytes_or_none(row.user_id),
    }


def _insert(
    connection: Connection, table: type[Base], records: Iterable[dict[str, Any]]
) -> None:
    """Insert many rows that all have the same columns."""
    for batch in batched(records, BATCH, strict=False):
        names = list(batch[0])
        statement = (
            f"INSERT INTO {table.__tablename__} ({', '.join(names)})"
            f" VALUES ({', '.join('?' * len(names))})"
        )
        connection.exec_driver_sql(statement, [tuple(row.values()) for row in batch])


class _Numbers(dict[str, int]):
    """Numbers texts from one in the order they are met."""

    def of(self, text: str) -> int:
        """Return the number of a text."""
        return self.setdefault(text, len(self) + 1)
