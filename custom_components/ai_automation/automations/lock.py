"""The lock of Home Assistant's own automation editor."""

import asyncio

from homeassistant.components.config.automation import EditAutomationConfigView
from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN, LOGGER

_OWN_LOCK: HassKey[asyncio.Lock] = HassKey(f"{DOMAIN}_automations_lock")
_ROUTE = "/api/config/automation/config/{config_key}"


@callback
def async_editor_lock(hass: HomeAssistant) -> asyncio.Lock:
    """Return the lock under which automations.yaml is changed, an own one where the editor's isn't found."""
    if (view := _find_view(hass)) is not None:
        return view.mutation_lock
    if _OWN_LOCK not in hass.data:
        LOGGER.info(
            "The automation editor's lock was not found; avoid saving automations "
            "in the editor while a suggestion is accepted or undone"
        )
        hass.data[_OWN_LOCK] = asyncio.Lock()
    return hass.data[_OWN_LOCK]


@callback
def _find_view(hass: HomeAssistant) -> EditAutomationConfigView | None:
    """Return the editor's view; it lives only in the closure of its route's handler."""
    if getattr(hass, "http", None) is None:
        return None
    contents = (
        cell.cell_contents
        for route in hass.http.app.router.routes()
        if route.resource is not None and route.resource.canonical == _ROUTE
        for cell in getattr(route.handler, "__closure__", None) or ()
    )
    return next((c for c in contents if isinstance(c, EditAutomationConfigView)), None)
