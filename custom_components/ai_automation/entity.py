"""The part that all entities of AI Automation share."""

from typing import override

from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN
from .coordinator import SuggestionCoordinator


class AiAutomationEntity(CoordinatorEntity[SuggestionCoordinator]):
    """An entity of the one service device."""

    _attr_has_entity_name = True

    def __init__(
        self, coordinator: SuggestionCoordinator, description: EntityDescription
    ) -> None:
        """Attach the entity to the device."""
        super().__init__(coordinator)
        entry_id = coordinator.config_entry.entry_id
        self.entity_description = description
        self._attr_unique_id = f"{entry_id}_{description.key}"
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, entry_id)},
            name="AI Automation",
            entry_type=DeviceEntryType.SERVICE,
        )

    @property
    @override
    def suggested_object_id(self) -> str:
        """Be called the same in every language, so that what others build on it works everywhere."""
        return self.entity_description.key
