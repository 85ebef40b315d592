"""Read what must hold, in an automation of Home Assistant."""

from collections.abc import Callable, Mapping
from typing import Any

from ..model.routine import (
    Condition,
    NumericCondition,
    StateCondition,
    SunCondition,
    TimeCondition,
    WeekdayCondition,
)
from .durations import clock_seconds, span_seconds
from .purpose import purpose_held, state_for
from .reading import (
    NotInClosedForm,
    allow_only,
    entities,
    is_enabled,
    limits,
    listed,
    many,
    number,
    states,
)

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SUN = "sun.sun"
_DARK = {"below_horizon": True, "above_horizon": False}


def weekdays_of(names: tuple[str, ...]) -> WeekdayCondition:
    """Return the condition for days by their names."""
    if set(names) - set(DAYS):
        raise NotInClosedForm(f"{names} are no days of the week")
    return WeekdayCondition(weekdays=tuple(sorted({DAYS.index(n) for n in names})))


def conditions_of(raws: Any) -> tuple[Condition, ...]:
    """Return the conditions that must all hold."""
    return tuple(
        condition
        for raw in listed(raws)
        if is_enabled(raw)
        for condition in _condition(raw)
    )


def _condition(raw: Mapping[str, Any]) -> tuple[Condition, ...]:
    """Return the conditions that one condition of Home Assistant stands for."""
    if "and" in raw or raw.get("condition") == "and":
        return conditions_of(raw.get("conditions", raw.get("and")))
    kind = str(raw.get("condition"))
    if (state := purpose_held(kind)) is not None:
        return _purpose_conditions(raw, state)
    reader = _CONDITIONS.get(kind)
    if reader is None:
        raise NotInClosedForm(f"the condition {kind} is not known")
    return reader(raw)


def _purpose_conditions(raw: Mapping[str, Any], state: str) -> tuple[Condition, ...]:
    """Return a condition for each entity a purpose-specific condition names."""
    allow_only(raw, "condition", "target", "options")
    target, options = raw.get("target") or {}, raw.get("options") or {}
    allow_only(target, "entity_id")
    allow_only(options, "behavior", "for")
    entity_ids = entities(target)
    if options.get("behavior", "any") != "all" and len(entity_ids) > 1:
        raise NotInClosedForm("a condition asks for one of several entities")
    held = number(span_seconds, options.get("for"))
    return tuple(
        StateCondition(entity_id=e, state=state_for(e, state), for_=held)
        for e in entity_ids
    )


def _state_conditions(raw: Mapping[str, Any]) -> tuple[Condition, ...]:
    """Return a condition for each entity that must be in a state."""
    allow_only(raw, "condition", "entity_id", "state", "for")
    allowed, held = states(raw.get("state")), number(span_seconds, raw.get("for"))
    if len(allowed) != 1:
        raise NotInClosedForm("a condition allows several states")
    (state,), entity_ids = allowed, entities(raw)
    if entity_ids == [SUN] and state in _DARK and not held:
        return (SunCondition(dark=_DARK[state]),)
    return tuple(
        StateCondition(entity_id=e, state=state, for_=held) for e in entity_ids
    )


def _numeric_conditions(raw: Mapping[str, Any]) -> tuple[Condition, ...]:
    """Return a condition for each number that must be within limits."""
    allow_only(raw, "condition", "entity_id", "above", "below")
    above, below = limits(raw)
    return tuple(
        NumericCondition(entity_id=e, above=above, below=below) for e in entities(raw)
    )


def _time_conditions(raw: Mapping[str, Any]) -> tuple[Condition, ...]:
    """Return the conditions for a time of day and for days of the week."""
    allow_only(raw, "condition", "after", "before", "weekday")
    found: list[Condition] = []
    if days := tuple(many(raw.get("weekday"))):
        found.append(weekdays_of(days))
    if "after" in raw or "before" in raw:
        after, before = (number(clock_seconds, raw.get(k, 0)) for k in _SIDES)
        found.append(TimeCondition(after=after, before=before))
    if not found:
        raise NotInClosedForm("a time condition has no limit")
    return tuple(found)


_SIDES = ("after", "before")


def _sun_conditions(raw: Mapping[str, Any]) -> tuple[Condition, ...]:
    """Return the condition for the dark or the light part of the day."""
    allow_only(raw, "condition", *_SIDES)
    match raw.get("after"), raw.get("before"):
        case "sunset", "sunrise":
            return (SunCondition(dark=True),)
        case "sunrise", "sunset":
            return (SunCondition(dark=False),)
    raise NotInClosedForm("a sun condition has one limit only")


_CONDITIONS: Mapping[str, Callable[[Mapping[str, Any]], tuple[Condition, ...]]] = {
    "state": _state_conditions,
    "numeric_state": _numeric_conditions,
    "time": _time_conditions,
    "sun": _sun_conditions,
}
