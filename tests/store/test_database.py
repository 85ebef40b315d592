"""Opening, transactions, cancelling, holding and closing."""

import asyncio
from pathlib import Path
import sqlite3

from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.ai_automation.store.database import (
    Database,
    async_counts,
    async_size,
)
from custom_components.ai_automation.store.errors import StoreClosed

from .errors import told

ADD = "INSERT INTO meta (name, value) VALUES (?, 1)"


async def _names(db: Database) -> list[str]:
    return [name for (name,) in await db.async_fetch("SELECT name FROM meta")]


async def test_transaction_commits(db: Database, statements: list[str]) -> None:
    async with db.async_transaction() as connection:
        await connection.execute(ADD, ("a",))
    assert await _names(db) == ["a"]
    assert [s.split()[0] for s in statements] == ["BEGIN", "INSERT", "COMMIT"]


async def test_error_of_the_caller_rolls_back(
    db: Database, statements: list[str]
) -> None:
    """Any error undoes the block and reaches the caller as it is."""

    async def _fail() -> None:
        async with db.async_transaction() as connection:
            await connection.execute(ADD, ("a",))
            raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        await _fail()
    assert await _names(db) == []
    assert statements[-1] == "ROLLBACK"
    async with db.async_transaction() as connection:
        await connection.execute(ADD, ("b",))
    assert await _names(db) == ["b"]


async def test_error_of_sqlite_is_translated(db: Database) -> None:
    with told(words="UNIQUE") as err:
        async with db.async_transaction() as connection:
            await connection.execute(ADD, ("a",))
            await connection.execute(ADD, ("a",))
    assert isinstance(err.value, HomeAssistantError)
    assert isinstance(err.value.__cause__, sqlite3.IntegrityError)
    assert await _names(db) == []
    with told(words="no such table"):
        await db.async_fetch("SELECT * FROM nowhere")


async def test_cancelled_in_a_transaction(db: Database) -> None:
    """A task that is cancelled leaves nothing, and the writer usable."""
    inside = asyncio.Event()

    async def _work() -> None:
        async with db.async_transaction() as connection:
            await connection.execute(ADD, ("a",))
            inside.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(_work())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await _names(db) == []
    async with db.async_transaction() as connection:
        await connection.execute(ADD, ("b",))
    assert await _names(db) == ["b"]


@pytest.mark.parametrize("turns", range(12))
async def test_cancelled_at_any_moment(db: Database, turns: int) -> None:
    """Wherever the task is when it is cancelled, the whole is there or nothing."""

    async def _work() -> None:
        async with db.async_transaction() as connection:
            await connection.execute(ADD, ("a",))
            await connection.execute(ADD, ("b",))

    task = asyncio.create_task(_work())
    for _ in range(turns):
        await asyncio.sleep(0.0002)
    task.cancel()
    await asyncio.wait({task})
    assert await _names(db) in ([], ["a", "b"])
    async with db.async_transaction() as connection:
        await connection.execute(ADD, ("c",))
    assert "c" in await _names(db)


async def test_writers_wait_for_one_another(
    db: Database, statements: list[str]
) -> None:
    async def _work(name: str) -> None:
        async with db.async_transaction() as connection:
            await connection.execute(ADD, (name,))
            await asyncio.sleep(0)

    await asyncio.gather(*(_work(str(n)) for n in range(5)))
    assert [s.split()[0] for s in statements] == ["BEGIN", "INSERT", "COMMIT"] * 5


async def test_close_waits_for_the_transaction(db: Database, path: Path) -> None:
    inside = asyncio.Event()
    go_on = asyncio.Event()

    async def _work() -> None:
        async with db.async_transaction() as connection:
            inside.set()
            await go_on.wait()
            await connection.execute(ADD, ("a",))

    task = asyncio.create_task(_work())
    await inside.wait()
    closing = [asyncio.create_task(db.async_close()) for _ in range(2)]
    await asyncio.sleep(0.01)
    assert not any(one.done() for one in closing)
    go_on.set()
    await task
    await asyncio.gather(*closing)
    assert not path.with_name(path.name + "-wal").exists()
    again = await Database.async_open(path)
    assert await _names(again) == ["a"]
    await again.async_close()


async def test_closed_database_says_so(db: Database) -> None:
    waiting_writer = db.async_transaction()
    await db.async_close()
    await db.async_close()
    with told("store_closed"):
        await waiting_writer.__aenter__()
    with pytest.raises(StoreClosed):
        await db.async_fetch("SELECT 1")
    with pytest.raises(StoreClosed):
        await db.async_checkpoint()


async def test_hold_keeps_writers_waiting(db: Database, path: Path) -> None:
    """Nothing of the file changes while it is held, and its log is empty."""
    async with db.async_transaction() as connection:
        await connection.execute(ADD, ("a",))
    await db.async_hold()
    await db.async_hold()
    held = path.read_bytes()
    assert path.with_name(path.name + "-wal").stat().st_size == 0

    async def _work() -> None:
        async with db.async_transaction() as connection:
            await connection.execute(ADD, ("b",))

    task = asyncio.create_task(_work())
    await asyncio.sleep(0.05)
    assert not task.done()
    assert await _names(db) == ["a"]
    assert path.read_bytes() == held
    db.async_release()
    db.async_release()
    await task
    assert await _names(db) == ["a", "b"]


async def test_close_while_held(db: Database) -> None:
    """A database that is held can be closed; who waited to write is told."""
    await db.async_hold()

    async def _work() -> None:
        async with db.async_transaction():
            pass

    task = asyncio.create_task(_work())
    await asyncio.sleep(0)
    await db.async_close()
    with pytest.raises(StoreClosed):
        await task
    with pytest.raises(StoreClosed):
        await db.async_hold()


async def test_locked_by_somebody_else(db: Database, path: Path) -> None:
    """Another program's lock ends in an error, not in half a night."""
    async with db.async_transaction() as connection:
        pass
    await connection.execute("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with told(words="locked"):
        async with db.async_transaction():
            pass
    other.execute("ROLLBACK")
    other.close()
    async with db.async_transaction() as connection:
        await connection.execute(ADD, ("a",))
    assert await _names(db) == ["a"]


async def test_folder_that_is_not_there(tmp_path: Path) -> None:
    with told(words="unable to open"):
        await Database.async_open(tmp_path / "nowhere" / "ai_automation.db")


async def test_size_and_counts(db: Database, path: Path) -> None:
    async with db.async_transaction() as connection:
        await connection.execute(ADD, ("a",))
    parts = [path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm")]
    assert await async_size(db) == sum(part.stat().st_size for part in parts)
    assert await async_counts(db) == {
        "acts": 0,
        "deployments": 0,
        "firings": 0,
        "golden": 0,
        "meta": 1,
        "outcomes": 0,
        "payloads": 0,
        "runs": 0,
        "suggestions": 0,
        "trials": 0,
        "usage": 0,
        "versions": 0,
        "watches": 0,
    }
