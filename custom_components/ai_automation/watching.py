"""Watching a suggestion: it runs without acting, and after some days there is a verdict."""

from dataclasses import replace
import time

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import voluptuous as vol

from . import notifications
from .const import DOMAIN, LOGGER
from .coordinator import AiAutomationConfigEntry
from .decisions import async_find, async_require_valid, async_take
from .model.suggestion import SuggestionStatus
from .model.watch import Watch, WatchVerdict
from .store import watches as stored
from .telling import async_tell


async def async_watch(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    *,
    suggestion_id: str,
    days: int,
    context: Context,
) -> Watch:
    """Let a suggestion run without acting for some days.

    ServiceValidationError where it does not fit the home any more, or cannot be watched.
    """
    data = entry.runtime_data
    suggestion = await async_take(
        entry, suggestion_id, {SuggestionStatus.NEW, SuggestionStatus.SNOOZED}
    )
    if not suggestion.watchable:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="cannot_watch",
            translation_placeholders={"title": suggestion.title},
        )
    await async_require_valid(hass, data.cache.async_get(), suggestion)
    now = time.time()
    watch = Watch(
        suggestion_id=suggestion_id, started=now, days=days, user_id=context.user_id
    )
    watched = replace(
        suggestion, status=SuggestionStatus.WATCHING, until=None, updated=now
    )
    try:
        await data.watches.async_watch(watch, watched)
    except vol.Invalid as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="watch_failed",
            translation_placeholders={"title": suggestion.title},
        ) from err
    await data.coordinator.async_refresh()
    return watch


async def async_judge(
    hass: HomeAssistant, entry: AiAutomationConfigEntry, suggestion_id: str
) -> None:
    """Hold what a watch noted against what people did, keep the verdict, and tell the owner."""
    data = entry.runtime_data
    watch = (await stored.async_all(data.database)).get(suggestion_id)
    suggestion = await async_find(entry, suggestion_id)
    if watch is None or suggestion.routine is None:
        return
    if suggestion.status is not SuggestionStatus.WATCHING:
        await data.watches.async_drop(suggestion_id)
        return
    times = await stored.async_firings(data.database, suggestion_id)
    stages = await data.analysis.async_load()
    evidence = await stages.async_judged(
        hass,
        entry.options,
        home=data.cache.async_get(),
        routine=suggestion.routine,
        times=times,
        start=watch.started,
        end=time.time(),
    )
    verdict = WatchVerdict(
        at=time.time(),
        fired=evidence.fired,
        right=evidence.right,
        wrong=evidence.wrong,
        noop=evidence.noop,
        missed=evidence.missed,
    )
    await stored.async_decide(data.database, suggestion_id, verdict)
    notifications.async_show_verdict(hass, suggestion, watch, verdict)
    async_tell(hass, "watched", suggestion_id)
    LOGGER.debug("Watched %s: %s", suggestion_id, verdict)
