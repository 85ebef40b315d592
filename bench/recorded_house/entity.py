"""What all live entities of a recorded house have in common."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
import logging
from typing import Any, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import (
    ATTR_ENTITY_ID,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    EntityCategory,
)
from homeassistant.core import (
    Context,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import EntityPlatform
from homeassistant.helpers.event import async_call_later, async_track_state_change_event

from .const import DOMAIN

LOGGER = logging.getLogger(__package__)
NO_POLLING = timedelta(days=1)

type RecordedConfigEntry = ConfigEntry[RecordedHouse]
type Recorded = Mapping[str, Any]


class RecordedHouse:
    """What the house's file lists, and the entities that serve it."""

    def __init__(self, recorded: Iterable[Recorded]) -> None:
        self._recorded = {one["entity_id"]: one for one in recorded}
        self.entities: dict[str, RecordedEntity] = {}

    @property
    def domains(self) -> set[str]:
        """Return the domains of all entities."""
        return {entity_id.partition(".")[0] for entity_id in self._recorded}

    def get(self, entity_id: str) -> Recorded | None:
        """Return what is recorded of an entity."""
        return self._recorded.get(entity_id)

    def of(self, *domains: str) -> Iterator[Recorded]:
        """Return what is recorded of some domains."""
        for entity_id, recorded in self._recorded.items():
            if entity_id.partition(".")[0] in domains:
                yield recorded


class RecordedEntity(Entity):
    """An entity that starts as it was last recorded and does what it is told."""

    _attr_should_poll = False

    def __init__(self, house: RecordedHouse, recorded: Recorded) -> None:
        self.entity_id = recorded["entity_id"]
        self._attr_unique_id = recorded["entity_id"]
        self._attr_name = recorded["name"]
        self._attr_device_class = recorded["device_class"]
        category = recorded["entity_category"]
        self._category = EntityCategory(category) if category else None
        if recorded["device_id"]:
            identifier = (DOMAIN, recorded["device_id"])
            self._attr_device_info = DeviceInfo(identifiers={identifier})
        self._house = house
        self._recorded = recorded
        self._text: str = recorded["state"]
        self._extra: dict[str, Any] = dict(recorded["attributes"])
        self.set_up()
        self.refresh()

    def set_up(self) -> None:
        """Take over what stays as it was recorded."""

    def refresh(self) -> None:
        """Take over what was reported last."""

    @property
    def text(self) -> str | None:
        """Return the state as it was recorded or told, None where it is not known."""
        return None if self._text in (STATE_UNKNOWN, STATE_UNAVAILABLE) else self._text

    def extra(self, attribute: str, default: Any = None) -> Any:
        """Return an attribute as it was recorded or told."""
        return self._extra.get(attribute, default)

    @property
    @override
    def entity_category(self) -> EntityCategory | None:
        return self._category

    @property
    @override
    def available(self) -> bool:
        return self._text != STATE_UNAVAILABLE

    @override
    async def async_added_to_hass(self) -> None:
        """Let the set_state action find the entity."""
        self._house.entities[self.entity_id] = self

    async def async_ask(self, state: str, **attributes: Any) -> None:
        """Ask the device for a state; it may be late, refuse, or not answer."""
        match self._recorded["failure"]:
            case "error":
                raise HomeAssistantError(f"{self.name} did not accept the command")
            case "silence":
                return
        if not (seconds := self._recorded["confirm_after"]):
            self.async_take(state, attributes)
            return

        @callback
        def confirm(_now: datetime) -> None:
            self.async_take(state, attributes)

        self.async_on_remove(async_call_later(self.hass, seconds, confirm))

    @callback
    def async_take(self, state: str, attributes: Mapping[str, Any]) -> None:
        """Take a state as the device reports it."""
        self._text = state
        self._extra |= attributes
        self.refresh()
        self.async_write_ha_state()


class SwitchedEntity(RecordedEntity):
    """An entity that is on or off; a group or a mirror is what its members are."""

    _attr_is_on: bool | None

    @override
    def refresh(self) -> None:
        self._attr_is_on = None if self.text is None else self.text == STATE_ON

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        return {ATTR_ENTITY_ID: self._members} if self._is_group else {}

    @property
    def _is_group(self) -> bool:
        return bool(self._recorded["platform"] == "group")

    @property
    def _members(self) -> list[str]:
        members: list[str] = self._recorded["members"]
        return members

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        if self._members:
            self.async_on_remove(
                async_track_state_change_event(
                    self.hass, self._members, self._member_changed
                )
            )

    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn it on."""
        await self._async_switch(SERVICE_TURN_ON, STATE_ON, kwargs)

    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn it off."""
        await self._async_switch(SERVICE_TURN_OFF, STATE_OFF, kwargs)

    async def _async_switch(
        self, service: str, state: str, kwargs: Mapping[str, Any]
    ) -> None:
        if not self._members:
            await self.async_ask(state, **kwargs)
            return
        await self.hass.services.async_call(
            self.platform.domain,
            service,
            {**kwargs, ATTR_ENTITY_ID: self._members},
            blocking=True,
            context=self._context,
        )

    @callback
    def _member_changed(self, event: Event[EventStateChangedData]) -> None:
        states = [self.hass.states.get(member) for member in self._members]
        lit = any(state is not None and state.state == STATE_ON for state in states)
        mirrored = Context(parent_id=event.context.id)
        self.async_set_context(event.context if self._is_group else mirrored)
        self.async_take(STATE_ON if lit else STATE_OFF, {})


async def async_add_recorded(
    hass: HomeAssistant,
    entry: RecordedConfigEntry,
    domain: str,
    kind: type[RecordedEntity],
) -> None:
    """Serve all entities of a domain, each under the platform it was recorded with."""
    house = entry.runtime_data
    by_platform: dict[str, list[RecordedEntity]] = {}
    for recorded in house.of(domain):
        entities = by_platform.setdefault(recorded["platform"], [])
        entities.append(kind(house, recorded))
    for name, entities in by_platform.items():
        platform = EntityPlatform(
            hass=hass,
            logger=LOGGER,
            domain=domain,
            platform_name=name,
            platform=None,
            scan_interval=NO_POLLING,
            entity_namespace=None,
        )
        platform.config_entry = entry
        platform.async_prepare()
        entry.async_on_unload(platform.async_reset)
        await platform.async_add_entities(entities)
