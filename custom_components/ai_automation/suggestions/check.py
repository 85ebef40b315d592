"""Check an automation before it is shown, tested or written."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from homeassistant.components.automation.config import async_validate_config_item
from homeassistant.const import ATTR_ENTITY_ID, ATTR_SUPPORTED_FEATURES
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.exceptions import HomeAssistantError
import voluptuous as vol

from ..home.expand import async_expanded
from ..home.members import async_behind
from ..model.home import Entity, HomeContext
from .night import night_problems
from .parse import parse_when, parse_whole
from .reading import NotInClosedForm
from .safety import Problem, Step, is_security, is_template, problems, steps
from .settings import out_of_limits, settings_of

# The feature an entity must have for an action. Fans are left out: many say only
# that they have speeds, and can be turned on all the same.
_FEATURES: Mapping[str, int] = {
    "cover.open_cover": 1,
    "cover.close_cover": 2,
    "media_player.media_pause": 1,
    "media_player.media_play": 16384,
    "media_player.media_stop": 4096,
    "media_player.turn_off": 256,
    "media_player.turn_on": 128,
    "vacuum.return_to_base": 16,
    "vacuum.start": 8192,
    "lawn_mower.start_mowing": 1,
    "lawn_mower.dock": 4,
}
# Where the values stand that a field may take.
_CHOICES: Mapping[str, tuple[str, str]] = {
    "climate.set_hvac_mode": ("hvac_mode", "hvac_modes"),
    "select.select_option": ("option", "options"),
    "input_select.select_option": ("option", "options"),
}
_SWITCHES = frozenset({"switch", "select", "number"})
"""What may unlock, where it belongs to the device of a lock."""
_NOTICES = frozenset({"persistent_notification", "notify"})
_PARTS = ("triggers", "trigger", "conditions", "condition", "actions", "action")


async def async_check(
    hass: HomeAssistant, home: HomeContext, config: Mapping[str, Any]
) -> list[Problem]:
    """Return what is wrong with an automation; the first kind of problem ends the check.

    In order: closed form, Home Assistant's own validation, everything exists, safety. What
    is aimed at an area or a label is looked at as the entities it stands for now.
    """
    named = async_expanded(hass, config)
    return (
        _form(named)
        or await _async_valid(hass, config)
        or _existing(hass, home, named)
        or list(night_problems(named))
        or async_risks(hass, home, config)
        or _templates(config)
    )


async def async_check_revision(
    hass: HomeAssistant,
    home: HomeContext,
    original: Mapping[str, Any],
    config: Mapping[str, Any],
) -> list[Problem]:
    """Return what is wrong with a changed automation of the owner's.

    What it does is the owner's own choice as long as it stays the same; only what is new must be right.
    """
    if _actions(original) != _actions(config):
        return await async_check(hass, home, config)
    return await _async_valid(hass, config) or _newly_missing(
        hass, home, original, config
    )


@callback
def async_risks(
    hass: HomeAssistant, home: HomeContext, config: Mapping[str, Any]
) -> list[Problem]:
    """Return what an automation must not do unattended, what is behind groups and scripts included."""
    named = async_expanded(hass, config)
    return [*problems(config, home), *_hidden(hass, home, named)]


@callback
def _newly_missing(
    hass: HomeAssistant,
    home: HomeContext,
    original: Mapping[str, Any],
    config: Mapping[str, Any],
) -> list[Problem]:
    """Return the entities that a change names and that do not exist."""
    was, named = (
        {e for p in _PARTS for e in _entity_ids(c.get(p))} for c in (original, config)
    )
    return [
        Problem(key="problem_entity", placeholders={"entity": entity_id})
        for entity_id in sorted(named - was)
        if entity_id not in home.entities and hass.states.get(entity_id) is None
    ]


def _form(config: Mapping[str, Any]) -> list[Problem]:
    """Return why an automation is more than a routine or a notification."""
    try:
        if _only_tells(config):
            parse_when(config)
        else:
            parse_whole(_without_notices(config))
    except NotInClosedForm as err:
        return [Problem(key="problem_form", placeholders={"reason": str(err)})]
    return []


def _actions(config: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the steps of an automation."""
    actions = config.get("actions", config.get("action")) or []
    return [actions] if isinstance(actions, Mapping) else list(actions)


def _is_notice(step: Any) -> bool:
    """Return whether a step tells something, or checks whether there is need to."""
    if not isinstance(step, Mapping):
        return False
    action = step.get("action", step.get("service"))
    if isinstance(action, str):
        return action.partition(".")[0] in _NOTICES
    return "condition" in step


def _only_tells(config: Mapping[str, Any]) -> bool:
    """Return whether an automation moves nothing."""
    raws = _actions(config)
    return all(map(_is_notice, raws)) and any(True for _ in steps(raws))


def _without_notices(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return an automation without what it tells after it has acted."""
    raws = _actions(config)
    while raws and _is_notice(raws[-1]):
        raws.pop()
    rest = {key: value for key, value in config.items() if key != "action"}
    return {**rest, "actions": raws}


async def _async_valid(hass: HomeAssistant, config: Mapping[str, Any]) -> list[Problem]:
    """Return what Home Assistant's own validation says; it changes what it is given."""
    copy = {"id": "check", **deepcopy(dict(config))}
    try:
        await async_validate_config_item(hass, "check", copy)
    except (vol.Invalid, HomeAssistantError) as err:
        return [Problem(key="problem_invalid", placeholders={"error": str(err)})]
    return []


@callback
def _existing(
    hass: HomeAssistant, home: HomeContext, config: Mapping[str, Any]
) -> list[Problem]:
    """Return the entities, actions, features and values that do not exist."""
    entity_ids = {
        entity_id for part in _PARTS for entity_id in _entity_ids(config.get(part))
    }
    missing = [
        Problem(key="problem_entity", placeholders={"entity": entity_id})
        for entity_id in sorted(entity_ids)
        if entity_id not in home.entities and hass.states.get(entity_id) is None
    ]
    found = list(steps(_actions(config)))
    return [
        *missing,
        *(problem for step in found for problem in _lacking(hass, home, step)),
    ]


def _entity_ids(part: Any) -> Iterator[str]:
    """Yield every entity that a part of an automation names."""
    if isinstance(part, list | tuple):
        for each in part:
            yield from _entity_ids(each)
    elif isinstance(part, Mapping):
        for key, value in part.items():
            if key == ATTR_ENTITY_ID:
                yield from _named(value)
            else:
                yield from _entity_ids(value)


def _named(value: Any) -> Iterator[str]:
    """Yield the entities of a target."""
    names = [value] if isinstance(value, str) else value or []
    for name in names:
        if name not in ("all", "none") and not is_template(name):
            yield name


def _lacking(hass: HomeAssistant, home: HomeContext, step: Step) -> Iterator[Problem]:
    """Yield what an action needs and does not find."""
    service = step.action.partition(".")[2]
    offered = home.services.get(step.domain, frozenset())
    if service not in offered and not hass.services.has_service(step.domain, service):
        yield Problem(key="problem_action", placeholders={"action": step.action})
        return
    for entity_id in step.entity_ids:
        state = hass.states.get(entity_id)
        parts = {"action": step.action, "entity": entity_id}
        needed = _FEATURES.get(step.action, 0)
        if needed and not _features(home, entity_id, state) & needed:
            yield Problem(key="problem_feature", placeholders=parts)
        field, attribute = _CHOICES.get(step.action, ("", ""))
        choices = state.attributes.get(attribute) if state else None
        value = step.data.get(field)
        if field and choices is not None and value not in choices:
            parts |= {"value": str(value), "choices": ", ".join(map(str, choices))}
            yield Problem(key="problem_value", placeholders=parts)
    for setting in settings_of(step):
        state = hass.states.get(setting.entity_id)
        yield from out_of_limits(
            setting,
            state.attributes if state else {},
            hass.config.units.temperature_unit,
        )


def _features(home: HomeContext, entity_id: str, state: State | None) -> int:
    """Return the features of an entity, as it says now or else as it is registered."""
    entity = home.entities.get(entity_id)
    known = entity.supported_features if entity else 0
    now = state.attributes.get(ATTR_SUPPORTED_FEATURES) if state else None
    return known if now is None else int(now)


def _templates(part: Any) -> list[Problem]:
    """Return the templates of an automation: the closed form has none, in no text."""
    if isinstance(part, str):
        return (
            [Problem(key="problem_template", placeholders={"text": part})]
            if is_template(part)
            else []
        )
    if isinstance(part, Mapping):
        part = list(part.values())
    if isinstance(part, list | tuple):
        return [problem for each in part for problem in _templates(each)]
    return []


@callback
def _hidden(
    hass: HomeAssistant, home: HomeContext, config: Mapping[str, Any]
) -> list[Problem]:
    """Return the security entities behind groups, scenes, scripts, and the switches of a lock."""
    locks = {e.device_id: e.entity_id for e in home.entities.values() if _is_lock(e)}
    found: dict[str, None] = {}
    for step in steps(_actions(config)):
        for entity_id in step.entity_ids:
            entity = home.entities.get(entity_id)
            if entity and entity.domain in _SWITCHES and entity.device_id in locks:
                found[locks[entity.device_id]] = None
            for behind in async_behind(hass, entity_id):
                other = home.entities.get(behind)
                if other is not None and is_security(other):
                    found[behind] = None
    return [
        Problem(key="problem_security", placeholders={"entity": entity_id})
        for entity_id in found
    ]


def _is_lock(entity: Entity) -> bool:
    """Return whether an entity is the lock of a device."""
    return entity.domain == "lock" and entity.device_id is not None
