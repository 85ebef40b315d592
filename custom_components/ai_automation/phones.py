"""Messages to chosen phones, with buttons to answer."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from . import notifications
from .const import CONF_PHONES, DOMAIN, LOGGER
from .model.suggestion import Suggestion

NOTIFY: Final = "notify"
PREFIX: Final = "mobile_app_"
_BUTTONS = (
    ("accept", "Switch on"),
    ("watch", "Watch for a week"),
    ("later", "Not now"),
)


@callback
def async_phones(hass: HomeAssistant) -> list[str]:
    """Return the actions that send to a phone."""
    services = hass.services.async_services_for_domain(NOTIFY)
    return sorted(name for name in services if name.startswith(PREFIX))


async def async_send(
    hass: HomeAssistant, options: Mapping[str, Any], offered: Sequence[Suggestion]
) -> None:
    """Tell the chosen phones of the worthiest of what is new."""
    best = max(offered, key=lambda suggestion: suggestion.worth)
    more = len(offered) - 1
    data = {
        "title": "A suggestion for your home",
        "message": best.title
        + (f" (and {more} more)" if more > 1 else " (and one more)" if more else ""),
        "data": {
            "tag": notifications.NOTIFICATION_ID,
            "url": f"{notifications.LINK}#/suggestion/{best.suggestion_id}",
            "clickAction": f"{notifications.LINK}#/suggestion/{best.suggestion_id}",
            "actions": [
                {"action": f"{DOMAIN}.{verb}.{best.suggestion_id}", "title": title}
                for verb, title in _BUTTONS
            ],
        },
    }
    for name in options.get(CONF_PHONES, ()):
        try:
            await hass.services.async_call(NOTIFY, name, data, blocking=True)
        except HomeAssistantError as err:
            LOGGER.warning("%s.%s could not be told: %s", NOTIFY, name, err)
