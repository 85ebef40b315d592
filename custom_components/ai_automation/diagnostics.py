"""Diagnostics of AI Automation: numbers and versions, without names, things or people."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from importlib.metadata import version
from typing import Any

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_API_KEY
from homeassistant.core import HomeAssistant
from homeassistant.loader import async_get_integration
from homeassistant.util import dt as dt_util

from .const import CONF_AI_TASK_ENTITY, CONF_BASE_URL, CONF_MODEL, DOMAIN
from .coordinator import AiAutomationConfigEntry, AiAutomationData
from .model.exchange import Exchange
from .model.home import HomeContext
from .model.run import AnalysisRun
from .store import payloads, runs, usage
from .store.database import Database, async_counts, async_size

TO_REDACT = {CONF_API_KEY, CONF_BASE_URL, CONF_MODEL, CONF_AI_TASK_ENTITY}
PACKAGES = ("aiosqlite", "numpy", "openai")
RUNS = 10
MONTHS = 12
CALLS = 20


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: AiAutomationConfigEntry
) -> dict[str, Any]:
    """Return what helps to understand a problem and can be shown to anyone."""
    integration = await async_get_integration(hass, DOMAIN)
    diagnostics = {
        "state": entry.state.value,
        "version": str(integration.version),
        "packages": await hass.async_add_executor_job(_versions),
        "data": async_redact_data(entry.data, TO_REDACT),
        "options": _sizes(entry.options),
    }
    if entry.state is ConfigEntryState.LOADED:
        diagnostics |= await _async_loaded(entry.runtime_data)
    return diagnostics


async def _async_loaded(data: AiAutomationData) -> dict[str, Any]:
    """Return what is known only while the entry is loaded."""
    last_runs = await runs.async_last(data.database, limit=RUNS)
    return {
        "database": {
            "bytes": await async_size(data.database),
            "rows": await async_counts(data.database),
        },
        "context": _context(data.cache.async_get()),
        "runs": [
            _run(run, await usage.async_of_run(data.database, run.run_id))
            for run in last_runs
        ],
        "language_model": await _async_used(data.database),
    }


async def _async_used(database: Database) -> dict[str, Any]:
    """Return what the language model used each month of the last year, and how its last calls went."""
    month = dt_util.start_of_local_day().replace(day=1)
    months = {}
    end = dt_util.utcnow().timestamp() + 1
    for _ in range(MONTHS):
        used = await usage.async_by_purpose(database, start=month.timestamp(), end=end)
        if used:
            months[f"{month:%Y-%m}"] = {name: asdict(one) for name, one in used.items()}
        end = month.timestamp()
        month = (month - timedelta(days=1)).replace(day=1)
    calls = await payloads.async_last(database, limit=CALLS)
    return {"months": months, "calls": [_call(exchange) for exchange in calls]}


def _call(exchange: Exchange) -> dict[str, Any]:
    """Return how a call went, without what was said."""
    told = asdict(exchange)
    del told["sent"], told["received"], told["run_id"]
    return told


def _versions() -> dict[str, str]:
    """Return the versions of the packages in use; reads files."""
    return {package: version(package) for package in PACKAGES}


def _sizes(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return numbers as they are, and of everything else only how many there are."""
    return {
        key: value if isinstance(value, int | float) else len(value)
        for key, value in values.items()
    }


def _context(home: HomeContext) -> dict[str, Any]:
    """Return how many things of each kind the home has."""
    return {
        "version": home.version,
        "floors": len(home.floors),
        "areas": len(home.areas),
        "devices": len(home.devices),
        "entities": dict(
            sorted(Counter(entity.domain for entity in home.entities.values()).items())
        ),
        "people": len(home.people),
        "users": len(home.users),
        "automations": len(home.automations),
    }


def _run(run: AnalysisRun, used: usage.Tokens) -> dict[str, Any]:
    """Return how a run went, without what it found where."""
    return {
        "trigger": run.trigger.value,
        "started": run.started,
        "finished": run.finished,
        "status": run.status.value,
        "reason": run.reason,
        "stages": run.stages,
        "counts": run.counts,
        "tokens": run.tokens,
        "cost": used.cost,
        "suggestions": len(run.suggestions),
        "silence": _sizes(run.silence),
    }
