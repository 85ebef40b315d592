"""Alarm panels of a recorded house."""

from typing import override

from homeassistant.components.alarm_control_panel import (
    DOMAIN as ALARM_DOMAIN,
    AlarmControlPanelEntity,
    AlarmControlPanelEntityFeature,
    AlarmControlPanelState,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import RecordedConfigEntry, RecordedEntity, async_add_recorded


async def async_setup_entry(
    hass: HomeAssistant,
    entry: RecordedConfigEntry,
    _async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Serve the alarm panels."""
    await async_add_recorded(hass, entry, ALARM_DOMAIN, RecordedAlarm)


class RecordedAlarm(RecordedEntity, AlarmControlPanelEntity):
    """An alarm panel without a code."""

    _attr_code_arm_required = False
    _attr_supported_features = (
        AlarmControlPanelEntityFeature.ARM_HOME
        | AlarmControlPanelEntityFeature.ARM_AWAY
        | AlarmControlPanelEntityFeature.ARM_NIGHT
    )

    @override
    def refresh(self) -> None:
        self._attr_alarm_state = (
            None if self.text is None else AlarmControlPanelState(self.text)
        )

    @override
    async def async_alarm_disarm(self, code: str | None = None) -> None:
        await self.async_ask(AlarmControlPanelState.DISARMED)

    @override
    async def async_alarm_arm_home(self, code: str | None = None) -> None:
        await self.async_ask(AlarmControlPanelState.ARMED_HOME)

    @override
    async def async_alarm_arm_away(self, code: str | None = None) -> None:
        await self.async_ask(AlarmControlPanelState.ARMED_AWAY)

    @override
    async def async_alarm_arm_night(self, code: str | None = None) -> None:
        await self.async_ask(AlarmControlPanelState.ARMED_NIGHT)
