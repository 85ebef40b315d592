"""Night after night the same is read and found as by one who looks at it for the first time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
import random
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from bench.demo_home import build
from bench.homes.analyse import home_of, suns_of
from bench.house import House, write_recorder
from custom_components.ai_automation.history import HistoryReader, Scope, reader
from custom_components.ai_automation.model.track import History
from custom_components.ai_automation.routines.find import find

from .past import DAY, assert_same

END = 1_790_000_000.0
NIGHTS = 3


class Offline(HistoryReader):
    """A reader that asks a file rather than the recorder of a running Home Assistant."""

    def __init__(self, engine: Engine) -> None:
        """Take the database."""
        super().__init__(SimpleNamespace(data={reader.DATA_INSTANCE: None}))  # type: ignore[arg-type]
        self._engine = engine

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with Session(self._engine) as session:
            yield session


async def async_read(one: HistoryReader, house: House, end: float) -> History:
    """Read twelve days."""

    async def _at_once(work: Any, *args: Any) -> Any:
        return work(*args)

    one._hass.async_add_executor_job = _at_once  # type: ignore[method-assign]
    instance = SimpleNamespace(max_bind_vars=998, async_add_executor_job=_at_once)
    with patch.object(reader, "get_instance", lambda _: instance):
        return await one.async_read(
            home_of(house), Scope(), start=end - 12 * DAY, end=end
        )


@pytest.mark.parametrize("seed", [20, 21])
async def test_night_after_night_the_same_is_found_as_at_first_sight(
    tmp_path: Path, seed: int
) -> None:
    house = replace(build(end=END, seed=seed, days=16), automations=())
    write_recorder(house, tmp_path / "recorder.db")
    engine = create_engine(f"sqlite:///{tmp_path / 'recorder.db'}")
    rnd, suns, known = random.Random(seed), suns_of(house), Offline(engine)
    home = home_of(house)
    for night in range(NIGHTS):
        end = house.end - (NIGHTS - 1 - night) * DAY - rnd.uniform(0, DAY / 2)
        history = await async_read(known, house, end)
        cold = await async_read(Offline(engine), house, end)
        assert_same(history, cold)
        if night == NIGHTS - 1:
            assert history.rows < cold.rows / 2
            assert find(history, home, suns) == find(cold, home, suns)
    engine.dispose()
