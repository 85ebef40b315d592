"""Tests of the search as a whole, on homes whose habits are known."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from custom_components.ai_automation.model.evidence import Found
from custom_components.ai_automation.model.home import HomeContext
from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    RoutineKind,
    StateTrigger,
    SunCondition,
    SunTrigger,
    Target,
    TimeCondition,
    is_timed,
)
from custom_components.ai_automation.model.track import History
from custom_components.ai_automation.routines import find as find_module
from custom_components.ai_automation.routines.detect import clock, sun
from custom_components.ai_automation.routines.find import find
from custom_components.ai_automation.routines.proof import Proof
from custom_components.ai_automation.routines.select import NEAR_MISSES
from custom_components.ai_automation.routines.timeline import Suns, Timeline

from .homes import HOUR, HomeMaker, Made, Planted, lived_in, shifted

NEAR = 1200


def search(made: Made) -> Found:
    return find(made.history, made.home, made.suns)


def is_found(planted: Planted, found: Found) -> bool:
    """Tell whether a finding is this habit: same thing and state, same trigger within bounds."""
    goal = Target(entity_id=planted.target[0], state=planted.target[1])
    return any(
        goal in f.routine.targets and _starts_alike(planted, f.routine.triggers[0])
        for f in found.findings
    )


def _starts_alike(planted: Planted, trigger: object) -> bool:
    match trigger:
        case ClockTrigger(at=at):
            return planted.kind == "clock" and abs(at - planted.at) <= NEAR
        case SunTrigger(event=event, offset=offset):
            same = planted.event == event
            return same and abs(offset - planted.at) <= NEAR
        case StateTrigger(entity_id=source, for_=wait):
            long_enough = planted.at / 2 <= wait <= planted.at * 2
            return planted.source == source and (
                planted.kind != "left_on" or long_enough
            )
        case _:
            return False


@pytest.fixture(scope="module")
def home() -> Made:
    return lived_in(3, follow=0.9, spread=300)


@pytest.fixture(scope="module")
def found(home: Made) -> Found:
    return search(home)


def test_habits_of_every_kind_are_found_once_and_nothing_else(
    home: Made, found: Found
) -> None:
    assert [p.target for p in home.planted if not is_found(p, found)] == []
    assert len(found.findings) == len(home.planted)
    assert {f.routine.kind for f in found.findings} == {
        RoutineKind.CLOCK,
        RoutineKind.SUN,
        RoutineKind.FOLLOW,
        RoutineKind.LEFT_ON,
    }


def test_findings_come_best_first_with_their_evidence(found: Found) -> None:
    worths = [f.worth for f in found.findings]
    assert worths == sorted(worths, reverse=True)
    for finding in found.findings:
        evidence = finding.evidence
        assert evidence.fired == evidence.right + evidence.wrong + evidence.noop
        assert evidence.right >= 4
        assert 0 < finding.confidence < 1
        assert len(evidence.examples) == evidence.fired + evidence.missed


def test_the_nearest_misses_are_kept_each_once_with_the_test_they_failed(
    found: Found,
) -> None:
    assert 0 < len(found.near_misses) <= NEAR_MISSES
    prints = [m.routine.fingerprint for m in found.near_misses]
    assert len(set(prints)) == len(prints)
    assert {m.reason for m in found.near_misses} <= {
        "too_few_acts",
        "too_many_unwanted",
        "not_significant",
        "not_on_later_days",
        "automated_already",
        "faded",
        "opposite_people",
    }


def test_more_homes_are_read_right() -> None:
    right = wrong = planted = 0
    for seed in (20, 21, 22, 23):
        made = lived_in(seed, follow=0.85, spread=400)
        found = search(made)
        hits = sum(is_found(p, found) for p in made.planted)
        right, planted = right + hits, planted + len(made.planted)
        wrong += len(found.findings) - hits
    assert right >= 0.85 * planted
    assert wrong <= 1


@pytest.mark.parametrize("clock", [True, False])
def test_homes_whose_habits_were_destroyed_stay_silent(clock: bool) -> None:
    made = [shifted(lived_in(seed), seed, clock=clock) for seed in range(30, 35)]
    assert sum(len(search(m).findings) for m in made) == 0


def test_a_home_in_which_nobody_did_anything_stays_silent(home: Made) -> None:
    silent = find(replace(home.history, acts=()), home.home, home.suns)
    assert (silent.findings, silent.tested, silent.near_misses) == ((), 0, ())


def test_what_is_mostly_automated_is_not_suggested(home: Made) -> None:
    target = ("switch.kitchen_coffee", "on")
    acts = [a.at for a in home.history.acts if (a.entity_id, a.state) == target]
    elsewhen = np.sort(np.array(acts) + 6 * 3600)
    history = replace(home.history, machine_times={target: elsewhen})
    found = find(history, home.home, home.suns)
    assert not any(
        t.entity_id == target[0] for f in found.findings for t in f.routine.targets
    )


def test_noise_does_not_hide_a_strong_habit() -> None:
    make = HomeMaker(40)
    lamp = make.add("light.office_desk", "off")
    habit = make.clock(lamp, "on", 19 * 3600.0, follow=0.95, spread=240)
    make.undo_later(lamp, "off", 7200)
    for n in range(40):
        make.noise(make.add(f"switch.office_thing_{n}", "off"), ("on", "off"), 1.5)
    found = search(make.made())
    assert is_found(habit, found)
    assert len(found.findings) == 1


def test_one_gesture_is_one_suggestion() -> None:
    make = HomeMaker(41)
    tv = make.add("media_player.living_tv", "off")
    light = make.add("light.living_main", "on")
    bedside = make.add("light.bedroom_bedside", "off")
    for day in range(make.days):
        if make.random.random() < 0.85:
            at = make.local(day, 23 * 3600 + make.random.gauss(0, 2400))
            make.do(at - 9000, tv, "playing")
            make.do(at, tv, "off")
            make.do(at + make.random.gauss(20, 4), light, "off")
            make.do(at + make.random.gauss(50, 6), bedside, "on")
            make.do(at + 4000, bedside, "off", human=False)
            make.do(at + 8 * 3600, light, "on", human=False)
    (finding,) = search(make.made()).findings
    assert finding.routine.triggers == (StateTrigger(entity_id=tv, to="off"),)
    assert set(finding.routine.targets) == {
        Target(entity_id=light, state="off"),
        Target(entity_id=bedside, state="on"),
    }


def in_a_busy_room(seed: int, *, dark: bool) -> Made:
    """Return a home with an office in which somebody sits all day, and a light there.

    It is used after dark by who is noticed coming in, or by the same number of acts at any moment of the day.
    """
    make = HomeMaker(seed)
    lamp, rnd = make.add("light.office_desk", "off"), make.random
    sensor = "binary_sensor.office_motion"
    make.events = [e for e in make.events if e[1] != sensor]
    for day in range(make.days):
        late = rnd.uniform(19.6, 21)
        stays = [(7, 9), (9.2, 12), (13, 17.5), (late, late + 1.5)]
        for since, until in stays:
            now = came = make.local(day, since * HOUR)
            while now < make.local(day, until * HOUR):
                make.do(now, sensor, "on", human=False)
                make.do(now + 60, sensor, "off", human=False)
                now += rnd.uniform(90, 200)
            if dark and make.is_dark(came):
                by_hand = rnd.random() < 0.6
                on = came + (rnd.uniform(90, 170) if by_hand else -60)
                make.do(on, lamp, "on", by_hand)
                make.do(make.local(day, until * HOUR) + 30, lamp, "off", human=False)
        for _ in range(0 if dark else rnd.randrange(4)):
            at = make.local(day, rnd.uniform(7, 22.5) * HOUR)
            make.do(at, lamp, "on")
            make.do(at + rnd.uniform(1200, 7200), lamp, "off")
    return make.made()


def test_a_light_for_who_comes_in_after_dark_is_found_where_somebody_is_all_day() -> (
    None
):
    for seed in range(3):
        (finding,) = search(in_a_busy_room(seed, dark=True)).findings
        assert finding.routine.kind is RoutineKind.FOLLOW
        assert finding.routine.triggers == (
            StateTrigger(entity_id="binary_sensor.office_motion", to="on"),
        )
        assert any(
            isinstance(c, SunCondition | TimeCondition)
            for c in finding.routine.conditions
        )


def test_what_is_used_at_any_moment_in_a_busy_room_is_not_suggested() -> None:
    found = [search(in_a_busy_room(seed, dark=False)) for seed in range(8)]
    assert [f.routine for one in found for f in one.findings] == []


def weekends(sensors: int) -> Made:
    """Return a radio that is mostly switched on at nine on weekends, and sensors all over the home."""
    make = HomeMaker(42)
    radio = make.add("media_player.kitchen_radio", "off")
    for day in range(make.days):
        if make.weekday(day) > 4 and day % 7 + day // 7 not in (5, 9):
            make.do(make.local(day, 9 * HOUR + 120), radio, "playing")
            make.do(make.local(day, 10 * HOUR), radio, "off", human=False)
    for n in range(sensors):
        door = make.add(f"binary_sensor.door_{n}", "off", "door")
        for day in range(make.days):
            at = make.local(day, make.random.uniform(7, 22) * HOUR)
            make.do(at, door, "on", human=False)
            make.do(at + 100, door, "off", human=False)
    return make.made()


def test_many_sensors_do_not_hide_what_is_done_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The chance of the radio is just small enough among times of day, and too large among hundreds of sensors."""
    tests: list[tuple[set[bool], int]] = []
    judged = find_module.significant

    def weak(proofs: Sequence[Proof], tested: int) -> list[Proof]:
        tests.append(({is_timed(p.routine) for p in proofs}, tested))
        return judged(
            [replace(p, p_value=max(p.p_value, 1e-3)) for p in proofs], tested
        )

    monkeypatch.setattr(find_module, "significant", weak)
    found = search(weekends(200))
    (radio,) = found.findings
    assert radio.routine.kind is RoutineKind.CLOCK
    (timed, few), (others, many) = tests
    assert (timed, others <= {False}) == ({True}, True)
    assert few == clock.tried(Timeline(*_past(weekends(0)))) + sun.TRIED
    assert many > 400
    assert found.tested == few + many


def _past(made: Made) -> tuple[History, HomeContext, Suns]:
    return made.history, made.home, made.suns
