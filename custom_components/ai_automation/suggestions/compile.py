"""Turn a routine into an automation of Home Assistant."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any

from ..model.home import HomeContext
from ..model.routine import (
    ClockTrigger,
    Condition,
    NumericCondition,
    NumericTrigger,
    Routine,
    Setting,
    StateCondition,
    StateTrigger,
    SunCondition,
    SunTrigger,
    Target,
    TimeCondition,
    Trigger,
    WeekdayCondition,
)
from ..phrases import phrase
from .actions import Call, call_for
from .durations import clock_text, offset_text, span
from .holding import DAYS, SUN
from .names import plain_name
from .parse import parse_automation
from .purpose import purpose_trigger
from .reading import ABSENT, NotInClosedForm
from .safety import is_security
from .settings import LIGHTS, action_of, number_of

__all__ = [
    "NotInClosedForm",
    "compile_routine",
    "condition_config",
    "parse_automation",
    "trigger_config",
]

_HORIZON = {True: "below_horizon", False: "above_horizon"}


def compile_routine(
    routine: Routine,
    home: HomeContext,
    *,
    alias: str,
    description: str,
    purpose: frozenset[str],
) -> dict[str, Any]:
    """Return the automation of a routine; NotInClosedForm where no action does it.

    Security entities are told of, never moved.
    """
    secured = [t for t in routine.targets if _is_secured(t, home)]
    moved = [t for t in routine.targets if t not in secured]
    return {
        "alias": alias,
        "description": description,
        "triggers": [trigger_config(t, home, purpose) for t in routine.triggers],
        "conditions": [condition_config(c, home) for c in routine.conditions],
        "actions": [
            *_actions(moved, routine.settings, home),
            *_notice(routine, secured, home),
        ],
        "mode": "single",
    }


def _is_secured(target: Target, home: HomeContext) -> bool:
    """Return whether a target may only be told of."""
    entity = home.entities.get(target.entity_id)
    return entity is not None and is_security(entity)


def trigger_config(
    trigger: Trigger, home: HomeContext, purpose: frozenset[str]
) -> dict[str, Any]:
    """Return the configuration of a trigger."""
    match trigger:
        case ClockTrigger(at=at):
            return {"trigger": "time", "at": clock_text(at)}
        case SunTrigger(event=event, offset=offset):
            when = {"offset": offset_text(offset)} if offset else {}
            return {"trigger": "sun", "event": event, **when}
        case NumericTrigger(entity_id=entity_id, for_=held):
            return {
                "trigger": "numeric_state",
                "entity_id": entity_id,
                **_limits(trigger),
                **_held(held),
            }
        case StateTrigger():
            return _state_trigger(trigger, home, purpose)


def _state_trigger(
    trigger: StateTrigger, home: HomeContext, purpose: frozenset[str]
) -> dict[str, Any]:
    """Return the trigger in its purpose-specific form where there is one."""
    name = purpose_trigger(home.entities.get(trigger.entity_id), trigger.to)
    if name in purpose and trigger.from_ is None:
        return {
            "trigger": name,
            "target": {"entity_id": trigger.entity_id},
            "options": {"behavior": "each", **_held(trigger.for_)},
        }
    # What comes back after a restart is not what the person did.
    origin = (
        {"not_from": list(ABSENT)} if trigger.from_ is None else {"from": trigger.from_}
    )
    return {
        "trigger": "state",
        "entity_id": trigger.entity_id,
        **origin,
        "to": trigger.to,
        **_held(trigger.for_),
    }


def condition_config(condition: Condition, home: HomeContext) -> dict[str, Any]:
    """Return the configuration of a condition."""
    match condition:
        case WeekdayCondition(weekdays=weekdays):
            return {"condition": "time", "weekday": [DAYS[d] for d in weekdays]}
        case TimeCondition(after=after, before=before):
            return {
                "condition": "time",
                "after": clock_text(after),
                "before": clock_text(before),
            }
        case SunCondition(dark=dark):
            return _sun_condition(home, dark)
        case NumericCondition(entity_id=entity_id):
            return {
                "condition": "numeric_state",
                "entity_id": entity_id,
                **_limits(condition),
            }
        case StateCondition(entity_id=entity_id, state=state, for_=held):
            return {
                "condition": "state",
                "entity_id": entity_id,
                "state": state,
                **_held(held),
            }


def _sun_condition(home: HomeContext, dark: bool) -> dict[str, Any]:
    """Return the condition for dark or light, by the sun's entity where there is one."""
    if SUN in home.entities:
        return {"condition": "state", "entity_id": SUN, "state": _HORIZON[dark]}
    after, before = ("sunset", "sunrise") if dark else ("sunrise", "sunset")
    return {"condition": "sun", "after": after, "before": before}


def _held(seconds: int) -> dict[str, Any]:
    """Return how long a state must have lasted."""
    return {"for": span(seconds)} if seconds else {}


def _limits(part: NumericTrigger | NumericCondition) -> dict[str, float]:
    """Return the limits of a number, whole where they are."""
    limits = {"above": part.above, "below": part.below}
    return {
        side: int(limit) if limit == int(limit) else limit
        for side, limit in limits.items()
        if limit is not None
    }


def _actions(
    targets: list[Target], settings: tuple[Setting, ...], home: HomeContext
) -> list[dict[str, Any]]:
    """Return the actions for targets and settings; neighbours with the same action share one."""
    calls = [
        (_with_light(_call(target, home), target, settings), target.entity_id)
        for target in targets
    ]
    lit = {t.entity_id for t in targets if t.state == "on"}
    return [
        *(
            _action(call, [entity_id for _, entity_id in group])
            for call, group in groupby(calls, key=lambda pair: pair[0])
        ),
        *(
            action_of(setting)
            for setting in settings
            if not (setting.name in LIGHTS and setting.entity_id in lit)
        ),
    ]


def _with_light(call: Call, target: Target, settings: tuple[Setting, ...]) -> Call:
    """Return an action that switches a lamp on with how it shall shine."""
    if target.state != "on":
        return call
    shine = {
        s.name: number_of(s)
        for s in settings
        if s.entity_id == target.entity_id and s.name in LIGHTS
    }
    return replace(call, data={**call.data, **shine})


def _call(target: Target, home: HomeContext) -> Call:
    """Return the action for a target."""
    entity = home.entities.get(target.entity_id)
    call = call_for(entity, target.entity_id, target.state)
    if call is None:
        raise NotInClosedForm(
            f"no action brings {target.entity_id} into the state {target.state}"
        )
    return call


def _action(call: Call, entity_ids: list[str]) -> dict[str, Any]:
    """Return the configuration of an action."""
    data = {"data": dict(call.data)} if call.data else {}
    return {
        "action": call.action,
        "target": {"entity_id": entity_ids[0] if len(entity_ids) == 1 else entity_ids},
        **data,
    }


def _notice(
    routine: Routine, targets: list[Target], home: HomeContext
) -> list[dict[str, Any]]:
    """Return the steps that tell of what isn't as wanted: a check and a notification."""
    if not targets:
        return []
    sentences = [_sentence(target, home) for target in targets]
    return [
        {"condition": "not", "conditions": _settled(targets)},
        {
            "action": "persistent_notification.create",
            "data": {
                "title": phrase(home.language, "notice_title"),
                "message": " ".join(sentences),
                "notification_id": f"ai_automation_{routine.fingerprint}",
            },
        },
    ]


def _sentence(target: Target, home: HomeContext) -> str:
    """Return what to tell about a target that isn't as wanted."""
    name = plain_name(home.entities[target.entity_id])
    language = home.language
    state = phrase(
        language, f"still_{target.state}", fallback="still_other", state=target.state
    )
    return phrase(language, "notice", name=name, state=state)


def _settled(targets: list[Target]) -> list[Mapping[str, Any]]:
    """Return the conditions under which there is nothing to tell."""
    states: list[Mapping[str, Any]] = [
        {
            "condition": "state",
            "entity_id": target.entity_id,
            "state": [target.state, "unavailable", "unknown"],
        }
        for target in targets
    ]
    return states if len(states) == 1 else [{"condition": "and", "conditions": states}]
