"""Tests of what is worth a look."""

import pytest

from custom_components.ai_automation.model.routine import (
    NumericCondition,
    Routine,
    RoutineKind,
    StateCondition,
    StateTrigger,
    SunCondition,
    Target,
    TimeCondition,
)
from custom_components.ai_automation.routines.conditions import (
    WEEKEND,
    WORKDAYS,
    offered,
)
from custom_components.ai_automation.routines.goals import (
    acts_and_days,
    goals,
    machine_share,
)
from custom_components.ai_automation.routines.timeline import Timeline
from custom_components.ai_automation.routines.trial import Goal, goal_of

from .homes import entity
from .small import act, at, timeline

LAMP = "light.hall_lamp"


def found(
    entity_id: str, state: str, device_class: str | None = None, **more: object
) -> bool:
    """Tell whether an act on a thing makes it a goal."""
    past = timeline(
        {entity_id: [(at(0, "00:00"), "x")]},
        [act(at(1, "12:00"), entity_id, state, old="x")],
        entities=[entity(entity_id, device_class, **more)],
    )
    return [g.target for g in goals(past)] == [Target(entity_id=entity_id, state=state)]


@pytest.mark.parametrize(
    ("entity_id", "state"),
    [
        (LAMP, "on"),
        (LAMP, "off"),
        ("media_player.living_tv", "playing"),
        ("climate.living_heating", "heat"),
        ("input_select.mode", "guests"),
        ("lock.hall_lock", "locked"),
        ("alarm_control_panel.alarm", "armed_home"),
        ("cover.living_blinds", "open"),
    ],
)
def test_what_an_action_can_bring_about_is_a_goal(entity_id: str, state: str) -> None:
    assert found(entity_id, state)


@pytest.mark.parametrize(
    ("entity_id", "state"),
    [
        (LAMP, "unavailable"),
        ("climate.living_heating", "unknown"),
        ("media_player.living_tv", "idle"),
        ("lock.hall_lock", "unlocked"),
        ("alarm_control_panel.alarm", "disarmed"),
        ("scene.movie", "2026-09-07T12:00:00+00:00"),
        ("binary_sensor.hall_motion", "on"),
    ],
)
def test_what_no_action_should_bring_about_is_none(entity_id: str, state: str) -> None:
    assert not found(entity_id, state)


def test_a_garage_is_closed_but_never_opened() -> None:
    assert found("cover.garage", "closed", "garage")
    assert not found("cover.garage", "open", "garage")


def test_settings_of_a_device_are_no_goals() -> None:
    assert not found("switch.hall_child_lock", "on", entity_category="config")


def test_a_thing_that_is_gone_is_no_goal() -> None:
    past = timeline({}, [act(at(1, "12:00"), LAMP, "on")])
    assert list(goals(past)) == []


def goal(past: Timeline, entity_id: str = LAMP) -> Goal:
    return goal_of(Target(entity_id=entity_id, state="on"), past)


def test_acts_are_counted_by_local_day() -> None:
    times = [at(0, "23:30", "America/Chicago"), at(1, "00:30", "America/Chicago")]
    past = timeline(
        {LAMP: [(at(0, "00:00"), "off")]},
        [act(t, LAMP, "on") for t in times],
        zone="America/Chicago",
    )
    assert acts_and_days(goal(past), past) == (2, 2)


def test_the_share_of_machines_leaves_out_what_was_not_recorded() -> None:
    past = timeline(
        {LAMP: [(at(0, "00:00"), "off")]},
        [act(at(1, "12:00"), LAMP, "on"), act(at(4, "12:00"), LAMP, "off", old="on")],
        machine={(LAMP, "on"): [at(-5, "12:00"), at(2, "12:00"), at(3, "12:00")]},
    )
    assert machine_share(goal(past), past) == pytest.approx(2 / 3)
    assert machine_share(goal_of(Target(entity_id=LAMP, state="off"), past), past) == 0


def rule(kind: RoutineKind) -> Routine:
    return Routine(
        kind=kind,
        triggers=(StateTrigger(entity_id="binary_sensor.hall_motion", to="on"),),
        targets=(Target(entity_id=LAMP, state="on"),),
    )


def home() -> Timeline:
    start = at(0, "00:00")
    names = {
        LAMP: None,
        "binary_sensor.hall_motion": "motion",
        "binary_sensor.hall_presence": "occupancy",
        "binary_sensor.hall_door": "door",
        "binary_sensor.office_motion": "motion",
        "media_player.hall_radio": None,
        "input_boolean.guests": None,
    }
    return timeline(
        {name: [(start, "off")] for name in names},
        [act(at(day, "19:10"), LAMP, "on") for day in range(5)],
        classes={k: v for k, v in names.items() if v},
        people=["person.ana"],
        entities=[entity("binary_sensor.hall_forgotten", "motion")],
    )


def test_a_time_is_narrowed_by_days_and_company_only() -> None:
    past = home()
    assert offered(rule(RoutineKind.CLOCK), goal(past), past) == (
        WORKDAYS,
        WEEKEND,
        StateCondition(entity_id="person.ana", state="home"),
    )


def test_what_follows_is_narrowed_by_what_goes_on_around_it() -> None:
    past = home()
    conditions = offered(rule(RoutineKind.FOLLOW), goal(past), past)
    assert SunCondition(dark=True) in conditions
    assert TimeCondition(after=18 * 3600, before=20 * 3600) in conditions
    named = {c.entity_id for c in conditions if isinstance(c, StateCondition)}
    assert named == {
        "person.ana",
        "input_boolean.guests",
        "binary_sensor.hall_presence",
        "media_player.hall_radio",
    }
    assert len(set(conditions)) == len(conditions)


def test_a_thing_without_a_room_has_no_surroundings() -> None:
    past = timeline(
        {"switch.pump": [(at(0, "00:00"), "off")]},
        [act(at(day, "19:10"), "switch.pump", "on") for day in range(5)],
    )
    conditions = offered(rule(RoutineKind.FOLLOW), goal(past, "switch.pump"), past)
    assert not any(isinstance(c, StateCondition) for c in conditions)


def test_acts_all_over_the_day_offer_no_hours_of_their_own() -> None:
    past = timeline(
        {LAMP: [(at(0, "00:00"), "off")]},
        [act(at(day, f"{day * 2:02}:10"), LAMP, "on") for day in range(12)],
    )
    conditions = offered(rule(RoutineKind.FOLLOW), goal(past), past)
    assert sum(isinstance(c, TimeCondition) for c in conditions) == 4


def test_company_is_told_by_the_zone_and_by_each_of_several_people() -> None:
    past = timeline(
        {LAMP: [(at(0, "00:00"), "off")], "zone.home": [(at(0, "00:00"), "1")]},
        [act(at(day, "19:10"), LAMP, "on") for day in range(5)],
        people=["person.ana", "person.ben"],
    )
    company = offered(rule(RoutineKind.CLOCK), goal(past), past)[2:]
    assert company == (
        NumericCondition(entity_id="zone.home", above=0),
        NumericCondition(entity_id="zone.home", below=1),
        StateCondition(entity_id="person.ana", state="home"),
        StateCondition(entity_id="person.ben", state="home"),
    )
    alone = timeline(
        {LAMP: [(at(0, "00:00"), "off")], "zone.home": [(at(0, "00:00"), "1")]},
        [act(at(day, "19:10"), LAMP, "on") for day in range(5)],
        people=["person.ana"],
    )
    assert len(offered(rule(RoutineKind.CLOCK), goal(alone), alone)) == 4
