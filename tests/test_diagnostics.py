"""Diagnostics help, and give nobody away."""

import json
import time
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.ai_automation.const import DOMAIN
from custom_components.ai_automation.model.run import AnalysisRun, RunStatus, RunTrigger
from custom_components.ai_automation.store import runs, suggestions as stored

from .builders import suggestion

SECRETS = {
    "provider": "openai",
    "base_url": "http://cellar.example:1234/v1",
    "api_key": "sk-very-secret-0123456789",
    "model": "homemade-model",
}


@pytest.fixture(name="private")
def private_entry(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """Give the entry things that nobody else should see."""
    hass.config_entries.async_update_entry(
        entry,
        data=SECRETS,
        options={
            "hour": 4,
            "exclude_people": ["person.grandma"],
            "exclude_areas": ["nursery", "bath"],
        },
    )
    return entry


async def get(
    hass: HomeAssistant, client: ClientSessionGenerator, entry: MockConfigEntry
) -> Any:
    """Download the diagnostics."""
    assert await async_setup_component(hass, "diagnostics", {})
    return await get_diagnostics_for_config_entry(hass, client, entry)


async def test_numbers_of_a_loaded_entry(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, private: MockConfigEntry
) -> None:
    ar.async_get(hass).async_create("Grandma's room")
    database = private.runtime_data.database
    run = AnalysisRun(
        run_id="r1",
        trigger=RunTrigger.ASKED,
        started=time.time(),
        finished=time.time() + 2,
        status=RunStatus.COMPLETED,
        stages={"history": 1.5},
        counts={"acts": 7},
        suggestions=["s1"],
        detail="input_boolean.hall was odd",
        silence={
            "acts": {"input_boolean.hall": 7},
            "dropped": [{"title": "Grandma goes to bed", "reason": "known"}],
        },
    )
    await runs.async_start(database, run)
    await stored.async_save(
        database, suggestion(title="Grandma goes to bed", run_id="r1")
    )
    found = await get(hass, hass_client, private)
    assert found["state"] == "loaded"
    assert found["version"] == "0.1.0"
    assert set(found["packages"]) == {"aiosqlite", "numpy", "openai"}
    assert found["data"]["provider"] == "openai"
    assert found["options"] == {"hour": 4, "exclude_people": 1, "exclude_areas": 2}
    assert found["database"]["bytes"] > 0
    assert found["database"]["rows"]["suggestions"] == 1
    assert found["context"]["areas"] == 1
    assert found["context"]["entities"]["input_boolean"] == 1
    (shown,) = found["runs"]
    assert shown["status"] == "completed"
    assert shown["counts"] == {"acts": 7}
    assert shown["silence"] == {"acts": 1, "dropped": 1}
    assert shown["suggestions"] == 1
    text = json.dumps(found).lower()
    for private_word in ("hall", "grandma", "nursery", "cellar", "sk-", "homemade"):
        assert private_word not in text


async def test_an_entry_that_is_not_loaded(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, private: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(private.entry_id)
    found = await get(hass, hass_client, private)
    assert found["state"] == "not_loaded"
    assert "database" not in found
    assert SECRETS["api_key"] not in json.dumps(found)
    assert hass.config_entries.async_entries(DOMAIN)
