"""The panel in the sidebar."""

from pathlib import Path

from homeassistant.components import frontend, panel_custom
from homeassistant.components.http import StaticPathConfig
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from .const import DOMAIN

URL = "ai-automation"
ELEMENT = "ai-automation-panel"
FOLDER = Path(__file__).parent / "frontend"
_STATIC = f"/{DOMAIN}_static"


async def async_setup_static(hass: HomeAssistant) -> None:
    """Serve the module; a path that is served once cannot be taken back."""
    await hass.http.async_register_static_paths(
        [StaticPathConfig(_STATIC, str(FOLDER), cache_headers=True)]
    )


async def async_show_panel(hass: HomeAssistant) -> CALLBACK_TYPE:
    """Put the panel into the sidebar of administrators; the return value takes it out."""
    name = await hass.async_add_executor_job(module_name)
    await panel_custom.async_register_panel(
        hass,
        frontend_url_path=URL,
        webcomponent_name=ELEMENT,
        module_url=f"{_STATIC}/{name}",
        sidebar_title="AI Automation",
        sidebar_icon="mdi:creation",
        require_admin=True,
        config_panel_domain=DOMAIN,
    )

    @callback
    def _remove() -> None:
        frontend.async_remove_panel(hass, URL)

    return _remove


def module_name() -> str:
    """Return the file of the built module, whose name changes with its content."""
    (module,) = FOLDER.glob("panel-*.js")
    return module.name
