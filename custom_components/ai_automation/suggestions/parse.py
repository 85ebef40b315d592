"""Read an automation of Home Assistant back into a routine."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Literal

from ..model.routine import (
    ClockTrigger,
    Condition,
    NumericTrigger,
    Routine,
    RoutineKind,
    StateTrigger,
    SunTrigger,
    Target,
    Trigger,
)
from ..routines.goals import is_operated
from .actions import state_of
from .durations import clock_seconds, span_seconds
from .holding import conditions_of, weekdays_of
from .purpose import purpose_state, state_for
from .reading import (
    ABSENT,
    NotInClosedForm,
    allow_only,
    either,
    entities,
    is_enabled,
    limits,
    listed,
    many,
    number,
    states,
)
from .safety import Step, is_template, steps
from .settings import settings_of

_REST = frozenset({"off", "closed", "docked", "paused", "idle", "returning"})


def parse_automation(config: Mapping[str, Any]) -> Routine:
    """Return the states that an automation brings about, as a routine; NotInClosedForm where it is more than one.

    Numbers that it sets are left out: the past tells states.
    """
    whole = parse_whole(config)
    if not whole.targets:
        raise NotInClosedForm("it only sets numbers")
    return replace(whole, settings=())


def parse_whole(config: Mapping[str, Any]) -> Routine:
    """Return the routine of an automation with what it sets; NotInClosedForm where it is more than that."""
    if "use_blueprint" in config:
        raise NotInClosedForm("it comes from a blueprint")
    triggers, conditions = parse_when(config)
    raws = list(listed(either(config, "actions", "action")))
    calls = [_call(raw) for raw in raws if is_enabled(raw)]
    settings = tuple(setting for call in calls for setting in settings_of(call))
    targets = tuple(target for call in calls for target in _targets(call))
    if not targets and not settings:
        raise NotInClosedForm("it does nothing")
    return Routine(
        kind=kind_of(triggers, targets),
        triggers=triggers,
        conditions=conditions,
        targets=targets,
        settings=settings,
    )


def parse_when(
    config: Mapping[str, Any],
) -> tuple[tuple[Trigger, ...], tuple[Condition, ...]]:
    """Return the triggers and the conditions of an automation."""
    raws = [
        raw for raw in listed(either(config, "triggers", "trigger")) if is_enabled(raw)
    ]
    triggers = tuple(trigger for raw in raws for trigger in _triggers(raw))
    if not triggers:
        raise NotInClosedForm("nothing triggers it")
    weekdays = _weekdays_of_triggers(raws)
    conditions = conditions_of(either(config, "conditions", "condition"))
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
    allow_only(raw, "trigger", "platform", "at", "weekday")
    return [ClockTrigger(at=number(clock_seconds, at)) for at in many(raw.get("at"))]


def _sun_triggers(raw: Mapping[str, Any]) -> list[Trigger]:
    """Return the trigger for sunrise or sunset."""
    allow_only(raw, "trigger", "platform", "event", "offset")
    offset = number(span_seconds, raw.get("offset"))
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
    allow_only(raw, "trigger", "platform", "entity_id", "to", "from", "not_from", "for")
    if raw.get("to") is None:
        raise NotInClosedForm("a trigger waits for any state")
    if not set(states(raw.get("not_from"))) <= set(ABSENT):
        raise NotInClosedForm("a trigger leaves out a state it comes from")
    origins: list[str | None] = [*states(raw.get("from"))] or [None]
    return [
        StateTrigger(
            entity_id=entity_id,
            to=to,
            from_=origin,
            for_=number(span_seconds, raw.get("for")),
        )
        for entity_id in entities(raw)
        for to in states(raw["to"])
        for origin in origins
    ]


def _purpose_triggers(raw: Mapping[str, Any], state: str) -> list[Trigger]:
    """Return a trigger for each entity a purpose-specific trigger names."""
    allow_only(raw, "trigger", "target", "options")
    target, options = raw.get("target") or {}, raw.get("options") or {}
    allow_only(target, "entity_id")
    allow_only(options, "behavior", "for")
    entity_ids = entities(target)
    if options.get("behavior", "each") not in ("each", "any") and len(entity_ids) > 1:
        raise NotInClosedForm("a trigger waits for several entities together")
    held = number(span_seconds, options.get("for"))
    return [
        StateTrigger(entity_id=e, to=state_for(e, state), for_=held) for e in entity_ids
    ]


def _numeric_triggers(raw: Mapping[str, Any]) -> list[Trigger]:
    """Return a trigger for each number that crosses the limits."""
    allow_only(raw, "trigger", "platform", "entity_id", "above", "below", "for")
    held = number(span_seconds, raw.get("for"))
    above, below = limits(raw)
    return [
        NumericTrigger(entity_id=e, above=above, below=below, for_=held)
        for e in entities(raw)
    ]


_TRIGGERS: Mapping[str, Callable[[Mapping[str, Any]], list[Trigger]]] = {
    "time": _clock_triggers,
    "sun": _sun_triggers,
    "state": _state_triggers,
    "numeric_state": _numeric_triggers,
}


def _weekdays_of_triggers(raws: list[Mapping[str, Any]]) -> tuple[Condition, ...]:
    """Return the days that time triggers are limited to, as a condition."""
    days = {tuple(many(raw.get("weekday"))) for raw in raws}
    if days == {()}:
        return ()
    if len(days) > 1:
        raise NotInClosedForm("its triggers have different days")
    return (weekdays_of(days.pop()),)


def _call(raw: Mapping[str, Any]) -> Step:
    """Return the action that one step is."""
    calls = list(steps(raw))
    if len(calls) != 1 or not {"action", "service", "scene"} & raw.keys():
        raise NotInClosedForm("a step is not a plain action")
    call = calls[0]
    if set(call.targets) != {"entity_id"} or any(map(is_template, call.entity_ids)):
        raise NotInClosedForm(f"{call.action} does not name its entities")
    return call


def _targets(call: Step) -> list[Target]:
    """Return what one action brings about; a setting alone brings no state about."""
    targets = []
    for entity_id in call.entity_ids:
        state = state_of(call.action, call.data, entity_id)
        if state is not None:
            targets.append(Target(entity_id=entity_id, state=state))
        elif not settings_of(call):
            raise NotInClosedForm(
                f"what {call.action} makes of {entity_id} is not known"
            )
    return targets


def kind_of(triggers: tuple[Trigger, ...], targets: tuple[Target, ...]) -> RoutineKind:
    """Return the kind that such a beginning and end make."""
    several = len({target.entity_id for target in targets}) > 1
    if several and any(is_operated(trigger) for trigger in triggers):
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
