"""Backups: a real backup manager asks, and the copied file is whole by itself."""

import asyncio
from pathlib import Path
import shutil
import sqlite3

from homeassistant.components.backup.const import DATA_MANAGER
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ai_automation.backup import async_post_backup, async_pre_backup
from custom_components.ai_automation.const import DATABASE_NAME
from custom_components.ai_automation.store import runs
from tests.store.nouns import run


async def test_written_while_a_backup_is_made(
    hass: HomeAssistant, entry: MockConfigEntry, tmp_path: Path
) -> None:
    """The log is in the file, nobody writes meanwhile, and who waited writes after."""
    assert await async_setup_component(hass, "backup", {})
    await hass.async_block_till_done()
    manager = hass.data[DATA_MANAGER]
    database = entry.runtime_data.database
    await runs.async_start(database, run("before"))

    await manager.async_pre_backup_actions()
    waiting = hass.async_create_task(runs.async_start(database, run("meanwhile")))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    copied = tmp_path / "copied.db"
    shutil.copy(hass.config.path(DATABASE_NAME), copied)
    await manager.async_post_backup_actions()
    await waiting

    connection = sqlite3.connect(copied)
    assert connection.execute("SELECT run_id FROM runs").fetchall() == [("before",)]
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    assert {one.run_id for one in await runs.async_last(database)} == {
        "before",
        "meanwhile",
    }


async def test_reloaded_while_a_backup_is_made(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Nothing waits for a backup that is forgotten by the time it ends."""
    await async_pre_backup(hass)
    async with asyncio.timeout(10):
        assert await hass.config_entries.async_reload(entry.entry_id)
    await async_post_backup(hass)
    async with asyncio.timeout(10):
        await runs.async_start(entry.runtime_data.database, run())


@pytest.mark.usefixtures("recorder_mock")
async def test_without_an_entry(hass: HomeAssistant) -> None:
    await async_pre_backup(hass)
    await async_post_backup(hass)
