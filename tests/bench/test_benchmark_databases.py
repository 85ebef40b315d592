"""The analysis on other databases, against the one on an SQLite file."""

from contextlib import nullcontext
from functools import partial
from typing import Any

import pytest

from bench import benchmark_databases
from bench.demo_home import build
from bench.house import House

END = 1_790_000_000


async def test_the_same_is_suggested_on_every_database(
    database: str, caplog: pytest.LogCaptureFixture
) -> None:
    demo = build(end=END)
    expected = await benchmark_databases.async_told(demo, None)
    assert len(expected["suggestions"]) >= 3
    assert expected["rows"] > 1000
    assert await benchmark_databases.async_told(demo, database) == expected
    assert _troubles(caplog) == []


def _troubles(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the recorder and the integration had to say."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.levelname in ("WARNING", "ERROR")
        and record.name.startswith(
            ("homeassistant.components.recorder", "custom_components", "sqlalchemy")
        )
    ]


@pytest.mark.parametrize(
    ("other", "figure"), [({}, 1.0), ({"rows": 8}, 0.0), ({"suggestions": [1]}, 0.0)]
)
def test_a_figure_for_each_server(
    other: dict[str, Any], figure: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"rows": 7, "suggestions": [1, 2]}

    async def _async_told(house: House, database: str | None) -> dict[str, Any]:
        return told | other if database == "mariadb" else told

    monkeypatch.setattr(benchmark_databases, "async_told", _async_told)
    monkeypatch.setattr(
        benchmark_databases,
        "SERVERS",
        {name: partial(nullcontext, name) for name in benchmark_databases.SERVERS},
    )
    assert benchmark_databases.measure() == {
        "recorder.postgresql_same": 1.0,
        "recorder.mariadb_same": figure,
    }


def test_nothing_suggested_is_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    async def _async_told(house: House, database: str | None) -> dict[str, Any]:
        return {"rows": 0, "suggestions": []}

    monkeypatch.setattr(benchmark_databases, "async_told", _async_told)
    with pytest.raises(ValueError, match="nothing to compare"):
        benchmark_databases.measure()
