"""The recorder database of a recorded house, looked at from outside."""

from contextlib import closing
from pathlib import Path
import sqlite3
from typing import Any

from homeassistant.components.recorder.db_schema import SCHEMA_VERSION
from homeassistant.util.ulid import ulid_to_bytes
import pytest

from bench.house import HouseError, write_recorder

from .houses import ANA, END, START, event, first_states, house, row


def _ask(path: Path, question: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(question).fetchall()


def _of(path: Path, entity_id: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        rows = database.execute(
            "SELECT * FROM states JOIN states_meta USING (metadata_id)"
            " LEFT JOIN state_attributes USING (attributes_id)"
            " WHERE states_meta.entity_id = ? ORDER BY state_id",
            (entity_id,),
        )
        return [dict(one) for one in rows]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "recorder.db"


def test_rows_of_an_entity_are_chained_and_dated(path: Path) -> None:
    states = [
        *first_states(),
        row(START + 10, "light.hall", "on", user=ANA),
        row(START + 12, "light.hall", "on", brightness=9),
        row(START + 14, "light.hall", "on"),
        row(START + 20, "light.hall", "off"),
    ]
    write_recorder(house(states=states), path)
    rows = _of(path, "light.hall")
    assert [one["last_updated_ts"] - START for one in rows] == [0, 10, 12, 14, 20]
    assert [one["last_changed_ts"] for one in rows] == [
        None,
        None,
        START + 10,
        START + 10,
        None,
    ]
    ids = [one["state_id"] for one in rows]
    assert [one["old_state_id"] for one in rows] == [None, *ids[:-1]]
    assert [one["shared_attrs"] for one in rows] == [
        '{"friendly_name": "Hall light"}',
        '{"friendly_name": "Hall light"}',
        '{"brightness": 9}',
        '{"brightness": 9}',
        '{"brightness": 9}',
    ]
    assert all(one["hash"] for one in rows)
    assert rows[1]["context_user_id_bin"] == bytes.fromhex(ANA)
    assert rows[0]["context_user_id_bin"] is None
    assert rows[1]["context_id_bin"] == ulid_to_bytes(str(states[-4].context_id))
    assert {one["origin_idx"] for one in rows} == {0}


def test_equal_attributes_are_stored_once(path: Path) -> None:
    states = [
        row(START + n, "light.hall", state, friendly_name="Hall light")
        for n, state in enumerate(("off", "on", "off"))
    ]
    write_recorder(house(states=states), path)
    assert _ask(path, "SELECT count(*) FROM state_attributes") == [(1,)]


def test_events_keep_their_type_data_and_context(path: Path) -> None:
    told = event(START + 5, "call_service", domain="light", service="turn_on")
    again = event(START + 6, "call_service", domain="light", service="turn_on")
    write_recorder(house(events=[told, again]), path)
    assert _ask(
        path,
        "SELECT event_type_rel.event_type, shared_data, time_fired_ts,"
        " events.context_id_bin FROM events JOIN event_types AS event_type_rel"
        " USING (event_type_id) JOIN event_data USING (data_id)",
    ) == [
        ("call_service", one.data, one.t, ulid_to_bytes(str(one.context_id)))
        for one in (told, again)
    ]
    assert _ask(path, "SELECT count(*) FROM event_data") == [(1,)]


def test_nothing_is_known_after_the_moment_asked_for(path: Path) -> None:
    states = [*first_states(), row(START + 10, "light.hall", "on")]
    events = [event(START + 9, "call_service"), event(START + 11, "call_service")]
    write_recorder(house(states=states, events=events), path, until=START + 9)
    assert [one["state"] for one in _of(path, "light.hall")] == ["off"]
    assert _ask(path, "SELECT count(*) FROM events") == [(1,)]


def test_runs_of_home_assistant_are_told_by_its_starts_and_stops(path: Path) -> None:
    events = [
        event(START + 100, "homeassistant_stop"),
        event(START + 160, "homeassistant_start"),
        event(START + 400, "homeassistant_start"),
    ]
    write_recorder(house(events=events), path)
    runs = _ask(
        path,
        "SELECT unixepoch(start), unixepoch(end), closed_incorrect FROM recorder_runs"
        " ORDER BY start",
    )
    assert [one[0] - START for one in runs] == [0, 160, 400]
    assert runs[0][1] - START == 100
    assert runs[1][1] - START == 400
    assert runs[2][1] > END
    assert [one[2] for one in runs] == [0, 1, 0]


def test_the_schema_is_the_recorders_and_statistics_are_up_to_date(path: Path) -> None:
    write_recorder(house(), path)
    assert _ask(path, "SELECT schema_version FROM schema_changes") == [
        (SCHEMA_VERSION,)
    ]
    (age,) = _ask(
        path, "SELECT unixepoch() - max(unixepoch(start)) FROM statistics_runs"
    )
    assert -300 <= age[0] <= 600


def test_a_database_is_never_overwritten(path: Path) -> None:
    path.write_text("mine")
    with pytest.raises(HouseError, match="exists already"):
        write_recorder(house(), path)
    assert path.read_text() == "mine"


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(HouseError, match="cannot be written"):
        write_recorder(house(), tmp_path / "missing" / "recorder.db")
