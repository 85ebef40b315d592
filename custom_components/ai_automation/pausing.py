"""Pausing an automation that people keep taking back, and going on with it."""

from collections.abc import Sequence
from dataclasses import replace
import time

from homeassistant.components.automation.const import DOMAIN as AUTOMATION_DOMAIN
from homeassistant.const import ATTR_ENTITY_ID, SERVICE_TURN_OFF, SERVICE_TURN_ON
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from . import notifications
from .const import LOGGER
from .coordinator import AiAutomationConfigEntry
from .model.evidence import Verdict
from .model.outcome import Outcome
from .model.suggestion import Suggestion, SuggestionStatus
from .phrases import phrase
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
    runs = await stored.async_since(
        data.database, suggestion_id, now - WINDOW_DAYS * DAY
    )
    undone = [run.at for run in runs if run.kept is False]
    if len(undone) < UNDONE_BEFORE_PAUSE:
        return
    entity_id = await _async_switch(hass, suggestion, SERVICE_TURN_OFF, Context())
    language = data.cache.async_get().language
    why = phrase(
        language,
        "paused",
        undone=str(len(undone)),
        fired=str(len(runs)),
        days=str(WINDOW_DAYS),
    )
    paused = replace(
        suggestion, status=SuggestionStatus.PAUSED, reason=why, updated=now
    )
    await stored_suggestions.async_save(data.database, paused)
    if advice := await _async_advice(hass, entry, suggestion, runs):
        paused = replace(paused, reason=f"{why} {advice}")
        # Its owner may have decided something while the past was read.
        current = await stored_suggestions.async_get(data.database, suggestion_id)
        if current is None or current.status is not SuggestionStatus.PAUSED:
            return
        await stored_suggestions.async_save(data.database, paused)
    notifications.async_show_paused(hass, paused)
    async_tell(hass, "paused", suggestion_id, entity_id=entity_id)
    await data.coordinator.async_refresh()


async def _async_advice(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    suggestion: Suggestion,
    runs: Sequence[Outcome],
) -> str | None:
    """Return the condition that would have prevented it, or that there is none; None where the past cannot tell."""
    if suggestion.routine is None:
        return None
    data = entry.runtime_data
    home = data.cache.async_get()
    proven = suggestion.evidence.examples if suggestion.evidence else ()
    good = [example.at for example in proven if example.verdict is Verdict.RIGHT]
    good += [run.at for run in runs if run.kept]
    stages = await data.analysis.async_load()
    try:
        found = await stages.async_prevented(
            hass,
            entry.options,
            home=home,
            routine=suggestion.routine,
            undone=[run.at for run in runs if run.kept is False],
            good=good,
        )
    except HomeAssistantError as err:
        LOGGER.warning("What would have prevented the pause is not known: %s", err)
        return None
    if found is None:
        return phrase(home.language, "paused_undo")
    condition, stays = found
    return phrase(
        home.language,
        "paused_condition",
        condition=condition,
        stays=str(stays),
        good=str(len(good)),
    )


async def async_pause(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    suggestion: Suggestion,
    context: Context,
) -> None:
    """Switch an automation off because its owner says so."""
    data = entry.runtime_data
    entity_id = await _async_switch(hass, suggestion, SERVICE_TURN_OFF, context)
    await stored_suggestions.async_save(
        data.database,
        replace(
            suggestion,
            status=SuggestionStatus.PAUSED,
            reason=phrase(data.cache.async_get().language, "paused_by_owner"),
            updated=time.time(),
        ),
    )
    async_tell(
        hass,
        "paused",
        suggestion.suggestion_id,
        entity_id=entity_id,
        context=context,
    )
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
