"""Pausing an automation that people keep taking back, and going on with it."""

from dataclasses import replace
import time

from homeassistant.components.automation.const import DOMAIN as AUTOMATION_DOMAIN
from homeassistant.const import ATTR_ENTITY_ID, SERVICE_TURN_OFF, SERVICE_TURN_ON
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import entity_registry as er

from . import notifications
from .coordinator import AiAutomationConfigEntry
from .model.suggestion import Suggestion, SuggestionStatus
from .store import outcomes as stored, suggestions as stored_suggestions
from .telling import async_tell

DAY = 86400
UNDONE_BEFORE_PAUSE = 3
WINDOW_DAYS = 7


async def async_consider(
    hass: HomeAssistant, entry: AiAutomationConfigEntry, suggestion_id: str
) -> None:
    """Switch an automation off that people took back three times within seven days."""
    data = entry.runtime_data
    suggestion = await stored_suggestions.async_get(data.database, suggestion_id)
    if suggestion is None or suggestion.status is not SuggestionStatus.DEPLOYED:
        return
    now = time.time()
    undone, fired = await stored.async_undone_since(
        data.database, suggestion_id, now - WINDOW_DAYS * DAY
    )
    if undone < UNDONE_BEFORE_PAUSE:
        return
    entity_id = await _async_switch(hass, suggestion, SERVICE_TURN_OFF, Context())
    paused = replace(
        suggestion,
        status=SuggestionStatus.PAUSED,
        reason=f"It was taken back {undone} of {fired} times within {WINDOW_DAYS} days.",
        updated=now,
    )
    await stored_suggestions.async_save(data.database, paused)
    notifications.async_show_paused(hass, paused)
    async_tell(hass, "paused", suggestion_id, entity_id=entity_id)
    await data.coordinator.async_refresh()


async def async_resume(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    suggestion: Suggestion,
    context: Context,
) -> None:
    """Switch a paused automation on again; what was taken back before counts no more."""
    data = entry.runtime_data
    await _async_switch(hass, suggestion, SERVICE_TURN_ON, context)
    await stored.async_forgive(data.database, suggestion.suggestion_id)
    await stored_suggestions.async_save(
        data.database,
        replace(
            suggestion,
            status=SuggestionStatus.DEPLOYED,
            reason=None,
            updated=time.time(),
        ),
    )
    await data.coordinator.async_refresh()


async def _async_switch(
    hass: HomeAssistant, suggestion: Suggestion, service: str, context: Context
) -> str | None:
    """Switch the automation of a suggestion, and return it; None where it is gone."""
    entity_id = er.async_get(hass).async_get_entity_id(
        AUTOMATION_DOMAIN, AUTOMATION_DOMAIN, suggestion.automation_id or ""
    )
    if entity_id is not None:
        await hass.services.async_call(
            AUTOMATION_DOMAIN,
            service,
            {ATTR_ENTITY_ID: entity_id},
            blocking=True,
            context=context,
        )
    return entity_id
