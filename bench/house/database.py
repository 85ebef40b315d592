"""Writes a recorded house into a database that is the recorder's own."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path
import sqlite3
from typing import Any, Self, cast

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
import numpy as np
from numpy.typing import NDArray
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reports:
    """What devices reported by themselves, oldest first; arrays of one length."""

    entity_ids: Sequence[str]
    who: NDArray[np.int64]
    """Which of `entity_ids`."""
    times: NDArray[np.float64]
    states: NDArray[np.str_]
    before: NDArray[np.int64]
    """The place of the entity's report before; -1 for its first."""

    @classmethod
    def of(
        cls,
        groups: Sequence[tuple[list[str], NDArray[np.float64], NDArray[np.str_]]],
    ) -> Self:
        """Put together entities, their times and their states; both are entities by rows."""
        names = [name for some, _, _ in groups for name in some]
        rows = np.repeat(
            [times.shape[1] for _, times, _ in groups], [len(g[0]) for g in groups]
        )
        times = np.concatenate([times.ravel() for _, times, _ in groups])
        order = np.argsort(times, kind="stable")
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        before = np.append(-1, place[:-1])
        before[np.cumsum(rows) - rows] = -1
        return cls(
            entity_ids=names,
            who=np.repeat(np.arange(len(names)), rows)[order],
            times=times[order],
            states=np.concatenate([states.ravel() for _, _, states in groups])[order],
            before=before[order],
        )


def add_reports(path: Path, many: Iterable[Reports]) -> int:
    """Add reports to a written database, each later than all before; return how many there were.

    Ten millions take a minute or two, and as much memory as one of `many`.
    """
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA temp_store = FILE")
        keys = dict(database.execute("SELECT entity_id, metadata_id FROM states_meta"))
        last = dict(
            database.execute(
                "SELECT metadata_id, MAX(state_id) FROM states GROUP BY metadata_id"
            )
        )
        [(written,)] = database.execute("SELECT MAX(state_id) FROM states")
        indexes = database.execute(
            "SELECT name, sql FROM sqlite_master"
            " WHERE type = 'index' AND tbl_name = 'states' AND sql IS NOT NULL"
        ).fetchall()
        for name, _ in indexes:
            database.execute(f"DROP INDEX {name}")
        state_id = written
        for reports in many:
            known = np.array([keys[name] for name in reports.entity_ids])
            database.executemany(
                "INSERT INTO states (state_id, metadata_id, state, last_updated_ts,"
                " old_state_id, attributes_id, origin_idx, context_id_bin)"
                f" VALUES (?, ?, ?, ?, ?, 1, {LOCAL}, ?)",
                _report_records(reports, known, state_id, last),
            )
            state_id += len(reports.times)
        for _, statement in indexes:
            database.execute(statement)
        database.commit()
    return int(state_id - written)


def _report_records(
    reports: Reports, known: NDArray[np.int64], first: int, last: dict[int, int]
) -> Iterator[tuple[Any, ...]]:
    """Yield rows of the table; `last` holds the last row of each entity, and is brought up to date."""
    count = len(reports.times)
    ids = np.arange(first + 1, first + 1 + count)
    keys = known[reports.who]
    old = np.where(reports.before >= 0, first + 1 + reports.before, 0)
    new = reports.before < 0
    old[new] = [last[key] for key in keys[new].tolist()]
    last |= dict(zip(keys.tolist(), ids.tolist(), strict=True))
    yield from zip(
        ids.tolist(),
        keys.tolist(),
        reports.states.tolist(),
        reports.times.tolist(),
        old.tolist(),
        _ulids(reports.times),
        strict=True,
    )


def _ulids(times: NDArray[np.float64]) -> list[bytes]:
    """Return a context of its own for each moment: 48 bits of milliseconds, 80 of chance."""
    milliseconds = np.floor(times * 1000).astype(">u8").view(np.uint8).reshape(-1, 8)
    chance = np.random.default_rng(len(times)).integers(
        0, 256, (len(times), 10), dtype=np.uint8
    )
    joined = np.concatenate([milliseconds[:, 2:], chance], axis=1).tobytes()
    return [joined[at : at + 16] for at in range(0, len(joined), 16)]
