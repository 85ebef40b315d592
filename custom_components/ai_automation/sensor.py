"""Sensors that tell how many suggestions wait and what the analysis does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import CONF_PRICE_INPUT, CONF_PRICE_OUTPUT
from .coordinator import AiAutomationConfigEntry, AnalysisStatus, Overview
from .entity import AiAutomationEntity

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class OverviewSensorDescription(SensorEntityDescription):
    """A sensor that shows one figure of the overview."""

    value_fn: Callable[[Overview], int | float | datetime | str | None]
    attributes_fn: Callable[[Overview], Mapping[str, Any]] | None = None


SENSORS = (
    OverviewSensorDescription(
        key="new_suggestions",
        translation_key="new_suggestions",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda overview: overview.new_suggestions,
    ),
    OverviewSensorDescription(
        key="last_analysis",
        translation_key="last_analysis",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda overview: overview.last_analysis,
    ),
    OverviewSensorDescription(
        key="analysis_status",
        translation_key="analysis_status",
        device_class=SensorDeviceClass.ENUM,
        options=[status.value for status in AnalysisStatus],
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda overview: overview.status.value,
        attributes_fn=lambda overview: {"progress": overview.progress},
    ),
)

TOKENS = OverviewSensorDescription(
    key="tokens_this_month",
    translation_key="tokens_this_month",
    state_class=SensorStateClass.TOTAL_INCREASING,
    entity_category=EntityCategory.DIAGNOSTIC,
    value_fn=lambda overview: overview.tokens,
    attributes_fn=lambda overview: {
        purpose: tokens.total for purpose, tokens in overview.used.items()
    },
)
"""Only where there is a language model."""
COST = OverviewSensorDescription(
    key="cost_this_month",
    translation_key="cost_this_month",
    device_class=SensorDeviceClass.MONETARY,
    suggested_display_precision=2,
    entity_category=EntityCategory.DIAGNOSTIC,
    value_fn=lambda overview: overview.cost or 0.0,
)
"""Only where the owner told the prices."""


async def async_setup_entry(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors."""
    coordinator = entry.runtime_data.coordinator
    sensors = list(SENSORS)
    if entry.runtime_data.language is not None:
        sensors.append(TOKENS)
        if CONF_PRICE_INPUT in entry.options and CONF_PRICE_OUTPUT in entry.options:
            currency = hass.config.currency
            sensors.append(replace(COST, native_unit_of_measurement=currency))
    async_add_entities(OverviewSensor(coordinator, sensor) for sensor in sensors)


class OverviewSensor(AiAutomationEntity, SensorEntity):
    """One figure of the overview."""

    entity_description: OverviewSensorDescription

    @property
    @override
    def native_value(self) -> int | float | datetime | str | None:
        """Return the figure."""
        return self.entity_description.value_fn(self.coordinator.data)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Return the details, where there are any."""
        if (attributes_fn := self.entity_description.attributes_fn) is None:
            return None
        return attributes_fn(self.coordinator.data)
