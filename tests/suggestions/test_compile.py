"""A routine becomes an automation, and the automation the same routine again."""

from dataclasses import replace
import json
from typing import Any

from homeassistant.components.automation.config import async_validate_config_item
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import dump, parse_yaml
from hypothesis import given, settings, strategies as st
import pytest

from custom_components.ai_automation.model.routine import (
    ClockTrigger,
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
    WeekdayCondition,
)
from custom_components.ai_automation.suggestions.compile import (
    NotInClosedForm,
    compile_routine,
    parse_automation,
)
from tests.suggestions.homes import home, thing

HOME = home()
PURPOSE = frozenset(
    {
        "light.turned_on",
        "light.turned_off",
        "switch.turned_on",
        "switch.turned_off",
        "motion.detected",
        "motion.cleared",
        "occupancy.detected",
        "door.opened",
        "door.closed",
        "fan.turned_on",
    }
)
ON_OFF = ("light.hall", "switch.coffee", "input_boolean.guests", "fan.bath")
TARGETS = [
    *(Target(entity_id=e, state=s) for e in ON_OFF for s in ("on", "off")),
    *(Target(entity_id="cover.blinds", state=s) for s in ("open", "closed")),
    *(Target(entity_id="climate.ana", state=s) for s in ("heat", "off")),
    *(
        Target(entity_id="media_player.tv", state=s)
        for s in ("playing", "off", "paused", "on", "idle")
    ),
    *(Target(entity_id="vacuum.robot", state=s) for s in ("cleaning", "docked")),
    *(Target(entity_id="lawn_mower.meadow", state=s) for s in ("mowing", "docked")),
    Target(entity_id="select.mode", state="eco"),
    Target(entity_id="input_select.scene", state="on"),
    Target(entity_id="scene.relax", state="on"),
    Target(entity_id="script.night", state="on"),
]
SPANS = st.sampled_from([0, 1, 59, 60, 90, 900, 3600, 86400 + 61])
STATES = st.sampled_from(["on", "off", "home", "playing", "0", "a b: [c] #", "“é”"])
LIMITS = st.one_of(st.none(), st.integers(-50, 50).map(float), st.just(0.5))
EVENTS = st.sampled_from(["light.hall", "binary_sensor.motion", "binary_sensor.door"])


def compiled(
    routine: Routine, purpose: frozenset[str] = frozenset(), **changes: Any
) -> dict[str, Any]:
    """Return the automation of a routine."""
    return compile_routine(
        routine,
        changes.pop("home", HOME),
        alias="A",
        description="B",
        purpose=purpose,
    )


def routine(**changes: Any) -> Routine:
    """Return a routine: the hall light when the door opens."""
    return Routine(
        **{
            "kind": RoutineKind.FOLLOW,
            "triggers": (StateTrigger(entity_id="binary_sensor.door", to="on"),),
            "targets": (Target(entity_id="light.hall", state="on"),),
            **changes,
        }
    )


def _bounded(made: Any) -> Any:
    """Keep numbers that have a limit."""
    return made.filter(lambda part: part.above is not None or part.below is not None)


TRIGGERS = st.one_of(
    st.builds(ClockTrigger, at=st.integers(0, 86399)),
    st.builds(
        SunTrigger,
        event=st.sampled_from(["sunrise", "sunset"]),
        offset=st.integers(-20000, 20000),
    ),
    st.builds(
        StateTrigger,
        entity_id=EVENTS,
        to=STATES,
        from_=st.one_of(st.none(), STATES),
        for_=SPANS,
    ),
    _bounded(
        st.builds(
            NumericTrigger,
            entity_id=st.just("sensor.lux"),
            above=LIMITS,
            below=LIMITS,
            for_=SPANS,
        )
    ),
)
CONDITIONS = st.one_of(
    st.builds(
        WeekdayCondition,
        weekdays=st.sets(st.integers(0, 6), min_size=1).map(
            lambda days: tuple(sorted(days))
        ),
    ),
    st.builds(TimeCondition, after=st.integers(0, 86399), before=st.integers(0, 86399)),
    st.builds(SunCondition, dark=st.booleans()),
    st.builds(StateCondition, entity_id=EVENTS, state=STATES, for_=SPANS),
    _bounded(
        st.builds(
            NumericCondition,
            entity_id=st.just("zone.home"),
            above=LIMITS,
            below=LIMITS,
        )
    ),
)


@given(
    triggers=st.lists(TRIGGERS, min_size=1, max_size=3),
    conditions=st.lists(CONDITIONS, max_size=3),
    targets=st.lists(st.sampled_from(TARGETS), min_size=1, max_size=4),
    purpose=st.sampled_from([frozenset(), PURPOSE]),
    sun=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_parse_undoes_compile(
    triggers: list[Any],
    conditions: list[Any],
    targets: list[Target],
    purpose: frozenset[str],
    sun: bool,
) -> None:
    """What was compiled, written as YAML and read again is the same routine."""
    made = routine(
        triggers=tuple(triggers), conditions=tuple(conditions), targets=tuple(targets)
    )
    others = {e: x for e, x in HOME.entities.items() if sun or e != "sun.sun"}
    config = compiled(made, purpose, home=replace(HOME, entities=others))
    read = parse_automation(parse_yaml(dump(config)))
    assert replace(read, kind=made.kind) == made
    assert parse_automation(json.loads(json.dumps(config))) == read


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"triggers": (ClockTrigger(at=60),)}, RoutineKind.CLOCK),
        ({"triggers": (SunTrigger(event="sunset"),)}, RoutineKind.SUN),
        ({}, RoutineKind.FOLLOW),
        (
            {
                "triggers": (
                    StateTrigger(entity_id="binary_sensor.motion", to="off", for_=60),
                ),
                "targets": (Target(entity_id="light.hall", state="off"),),
            },
            RoutineKind.LEFT_ON,
        ),
        (
            {"triggers": (StateTrigger(entity_id="zone.home", to="0"),)},
            RoutineKind.PRESENCE,
        ),
        (
            {"triggers": (NumericTrigger(entity_id="sensor.lux", below=5),)},
            RoutineKind.THRESHOLD,
        ),
        ({"targets": (TARGETS[0], TARGETS[2])}, RoutineKind.FOLLOW),
        (
            {
                "triggers": (StateTrigger(entity_id="media_player.tv", to="off"),),
                "targets": (TARGETS[0], TARGETS[2]),
            },
            RoutineKind.BUNDLE,
        ),
        (
            {"triggers": (ClockTrigger(at=60),), "targets": (TARGETS[0], TARGETS[2])},
            RoutineKind.CLOCK,
        ),
    ],
)
def test_kind_is_told_by_the_form(changes: dict[str, Any], kind: RoutineKind) -> None:
    """The kind is not written down, and follows from beginning and end."""
    assert parse_automation(compiled(routine(**changes))).kind is kind


def test_classic_form() -> None:
    """Without purpose-specific triggers everything is written the classic way."""
    made = routine(
        triggers=(
            StateTrigger(entity_id="binary_sensor.motion", to="off", for_=900),
            SunTrigger(event="sunset", offset=-1800),
            NumericTrigger(entity_id="sensor.lux", below=12.5, for_=61),
        ),
        conditions=(
            SunCondition(dark=True),
            WeekdayCondition(weekdays=(0, 6)),
            NumericCondition(entity_id="zone.home", above=0),
        ),
        targets=(
            Target(entity_id="light.hall", state="off"),
            Target(entity_id="light.desk", state="off"),
            Target(entity_id="climate.ana", state="heat"),
        ),
    )
    assert compiled(made) == {
        "alias": "A",
        "description": "B",
        "triggers": [
            {
                "trigger": "state",
                "entity_id": "binary_sensor.motion",
                "not_from": ["unavailable", "unknown"],
                "to": "off",
                "for": {"minutes": 15},
            },
            {"trigger": "sun", "event": "sunset", "offset": "-00:30:00"},
            {
                "trigger": "numeric_state",
                "entity_id": "sensor.lux",
                "below": 12.5,
                "for": "00:01:01",
            },
        ],
        "conditions": [
            {"condition": "state", "entity_id": "sun.sun", "state": "below_horizon"},
            {"condition": "time", "weekday": ["mon", "sun"]},
            {"condition": "numeric_state", "entity_id": "zone.home", "above": 0},
        ],
        "actions": [
            {
                "action": "light.turn_off",
                "target": {"entity_id": ["light.hall", "light.desk"]},
            },
            {
                "action": "climate.set_hvac_mode",
                "target": {"entity_id": "climate.ana"},
                "data": {"hvac_mode": "heat"},
            },
        ],
        "mode": "single",
    }


def test_purpose_triggers_where_they_are_offered() -> None:
    """A trigger by purpose is used when offered, and when it means the same."""
    assert compiled(routine(), PURPOSE)["triggers"] == [
        {
            "trigger": "door.opened",
            "target": {"entity_id": "binary_sensor.door"},
            "options": {"behavior": "each"},
        }
    ]
    for trigger in (
        StateTrigger(entity_id="binary_sensor.door", to="on", from_="off"),
        StateTrigger(entity_id="binary_sensor.plain", to="on"),
        StateTrigger(entity_id="binary_sensor.gone", to="on"),
        StateTrigger(entity_id="light.hall", to="unavailable"),
        StateTrigger(entity_id="humidifier.bed", to="on"),
    ):
        config = compiled(routine(triggers=(trigger,)), PURPOSE)
        assert config["triggers"][0]["trigger"] == "state"


def test_player_that_only_turns_on() -> None:
    """A player that can't be told to play is switched on."""
    target = Target(entity_id="media_player.old", state="playing")
    config = compiled(routine(targets=(target,)))
    assert config["actions"][0]["action"] == "media_player.turn_on"


@pytest.mark.parametrize(
    "target",
    [
        Target(entity_id="light.hall", state="unavailable"),
        Target(entity_id="sensor.lux", state="5"),
    ],
)
def test_no_action_for_a_state(target: Target) -> None:
    """A state that no action leads to is refused."""
    with pytest.raises(NotInClosedForm, match="no action"):
        compiled(routine(targets=(target,)))


def test_security_is_told_not_moved() -> None:
    """A lock is never locked; its state is told, unless it is as wanted."""
    target = Target(entity_id="lock.front", state="locked")
    config = compiled(routine(targets=(target,)))
    assert config["actions"] == [
        {
            "condition": "not",
            "conditions": [
                {
                    "condition": "state",
                    "entity_id": "lock.front",
                    "state": ["locked", "unavailable", "unknown"],
                }
            ],
        },
        {
            "action": "persistent_notification.create",
            "data": {
                "title": "AI Automation",
                "message": "Front door lock is still unlocked.",
                "notification_id": config["actions"][1]["data"]["notification_id"],
            },
        },
    ]
    assert compiled(routine(targets=(target,))) == config
    with pytest.raises(NotInClosedForm):
        parse_automation(config)


def test_security_beside_other_targets() -> None:
    """The light is switched, then what is not as wanted is told in one message."""
    config = compiled(
        routine(
            targets=(
                Target(entity_id="lock.front", state="locked"),
                Target(entity_id="light.hall", state="off"),
                Target(entity_id="cover.garage", state="stuck"),
            )
        )
    )
    light, check, notice = config["actions"]
    assert light["target"] == {"entity_id": "light.hall"}
    assert check["conditions"][0]["condition"] == "and"
    assert notice["data"]["message"] == (
        "Front door lock is still unlocked. Garage door is still not stuck."
    )


def test_a_name_is_never_rendered() -> None:
    """A template in a name reaches the notification as plain text."""
    bad = thing("lock.back", "{{ states('x') }}\n{% set a = 1 %}")
    config = compiled(
        routine(targets=(Target(entity_id="lock.back", state="locked"),)),
        home=home(bad),
    )
    message = config["actions"][1]["data"]["message"]
    assert not {"{", "}", "\n"} & set(message)


@pytest.mark.parametrize("purpose", [frozenset(), PURPOSE])
async def test_home_assistant_accepts_every_form(
    hass: HomeAssistant, purpose: frozenset[str]
) -> None:
    """Everything that is compiled passes Home Assistant's own validation."""
    assert await async_setup_component(hass, "automation", {})
    triggers = (
        ClockTrigger(at=82800),
        SunTrigger(event="sunrise", offset=-90),
        StateTrigger(entity_id="light.hall", to="on"),
        StateTrigger(entity_id="fan.bath", to="on", for_=60),
        StateTrigger(entity_id="switch.coffee", to="off", for_=61),
        StateTrigger(entity_id="binary_sensor.motion", to="off", for_=900),
        StateTrigger(entity_id="binary_sensor.shed", to="on"),
        StateTrigger(entity_id="binary_sensor.door", to="on", from_="off"),
        NumericTrigger(entity_id="zone.home", below=1),
    )
    conditions = (
        WeekdayCondition(weekdays=(0, 1)),
        TimeCondition(after=79200, before=3600),
        SunCondition(dark=False),
        StateCondition(entity_id="light.hall", state="on", for_=60),
        NumericCondition(entity_id="zone.home", above=0),
    )
    lock = Target(entity_id="lock.front", state="locked")
    made = routine(triggers=triggers, conditions=conditions, targets=(*TARGETS, lock))
    for each in (
        HOME,
        replace(HOME, entities={"lock.front": HOME.entities["lock.front"]}),
    ):
        config = compiled(made, purpose, home=each)
        assert await async_validate_config_item(hass, "x", {"id": "x", **config})
