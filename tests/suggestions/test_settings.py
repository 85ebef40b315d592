"""Numbers that things are set to: by which action, within which limits, and back."""

from typing import Any

import pytest

from custom_components.ai_automation.model.home import Entity, HomeContext
from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    Routine,
    RoutineKind,
    Setting,
    Target,
)
from custom_components.ai_automation.suggestions.compile import compile_routine
from custom_components.ai_automation.suggestions.parse import (
    parse_automation,
    parse_whole,
)
from custom_components.ai_automation.suggestions.reading import NotInClosedForm
from custom_components.ai_automation.suggestions.settings import (
    DIALS,
    dials_of,
    out_of_limits,
)

HOME = HomeContext(
    version=1,
    time_zone="UTC",
    latitude=0.0,
    longitude=0.0,
    entities={
        e.entity_id: e
        for e in (
            Entity(entity_id="light.hall", name="Hall light"),
            Entity(entity_id="climate.hall", name="Hall thermostat"),
        )
    },
)


def routine(*settings: Setting, targets: tuple[Target, ...] = ()) -> Routine:
    """Return a routine at seven."""
    return Routine(
        kind=RoutineKind.CLOCK,
        triggers=(ClockTrigger(at=25200),),
        targets=targets,
        settings=settings,
    )


def compiled(what: Routine) -> dict[str, Any]:
    """Return the automation of a routine."""
    return compile_routine(what, HOME, alias="A", description="", purpose=frozenset())


def dim(value: float = 30.0) -> Setting:
    """Return a brightness."""
    return Setting(entity_id="light.hall", name="brightness_pct", value=value)


WARM = Setting(entity_id="climate.hall", name="temperature", value=20.5)
ON = Target(entity_id="light.hall", state="on")


def test_a_lamp_is_switched_on_and_dimmed_in_one_action() -> None:
    (action,) = compiled(routine(dim(), targets=(ON,)))["actions"]
    assert action == {
        "action": "light.turn_on",
        "target": {"entity_id": "light.hall"},
        "data": {"brightness_pct": 30},
    }


def test_a_lamp_that_goes_off_is_not_dimmed_with_it() -> None:
    off = Target(entity_id="light.hall", state="off")
    actions = compiled(routine(dim(), targets=(off,)))["actions"]
    assert [a["action"] for a in actions] == ["light.turn_off", "light.turn_on"]


@pytest.mark.parametrize(
    "what",
    [routine(dim(), targets=(ON,)), routine(WARM), routine(dim(), WARM, targets=(ON,))],
)
def test_what_was_compiled_is_read_back(what: Routine) -> None:
    assert parse_whole(compiled(what)) == what
    assert Routine.from_dict(what.as_dict()) == what


def test_an_automation_of_the_home_is_judged_by_its_states() -> None:
    assert parse_automation(compiled(routine(dim(), targets=(ON,)))).settings == ()
    with pytest.raises(NotInClosedForm):
        parse_automation(compiled(routine(WARM)))


def test_settings_are_part_of_what_a_routine_is_and_old_ones_keep_their_names() -> None:
    plain = routine(targets=(ON,))
    assert routine(dim(), targets=(ON,)).fingerprint != plain.fingerprint
    stored = plain.as_dict()
    del stored["settings"]  # as it was stored before there were any
    assert Routine.from_dict(stored) == plain


@pytest.mark.parametrize(
    ("setting", "attributes", "wrong"),
    [
        (dim(1), {}, False),
        (dim(100), {}, False),
        (dim(0), {}, True),
        (dim(101), {}, True),
        (dim(30.5), {}, True),
        (WARM, {}, False),
        (WARM, {"min_temp": 7, "max_temp": 30}, False),
        (WARM, {"min_temp": 21, "max_temp": 30}, True),
        (WARM, {"min_temp": 7, "max_temp": 20}, True),
        (WARM, {"min_temp": "cold"}, False),
        (Setting(entity_id="lock.front", name="value", value=1.0), {}, True),
        (Setting(entity_id="climate.hall", name="volume", value=1.0), {}, True),
    ],
)
def test_limits(setting: Setting, attributes: dict[str, Any], wrong: bool) -> None:
    assert bool(list(out_of_limits(setting, attributes))) == wrong


def test_what_a_thing_can_be_set_to() -> None:
    assert set(dials_of(HOME.entities["light.hall"])) == {
        "brightness_pct",
        "color_temp_kelvin",
    }
    assert all(dial.least < dial.most for dial in DIALS.values())


@pytest.mark.parametrize(
    ("value", "unit", "wrong"),
    [
        (21, "°C", False),
        (68, "°C", True),
        (68, "°F", False),
        (21, "°F", True),
        (95, "°F", True),
        (31, "°C", True),
    ],
)
def test_a_temperature_is_meant_in_the_unit_of_the_home(
    value: float, unit: str, wrong: bool
) -> None:
    """What is warm in one unit is a fire or frost in the other."""
    warm = Setting(entity_id="climate.hall", name="temperature", value=value)
    assert bool(list(out_of_limits(warm, {}, unit))) == wrong


@pytest.mark.parametrize(("volume", "wrong"), [(0.7, False), (0.8, True)])
def test_nothing_is_played_at_full_volume(volume: float, wrong: bool) -> None:
    loud = Setting(entity_id="media_player.hall", name="volume_level", value=volume)
    assert bool(list(out_of_limits(loud, {}))) == wrong
