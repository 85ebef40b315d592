"""The purpose-specific triggers and conditions that this Home Assistant offers."""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import condition, trigger


async def async_purpose_triggers(hass: HomeAssistant) -> frozenset[str]:
    """Return triggers such as `light.turned_on`; those without a description are left out."""
    return _purpose_specific(await trigger.async_get_all_descriptions(hass))


async def async_purpose_conditions(hass: HomeAssistant) -> frozenset[str]:
    """Return conditions such as `light.is_on`; those without a description are left out."""
    return _purpose_specific(await condition.async_get_all_descriptions(hass))


def _purpose_specific(
    descriptions: Mapping[str, dict[str, Any] | None],
) -> frozenset[str]:
    """Return the described names that have a domain; `state` and `time` have none."""
    return frozenset(
        name
        for name, description in descriptions.items()
        if description is not None and "." in name
    )
