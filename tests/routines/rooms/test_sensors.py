"""Tests of the sensor that a room is said to lack."""

from dataclasses import replace
import random

import pytest

from custom_components.ai_automation.model.evidence import Evidence
from custom_components.ai_automation.model.home import Effect, ExistingAutomation
from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    NumericTrigger,
    Routine,
    RoutineKind,
    Target,
)
from custom_components.ai_automation.model.silence import MissingSensor
from custom_components.ai_automation.routines.replay import replay
from custom_components.ai_automation.routines.rooms.sensors import (
    is_regular,
    missing_sensors,
)
from custom_components.ai_automation.routines.timeline import Timeline
from custom_components.ai_automation.routines.trial import goal_of

from ..small import at
from .alike import Moments, Rooms, evenings, lit_by, soon

HALL = lit_by("binary_sensor.hall_motion", "light.hall_lamp")
PANTRY = Target(entity_id="light.pantry_lamp", state="on")
EVERY_DAY = range(14)
MEALS = evenings(EVERY_DAY, "07:10", "12:20", "18:30")
BURSTS = evenings([1, 4, 7, 12], *(f"{hour:02}:00" for hour in range(8, 20)))


def home(
    lit: Moments, *, hall: Moments | None = None, sensor: str | None = None
) -> Rooms:
    """Return a home with a hall, where the sensor of motion is of use, and a pantry."""
    rooms, visits = Rooms(), evenings(EVERY_DAY)
    rooms.room("hall", visits, soon(visits) if hall is None else hall)
    rooms.room("pantry", evenings(EVERY_DAY, "03:00"), lit, sensor=sensor)
    return rooms


def missing(
    past: Timeline, *routines: Routine, foretold: tuple[Target, ...] = ()
) -> tuple[MissingSensor, ...]:
    """Return what sensors are missing by the replay of some routines."""
    proven = [(routine, replay(routine, past)) for routine in routines or (HALL,)]
    return missing_sensors(proven, foretold, past)


def test_a_room_like_one_with_a_sensor_may_lack_it() -> None:
    assert missing(home(MEALS).timeline()) == (
        MissingSensor(
            target=PANTRY,
            area_id="pantry",
            sensor="motion",
            like=HALL,
            like_area_id="hall",
            right=14,
            wrong=0,
        ),
    )


def test_without_a_like_room_nothing_is_said() -> None:
    past = home(MEALS).timeline()
    assert missing_sensors([], (), past) == ()
    switch = lit_by("binary_sensor.hall_motion", "switch.hall_plug")
    assert not missing_sensors([(switch, proof())], (), past)
    off = replace(HALL, targets=(Target(entity_id="light.hall_lamp", state="off"),))
    assert not missing_sensors([(off, proof())], (), past)


def proof(right: int = 20, lower: float = 0.8) -> Evidence:
    """Return a replay that passes the bar."""
    return Evidence(
        start=at(0, "00:00"),
        end=at(14, "00:00"),
        days=14.0,
        fired=right,
        right=right,
        wrong=0,
        noop=0,
        missed=0,
        saved_per_week=10.0,
        interval=(lower, 1.0),
        p_value=1e-9,
    )


@pytest.mark.parametrize(
    ("right", "lower", "said"), [(4, 0.42, 1), (3, 0.8, 0), (20, 0.4, 0)]
)
def test_a_weak_rule_of_a_like_room_says_nothing(
    right: int, lower: float, said: int
) -> None:
    past = home(MEALS).timeline()
    assert len(missing_sensors([(HALL, proof(right, lower))], (), past)) == said


def test_a_like_room_where_the_sensor_foretells_little_says_nothing() -> None:
    few = soon(evenings(range(0, 14, 3)))
    assert not missing(home(MEALS, hall=few).timeline())


@pytest.mark.parametrize(
    ("sensor", "said"), [("motion", 0), ("occupancy", 0), ("door", 1)]
)
def test_a_room_that_has_such_a_sensor_lacks_none(sensor: str, said: int) -> None:
    assert len(missing(home(MEALS, sensor=sensor).timeline())) == said


def test_a_sensor_that_is_not_recorded_is_there_all_the_same() -> None:
    past = home(MEALS).timeline()
    dark = replace(past.home.entities["binary_sensor.hall_motion"], area_id="pantry")
    entities = {**past.home.entities, "binary_sensor.dark": dark}
    known = Timeline(past.history, replace(past.home, entities=entities), past.suns)
    assert not missing(known)


def test_what_is_foretold_or_automated_lacks_no_sensor() -> None:
    rooms = home(MEALS)
    assert not missing(rooms.timeline(), foretold=(PANTRY,))
    for state, said in (("on", 0), (None, 0), ("off", 1)):
        existing = ExistingAutomation(
            entity_id="automation.own",
            automation_id="1",
            alias="Own",
            config={},
            effects=(Effect(entity_id=PANTRY.entity_id, state=state),),
        )
        assert len(missing(rooms.timeline(automations=(existing,)))) == said
    machine = {
        ("light.pantry_lamp", "on"): evenings(EVERY_DAY, *["04:00", "05:00"] * 2)
    }
    assert not missing(rooms.timeline(machine=machine))


@pytest.mark.parametrize(
    "lit", [BURSTS, evenings([1, 5, 9], "08:00", "12:00"), []], ids=str
)
def test_irregular_acts_say_nothing(lit: Moments) -> None:
    assert not missing(home(lit).timeline())


def test_a_thing_in_no_room_says_nothing() -> None:
    rooms = Rooms()
    rooms.room("hall", evenings(EVERY_DAY), soon(evenings(EVERY_DAY)))
    rooms.thing("light.somewhere", None, MEALS)
    assert not missing(rooms.timeline())


def test_only_a_sensor_of_its_own_room_speaks() -> None:
    past = home(MEALS).timeline()
    clock = replace(HALL, triggers=(ClockTrigger(at=0),), kind=RoutineKind.CLOCK)
    by_hand = lit_by("light.pantry_lamp", "light.hall_lamp")
    two = replace(HALL, triggers=(*HALL.triggers, ClockTrigger(at=0)))
    gone = lit_by("binary_sensor.gone", "light.hall_lamp")
    for routine in (clock, by_hand, two, gone):
        assert not missing_sensors([(routine, proof())], (), past)
    elsewhere = replace(past.home.entities["binary_sensor.hall_motion"], area_id="bath")
    entities = {**past.home.entities, elsewhere.entity_id: elsewhere}
    known = Timeline(past.history, replace(past.home, entities=entities), past.suns)
    assert not missing_sensors([(HALL, proof())], (), known)


def test_of_several_rooms_the_surest_speaks_whatever_the_order() -> None:
    rooms = home(MEALS)
    rooms.room("bath", MEALS, soon(MEALS))
    bath = lit_by("binary_sensor.bath_motion", "light.bath_lamp")
    past = rooms.timeline()
    (one,) = missing(past, HALL, bath)
    assert (one.like, one.like_area_id, one.right) == (bath, "bath", 42)
    assert missing(past, bath, HALL) == (one,)


def test_a_number_may_foretell_as_well() -> None:
    rooms = home(MEALS)
    rooms.sensor("sensor.hall_damp", "hall", [], "humidity")
    damp = replace(
        HALL,
        kind=RoutineKind.THRESHOLD,
        triggers=(NumericTrigger(entity_id="sensor.hall_damp", above=70.0),),
    )
    (one,) = missing_sensors([(damp, proof())], (), rooms.timeline())
    assert one.sensor == "humidity"


@pytest.mark.parametrize(
    ("moments", "regular"),
    [
        (evenings(EVERY_DAY, "07:00"), True),
        (evenings([d for d in EVERY_DAY if d % 7 < 5], "07:00"), True),
        (MEALS, True),
        (evenings([0, 3, 4, 9], "07:00"), False),
        (evenings(range(9), "07:00"), False),
        (BURSTS, False),
        ([at(d, f"{h:02}:00") for d in EVERY_DAY for h in range(8, 10 + d % 2)], True),
        ([at(d, f"{h:02}:00") for d in EVERY_DAY for h in range(8, 8 + d % 4)], False),
        (
            [at(d, f"{h:02}:00") for d in EVERY_DAY for h in range(8, 9 + d**2 // 12)],
            False,
        ),
    ],
    ids=[
        "daily",
        "workdays",
        "meals",
        "seldom",
        "steady, but not often",
        "bursts",
        "two or three",
        "now and then",
        "more and more",
    ],
)
def test_what_is_regular(moments: Moments, regular: bool) -> None:
    rooms = Rooms()
    rooms.thing("light.hall_lamp", "hall", moments)
    past = rooms.timeline()
    goal = goal_of(Target(entity_id="light.hall_lamp", state="on"), past)
    assert is_regular(goal, past) is regular


def test_acts_by_chance_are_rarely_called_regular() -> None:
    chance, called = random.Random(3), 0
    for _ in range(120):
        count = chance.randrange(14, 50)
        drawn = [at(chance.randrange(14), "08:00") for _ in range(count)]
        moments = [moment + n * 600 for n, moment in enumerate(sorted(drawn))]
        rooms = Rooms()
        rooms.thing("light.hall_lamp", "hall", moments)
        past = rooms.timeline()
        goal = goal_of(Target(entity_id="light.hall_lamp", state="on"), past)
        called += is_regular(goal, past)
    assert called <= 12


def test_days_without_a_recording_are_no_days() -> None:
    rooms = Rooms()
    rooms.thing("light.hall_lamp", "hall", evenings(range(5), "07:00"))
    goal = Target(entity_id="light.hall_lamp", state="on")
    past = rooms.timeline()
    assert not is_regular(goal_of(goal, past), past)
    gap = rooms.timeline(gaps=((at(5, "00:00"), at(14, "00:00")),))
    assert is_regular(goal_of(goal, gap), gap)
    nothing = rooms.timeline(gaps=((at(0, "00:00"), at(14, "00:00")),))
    assert not is_regular(goal_of(goal, nothing), nothing)
