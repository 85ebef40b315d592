"""Read the parts of an automation's configuration, and refuse what says more than a routine can."""

from collections.abc import Callable, Mapping
from typing import Any

from ..home.states import as_state
from .safety import is_template

_NOTES = frozenset({"id", "alias", "enabled", "variables", "continue_on_error"})

ABSENT = ("unavailable", "unknown")
"""States of a thing that Home Assistant has lost; the closed form fires on none that comes back from them."""


class NotInClosedForm(Exception):  # said of the automation, not of an error
    """An automation says more than a routine can; the reason says what."""


def either(config: Mapping[str, Any], new: str, old: str) -> Any:
    """Return a part by its present or its former name."""
    return config[new] if new in config else config.get(old)


def listed(raws: Any) -> list[Mapping[str, Any]]:
    """Return parts as a list of mappings, lists within lists opened."""
    if raws is None:
        return []
    if isinstance(raws, Mapping):
        return [raws]
    if isinstance(raws, list | tuple):
        return [part for raw in raws for part in listed(raw)]
    raise NotInClosedForm("a part is a template")


def is_enabled(raw: Mapping[str, Any]) -> bool:
    """Return whether a part is switched on; NotInClosedForm where that depends."""
    enabled = raw.get("enabled", True)
    if not isinstance(enabled, bool):
        raise NotInClosedForm("a part is switched by a template")
    return enabled


def allow_only(raw: Mapping[str, Any], *keys: str) -> None:
    """Refuse a part that says more than these keys."""
    if extra := set(raw) - set(keys) - _NOTES:
        raise NotInClosedForm(f"{', '.join(sorted(extra))} is more than it can say")


def entities(raw: Mapping[str, Any]) -> list[str]:
    """Return the entity ids of a part."""
    entity_ids = many(raw.get("entity_id"))
    if not entity_ids or any(map(is_template, entity_ids)):
        raise NotInClosedForm("a part does not name its entities")
    return entity_ids


def many(value: Any) -> list[Any]:
    """Return one or several values as a list."""
    if value is None:
        return []
    return [*value] if isinstance(value, list | tuple) else [value]


def states(value: Any) -> list[str]:
    """Return one or several states as they were meant."""
    meant = [as_state(each) for each in many(value)]
    if None in meant:
        raise NotInClosedForm("a state is a template")
    return [state for state in meant if state is not None]


def number(read: Callable[[Any], int], value: Any) -> int:
    """Return a time or a duration as a number."""
    try:
        return read(value)
    except (ValueError, TypeError) as err:
        raise NotInClosedForm(str(err)) from err


def limits(raw: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Return the limits of a number."""
    above, below = raw.get("above"), raw.get("below")
    try:
        low = None if above is None else float(above)
        high = None if below is None else float(below)
    except (ValueError, TypeError) as err:
        raise NotInClosedForm("a limit is not a number") from err
    if low is None and high is None:
        raise NotInClosedForm("a number has no limit")
    return low, high
