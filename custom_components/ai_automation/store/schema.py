"""The tables, the steps that lead to them, and how every connection is set."""

import re
import sqlite3
from typing import Final

from .errors import DatabaseDamaged, DatabaseNewer, StoreError

BUSY_TIMEOUT: Final = 30_000
"""Milliseconds to wait for a lock of somebody else, such as a database browser."""

SETTINGS: Final = (
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "NORMAL", 1),
    ("cache_size", -65_536, -65_536),
    ("foreign_keys", "ON", 1),
    ("busy_timeout", BUSY_TIMEOUT, BUSY_TIMEOUT),
    ("temp_store", "MEMORY", 2),
    # What is forgotten must not stay readable in free pages of the file.
    ("secure_delete", "ON", 1),
)
"""Name, what is asked for, what SQLite must answer; a negative cache size is in KiB."""

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    (
        """
        CREATE TABLE meta (
            name TEXT PRIMARY KEY,
            value ANY NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE runs (
            run_id TEXT PRIMARY KEY,
            trigger TEXT NOT NULL,
            started REAL NOT NULL,
            finished REAL,
            status TEXT NOT NULL,
            reason TEXT,
            detail TEXT,
            stages TEXT NOT NULL CHECK (json_valid(stages)),
            counts TEXT NOT NULL CHECK (json_valid(counts)),
            suggestions TEXT NOT NULL CHECK (json_valid(suggestions)),
            tokens INTEGER NOT NULL,
            silence TEXT NOT NULL CHECK (json_valid(silence))
        ) STRICT
        """,
        "CREATE INDEX runs_started ON runs (started)",
        """
        CREATE TABLE suggestions (
            suggestion_id TEXT PRIMARY KEY,
            run_id TEXT NOT NULL REFERENCES runs (run_id),
            status TEXT NOT NULL,
            version INTEGER NOT NULL,
            created REAL NOT NULL,
            updated REAL NOT NULL,
            worth REAL NOT NULL,
            fingerprint TEXT NOT NULL,
            body TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX suggestions_run ON suggestions (run_id)",
        "CREATE INDEX suggestions_created ON suggestions (created, worth)",
        "CREATE INDEX suggestions_status ON suggestions (status, created, worth)",
        """
        CREATE TABLE versions (
            suggestion_id TEXT NOT NULL
                REFERENCES suggestions (suggestion_id) ON DELETE CASCADE,
            version INTEGER NOT NULL,
            at REAL NOT NULL,
            user_id TEXT,
            automation TEXT NOT NULL CHECK (json_valid(automation)),
            PRIMARY KEY (suggestion_id, version)
        ) STRICT
        """,
        """
        CREATE TABLE deployments (
            suggestion_id TEXT PRIMARY KEY REFERENCES suggestions (suggestion_id),
            automation_id TEXT NOT NULL,
            entity_id TEXT NOT NULL,
            deployed REAL NOT NULL,
            user_id TEXT,
            config TEXT NOT NULL CHECK (json_valid(config)),
            text BLOB NOT NULL,
            before BLOB NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE acts (
            at REAL NOT NULL,
            entity_id TEXT NOT NULL,
            old TEXT NOT NULL,
            state TEXT NOT NULL,
            cause TEXT NOT NULL,
            user_id TEXT,
            context_id TEXT,
            state_id INTEGER NOT NULL,
            entity_ids TEXT NOT NULL CHECK (json_valid(entity_ids)),
            PRIMARY KEY (at, entity_id, state)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE usage (
            at REAL NOT NULL,
            run_id TEXT REFERENCES runs (run_id) ON DELETE SET NULL,
            purpose TEXT NOT NULL,
            input_tokens INTEGER NOT NULL,
            output_tokens INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX usage_at ON usage (at)",
        "CREATE INDEX usage_run ON usage (run_id)",
    ),
    (
        "ALTER TABLE usage ADD COLUMN cost REAL",
        """
        CREATE TABLE payloads (
            at REAL NOT NULL,
            run_id TEXT REFERENCES runs (run_id) ON DELETE SET NULL,
            purpose TEXT NOT NULL,
            prompt TEXT NOT NULL,
            sent TEXT NOT NULL,
            received TEXT,
            failure TEXT,
            input_tokens INTEGER NOT NULL,
            output_tokens INTEGER NOT NULL,
            estimated INTEGER NOT NULL,
            seconds REAL NOT NULL,
            cost REAL
        ) STRICT
        """,
        "CREATE INDEX payloads_at ON payloads (at)",
        "CREATE INDEX payloads_run ON payloads (run_id)",
    ),
    (
        """
        CREATE TABLE trials (
            suggestion_id TEXT PRIMARY KEY,
            at REAL NOT NULL,
            user_id TEXT,
            states TEXT NOT NULL CHECK (json_valid(states))
        ) STRICT
        """,
        """
        CREATE TABLE watches (
            suggestion_id TEXT PRIMARY KEY
                REFERENCES suggestions (suggestion_id) ON DELETE CASCADE,
            started REAL NOT NULL,
            days INTEGER NOT NULL,
            user_id TEXT,
            verdict TEXT CHECK (json_valid(verdict))
        ) STRICT
        """,
        """
        CREATE TABLE firings (
            suggestion_id TEXT NOT NULL
                REFERENCES watches (suggestion_id) ON DELETE CASCADE,
            at REAL NOT NULL,
            PRIMARY KEY (suggestion_id, at)
        ) STRICT, WITHOUT ROWID
        """,
    ),
    (
        """
        CREATE TABLE outcomes (
            suggestion_id TEXT NOT NULL
                REFERENCES suggestions (suggestion_id) ON DELETE CASCADE,
            at REAL NOT NULL,
            kept INTEGER,
            forgiven INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (suggestion_id, at)
        ) STRICT, WITHOUT ROWID
        """,
    ),
    (
        "ALTER TABLE deployments ADD COLUMN pending TEXT"
        " CHECK (pending IN ('accept', 'undo'))",
        """
        CREATE TABLE golden (
            suggestion_id TEXT PRIMARY KEY
                REFERENCES suggestions (suggestion_id) ON DELETE CASCADE,
            entity_ids TEXT NOT NULL CHECK (json_valid(entity_ids)),
            told TEXT NOT NULL,
            body TEXT NOT NULL CHECK (json_valid(body))
        ) STRICT
        """,
    ),
    (
        "ALTER TABLE suggestions ADD COLUMN area_id TEXT"
        " GENERATED ALWAYS AS (body ->> '$.area_id') VIRTUAL",
        "ALTER TABLE suggestions ADD COLUMN kind TEXT"
        " GENERATED ALWAYS AS (body ->> '$.kind') VIRTUAL",
        "CREATE INDEX suggestions_worth ON suggestions (status, worth)",
        "CREATE INDEX suggestions_area ON suggestions (area_id, worth)",
        "CREATE INDEX suggestions_kind ON suggestions (kind, worth)",
    ),
)
"""Each step leads from `user_version` n to n + 1, in one transaction."""

_TABLE = re.compile(r"CREATE TABLE (\w+)")


def tables(version: int) -> frozenset[str]:
    """Return the tables of a file that has taken so many steps."""
    steps = (statement for step in MIGRATIONS[:version] for statement in step)
    return frozenset(name for statement in steps for name in _TABLE.findall(statement))


TABLES: Final = tables(len(MIGRATIONS))


def configure(connection: sqlite3.Connection) -> None:
    """Set a connection; StoreError when SQLite does not take a setting."""
    for name, value, expected in SETTINGS:
        connection.execute(f"PRAGMA {name} = {value}")
        (answer,) = connection.execute(f"PRAGMA {name}").fetchone()
        if answer != expected:
            raise StoreError(
                "database_setting",
                setting=name,
                wanted=str(expected),
                answer=str(answer),
            )


def prove(connection: sqlite3.Connection) -> None:
    """Read the whole file once; DatabaseDamaged when it is not whole.

    Reading all of it costs a worker thread some milliseconds a megabyte and the
    event loop nothing; a check that looks at less misses pages that were overwritten.
    """
    version = _version(connection)
    if version > len(MIGRATIONS):
        raise DatabaseNewer(version=version, known=len(MIGRATIONS))
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise DatabaseDamaged(" ".join(verdict.split()))
    found = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    if missing := tables(version) - found:
        raise DatabaseDamaged("missing: " + ", ".join(sorted(missing)))
    if not version:
        return
    # The other JSON columns have a check of their own, which has just been made; one
    # on these long texts would take a third of the time of storing a night.
    if connection.execute(
        "SELECT 1 FROM suggestions WHERE NOT json_valid(body) LIMIT 1"
    ).fetchone():
        raise DatabaseDamaged("a suggestion is not readable")


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables up to date, a transaction a step."""
    for version in range(_version(connection), len(MIGRATIONS)):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in MIGRATIONS[version]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version + 1}")
            connection.execute("COMMIT")
        except sqlite3.Error:
            connection.rollback()
            raise


def _version(connection: sqlite3.Connection) -> int:
    """Return how many steps the file has taken."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)
