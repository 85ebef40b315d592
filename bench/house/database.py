"""Writes a recorded house into a database that is the recorder's own."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path
from typing import Any, cast

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
from sqlalchemy import Connection, Table, create_engine, insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import sessionmaker

from .nouns import EventRow, House, HouseError, StateRow

BATCH = 20_000
LOCAL = 0
"""The origin of what this Home Assistant saw itself."""


def write_recorder(house: House, path: Path, *, until: float | None = None) -> None:
    """Write what was recorded up to `until` (default: everything) as a new database.

    It is as a recorder leaves it that has just been stopped in good order, with its
    statistics up to date: Home Assistant opens it without repair or migration.
    """
    if path.exists():
        raise HouseError(f"{path} exists already: choose another folder or remove it")
    engine = create_engine(f"sqlite:///{path}")
    try:
        try:
            Base.metadata.create_all(engine)
        except OperationalError as err:
            raise HouseError(f"{path} cannot be written: {err.orig}") from None
        migration.initialize_database(sessionmaker(engine))
        with engine.connect() as connection:
            # What is not finished is thrown away, so nothing needs to be safe yet.
            connection.exec_driver_sql("PRAGMA journal_mode = OFF")
            connection.exec_driver_sql("PRAGMA synchronous = OFF")
            limit = float("inf") if until is None else until
            events = [row for row in house.events if row.t <= limit]
            _write_runs(connection, house, events)
            _write_events(connection, events)
            _write_states(connection, (row for row in house.states if row.t <= limit))
            connection.commit()
    finally:
        engine.dispose()


def _write_runs(
    connection: Connection, house: House, events: Iterable[EventRow]
) -> None:
    """Write a run for each time Home Assistant was up; the last ends just now."""
    bounds = [(house.start, True)] + [
        (row.t, row.event_type == "homeassistant_start")
        for row in events
        if row.event_type in ("homeassistant_start", "homeassistant_stop")
    ]
    ends = [*bounds[1:], (datetime.now(UTC).timestamp(), False)]
    connection.execute(
        insert(RecorderRuns),
        [
            {
                "start": _moment(start),
                "end": _moment(end),
                # Up again without having stopped: it had crashed.
                "closed_incorrect": crashed,
                "created": _moment(start),
            }
            for (start, up), (end, crashed) in zip(bounds, ends, strict=True)
            if up
        ],
    )


def _moment(t: float) -> datetime:
    return datetime.fromtimestamp(t, UTC)


def _write_states(connection: Connection, rows: Iterable[StateRow]) -> None:
    entities, attributes = _Numbers(), _Numbers()
    _insert(
        connection,
        States,
        (
            "state_id metadata_id state last_updated_ts last_changed_ts old_state_id"
            " attributes_id origin_idx context_id_bin context_parent_id_bin"
            " context_user_id_bin"
        ),
        _state_records(rows, entities, attributes),
    )
    _insert(
        connection,
        StatesMeta,
        "entity_id metadata_id",
        entities.items(),
    )
    _insert(
        connection,
        StateAttributes,
        "shared_attrs attributes_id hash",
        _hashed(attributes, StateAttributes.hash_shared_attrs_bytes),
    )


def _state_records(
    rows: Iterable[StateRow], entities: _Numbers, attributes: _Numbers
) -> Iterator[tuple[Any, ...]]:
    last: dict[str, tuple[int, StateRow, float]] = {}
    for state_id, written in enumerate(rows, 1):
        before = last.get(written.entity_id)
        row = written.after(before and before[1])
        same = before is not None and before[1].state == row.state
        changed = before[2] if before is not None and same else row.t
        last[row.entity_id] = (state_id, row, changed)
        yield (
            state_id,
            entities.of(row.entity_id),
            row.state,
            row.t,
            None if changed == row.t else changed,
            before[0] if before else None,
            attributes.of(row.attributes or "{}"),
            *_context(row),
        )


def _write_events(connection: Connection, rows: Iterable[EventRow]) -> None:
    types, data = _Numbers(), _Numbers()
    _insert(
        connection,
        Events,
        (
            "time_fired_ts event_type_id data_id origin_idx context_id_bin"
            " context_parent_id_bin context_user_id_bin"
        ),
        (
            (row.t, types.of(row.event_type), data.of(row.data), *_context(row))
            for row in rows
        ),
    )
    _insert(connection, EventTypes, "event_type event_type_id", types.items())
    _insert(
        connection,
        EventData,
        "shared_data data_id hash",
        _hashed(data, EventData.hash_shared_data_bytes),
    )


def _hashed(
    texts: _Numbers, digest: Callable[[bytes], int]
) -> Iterator[tuple[str, int, int]]:
    for text, number in texts.items():
        yield text, number, digest(text.encode())


def _context(row: StateRow | EventRow) -> tuple[int | bytes | None, ...]:
    return (
        LOCAL,
        ulid_to_bytes_or_none(row.context_id),
        ulid_to_bytes_or_none(row.parent_id),
        uuid_hex_to_bytes_or_none(row.user_id),
    )


def _insert(
    connection: Connection,
    table: type[Base],
    columns: str,
    rows: Iterable[tuple[Any, ...]],
) -> None:
    """Insert many rows; the indexes follow, which is faster than row by row."""
    indexes = cast("Table", table.__table__).indexes
    for index in indexes:
        index.drop(connection)
    names = columns.split()
    statement = (
        f"INSERT INTO {table.__tablename__} ({', '.join(names)})"
        f" VALUES ({', '.join('?' * len(names))})"
    )
    for batch in batched(rows, BATCH, strict=False):
        connection.exec_driver_sql(statement, list(batch))
    for index in indexes:
        index.create(connection)


class _Numbers(dict[str, int]):
    """Numbers texts from one in the order they are met."""

    def of(self, text: str) -> int:
        """Return the number of a text."""
        return self.setdefault(text, len(self) + 1)
