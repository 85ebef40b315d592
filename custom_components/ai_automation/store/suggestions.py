"""Suggestions in the store: read, save, deploy, forget."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import aiosqlite

from ..model.routine import Routine, RoutineKind
from ..model.suggestion import (
    Category,
    Deployment,
    Origin,
    Pending,
    Risk,
    Suggestion,
    SuggestionStatus,
)
from .database import Database
from .errors import SuggestionMalformed
from .forget import async_forget
from .proof import pack, unpack
from .rows import (
    Row,
    async_build,
    columns,
    from_json,
    insert,
    marks,
    to_json,
    update,
    upsert,
)
from .shape import problem

__all__ = [
    "Refused",
    "Version",
    "async_count",
    "async_delete_deployment",
    "async_deployments",
    "async_forget",
    "async_get",
    "async_get_deployment",
    "async_give_up",
    "async_intend",
    "async_list",
    "async_page",
    "async_pending",
    "async_prepare",
    "async_save",
    "async_save_deployment",
    "async_titles",
    "async_versions",
    "async_write",
    "row_of",
]

_COLUMNS = (
    "suggestion_id",
    "run_id",
    "status",
    "version",
    "created",
    "updated",
    "worth",
    "fingerprint",
    "body",
)
"""What is asked for by SQL, and the rest of the suggestion as JSON."""
_INDEXED = _COLUMNS[:-1]
_BODY = tuple(name for name in columns(Suggestion) if name not in _INDEXED)
_indexed = attrgetter(*_INDEXED)
_body = attrgetter(*_BODY)
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM suggestions"  # noqa: S608 own names only
_INSERT = f"{insert('suggestions', _COLUMNS)} ON CONFLICT DO NOTHING"
_UPDATE = update("suggestions", "suggestion_id", _COLUMNS)
_SUGGESTION_ID = _COLUMNS.index("suggestion_id")
_VERSION = _COLUMNS.index("version")
_UPDATED = _COLUMNS.index("updated")
_KEEP_VERSION = """
    INSERT OR REPLACE INTO versions (suggestion_id, version, at, user_id, automation)
    SELECT suggestion_id, version, ?, ?, body -> 'automation' FROM suggestions
    WHERE suggestion_id = ? AND version < ?
"""
_DEPLOYMENT = columns(Deployment)
_DEPLOY = upsert("deployments", "suggestion_id", _DEPLOYMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """An earlier form of a suggestion's automation."""

    suggestion_id: str
    version: int
    at: float
    """Epoch seconds; when it was replaced."""
    user_id: str | None
    """Who replaced it; None for a run."""
    automation: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A suggestion that does not have the shape that can be stored."""

    suggestion_id: str
    title: str
    reason: str


async def async_get(db: Database, suggestion_id: str) -> Suggestion | None:
    """Return a suggestion, None when there is none of that id."""
    rows = await db.async_fetch(f"{_SELECT} WHERE suggestion_id = ?", (suggestion_id,))
    found = await async_build(_suggestion, rows)
    return found[0] if found else None


async def async_list(
    db: Database,
    *,
    statuses: Collection[SuggestionStatus] = (),
    limit: int | None = None,
    offset: int = 0,
) -> tuple[list[Suggestion], int]:
    """Return a page of suggestions, newest and then worthiest first, and how many there are.

    No statuses means all of them. Page and total are of the same moment.
    """
    marks = ", ".join("?" * len(statuses))
    where = f"WHERE status IN ({marks})" if statuses else ""
    wanted = [status.value for status in statuses]
    # The page is cut on the index alone; only its own rows are read.
    rows = await db.async_fetch(
        f"""
        SELECT total, {", ".join(_COLUMNS)}
        FROM (SELECT count(*) AS total FROM suggestions {where})
        LEFT JOIN suggestions ON suggestions.rowid IN (
            SELECT rowid FROM suggestions {where}
            ORDER BY created DESC, worth DESC, rowid DESC LIMIT ? OFFSET ?
        )
        ORDER BY created DESC, worth DESC, suggestions.rowid DESC
        """,  # noqa: S608 own names and marks only
        (*wanted, *wanted, -1 if limit is None else limit, offset),
    )
    page = [row[1:] for row in rows if row[1] is not None]
    return await async_build(_suggestion, page), rows[0][0]


async def async_page(
    db: Database,
    *,
    statuses: Collection[SuggestionStatus] = (),
    area_id: str | None = None,
    kind: str | None = None,
    limit: int,
    offset: int = 0,
) -> tuple[list[Suggestion], int]:
    """Return a page of suggestions, the worthiest first, and how many there are."""
    conditions, wanted = ["1"], []
    if statuses:
        conditions.append(f"status IN ({marks(statuses)})")
        wanted += [status.value for status in statuses]
    for name, value in (("area_id", area_id), ("kind", kind)):
        if value is not None:
            conditions.append(f"{name} = ?")
            wanted.append(value)
    where = " AND ".join(conditions)
    # The page is cut on the index alone; only its own rows are read.
    rows = await db.async_fetch(
        f"""
        SELECT total, {", ".join(f"suggestions.{name}" for name in _COLUMNS)}
        FROM (SELECT count(*) AS total FROM suggestions WHERE {where})
        LEFT JOIN suggestions ON suggestions.rowid IN (
            SELECT rowid FROM suggestions WHERE {where}
            ORDER BY worth DESC, rowid DESC LIMIT ? OFFSET ?
        )
        ORDER BY worth DESC, suggestions.rowid DESC
        """,  # noqa: S608 own names and marks only
        (*wanted, *wanted, limit, offset),
    )
    page = [row[1:] for row in rows if row[1] is not None]
    return await async_build(_suggestion, page), rows[0][0]


async def async_titles(db: Database, *, limit: int) -> list[tuple[str, str]]:
    """Return the ids and titles of the worthiest new suggestions."""
    rows = await db.async_fetch(
        "SELECT suggestion_id, body ->> '$.title' FROM suggestions"
        " WHERE status = ? ORDER BY worth DESC, rowid DESC LIMIT ?",
        (SuggestionStatus.NEW.value, limit),
    )
    return [(suggestion_id, title) for suggestion_id, title in rows]


async def async_count(db: Database) -> dict[str, int]:
    """Return how many suggestions there are of each status."""
    rows = await db.async_fetch(
        "SELECT status, count(*) FROM suggestions GROUP BY status ORDER BY status"
    )
    return dict(rows)


async def async_versions(
    db: Database, suggestion_ids: Collection[str]
) -> list[Version]:
    """Return the earlier versions of suggestions, oldest first."""
    rows = await db.async_fetch(
        f"""
        SELECT suggestion_id, version, at, user_id, automation FROM versions
        WHERE suggestion_id IN ({marks(suggestion_ids)}) ORDER BY version
        """,  # noqa: S608 marks only
        tuple(suggestion_ids),
    )
    return await async_build(_version, rows)


async def async_save(
    db: Database, suggestion: Suggestion, *, user_id: str | None = None
) -> None:
    """Keep a suggestion; SuggestionMalformed when it has not the shape for it.

    When its version rose, the earlier one stays readable, with who replaced it.
    """
    rows = [row_of(suggestion)]
    async with db.async_transaction() as connection:
        await async_write(connection, rows, user_id=user_id)


async def async_save_deployment(
    db: Database, deployment: Deployment, suggestion: Suggestion
) -> None:
    """Keep what switching a suggestion on wrote, together with its new status."""
    rows = [row_of(suggestion)]
    async with db.async_transaction() as connection:
        await async_write(connection, rows)
        await connection.execute(_DEPLOY, _deployment_row(deployment))


async def async_intend(db: Database, deployment: Deployment) -> None:
    """Keep, on the disk when this returns, what is about to be done; its `pending` says what."""
    async with db.async_transaction(synced=True) as connection:
        await connection.execute(_DEPLOY, _deployment_row(deployment))


async def async_give_up(db: Database, deployment: Deployment) -> None:
    """End an intent that came to nothing: one to undo leaves its automation switched on."""
    async with db.async_transaction() as connection:
        if deployment.pending is Pending.ACCEPT:
            await connection.execute(
                "DELETE FROM deployments WHERE suggestion_id = ?",
                (deployment.suggestion_id,),
            )
        else:
            await connection.execute(
                "UPDATE deployments SET pending = NULL WHERE suggestion_id = ?",
                (deployment.suggestion_id,),
            )


async def async_pending(db: Database) -> list[Deployment]:
    """Return what was begun and not ended."""
    rows = await db.async_fetch(
        f"SELECT {', '.join(_DEPLOYMENT)} FROM deployments WHERE pending IS NOT NULL"  # noqa: S608 own names only
    )
    return await async_build(_deployment, rows)


async def async_get_deployment(db: Database, suggestion_id: str) -> Deployment | None:
    """Return what switching a suggestion on wrote, None when it is not on."""
    rows = await db.async_fetch(
        f"SELECT {', '.join(_DEPLOYMENT)} FROM deployments WHERE suggestion_id = ?",  # noqa: S608 own names only
        (suggestion_id,),
    )
    found = await async_build(_deployment, rows)
    return found[0] if found else None


async def async_deployments(
    db: Database, suggestion_ids: Collection[str]
) -> list[Deployment]:
    """Return what switching suggestions on wrote, of those that are on."""
    rows = await db.async_fetch(
        f"SELECT {', '.join(_DEPLOYMENT)} FROM deployments"  # noqa: S608 own names and marks only
        f" WHERE pending IS NOT 'accept' AND suggestion_id IN ({marks(suggestion_ids)})",
        tuple(suggestion_ids),
    )
    return await async_build(_deployment, rows)


async def async_delete_deployment(
    db: Database, suggestion_id: str, suggestion: Suggestion
) -> None:
    """Drop what switching a suggestion on wrote, and keep its new status."""
    rows = [row_of(suggestion)]
    async with db.async_transaction() as connection:
        for table in ("deployments", "golden"):
            await connection.execute(
                f"DELETE FROM {table} WHERE suggestion_id = ?",  # noqa: S608 own names only
                (suggestion_id,),
            )
        await async_write(connection, rows)


async def async_write(
    connection: aiosqlite.Connection, rows: list[Row], *, user_id: str | None = None
) -> None:
    """Insert or update prepared rows; part of a transaction of the caller."""
    # Not an upsert: for that SQLite keeps a journal of each row, which takes as long
    # as the row.
    cursor = await connection.executemany(_INSERT, rows)
    if cursor.rowcount == len(rows):
        return
    replaced = [
        (row[_UPDATED], user_id, row[_SUGGESTION_ID], row[_VERSION]) for row in rows
    ]
    await connection.executemany(_KEEP_VERSION, replaced)
    await connection.executemany(_UPDATE, [(*row, row[_SUGGESTION_ID]) for row in rows])


async def async_prepare(
    suggestions: Sequence[Suggestion],
) -> tuple[list[Row], list[Refused]]:
    """Check suggestions before a transaction; return their rows and who is refused."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(None, _prepare, suggestions)


def _prepare(suggestions: Sequence[Suggestion]) -> tuple[list[Row], list[Refused]]:
    """Check suggestions; runs in a worker thread."""
    rows, refused = [], []
    for suggestion in suggestions:
        try:
            rows.append(row_of(suggestion))
        except SuggestionMalformed as err:
            refused.append(
                Refused(
                    suggestion_id=suggestion.suggestion_id,
                    title=suggestion.title,
                    reason=err.reason,
                )
            )
    return rows, refused


def row_of(suggestion: Suggestion) -> Row:
    """Return the row of a suggestion; SuggestionMalformed for a wrong shape."""
    if reason := problem(suggestion):
        raise SuggestionMalformed(title=suggestion.title, reason=reason)
    body = dict(zip(_BODY, _body(suggestion), strict=True))
    if suggestion.routine:
        body["routine"] = suggestion.routine.as_dict()
    for name in ("evidence", "before"):
        if proof := body[name]:
            body[name] = pack(proof)
    try:
        return (*_indexed(suggestion), to_json(body))
    except TypeError as err:
        raise SuggestionMalformed(title=suggestion.title, reason=str(err)) from err


def _suggestion(row: Row) -> Suggestion:
    """Return the suggestion of a row."""
    *indexed, text = row
    body = from_json(text)
    kind, routine, evidence = body["kind"], body["routine"], body["evidence"]
    before = body.get("before")  # an earlier version wrote none
    values = dict(zip(_INDEXED, indexed, strict=True)) | body
    return Suggestion(
        **values
        | {
            "origin": Origin(values["origin"]),
            "kind": RoutineKind(kind) if kind else None,
            "status": SuggestionStatus(values["status"]),
            "category": Category(values["category"]),
            "entity_ids": tuple(values["entity_ids"]),
            "risk": Risk(values["risk"]),
            "warnings": tuple(values["warnings"]),
            "routine": Routine.from_dict(routine) if routine else None,
            "evidence": unpack(evidence) if evidence else None,
            "before": unpack(before) if before else None,
        }
    )


def _version(row: Row) -> Version:
    """Return the earlier version of a row."""
    suggestion_id, version, at, user_id, automation = row
    return Version(
        suggestion_id=suggestion_id,
        version=version,
        at=at,
        user_id=user_id,
        automation=from_json(automation),
    )


def _deployment(row: Row) -> Deployment:
    """Return the deployment of a row."""
    values = dict(zip(_DEPLOYMENT, row, strict=True))
    pending = values["pending"]
    return Deployment(
        **values
        | {
            "config": from_json(values["config"]),
            "pending": Pending(pending) if pending else None,
        }
    )


def _deployment_row(deployment: Deployment) -> Row:
    """Return the row of a deployment."""
    values = {name: getattr(deployment, name) for name in _DEPLOYMENT}
    return tuple((values | {"config": to_json(deployment.config)}).values())
