"""What is never acted on unattended, as a table, and the search of a whole automation for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
import re
from typing import Any, override

from homeassistant.exceptions import HomeAssistantError

from ..const import DOMAIN
from ..model.home import Entity, HomeContext

SECURITY: Mapping[str, frozenset[str]] = {
    "lock": frozenset(),
    "alarm_control_panel": frozenset(),
    "valve": frozenset(),
    "siren": frozenset(),
    "water_heater": frozenset(),
    "cover": frozenset({"garage", "gate", "door"}),
}
"""Domains of security entities; the device classes that make them so, none named means all."""

OVENS: Mapping[str, frozenset[str]] = {
    "en": frozenset({"oven", "stove", "stovetop", "hob", "cooktop", "cooker", "kiln"}),
    "de": frozenset({"ofen", "backofen", "herd", "kochfeld", "kochplatte"}),
    "fr": frozenset({"cuisinière", "gazinière", "cuisson"}),
    "es": frozenset({"horno", "vitrocerámica", "fogón"}),
    "nl": frozenset({"fornuis", "kookplaat", "kookveld"}),
}
"""Whole words that name what may set a kitchen on fire; no device class does.

The French "four" is left out: in English names it is a number.
"""
HOODS = frozenset(
    {"hood", "extractor", "dunstabzug", "haube", "hotte", "campana", "afzuigkap"}
)
"""What hangs above them, and is named after them."""
OVEN_DOMAINS = frozenset({"button", "climate", "number", "select", "switch"})
"""Domains in which integrations of ovens have what heats."""

FORBIDDEN: Mapping[str, frozenset[str]] = {
    "homeassistant": frozenset(),
    "hassio": frozenset(),
    "supervisor": frozenset(),
    "shell_command": frozenset(),
    "command_line": frozenset(),
    "python_script": frozenset(),
    "pyscript": frozenset(),
    "rest_command": frozenset(),
    "system_log": frozenset(),
    "logger": frozenset(),
    "recorder": frozenset(),
    "backup": frozenset(),
    "config": frozenset(),
    "cloud": frozenset(),
    "frontend": frozenset(),
    "automation": frozenset(),
    "update": frozenset(),
    "mqtt": frozenset(),
    "ai_automation": frozenset(),
    "group": frozenset({"set", "remove"}),
    "scene": frozenset({"apply", "create", "delete"}),
}
"""Domains whose actions reach past the things of the home; the actions meant, none named means all."""

_ANY_DOMAIN = frozenset({"reload"})
_HARMLESS_STEPS = frozenset(
    {
        "delay",
        "wait_template",
        "wait_for_trigger",
        "condition",
        "and",
        "or",
        "not",
        "variables",
        "stop",
        "scene",
        "set_conversation_response",
    }
)
_NESTED = ("then", "else", "sequence", "default", "parallel")
_WORD = re.compile(r"[^\W\d]+")
_GROUPS = ("area_id", "device_id", "label_id", "floor_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with an automation: a translation key and what it needs."""

    key: str
    placeholders: Mapping[str, str] = field(default_factory=dict)

    @override
    def __str__(self) -> str:
        """Return the problem in words."""
        return str(
            HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key=self.key,
                translation_placeholders=dict(self.placeholders),
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An action of an automation with everything it is aimed at."""

    action: str
    data: Mapping[str, Any]
    targets: Mapping[str, tuple[str, ...]]
    """By kind: entity_id, area_id, device_id, label_id, floor_id."""

    @property
    def domain(self) -> str:
        """Return the domain of the action."""
        return self.action.partition(".")[0]

    @property
    def entity_ids(self) -> tuple[str, ...]:
        """Return the entities named one by one."""
        return self.targets.get("entity_id", ())


def is_security(entity: Entity) -> bool:
    """Return whether an entity must never be moved unattended."""
    if is_oven(entity):
        return True
    classes = SECURITY.get(entity.domain)
    if classes is None:
        return False
    return not classes or entity.device_class in classes


def is_oven(entity: Entity) -> bool:
    """Return whether an entity is named as something that cooks, in any of the languages."""
    if entity.domain not in OVEN_DOMAINS:
        return False
    named = f"{entity.name} {entity.entity_id.partition('.')[2]}".casefold()
    words = set(_WORD.findall(named.replace("_", " ")))
    return not words & HOODS and any(words & known for known in OVENS.values())


def problems(config: Mapping[str, Any], home: HomeContext) -> list[Problem]:
    """Return what an automation must not do; empty when it is safe."""
    if "use_blueprint" in config:
        return [Problem(key="problem_blueprint")]
    actions = config.get("actions", config.get("action"))
    found = [problem for bad in odd_steps(actions) for problem in _odd(bad)]
    for step in steps(actions):
        found += _of_step(step, home)
    return found


def steps(actions: Any) -> Iterator[Step]:
    """Yield every action, however deeply it is nested."""
    for raw in _flat(actions):
        action = raw.get("action", raw.get("service", raw.get("service_template")))
        if isinstance(action, str):
            yield _step(action, raw)
        elif isinstance(scene := raw.get("scene"), str):
            yield Step(action="scene.turn_on", data={}, targets={"entity_id": (scene,)})


def odd_steps(actions: Any) -> Iterator[Any]:
    """Yield the steps that are neither an action nor known to be harmless."""
    nested = {*_NESTED, "choose", "if", "repeat"}
    for raw in _flat(actions):
        if {"action", "service", "service_template"} & raw.keys():
            continue
        if not raw.keys() & (_HARMLESS_STEPS | nested):
            yield raw


def _flat(actions: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every step and every step within it."""
    if isinstance(actions, list | tuple):
        for each in actions:
            yield from _flat(each)
    elif isinstance(actions, Mapping):
        yield actions
        for key in _NESTED:
            yield from _flat(actions.get(key))
        yield from _flat(_option_steps(actions.get("choose")))
        repeat = actions.get("repeat")
        yield from _flat(repeat.get("sequence") if isinstance(repeat, Mapping) else ())


def _option_steps(options: Any) -> list[Any]:
    """Return the steps of the options of a choice."""
    listed = options if isinstance(options, list | tuple) else [options]
    return [option.get("sequence") for option in listed if isinstance(option, Mapping)]


def _step(action: str, raw: Mapping[str, Any]) -> Step:
    """Return a step with the targets of all its spellings put together."""
    places = [
        place
        for key in ("target", "data", "service_data", "data_template")
        if isinstance(place := raw.get(key), Mapping)
    ]
    targets = {
        kind: tuple(
            name for place in (raw, *places) for name in _names(place.get(kind))
        )
        for kind in ("entity_id", *_GROUPS)
    }
    if isinstance(raw.get("target"), str):  # a template for the whole target
        targets["entity_id"] += (raw["target"],)
    data = {
        key: value
        for place in places
        if place is not raw.get("target")
        for key, value in place.items()
        if key not in targets
    }
    return Step(
        action=action.strip().lower(),
        data=data,
        targets={kind: names for kind, names in targets.items() if names},
    )


def _names(value: Any) -> list[str]:
    """Return the names of a target that is a list or a text with commas."""
    if isinstance(value, str):
        return [value] if is_template(value) else [n.strip() for n in value.split(",")]
    if isinstance(value, list | tuple):
        return [name for each in value for name in _names(each)]
    return []


def is_template(text: str) -> bool:
    """Return whether Home Assistant would render a text."""
    return any(mark in text for mark in ("{{", "{%", "{#"))


def _odd(step: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the problem of a step whose doing can't be seen."""
    known = "device_id" if "device_id" in step else next(iter(step), "")
    yield Problem(key="problem_step", placeholders={"step": str(known)})


def _of_step(step: Step, home: HomeContext) -> list[Problem]:
    """Return what is wrong with one action."""
    if is_template(step.action):
        return [Problem(key="problem_template", placeholders={"text": step.action})]
    if _is_forbidden(step):
        return [Problem(key="problem_forbidden", placeholders={"action": step.action})]
    names = [name for group in step.targets.values() for name in group]
    if templates := [name for name in names if is_template(name)]:
        return [Problem(key="problem_template", placeholders={"text": templates[0]})]
    if "all" in step.entity_ids:
        return [Problem(key="problem_all", placeholders={"action": step.action})]
    if step.domain in SECURITY and not SECURITY[step.domain]:
        return [Problem(key="problem_security", placeholders={"entity": step.action})]
    return [
        Problem(key="problem_security", placeholders={"entity": entity.entity_id})
        for entity in _reached(step, home)
        if is_security(entity)
    ]


def _is_forbidden(step: Step) -> bool:
    """Return whether an action is one that is never allowed."""
    service = step.action.partition(".")[2]
    if service in _ANY_DOMAIN:
        return True
    services = FORBIDDEN.get(step.domain)
    return services is not None and (not services or service in services)


def _reached(step: Step, home: HomeContext) -> Iterator[Entity]:
    """Yield the entities an action is aimed at, by name or by where they are."""
    for entity in home.entities.values():
        if entity.entity_id in step.entity_ids or (
            entity.domain == step.domain and _is_within(entity, step, home)
        ):
            yield entity


def _is_within(entity: Entity, step: Step, home: HomeContext) -> bool:
    """Return whether an entity belongs to an area, device, label or floor of a step."""
    area = home.areas.get(entity.area_id or "")
    floor_id = area.floor_id if area else None
    return (
        entity.area_id in step.targets.get("area_id", ())
        or entity.device_id in step.targets.get("device_id", ())
        or floor_id in step.targets.get("floor_id", ())
        or bool(entity.labels & set(step.targets.get("label_id", ())))
    )
