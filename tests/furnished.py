"""The integration in a home full of things."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from bench.asking.home import AUTOMATIONS, async_furnish
from custom_components.ai_automation.const import DOMAIN


@asynccontextmanager
async def furnished(hass: HomeAssistant) -> AsyncGenerator[MockConfigEntry]:
    """Set everything up until the block ends; what is called meanwhile is in `hass.data["asking_called"]`."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(
        hass, "input_boolean", {"input_boolean": {"hall": {"name": "Hall flag"}}}
    )
    assert await async_setup_component(hass, "automation", {"automation": AUTOMATIONS})
    entry = MockConfigEntry(
        domain=DOMAIN, title="AI Automation", data={"provider": "none"}
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    hass.data["asking_called"] = async_furnish(hass)
    await hass.async_block_till_done()
    yield entry
    ids = hass.states.async_entity_ids("automation")
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": ids}, blocking=True
    )
    if entry.state is ConfigEntryState.LOADED:
        await hass.config_entries.async_unload(entry.entry_id)
