"""Tests of what is kept of everything that was proven."""

from dataclasses import replace

import pytest

from custom_components.ai_automation.model.act import Act
from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    Condition,
    NumericTrigger,
    Routine,
    RoutineKind,
    StateTrigger,
    SunCondition,
    SunTrigger,
    Target,
    Trigger,
)
from custom_components.ai_automation.routines.proof import Proof
from custom_components.ai_automation.routines.prove import prove
from custom_components.ai_automation.routines.select import (
    NEAR_MISSES,
    NEAR_MISSES_OF_A_ROOM,
    choose,
    finding,
    near_misses,
    significant,
    worth,
)
from custom_components.ai_automation.routines.timeline import Timeline
from custom_components.ai_automation.routines.trial import goal_of
from custom_components.ai_automation.routines.tune import Candidate

from .homes import entity
from .small import act, at, timeline

MOTION, DOOR = "binary_sensor.hall_motion", "binary_sensor.hall_door"
LAMP, DESK, TV = "light.hall_lamp", "light.office_lamp", "media_player.living_tv"
PLUG = "switch.kitchen_plug"


def pulses(
    day_lag: float, name: str, *, by_hand: bool
) -> tuple[list[tuple[float, str]], list[Act]]:
    """Return a thing that goes on for an hour some seconds after noon each day."""
    rows, acts = [(at(0, "00:00"), "off")], []
    for day in range(14):
        start = at(day, "12:00") + day_lag
        rows += [(start, "on"), (start + 3600, "off")]
        if by_hand:
            acts.append(act(start, name, "on"))
    return rows, acts


@pytest.fixture
def past() -> Timeline:
    """Every day: the sensors, then TV, lamp, desk lamp and plug within a minute and a half."""
    lags = {
        MOTION: 0,
        DOOR: 5,
        "person.ana": 6,
        "zone.home": 7,
        "binary_sensor.gone": 8,
    }
    by_hand = {TV: 20, LAMP: 40, DESK: 60, PLUG: 90}
    rows, acts = {}, []
    for name, lag in (lags | by_hand).items():
        rows[name], more = pulses(lag, name, by_hand=name in by_hand)
        acts += more
    rows["zone.home"] = [(t, "1" if s == "on" else "0") for t, s in rows["zone.home"]]
    acts.sort(key=lambda a: a.at)
    classes = {MOTION: "motion", DOOR: "door", "binary_sensor.gone": "motion"}
    known = timeline(rows, acts, classes=classes)
    entities = {
        k: v for k, v in known.home.entities.items() if k != "binary_sensor.gone"
    }
    home = replace(known.home, entities=entities)
    return Timeline(known.history, home, known.suns)


def proof(past: Timeline, trigger: Trigger | str, target: str) -> Proof:
    if isinstance(trigger, str):
        trigger = StateTrigger(entity_id=trigger, to="on")
    goal = Target(entity_id=target, state="on")
    routine = Routine(kind=RoutineKind.FOLLOW, triggers=(trigger,), targets=(goal,))
    candidate = Candidate(goal=goal_of(goal, past), versions=(routine,), searched=1)
    found = prove(candidate, past)
    assert found.failed is None
    return found


def test_the_nearer_of_two_explanations_is_kept(past: Timeline) -> None:
    near, far = proof(past, MOTION, LAMP), proof(past, MOTION, DESK)
    other = proof(past, "person.ana", LAMP)
    chosen = choose([other, far, near], past)
    assert [o.routine.triggers[0] for o in chosen] == [near.routine.triggers[0]]
    assert [t.entity_id for t in chosen[0].routine.targets] == [LAMP, DESK]
    (single,) = choose([other, near], past)
    assert single.proofs == (near,)


@pytest.mark.parametrize(
    ("trigger", "target", "factor"),
    [
        (MOTION, LAMP, 1.0),
        (MOTION, DESK, 0.7),
        (DOOR, DESK, 0.9),
        ("person.ana", LAMP, 1.0),
        (NumericTrigger(entity_id="zone.home", above=0), LAMP, 1.0),
        ("binary_sensor.gone", LAMP, 0.7),
    ],
)
def test_what_lies_further_off_is_worth_less(
    past: Timeline, trigger: Trigger | str, target: str, factor: float
) -> None:
    found = proof(past, trigger, target)
    assert worth(found, past) == pytest.approx(found.lower * 14 * factor)


def test_conditions_are_worth_less(past: Timeline) -> None:
    plain = proof(past, MOTION, LAMP)
    conditions: tuple[Condition, ...] = (SunCondition(dark=True),)
    narrow = replace(plain, routine=replace(plain.routine, conditions=conditions))
    assert worth(narrow, past) == pytest.approx(0.6 * worth(plain, past))


def test_one_gesture_becomes_one_offer(past: Timeline) -> None:
    offers = choose(
        [proof(past, TV, LAMP), proof(past, TV, DESK), proof(past, LAMP, DESK)], past
    )
    assert len(offers) == 1
    found = finding(offers[0], past)
    assert [t.entity_id for t in found.routine.targets] == [LAMP, DESK]
    assert (found.evidence.right, found.evidence.wrong) == (14, 0)
    assert found.worth == sum(worth(p, past) for p in offers[0].proofs)


def test_what_begins_with_an_act_is_a_bundle_and_what_a_sensor_begins_is_not(
    past: Timeline,
) -> None:
    (by_hand,) = choose([proof(past, TV, LAMP), proof(past, TV, DESK)], past)
    assert by_hand.routine.kind is RoutineKind.BUNDLE
    (sensed,) = choose([proof(past, MOTION, LAMP), proof(past, MOTION, DESK)], past)
    assert sensed.routine.kind is RoutineKind.FOLLOW


def timed(past: Timeline, trigger: Trigger, target: str, kind: RoutineKind) -> Proof:
    """Return the proof of a routine that a time begins."""
    goal = Target(entity_id=target, state="on")
    routine = Routine(kind=kind, triggers=(trigger,), targets=(goal,))
    candidate = Candidate(goal=goal_of(goal, past), versions=(routine,), searched=1)
    return replace(prove(candidate, past), failed=None)


def test_what_is_done_at_one_time_is_one_offer_though_the_times_differ_a_little(
    past: Timeline,
) -> None:
    noon, later = ClockTrigger(at=12 * 3600), ClockTrigger(at=12 * 3600 - 300)
    offers = choose(
        [
            timed(past, noon, LAMP, RoutineKind.CLOCK),
            timed(past, later, DESK, RoutineKind.CLOCK),
        ],
        past,
    )
    assert [o.routine.kind for o in offers] == [RoutineKind.CLOCK]
    assert [t.entity_id for t in offers[0].routine.targets] == [LAMP, DESK]


def test_what_the_sun_begins_is_one_offer_for_each_event(past: Timeline) -> None:
    proofs = [
        timed(past, SunTrigger(event="sunset", offset=-23400), name, RoutineKind.SUN)
        for name in (LAMP, DESK)
    ]
    other = timed(
        past, SunTrigger(event="sunrise", offset=19800), PLUG, RoutineKind.SUN
    )
    offers = choose([*proofs, other], past)
    assert sorted(len(o.routine.targets) for o in offers) == [1, 2]


def test_locks_are_told_of_by_themselves(past: Timeline) -> None:
    lock = entity("lock.hall_lock")
    home = replace(
        past.home, entities={**past.home.entities, PLUG: replace(lock, entity_id=PLUG)}
    )
    guarded = Timeline(
        past.history,
        replace(
            home,
            entities={
                **home.entities,
                PLUG: replace(home.entities[PLUG], device_class="garage"),
            },
        ),
        past.suns,
    )
    proofs = [
        replace(proof(past, MOTION, name), timeline=guarded)
        for name in (LAMP, DESK, PLUG)
    ]
    offers = choose(proofs, guarded)
    assert sorted(len(o.routine.targets) for o in offers) == [1, 2]


def test_a_gesture_that_does_not_hold_together_stays_apart(past: Timeline) -> None:
    lamp, desk = proof(past, TV, LAMP), proof(past, TV, DESK)
    lonely = replace(desk, trial=desk.trial.within(desk.trial.times < at(6, "00:00")))
    offers = choose([lamp, lonely], past)
    assert sorted(len(o.routine.targets) for o in offers) == [1, 1]


def test_a_bundle_must_pass_on_its_own(past: Timeline) -> None:
    """Where the two together would move something for nothing too often, each stays alone."""
    rows = dict(past.history.tracks)
    tv, lamp = proof(past, TV, LAMP), proof(past, TV, PLUG)
    acts = tuple(
        a for a in past.history.acts if a.entity_id != PLUG or a.at < at(7, "00:00")
    )
    rows[PLUG] = replace(
        rows[PLUG], times=rows[PLUG].times[:15], codes=rows[PLUG].codes[:15]
    )
    later = Timeline(
        replace(past.history, acts=acts, tracks=rows), past.home, past.suns
    )
    proofs = [replace(p, timeline=later) for p in (tv, lamp)]
    assert all(len(o.routine.targets) == 1 for o in choose(proofs, later))


def test_what_starts_with_anothers_effect_is_left_for_later(past: Timeline) -> None:
    first, second = proof(past, MOTION, LAMP), proof(past, LAMP, DESK)
    offers = choose([second, first], past)
    assert [o.proofs for o in offers] == [(first,)]


def test_the_order_does_not_matter(past: Timeline) -> None:
    proofs = [proof(past, s, t) for s in (MOTION, TV, DOOR) for t in (LAMP, DESK)]
    assert [o.routine for o in choose(proofs, past)] == [
        o.routine for o in choose(proofs[::-1], past)
    ]


def test_only_what_chance_cannot_explain_among_all_that_was_tried_is_kept(
    past: Timeline,
) -> None:
    good = replace(proof(past, MOTION, LAMP), p_value=1e-4)
    bad = replace(good, failed="faded")
    assert [p.failed for p in significant([good, bad], 100)] == [None, "faded"]
    assert [p.failed for p in significant([good, bad], 10_000)] == [
        "not_significant",
        "faded",
    ]
    assert significant([], 0) == []


def test_near_misses_tell_the_best_try_of_each_behaviour(past: Timeline) -> None:
    passed = proof(past, MOTION, LAMP)
    better = replace(passed, failed="faded")
    worse = replace(
        better, trial=better.trial.within(better.trial.times < at(5, "00:00"))
    )
    other = replace(proof(past, MOTION, DESK), failed="too_many_unwanted")
    misses = near_misses([worse, other, passed, better], past)
    assert [(m.routine, m.reason, m.right) for m in misses] == [
        (better.routine, "faded", 14),
        (other.routine, "too_many_unwanted", 14),
    ]


def test_near_misses_are_of_the_whole_home_and_a_few_of_each_room(
    past: Timeline,
) -> None:
    far = replace(proof(past, MOTION, DESK), failed="faded")
    far = replace(far, trial=far.trial.within(far.trial.times < at(5, "00:00")))
    near = replace(proof(past, MOTION, LAMP), failed="too_few_acts")

    def named(one: Proof, count: int) -> list[Proof]:
        return [
            replace(
                one,
                routine=replace(
                    one.routine,
                    triggers=(
                        ClockTrigger(at=0),
                        StateTrigger(entity_id=f"binary_sensor.{n}", to="on"),
                    ),
                ),
            )
            for n in range(count)
        ]

    misses = near_misses([*named(near, 30), *named(far, 5)], past)
    reasons = [m.reason for m in misses]
    assert reasons == ["too_few_acts"] * NEAR_MISSES + ["faded"] * NEAR_MISSES_OF_A_ROOM
    assert misses[0].needed == 14
    assert misses[-1].needed is None
