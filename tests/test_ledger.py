"""What the language model used: counted, priced, shown."""

from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
import json
import time
from typing import Any
from zoneinfo import ZoneInfo

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ai_automation.const import DOMAIN
from custom_components.ai_automation.diagnostics import (
    async_get_config_entry_diagnostics,
)
from custom_components.ai_automation.ledger import StoreLedger
from custom_components.ai_automation.model.exchange import Exchange, Purpose, Spent
from custom_components.ai_automation.model.run import AnalysisRun, RunTrigger
from custom_components.ai_automation.store import runs

KEY = "sk-very-secret-0123456789"
URL = "http://127.0.0.1:9/v1"


@pytest.fixture
async def priced(
    recorder_mock: object, hass: HomeAssistant
) -> AsyncGenerator[MockConfigEntry]:
    """Set the integration up with a language model and its prices."""
    assert await async_setup_component(hass, "homeassistant", {})
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="AI Automation",
        data={
            "provider": "openai",
            "base_url": URL,
            "model": "hidden-model",
            "api_key": KEY,
        },
        options={
            "price_input": 2.0,
            "price_output": 8.0,
            "instructions": "Nothing for Zorro.",
        },
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    yield entry
    if entry.state is ConfigEntryState.LOADED:
        await hass.config_entries.async_unload(entry.entry_id)


def ledger_of(entry: MockConfigEntry) -> StoreLedger:
    """Return the ledger that the entry's language model writes into."""
    ledger = entry.runtime_data.language._ledger
    assert isinstance(ledger, StoreLedger)
    return ledger


def exchange(at: float, **changes: Any) -> Exchange:
    """Return a call."""
    return Exchange(
        **{
            "at": at,
            "purpose": Purpose.WORDS,
            "prompt": "words_v1",
            "sent": '{"messages": ["Zorro"]}',
            "received": "{}",
            "input_tokens": 1_000_000,
            "output_tokens": 500_000,
            "seconds": 1.0,
            **changes,
        }
    )


async def test_tokens_and_cost_are_shown(
    hass: HomeAssistant, priced: MockConfigEntry
) -> None:
    now = time.time()
    await ledger_of(priced).async_record(exchange(now))
    await ledger_of(priced).async_record(exchange(now, purpose=Purpose.REQUEST))
    await hass.async_block_till_done()
    tokens = hass.states.get("sensor.ai_automation_tokens_this_month")
    assert tokens is not None
    assert tokens.state == "3000000"
    assert tokens.attributes["words"] == 1_500_000
    cost = hass.states.get("sensor.ai_automation_cost_this_month")
    assert cost is not None
    assert float(cost.state) == 2 * (2.0 + 4.0)
    assert cost.attributes["unit_of_measurement"] == hass.config.currency


async def test_without_a_model_nothing_is_shown(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    assert hass.states.get("sensor.ai_automation_tokens_this_month") is None
    assert hass.states.get("sensor.ai_automation_cost_this_month") is None


async def test_without_prices_there_is_no_cost(
    hass: HomeAssistant, priced: MockConfigEntry
) -> None:
    hass.config_entries.async_update_entry(priced, options={})
    await hass.config_entries.async_reload(priced.entry_id)
    await ledger_of(priced).async_record(exchange(time.time()))
    await hass.async_block_till_done()
    state = hass.states.get("sensor.ai_automation_cost_this_month")
    assert state is None or state.state == "unavailable"
    answer = await hass.services.async_call(
        DOMAIN, "get_payloads", {}, blocking=True, return_response=True
    )
    assert answer is not None
    (payload,) = answer["payloads"]  # type: ignore[misc]
    assert payload["cost"] is None  # type: ignore[call-overload, index]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Auckland", "UTC"])
async def test_days_and_months_are_those_of_the_home(
    hass: HomeAssistant,
    priced: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    zone: str,
) -> None:
    await hass.config.async_set_time_zone(zone)
    # The first day after the clocks went back in Berlin, half an hour old.
    now = datetime(2026, 11, 1, 0, 30, tzinfo=ZoneInfo(zone))
    freezer.move_to(now)
    ledger = ledger_of(priced)
    for ago in (timedelta(minutes=10), timedelta(minutes=40), timedelta(days=40)):
        await ledger.async_record(exchange((now - ago).timestamp()))
    assert await ledger.async_spent() == Spent(day=1_500_000, month=1_500_000)
    freezer.move_to(now + timedelta(days=1))
    assert await ledger.async_spent() == Spent(day=0, month=1_500_000)


async def test_a_run_knows_its_tokens(
    hass: HomeAssistant, priced: MockConfigEntry
) -> None:
    analysis = priced.runtime_data.analysis
    run = AnalysisRun(run_id="run-1", trigger=RunTrigger.ASKED, started=1.0)
    await runs.async_start(analysis.database, run)
    await ledger_of(priced).async_record(exchange(2.0, run_id="run-1"))
    await analysis._async_end(run)
    (stored,) = await runs.async_last(analysis.database, limit=1)
    assert stored.tokens == 1_500_000
    told = await async_get_config_entry_diagnostics(hass, priced)
    assert told["runs"][0]["cost"] == 6.0


async def test_payloads_are_shown_as_they_were_handed_over(
    hass: HomeAssistant, priced: MockConfigEntry
) -> None:
    await ledger_of(priced).async_record(exchange(0.0))
    answer = await hass.services.async_call(
        DOMAIN, "get_payloads", {"limit": 1}, blocking=True, return_response=True
    )
    assert answer is not None
    assert answer["payloads"] == [
        {
            "at": "1970-01-01T00:00:00+00:00",
            "run_id": None,
            "purpose": "words",
            "prompt": "words_v1",
            "sent": '{"messages": ["Zorro"]}',
            "received": "{}",
            "failure": None,
            "input_tokens": 1_000_000,
            "output_tokens": 500_000,
            "estimated": False,
            "seconds": 1.0,
            "cost": 6.0,
        }
    ]


async def test_diagnostics_count_and_tell_nothing(
    hass: HomeAssistant, priced: MockConfigEntry
) -> None:
    await ledger_of(priced).async_record(exchange(time.time()))
    told = await async_get_config_entry_diagnostics(hass, priced)
    (month,) = told["language_model"]["months"].values()
    assert month["words"]["cost"] == 6.0
    assert told["language_model"]["calls"][0]["input_tokens"] == 1_000_000
    text = json.dumps(told)
    for secret in (KEY, URL, "hidden-model", "Zorro"):
        assert secret not in text
