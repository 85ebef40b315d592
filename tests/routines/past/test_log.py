"""Tests of what the own act log adds to the recorder's memory."""

from collections.abc import Sequence
from dataclasses import replace
import random

import numpy as np
import pytest

from custom_components.ai_automation.model.act import Act
from custom_components.ai_automation.model.evidence import Finding, Found
from custom_components.ai_automation.model.home import HomeContext
from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    RoutineKind,
    SunTrigger,
)
from custom_components.ai_automation.model.track import History, Track
from custom_components.ai_automation.routines.conditions import WEEKEND
from custom_components.ai_automation.routines.find import find
from custom_components.ai_automation.routines.past.log import log_start, with_log
from custom_components.ai_automation.routines.timeline import Suns, Timeline

from ..homes import HomeMaker, Made
from ..small import act, at, timeline

LAMP, MOTION = "light.hall_lamp", "binary_sensor.hall_motion"
COVER = "cover.hall_blinds"
DAYS, RECORDED = 70, 10
SPLIT = at(DAYS - RECORDED, "00:00")
Moves = list[tuple[float, str, bool]]


def kept(track: Track, start: float) -> Track:
    """Return what a recorder that begins at a moment has of a track."""
    first = int(np.searchsorted(track.times, start, side="right")) - 1
    times = track.times[first:].copy()
    times[0] = start
    return replace(track, times=times, codes=track.codes[first:])


def clipped(history: History, start: float = SPLIT) -> History:
    """Return a history of which the recorder has the end, and the log the acts before."""
    return replace(
        history,
        start=start,
        tracks={e: kept(t, start) for e, t in history.tracks.items()},
        machine_times={k: v[v >= start] for k, v in history.machine_times.items()},
    )


def without_log(history: History) -> History:
    return replace(
        history, acts=tuple(a for a in history.acts if a.at >= history.start)
    )


def lived(moves: Moves, **more: object) -> Timeline:
    """Return a lamp's past of ten weeks by its moves (when, state, by hand)."""
    rows, acts, machine = [(at(0, "00:00"), "off")], [], {}
    for when, state, by_hand in sorted(moves):
        if rows[-1][1] == state:
            continue
        if by_hand:
            acts.append(act(when, LAMP, state, rows[-1][1]))
        else:
            machine.setdefault((LAMP, state), []).append(when)
        rows.append((when, state))
    return timeline({LAMP: rows}, acts, days=DAYS, machine=machine, **more)  # type: ignore[arg-type]


def habit(days: Sequence[int], clock: str = "09:00", spread: float = 240) -> Moves:
    """Return a lamp that is switched on about a time of these days, and off at no fixed time."""
    rnd = random.Random(4)
    moves: Moves = []
    for day in days:
        on = at(day, clock) + rnd.gauss(0, spread)
        moves += [(on, "on", True), (on + rnd.uniform(1800, 36000), "off", True)]
    return moves


def search(past: Timeline, history: History) -> Found:
    return find(history, past.home, past.suns)


def lamp_on(found: Found) -> list[Finding]:
    return [f for f in found.findings if f.routine.targets[0].state == "on"]


WEEKENDS = [d for d in range(DAYS) if d % 7 in (5, 6)]


def test_a_weekend_habit_is_found_with_the_log_only() -> None:
    past = lived(habit([d for d in WEEKENDS if d not in (20, 62)]))
    history = clipped(past.history)
    (found,) = lamp_on(search(past, history))
    assert found.routine.conditions == (WEEKEND,)
    (trigger,) = found.routine.triggers
    assert isinstance(trigger, ClockTrigger)
    assert abs(trigger.at - 9 * 3600) <= 1200
    assert found.evidence.start == at(5, "00:00")
    assert found.evidence.days == DAYS - 5
    assert found.evidence.right >= 15
    assert found.evidence.saved_per_week <= 2.2
    assert lamp_on(search(past, without_log(history))) == []


def test_what_the_log_proves_is_no_near_miss_of_the_recorder() -> None:
    past = lived(habit(WEEKENDS, spread=0))
    found = search(past, clipped(past.history))
    routines = {f.routine for f in found.findings}
    assert lamp_on(found)
    assert not routines & {m.routine for m in found.near_misses}


def test_a_sun_habit_is_found_with_the_log() -> None:
    past = lived([])
    marks = [s for _, s in past.suns.times.values() if s is not None]
    rnd = random.Random(1)
    moves: Moves = []
    for mark in marks[4:-5]:
        on = mark + rnd.gauss(0, 240)
        moves += [(on, "on", True), (on + rnd.uniform(3600, 18000), "off", True)]
    past = lived(moves)
    (found,) = lamp_on(search(past, clipped(past.history)))
    assert isinstance(found.routine.triggers[0], SunTrigger)
    assert found.evidence.right > 40


def test_a_habit_that_ended_in_the_log_is_not_suggested() -> None:
    ended = lived(habit(range(40)))
    assert lamp_on(search(ended, clipped(ended.history))) == []


def test_a_habit_that_ended_because_the_thing_stays_on_is_not_suggested() -> None:
    stays = lived([*habit(range(30)), (at(31, "08:00"), "on", True)])
    assert lamp_on(search(stays, clipped(stays.history))) == []


def test_a_habit_that_thinned_out_is_not_suggested() -> None:
    thinned = lived(habit([*range(42), *range(42, DAYS, 4)]))
    assert lamp_on(search(thinned, clipped(thinned.history))) == []


def test_a_habit_that_began_after_much_else_is_found_by_what_is_recorded() -> None:
    begun = lived([*habit(range(10), "21:00"), *habit(range(60, DAYS), spread=60)])
    (found,) = lamp_on(search(begun, clipped(begun.history)))
    assert found.evidence.start == SPLIT


@pytest.mark.parametrize("share", [0.25, 0.45])
def test_the_log_does_not_suggest_what_an_automation_does(share: float) -> None:
    """A lamp is switched by an automation, and now and then a person is a little earlier."""
    rnd = random.Random(7)
    moves: Moves = []
    for day in range(DAYS):
        early = -rnd.uniform(60, 600)
        for clock, state in (("18:00", "on"), ("22:30", "off")):
            moves.append((at(day, clock), state, False))
            if rnd.random() < share:
                moves.append((at(day, clock) + early, state, True))
    past = lived(moves)
    assert search(past, clipped(past.history)).findings == ()


def test_follow_routines_are_judged_on_what_is_recorded() -> None:
    make = HomeMaker(5, days=40)
    light = make.add("light.bathroom_light", "off")
    make.follow(light, "on", "binary_sensor.bathroom_motion", "on", follow=0.9)
    make.off_when_left(light, "bathroom")
    made: Made = make.made()
    history = clipped(made.history, made.history.end - 14 * 86400)
    before = find(without_log(history), made.home, made.suns).findings
    after = find(history, made.home, made.suns).findings
    follows = [f for f in after if f.routine.kind is RoutineKind.FOLLOW]
    assert follows == [f for f in before if f.routine.kind is RoutineKind.FOLLOW]
    assert follows


def longer(acts: Sequence[Act], rows: list[tuple[float, str]], zone: str) -> Timeline:
    """Return a past of which the recorder has the last of three days."""
    past = timeline({acts[0].entity_id: rows}, acts, days=3, zone=zone)
    split = at(2, "00:00", zone)
    found = with_log(clipped(past.history, split), past.home, past.suns)
    assert found is not None
    return found


def test_the_log_reaches_back_to_the_local_midnight_before_its_first_act() -> None:
    zone = "America/New_York"
    acts = [act(at(0, "07:00", zone), LAMP, "on")]
    past = longer(acts, [(at(0, "00:00", zone), "off"), (acts[0].at, "on")], zone)
    assert past.start == at(0, "00:00", zone)
    assert past.watched == at(2, "00:00", zone)


def test_a_thing_is_in_the_states_that_its_acts_tell_of() -> None:
    first, second = at(0, "07:00"), at(1, "07:00")
    acts = [act(first, LAMP, "on"), act(second, LAMP, "off", "on")]
    past = longer(acts, [(at(0, "00:00"), "off"), (at(2, "09:00"), "on")], "UTC")
    track = past.history.tracks[LAMP]
    moments = [first - 1, first, second - 1, second, at(2, "08:00"), at(2, "09:00")]
    assert [track.state_at(m) for m in moments] == [
        "off",
        "on",
        "on",
        "off",
        "off",
        "on",
    ]
    assert bool((np.diff(track.times) >= 0).all())


def test_what_moved_a_thing_between_two_acts_is_unknown() -> None:
    first, second = at(0, "07:00"), at(1, "07:00")
    acts = [act(first, LAMP, "on"), act(second, LAMP, "on")]
    past = longer(acts, [(at(0, "00:00"), "off")], "UTC")
    track = past.history.tracks[LAMP]
    moments = [first + 60, first + 200, second - 1, second - 0.0005, second, SPLIT]
    told = [track.state_at(m) for m in moments[:5]]
    assert told == ["on", "unknown", "unknown", "off", "on"]
    assert track.state_at(at(1, "12:00")) == "unknown"
    assert track.state_at(at(2, "00:00")) == "off"


def test_two_acts_close_together_leave_nothing_unknown() -> None:
    first = at(0, "07:00")
    acts = [act(first, LAMP, "on"), act(first + 30, LAMP, "on")]
    past = longer(acts, [(at(0, "00:00"), "off"), (at(0, "07:00"), "on")], "UTC")
    assert past.history.tracks[LAMP].state_at(first + 20) == "on"
    assert "unknown" not in past.history.tracks[LAMP].states


def test_a_movement_that_ended_is_nothing_unknown() -> None:
    acts = [
        act(at(0, "07:00"), COVER, "opening", "closed"),
        act(at(0, "19:00"), COVER, "closing", "open"),
    ]
    past = longer(acts, [(at(0, "00:00"), "closed")], "UTC")
    assert "unknown" not in past.history.tracks[COVER].states


def test_there_is_no_log_without_an_act_on_a_thing_with_states() -> None:
    past = timeline(
        {LAMP: [(at(0, "00:00"), "off")]}, [act(at(0, "07:00"), COVER, "closed")]
    )
    history = replace(past.history, start=at(1, "00:00"))
    home: HomeContext = past.home
    suns: Suns = past.suns
    assert log_start(history, home) is None
    assert with_log(history, home, suns) is None


def test_the_log_is_looked_at_for_twelve_weeks() -> None:
    rows = {LAMP: [(at(0, "00:00"), "off")]}
    acts = [act(at(d, "07:00"), LAMP, "on") for d in (0, 15, 16)]
    past = timeline(rows, acts, days=100)
    history = clipped(past.history, at(95, "00:00"))
    assert log_start(history, past.home) == at(16, "00:00")
