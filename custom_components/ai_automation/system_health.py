"""System health of AI Automation: its database, its last analysis, its language model."""

from typing import Any

from homeassistant.components import system_health
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from .const import CONF_BASE_URL, CONF_PROVIDER, DOMAIN, Provider
from .coordinator import AiAutomationConfigEntry
from .store.database import async_counts, async_size

MIB = 1024 * 1024


@callback
def async_register(
    hass: HomeAssistant, register: system_health.SystemHealthRegistration
) -> None:
    """Register what the system health page shows."""
    register.async_register_info(
        system_health_info, f"/config/integrations/integration/{DOMAIN}"
    )


async def system_health_info(hass: HomeAssistant) -> dict[str, Any]:
    """Return what the system health page shows."""
    entries: list[AiAutomationConfigEntry] = hass.config_entries.async_entries(DOMAIN)
    entry = next((e for e in entries if e.state is ConfigEntryState.LOADED), None)
    if entry is None:
        return {}
    database = entry.runtime_data.database
    counts = await async_counts(database)
    info: dict[str, Any] = {
        "database_size": f"{await async_size(database) / MIB:.1f} MiB",
        "acts": counts["acts"],
        "provider": entry.data[CONF_PROVIDER],
    }
    if (run := entry.runtime_data.analysis.last_run) is not None:
        moment = run.finished or run.started
        info["last_analysis"] = dt_util.utc_from_timestamp(moment)
        info["last_status"] = run.status.value
    if entry.data[CONF_PROVIDER] == Provider.OPENAI:
        info["server"] = system_health.async_check_can_reach_url(
            hass, entry.data[CONF_BASE_URL]
        )
    return info
