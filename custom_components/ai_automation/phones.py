"""Messages to chosen phones, with buttons to answer."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from . import notifications
from .const import CONF_PHONES, DOMAIN, LOGGER
from .model.suggestion import Suggestion
from .phrases import phrase

NOTIFY: Final = "notify"
PREFIX: Final = "mobile_app_"
_BUTTONS = ("accept", "watch", "later")


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
    more, said = len(offered) - 1, partial(phrase, hass.config.language)
    message = best.title
    if more:
        key = "phone_one_more" if more == 1 else "phone_more"
        message = said(key, title=best.title, count=str(more))
    data = {
        "title": said("phone_title"),
        "message": message,
        "data": {
            "tag": notifications.NOTIFICATION_ID,
            "url": f"{notifications.LINK}#/suggestion/{best.suggestion_id}",
            "clickAction": f"{notifications.LINK}#/suggestion/{best.suggestion_id}",
            "actions": [
                {
                    "action": f"{DOMAIN}.{verb}.{best.suggestion_id}",
                    "title": said(f"phone_{verb}"),
                }
                for verb in _BUTTONS
            ],
        },
    }
    for name in options.get(CONF_PHONES, ()):
        try:
            await hass.services.async_call(NOTIFY, name, data, blocking=True)
        except HomeAssistantError as err:
            LOGGER.warning("%s.%s could not be told: %s", NOTIFY, name, err)
