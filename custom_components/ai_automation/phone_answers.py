"""What is answered with the buttons on a phone."""

from typing import Final

from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from . import decisions, notifications
from .const import DEFAULT_WATCH_DAYS, DOMAIN, LOGGER
from .coordinator import AiAutomationConfigEntry
from .watching import async_watch

EVENT_ANSWER: Final = "mobile_app_notification_action"
"""Fired by the companion app (its docs: actionable notifications)."""
_LATER_DAYS = 7


@callback
def async_listen(hass: HomeAssistant, entry: AiAutomationConfigEntry) -> CALLBACK_TYPE:
    """Listen to answers; the return value stops it."""

    async def _async_answered(event: Event) -> None:
        parts = str(event.data.get("action", "")).split(".")
        if len(parts) != 3 or parts[0] != DOMAIN:
            return
        await _async_answer(hass, entry, event, parts[1], parts[2])

    return hass.bus.async_listen(EVENT_ANSWER, _async_answered)


async def _async_answer(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    event: Event,
    verb: str,
    suggestion_id: str,
) -> None:
    """Do what an administrator answered; any phone may fire events."""
    user_id = event.context.user_id
    user = await hass.auth.async_get_user(user_id) if user_id else None
    if user is None or not user.is_active or not user.is_admin:
        LOGGER.warning("An answer to a suggestion came from no administrator")
        return
    try:
        if verb == "accept":
            await decisions.async_accept(
                hass, entry, suggestion_id=suggestion_id, context=event.context
            )
        elif verb == "watch":
            await async_watch(
                hass,
                entry,
                suggestion_id=suggestion_id,
                days=DEFAULT_WATCH_DAYS,
                context=event.context,
            )
        elif verb == "later":
            await decisions.async_snooze(
                hass, entry, suggestion_id=suggestion_id, days=_LATER_DAYS
            )
    except HomeAssistantError as err:
        notifications.async_show_refused(hass, suggestion_id, str(err))
