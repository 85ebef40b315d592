"""What was cut off is found out at the next start; tests/automations/test_killed.py cuts it off."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

from homeassistant.components.persistent_notification import (
    _async_get_or_create_notifications as notifications,
)
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ai_automation import decisions
from custom_components.ai_automation.model.suggestion import (
    Deployment,
    Pending,
    SuggestionStatus,
)
from custom_components.ai_automation.store import suggestions as stored

from .builders import keep, suggestion


@pytest.fixture
async def deployment(
    hass: HomeAssistant, entry: MockConfigEntry
) -> AsyncGenerator[Deployment]:
    """A suggestion that is switched on."""
    await keep(entry.runtime_data.database, suggestion())
    yield await decisions.async_accept(
        hass, entry, suggestion_id="s1", context=Context()
    )
    # Its trigger waits for seven o'clock.
    Path(hass.config.path("automations.yaml")).write_text("[]\n")
    await hass.services.async_call("automation", "reload", blocking=True)


async def cut_off(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    deployment: Deployment,
    pending: Pending,
    content: str | None = None,
) -> None:
    """Leave what a cut at this point leaves, and start again."""
    data = entry.runtime_data
    if pending is Pending.ACCEPT:
        await stored.async_save(data.database, suggestion())
    await stored.async_intend(data.database, replace(deployment, pending=pending))
    if content is not None:
        Path(hass.config.path("automations.yaml")).write_text(content)
        await hass.services.async_call("automation", "reload", blocking=True)
    assert await hass.config_entries.async_reload(entry.entry_id)


async def status(entry: MockConfigEntry) -> SuggestionStatus:
    found = await stored.async_get(entry.runtime_data.database, "s1")
    assert found is not None
    return found.status


def told(hass: HomeAssistant) -> list[str]:
    return [
        one["message"]
        for one in notifications(hass).values()
        if one["title"] == "A change was cut off"
    ]


async def test_a_file_that_cannot_be_read_is_asked_again(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    deployment: Deployment,
    caplog: pytest.LogCaptureFixture,
) -> None:
    path = Path(hass.config.path("automations.yaml"))
    good = path.read_text()
    await stored.async_save(entry.runtime_data.database, suggestion())
    intent = replace(deployment, pending=Pending.ACCEPT)
    await stored.async_intend(entry.runtime_data.database, intent)
    path.write_text("- {")
    assert await hass.config_entries.async_reload(entry.entry_id)
    assert await stored.async_pending(entry.runtime_data.database) == [intent]
    assert await status(entry) is SuggestionStatus.NEW
    assert "is not known until" in caplog.text
    assert not told(hass)

    path.write_text(good)
    assert await hass.config_entries.async_reload(entry.entry_id)
    assert await stored.async_pending(entry.runtime_data.database) == []
    assert await status(entry) is SuggestionStatus.DEPLOYED
    assert len(told(hass)) == 1


async def test_what_does_not_work_is_taken_out_again(
    hass: HomeAssistant, entry: MockConfigEntry, deployment: Deployment
) -> None:
    path = Path(hass.config.path("automations.yaml"))
    text = deployment.text.decode().replace("trigger: time", "trigger: nope")
    config = {**deployment.config}
    config["triggers"] = [{**config["triggers"][0], "trigger": "nope"}]
    broken = replace(deployment, config=config, text=text.encode())
    content = path.read_text().replace("trigger: time", "trigger: nope")
    await cut_off(hass, entry, broken, Pending.ACCEPT, content)
    assert path.read_bytes() == deployment.before
    assert await status(entry) is SuggestionStatus.NEW
    assert "It is not switched on" in told(hass)[0]


async def test_what_its_owner_edited_after_the_cut_is_theirs_and_on(
    hass: HomeAssistant, entry: MockConfigEntry, deployment: Deployment
) -> None:
    edited = deployment.text.decode().replace("07:00:00", "08:00:00")
    await cut_off(hass, entry, deployment, Pending.ACCEPT, edited)
    assert await status(entry) is SuggestionStatus.DEPLOYED
    assert Path(hass.config.path("automations.yaml")).read_text() == edited


async def test_an_undo_that_was_refused_leaves_nothing_to_find_out(
    hass: HomeAssistant, entry: MockConfigEntry, deployment: Deployment
) -> None:
    path = Path(hass.config.path("automations.yaml"))
    path.write_text(path.read_text().replace("07:00:00", "08:00:00"))
    with pytest.raises(HomeAssistantError, match="08:00:00"):
        await decisions.async_undo(hass, entry, suggestion_id="s1")
    assert await stored.async_pending(entry.runtime_data.database) == []
    assert await status(entry) is SuggestionStatus.DEPLOYED


async def test_an_accept_that_was_refused_leaves_nothing_to_find_out(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The file holds an automation that does not load, so what was written is put back."""
    broken = suggestion()
    broken.automation["triggers"] = [{"trigger": "time", "at": "input_boolean.hall"}]
    await keep(entry.runtime_data.database, broken)
    Path(hass.config.path("configuration.yaml")).write_text("automation: []\n")
    with pytest.raises(HomeAssistantError):
        await decisions.async_accept(hass, entry, suggestion_id="s1", context=Context())
    assert await stored.async_pending(entry.runtime_data.database) == []
    assert await stored.async_get_deployment(entry.runtime_data.database, "s1") is None
