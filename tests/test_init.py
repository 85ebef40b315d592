"""Setting up, unloading and removing the integration."""

import asyncio
from pathlib import Path
import sqlite3
import subprocess
import sys
import threading
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import (
    category_registry as cr,
    entity_registry as er,
    issue_registry as ir,
    label_registry as lr,
)
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_get_persistent_notifications,
)

from custom_components.ai_automation import decisions, notifications
from custom_components.ai_automation.const import DATABASE_NAME, DOMAIN
from custom_components.ai_automation.store.errors import StoreClosed

from .builders import keep, suggestion


def database_threads() -> list[str]:
    """Return the threads that SQLite connections keep."""
    return [t.name for t in threading.enumerate() if "aiosqlite" in repr(t).lower()]


async def test_unloading_gives_everything_back(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    assert entry.state is ConfigEntryState.LOADED
    database = entry.runtime_data.database
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert entry.state is ConfigEntryState.NOT_LOADED
    assert not database_threads()
    with pytest.raises(StoreClosed):
        await keep(database, suggestion())
    assert not hass.bus.async_listeners().get("area_registry_updated")


async def test_loading_again_finds_what_was_stored(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    assert await hass.config_entries.async_reload(entry.entry_id)
    assert hass.states.get("sensor.ai_automation_new_suggestions").state == "1"


async def test_shutdown_closes_the_database(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await hass.async_block_till_done()
    with pytest.raises(StoreClosed):
        await keep(entry.runtime_data.database, suggestion())


async def test_a_database_that_cannot_be_opened_stops_the_set_up(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    path = Path(hass.config.path(DATABASE_NAME))
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 9999")
    connection.close()
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert entry.error_reason_translation_key == "database_newer"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 1")
    connection.close()


async def test_a_folder_that_cannot_be_written_is_tried_again(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    path = Path(hass.config.path(DATABASE_NAME))
    path.unlink()
    path.mkdir()
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "store_failed"


async def test_a_damaged_file_starts_anew_and_says_so(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    await hass.config_entries.async_unload(entry.entry_id)
    path = Path(hass.config.path(DATABASE_NAME))
    path.write_bytes(b"this is no database" * 1000)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert hass.states.get("sensor.ai_automation_new_suggestions").state == "0"
    assert any(domain == DOMAIN for domain, _ in ir.async_get(hass).issues)
    [aside] = path.parent.glob("ai_automation.damaged_*")
    assert aside.read_bytes().startswith(b"this is no database")


async def test_removing_leaves_only_deployed_automations(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    automations = Path(hass.config.path("automations.yaml"))
    automations.with_name("ai_automation.damaged_2026-01-01.db").write_bytes(b"")
    await keep(entry.runtime_data.database, suggestion())
    deployment = await decisions.async_accept(
        hass, entry, suggestion_id="s1", context=Context()
    )
    notifications.async_show(hass, [suggestion()])
    assert cr.async_get(hass).async_list_categories(scope="automation")
    assert lr.async_get(hass).async_get_label_by_name("AI Automation")
    written = automations.read_bytes()

    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()

    assert not list(automations.parent.glob("ai_automation*"))
    assert not async_get_persistent_notifications(hass)
    assert not list(cr.async_get(hass).async_list_categories(scope="automation"))
    assert lr.async_get(hass).async_get_label_by_name("AI Automation") is None
    assert not any(domain == DOMAIN for domain, _ in ir.async_get(hass).issues)
    assert not er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    assert automations.read_bytes() == written
    assert hass.states.get(deployment.entity_id).state == "on"
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": deployment.entity_id}, blocking=True
    )


async def test_set_up_imports_no_language_model_and_no_arrays(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """A fresh interpreter imports what set-up imports, and the heavy parts are not there."""
    # numpy itself may be there: Home Assistant's camera brings it.
    code = (
        "import sys, homeassistant.core, homeassistant.helpers.target\n"
        "import custom_components.ai_automation as component\n"
        "from custom_components.ai_automation import sensor, button, event\n"
        "from custom_components.ai_automation import config_flow\n"
        "own = component.__name__\n"
        "heavy = {'openai', f'{own}.stages', f'{own}.routines', f'{own}.model.track'}\n"
        "found = heavy & set(sys.modules)\n"
        "sys.exit(f'imported at set-up: {found}' if found else 0)\n"
    )
    root = Path(__file__).parents[1]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, cwd=root, stderr=asyncio.subprocess.PIPE
    )
    _, stderr = await process.communicate()
    assert process.returncode == 0, stderr.decode()


async def test_set_up_waits_for_nothing_that_can_wait(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """No run starts by itself, so set-up cannot be slowed by one."""
    with patch(
        "custom_components.ai_automation.analysis.Analysis.async_start"
    ) as start:
        await hass.config_entries.async_reload(entry.entry_id)
        await asyncio.sleep(0)
    start.assert_not_called()


async def test_removing_leaves_what_others_made(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    cr.async_get(hass).async_create(name="Lights", scope="automation")
    ir.async_create_issue(
        hass,
        "other",
        "theirs",
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key="theirs",
    )
    ir.async_create_issue(
        hass,
        DOMAIN,
        "ours",
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key="database_restarted",
    )
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    assert set(ir.async_get(hass).issues) == {("other", "theirs")}
    [category] = cr.async_get(hass).async_list_categories(scope="automation")
    assert category.name == "Lights"


def test_a_start_does_not_wait_for_what_only_some_need() -> None:
    imported = (
        "import sys\n"
        "import custom_components.ai_automation\n"
        "late = {'openai', 'numpy', 'homeassistant.components.ai_task'}\n"
        "sys.exit(', '.join(late & set(sys.modules)))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", imported],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[1],
    )
    assert result.stderr.strip() == ""
