"""Change an automation of the owner's in the home's own file, and bring the exact bytes back."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from homeassistant.components.automation.const import DOMAIN as AUTOMATION_DOMAIN
from homeassistant.config import AUTOMATION_CONFIG_PATH
from homeassistant.const import CONF_ID, SERVICE_RELOAD
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from ..const import LOGGER
from ..home.plain import as_plain
from ..model.suggestion import Deployment
from . import file
from .editor import (
    Appended,
    Change,
    Intend,
    async_appeared,
    async_change,
    async_reload,
    rewrite,
)
from .errors import EditedMeanwhile, EditedSince, NotEditable, NotRemovable, RemarksLost
from .lock import async_editor_lock
from .patch import Item, find_item, patched, remarks
from .text import NotAList, load


async def async_revise(
    hass: HomeAssistant,
    original: Mapping[str, Any],
    config: Mapping[str, Any],
    intend: Intend,
    *,
    lose_remarks: bool = False,
) -> Appended:
    """Change an automation, see that it still works, or put the file back.

    Raises EditedMeanwhile where the file says something else than `original`, NotEditable where it can't be changed safely,
    RemarksLost where remarks inside the automation would be lost, unless `lose_remarks` says that they may.
    """
    if not hass.services.has_service(AUTOMATION_DOMAIN, SERVICE_RELOAD):
        raise NotEditable("automations_not_loaded", config)
    path = Path(hass.config.path(AUTOMATION_CONFIG_PATH))
    async with async_editor_lock(hass):
        change = await async_change(
            hass, path, intend, partial(_change, path, original, config, lose_remarks)
        )
        try:
            entity_id = await async_appeared(hass, config)
        except BaseException:
            await _async_put_back(hass, path, change, config[CONF_ID])
            raise
    return Appended(entity_id=entity_id, text=change.text, before=change.before)


def _change(
    path: Path,
    original: Mapping[str, Any],
    config: Mapping[str, Any],
    lose_remarks: bool,
) -> Change:
    """Return the file with the automation changed, once it is sure that nothing else changes."""
    before = file.read(path)
    try:
        item, items, index = _found(before, config, path)
        if items[index] != original:
            raise EditedMeanwhile(original, items[index])
        after = patched(item, original, config)
        changed = as_plain(load(after, path))
        now = find_item(after, config[CONF_ID])
    except NotAList as err:
        raise NotEditable(
            "revision_not_written", config, file=path.name, reason=str(err)
        ) from err
    if now is None or changed != [*items[:index], config, *items[index + 1 :]]:
        raise NotEditable("revision_ambiguous", config, file=path.name)
    (first, last), (start, end) = item.span, now.span
    text = after[start:end]
    lost = remarks(before[first:last]) - remarks(text)
    if lost and not lose_remarks:
        raise RemarksLost(str(config.get("alias", "")), lost.elements())
    return Change(existed=True, before=before, text=text, after=after)


def _found(
    content: bytes, config: Mapping[str, Any], path: Path
) -> tuple[Item, list[Any], int]:
    """Return where an automation stands, all automations, and its place among them."""
    item = find_item(content, config[CONF_ID])
    items = as_plain(load(content, path))
    places = [n for n, one in enumerate(items) if _id_of(one) == config[CONF_ID]]
    if item is None or len(places) != 1:
        raise NotEditable("revision_not_found", config, file=path.name)
    return item, items, places[0]


async def _async_put_back(
    hass: HomeAssistant, path: Path, change: Change, automation_id: str
) -> None:
    """Undo a change that came to nothing, unless somebody else changed the file meanwhile."""
    await hass.async_add_executor_job(
        file.replace_if, path, change.after, change.before
    )
    try:
        await async_reload(hass, automation_id)
    except HomeAssistantError as err:
        LOGGER.error("The automations could not be loaded again: %s", err)


async def async_restore(
    hass: HomeAssistant, deployment: Deployment, original: Mapping[str, Any]
) -> None:
    """Bring an automation back as it was; EditedSince when its owner changed it again.

    One that its owner deleted stays deleted.
    """
    path = Path(hass.config.path(AUTOMATION_CONFIG_PATH))
    async with async_editor_lock(hass):
        await hass.async_add_executor_job(_bring_back, path, deployment, original)
        await async_reload(hass, deployment.automation_id)


def _bring_back(
    path: Path, deployment: Deployment, original: Mapping[str, Any]
) -> None:
    """Write the bytes of the automation as they were, where it still is what was written."""
    rewrite(path, lambda current: _with_former(current, deployment, original, path))


def _with_former(
    current: bytes, deployment: Deployment, original: Mapping[str, Any], path: Path
) -> bytes:
    """Return the file with the automation as it was, every other byte as it is now."""
    items = as_plain(load(current, path))
    places = [
        n for n, one in enumerate(items) if _id_of(one) == deployment.automation_id
    ]
    if not places:
        return current
    if items[places[0]] != deployment.config:
        raise EditedSince(deployment.config, items[places[0]])
    wanted = [original if n in places else one for n, one in enumerate(items)]
    was = find_item(deployment.before, deployment.automation_id)
    now = find_item(current, deployment.automation_id)
    if was is not None and now is not None:
        (start, end), (first, last) = now.span, was.span
        former = deployment.before[first:last]
        content = current[:start] + former + current[end:]
        if as_plain(load(content, path)) == wanted:
            return content
    raise NotRemovable(
        "revision_entangled", file=path.name, entity=deployment.entity_id
    )


def _id_of(item: Any) -> Any:
    """Return the id of an automation, None where it has none."""
    return str(item[CONF_ID]) if isinstance(item, Mapping) and CONF_ID in item else None
