"""Runs of the analysis in the store, and the result of a night in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from ..const import LOGGER
from ..model.act import Act
from ..model.run import AnalysisRun, RunStatus, RunTrigger
from ..model.suggestion import Suggestion
from . import acts as act_log, suggestions as stored
from .database import Database
from .rows import Row, async_build, columns, from_json, insert, to_json, upsert
from .suggestions import Refused

_COLUMNS = columns(AnalysisRun)
_JSON = ("stages", "counts", "suggestions", "silence")
_UPSERT = upsert("runs", "run_id", _COLUMNS)


async def async_start(db: Database, run: AnalysisRun) -> None:
    """Keep a run that begins."""
    async with db.async_transaction() as connection:
        await connection.execute(insert("runs", _COLUMNS), _row(run))


async def async_finish(db: Database, run: AnalysisRun) -> None:
    """Keep how a run ended."""
    async with db.async_transaction() as connection:
        await connection.execute(_UPSERT, _row(run))


async def async_last(db: Database, limit: int = 10) -> list[AnalysisRun]:
    """Return the last runs of the analysis, newest first."""
    rows = await db.async_fetch(
        f"SELECT {', '.join(_COLUMNS)} FROM runs WHERE trigger != ?"  # noqa: S608 own names only
        " ORDER BY started DESC, run_id DESC LIMIT ?",
        (RunTrigger.REQUEST.value, limit),
    )
    return await async_build(_run, rows)


async def async_mark_interrupted(db: Database, now: float) -> int:
    """Mark the runs that a restart ended, and return how many there were."""
    async with db.async_transaction() as connection:
        cursor = await connection.execute(
            "UPDATE runs SET status = ?, finished = ? WHERE status = ?",
            (RunStatus.INTERRUPTED.value, now, RunStatus.RUNNING.value),
        )
        return cursor.rowcount


async def async_store_night(
    db: Database,
    run: AnalysisRun,
    suggestions: Sequence[Suggestion],
    acts: Iterable[Act],
    *,
    keep_after: float,
) -> tuple[Refused, ...]:
    """Keep the result of a night in one transaction, and return what was refused.

    `acts` are all that was done since the last night, or none for a run on a part of
    the home: the log takes what is later than its newest act. What is older than
    `keep_after` (epoch seconds) goes. The run is told what became of its suggestions:
    the refused ones are counted and named in its `silence`, and when the transaction
    fails (StoreError) it holds none.
    """
    rows, refused = await stored.async_prepare(suggestions)
    if refused:
        _tell_refused(run, refused)
    try:
        async with db.async_transaction() as connection:
            await connection.execute(_UPSERT, _row(run))
            await stored.async_write(connection, rows)
            await act_log.async_log(connection, acts, keep_after=keep_after)
            await connection.execute(
                "DELETE FROM runs WHERE started < ?"
                " AND run_id NOT IN (SELECT run_id FROM suggestions)",
                (keep_after,),
            )
    except BaseException:
        run.suggestions.clear()
        raise
    return tuple(refused)


def _tell_refused(run: AnalysisRun, refused: Sequence[Refused]) -> None:
    """Take refused suggestions out of a run and say why."""
    gone = {one.suggestion_id for one in refused}
    run.suggestions[:] = [one for one in run.suggestions if one not in gone]
    run.counts["refused"] = len(refused)
    run.silence["refused"] = [asdict(one) for one in refused]
    for one in refused:
        LOGGER.warning("Not stored: %s (%s)", one.title, one.reason)


def _row(run: AnalysisRun) -> Row:
    """Return the row of a run."""
    values = {name: getattr(run, name) for name in _COLUMNS}
    return tuple((values | {name: to_json(values[name]) for name in _JSON}).values())


def _run(row: Row) -> AnalysisRun:
    """Return the run of a row."""
    values = dict(zip(_COLUMNS, row, strict=True))
    values |= {name: from_json(values[name]) for name in _JSON}
    values["trigger"] = RunTrigger(values["trigger"])
    values["status"] = RunStatus(values["status"])
    return AnalysisRun(**values)
