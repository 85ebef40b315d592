"""An open database for the tests of the store."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from custom_components.ai_automation.store.database import Database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the database is."""
    return tmp_path / "ai_automation.db"


@pytest.fixture
async def db(path: Path) -> AsyncGenerator[Database]:
    """Return a new database, opened as the integration does."""
    database = await Database.async_open(path)
    yield database
    await database.async_close()


@pytest.fixture
async def statements(db: Database) -> list[str]:
    """Return a list that fills with what SQLite executes on the writer from now on."""
    seen: list[str] = []
    async with db.async_transaction() as connection:
        pass
    await connection.set_trace_callback(seen.append)
    return seen
