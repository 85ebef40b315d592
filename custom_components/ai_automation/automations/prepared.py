"""What a test needs to know about a suggestion, kept until the suggestion or the home changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.script import async_validate_actions_config
from homeassistant.util.limited_size_dict import LimitedSizeDict

from ..home.effects import async_read_effects
from ..home.members import async_members
from ..model.home import Effect, HomeContext
from ..model.suggestion import Suggestion

_KEPT = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """The checked actions of a suggestion and the things they move."""

    suggestion_id: str
    title: str
    version: int
    home_version: int
    actions: tuple[Mapping[str, Any], ...]
    """As Home Assistant's script engine takes them."""
    effects: tuple[Effect, ...]
    """What is asked for, in order."""
    movable: tuple[str, ...]
    """Everything whose state may change, without groups, scenes and scripts themselves."""
    names: Mapping[str, str]
    risks: tuple[str, ...]
    """What makes the actions sensitive, in words; empty where nothing does."""


class PreparedCache:
    """The last prepared suggestions."""

    def __init__(self) -> None:
        """Start empty."""
        self._kept: LimitedSizeDict[str, Prepared] = LimitedSizeDict(size_limit=_KEPT)

    @callback
    def async_get(self, home: HomeContext, suggestion: Suggestion) -> Prepared | None:
        """Return what is known of a suggestion, None where it or the home has changed since."""
        kept = self._kept.get(suggestion.suggestion_id)
        if kept is None or kept.home_version != home.version:
            return None
        return kept if kept.version == suggestion.version else None

    @callback
    def async_keep(self, prepared: Prepared) -> None:
        """Keep what was prepared."""
        self._kept[prepared.suggestion_id] = prepared


async def async_prepare(
    hass: HomeAssistant,
    home: HomeContext,
    suggestion: Suggestion,
    risks: tuple[str, ...],
) -> Prepared:
    """Return what a test of a checked suggestion needs; vol.Invalid where its actions are none."""
    config = suggestion.automation
    raw = config.get("actions", config.get("action")) or []
    actions = await async_validate_actions_config(hass, cv.SCRIPT_SCHEMA(raw))
    effects = async_read_effects(hass, raw)
    movable = async_members(hass, (effect.entity_id for effect in effects))
    named = {*movable, *(effect.entity_id for effect in effects)}
    return Prepared(
        suggestion_id=suggestion.suggestion_id,
        title=suggestion.title,
        version=suggestion.version,
        home_version=home.version,
        actions=tuple(actions),
        effects=effects,
        movable=movable,
        names={e: home.entities[e].name for e in named if e in home.entities},
        risks=risks,
    )
