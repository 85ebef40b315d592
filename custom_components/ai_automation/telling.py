"""Telling the home what became of a suggestion: the event entity, other automations and the logbook."""

from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send

from .const import EVENT_SUGGESTION, SIGNAL_CHANGED, SIGNAL_SUGGESTION

ATTR_TYPE = "type"
ATTR_SUGGESTION_ID = "suggestion_id"


@callback
def async_tell(
    hass: HomeAssistant,
    event_type: str,
    suggestion_id: str,
    *,
    entity_id: str | None = None,
    context: Context | None = None,
) -> None:
    """Tell it once to all; without titles, which everyone in the house would see.

    `entity_id` is the automation that a suggestion became, `context` that of who did it.
    """
    async_dispatcher_send(hass, SIGNAL_SUGGESTION, event_type, suggestion_id)
    data = {ATTR_TYPE: event_type, ATTR_SUGGESTION_ID: suggestion_id}
    if entity_id is not None:
        data[ATTR_ENTITY_ID] = entity_id
    hass.bus.async_fire(EVENT_SUGGESTION, data, context=context)


@callback
def async_tell_changed(hass: HomeAssistant, suggestion_id: str) -> None:
    """Tell those who look at a suggestion that it is another one now; no event of the home."""
    async_dispatcher_send(hass, SIGNAL_CHANGED, suggestion_id)
