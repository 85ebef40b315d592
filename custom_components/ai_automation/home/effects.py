"""What the actions of an automation, script or scene do to which entities."""

from collections.abc import Iterator, Mapping
from typing import Any

from homeassistant.components.homeassistant.scene import DATA_PLATFORM
from homeassistant.core import (
    HomeAssistant,
    SupportsResponse,
    callback,
    split_entity_id,
)

from ..model.home import Effect
from .states import as_state, asked_state, service_of_device_action
from .targets import TARGET_KEYS, as_list, async_action_targets, async_entity_ids

type _Asked = tuple[str, str | None]
"""An entity and the state asked of it; thousands are made, so no dataclass yet."""

_SCRIPT_ACTIONS = frozenset({"turn_on", "turn_off", "toggle", "reload"})


@callback
def async_read_effects(hass: HomeAssistant, actions: Any) -> tuple[Effect, ...]:
    """Return what actions do, in their order and each only once.

    Every branch counts, whatever its conditions, since it may be taken.
    """
    return tuple(
        Effect(entity_id=entity_id, state=state)
        for entity_id, state in dict.fromkeys(_effects(hass, actions, frozenset()))
    )


def _effects(
    hass: HomeAssistant, actions: Any, scripts: frozenset[str]
) -> Iterator[_Asked]:
    """Yield what actions do; `scripts` are those that lead here."""
    for step in as_list(actions):
        if not _may_act(step):
            continue
        for block in _blocks(step):
            yield from _effects(hass, block, scripts)
        if isinstance(action := step.get("action", step.get("service")), str):
            yield from _effects_of_action(hass, action, step, scripts)
        elif "device_id" in step:
            yield from _effects_of_device_action(hass, step)
        elif "scene" in step:
            yield from _effects_of_action(
                hass, "scene.turn_on", {"entity_id": step["scene"]}, scripts
            )


def _may_act(step: Any) -> bool:
    """Tell apart from actions what is disabled, and conditions, also as bare templates."""
    return (
        isinstance(step, Mapping)
        and step.get("enabled") is not False
        and "condition" not in step
    )


def _blocks(step: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the lists of actions inside a step."""
    for option in as_list(step.get("choose")):
        yield option.get("sequence")
    for key in ("default", "then", "else", "sequence", "parallel"):
        yield step.get(key)
    yield step.get("repeat", {}).get("sequence")


def _effects_of_action(
    hass: HomeAssistant, action: str, step: Mapping[str, Any], scripts: frozenset[str]
) -> Iterator[_Asked]:
    """Yield what calling one action does."""
    domain, _, service = action.lower().partition(".")
    if _only_answers(hass, domain, service):
        return
    data = _part(step, "data_template") | _part(step, "data")
    if (domain, service) == ("scene", "apply"):
        yield from _effects_of_states(data.get("entities"))
        return
    targets = _targets(hass, domain, service, data, step)
    domains = [entity_id.partition(".")[0] for entity_id in targets]
    states = {other: asked_state(other, service, data) for other in set(domains)}
    for entity_id, entity_domain in zip(targets, domains, strict=True):
        yield entity_id, states[entity_domain]
        if entity_domain == "scene" and service == "turn_on":
            yield from _effects_of_scene(hass, entity_id)
        elif entity_domain == "script" and service != "turn_off":
            yield from _effects_of_script(hass, entity_id, scripts)


def _only_answers(hass: HomeAssistant, domain: str, service: str) -> bool:
    """Tell whether an action is there for its answer and changes nothing."""
    return (
        hass.services.has_service(domain, service)
        and hass.services.supports_response(domain, service) is SupportsResponse.ONLY
    )


def _targets(
    hass: HomeAssistant,
    domain: str,
    service: str,
    data: Mapping[str, Any],
    step: Mapping[str, Any],
) -> list[str]:
    """Return the entities an action is called for, wherever in the step they are named."""
    if domain == "script" and service not in _SCRIPT_ACTIONS:
        return [f"script.{service}"]
    target = {key: data[key] for key in TARGET_KEYS if key in data}
    if "entity_id" in step:
        target["entity_id"] = step["entity_id"]
    target |= _part(step, "target")
    return sorted(async_action_targets(hass, domain, service, target))


def _effects_of_device_action(
    hass: HomeAssistant, step: Mapping[str, Any]
) -> Iterator[_Asked]:
    """Yield what a device action does to the entity it names."""
    kind = step.get("type", "")
    for entity_id in sorted(async_entity_ids(hass, step.get("entity_id"))):
        domain = split_entity_id(entity_id)[0]
        service = service_of_device_action(domain, kind)
        yield entity_id, asked_state(domain, service, step)


def _effects_of_scene(hass: HomeAssistant, entity_id: str) -> Iterator[_Asked]:
    """Yield what a scene does, if it is one that was made in Home Assistant."""
    if (platform := hass.data.get(DATA_PLATFORM)) is None:
        return
    if (scene := platform.entities.get(entity_id)) is not None:
        for member, state in scene.scene_config.states.items():
            yield member, state.state


def _effects_of_states(entities: Any) -> Iterator[_Asked]:
    """Yield what applying written states does."""
    if not isinstance(entities, Mapping):
        return
    for entity_id, written in entities.items():
        state = written.get("state") if isinstance(written, Mapping) else written
        yield entity_id, as_state(state)


def _effects_of_script(
    hass: HomeAssistant, entity_id: str, scripts: frozenset[str]
) -> Iterator[_Asked]:
    """Yield what a script does, unless it is one that leads here."""
    component = hass.data.get("script")
    script = component.get_entity(entity_id) if component else None
    if script is None or not script.available or entity_id in scripts:
        return
    yield from _effects(hass, script.raw_config["sequence"], scripts | {entity_id})


def _part(step: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return a part of a step that may be missing or be a template as a dictionary."""
    part = step.get(key)
    return dict(part) if isinstance(part, Mapping) else {}
