"""Add an automation to the home's own file, and take exactly that back."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from homeassistant.components.automation.const import DOMAIN as AUTOMATION_DOMAIN
from homeassistant.config import AUTOMATION_CONFIG_PATH, YAML_CONFIG_FILE
from homeassistant.const import CONF_ID, SERVICE_RELOAD, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.util.yaml import dump

from ..const import LOGGER
from ..model.suggestion import Deployment
from . import file
from .errors import EditedSince, NotEditable, NotRemovable
from .lock import async_editor_lock
from .marks import async_mark
from .text import NotAList, add, cut, found_elsewhere, load

__all__ = [
    "Appended",
    "Change",
    "EditedSince",
    "Intend",
    "NotEditable",
    "NotRemovable",
    "async_appeared",
    "async_append",
    "async_change",
    "async_reload",
    "async_remove",
    "registered",
    "unregister",
    "working",
]

APPEAR_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """What adding an automation came to."""

    entity_id: str
    text: bytes
    """The bytes that were added."""
    before: bytes
    """The whole file as it was before."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the file that is about to be made."""

    existed: bool
    before: bytes
    text: bytes
    """The bytes of the automation."""
    after: bytes


type Intend = Callable[[Change], Awaitable[None]]
"""Told before the file is written, under the lock, so that it is known if that is cut off."""


async def async_append(
    hass: HomeAssistant, config: dict[str, Any], intend: Intend
) -> Appended:
    """Add an automation, see that it is there, or put the file back and raise NotEditable."""
    if not hass.services.has_service(AUTOMATION_DOMAIN, SERVICE_RELOAD):
        raise NotEditable("automations_not_loaded", config)
    path = Path(hass.config.path(AUTOMATION_CONFIG_PATH))
    async with async_editor_lock(hass):
        written = await async_change(hass, path, intend, partial(_append, path, config))
        try:
            entity_id = await async_appeared(hass, config)
        except BaseException:
            await _async_put_back(hass, path, written, config[CONF_ID])
            raise
    async_mark(hass, entity_id)
    return Appended(entity_id=entity_id, text=written.text, before=written.before)


async def async_change(
    hass: HomeAssistant, path: Path, intend: Intend, plan: Callable[[], Change]
) -> Change:
    """Write what is planned once it has been told; plan again where somebody else wrote meanwhile."""
    while True:
        change = await hass.async_add_executor_job(plan)
        await intend(change)
        if await hass.async_add_executor_job(
            file.replace_if, path, change.before, change.after
        ):
            return change


def _append(path: Path, config: Mapping[str, Any]) -> Change:
    """Return the file with one more automation, once it is sure that nothing else changes."""
    existed, before = path.exists(), file.read(path)
    try:
        items = load(before, path)
        after, text = add(before, config)
        added = load(after, path)
    except NotAList as err:
        raise NotEditable(
            "automations_not_a_list", config, file=path.name, reason=str(err)
        ) from err
    if any(_id_of(item) == config[CONF_ID] for item in items):
        raise NotEditable("automation_exists", config, file=path.name)
    if added != [*items, config]:
        raise NotEditable("automations_ambiguous", config, file=path.name)
    return Change(existed, before, text, after)


async def async_appeared(hass: HomeAssistant, config: Mapping[str, Any]) -> str:
    """Load the automation and return its entity, NotEditable where it doesn't appear."""
    try:
        async with asyncio.timeout(APPEAR_SECONDS):
            await async_reload(hass, config[CONF_ID])
    except TimeoutError as err:
        raise await _async_reason(hass, config) from err
    if (entity_id := working(hass, config[CONF_ID])) is None:
        raise await _async_reason(hass, config)
    return entity_id


async def async_reload(hass: HomeAssistant, automation_id: str) -> None:
    """Load one automation anew."""
    await hass.services.async_call(
        AUTOMATION_DOMAIN, SERVICE_RELOAD, {CONF_ID: automation_id}, blocking=True
    )


@callback
def registered(hass: HomeAssistant, automation_id: str) -> str | None:
    """Return the entity of an automation."""
    return er.async_get(hass).async_get_entity_id(
        AUTOMATION_DOMAIN, AUTOMATION_DOMAIN, automation_id
    )


@callback
def working(hass: HomeAssistant, automation_id: str) -> str | None:
    """Return the entity of an automation that is loaded and valid."""
    entity_id = registered(hass, automation_id)
    state = hass.states.get(entity_id) if entity_id else None
    return None if state is None or state.state == STATE_UNAVAILABLE else entity_id


async def _async_reason(hass: HomeAssistant, config: Mapping[str, Any]) -> NotEditable:
    """Return why an automation in the file does not appear."""
    path = Path(hass.config.path(AUTOMATION_CONFIG_PATH))
    configuration = await hass.async_add_executor_job(
        file.read, Path(hass.config.path(YAML_CONFIG_FILE))
    )
    if found := found_elsewhere(configuration, path):
        return NotEditable("automations_elsewhere", config, file=path.name, found=found)
    return NotEditable("automations_not_editable", config, file=path.name)


async def _async_put_back(
    hass: HomeAssistant, path: Path, written: Change, automation_id: str
) -> None:
    """Undo a change of the file that came to nothing."""
    await hass.async_add_executor_job(_put_back, path, written)
    try:
        await async_reload(hass, automation_id)
    except HomeAssistantError as err:
        LOGGER.error("The automations could not be loaded again: %s", err)
    unregister(hass, automation_id)


def _put_back(path: Path, written: Change) -> None:
    """Write the file as it was; what others wrote meanwhile stays."""
    current = file.read(path)
    if current != written.after:
        file.replace(path, cut(current, written.text, written.before))
    elif written.existed:
        file.replace(path, written.before)
    else:
        path.unlink()


@callback
def unregister(hass: HomeAssistant, automation_id: str) -> None:
    """Forget the entity of an automation that is gone."""
    if entity_id := registered(hass, automation_id):
        er.async_get(hass).async_remove(entity_id)


async def async_remove(hass: HomeAssistant, deployment: Deployment) -> None:
    """Take an automation out again; EditedSince when its owner changed it.

    One that its owner deleted is gone already, and that is all right.
    """
    path = Path(hass.config.path(AUTOMATION_CONFIG_PATH))
    async with async_editor_lock(hass):
        await hass.async_add_executor_job(_remove, path, deployment)
        await async_reload(hass, deployment.automation_id)
    if working(hass, deployment.automation_id):
        raise NotRemovable("automation_moved", entity=deployment.entity_id)
    unregister(hass, deployment.automation_id)


def _remove(path: Path, deployment: Deployment) -> None:
    """Cut an automation from the file, where it still is what was written."""
    rewrite(path, lambda current: _without(current, deployment, path))


def rewrite(path: Path, changed: Callable[[bytes], bytes]) -> None:
    """Write what the file of automations becomes, if anything changes; NotRemovable where it can't be read."""
    current = file.read(path)
    try:
        content = changed(current)
    except NotAList as err:
        raise NotRemovable(
            "automations_unreadable", file=path.name, reason=str(err)
        ) from err
    if content != current:
        file.replace(path, content)


def _without(current: bytes, deployment: Deployment, path: Path) -> bytes:
    """Return the file without the automation, in the way that loses nothing else."""
    items = load(current, path)
    mine = [item for item in items if _id_of(item) == deployment.automation_id]
    if not mine:
        return current
    if mine != [deployment.config]:
        raise EditedSince(deployment.config, mine[0])
    rest = [item for item in items if item not in mine]
    content = cut(current, deployment.text, deployment.before)
    if load(content, path) == rest:
        return content
    if dump(items).encode() == current:
        return dump(rest).encode()  # the editor wrote it, there is nothing to lose
    raise NotRemovable(
        "automation_entangled", file=path.name, entity=deployment.entity_id
    )


def _id_of(item: Any) -> Any:
    """Return the id of an automation, None where it has none."""
    return item.get(CONF_ID) if isinstance(item, Mapping) else None
