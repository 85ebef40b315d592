"""The event entity that tells what became of suggestions."""

from enum import StrEnum
from typing import override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import SIGNAL_SUGGESTION
from .coordinator import AiAutomationConfigEntry
from .entity import AiAutomationEntity

PARALLEL_UPDATES = 0


class SuggestionEvent(StrEnum):
    """What can become of a suggestion."""

    SUGGESTED = "suggested"
    WATCHED = "watched"
    DEPLOYED = "deployed"
    PAUSED = "paused"
    UNDONE = "undone"
    WITHDRAWN = "withdrawn"


async def async_setup_entry(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the event entity."""
    description = EventEntityDescription(
        key="suggestion",
        translation_key="suggestion",
        event_types=[event.value for event in SuggestionEvent],
    )
    async_add_entities(
        [SuggestionEventEntity(entry.runtime_data.coordinator, description)]
    )


class SuggestionEventEntity(AiAutomationEntity, EventEntity):
    """Tells what became of a suggestion; without titles, which everyone would see."""

    @override
    async def async_added_to_hass(self) -> None:
        """Listen for the verbs on suggestions."""
        await super().async_added_to_hass()
        self.async_on_remove(
            async_dispatcher_connect(self.hass, SIGNAL_SUGGESTION, self._async_told)
        )

    @callback
    def _async_told(self, event_type: str, suggestion_id: str) -> None:
        """Show what happened."""
        self._trigger_event(event_type, {"suggestion_id": suggestion_id})
        self.async_write_ha_state()

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Ignore the figures: this entity shows events alone."""
