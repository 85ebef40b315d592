"""The system health page tells how the integration is."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    get_system_health_info,
)
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from custom_components.ai_automation.const import DOMAIN
from custom_components.ai_automation.model.run import AnalysisRun, RunStatus, RunTrigger

URL = "http://server.example:1234/v1"


async def health(hass: HomeAssistant) -> dict[str, Any]:
    """Return what the page shows, with its checks done."""
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    info = await get_system_health_info(hass, DOMAIN)
    return {
        key: await value if hasattr(value, "__await__") else value
        for key, value in info.items()
    }


async def test_before_the_first_analysis(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    info = await health(hass)
    assert info.pop("database_size").endswith(" MiB")
    assert info == {"acts": 0, "provider": "none"}


async def test_after_an_analysis(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    entry.runtime_data.analysis.last_run = AnalysisRun(
        run_id="r1",
        trigger=RunTrigger.NIGHTLY,
        started=1_790_000_000,
        finished=1_790_000_060,
        status=RunStatus.COMPLETED,
    )
    info = await health(hass)
    assert info["last_analysis"].timestamp() == 1_790_000_060
    assert info["last_status"] == "completed"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"status": 401}, "ok"),
        ({"exc": TimeoutError()}, {"type": "failed", "error": "timeout"}),
    ],
)
async def test_the_server_is_reached_for(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    aioclient_mock: AiohttpClientMocker,
    *,
    answer: dict[str, Any],
    expected: str | dict[str, str],
) -> None:
    aioclient_mock.get(URL, **answer)
    hass.config_entries.async_update_entry(
        entry, data={"provider": "openai", "base_url": URL, "model": "small"}
    )
    assert (await health(hass))["server"] == expected


async def test_an_entry_that_is_not_loaded(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    assert await health(hass) == {}
