"""The database file: one connection that writes, one that reads, and what to do when the file is damaged."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
import sqlite3
from threading import Thread, current_thread
from typing import Any, Final, Self, cast

import aiosqlite
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from ..const import DOMAIN, LOGGER
from . import schema
from .errors import DatabaseDamaged, StoreClosed, StoreError
from .rows import Row

ISSUE_RESTARTED: Final = "database_restarted"
SUFFIXES: Final = ("-wal", "-shm", "")
"""What belongs to a database: the file itself last, so that it never stands without its log."""

_SMALLEST: Final = 512
"""Bytes of the smallest page; SQLite takes anything shorter for a new database."""
_DAMAGE: Final = frozenset(
    {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
)
"""What SQLite says to a damaged file; the plain error is its word for a damaged header."""


class Database:
    """The open database: a writer behind a lock and a reader that never waits for it."""

    def __init__(
        self,
        path: Path,
        writer: aiosqlite.Connection,
        reader: aiosqlite.Connection,
        threads: Sequence[Thread],
    ) -> None:
        self.path = path
        self.reader = reader
        self._writer = writer
        self._threads = threads
        self._lock = asyncio.Lock()
        self._closed = False
        self._held = False

    @classmethod
    async def async_open(cls, path: Path) -> Self:
        """Open, prove and migrate; DatabaseDamaged, DatabaseNewer or StoreError."""
        loop = asyncio.get_running_loop()
        with translated():
            writer, reader = await loop.run_in_executor(None, _open, path)
        threads: list[Thread] = []
        return cls(
            path,
            await _async_hand_over(writer, threads),
            await _async_hand_over(reader, threads),
            threads,
        )

    async def async_close(self) -> None:
        """Close both connections once what is being written has ended."""
        self._closed = True
        self.async_release()
        async with self._lock:
            # The last one to close empties the log into the file.
            try:
                await self.reader.close()
            finally:
                await self._writer.close()
            await asyncio.get_running_loop().run_in_executor(None, self._await_threads)

    def _await_threads(self) -> None:
        """Wait for the threads, which have been told to end."""
        for thread in self._threads:
            thread.join()

    @asynccontextmanager
    async def async_transaction(
        self, *, synced: bool = False
    ) -> AsyncIterator[aiosqlite.Connection]:
        """Write all or nothing; whatever ends the block early undoes it.

        What is `synced` outlives a power cut; without that, a power cut may take the last
        transactions back, whole ones.
        """
        async with self._lock:
            if self._closed:
                raise StoreClosed
            with translated():
                if synced:
                    await self._writer.execute("PRAGMA synchronous = FULL")
                try:
                    await self._writer.execute("BEGIN IMMEDIATE")
                    yield self._writer
                    await self._writer.execute("COMMIT")
                except BaseException:
                    await self._writer.rollback()
                    raise
                finally:
                    if synced:
                        await self._writer.execute("PRAGMA synchronous = NORMAL")

    async def async_fetch(
        self, query: str, parameters: Sequence[Any] = ()
    ) -> list[Row]:
        """Return all rows as they were after the last transaction."""
        if self._closed:
            raise StoreClosed
        with translated():
            return cast(
                list[Row], await self.reader.execute_fetchall(query, parameters)
            )

    async def async_checkpoint(self) -> None:
        """Bring the log into the file.

        What a program outside still reads stays in the -wal file, which is as good.
        """
        async with self._lock:
            await self._async_empty_log()

    async def async_hold(self) -> None:
        """Bring the log into the file and let nobody write until `async_release`."""
        if self._held:
            return
        await self._lock.acquire()
        try:
            await self._async_empty_log()
        except BaseException:
            self._lock.release()
            raise
        self._held = True

    @callback
    def async_release(self) -> None:
        """Let those write who were held."""
        if self._held:
            self._held = False
            self._lock.release()

    async def _async_empty_log(self) -> None:
        """Checkpoint; the lock is held."""
        if self._closed:
            raise StoreClosed
        with translated():
            await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def translated() -> Iterator[None]:
    """Tell what SQLite refused, or what could not be read, in a translated error."""
    try:
        yield
    except sqlite3.Error as err:
        raise StoreError(error=str(err)) from err


async def async_open_or_restart(
    hass: HomeAssistant, path: Path
) -> tuple[Database, Path | None]:
    """Open the database; set a damaged one aside, say so, and begin a new one."""
    try:
        return await Database.async_open(path), None
    except DatabaseDamaged as err:
        LOGGER.warning("%s is damaged: %s", path, err.detail)
    aside = await hass.async_add_executor_job(_set_aside, path)
    ir.async_create_issue(
        hass,
        DOMAIN,
        ISSUE_RESTARTED,
        is_fixable=False,
        is_persistent=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key=ISSUE_RESTARTED,
        translation_placeholders={"file": aside.name, "folder": str(aside.parent)},
    )
    return await Database.async_open(path), aside


async def async_size(db: Database) -> int:
    """Return the bytes on disk, the log included."""
    return await asyncio.get_running_loop().run_in_executor(None, _size, db.path)


async def async_counts(db: Database) -> dict[str, int]:
    """Return how many rows each table has."""
    tables = sorted(schema.TABLES)
    columns = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)  # noqa: S608 own names only
    (counts,) = await db.async_fetch(f"SELECT {columns}")
    return dict(zip(tables, counts, strict=True))


async def _async_hand_over(
    connection: sqlite3.Connection, threads: list[Thread]
) -> aiosqlite.Connection:
    """Give a connection a thread of its own, where all its work is done; note the thread."""

    def _take() -> sqlite3.Connection:
        threads.append(current_thread())
        return connection

    return await aiosqlite.Connection(_take, iter_chunk_size=64)


def _open(path: Path) -> tuple[sqlite3.Connection, sqlite3.Connection]:
    """Open, prove and migrate; return who writes and who reads."""
    if path.exists() and path.stat().st_size < _SMALLEST:
        raise DatabaseDamaged("the file is empty")
    writer = _connect(path)
    try:
        with _damage_told():
            schema.configure(writer)
            schema.prove(writer)
        schema.migrate(writer)
        return writer, _open_reader(path)
    except BaseException:
        # What is wrong with the file shall stay as it is, its log included.
        writer.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, True)
        writer.close()
        raise


def _open_reader(path: Path) -> sqlite3.Connection:
    """Open the connection that cannot write."""
    connection = _connect(path)
    try:
        schema.configure(connection)
        connection.execute("PRAGMA query_only = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _connect(path: Path) -> sqlite3.Connection:
    """Connect; transactions begin and end only where it is written."""
    return sqlite3.connect(
        path,
        isolation_level=None,
        timeout=schema.BUSY_TIMEOUT / 1000,
        # It is opened in one thread and then used in another, never in two at once.
        check_same_thread=False,
    )


@contextmanager
def _damage_told() -> Iterator[None]:
    """Tell a damaged file from one that cannot be opened now."""
    try:
        yield
    except sqlite3.DatabaseError as err:
        if err.sqlite_errorcode & 0xFF in _DAMAGE:
            raise DatabaseDamaged(str(err)) from err
        raise


def _set_aside(path: Path) -> Path:
    """Rename the database and what belongs to it, and return its new name."""
    name = f"{path.stem}.damaged_{dt_util.now():%Y-%m-%d_%H-%M-%S}"
    aside = path.with_name(name + path.suffix)
    while aside.exists():
        name += "_"
        aside = path.with_name(name + path.suffix)
    for suffix in SUFFIXES:
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    return aside


def _size(path: Path) -> int:
    """Return the bytes of the database and what belongs to it."""
    parts = (path.with_name(path.name + suffix) for suffix in SUFFIXES)
    return sum(part.stat().st_size for part in parts if part.exists())
