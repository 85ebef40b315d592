"""A night in one transaction, seen in the statements and by who reads meanwhile."""

import asyncio
from collections import Counter
from dataclasses import replace

import pytest

from custom_components.ai_automation.model.run import AnalysisRun, RunStatus
from custom_components.ai_automation.model.suggestion import SuggestionStatus
from custom_components.ai_automation.store import acts, runs, suggestions as stored
from custom_components.ai_automation.store.database import Database, async_counts
from tests.builders import NOON, suggestion

from .errors import told
from .nouns import act, run

DAY = 86_400


def night(n: int, size: int = 3) -> tuple[AnalysisRun, list, list]:
    """Return the result of a night."""
    run_id = f"run-{n}"
    found = [suggestion(f"{run_id}-{i}", run_id=run_id) for i in range(size)]
    done = [act(NOON + n * DAY + i) for i in range(size)]
    return run(run_id, suggestions=[one.suggestion_id for one in found]), found, done


async def test_one_transaction(db: Database, statements: list[str]) -> None:
    """One BEGIN, one COMMIT, and everything between."""
    this, found, done = night(1, size=100)
    await runs.async_start(db, this)
    statements.clear()
    assert await runs.async_store_night(db, this, found, done, keep_after=0) == ()
    words = [" ".join(s.split()[:3]) for s in statements]
    assert words[0] == "BEGIN IMMEDIATE"
    assert words[-1] == "COMMIT"
    counted = Counter(words)
    assert counted["INSERT INTO runs"] == 1
    assert counted["INSERT INTO suggestions"] == 100
    assert counted["INSERT INTO acts"] == 100
    assert counted["INSERT INTO meta"] == 1
    control = {"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "END"}
    assert sum(s.split()[0].upper() in control for s in statements) == 2

    statements.clear()
    for one in found:
        await stored.async_save(db, one)
    assert Counter(s.split()[0] for s in statements)["COMMIT"] == 100


async def test_night_is_there(db: Database) -> None:
    this, found, done = night(1)
    await runs.async_store_night(db, this, found, done, keep_after=0)
    assert await runs.async_last(db) == [this]
    assert {s.suggestion_id for s in (await stored.async_list(db))[0]} == set(
        this.suggestions
    )
    assert await acts.async_read_acts(db, before=NOON + 2 * DAY) == done
    assert await acts.async_watermark(db) == done[-1].at


async def test_refused_are_dropped_with_their_reason(
    db: Database, statements: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    """The others are stored, and run and caller know which were not and why."""
    this, found, done = night(1)
    found[1] = replace(found[1], confidence=7.0)
    (refused,) = await runs.async_store_night(db, this, found, done, keep_after=0)
    assert (refused.suggestion_id, refused.title) == ("run-1-1", found[1].title)
    assert refused.reason == "confidence 7.0 is not between 0 and 1"
    assert not any("run-1-1'" in s for s in statements if "suggestions (" in s)
    (last,) = await runs.async_last(db)
    assert last.suggestions == this.suggestions == ["run-1-0", "run-1-2"]
    assert last.counts["refused"] == 1
    assert last.silence["refused"][0]["reason"] == refused.reason
    assert (await async_counts(db))["suggestions"] == 2
    assert refused.reason in caplog.text


async def test_failure_inside_leaves_nothing(
    db: Database, statements: list[str]
) -> None:
    """A suggestion of a run that is not there breaks the night after half of it."""
    await runs.async_store_night(db, *night(1), keep_after=0)
    before = await async_counts(db)
    statements.clear()
    this, found, done = night(2)
    found[2] = replace(found[2], run_id="nobody")
    with told(words="FOREIGN KEY"):
        await runs.async_store_night(db, this, found, done, keep_after=NOON + 2 * DAY)
    assert sum("INSERT INTO suggestions" in s for s in statements) == 3
    assert statements[-1] == "ROLLBACK"
    assert await async_counts(db) == before
    assert [one.run_id for one in await runs.async_last(db)] == ["run-1"]
    assert await acts.async_watermark(db) == NOON + DAY + 2
    assert this.suggestions == []
    # The writer works on: the run can say that it failed.
    this.status = RunStatus.FAILED
    await runs.async_finish(db, this)
    assert (await runs.async_last(db))[0].run_id in {"run-1", "run-2"}
    assert (await async_counts(db))["runs"] == 2


async def test_failure_at_the_end_leaves_nothing(db: Database) -> None:
    """The last statement of the night takes everything before it along."""
    await runs.async_store_night(db, *night(1), keep_after=0)
    before = await async_counts(db)
    async with db.async_transaction() as connection:
        await connection.execute(
            "CREATE TEMP TRIGGER broken BEFORE DELETE ON main.acts"
            " BEGIN SELECT raise(ABORT, 'broken'); END"
        )
    this, found, done = night(2)
    with told(words="broken"):
        await runs.async_store_night(db, this, found, done, keep_after=NOON + 2 * DAY)
    assert await async_counts(db) == before


async def test_full_disk_while_writing(db: Database) -> None:
    """SQLite's own limit on the pages of the file stands for a small disk."""
    await runs.async_store_night(db, *night(1), keep_after=0)
    before = await async_counts(db)
    async with db.async_transaction() as connection:
        ((pages,),) = await connection.execute_fetchall("PRAGMA page_count")
        await connection.execute_fetchall(f"PRAGMA max_page_count = {pages + 5}")
    this, found, done = night(2, size=200)
    with told(words="full"):
        await runs.async_store_night(db, this, found, done, keep_after=0)
    assert await async_counts(db) == before
    assert this.suggestions == []
    await connection.execute_fetchall("PRAGMA max_page_count = 1000000")
    await runs.async_store_night(db, *night(2, size=200), keep_after=0)
    assert (await async_counts(db))["suggestions"] == 203


async def test_cancelled_night_leaves_nothing(db: Database) -> None:
    await runs.async_store_night(db, *night(1), keep_after=0)
    before = await async_counts(db)
    begun = asyncio.Event()
    loop = asyncio.get_running_loop()

    def _seen(statement: str) -> None:
        if "INSERT INTO suggestions" in statement:
            loop.call_soon_threadsafe(begun.set)

    async with db.async_transaction() as connection:
        await connection.set_trace_callback(_seen)
    this, found, done = night(2, size=1000)
    task = asyncio.create_task(
        runs.async_store_night(db, this, found, done, keep_after=0)
    )
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await async_counts(db) == before
    await runs.async_store_night(db, *night(3), keep_after=0)
    assert (await async_counts(db))["suggestions"] == 6


async def test_readers_see_the_old_night_until_the_new_one_is_there(
    db: Database,
) -> None:
    """They never wait for it either: many reads end while it is being written."""
    await runs.async_store_night(db, *night(1), keep_after=0)
    open_now = {"transaction": False}

    def _seen(statement: str) -> None:
        if statement.split(maxsplit=1)[0] in {"BEGIN", "COMMIT"}:
            open_now["transaction"] = statement.startswith("BEGIN")

    async with db.async_transaction() as connection:
        await connection.set_trace_callback(_seen)
    this, found, done = night(2, size=1000)
    writing = asyncio.create_task(
        runs.async_store_night(db, this, found, done, keep_after=0)
    )
    within = []
    while not writing.done():
        began_within = open_now["transaction"]
        page, total = await stored.async_list(db, limit=2)
        last = await runs.async_last(db, limit=5)
        assert (total, len(last)) in {(3, 1), (3, 2), (1003, 2)}
        if began_within and open_now["transaction"]:
            within.append((total, len(last), page[0].run_id))
    await writing
    assert within
    assert set(within) == {(3, 1, "run-1")}
    assert (await stored.async_list(db, limit=1))[1] == 1003


async def test_updated_and_withdrawn(db: Database) -> None:
    this, found, done = night(1)
    await runs.async_store_night(db, this, found, done, keep_after=0)
    changed = [
        replace(found[0], status=SuggestionStatus.WITHDRAWN, run_id="run-2"),
        replace(found[1], worth=99.0, run_id="run-2"),
    ]
    await runs.async_store_night(db, run("run-2"), changed, (), keep_after=0)
    listed, total = await stored.async_list(db)
    assert total == 3
    assert listed == [
        changed[1],
        *sorted([changed[0], found[2]], key=lambda s: s.suggestion_id, reverse=True),
    ]


async def test_log_takes_only_what_is_new(db: Database) -> None:
    """Reading the same stretch again adds nothing, whatever entity stands for a group."""
    first = [act(1.0), act(2.0), act(3.0, entity_ids=("light.a", "light.hall"))]
    await runs.async_store_night(db, run(), [], first, keep_after=0)
    again = [
        act(2.0),
        act(3.0, "light.a"),
        act(4.0),
        act(4.0),
        act(4.0, state="off", old="on"),
        act(4.0, "light.b", user_id="u", context_id="c", state_id=5),
    ]
    await runs.async_store_night(db, run(), [], again, keep_after=0)
    log = await acts.async_read_acts(db, before=10.0)
    assert log == [*first, again[5], again[4], again[2]]
    assert await acts.async_watermark(db) == 4.0
    assert await acts.async_read_acts(db, before=2.0) == [act(1.0)]


async def test_watermark_stays_after_a_night_without_acts(db: Database) -> None:
    assert await acts.async_watermark(db) is None
    await runs.async_store_night(db, run(), [], [], keep_after=0)
    assert await acts.async_watermark(db) is None
    await runs.async_store_night(db, run(), [], [act(5.0)], keep_after=0)
    await runs.async_store_night(db, run(), [], [], keep_after=0)
    assert await acts.async_watermark(db) == 5.0


async def test_old_things_go(db: Database) -> None:
    """Acts and runs older than the limit go, but not a run that a suggestion came from."""
    await runs.async_start(db, run("old", started=10.0))
    await runs.async_start(db, run("older", started=5.0))
    await stored.async_save(db, suggestion(run_id="older"))
    await runs.async_store_night(
        db, run("now", started=100.0), [], [act(49.0), act(50.0)], keep_after=50.0
    )
    assert [one.run_id for one in await runs.async_last(db)] == ["now", "older"]
    assert await acts.async_read_acts(db, before=100.0) == [act(50.0)]
