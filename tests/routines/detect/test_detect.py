"""Tests of where candidates come from."""

import random

import pytest

from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    Routine,
    StateTrigger,
    SunTrigger,
    Target,
    WeekdayCondition,
)
from custom_components.ai_automation.routines.chance import p_value
from custom_components.ai_automation.routines.detect import clock, follow, left_on, sun
from custom_components.ai_automation.routines.prove import CONCEIVABLE
from custom_components.ai_automation.routines.timeline import Suns, Timeline
from custom_components.ai_automation.routines.trial import (
    Goal,
    firings,
    goal_of,
    try_out,
)
from custom_components.ai_automation.routines.tune import Candidate

from ..homes import entity
from ..small import act, at, timeline

LAMP, MOTION = "light.hall_lamp", "binary_sensor.hall_motion"


def goal(past: Timeline, entity_id: str = LAMP, state: str = "on") -> Goal:
    return goal_of(Target(entity_id=entity_id, state=state), past)


def lamp_on(times: list[float], days: int = 28, **more: object) -> Timeline:
    """Return a past in which a lamp is switched on by hand."""
    return timeline(
        {LAMP: [(at(0, "00:00"), "off")]},
        [act(t, LAMP, "on") for t in times],
        days=days,
        **more,  # type: ignore[arg-type]
    )


def clock_times(versions: tuple[Routine, ...]) -> list[int]:
    return [
        v.triggers[0].at for v in versions if isinstance(v.triggers[0], ClockTrigger)
    ]


def test_times_around_a_habit_are_tried_the_roundest_first() -> None:
    past = lamp_on([at(day, "07:20") + 30 * day for day in range(10)])
    first = next(iter(clock.candidates(goal(past), past)))
    times = clock_times(first.versions)
    assert times[:2] == [7 * 3600, 7.5 * 3600]
    assert (min(times), max(times)) == (6 * 3600 + 2400, 7.5 * 3600)
    assert all(t % 300 == 0 for t in times)


def test_a_habit_across_midnight_is_one() -> None:
    times = [at(day, "23:55") if day % 2 else at(day, "00:05") for day in range(1, 13)]
    past = lamp_on(times)
    plain = [
        c for c in clock.candidates(goal(past), past) if not c.versions[0].conditions
    ]
    assert len(plain) == 1
    assert 0 in clock_times(plain[0].versions)


@pytest.mark.parametrize(
    ("days", "weekdays"),
    [
        (range(28), {()}),
        ([d for d in range(28) if d % 7 < 5], {(), (0, 1, 2, 3, 4)}),
        ([d for d in range(28) if d % 7 > 4], {(), (5, 6)}),
        ([1, 8, 15, 22], {(), (0, 1, 2, 3, 4), (1,)}),
    ],
)
def test_days_of_the_week_are_tried_where_the_acts_keep_to_them(
    days: list[int], weekdays: set[tuple[int, ...]]
) -> None:
    past = lamp_on([at(day, "07:20") for day in days])
    assert {
        tuple(
            c.weekdays
            for c in x.versions[0].conditions
            if isinstance(c, WeekdayCondition)
        )[:1]
        for x in clock.candidates(goal(past), past)
    } == {(w,) if w else () for w in weekdays}


def test_single_days_need_four_weeks() -> None:
    assert clock.tried(lamp_on([], days=27)) == 3
    assert clock.tried(lamp_on([], days=28)) == 10


def test_acts_at_any_time_and_too_few_acts_are_no_habit() -> None:
    rnd = random.Random(1)
    anywhere = lamp_on([at(d, "00:00") + rnd.uniform(0, 86400) for d in range(8)])
    few = lamp_on([at(day, "07:20") for day in range(3)])
    one_day = lamp_on([at(0, "07:20") + 100 * n for n in range(6)])
    for past in (anywhere, few, one_day, lamp_on([])):
        assert list(clock.candidates(goal(past), past)) == []


def moving_suns(past: Timeline, minutes_a_day: float) -> Suns:
    """Return suns whose sunset moves by the clock, and whose sunrise does not."""
    return Suns(
        {
            day: (at(n, "06:00"), at(n, "19:00") + n * 60 * minutes_a_day)
            for n, day in enumerate(past.calendar.days)
        }
    )


def with_suns(times: list[float], minutes_a_day: float) -> Timeline:
    return lamp_on(times, suns=moving_suns(lamp_on([]), minutes_a_day))


def test_acts_that_move_with_the_sun_follow_it() -> None:
    rnd = random.Random(2)
    times = [at(d, "19:10") + d * 120 + rnd.gauss(0, 200) for d in range(28)]
    past = with_suns(times, 2)
    (found,) = sun.candidates(goal(past), past)
    triggers = [v.triggers[0] for v in found.versions]
    assert triggers[0] == SunTrigger(event="sunset", offset=0)
    assert SunTrigger(event="sunset", offset=600) in triggers


def test_acts_at_a_fixed_time_do_not_follow_the_sun() -> None:
    rnd = random.Random(3)
    past = with_suns([at(d, "19:40") + rnd.gauss(0, 200) for d in range(28)], 2)
    assert list(sun.candidates(goal(past), past)) == []


@pytest.mark.parametrize("minutes_a_day", [0, 0.3])
def test_a_sun_that_hardly_moves_cannot_be_told_from_a_time(
    minutes_a_day: float,
) -> None:
    past = with_suns(
        [at(d, "19:00") + d * 60 * minutes_a_day for d in range(28)], minutes_a_day
    )
    assert list(sun.candidates(goal(past), past)) == []


def test_few_acts_and_acts_of_few_days_do_not_follow_the_sun() -> None:
    few = with_suns([at(d, "19:10") + d * 120 for d in (0, 9, 20)], 2)
    crowded = with_suns(
        [at(d, "19:10") + d * 120 + n for d in (0, 9, 20) for n in (0, 60)], 2
    )
    for past in (few, crowded):
        assert list(sun.candidates(goal(past), past)) == []


def test_without_a_sun_there_is_nothing_to_follow() -> None:
    past = lamp_on([at(d, "19:10") for d in range(28)], suns=Suns({}))
    assert list(sun.candidates(goal(past), past)) == []


def pulses(
    times: list[float], high: str = "on", low: str = "off", length: float = 60
) -> list[tuple[float, str]]:
    """Return rows of something that goes on for a while at each time."""
    rows = [(at(0, "00:00"), low)]
    for t in times:
        rows += [(t, high), (t + length, low)]
    return rows


EVENINGS = [at(day, "19:10") for day in range(10)]


def followed(
    source: str, rows: list[tuple[float, str]], lag: float = 10, **more: object
) -> list[object]:
    """Return what a lamp is found to follow, when it is switched on some seconds after each evening's event."""
    past = timeline(
        {LAMP: [(at(0, "00:00"), "off")], source: rows},
        [act(t + lag, LAMP, "on") for t in EVENINGS],
        **more,  # type: ignore[arg-type]
    )
    lamp = goal(past)
    around = follow.happenings(past, [lamp]).near(lamp)
    found = follow.candidates(lamp, past, around)
    return [c.versions[0].triggers[0] for c in found]


def test_a_sensor_is_followed() -> None:
    assert followed(MOTION, pulses(EVENINGS, length=600)) == [
        StateTrigger(entity_id=MOTION, to="on")
    ]


@pytest.mark.parametrize(
    ("device_class", "begins"),
    [("motion", False), ("occupancy", False), ("presence", False), ("door", True)],
)
def test_that_nobody_is_noticed_any_more_begins_nothing(
    device_class: str, begins: bool
) -> None:
    """A door that is closed may; what follows an empty room is left to what waits."""
    rows = pulses([t - 300 for t in EVENINGS], length=300)
    found = followed(MOTION, rows, classes={MOTION: device_class})
    assert (StateTrigger(entity_id=MOTION, to="off") in found) == begins


def test_what_comes_too_long_before_or_happens_to_the_second_is_not() -> None:
    assert followed(MOTION, pulses(EVENINGS, length=3600), lag=300) == []
    assert followed(MOTION, pulses(EVENINGS, length=600), lag=0.5) == []


def test_what_rarely_comes_before_is_not() -> None:
    assert followed(MOTION, pulses(EVENINGS[:3], length=600)) == []
    same_day = pulses([EVENINGS[0] - n * 100 for n in range(5)])
    assert followed(MOTION, same_day) == []


@pytest.mark.parametrize(
    ("device_class", "category", "hidden"),
    [("connectivity", None, False), ("motion", "diagnostic", False)],
)
def test_what_people_do_not_notice_is_not(
    device_class: str, category: str | None, hidden: bool
) -> None:
    known = entity(MOTION, device_class, entity_category=category, hidden=hidden)
    assert followed(MOTION, pulses(EVENINGS, length=600), entities=[known]) == []


def test_members_of_a_group_are_not() -> None:
    groups = {"light.hall_all": ("light.hall_all", "light.hall_bulb")}
    assert (
        followed("light.hall_bulb", pulses(EVENINGS, length=600), groups=groups) == []
    )


def test_everything_gone_and_unknown_is_passed_over() -> None:
    rows = pulses(EVENINGS, high="unavailable", length=600)
    assert followed(MOTION, rows) == []
    past = timeline({}, [])
    lamp = Goal(Target(entity_id=LAMP, state="on"), ())
    known = follow.happenings(past, [lamp])
    assert known.triggers == ()
    assert list(follow.candidates(lamp, past, known.near(lamp))) == []


def test_coming_home_and_leaving_are_left_to_those_that_know_people() -> None:
    for name, states in (("zone.home", ("1", "0")), ("person.ana", ("home", "away"))):
        rows = pulses(EVENINGS, *states, length=600)
        assert followed(name, rows) == []


def test_another_thing_is_followed_where_people_moved_it_themselves() -> None:
    tv = "media_player.hall_tv"
    rows = pulses(EVENINGS, high="playing", length=600)
    assert followed(tv, rows) == []
    past = timeline(
        {LAMP: [(at(0, "00:00"), "off")], tv: rows},
        [
            *(act(t, tv, "playing") for t in EVENINGS),
            *(act(t + 10, LAMP, "on") for t in EVENINGS),
        ],
    )
    lamp, itself = goal(past), goal(past, tv, "playing")
    known = follow.happenings(past, [lamp, itself])
    (found,) = follow.candidates(lamp, past, known.near(lamp))
    assert found.versions[0].triggers == (StateTrigger(entity_id=tv, to="playing"),)
    assert list(follow.candidates(itself, past, known.near(itself))) == []


OTHER = "binary_sensor.office_motion"


def _left_on(lamp: Goal, past: Timeline) -> list[Candidate]:
    return list(left_on.candidates(lamp, past, left_on.waits(past, [lamp])))


def left_on_past(lag: float | None) -> Timeline:
    """Return a past in which a lamp is switched off some seconds after the room has become empty, or never."""
    rows = pulses(EVENINGS, length=600)
    moves = [] if lag is None else [t + 600 + lag for t in EVENINGS]
    return timeline(
        {
            LAMP: [(at(0, "00:00"), "off")],
            MOTION: rows,
            OTHER: rows,
            "media_player.hall_radio": rows,
        },
        [act(t, LAMP, "off", "on") for t in moves],
        classes={MOTION: "motion", OTHER: "motion"},
    )


def test_what_is_left_on_goes_off_when_the_room_is_empty() -> None:
    past = left_on_past(lag=1000)
    (found,) = _left_on(goal(past, state="off"), past)
    waits = [
        t.for_ for v in found.versions if isinstance(t := v.triggers[0], StateTrigger)
    ]
    assert waits == sorted(waits, reverse=True)
    assert {v.triggers[0].entity_id for v in found.versions} == {MOTION}  # type: ignore[union-attr]
    assert _left_on(goal(past, state="on"), past) == []


@pytest.mark.parametrize("lag", [None, 6 * 3600])
def test_what_is_not_switched_off_after_a_room_is_empty_is_not_left_on(
    lag: float | None,
) -> None:
    past = left_on_past(lag)
    assert _left_on(goal(past, state="off"), past) == []


@pytest.mark.parametrize("seed", range(12))
def test_no_distance_from_the_sun_is_sifted_out_that_a_replay_finds_conceivable(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rnd = random.Random(seed)
    share = rnd.choice((0.2, 0.4, 0.7))
    times = [
        at(d, "19:10") + d * 120 + rnd.gauss(0, 300)
        for d in range(28)
        if rnd.random() < share
    ]
    times += [at(d, "08:00") + rnd.uniform(0, 14 * 3600) for d in range(28)]
    past = with_suns(sorted(times), 2)
    kept = list(sun.candidates(goal(past), past))
    monkeypatch.setattr(sun, "_is_conceivable", lambda *_: True)
    for candidate in sun.candidates(goal(past), past):
        trials = [
            try_out(
                goal(past), v.triggers, firings(v.triggers, v.conditions, past), past
            )
            for v in candidate.versions
        ]
        chance = min(
            p_value(goal(past), trial, version, past) * candidate.searched
            for trial, version in zip(trials, candidate.versions, strict=True)
        )
        if chance <= 0.9 * CONCEIVABLE:
            assert candidate.versions in [one.versions for one in kept]
