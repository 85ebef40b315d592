"""Finding out, at the start, what came of switching on and undoing that was cut off."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
import time
from typing import Any

from homeassistant.config import AUTOMATION_CONFIG_PATH
from homeassistant.const import CONF_ID
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from . import notifications
from .automations import editor, file
from .automations.lock import async_editor_lock
from .automations.marks import async_mark
from .automations.text import NotAList, load
from .const import LOGGER
from .coordinator import AiAutomationConfigEntry
from .home.plain import as_plain
from .model.suggestion import Deployment, Pending, Suggestion, SuggestionStatus
from .store import suggestions as stored, watches
from .store.database import Database


async def async_recover(hass: HomeAssistant, entry: AiAutomationConfigEntry) -> None:
    """Let the store follow the file where the two were not changed together, and tell the owner.

    A file that cannot be read is asked again at the next start.
    """
    database = entry.runtime_data.database
    begun = await stored.async_pending(database)
    if not begun:
        return
    path = Path(hass.config.path(AUTOMATION_CONFIG_PATH))
    async with async_editor_lock(hass):
        try:
            written = await hass.async_add_executor_job(_read, path)
        except (HomeAssistantError, NotAList) as err:
            LOGGER.error(
                "What came of a change that was cut off is not known until %s can be read: %s",
                path,
                err,
            )
            return
    for deployment in begun:
        suggestion = await stored.async_get(database, deployment.suggestion_id)
        if suggestion is None:  # the store does not let that happen
            continue
        item = written.get(deployment.automation_id)
        # A changed automation is there in any case: switched on is what differs.
        on = item is not None and item != suggestion.original
        if on:
            on = await _async_stays(hass, database, deployment, suggestion)
        else:
            await _async_goes(hass, database, deployment, suggestion)
        LOGGER.warning(
            "Home Assistant ended while a suggestion was being %s; it is %s: %s",
            "switched on" if deployment.pending is Pending.ACCEPT else "undone",
            "on" if on else "off",
            suggestion.title,
        )
        notifications.async_show_recovered(
            hass, suggestion, deployment.pending or Pending.ACCEPT, on=on
        )


def _read(path: Path) -> dict[str, Any]:
    """Return the automations of the file by id; delete what is left of a write."""
    file.clean(path)
    items = as_plain(load(file.read(path), path))
    return {
        str(item[CONF_ID]): item
        for item in items
        if isinstance(item, Mapping) and CONF_ID in item
    }


async def _async_stays(
    hass: HomeAssistant,
    database: Database,
    deployment: Deployment,
    suggestion: Suggestion,
) -> bool:
    """Keep as switched on what is in the file; return False for what does not work and was taken out."""
    new = suggestion.original is None
    entity_id = editor.working(hass, deployment.automation_id)
    if deployment.pending is Pending.ACCEPT and new and entity_id is None:
        try:
            await editor.async_remove(hass, deployment)
        except HomeAssistantError as err:
            LOGGER.error("What does not work could not be taken out: %s", err)
        else:
            await stored.async_give_up(database, deployment)
            return False
    if entity_id is not None and new:
        async_mark(hass, entity_id)
    await watches.async_end(database, deployment.suggestion_id)
    await stored.async_save_deployment(
        database,
        replace(deployment, entity_id=entity_id or deployment.entity_id, pending=None),
        suggestion
        if deployment.pending is Pending.UNDO
        else replace(
            suggestion,
            status=SuggestionStatus.DEPLOYED,
            automation_id=deployment.automation_id,
            until=None,
            updated=time.time(),
        ),
    )
    return True


async def _async_goes(
    hass: HomeAssistant,
    database: Database,
    deployment: Deployment,
    suggestion: Suggestion,
) -> None:
    """Keep as not switched on, or as undone, what is not in the file."""
    if suggestion.original is None:
        editor.unregister(hass, deployment.automation_id)
    if deployment.pending is Pending.ACCEPT:
        await stored.async_give_up(database, deployment)
        return
    await stored.async_delete_deployment(
        database,
        deployment.suggestion_id,
        replace(
            suggestion,
            status=SuggestionStatus.UNDONE,
            automation_id=None,
            updated=time.time(),
        ),
    )
