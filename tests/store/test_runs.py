"""Runs: what goes in comes out, and what a restart interrupted."""

from custom_components.ai_automation.model.run import RunStatus, RunTrigger
from custom_components.ai_automation.store import runs
from custom_components.ai_automation.store.database import Database
from tests.builders import NOON

from .errors import told
from .nouns import run


async def test_comes_out_as_it_went_in(db: Database) -> None:
    one = run(
        trigger=RunTrigger.MADE_UP,
        finished=NOON + 3,
        status=RunStatus.NOTHING_FOUND,
        reason="no_acts",
        detail="because",
        stages={"store": 0.2, "context": 0.1},
        counts={"acts": 3},
        suggestions=["b", "a"],
        tokens=12,
        silence={"acts": {"light.hall": 1}, "near": [1, None]},
    )
    await runs.async_start(db, run())
    assert await runs.async_last(db) == [run()]
    await runs.async_finish(db, one)
    (found,) = await runs.async_last(db)
    assert found == one
    assert list(found.stages) == ["store", "context"]


async def test_finish_without_a_start(db: Database) -> None:
    """A run whose start could not be written is written at its end."""
    await runs.async_finish(db, run(status=RunStatus.FAILED))
    assert (await runs.async_last(db))[0].status is RunStatus.FAILED


async def test_started_twice(db: Database) -> None:
    await runs.async_start(db, run())
    with told(words="UNIQUE"):
        await runs.async_start(db, run())


async def test_last(db: Database) -> None:
    for n in (2, 1, 3):
        await runs.async_start(db, run(f"r{n}", started=NOON + n))
    assert [one.run_id for one in await runs.async_last(db, limit=2)] == ["r3", "r2"]
    assert len(await runs.async_last(db)) == 3


async def test_interrupted(db: Database) -> None:
    """Only what was still running is marked, once."""
    await runs.async_start(db, run("a"))
    await runs.async_start(db, run("b", status=RunStatus.COMPLETED, finished=NOON))
    assert await runs.async_mark_interrupted(db, NOON + 5) == 1
    assert await runs.async_mark_interrupted(db, NOON + 9) == 0
    found = {one.run_id: one for one in await runs.async_last(db)}
    assert found["a"].status is RunStatus.INTERRUPTED
    assert found["a"].finished == NOON + 5
    assert found["b"].status is RunStatus.COMPLETED
    assert found["b"].finished == NOON
