"""Media players of a recorded house."""

from typing import override

from homeassistant.components.media_player import (
    ATTR_MEDIA_VOLUME_LEVEL,
    DOMAIN as MEDIA_PLAYER_DOMAIN,
    MediaPlayerEntity,
    MediaPlayerEntityFeature,
    MediaPlayerState,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import RecordedConfigEntry, RecordedEntity, async_add_recorded


async def async_setup_entry(
    hass: HomeAssistant,
    entry: RecordedConfigEntry,
    _async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Serve the media players."""
    await async_add_recorded(hass, entry, MEDIA_PLAYER_DOMAIN, RecordedMediaPlayer)


class RecordedMediaPlayer(RecordedEntity, MediaPlayerEntity):
    """A media player."""

    _attr_supported_features = (
        MediaPlayerEntityFeature.TURN_ON
        | MediaPlayerEntityFeature.TURN_OFF
        | MediaPlayerEntityFeature.PLAY
        | MediaPlayerEntityFeature.PAUSE
        | MediaPlayerEntityFeature.STOP
        | MediaPlayerEntityFeature.VOLUME_SET
    )

    @override
    def refresh(self) -> None:
        self._attr_state = None if self.text is None else MediaPlayerState(self.text)
        self._attr_volume_level = self.extra(ATTR_MEDIA_VOLUME_LEVEL)

    @override
    async def async_turn_on(self) -> None:
        await self.async_ask(MediaPlayerState.ON)

    @override
    async def async_turn_off(self) -> None:
        await self.async_ask(MediaPlayerState.OFF)

    @override
    async def async_media_play(self) -> None:
        await self.async_ask(MediaPlayerState.PLAYING)

    @override
    async def async_media_pause(self) -> None:
        await self.async_ask(MediaPlayerState.PAUSED)

    @override
    async def async_media_stop(self) -> None:
        await self.async_ask(MediaPlayerState.IDLE)

    @override
    async def async_set_volume_level(self, volume: float) -> None:
        await self.async_ask(self._text, **{ATTR_MEDIA_VOLUME_LEVEL: volume})
