"""Telling other systems over Home Assistant's MQTT that an analysis is over."""

from collections.abc import Mapping
from datetime import UTC, datetime
import json
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .const import CONF_MQTT_PREFIX, DEFAULT_MQTT_PREFIX, LOGGER
from .model.run import AnalysisRun

MQTT_DOMAIN = "mqtt"
_PUBLISH = "publish"
_TOPIC = "analysis/complete"
_LONGEST = 200
_WILDCARDS = "+#\0"


def is_prefix(prefix: str) -> bool:
    """Return whether topics may begin so: no wildcards (MQTT 5.0, 4.7.1), no slash at an end."""
    return (
        0 < len(prefix) <= _LONGEST
        and not any(mark in prefix for mark in _WILDCARDS)
        and prefix == prefix.strip().strip("/")
    )


async def async_publish_complete(
    hass: HomeAssistant, options: Mapping[str, Any], run: AnalysisRun, *, offered: int
) -> None:
    """Publish that a run is over, where MQTT is set up."""
    if not hass.services.has_service(MQTT_DOMAIN, _PUBLISH):
        return
    prefix = options.get(CONF_MQTT_PREFIX, DEFAULT_MQTT_PREFIX)
    try:
        await hass.services.async_call(
            MQTT_DOMAIN,
            _PUBLISH,
            {
                "topic": f"{prefix}/{_TOPIC}",
                "payload": json.dumps(_payload(run, offered)),
                "qos": 0,
                "retain": False,
            },
            blocking=True,
        )
    except HomeAssistantError as err:
        LOGGER.warning("The end of the analysis was not published: %s", err)


def _payload(run: AnalysisRun, offered: int) -> dict[str, Any]:
    """Return what is told about a run; no names, whoever reads the broker reads them."""
    finished = run.finished or run.started
    return {
        "run_id": run.run_id,
        "trigger": run.trigger,
        "status": run.status,
        "reason": run.reason,
        "started": datetime.fromtimestamp(run.started, UTC).isoformat(),
        "finished": datetime.fromtimestamp(finished, UTC).isoformat(),
        "seconds": round(finished - run.started, 3),
        "suggestions": offered,
        "counts": run.counts,
    }
