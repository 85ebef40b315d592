"""Automations as people write them are read, and what is more is told."""

from typing import Any

import pytest

from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    NumericTrigger,
    Routine,
    StateCondition,
    StateTrigger,
    SunCondition,
    SunTrigger,
    Target,
    TimeCondition,
    WeekdayCondition,
)
from custom_components.ai_automation.suggestions.compile import (
    NotInClosedForm,
    parse_automation,
)

DOOR = {"trigger": "state", "entity_id": "binary_sensor.door", "to": "on"}
LIGHT = {"action": "light.turn_on", "target": {"entity_id": "light.hall"}}


def config(**changes: Any) -> dict[str, Any]:
    """Return an automation: the light when the door opens."""
    return {"triggers": [DOOR], "conditions": [], "actions": [LIGHT], **changes}


def test_legacy_keys() -> None:
    """The names of earlier years are read as those of today."""
    routine = parse_automation(
        {
            "id": "1",
            "trigger": {
                "platform": "state",
                "entity_id": ["binary_sensor.a", "binary_sensor.b"],
                "to": True,
                "from": ["off", "unknown"],
                "for": "00:05",
            },
            "condition": {
                "condition": "and",
                "conditions": [
                    {"condition": "state", "entity_id": "light.x", "state": False},
                    {
                        "and": [
                            {"condition": "sun", "after": "sunset", "before": "sunrise"}
                        ]
                    },
                    {"condition": "template", "enabled": False},
                ],
            },
            "action": [
                {"service": "homeassistant.turn_off", "entity_id": "light.x, fan.y"},
                {
                    "service": "light.turn_on",
                    "data": {"entity_id": "light.z", "brightness": 5},
                },
                {"service": "light.toggle", "enabled": False},
                {"scene": "scene.relax"},
            ],
        }
    )
    assert [(t.entity_id, t.from_, t.to, t.for_) for t in routine.triggers] == [  # type: ignore[union-attr]
        ("binary_sensor.a", "off", "on", 300),
        ("binary_sensor.a", "unknown", "on", 300),
        ("binary_sensor.b", "off", "on", 300),
        ("binary_sensor.b", "unknown", "on", 300),
    ]
    assert routine.conditions == (
        StateCondition(entity_id="light.x", state="off"),
        SunCondition(dark=True),
    )
    assert routine.targets == (
        Target(entity_id="light.x", state="off"),
        Target(entity_id="fan.y", state="off"),
        Target(entity_id="light.z", state="on"),
        Target(entity_id="scene.relax", state="on"),
    )


@pytest.mark.parametrize(
    ("triggers", "expected"),
    [
        (
            {"trigger": "time", "at": ["07:00", 27000], "enabled": True, "id": "a"},
            (ClockTrigger(at=25200), ClockTrigger(at=27000)),
        ),
        (
            {"trigger": "sun", "event": "sunrise", "offset": {"minutes": -30}},
            (SunTrigger(event="sunrise", offset=-1800),),
        ),
        (
            {"trigger": "sun", "event": "sunset", "offset": "-00:10:05"},
            (SunTrigger(event="sunset", offset=-605),),
        ),
        (
            {"trigger": "numeric_state", "entity_id": "sensor.a", "above": "5"},
            (NumericTrigger(entity_id="sensor.a", above=5.0),),
        ),
        (
            [DOOR, {"trigger": "time", "enabled": False}],
            (StateTrigger(entity_id="binary_sensor.door", to="on"),),
        ),
        (
            {
                "trigger": "light.turned_on",
                "target": {"entity_id": ["light.a", "light.b"]},
                "options": {"behavior": "any", "for": 5},
            },
            (
                StateTrigger(entity_id="light.a", to="on", for_=5),
                StateTrigger(entity_id="light.b", to="on", for_=5),
            ),
        ),
    ],
)
def test_triggers(triggers: Any, expected: tuple[Any, ...]) -> None:
    """Every spelling of a trigger means the same."""
    assert parse_automation(config(triggers=triggers)).triggers == expected


def test_weekdays_of_time_triggers() -> None:
    """The days of a time trigger are a condition."""
    trigger = {"trigger": "time", "at": "07:00", "weekday": ["sat", "mon"]}
    routine = parse_automation(config(triggers=[trigger, trigger]))
    assert routine.conditions == (WeekdayCondition(weekdays=(0, 5)),)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (
            {"condition": "time", "after": "22:00", "weekday": "mon"},
            (WeekdayCondition(weekdays=(0,)), TimeCondition(after=79200, before=0)),
        ),
        (
            {"condition": "sun", "after": "sunrise", "before": "sunset"},
            (SunCondition(dark=False),),
        ),
        (
            {
                "condition": "state",
                "entity_id": "sun.sun",
                "state": "above_horizon",
                "for": 60,
            },
            (StateCondition(entity_id="sun.sun", state="above_horizon", for_=60),),
        ),
    ],
)
def test_conditions(condition: Any, expected: tuple[Any, ...]) -> None:
    """Every spelling of a condition means the same."""
    assert parse_automation(config(conditions=condition)).conditions == expected


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"use_blueprint": {"path": "x"}}, "blueprint"),
        ({"actions": []}, "does nothing"),
        ({"triggers": []}, "nothing triggers"),
        ({"triggers": [{"to": "on"}]}, "no type"),
        ({"triggers": [{"trigger": "webhook"}]}, "webhook"),
        ({"triggers": "{{ x }}"}, "template"),
        ({"triggers": [{**DOOR, "to": None}]}, "any state"),
        ({"triggers": [{**DOOR, "to": "{{ x }}"}]}, "template"),
        ({"triggers": [{**DOOR, "attribute": "x"}]}, "attribute"),
        ({"triggers": [{**DOOR, "entity_id": None}]}, "name its entities"),
        ({"triggers": [{**DOOR, "entity_id": "{{ x }}"}]}, "name its entities"),
        ({"triggers": [{**DOOR, "enabled": "{{ x }}"}]}, "switched by a template"),
        ({"triggers": [{**DOOR, "for": "{{ x }}"}]}, "not a duration"),
        ({"triggers": [{**DOOR, "for": {"seconds": 0.5}}]}, "whole seconds"),
        ({"triggers": [{**DOOR, "for": {"weeks": 1}}]}, "not a duration"),
        ({"triggers": [{"trigger": "time", "at": "sensor.next"}]}, "time of day"),
        ({"triggers": [{"trigger": "time", "at": "25:00"}]}, "time of day"),
        ({"triggers": [{"trigger": "sun", "event": "noon"}]}, "noon"),
        (
            {"triggers": [{"trigger": "numeric_state", "entity_id": "sensor.a"}]},
            "no limit",
        ),
        (
            {
                "triggers": [
                    {
                        "trigger": "numeric_state",
                        "entity_id": "sensor.a",
                        "above": "sensor.b",
                    }
                ]
            },
            "not a number",
        ),
        (
            {
                "triggers": [
                    {
                        "trigger": "light.turned_on",
                        "target": {"entity_id": ["light.a", "light.b"]},
                        "options": {"behavior": "first"},
                    }
                ]
            },
            "together",
        ),
        (
            {"triggers": [{"trigger": "light.turned_on", "target": {"area_id": "a"}}]},
            "area_id",
        ),
        (
            {"triggers": [{"trigger": "time", "at": "07:00", "weekday": "mon"}, DOOR]},
            "different days",
        ),
        (
            {"triggers": [{"trigger": "time", "at": "07:00", "weekday": "so"}]},
            "days of the week",
        ),
        ({"conditions": [{"condition": "template"}]}, "template"),
        ({"conditions": ["{{ x }}"]}, "template"),
        (
            {
                "conditions": [
                    {"condition": "state", "entity_id": "a.b", "state": ["a", "b"]}
                ]
            },
            "several states",
        ),
        ({"conditions": [{"condition": "time"}]}, "no limit"),
        ({"conditions": [{"condition": "sun", "after": "sunset"}]}, "one limit"),
        ({"actions": [{"delay": 5}, LIGHT]}, "plain action"),
        (
            {"actions": [{"choose": [{"conditions": [], "sequence": [LIGHT]}]}]},
            "plain action",
        ),
        (
            {"actions": [{"action": "light.turn_on", "target": {"area_id": "hall"}}]},
            "name its entities",
        ),
        (
            {
                "actions": [
                    {"action": "light.turn_on", "target": {"entity_id": "{{ x }}"}}
                ]
            },
            "name its entities",
        ),
        (
            {
                "actions": [
                    {"action": "light.toggle", "target": {"entity_id": "light.a"}}
                ]
            },
            "toggle",
        ),
        (
            {
                "actions": [
                    {"action": "fan.turn_on", "target": {"entity_id": "light.a"}}
                ]
            },
            "fan.turn_on",
        ),
    ],
)
def test_more_than_a_routine(changes: dict[str, Any], reason: str) -> None:
    """What a routine can't say is refused with the reason."""
    with pytest.raises(NotInClosedForm, match=reason):
        parse_automation(config(**changes))


def test_what_a_trigger_does_not_come_from() -> None:
    """Only what Home Assistant has lost may be left out: the closed form does the same."""
    trigger = {"trigger": "state", "entity_id": "light.a", "to": "on"}
    action = {"action": "light.turn_off", "target": {"entity_id": "light.b"}}

    def parsed(*absent: str) -> Routine:
        return parse_automation(
            {"triggers": [{**trigger, "not_from": absent}], "actions": [action]}
        )

    plain = parse_automation({"triggers": [trigger], "actions": [action]})
    assert parsed("unavailable", "unknown") == plain
    with pytest.raises(NotInClosedForm, match="leaves out a state"):
        parsed("unavailable", "off")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (
            {
                "condition": "light.is_on",
                "target": {"entity_id": "light.x"},
                "options": {"behavior": "any", "for": {"minutes": 2}},
            },
            (StateCondition(entity_id="light.x", state="on", for_=120),),
        ),
        (
            {
                "condition": "motion.is_not_detected",
                "target": {"entity_id": ["binary_sensor.a", "binary_sensor.b"]},
                "options": {"behavior": "all"},
            },
            (
                StateCondition(entity_id="binary_sensor.a", state="off"),
                StateCondition(entity_id="binary_sensor.b", state="off"),
            ),
        ),
        (
            {"condition": "door.is_open", "target": {"entity_id": "cover.gate"}},
            (StateCondition(entity_id="cover.gate", state="open"),),
        ),
    ],
    ids=["one", "all of several", "a cover"],
)
def test_conditions_by_purpose(
    condition: dict[str, Any], expected: tuple[StateCondition, ...]
) -> None:
    assert parse_automation(config(conditions=[condition])).conditions == expected


@pytest.mark.parametrize(
    "condition",
    [
        {"condition": "light.is_on", "target": {"entity_id": ["light.x", "light.y"]}},
        {"condition": "light.is_on", "target": {"area_id": "hall"}},
        {"condition": "light.is_on", "target": {"entity_id": []}},
        {"condition": "light.is_brightness", "target": {"entity_id": "light.x"}},
    ],
    ids=["one of several", "a room", "nothing", "more than a state"],
)
def test_conditions_by_purpose_that_say_more(condition: dict[str, Any]) -> None:
    with pytest.raises(NotInClosedForm):
        parse_automation(config(conditions=[condition]))


def test_a_trigger_by_purpose_may_wait_for_a_cover() -> None:
    trigger = {
        "trigger": "door.opened",
        "target": {"entity_id": ["binary_sensor.door", "cover.gate"]},
    }
    routine = parse_automation(config(triggers=[trigger]))
    assert routine.triggers == (
        StateTrigger(entity_id="binary_sensor.door", to="on"),
        StateTrigger(entity_id="cover.gate", to="open"),
    )
