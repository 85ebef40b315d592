"""What the entities show."""

import asyncio
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ai_automation import stages
from custom_components.ai_automation.const import DOMAIN
from custom_components.ai_automation.model.run import RunStatus
from custom_components.ai_automation.model.suggestion import SuggestionStatus

from .builders import keep, suggestion


async def test_all_belong_to_one_service_device(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    assert {e.entity_id for e in entities} == {
        "button.ai_automation_analyze",
        "event.ai_automation_suggestion",
        "sensor.ai_automation_analysis_status",
        "sensor.ai_automation_last_analysis",
        "sensor.ai_automation_new_suggestions",
        "todo.ai_automation_suggestions",
    }
    [device_id] = {e.device_id for e in entities}
    assert device_id is not None
    device = dr.async_get(hass).async_get(device_id)
    assert device is not None
    assert device.entry_type is dr.DeviceEntryType.SERVICE


async def test_they_are_called_the_same_in_every_language(
    recorder_mock: object, hass: HomeAssistant
) -> None:
    hass.config.language = "nl"
    assert await async_setup_component(hass, "homeassistant", {})
    entry = MockConfigEntry(
        domain=DOMAIN, title="AI Automation", data={"provider": "none"}
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    state = hass.states.get("sensor.ai_automation_new_suggestions")
    assert state is not None
    assert state.attributes["friendly_name"] == "AI Automation Nieuwe voorstellen"
    await hass.config_entries.async_unload(entry.entry_id)


async def test_new_suggestions_are_counted(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    database = entry.runtime_data.database
    await keep(database, suggestion("a"))
    await keep(
        database,
        suggestion("b", status=SuggestionStatus.DISMISSED, fingerprint="other"),
    )
    await entry.runtime_data.coordinator.async_refresh()
    assert hass.states.get("sensor.ai_automation_new_suggestions").state == "1"


async def test_the_button_starts_a_run_and_the_sensor_follows(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    gate = asyncio.Event()

    async def _wait(*_: object, run: object, **__: object) -> list[object]:
        await gate.wait()
        run.status = RunStatus.COMPLETED  # type: ignore[attr-defined]
        return []

    assert hass.states.get("sensor.ai_automation_last_analysis").state == "unknown"
    with patch.object(stages, "async_analyse", _wait):
        await hass.services.async_call(
            "button",
            "press",
            {"entity_id": "button.ai_automation_analyze"},
            blocking=True,
        )
        await hass.async_block_till_done()
        state = hass.states.get("sensor.ai_automation_analysis_status")
        assert state.state == "running"
        assert state.attributes["progress"] == 0
        gate.set()
        await hass.async_block_till_done(wait_background_tasks=True)
    state = hass.states.get("sensor.ai_automation_analysis_status")
    assert state.state == "idle"
    assert state.attributes["progress"] is None
    last = hass.states.get("sensor.ai_automation_last_analysis").state
    assert last not in {"unknown", "unavailable"}
