"""The big home of the benchmark is a recorder's database like any other."""

from contextlib import closing
from pathlib import Path
import sqlite3

import pytest

from bench import big_home
from bench.house.config import DATABASE


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a home with some 45,000 rows."""
    folder = tmp_path_factory.mktemp("big") / "config"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            big_home, "COUNTS", {"binary_sensor": 3, "switch": 2, "sensor": 5}
        )
        written, _ = big_home.write(45_000, folder)
    assert 44_000 < written < 46_000
    return folder


def _ask(config: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(config / DATABASE)) as database:
        return database.execute(question).fetchall()


def test_rows_are_in_order_of_time_behind_those_of_the_home(config: Path) -> None:
    noise = _ask(
        config,
        "SELECT state_id, last_updated_ts FROM states JOIN states_meta"
        " USING (metadata_id) WHERE states_meta.entity_id LIKE '%noise%' AND old_state_id > 0"
        " ORDER BY state_id",
    )
    assert [at for _, at in noise] == sorted(at for _, at in noise)  # type: ignore[type-var]


def test_each_row_names_the_one_before_of_its_entity(config: Path) -> None:
    assert _ask(
        config,
        "SELECT count(*) FROM states a JOIN states b ON a.old_state_id = b.state_id"
        " WHERE a.metadata_id != b.metadata_id OR b.last_updated_ts > a.last_updated_ts",
    ) == [(0,)]
    assert _ask(
        config, "SELECT count(*) FROM states WHERE old_state_id IS NULL"
    ) == _ask(config, "SELECT count(*) FROM states_meta")


def test_every_change_is_one_and_has_a_context_of_its_moment(config: Path) -> None:
    (same,) = _ask(
        config,
        "SELECT count(*) FROM states a JOIN states b ON a.old_state_id = b.state_id"
        " JOIN states_meta m ON m.metadata_id = a.metadata_id"
        " WHERE a.state = b.state AND m.entity_id LIKE 'binary_sensor.noise%'",
    )
    assert same == (0,)
    ids = _ask(
        config,
        "SELECT last_updated_ts, context_id_bin FROM states JOIN states_meta"
        " USING (metadata_id) WHERE states_meta.entity_id LIKE 'switch.noise%'"
        " AND context_id_bin IS NOT NULL",
    )
    assert len({context for _, context in ids}) == len(ids) == 2 * 2 * big_home.DAYS
    for at, context in ids:
        assert isinstance(at, float)
        assert isinstance(context, bytes)
        assert int.from_bytes(context[:6]) == int(at * 1000)
