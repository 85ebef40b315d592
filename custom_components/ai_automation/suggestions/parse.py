"""Read an automation of Home Assistant back into a routine."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from ..home.states import as_state
from ..model.routine import (
    ClockTrigger,
    Condition,
    NumericCondition,
    NumericTrigger,
    Routine,
    RoutineKind,
    StateCondition,
    StateTrigger,
    SunCondition,
    SunTrigger,
    Target,
    TimeCondition,
    Trigger,
    WeekdayCondition,
)
from .actions import state_of
from .durations import clock_seconds, span_seconds
from .purpose import purpose_state
from .safety import is_template, steps

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SUN = "sun.sun"
_DARK = {"below_horizon": True, "above_horizon": False}
_REST = frozenset({"off", "closed", "docked", "paused", "idle", "returning"})
_NOTES = frozenset({"id", "alias", "enabled", "variables", "continue_on_error"})


class NotInClosedForm(Exception):  # said of the automation, not of an error
    """An automation says more than a routine can; the reason says what."""


def parse_automation(config: Mapping[str, Any]) -> Routine:
    """Return the routine of an automation; NotInClosedForm where it is more than one."""
    if "use_blueprint" in config:
        raise NotInClosedForm("it comes from a blueprint")
    triggers, conditions = parse_when(config)
    targets = tuple(
        target
        for raw in _listed(_either(config, "actions", "action"))
        for target in _targets(raw)
    )
    if not targets:
        raise NotInClosedForm("it does nothing")
    return Routine(
        kind=_kind(triggers, targets),
        triggers=triggers,
        conditions=conditions,
        targets=targets,
    )


def parse_when(
    config: Mapping[str, Any],
) -> tuple[tuple[Trigger, ...], tuple[Condition, ...]]:
    """Return the triggers and the conditions of an automation."""
    raws = [
        raw for raw in _listed(_either(config, "triggers", "trigger")) if _enabled(raw)
    ]
    triggers = tuple(trigger for raw in raws for trigger in _triggers(raw))
    if not triggers:
        raise NotInClosedForm("nothing triggers it")
    weekdays = _weekdays_of_triggers(raws)
    conditions = _conditions(_either(config, "conditions", "condition"))
    return triggers, (*weekdays, *conditions)


def _triggers(raw: Mapping[str, Any]) -> list[Trigger]:
    """Return the triggers that one trigger of Home Assistant stands for."""
    kind = raw.get("trigger", raw.get("platform"))
    if not isinstance(kind, str):
        raise NotInClosedForm("a trigger has no type")
    if (state := purpose_state(kind)) is not None:
        return _purpose_triggers(raw, state)
    reader = _TRIGGERS.get(kind)
    if reader is None:
        raise NotInClosedForm(f"the trigger {kind} is not known")
    return reader(raw)


def _clock_triggers(raw: Mapping[str, Any]) -> list[Trigger]:
    """Return a trigger for each time of day."""
    _only(raw, "trigger", "platform", "at", "weekday")
    return [ClockTrigger(at=_number(clock_seconds, at)) for at in _many(raw.get("at"))]


def _sun_triggers(raw: Mapping[str, Any]) -> list[Trigger]:
    """Return the trigger for sunrise or sunset."""
    _only(raw, "trigger", "platform", "event", "offset")
    offset = _number(span_seconds, raw.get("offset"))
    return [SunTrigger(event=_sun_event(raw.get("event")), offset=offset)]


def _sun_event(value: Any) -> Literal["sunrise", "sunset"]:
    """Return which event of the sun is meant."""
    if value == "sunrise":
        return "sunrise"
    if value == "sunset":
        return "sunset"
    raise NotInClosedForm(f"{value!r} is no event of the sun")


def _state_triggers(raw: Mapping[str, Any]) -> list[Trigger]:
    """Return a trigger for each entity and each state it takes."""
    _only(raw, "trigger", "platform", "entity_id", "to", "from", "for")
    if raw.get("to") is None:
        raise NotInClosedForm("a trigger waits for any state")
    origins: list[str | None] = [*_states(raw.get("from"))] or [None]
    return [
        StateTrigger(
            entity_id=entity_id,
            to=to,
            from_=origin,
            for_=_number(span_seconds, raw.get("for")),
        )
        for entity_id in _entities(raw)
        for to in _states(raw["to"])
        for origin in origins
    ]


def _purpose_triggers(raw: Mapping[str, Any], state: str) -> list[Trigger]:
    """Return a trigger for each entity a purpose-specific trigger names."""
    _only(raw, "trigger", "target", "options")
    target, options = raw.get("target") or {}, raw.get("options") or {}
    _only(target, "entity_id")
    _only(options, "behavior", "for")
    entity_ids = _entities(target)
    if options.get("behavior", "each") not in ("each", "any") and len(entity_ids) > 1:
        raise NotInClosedForm("a trigger waits for several entities together")
    held = _number(span_seconds, options.get("for"))
    return [StateTrigger(entity_id=e, to=state, for_=held) for e in entity_ids]


def _numeric_triggers(raw: Mapping[str, Any]) -> list[Trigger]:
    """Return a trigger for each number that crosses the limits."""
    _only(raw, "trigger", "platform", "entity_id", "above", "below", "for")
    held = _number(span_seconds, raw.get("for"))
    above, below = _limits(raw)
    return [
        NumericTrigger(entity_id=e, above=above, below=below, for_=held)
        for e in _entities(raw)
    ]


_TRIGGERS: Mapping[str, Callable[[Mapping[str, Any]], list[Trigger]]] = {
    "time": _clock_triggers,
    "sun": _sun_triggers,
    "state": _state_triggers,
    "numeric_state": _numeric_triggers,
}


def _weekdays_of_triggers(raws: list[Mapping[str, Any]]) -> tuple[Condition, ...]:
    """Return the days that time triggers are limited to, as a condition."""
    days = {tuple(_many(raw.get("weekday"))) for raw in raws}
    if days == {()}:
        return ()
    if len(days) > 1:
        raise NotInClosedForm("its triggers have different days")
    return (_weekdays(days.pop()),)


def _weekdays(names: tuple[str, ...]) -> WeekdayCondition:
    """Return the condition for days by their names."""
    if set(names) - set(DAYS):
        raise NotInClosedForm(f"{names} are no days of the week")
    return WeekdayCondition(weekdays=tuple(sorted({DAYS.index(n) for n in names})))


def _conditions(raws: Any) -> tuple[Condition, ...]:
    """Return the conditions that must all hold."""
    return tuple(
        condition
        for raw in _listed(raws)
        if _enabled(raw)
        for condition in _condition(raw)
    )


def _condition(raw: Mapping[str, Any]) -> tuple[Condition, ...]:
    """Return the conditions that one condition of Home Assistant stands for."""
    if "and" in raw or raw.get("condition") == "and":
        return _conditions(raw.get("conditions", raw.get("and")))
    kind = str(raw.get("condition"))
    reader = _CONDITIONS.get(kind)
    if reader is None:
        raise NotInClosedForm(f"the condition {kind} is not known")
    return reader(raw)


def _state_conditions(raw: Mapping[str, Any]) -> tuple[Condition, ...]:
    """Return a condition for each entity that must be in a state."""
    _only(raw, "condition", "entity_id", "state", "for")
    states, held = _states(raw.get("state")), _number(span_seconds, raw.get("for"))
    if len(states) != 1:
        raise NotInClosedForm("a condition allows several states")
    (state,), entity_ids = states, _entities(raw)
    if entity_ids == [SUN] and state in _DARK and not held:
        return (SunCondition(dark=_DARK[state]),)
    return tuple(
        StateCondition(entity_id=e, state=state, for_=held) for e in entity_ids
    )


def _numeric_conditions(raw: Mapping[str, Any]) -> tuple[Condition, ...]:
    """Return a condition for each number that must be within limits."""
    _only(raw, "condition", "entity_id", "above", "below")
    above, below = _limits(raw)
    return tuple(
        NumericCondition(entity_id=e, above=above, below=below) for e in _entities(raw)
    )


def _time_conditions(raw: Mapping[str, Any]) -> tuple[Condition, ...]:
    """Return the conditions for a time of day and for days of the week."""
    _only(raw, "condition", "after", "before", "weekday")
    found: list[Condition] = []
    if days := tuple(_many(raw.get("weekday"))):
        found.append(_weekdays(days))
    if "after" in raw or "before" in raw:
        after, before = (_number(clock_seconds, raw.get(k, 0)) for k in _SIDES)
        found.append(TimeCondition(after=after, before=before))
    if not found:
        raise NotInClosedForm("a time condition has no limit")
    return tuple(found)


_SIDES = ("after", "before")


def _sun_conditions(raw: Mapping[str, Any]) -> tuple[Condition, ...]:
    """Return the condition for the dark or the light part of the day."""
    _only(raw, "condition", *_SIDES)
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


def _targets(raw: Mapping[str, Any]) -> list[Target]:
    """Return what one step brings about."""
    if not _enabled(raw):
        return []
    calls = list(steps(raw))
    if len(calls) != 1 or not {"action", "service", "scene"} & raw.keys():
        raise NotInClosedForm("a step is not a plain action")
    call = calls[0]
    if set(call.targets) != {"entity_id"} or any(map(is_template, call.entity_ids)):
        raise NotInClosedForm(f"{call.action} does not name its entities")
    return [
        Target(entity_id=entity_id, state=_brought(call.action, call.data, entity_id))
        for entity_id in call.entity_ids
    ]


def _brought(action: str, data: Mapping[str, Any], entity_id: str) -> str:
    """Return the state an action brings an entity into."""
    state = state_of(action, data, entity_id)
    if state is None:
        raise NotInClosedForm(f"what {action} makes of {entity_id} is not known")
    return state


def _kind(triggers: tuple[Trigger, ...], targets: tuple[Target, ...]) -> RoutineKind:
    """Return the kind that such a beginning and end make."""
    if len({target.entity_id for target in targets}) > 1:
        return RoutineKind.BUNDLE
    match triggers[0]:
        case ClockTrigger():
            return RoutineKind.CLOCK
        case SunTrigger():
            return RoutineKind.SUN
        case StateTrigger() | NumericTrigger() as first if first.entity_id.startswith(
            ("person.", "device_tracker.", "zone.")
        ):
            return RoutineKind.PRESENCE
        case NumericTrigger():
            return RoutineKind.THRESHOLD
        case StateTrigger(for_=held):
            rests = held and all(target.state in _REST for target in targets)
            return RoutineKind.LEFT_ON if rests else RoutineKind.FOLLOW


def _either(config: Mapping[str, Any], new: str, old: str) -> Any:
    """Return a part by its present or its former name."""
    return config[new] if new in config else config.get(old)


def _listed(raws: Any) -> list[Mapping[str, Any]]:
    """Return parts as a list of mappings, lists within lists opened."""
    if raws is None:
        return []
    if isinstance(raws, Mapping):
        return [raws]
    if isinstance(raws, list | tuple):
        return [part for raw in raws for part in _listed(raw)]
    raise NotInClosedForm("a part is a template")


def _enabled(raw: Mapping[str, Any]) -> bool:
    """Return whether a part is switched on; NotInClosedForm where that depends."""
    enabled = raw.get("enabled", True)
    if not isinstance(enabled, bool):
        raise NotInClosedForm("a part is switched by a template")
    return enabled


def _only(raw: Mapping[str, Any], *keys: str) -> None:
    """Refuse a part that says more than these keys."""
    if extra := set(raw) - set(keys) - _NOTES:
        raise NotInClosedForm(f"{', '.join(sorted(extra))} is more than it can say")


def _entities(raw: Mapping[str, Any]) -> list[str]:
    """Return the entity ids of a part."""
    entity_ids = _many(raw.get("entity_id"))
    if not entity_ids or any(map(is_template, entity_ids)):
        raise NotInClosedForm("a part does not name its entities")
    return entity_ids


def _many(value: Any) -> list[Any]:
    """Return one or several values as a list."""
    if value is None:
        return []
    return [*value] if isinstance(value, list | tuple) else [value]


def _states(value: Any) -> list[str]:
    """Return one or several states as they were meant."""
    states = [as_state(each) for each in _many(value)]
    if None in states:
        raise NotInClosedForm("a state is a template")
    return [state for state in states if state is not None]


def _number(read: Callable[[Any], int], value: Any) -> int:
    """Return a time or a duration as a number."""
    try:
        return read(value)
    except (ValueError, TypeError) as err:
        raise NotInClosedForm(str(err)) from err


def _limits(raw: Mapping[str, Any]) -> tuple[float | None, float | None]:
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
