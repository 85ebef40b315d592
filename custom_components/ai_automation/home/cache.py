"""The snapshot of the home, kept until something in the home's make-up changes."""

from collections.abc import Iterable
from typing import Any

from homeassistant.auth import EVENT_USER_ADDED, EVENT_USER_REMOVED, EVENT_USER_UPDATED
from homeassistant.auth.models import User
from homeassistant.components.automation import EVENT_AUTOMATION_RELOADED
from homeassistant.components.homeassistant.scene import EVENT_SCENE_RELOADED
from homeassistant.const import (
    EVENT_CORE_CONFIG_UPDATE,
    EVENT_HOMEASSISTANT_STARTED,
    EVENT_SERVICE_REGISTERED,
    EVENT_SERVICE_REMOVED,
)
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import (
    area_registry as ar,
    category_registry as cr,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)
from homeassistant.helpers.collection import CollectionChange
from homeassistant.util.event_type import EventType

from ..model.home import HomeContext
from .capabilities import async_purpose_triggers
from .context import async_build_context, async_people_collections

_STALE_AFTER: tuple[EventType[Any] | str, ...] = (
    ar.EVENT_AREA_REGISTRY_UPDATED,
    cr.EVENT_CATEGORY_REGISTRY_UPDATED,
    dr.EVENT_DEVICE_REGISTRY_UPDATED,
    er.EVENT_ENTITY_REGISTRY_UPDATED,
    fr.EVENT_FLOOR_REGISTRY_UPDATED,
    lr.EVENT_LABEL_REGISTRY_UPDATED,
    EVENT_AUTOMATION_RELOADED,
    EVENT_CORE_CONFIG_UPDATE,
    EVENT_HOMEASSISTANT_STARTED,
    EVENT_SCENE_RELOADED,
    EVENT_SERVICE_REGISTERED,
    EVENT_SERVICE_REMOVED,
)
_USERS_CHANGED = (EVENT_USER_ADDED, EVENT_USER_REMOVED, EVENT_USER_UPDATED)
_TRIGGERS_MAY_BE_NEW = (EVENT_AUTOMATION_RELOADED, EVENT_HOMEASSISTANT_STARTED)


class HomeContextCache:
    """Builds the snapshot on first use, and again after an event that outdates it."""

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass
        self._version = 0
        self._context: HomeContext | None = None
        self._users: list[User] = []
        self._stop_listening: list[CALLBACK_TYPE] = []
        self._follows_people = False
        self._known_triggers: frozenset[str] = frozenset()

    @callback
    def async_start(self) -> CALLBACK_TYPE:
        """Follow what outdates the snapshot; the return value stops that."""
        listen = self._hass.bus.async_listen
        self._stop_listening = [
            *(listen(event, self._async_outdate) for event in _STALE_AFTER),
            *(listen(event, self._async_read_users) for event in _USERS_CHANGED),
            *(listen(event, self._async_learn) for event in _TRIGGERS_MAY_BE_NEW),
        ]
        for first_reading in (self._async_read_users(), self._async_learn()):
            self._hass.async_create_task(
                first_reading, "ai_automation home", eager_start=True
            )
        return self._async_stop

    @callback
    def _async_stop(self) -> None:
        """Stop listening."""
        while self._stop_listening:
            self._stop_listening.pop()()
        self._follows_people = False

    @callback
    def async_get(self) -> HomeContext:
        """Return the snapshot, built anew if it is outdated."""
        if self._context is None:
            self._async_follow_people()
            self._version += 1
            self._context = async_build_context(self._hass, self._version, self._users)
        return self._context

    @callback
    def _async_outdate(self, _event: Event[Any] | None = None) -> None:
        """Let the next read build the snapshot anew."""
        self._context = None

    @callback
    def _async_follow_people(self) -> None:
        """Listen to changes of people, who in YAML change without any event.

        Whatever sets up the people registers an action, so the first build that can
        read them is also the first that can follow them.
        """
        if self._follows_people:
            return
        for people in async_people_collections(self._hass):
            self._follows_people = True
            self._stop_listening.append(
                people.async_add_change_set_listener(self._async_people_changed)
            )

    async def _async_people_changed(self, _changes: Iterable[CollectionChange]) -> None:
        """Outdate the snapshot after a change of a person."""
        self._async_outdate()

    async def _async_read_users(self, _event: Event[Any] | None = None) -> None:
        """Read the accounts, which are not in a registry."""
        self._users = await self._hass.auth.async_get_users()
        self._async_outdate()

    async def _async_learn(self, _event: Event[Any] | None = None) -> None:
        """Have Home Assistant read which entities its purpose-specific triggers are for."""
        known = await async_purpose_triggers(self._hass)
        if known != self._known_triggers:
            self._known_triggers = known
            self._async_outdate()
