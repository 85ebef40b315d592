"""What the logbook says of suggestions; who did it is told by the context."""

from collections.abc import Callable, Mapping
from typing import Any

from homeassistant.components.logbook import (
    LOGBOOK_ENTRY_CONTEXT_ID,
    LOGBOOK_ENTRY_ENTITY_ID,
    LOGBOOK_ENTRY_MESSAGE,
    LOGBOOK_ENTRY_NAME,
    LazyEventPartialState,
)
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN, EVENT_SUGGESTION, EVENT_TESTED
from .event import SuggestionEvent
from .telling import ATTR_TYPE

type Describe = Callable[[LazyEventPartialState], dict[str, Any]]

_NAME = "AI Automation"
_MESSAGES: Mapping[str, str] = {
    SuggestionEvent.SUGGESTED: "made a suggestion",
    SuggestionEvent.WATCHED: "watched a suggestion to the end",
    SuggestionEvent.DEPLOYED: "switched a suggestion on",
    SuggestionEvent.PAUSED: "paused an automation",
    SuggestionEvent.UNDONE: "took a suggestion back",
    SuggestionEvent.WITHDRAWN: "withdrew a suggestion",
}


@callback
def async_describe_events(
    hass: HomeAssistant, async_describe_event: Callable[[str, str, Describe], None]
) -> None:
    """Describe what became of suggestions, and tests."""

    @callback
    def _of_suggestion(event: LazyEventPartialState) -> dict[str, Any]:
        kind = str(event.data.get(ATTR_TYPE))
        return _entry(event, _MESSAGES.get(kind, kind))

    @callback
    def _of_test(event: LazyEventPartialState) -> dict[str, Any]:
        return _entry(event, "tested a suggestion")

    async_describe_event(DOMAIN, EVENT_SUGGESTION, _of_suggestion)
    async_describe_event(DOMAIN, EVENT_TESTED, _of_test)


def _entry(event: LazyEventPartialState, message: str) -> dict[str, Any]:
    """Return an entry of the logbook."""
    entry = {
        LOGBOOK_ENTRY_NAME: _NAME,
        LOGBOOK_ENTRY_MESSAGE: message,
        LOGBOOK_ENTRY_CONTEXT_ID: event.context_id,
    }
    if entity_id := event.data.get(ATTR_ENTITY_ID):
        entry[LOGBOOK_ENTRY_ENTITY_ID] = entity_id
    return entry
