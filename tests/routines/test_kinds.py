"""Presence, thresholds and bundles from the past to the finding, and what only looks like them."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from custom_components.ai_automation.model.evidence import Found
from custom_components.ai_automation.model.routine import (
    NumericTrigger,
    Routine,
    RoutineKind,
    StateTrigger,
    SunCondition,
    Target,
)
from custom_components.ai_automation.model.track import Series
from custom_components.ai_automation.routines.find import find
from custom_components.ai_automation.routines.prove import prove
from custom_components.ai_automation.routines.timeline import Timeline
from custom_components.ai_automation.routines.trial import goal_of
from custom_components.ai_automation.routines.tune import Candidate

from .homes import HOUR, HUMAN, MACHINE, HomeMaker, Made, entity

LAMP, FAN, PLUG = "light.hall_lamp", "fan.bathroom_fan", "switch.office_plug"
TV, BEDSIDE, DESK = "media_player.living_tv", "light.bedroom_side", "light.living_desk"
DAMP, LUX = "sensor.bathroom_damp", "sensor.living_lux"


def search(made: Made) -> Found:
    return find(made.history, made.home, made.suns)


def routines(made: Made, *targets: str) -> list[Routine]:
    """Return what is found about some things."""
    return [
        f.routine
        for f in search(made).findings
        if {t.entity_id for t in f.routine.targets} & set(targets)
    ]


def with_numbers(made: Made, **numbers: tuple[str, list[tuple[float, float]]]) -> Made:
    """Return a home with sensors of the living room or bathroom: class and numbers by name."""
    entities, series = dict(made.home.entities), {}
    for name, (device_class, rows) in numbers.items():
        entity_id = f"sensor.{name}"
        entities[entity_id] = entity(entity_id, device_class)
        rows.sort()
        series[entity_id] = Series(
            entity_id=entity_id,
            times=np.array([at for at, _ in rows]),
            values=np.array([value for _, value in rows]),
        )
    return replace(
        made,
        home=replace(made.home, entities=entities),
        history=replace(made.history, series=series),
    )


def comings(make: HomeMaker, state: str) -> list[float]:
    """Return when the only one who lives here came or left."""
    return [at for at, e, s, _ in make.events if e == "person.ana" and s == state]


def test_a_lamp_for_who_comes_home_after_dark() -> None:
    make = HomeMaker(1, days=42, first=date(2026, 10, 12))
    make.add(LAMP, "off")
    for at in comings(make, "home"):
        if make.is_dark(at) and make.random.random() < 0.9:
            make.do(at + make.random.uniform(40, 100), LAMP, "on")
            make.do(at + 4 * HOUR, LAMP, "off", MACHINE)
    dark = comings(make, "home")
    assert 5 < sum(make.is_dark(at) for at in dark) < 0.8 * len(dark)
    (found,) = routines(make.made(), LAMP)
    assert found.kind is RoutineKind.PRESENCE
    assert found.triggers == (NumericTrigger(entity_id="zone.home", above=0),)
    assert SunCondition(dark=True) in found.conditions


def test_a_plug_that_the_last_one_switches_off() -> None:
    make = HomeMaker(2)
    make.add(PLUG, "on")
    for at in comings(make, "not_home"):
        if make.random.random() < 0.9:
            make.do(at + make.random.uniform(20, 90), PLUG, "off")
            make.do(at + 6 * HOUR, PLUG, "on", MACHINE)
    (found,) = routines(make.made(), PLUG)
    assert found.kind is RoutineKind.PRESENCE
    assert found.targets == (Target(entity_id=PLUG, state="off"),)


def showers(make: HomeMaker) -> tuple[list[float], list[tuple[float, float]]]:
    """Return when somebody showers, at no fixed time, and the humidity that makes."""
    times, rows = [], [(make.start, 50.0)]
    for day in range(make.days):
        at = make.local(day, make.random.uniform(7, 22) * HOUR)
        times.append(at)
        rows += [(at + n * 300, v) for n, v in enumerate((56.0, 68.0, 78.0, 82.0))]
        rows += [(at + 1500 + n * 600, 75.0 - 6 * n) for n in range(6)]
    return times, rows


def test_a_fan_for_a_damp_bathroom() -> None:
    make = HomeMaker(3)
    make.add(FAN, "off")
    times, rows = showers(make)
    for at in times:
        if make.random.random() < 0.9:
            make.do(at + 300 + make.random.uniform(30, 240), FAN, "on")
            make.do(at + HOUR, FAN, "off", MACHINE)
    made = with_numbers(make.made(), bathroom_damp=("humidity", rows))
    (found,) = routines(made, FAN)
    assert found.kind is RoutineKind.THRESHOLD
    (trigger,) = found.triggers
    assert isinstance(trigger, NumericTrigger)
    assert trigger.entity_id == DAMP
    assert trigger.above in {50.0, 55.0, 60.0, 65.0}


def test_numbers_that_the_thing_makes_itself_are_no_reason() -> None:
    """A lamp makes the room bright, and somebody else soon puts it out."""
    make = HomeMaker(4)
    lamp = make.add("light.living_lamp", "off")
    rows = [(make.start, 10.0)]
    for day in range(make.days):
        at = make.local(day, make.random.uniform(10, 22) * HOUR)
        off = at + make.random.uniform(300, 700)
        make.do(at, lamp, "on")
        make.do(off, lamp, "off")
        rows += [(at + 120, 200.0), (off + 60, 10.0)]
    made = with_numbers(make.made(), living_lux=("illuminance", rows))
    assert [r for r in routines(made, lamp) if r.kind is RoutineKind.THRESHOLD] == []


@pytest.mark.parametrize(("lag", "failed"), [(90, None), (-90, "not_significant")])
def test_what_comes_after_the_act_is_not_its_reason(
    lag: float, failed: str | None
) -> None:
    make = HomeMaker(10)
    make.add(FAN, "off")
    times, rows = showers(make)
    for at in times:
        make.do(at + 300 + lag, FAN, "on")
        make.do(at + HOUR, FAN, "off", MACHINE)
    made = with_numbers(make.made(), bathroom_damp=("humidity", rows))
    past = Timeline(made.history, made.home, made.suns)
    routine = Routine(
        kind=RoutineKind.THRESHOLD,
        triggers=(NumericTrigger(entity_id=DAMP, above=60),),
        targets=(Target(entity_id=FAN, state="on"),),
    )
    goal = goal_of(routine.targets[0], past)
    candidate = Candidate(goal=goal, versions=(routine,), searched=1)
    assert prove(candidate, past).failed == failed


def test_numbers_that_have_nothing_to_do_with_it_are_no_reason() -> None:
    for seed in range(5):
        make = HomeMaker(seed)
        make.add(FAN, "off")
        make.noise(FAN, ("on", "off"), 1.5)
        _, rows = showers(make)
        made = with_numbers(make.made(), bathroom_damp=("humidity", rows))
        assert routines(made, FAN) == []


def days_of_light(
    make: HomeMaker, clouds: float
) -> tuple[list[float], list[tuple[float, float]]]:
    """Return when it gets darker than 100 lx, shifted by so many seconds of clouds, and how light it is."""
    dusks, rows = [], [(make.start, 0.0)]
    for day in range(make.days):
        rise, fall = make.suns.times[make.first + timedelta(days=day)]
        assert rise is not None
        assert fall is not None
        dusk = fall + make.random.gauss(0, clouds)
        dusks.append(dusk)
        rows += [(rise + n * 900, 100.0 * n) for n in range(1, 9)]
        rows += [(dusk + n * 600, 90.0 - 15 * n) for n in range(-5, 7)]
    return dusks, rows


def test_a_lamp_for_a_dark_room_whatever_the_sun_does() -> None:
    make = HomeMaker(5)
    make.add(DESK, "off")
    dusks, rows = days_of_light(make, 2400)
    for at in dusks:
        if make.random.random() < 0.9:
            make.do(at + make.random.uniform(30, 200), DESK, "on")
            make.do(at + 5 * HOUR, DESK, "off", MACHINE)
    made = with_numbers(make.made(), living_lux=("illuminance", rows))
    (found,) = routines(made, DESK)
    (trigger,) = found.triggers
    assert isinstance(trigger, NumericTrigger)
    assert trigger.entity_id == LUX
    assert trigger.below in {80.0, 100.0}


def test_who_keeps_to_the_sun_does_not_keep_to_the_light() -> None:
    make = HomeMaker(6, days=35)
    make.add(DESK, "off")
    make.sun(DESK, "on", "sunset", 900.0, follow=0.95, spread=120.0)
    make.undo_later(DESK, "off", 5 * HOUR)
    _, rows = days_of_light(make, 300)
    made = with_numbers(make.made(), living_lux=("illuminance", rows))
    (found,) = routines(made, DESK)
    assert found.kind in {RoutineKind.SUN, RoutineKind.CLOCK}


def bedtimes(make: HomeMaker, *, human: bool = HUMAN) -> None:
    """Write evenings that end, at no fixed time, with TV, desk lamp and bedside lamp in one go."""
    rnd = make.random
    for name, state in ((TV, "off"), (DESK, "off"), (BEDSIDE, "off")):
        make.add(name, state)
    for day in range(make.days):
        late = make.local(day, rnd.uniform(20.5, 23.5) * HOUR)
        make.do(late - 2 * HOUR, TV, "playing")
        make.do(late - 1.5 * HOUR - rnd.uniform(0, 1200), DESK, "on", MACHINE)
        if rnd.random() < 0.9:
            make.do(late, TV, "off")
            make.do(late + rnd.uniform(8, 25), DESK, "off", human)
            make.do(late + rnd.uniform(30, 60), BEDSIDE, "on", human)
            make.do(late + HOUR, BEDSIDE, "off", MACHINE)


def test_what_is_done_in_one_go_is_one_finding() -> None:
    make = HomeMaker(7)
    bedtimes(make)
    (found,) = routines(make.made(), TV, DESK, BEDSIDE)
    assert found.kind is RoutineKind.BUNDLE
    assert found.triggers == (StateTrigger(entity_id=TV, to="off"),)
    assert [t.entity_id for t in found.targets] == [BEDSIDE, DESK]


def test_what_an_automation_does_after_an_act_is_no_bundle() -> None:
    make = HomeMaker(8)
    bedtimes(make, human=MACHINE)
    assert routines(make.made(), DESK, BEDSIDE) == []


@pytest.mark.parametrize(("both", "findings"), [(True, 1), (False, 2)])
def test_two_habits_of_one_coming_are_one_where_they_are_one_habit(
    both: bool, findings: int
) -> None:
    make = HomeMaker(9, days=42)
    make.add(LAMP, "off")
    make.add(PLUG, "off")
    for at in comings(make, "home"):
        one, other = make.random.random() < 0.85, make.random.random() < 0.85
        if one:
            make.do(at + 40, LAMP, "on")
        if one if both else other:
            make.do(at + 60, PLUG, "on")
        for name in (LAMP, PLUG):
            make.do(at + 3 * HOUR, name, "off", MACHINE)
    found = routines(make.made(), LAMP, PLUG)
    assert len(found) == findings
    assert {r.kind for r in found} == {RoutineKind.PRESENCE}
