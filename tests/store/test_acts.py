"""The own act log: what goes in comes out, and a year of it does not hold up the loop."""

import asyncio
import time

from custom_components.ai_automation.model.act import Cause
from custom_components.ai_automation.store import acts, runs
from custom_components.ai_automation.store.database import Database

from .nouns import act, run


async def test_comes_out_as_it_went_in(db: Database) -> None:
    done = [
        act(1.25, entity_ids=()),
        act(
            2.5,
            "cover.blind",
            old="open",
            state="closed",
            cause=Cause.VOICE,
            user_id="u" * 32,
            context_id="01J" + "0" * 23,
            state_id=7,
            entity_ids=("cover.a", "cover.blind"),
        ),
    ]
    await runs.async_store_night(db, run(), [], done, keep_after=0)
    assert await acts.async_read_acts(db, before=9.0) == done


async def test_only_a_stretch_of_time_is_read(db: Database) -> None:
    done = [act(at) for at in (1.0, 2.0, 3.0, 4.0)]
    await runs.async_store_night(db, run(), [], done, keep_after=0)
    found = await acts.async_read_acts(db, since=2.0, before=4.0)
    assert [a.at for a in found] == [2.0, 3.0]


async def test_order_is_of_time(db: Database) -> None:
    done = [act(3.0), act(1.0), act(2.0, "light.b"), act(2.0, "light.a")]
    await runs.async_store_night(db, run(), [], done, keep_after=0)
    found = await acts.async_read_acts(db, before=9.0)
    assert [(a.at, a.entity_id) for a in found] == [
        (1.0, "light.hall"),
        (2.0, "light.a"),
        (2.0, "light.b"),
        (3.0, "light.hall"),
    ]


async def test_year_does_not_hold_up_the_loop(db: Database) -> None:
    """Writing and reading 20,000 acts happens in other threads."""
    many = [act(float(n)) for n in range(20_000)]
    slowest = 0.0

    async def _watch() -> None:
        nonlocal slowest
        while True:
            started = time.perf_counter()
            await asyncio.sleep(0)
            slowest = max(slowest, time.perf_counter() - started)

    async def _work() -> int:
        await runs.async_store_night(db, run(), [], many, keep_after=0)
        return len(await acts.async_read_acts(db, before=1e9))

    watch = asyncio.create_task(_watch())
    started = time.perf_counter()
    assert await _work() == 20_000
    whole = time.perf_counter() - started
    watch.cancel()
    assert slowest < whole / 2
