"""One item of an automation is altered, and everything else stays as it was written."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from custom_components.ai_automation.model.revision import Also, Change, Instead, Wait
from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    StateCondition,
    StateTrigger,
)
from custom_components.ai_automation.suggestions.alter import altered, with_parts
from custom_components.ai_automation.suggestions.parse import parse_whole
from tests.suggestions.homes import home

HOME = home()
OWN: dict[str, Any] = {
    "id": "7",
    "alias": "Own",
    "mode": "restart",
    "max_exceeded": "silent",
    "variables": {"x": 1},
    "trace": {"stored_traces": 20},
    "triggers": [
        {
            "trigger": "state",
            "entity_id": "binary_sensor.motion",
            "to": "off",
            "for": {"minutes": 15},
            "id": "still",
        }
    ],
    "actions": [
        {"action": "light.turn_off", "target": {"area_id": "hall"}},
        {"action": "notify.all", "data": {"message": "{{ trigger.id }}"}},
    ],
}
LONGER = Wait(seconds=1500, was=900)
PLAYS_NOT = StateCondition(entity_id="media_player.tv", state="off")


def change(config: dict[str, Any], what: Change) -> dict[str, Any]:
    """Return an automation with a change; what is given stays untouched."""
    before = deepcopy(config)
    after = altered(config, what, HOME, frozenset())
    assert config == before
    return after


def test_a_longer_wait_changes_nothing_else() -> None:
    wanted = deepcopy(OWN)
    wanted["triggers"][0]["for"] = {"minutes": 25}
    assert change(OWN, LONGER) == wanted


@pytest.mark.parametrize(
    ("was", "expected"),
    [
        ({"minutes": 15}, {"minutes": 25}),
        ({"hours": 0, "minutes": 15, "seconds": 0}, None),
        ({"seconds": 900}, None),
        ("00:15:00", "00:25:00"),
        (900, 1500),
    ],
)
def test_a_wait_is_written_as_it_was(was: Any, expected: Any) -> None:
    config = {**OWN, "triggers": {**OWN["triggers"][0], "for": was}}
    after = change(config, LONGER)["triggers"]["for"]
    if expected is not None:
        assert after == expected
        return
    assert set(was) <= set(after)
    units = {"hours": 3600, "minutes": 60, "seconds": 1}
    assert sum(units[unit] * value for unit, value in after.items()) == 1500


def test_the_wait_of_a_trigger_by_purpose() -> None:
    trigger = {
        "trigger": "motion.cleared",
        "target": {"area_id": "hall"},
        "options": {"behavior": "each", "for": {"minutes": 15}},
    }
    after = change({**OWN, "triggers": [trigger]}, LONGER)
    assert after["triggers"] == [
        {**trigger, "options": {"behavior": "each", "for": {"minutes": 25}}}
    ]


def test_every_trigger_that_is_on_waits_longer() -> None:
    off = {**OWN["triggers"][0], "enabled": False}
    several = [OWN["triggers"][0], {"triggers": [OWN["triggers"][0], off]}]
    after = change({**OWN, "triggers": several}, LONGER)["triggers"]
    longer = {**OWN["triggers"][0], "for": {"minutes": 25}}
    assert after == [longer, {"triggers": [longer, off]}]


@pytest.mark.parametrize(
    ("conditions", "kept"),
    [
        ({}, []),
        ({"conditions": None}, []),
        ({"conditions": []}, []),
        ({"conditions": "{{ x }}"}, ["{{ x }}"]),
        ({"conditions": {"condition": "x"}}, [{"condition": "x"}]),
        ({"condition": [{"condition": "x"}]}, [{"condition": "x"}]),
    ],
)
def test_a_condition_comes_behind_those_there_are(
    conditions: dict[str, Any], kept: list[Any]
) -> None:
    after = change({**OWN, **conditions}, Also(condition=PLAYS_NOT))
    key = next(iter(conditions), "conditions")
    added = {"condition": "state", "entity_id": "media_player.tv", "state": "off"}
    assert after == {**OWN, key: [*kept, added]}


def test_names_of_parts_stay_those_of_before() -> None:
    former = {"alias": "Old", "trigger": OWN["triggers"], "action": OWN["actions"]}
    after = change(former, Also(condition=PLAYS_NOT))
    assert set(after) == {"alias", "trigger", "action", "condition"}
    assert change(former, LONGER)["trigger"][0]["for"] == {"minutes": 25}


@pytest.mark.parametrize("keeps", [True, False])
def test_another_beginning(keeps: bool) -> None:
    own = {**OWN, "conditions": ["{{ x }}"]}
    what = Instead(
        triggers=(
            ClockTrigger(at=7 * 3600),
            StateTrigger(entity_id="binary_sensor.door", to="on"),
        ),
        conditions=(PLAYS_NOT,),
        keeps_conditions=keeps,
    )
    after = change(own, what)
    assert after["triggers"] == [
        {"trigger": "time", "at": "07:00:00"},
        {
            "trigger": "state",
            "entity_id": "binary_sensor.door",
            "not_from": ["unavailable", "unknown"],
            "to": "on",
        },
    ]
    added = {"condition": "state", "entity_id": "media_player.tv", "state": "off"}
    assert after["conditions"] == [*(["{{ x }}"] if keeps else []), added]
    rest = {"triggers": None, "conditions": None}
    assert {**after, **rest} == {**own, **rest}


def test_another_beginning_adds_no_empty_conditions() -> None:
    what = Instead(triggers=(ClockTrigger(at=0),), conditions=(), keeps_conditions=True)
    assert "conditions" not in change(OWN, what)


def test_only_the_parts_that_mean_something_else_are_rewritten() -> None:
    original = {
        "alias": "Mine",
        "trigger": [{"platform": "time", "at": "07:00"}],
        "condition": [{"condition": "time", "weekday": ["mon"]}],
        "action": [
            {"service": "light.turn_on", "entity_id": "light.hall", "alias": "my note"}
        ],
    }
    before = parse_whole(original)
    after = replace(before, triggers=(ClockTrigger(at=25800),))
    written = {
        "triggers": [{"trigger": "time", "at": "07:10:00"}],
        "conditions": [{"condition": "time", "weekday": ["mon"]}],
        "actions": [{"action": "light.turn_on"}],
    }
    changed = with_parts(original, before, after, written)
    assert changed == {
        **original,
        "trigger": written["triggers"],
        "condition": written["conditions"],
    }
    assert with_parts(original, before, before, written) == original
