"""The automations the home already has: what each triggers on and what it does."""

from collections.abc import Iterator, Mapping
import re
from typing import Any

from homeassistant.components.automation.const import DOMAIN as AUTOMATION_DOMAIN
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..model.home import ExistingAutomation
from .effects import async_read_effects
from .targets import as_list, async_entity_ids, async_trigger_targets

_ENTITY_IN_TEMPLATE = re.compile(r"\b(?:states\.)?([a-z][a-z0-9_]*\.[a-z0-9_]+)")


@callback
def async_read_automations(hass: HomeAssistant) -> tuple[ExistingAutomation, ...]:
    """Return the automations by entity id, with their targets expanded to entities.

    Blueprints are read with their inputs filled in. One that Home Assistant could not
    load does nothing, and is kept with nothing to trigger it and no effects.
    """
    if (component := hass.data.get(AUTOMATION_DOMAIN)) is None:
        return ()
    return tuple(
        _read(hass, entity)
        for entity in sorted(component.entities, key=lambda entity: entity.entity_id)
    )


def _read(hass: HomeAssistant, entity: Any) -> ExistingAutomation:
    """Return one automation."""
    config: dict[str, Any] = entity.raw_config or {}
    triggers, actions = (
        (_written(config, "trigger"), _written(config, "action"))
        if entity.available
        else (None, None)
    )
    return ExistingAutomation(
        entity_id=entity.entity_id,
        automation_id=entity.unique_id,
        alias=str(entity.name),
        config=config,
        trigger_entities=async_read_trigger_entities(hass, triggers),
        effects=async_read_effects(hass, actions),
        from_blueprint=entity.referenced_blueprint is not None,
    )


def _written(config: Mapping[str, Any], name: str) -> Any:
    """Return a part of the configuration by its name of today or the one before."""
    return config.get(f"{name}s", config.get(name))


@callback
def async_read_trigger_entities(hass: HomeAssistant, triggers: Any) -> frozenset[str]:
    """Return the entities that triggers, in any of their forms, watch."""
    return frozenset(
        entity_id
        for trigger in _flat(triggers)
        for entity_id in _entities_of_trigger(hass, trigger)
    )


def _flat(triggers: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every trigger that is not disabled, also those in lists inside the list."""
    for trigger in as_list(triggers):
        if "triggers" in trigger:
            yield from _flat(trigger["triggers"])
        elif trigger.get("enabled") is not False:
            yield trigger


def _entities_of_trigger(hass: HomeAssistant, trigger: Mapping[str, Any]) -> set[str]:
    """Return the entities that one trigger watches."""
    kind: str = trigger.get("trigger", trigger.get("platform", ""))
    options = trigger.get("options") or {}
    entity_ids = async_entity_ids(
        hass, trigger.get("entity_id", options.get("entity_id"))
    )
    if isinstance(target := trigger.get("target"), Mapping):
        return entity_ids | async_trigger_targets(hass, kind, target)
    match kind.partition(".")[0]:
        case "sun":
            return {"sun.sun"}
        case "time":
            return _entities_of_times(hass, trigger.get("at"))
        case "event":
            data = trigger.get("event_data") or {}
            return async_entity_ids(hass, data.get("entity_id"))
        case "template":
            return _entities_of_template(hass, trigger.get("value_template", ""))
        case "zone" if not entity_ids:
            return async_entity_ids(hass, options.get("zone"))
    return entity_ids


def _entities_of_times(hass: HomeAssistant, times: Any) -> set[str]:
    """Return the helpers and sensors among times of day."""
    return {
        entity_id
        for time in as_list(times)
        for entity_id in async_entity_ids(
            hass, time.get("entity_id") if isinstance(time, Mapping) else time
        )
    }


def _entities_of_template(hass: HomeAssistant, template: str) -> set[str]:
    """Return the entities a template names; rendering it would only show today's branch."""
    registry = er.async_get(hass)
    return {
        entity_id
        for entity_id in _ENTITY_IN_TEMPLATE.findall(template)
        if registry.async_is_registered(entity_id) or hass.states.get(entity_id)
    }
