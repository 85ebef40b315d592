"""Noticing that the owner deleted an automation that a suggestion became."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
import time

from homeassistant.config import AUTOMATION_CONFIG_PATH
from homeassistant.const import CONF_ID
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .automations import file
from .automations.lock import async_editor_lock
from .automations.text import NotAList, load
from .const import LOGGER
from .home.cache import HomeContextCache
from .model.suggestion import SuggestionStatus
from .store import outcomes, suggestions as stored
from .store.database import Database

_ON = {SuggestionStatus.DEPLOYED, SuggestionStatus.PAUSED}


async def async_notice_deleted(
    hass: HomeAssistant, database: Database, cache: HomeContextCache
) -> list[str]:
    """Mark the suggestions whose automation its owner deleted, and return their ids.

    Gone is what neither stands in the file nor is loaded from elsewhere. A file that
    cannot be read tells nothing, so nothing is marked then.
    """
    path = Path(hass.config.path(AUTOMATION_CONFIG_PATH))
    # What is being written at this moment is neither there nor gone.
    async with async_editor_lock(hass):
        try:
            written = await hass.async_add_executor_job(_ids, path)
        except (HomeAssistantError, NotAList) as err:
            LOGGER.warning("Whether automations were deleted is not known: %s", err)
            return []
        loaded = {a.automation_id for a in cache.async_get().automations}
        deployed = await outcomes.async_deployed(database)
    gone = []
    for automation_id, suggestion_id in deployed.items():
        if automation_id in written or automation_id in loaded:
            continue
        suggestion = await stored.async_get(database, suggestion_id)
        if suggestion is None or suggestion.status not in _ON:
            continue
        removed = replace(
            suggestion,
            status=SuggestionStatus.REMOVED,
            automation_id=None,
            updated=time.time(),
        )
        await stored.async_delete_deployment(database, suggestion_id, removed)
        gone.append(suggestion_id)
    return gone


def _ids(path: Path) -> set[str]:
    """Return the ids of the automations in the file."""
    return {
        str(item[CONF_ID])
        for item in load(file.read(path), path)
        if isinstance(item, Mapping) and CONF_ID in item
    }
