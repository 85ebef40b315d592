"""What begins when numbers cross a limit."""

from collections.abc import Sequence
import math
import random

import pytest

from custom_components.ai_automation.model.act import Act
from custom_components.ai_automation.model.home import Entity
from custom_components.ai_automation.model.routine import (
    NumericTrigger,
    RoutineKind,
    Target,
)
from custom_components.ai_automation.routines.detect import threshold
from custom_components.ai_automation.routines.timeline import Timeline
from custom_components.ai_automation.routines.trial import Goal
from custom_components.ai_automation.routines.tune import Candidate

from ..homes import entity
from ..small import act, at, timeline

FAN, DAMP = "fan.bathroom_fan", "sensor.bathroom_damp"
SHOWERS = [at(day, "07:00") + day * 1700 for day in range(14)]
"""At a different time each day."""

type Numbers = list[tuple[float, float]]


def damp(times: Sequence[float], high: float = 80.0) -> Numbers:
    """Return a humidity that rises in a quarter of an hour at each time, and falls in an hour."""
    rows = [(at(0, "00:00"), 50.0)]
    for start in times:
        rows += [(start + n * 300, 50 + n * (high - 50) / 3) for n in range(4)]
        rows += [
            (start + 900 + n * 600, high - n * (high - 50) / 6) for n in range(1, 7)
        ]
    return rows


def found(past: Timeline, name: str = FAN, state: str = "on") -> list[Candidate]:
    goal = Goal(Target(entity_id=name, state=state), past.acts.get((name, state), ()))
    return list(threshold.candidates(goal, past, threshold.crossings(past, [goal])))


def showered(lag: float = 700.0, **more: object) -> Timeline:
    """Return days with a shower each, and the fan switched on some seconds after it begins."""
    return timeline(
        {FAN: [(at(0, "00:00"), "off")]},
        [act(start + lag, FAN, "on") for start in SHOWERS],
        numbers={DAMP: damp(SHOWERS)},
        classes={DAMP: "humidity"},
        **more,  # type: ignore[arg-type]
    )


def limits(candidate: Candidate) -> list[tuple[float | None, float | None, int]]:
    return [
        (t.above, t.below, t.for_)
        for v in candidate.versions
        if isinstance(t := v.triggers[0], NumericTrigger)
    ]


def test_limits_that_were_crossed_before_the_acts_are_tried() -> None:
    (candidate,) = found(showered())
    tried = limits(candidate)
    assert {below for _, below, _ in tried} == {None}
    assert {wait for *_, wait in tried} == {0, 300, 600}
    assert [above for above, _, wait in tried if wait == 0] == [50, 60, 55, 65]
    assert {v.kind for v in candidate.versions} == {RoutineKind.THRESHOLD}
    assert candidate.searched > len(tried)


def test_where_nothing_is_crossed_before_the_acts_there_is_nothing_to_try() -> None:
    assert found(showered(lag=-4 * 3600)) == []
    past = timeline(
        {FAN: [(at(0, "00:00"), "off")]},
        [act(start + 700, FAN, "on") for start in SHOWERS],
        numbers={DAMP: [(at(0, "00:00"), math.nan)]},
        classes={DAMP: "humidity"},
    )
    assert found(past) == []
    assert threshold.tried(threshold.crossings(past, [])) == 0


def test_one_day_is_not_enough() -> None:
    hours = [at(3, "06:00") + n * 9000 for n in range(7)]
    past = timeline(
        {FAN: [(at(0, "00:00"), "off")]},
        [act(start + 700, FAN, "on") for start in hours],
        numbers={DAMP: damp(hours)},
        classes={DAMP: "humidity"},
    )
    assert found(past) == []


def elsewhere(sensor: Entity, *others: Entity) -> Timeline:
    """Return the showers with a sensor of another place than the fan's."""
    return timeline(
        {
            FAN: [(at(0, "00:00"), "off")],
            **{o.entity_id: [(at(0, "00:00"), "off")] for o in others},
        },
        sorted(
            [
                *(act(start + 700, FAN, "on") for start in SHOWERS),
                *(
                    act(start - 9000, o.entity_id, "on")
                    for o in others
                    for start in SHOWERS
                ),
            ],
            key=lambda a: a.at,
        ),
        numbers={sensor.entity_id: damp(SHOWERS)},
        entities=[sensor, *others],
    )


@pytest.mark.parametrize(
    ("name", "device_class", "matters"),
    [
        ("sensor.kitchen_damp", "humidity", False),
        ("sensor.kitchen_light", "illuminance", True),
        ("sensor.garden_damp", "humidity", True),
        ("sensor.office_damp", "humidity", True),
    ],
)
def test_of_other_rooms_only_daylight_and_the_weather_matter(
    name: str, device_class: str, matters: bool
) -> None:
    past = elsewhere(entity(name, device_class), entity("light.kitchen_lamp"))
    assert bool(found(past)) == matters


def test_a_thing_in_no_room_has_daylight_and_the_weather() -> None:
    past = timeline(
        {"light.porch": [(at(0, "00:00"), "off")]},
        [act(start + 700, "light.porch", "on") for start in SHOWERS],
        numbers={"sensor.weather": damp(SHOWERS)},
    )
    assert len(found(past, "light.porch")) == 1


def test_sensors_without_an_entity_are_passed_over() -> None:
    past = showered()
    entities = {e: x for e, x in past.home.entities.items() if e != DAMP}
    object.__setattr__(past.home, "entities", entities)
    assert found(past) == []


LAMP, LUX = "light.office_lamp", "sensor.office_lux"


def lamp_days(measured: Entity, lights: Sequence[Entity] = ()) -> Timeline:
    """Return a lamp that makes its room bright, and is switched off soon after."""
    rows: dict[str, list[tuple[float, str]]] = {LAMP: [(at(0, "00:00"), "off")]}
    numbers: Numbers = [(at(0, "00:00"), 5.0)]
    acts: list[Act] = []
    for start in SHOWERS:
        rows[LAMP] += [(start, "on"), (start + 600, "off")]
        numbers += [(start + 200, 90.0), (start + 700, 5.0)]
        acts.append(act(start + 600, LAMP, "off", "on"))
    return timeline(
        rows,
        acts,
        numbers={measured.entity_id: numbers},
        entities=[measured, *lights],
    )


def test_light_that_the_lamp_makes_itself_is_no_reason() -> None:
    assert found(lamp_days(entity(LUX, "illuminance")), LAMP, "off") == []


def test_what_another_light_of_the_room_makes_is_no_reason() -> None:
    past = timeline(
        {
            LAMP: [(at(0, "00:00"), "off")],
            "light.office_desk": [
                row
                for start in SHOWERS
                for row in ((start, "on"), (start + 4000, "off"))
            ],
        },
        [act(start + 500, LAMP, "on") for start in SHOWERS],
        numbers={
            LUX: [
                (at(0, "00:00"), 5.0),
                *(
                    row
                    for start in SHOWERS
                    for row in ((start + 100, 90.0), (start + 4000, 5.0))
                ),
            ]
        },
        classes={LUX: "illuminance"},
    )
    assert found(past, LAMP) == []


@pytest.mark.parametrize(("by_sun", "tried"), [(True, False), (False, True)])
def test_who_keeps_to_the_hour_does_not_keep_to_the_light(
    by_sun: bool, tried: bool
) -> None:
    """It gets dark around seven, shifted by clouds; somebody acts at seven, or when it is dark."""
    chance = random.Random(3)
    numbers: Numbers = [(at(0, "00:00"), 500.0)]
    acts = []
    for day in range(28):
        seven = at(day, "19:00")
        dark = seven + chance.gauss(0, 300 if by_sun else 1200)
        numbers += [(dark, 10.0), (dark + 8 * 3600, 500.0)]
        since = seven if by_sun else dark
        acts.append(act(since + 300 + chance.gauss(0, 60), LAMP, "on"))
    past = timeline(
        {LAMP: [(at(0, "00:00"), "off")]},
        acts,
        days=28,
        numbers={LUX: numbers},
        classes={LUX: "illuminance"},
    )
    assert bool(found(past, LAMP)) == tried


def test_what_a_machine_takes_right_after_its_start_is_no_reason() -> None:
    washer = Entity(entity_id="switch.kitchen_washer", name="w", device_id="d")
    power = Entity(
        entity_id="sensor.kitchen_power", name="p", device_id="d", device_class="power"
    )
    rows, numbers = [(at(0, "00:00"), "off")], [(at(0, "00:00"), 1.0)]
    for start in SHOWERS:
        rows += [(start, "on"), (start + 5000, "off")]
        numbers += [(start + 300, 2000.0), (start + 4500, 2.0)]
    past = timeline(
        {washer.entity_id: rows, FAN: [(at(0, "00:00"), "off")]},
        sorted(
            [
                *(act(s + 5000, washer.entity_id, "off", "on") for s in SHOWERS),
                *(act(s + 700, FAN, "on") for s in SHOWERS),
            ],
            key=lambda a: a.at,
        ),
        numbers={power.entity_id: numbers},
        entities=[washer, power],
    )
    assert found(past, FAN) == []
    (done,) = found(past, washer.entity_id, "off")
    assert {above for above, *_ in limits(done)} == {None}


@pytest.mark.parametrize(
    ("device_class", "values", "expected"),
    [
        ("temperature", [19.9, 21.2], [20.0, 21.0, 20.5]),
        ("humidity", [44.0, 66.0], [50.0, 60.0, 45.0, 55.0, 65.0]),
        ("illuminance", [14.0, 101.0], [20, 30, 40, 50, 60, 80, 100, 15]),
        ("carbon_dioxide", [0.4, 1.6], [1.0, 1.5]),
        ("temperature", [-1.2, 0.6], [-1.0, 0.0, -0.5, 0.5]),
    ],
)
def test_limits_are_numbers_that_people_say(
    device_class: str, values: list[float], expected: list[float]
) -> None:
    name = "sensor.bathroom_some"
    times = [at(0, "00:00") + n * 300 for n in range(1000)]
    past = timeline(
        {},
        numbers={name: [(t, values[n % 2]) for n, t in enumerate(times)]},
        classes={name: device_class},
    )
    there = threshold.crossings(past, [])[None]
    said = [
        t.above
        for t in there.triggers
        if isinstance(t, NumericTrigger) and t.above is not None
    ]
    assert sorted(said) == sorted(expected)
    assert len(str(said[0])) <= len(str(said[-1]))


@pytest.mark.parametrize(("every", "named"), [(1, True), (2, True), (14, False)])
def test_what_is_seldom_beyond_a_limit_may_be_so_on_most_days(
    every: int, named: bool
) -> None:
    """Ten minutes of shower a day are less than a hundredth of the day; on one day of fourteen they are no habit."""
    rows: Numbers = []
    for day in range(14):
        rows += [(at(day, "00:00") + n * 600, 50.0 + n % 3) for n in range(144)]
        if day % every == 0:
            for n in range(5 if every == 14 else 1):
                start = at(day, "07:00:01") + 3600 * n
                rows += [(start, 78.0), (start + 598, 52.0)]
    rows.sort()
    past = timeline({}, numbers={DAMP: rows}, classes={DAMP: "humidity"})
    known = threshold.crossings(past, [])[None]
    said = {t.above for t in known.triggers if isinstance(t, NumericTrigger)}
    assert (65.0 in said) == named
