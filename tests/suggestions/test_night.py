"""What is too bright or too loud at night."""

from typing import Any

import pytest

from custom_components.ai_automation.suggestions.night import MOST, night_problems

SETS = {
    ("light", "brightness_pct"): ("light.turn_on", "light.hall", 81, 80),
    ("media_player", "volume_level"): (
        "media_player.volume_set",
        "media_player.radio",
        0.51,
        0.5,
    ),
}
"""A row for each row of the table: the action, the thing, too much, just right."""


def config(action: str, entity: str, data: dict[str, Any], **more: Any) -> Any:
    """Return an automation at two at night."""
    return {
        "triggers": [{"trigger": "time", "at": "02:00:00"}],
        "conditions": [],
        "actions": [{"action": action, "target": {"entity_id": entity}, "data": data}],
        **more,
    }


def test_every_row_of_the_table_has_its_test() -> None:
    assert SETS.keys() == MOST.keys()


@pytest.mark.parametrize("row", sorted(MOST))
def test_too_much_at_night(row: tuple[str, str]) -> None:
    action, entity, much, right = SETS[row]
    (problem,) = night_problems(config(action, entity, {row[1]: much}))
    assert problem.key == "problem_night"
    assert problem.placeholders["entity"] == entity
    assert not list(night_problems(config(action, entity, {row[1]: right})))


@pytest.mark.parametrize("at", ["05:00:00", "23:59:00", "07:00:00"])
def test_by_day_and_in_the_evening_it_may(at: str) -> None:
    bright = config("light.turn_on", "light.hall", {"brightness_pct": 100})
    bright["triggers"][0]["at"] = at
    assert not list(night_problems(bright))


def test_what_may_act_by_day_too_may() -> None:
    bright = config("light.turn_on", "light.hall", {"brightness_pct": 100})
    motion = {"trigger": "state", "entity_id": "binary_sensor.hall", "to": "on"}
    bright["triggers"].append(motion)
    assert not list(night_problems(bright))
    window = {"condition": "time", "after": "00:30:00", "before": "04:00:00"}
    assert list(night_problems({**bright, "conditions": [window]}))
    late = {"condition": "time", "after": "22:00:00", "before": "04:00:00"}
    assert not list(night_problems({**bright, "conditions": [late]}))


def test_inside_a_choice_it_is_found() -> None:
    bright = config("light.turn_on", "light.hall", {"brightness_pct": 100})
    nested = [{"choose": [{"conditions": [], "sequence": bright["actions"]}]}]
    assert list(night_problems({**bright, "actions": nested}))
