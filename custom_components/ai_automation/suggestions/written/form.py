"""The closed form in which a language model writes automations: its schema, and routines in it."""

from collections.abc import Sequence
from typing import Any

from ...model.routine import (
    ClockTrigger,
    Condition,
    NumericCondition,
    NumericTrigger,
    Routine,
    StateCondition,
    StateTrigger,
    SunCondition,
    SunTrigger,
    TimeCondition,
    Trigger,
    WeekdayCondition,
)
from ..durations import clock_text
from ..holding import DAYS
from ..settings import DIALS

_CLOCK = {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"}
_ID = {"$ref": "#/$defs/id"}
_MINUTES = {"type": "integer", "minimum": 0, "maximum": 1440}
_NUMBER = {"type": ["number", "null"], "minimum": -1e6, "maximum": 1e6}
_STATE = {"type": "string", "maxLength": 64}
_LONGEST_NOTICE = 200


def automation_schema() -> dict[str, Any]:
    """Return the form of one automation; it refers to `$defs` of `definitions`."""
    return _object(
        title={"type": "string", "maxLength": 100},
        description={"type": "string", "maxLength": 300},
        category={"type": "string", "enum": ["comfort", "energy", "security"]},
        triggers=_some(
            1,
            _object(type=_kind("time"), at=_CLOCK),
            _object(
                type=_kind("sun"),
                event={"type": "string", "enum": ["sunrise", "sunset"]},
                offset_minutes={"type": "integer", "minimum": -720, "maximum": 720},
            ),
            _object(type=_kind("state"), id=_ID, state=_STATE, for_minutes=_MINUTES),
            _object(
                type=_kind("number"),
                id=_ID,
                above=_NUMBER,
                below=_NUMBER,
                for_minutes=_MINUTES,
            ),
        ),
        conditions=_some(
            0,
            _object(
                type=_kind("days"),
                days={
                    "type": "array",
                    "items": {"type": "string", "enum": list(DAYS)},
                    "minItems": 1,
                    "maxItems": 7,
                },
            ),
            _object(type=_kind("time"), after=_CLOCK, before=_CLOCK),
            _object(type=_kind("dark"), dark={"type": "boolean"}),
            _object(type=_kind("state"), id=_ID, state=_STATE, for_minutes=_MINUTES),
            _object(type=_kind("number"), id=_ID, above=_NUMBER, below=_NUMBER),
        ),
        actions=_some(
            1,
            _object(type=_kind("set_state"), id=_ID, state=_STATE),
            _object(
                type=_kind("set_number"),
                id=_ID,
                name={
                    "type": "string",
                    "enum": list(dict.fromkeys(name for _, name in DIALS)),
                },
                value={"type": "number", "minimum": -1e6, "maximum": 1e6},
            ),
            _object(
                type=_kind("tell"),
                message={"type": "string", "maxLength": _LONGEST_NOTICE},
            ),
        ),
    )


def definitions(ids: Sequence[str]) -> dict[str, Any]:
    """Return what the form refers to: the ids that may be used."""
    return {"id": {"type": "string", "enum": list(ids)}}


def form_of(routine: Routine) -> dict[str, Any]:
    """Return a routine in the form that a language model writes, without its words."""
    return {
        "triggers": [_trigger_form(t) for t in routine.triggers],
        "conditions": [_condition_form(c) for c in routine.conditions],
        "actions": [
            *(
                {"type": "set_state", "id": t.entity_id, "state": t.state}
                for t in routine.targets
            ),
            *(
                {
                    "type": "set_number",
                    "id": s.entity_id,
                    "name": s.name,
                    "value": s.value,
                }
                for s in routine.settings
            ),
        ],
    }


def _trigger_form(trigger: Trigger) -> dict[str, Any]:
    """Return a trigger in the written form."""
    match trigger:
        case ClockTrigger(at=at):
            return {"type": "time", "at": clock_text(at)[:5]}
        case SunTrigger(event=event, offset=offset):
            return {"type": "sun", "event": event, "offset_minutes": offset // 60}
        case StateTrigger(entity_id=entity_id, to=to, for_=held):
            return {
                "type": "state",
                "id": entity_id,
                "state": to,
                "for_minutes": held // 60,
            }
        case NumericTrigger(entity_id=entity_id, above=above, below=below, for_=held):
            return {
                "type": "number",
                "id": entity_id,
                "above": above,
                "below": below,
                "for_minutes": held // 60,
            }


def _condition_form(condition: Condition) -> dict[str, Any]:
    """Return a condition in the written form."""
    match condition:
        case WeekdayCondition(weekdays=weekdays):
            return {"type": "days", "days": [DAYS[d] for d in weekdays]}
        case TimeCondition(after=after, before=before):
            return {
                "type": "time",
                "after": clock_text(after)[:5],
                "before": clock_text(before)[:5],
            }
        case SunCondition(dark=dark):
            return {"type": "dark", "dark": dark}
        case StateCondition(entity_id=entity_id, state=state, for_=held):
            return {
                "type": "state",
                "id": entity_id,
                "state": state,
                "for_minutes": held // 60,
            }
        case NumericCondition(entity_id=entity_id, above=above, below=below):
            return {"type": "number", "id": entity_id, "above": above, "below": below}


def _object(**properties: Any) -> dict[str, Any]:
    """Return a closed object of which everything is required."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _kind(name: str) -> dict[str, str]:
    """Return the property that tells the forms of a part from one another."""
    return {"type": "string", "const": name}


def _some(least: int, *forms: dict[str, Any]) -> dict[str, Any]:
    """Return a short list of parts, each of one of the forms."""
    return {
        "type": "array",
        "items": {"anyOf": list(forms)},
        "minItems": least,
        "maxItems": 6,
    }
