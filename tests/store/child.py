"""A process that is killed, or runs out of disk, in the middle of a night; prints what is left."""

import asyncio
from collections.abc import Coroutine
import json
import os
from pathlib import Path
import resource
import signal
import sys
import time
from typing import Any

from custom_components.ai_automation.model.run import RunStatus
from custom_components.ai_automation.store import acts, runs, suggestions as stored
from custom_components.ai_automation.store.database import Database, async_counts
from custom_components.ai_automation.store.errors import StoreError
from tests.builders import NOON, suggestion

from .nouns import act, run

SIZE = 300


def _night(n: int) -> tuple[Any, list[Any], list[Any]]:
    """Return a night of `SIZE` suggestions and as many acts."""
    run_id = f"run-{n}"
    return (
        run(run_id),
        [suggestion(f"{run_id}-{i}", run_id=run_id) for i in range(SIZE)],
        [act(NOON + n * SIZE + i) for i in range(SIZE)],
    )


async def _killed_at(path: Path, word: str, count: int) -> None:
    """Store a night, and in the next die before the statement of this word and count."""
    db = await Database.async_open(path)
    await runs.async_store_night(db, *_night(0), keep_after=0)
    seen = 0

    def _seen(statement: str) -> None:
        nonlocal seen
        seen += word in statement
        if seen == count:
            os.kill(os.getpid(), signal.SIGKILL)

    async with db.async_transaction() as connection:
        pass
    await connection.set_trace_callback(_seen)
    await runs.async_store_night(db, *_night(1), keep_after=0)
    os.kill(os.getpid(), signal.SIGKILL)


async def _nights(path: Path) -> None:
    """Store one night after the other until killed."""
    db = await Database.async_open(path)
    n = len(await runs.async_last(db, limit=10_000))
    while True:
        await runs.async_store_night(db, *_night(n), keep_after=0)
        n += 1


async def _left(path: Path) -> dict[str, Any]:
    """Open the file again and return what is in it."""
    db = await Database.async_open(path)
    found, _ = await stored.async_list(db)
    left = {
        "runs": sorted(one.run_id for one in await runs.async_last(db, 10_000)),
        "suggestions": {
            run_id: sum(one.run_id == run_id for one in found)
            for run_id in sorted({one.run_id for one in found})
        },
        "acts": len(await acts.async_read_acts(db, before=2 * NOON)),
        "watermark": await acts.async_watermark(db),
    }
    await db.async_close()
    return left


async def _full_disk(path: Path) -> dict[str, Any]:
    """Let the file system refuse the bytes of a commit, then let it take them."""
    db = await Database.async_open(path)
    await runs.async_store_night(db, *_night(0), keep_after=0)
    before = await async_counts(db)
    statements: list[str] = []
    async with db.async_transaction() as connection:
        pass
    await connection.set_trace_callback(statements.append)
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    log = path.with_name(path.name + "-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (log + 50_000, most))
    this, found, done = _night(1)
    this.suggestions = [one.suggestion_id for one in found]
    told = None
    try:
        await runs.async_store_night(db, this, found, done, keep_after=0)
    except StoreError as err:
        told = [err.translation_key, err.translation_placeholders]
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    words = [statement.split()[0] for statement in statements]
    after = await async_counts(db)
    this.status = RunStatus.FAILED
    await runs.async_finish(db, this)
    failed = (await runs.async_last(db, 10))[0]
    await runs.async_store_night(db, *_night(2), keep_after=0)
    later = await async_counts(db)
    await db.async_close()
    return {
        "told": told,
        "words": words[-3:],
        "before": before,
        "after": after,
        "failed": [failed.run_id, failed.status, failed.suggestions],
        "later": later,
    }


def _in_child(work: Coroutine[Any, Any, None], seconds: float) -> int:
    """Run in a process of its own, kill it after a while, return the signal it died of."""
    child = os.fork()
    if not child:
        asyncio.run(work)
        os._exit(0)
    work.close()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.WTERMSIG(status)
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    return os.WTERMSIG(os.waitpid(child, 0)[1])


def main(folder: Path) -> dict[str, Any]:
    """Go through all the ways to die."""
    results: dict[str, Any] = {}
    for name, word, count in (
        ("first", "INSERT INTO suggestions", 1),
        ("middle", "INSERT INTO suggestions", SIZE // 2),
        ("acts", "INSERT INTO acts", SIZE // 2),
        ("commit", "COMMIT", 1),
        ("after", "no such statement", 1),
    ):
        path = folder / f"{name}.db"
        died = _in_child(_killed_at(path, word, count), 60)
        results[name] = {"signal": died, **asyncio.run(_left(path))}
    path = folder / "any.db"
    for n, seconds in enumerate((0.31, 0.47, 0.23, 0.59)):
        died = _in_child(_nights(path), seconds)
        results[f"any-{n}"] = {"signal": died, **asyncio.run(_left(path))}
    results["full"] = asyncio.run(_full_disk(folder / "full.db"))
    return results


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))))
