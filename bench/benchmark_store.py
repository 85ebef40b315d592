"""How fast the store is: a batch against single transactions, and reads meanwhile."""

import asyncio
from pathlib import Path
from time import perf_counter

from custom_components.ai_automation.model.act import Cause
from custom_components.ai_automation.model.evidence import Evidence, Example, Verdict
from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    Routine,
    RoutineKind,
    Target,
)
from custom_components.ai_automation.model.run import AnalysisRun, RunTrigger
from custom_components.ai_automation.model.suggestion import (
    Category,
    Origin,
    Suggestion,
    SuggestionStatus,
)
from custom_components.ai_automation.store import runs, suggestions as stored
from custom_components.ai_automation.store.database import SUFFIXES, Database

SINGLE = 100
ROUNDS = 8
MONTH = 28
BATCH = 1_000
PAGE = 50
START = 1_790_000_000.0
DAY = 86_400.0


async def measure(path: Path) -> dict[str, float]:
    """Return the figures of the store, measured on a new file at `path`.

    `batch_ratio` is the time of storing 100 suggestions by a transaction each over
    the time of storing them in one, both as a night is stored. These suggestions have
    no dated examples, so that transactions are compared and not the writing of JSON;
    `batch_ratio_month` is the same with the examples of a month. `reader_max_ms` is
    the slowest page that was read while `batch_1000_ms` of writing suggestions with a
    month of examples went on.
    """
    await asyncio.to_thread(_delete, path)
    db = await Database.async_open(path)
    try:
        ratio = await _batch_ratio(db, 0)
        month = await _batch_ratio(db, MONTH)
        reader, batch = await _reader_max(db)
    finally:
        await db.async_close()
        await asyncio.to_thread(_delete, path)
    return {
        "store.batch_ratio": ratio,
        "store.batch_ratio_month": month,
        "store.reader_max_ms": reader * 1000,
        "store.batch_1000_ms": batch * 1000,
    }


async def _batch_ratio(db: Database, days: int) -> float:
    """Return how much longer a transaction each takes than one for all."""
    rounds = [await _round(db, f"{days}-{n}", days) for n in range(ROUNDS)]
    # The least of each is what the machine does when nothing else disturbs it.
    return min(each for each, _ in rounds) / min(together for _, together in rounds)


async def _round(db: Database, name: str, days: int) -> tuple[float, float]:
    """Return the seconds of a transaction each, and of one for all."""
    run = _run(name)
    one_each = [_suggestion(f"{name}-each-{n}", name, days) for n in range(SINGLE)]
    together = [_suggestion(f"{name}-batch-{n}", name, days) for n in range(SINGLE)]
    await _begin_log_anew(db)
    started = perf_counter()
    for suggestion in one_each:
        await runs.async_store_night(db, run, [suggestion], (), keep_after=0)
    single = perf_counter() - started

    await _begin_log_anew(db)
    started = perf_counter()
    await runs.async_store_night(db, run, together, (), keep_after=0)
    return single, perf_counter() - started


async def _begin_log_anew(db: Database) -> None:
    """Bring the log into the file, so that nobody pays for the log of another.

    Unlike the checkpoint before a backup it leaves the -wal file its length, as the
    checkpoints do that SQLite makes by itself.
    """
    async with db.async_transaction() as connection:
        pass
    await connection.execute_fetchall("PRAGMA wal_checkpoint(RESTART)")


async def _reader_max(db: Database) -> tuple[float, float]:
    """Return the slowest read while a batch was written, and the batch, in seconds."""
    batch = [_suggestion(f"long-{n}", "long", MONTH) for n in range(BATCH)]
    started = perf_counter()
    writing = asyncio.create_task(
        runs.async_store_night(db, _run("long"), batch, (), keep_after=0)
    )
    slowest = 0.0
    while not writing.done():
        begun = perf_counter()
        await stored.async_list(db, limit=PAGE)
        slowest = max(slowest, perf_counter() - begun)
    await writing
    return slowest, perf_counter() - started


def _run(run_id: str) -> AnalysisRun:
    """Return a run."""
    return AnalysisRun(run_id=run_id, trigger=RunTrigger.NIGHTLY, started=START)


def _suggestion(suggestion_id: str, run_id: str, days: int) -> Suggestion:
    """Return a suggestion with an example a day."""
    number = sum(suggestion_id.encode())
    routine = Routine(
        kind=RoutineKind.CLOCK,
        triggers=(ClockTrigger(at=number * 61 % 86_400),),
        targets=(Target(entity_id=f"light.room_{number}", state="on"),),
    )
    return Suggestion(
        suggestion_id=suggestion_id,
        origin=Origin.ROUTINE,
        kind=RoutineKind.CLOCK,
        status=SuggestionStatus.NEW,
        created=START,
        updated=START,
        run_id=run_id,
        offered=False,
        fingerprint=routine.fingerprint,
        title=f"Turn on the light of room {number}",
        description="You did this by hand on 27 of the last 28 evenings.",
        category=Category.COMFORT,
        entity_ids=(f"light.room_{number}",),
        confidence=0.9,
        worth=6.7,
        automation={
            "alias": f"Turn on the light of room {number}",
            "triggers": [{"trigger": "time", "at": "18:30:00"}],
            "conditions": [],
            "actions": [
                {
                    "action": "light.turn_on",
                    "target": {"entity_id": f"light.room_{number}"},
                }
            ],
            "mode": "single",
        },
        routine=routine,
        evidence=_evidence(days),
    )


def _evidence(days: int) -> Evidence:
    """Return the replay of a month, with as many of its examples."""
    return Evidence(
        start=START - 28 * DAY,
        end=START,
        days=28.0,
        fired=28,
        right=27,
        wrong=1,
        noop=0,
        missed=0,
        saved_per_week=6.7,
        interval=(0.82, 0.99),
        p_value=1e-9,
        examples=tuple(
            Example(
                at=START - day * DAY,
                verdict=Verdict.RIGHT if day else Verdict.WRONG,
                acted_at=START - day * DAY + 40,
                cause=Cause.PHYSICAL,
                state_id=1000 + day,
            )
            for day in range(days)
        ),
    )


def _delete(path: Path) -> None:
    """Delete a database and what belongs to it."""
    for suffix in SUFFIXES:
        path.with_name(path.name + suffix).unlink(missing_ok=True)
