"""Alter one item of an automation's configuration, and leave everything else as its owner wrote it."""

from collections.abc import Mapping
from typing import Any

from ..model.home import HomeContext
from ..model.revision import Also, Change, Instead, Wait
from ..model.routine import Routine
from .compile import condition_config, trigger_config
from .durations import clock_text
from .reading import is_enabled

_UNITS = (("hours", 3600), ("minutes", 60), ("seconds", 1))


def altered(
    config: Mapping[str, Any],
    change: Change,
    home: HomeContext,
    purpose: frozenset[str],
) -> dict[str, Any]:
    """Return a configuration with one change."""
    match change:
        case Wait():
            key = _key(config, "triggers")
            return {**config, key: _longer(config[key], change)}
        case Also(condition=condition):
            key = _key(config, "conditions")
            added = condition_config(condition, home)
            return {**config, key: [*_listed(config.get(key)), added]}
        case Instead():
            return _begun(config, change, home, purpose)


def with_parts(
    config: Mapping[str, Any],
    before: Routine,
    after: Routine,
    written: Mapping[str, Any],
) -> dict[str, Any]:
    """Return a configuration that does what another one does, the parts that mean the same left as they are.

    `before` and `after` are what the two mean. Days may stand in triggers or in
    conditions, so these two change together.
    """
    changed = dict(config)
    parts = []
    if (before.triggers, before.conditions) != (after.triggers, after.conditions):
        parts += ["triggers", "conditions"]
    if (before.targets, before.settings) != (after.targets, after.settings):
        parts.append("actions")
    for part in parts:
        if written[part] or _key(config, part) in config:
            changed[_key(config, part)] = written[part]
    return changed


def _begun(
    config: Mapping[str, Any],
    change: Instead,
    home: HomeContext,
    purpose: frozenset[str],
) -> dict[str, Any]:
    """Return a configuration with another beginning."""
    begin, only_if = _key(config, "triggers"), _key(config, "conditions")
    kept = _listed(config.get(only_if)) if change.keeps_conditions else []
    conditions = [*kept, *(condition_config(c, home) for c in change.conditions)]
    triggers = [trigger_config(t, home, purpose) for t in change.triggers]
    changed = {**config, begin: triggers}
    return (
        changed
        if conditions == kept == _listed(config.get(only_if))
        else {
            **changed,
            only_if: conditions,
        }
    )


def _key(config: Mapping[str, Any], name: str) -> str:
    """Return the name of a part as the configuration spells it, today's or the one before."""
    former = name.removesuffix("s")
    if name in config or former in config:
        return name if name in config else former
    return name if "triggers" in config else former


def _listed(parts: Any) -> list[Any]:
    """Return what may be one part or several as a list."""
    if parts is None:
        return []
    return [*parts] if isinstance(parts, list | tuple) else [parts]


def _longer(parts: Any, wait: Wait) -> Any:
    """Return triggers that wait longer, in the form they have."""
    if isinstance(parts, list | tuple):
        return [_longer(part, wait) for part in parts]
    if not isinstance(parts, Mapping) or not is_enabled(parts):
        return parts
    if "triggers" in parts:
        return {**parts, "triggers": _longer(parts["triggers"], wait)}
    if isinstance(options := parts.get("options"), Mapping) and "for" in options:
        spelled = _spelled(options["for"], wait.seconds)
        return {**parts, "options": {**options, "for": spelled}}
    if "for" not in parts:
        return parts
    return {**parts, "for": _spelled(parts["for"], wait.seconds)}


def _spelled(former: Any, seconds: int) -> Any:
    """Return a duration in the way that another one was written."""
    if isinstance(former, int):
        return seconds
    if isinstance(former, str):
        return clock_text(seconds)
    rest, spelled = seconds, {}
    for unit, size in _UNITS:
        if unit in former or (unit == "minutes" and rest >= size):
            spelled[unit], rest = divmod(rest, size)
    if rest:
        spelled["seconds"] = rest
    if former.keys() == {"minutes"}:
        return {"minutes": seconds // 60}
    return spelled
