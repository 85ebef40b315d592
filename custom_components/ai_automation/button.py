"""The button that starts an analysis now."""

from typing import override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import AiAutomationConfigEntry
from .entity import AiAutomationEntity
from .model.run import RunTrigger

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the button."""
    description = ButtonEntityDescription(key="analyze", translation_key="analyze")
    async_add_entities([AnalyzeButton(entry.runtime_data.coordinator, description)])


class AnalyzeButton(AiAutomationEntity, ButtonEntity):
    """Starts an analysis."""

    @override
    async def async_press(self) -> None:
        """Start an analysis and return; the status sensor tells how it goes."""
        analysis = self.coordinator.config_entry.runtime_data.analysis
        analysis.async_start(RunTrigger.ASKED)
