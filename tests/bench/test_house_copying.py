"""A recorder database that was copied to a server."""

from pathlib import Path
from typing import Any

from homeassistant.components.recorder.db_schema import Base, States, StatesMeta
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers.recorder import get_instance
import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.pool import NullPool

from bench.house import running_home, write_config, write_recorder
from bench.house.copying import copy_recorder

from .houses import ANA, START, event, first_states, house, row


def rows(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return everything in a recorder database, moments in UTC."""
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return {
            table.name: [
                tuple(
                    value.replace(tzinfo=None) if hasattr(value, "tzinfo") else value
                    for value in one
                )
                for one in connection.execute(
                    select(table).order_by(*table.primary_key)
                )
            ]
            for table in Base.metadata.sorted_tables
        }


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "recorder.db"
    states = [
        *first_states(),
        row(START + 10.125, "light.hall", "on", user=ANA, effect="Ä🎄"),
        row(START + 12.3, "light.hall", "ON "),
    ]
    told = event(START + 5, "call_service", domain="light", service="turn_on")
    write_recorder(house(states=states, events=[told]), path)
    return path


def test_every_row_is_as_it_was(path: Path, database: str) -> None:
    copy_recorder(path, database)
    copied = rows(database)
    assert copied == rows(f"sqlite:///{path}")
    assert len(copied["states"]) > 2
    assert copied["events"]
    assert copied["schema_changes"]


async def test_the_recorder_writes_on(
    tmp_path: Path, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    config = tmp_path / "config"
    write_config(
        house(states=[*first_states(), row(START + 10, "light.hall", "on")]),
        config,
        port=8123,
        database=database,
    )
    before = _count(database)
    async with running_home(config) as hass:
        await _async_written(hass)
        assert get_instance(hass).engine.url == create_engine(database).url
    assert _count(database) > before
    assert _last(database, "light.hall_test") == "on"
    recorder = [r for r in caplog.records if "recorder" in r.name and r.levelno >= 30]
    assert recorder == []


async def _async_written(hass: HomeAssistant) -> None:
    hass.states.async_set("light.hall_test", "on", context=Context(user_id=ANA))
    await hass.async_block_till_done()
    await get_instance(hass).async_block_till_done()


def _count(url: str) -> int:
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return connection.execute(select(func.count(States.state_id))).scalar_one()


def _last(url: str, entity_id: str) -> str | None:
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return connection.execute(
            select(States.state)
            .join(StatesMeta, StatesMeta.metadata_id == States.metadata_id)
            .where(StatesMeta.entity_id == entity_id)
            .order_by(States.state_id.desc())
            .limit(1)
        ).scalar()
