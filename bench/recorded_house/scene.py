"""Scenes of a recorded house."""

from typing import Any, override

from homeassistant.components.scene import DOMAIN as SCENE_DOMAIN, Scene
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import RecordedConfigEntry, RecordedEntity, async_add_recorded


async def async_setup_entry(
    hass: HomeAssistant,
    entry: RecordedConfigEntry,
    _async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Serve the scenes."""
    await async_add_recorded(hass, entry, SCENE_DOMAIN, RecordedScene)


class RecordedScene(RecordedEntity, Scene):
    """A scene that switches what it last switched."""

    @override
    async def async_activate(self, **kwargs: Any) -> None:
        for entity_id, state in self._recorded["scene"].items():
            await self.hass.services.async_call(
                "homeassistant",
                f"turn_{state}",
                {ATTR_ENTITY_ID: entity_id},
                blocking=True,
                context=self._context,
            )
