"""Noticing what the owner deleted."""

from collections.abc import AsyncGenerator
from pathlib import Path

from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ai_automation.const import DOMAIN
from custom_components.ai_automation.model.suggestion import (
    Suggestion,
    SuggestionStatus,
)
from custom_components.ai_automation.noticing import async_notice_deleted
from custom_components.ai_automation.store import suggestions as stored

from .builders import keep, suggestion


async def notice(hass: HomeAssistant, entry: MockConfigEntry) -> list[str]:
    """Look for what was deleted."""
    data = entry.runtime_data
    return await async_notice_deleted(hass, data.database, data.cache)


async def found(entry: MockConfigEntry) -> Suggestion:
    """Return the suggestion as it is kept."""
    kept = await stored.async_get(entry.runtime_data.database, "s1")
    assert kept is not None
    return kept


@pytest.fixture
async def automations(
    hass: HomeAssistant, entry: MockConfigEntry, hass_admin_user: User
) -> AsyncGenerator[Path]:
    """Switch a suggestion on, and return the file of automations."""
    await keep(entry.runtime_data.database, suggestion())
    await hass.services.async_call(
        DOMAIN,
        "accept",
        {"suggestion_id": "s1"},
        blocking=True,
        context=Context(user_id=hass_admin_user.id),
    )
    path = Path(hass.config.path("automations.yaml"))
    yield path
    # Its trigger waits for seven o'clock.
    path.write_text("[]\n")
    await hass.services.async_call("automation", "reload", blocking=True)


async def delete(hass: HomeAssistant, path: Path) -> None:
    """Delete every automation."""
    path.write_text("[]\n")
    await hass.services.async_call("automation", "reload", blocking=True)
    await hass.async_block_till_done()


async def test_what_is_there_is_left_alone(
    hass: HomeAssistant, entry: MockConfigEntry, automations: Path
) -> None:
    assert await notice(hass, entry) == []
    assert (await found(entry)).status is SuggestionStatus.DEPLOYED


async def test_what_its_owner_deleted_is_removed(
    hass: HomeAssistant, entry: MockConfigEntry, automations: Path
) -> None:
    await delete(hass, automations)
    assert await notice(hass, entry) == ["s1"]
    removed = await found(entry)
    assert removed.status is SuggestionStatus.REMOVED
    assert removed.automation_id is None
    assert await notice(hass, entry) == []


async def test_what_still_stands_in_the_file_is_there(
    hass: HomeAssistant, entry: MockConfigEntry, automations: Path
) -> None:
    text = automations.read_text()
    await delete(hass, automations)
    automations.write_text(text)  # not loaded yet
    assert await notice(hass, entry) == []


async def test_what_is_loaded_from_elsewhere_is_there(
    hass: HomeAssistant, entry: MockConfigEntry, automations: Path
) -> None:
    automations.write_text("[]\n")  # and nothing was reloaded
    assert await notice(hass, entry) == []


async def test_a_file_that_cannot_be_read_tells_nothing(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    automations: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await delete(hass, automations)
    automations.write_text("- alias: [\n")
    assert await notice(hass, entry) == []
    assert (await found(entry)).status is SuggestionStatus.DEPLOYED
    assert "not known" in caplog.text


async def test_a_run_notices_and_it_can_be_brought_back(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    automations: Path,
    hass_admin_user: User,
) -> None:
    await delete(hass, automations)
    await hass.services.async_call(DOMAIN, "analyze", blocking=True)
    assert (await found(entry)).status is SuggestionStatus.REMOVED
    await hass.services.async_call(
        DOMAIN,
        "restore",
        {"suggestion_id": "s1"},
        blocking=True,
        context=Context(user_id=hass_admin_user.id),
    )
    assert (await found(entry)).status is SuggestionStatus.NEW
