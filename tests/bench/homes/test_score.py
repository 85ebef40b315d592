"""What counts as found, as found twice, as taken in by a decoy and as right on later days."""

from typing import Any

import pytest

from bench.homes.score import Offered, Scorer
from bench.homes.truth import Decoy, Planted
from custom_components.ai_automation.model.routine import RoutineKind

from .small import (
    DAY,
    HOUR,
    LAMP,
    LOCK,
    MOTION,
    PLUG,
    START,
    clock_habit,
    every_evening,
    home,
)

KNOWN = START + 7 * DAY
ON = {"action": "light.turn_on", "target": {"entity_id": LAMP}}


def offered(trigger: dict[str, Any], *actions: Any, conditions: Any = ()) -> Offered:
    return Offered(
        title="",
        kind="",
        confidence=0.8,
        automation={
            "triggers": [trigger],
            "conditions": conditions,
            "actions": actions or [ON],
        },
    )


def at(clock: str, **more: Any) -> Offered:
    return offered({"trigger": "time", "at": clock}, **more)


def test_a_time_near_the_habit_finds_it_once() -> None:
    scorer = Scorer(home(every_evening(), habits=(clock_habit(),)))
    scored = scorer.score([at("20:15:00"), at("20:00:00"), at("19:00:00")], KNOWN)
    first, second, third = scored.marked
    assert scored.habits == {"r1": RoutineKind.CLOCK}
    assert scored.found == {"r1"}
    assert (first.finds, first.again) == ("r1", None)
    assert (second.finds, second.again) == (None, "r1")
    assert (third.finds, third.again, third.near) == (None, None, ["r1 trigger"])
    assert (second.right, second.wrong) == (7, 0)
    assert (third.right, third.wrong) == (0, 7)


def test_the_sun_may_stand_for_a_time() -> None:
    rows = every_evening(late=HOUR + 1500)
    habit = clock_habit(trigger={"trigger": "time", "at": "21:25:00"})
    scorer = Scorer(home(rows, habits=(habit,)))
    sun = offered({"trigger": "sun", "event": "sunset", "offset": 0})
    assert scorer.score([sun], KNOWN).found == {"r1"}


def test_days_on_which_there_is_no_habit_must_be_left_alone() -> None:
    rows = [row for row in every_evening() if row[0] // DAY % 7 < 5]
    habit = clock_habit(weekdays=(0, 1, 2, 3, 4))
    scorer = Scorer(home(rows, habits=(habit,)))
    workdays = {"condition": "time", "weekday": ["mon", "tue", "wed", "thu", "fri"]}
    always, sometimes = scorer.score(
        [at("20:00:00"), at("20:00:00", conditions=[workdays])], KNOWN
    ).marked
    assert (always.finds, always.near) == (None, ["r1 days"])
    assert sometimes.finds == "r1"


def test_more_than_the_habit_moves_is_not_the_habit() -> None:
    plug = {"action": "switch.turn_on", "target": {"entity_id": [PLUG, "fan.a"]}}
    trigger = {"trigger": "time", "at": "20:00:00"}
    scorer = Scorer(home(every_evening(), habits=(clock_habit(),)))
    [mark] = scorer.score([offered(trigger, ON, plug)], KNOWN).marked
    assert mark.near == ["r1 more targets"]


@pytest.mark.parametrize(
    ("minutes", "finds"), [(4, None), (5, "r1"), (20, "r1"), (25, None)]
)
def test_what_is_left_on_within_a_factor_of_two(
    minutes: int, finds: str | None
) -> None:
    habit = clock_habit(
        kind=RoutineKind.LEFT_ON,
        trigger={"trigger": "state", "entity_id": MOTION, "to": "off", "for": 600},
        targets=((LAMP, "off"),),
    )
    off = {"action": "light.turn_off", "target": {"entity_id": LAMP}}
    trigger = {
        "trigger": "state",
        "entity_id": MOTION,
        "to": "off",
        "for": {"minutes": minutes},
    }
    [mark] = (
        Scorer(home([], habits=(habit,))).score([offered(trigger, off)], KNOWN).marked
    )
    assert mark.finds == finds


def test_a_count_of_people_and_its_limit_are_one() -> None:
    habit = clock_habit(
        kind=RoutineKind.PRESENCE,
        trigger={"trigger": "numeric_state", "entity_id": "zone.home", "below": 1},
    )
    scorer = Scorer(home([], habits=(habit,)))
    gone, home_again, someone = (
        offered({"trigger": "state", "entity_id": "zone.home", "to": "0"}),
        offered({"trigger": "numeric_state", "entity_id": "zone.home", "above": 0}),
        offered({"trigger": "state", "entity_id": "person.ada", "to": "not_home"}),
    )
    marks = scorer.score([home_again, someone, gone], KNOWN).marked
    assert [m.finds for m in marks] == [None, None, "r1"]


def test_half_of_a_bundle_is_enough() -> None:
    goals = ((LAMP, "on"), ("fan.a", "on"), (PLUG, "on"))
    habit = clock_habit(
        kind=RoutineKind.BUNDLE,
        trigger={"trigger": "state", "entity_id": "media_player.tv", "to": "playing"},
        targets=goals,
        bundle=(("media_player.tv", "playing"), *goals),
    )
    scorer = Scorer(home([], habits=(habit,)))
    tv = {"trigger": "state", "entity_id": "media_player.tv", "to": "playing"}
    fan = {"action": "fan.turn_on", "target": {"entity_id": "fan.a"}}
    # The fan is one of the acts, so it may begin the bundle as well.
    by_fan = offered({"trigger": "state", "entity_id": "fan.a", "to": "on"})
    one, two, other = scorer.score(
        [offered(tv, ON), offered(tv, ON, fan), by_fan], KNOWN
    ).marked
    assert (one.finds, two.finds, other.again) == (None, "r1", "r1")


def test_a_lock_is_only_told_of() -> None:
    habit = clock_habit(targets=((LOCK, "locked"),))
    scorer = Scorer(home([], habits=(habit,)))
    trigger = {"trigger": "time", "at": "20:00:00"}
    lock = {"action": "lock.lock", "target": {"entity_id": LOCK}}
    words = {"title": "Still open", "message": "The Front door lock is unlocked."}
    tell = {"action": "persistent_notification.create", "data": words}
    other = {
        "action": "persistent_notification.create",
        "data": {**words, "message": "-"},
    }
    check = {"condition": "not", "conditions": []}
    marks = scorer.score(
        [
            offered(trigger, lock),
            offered(trigger, other),
            offered(trigger, check, tell),
        ],
        KNOWN,
    ).marked
    assert [m.finds for m in marks] == [None, None, "r1"]


def test_habits_that_are_too_rare_or_too_loose_are_not_asked_for() -> None:
    rare = clock_habit(routine_id="rare", trigger={"trigger": "time", "at": "09:00:00"})
    loose = clock_habit(routine_id="loose", targets=((PLUG, "on"),))
    rows = [
        row
        for day in range(14)
        for row in (
            (day * DAY + (17 + day % 7) * HOUR, PLUG, "on"),
            (day * DAY + (17 + day % 7) * HOUR + 900, PLUG, "off"),
        )
    ]
    scorer = Scorer(home(rows, habits=(rare, loose)))
    scored = scorer.score([], START + 14 * DAY)
    assert scored.habits == {}
    assert set(scored.unattainable) == {"rare", "loose"}


def test_decoys() -> None:
    never = Decoy(kind="other_hub", must_not=((LAMP, "on"),), why="")
    only_inside = Decoy(
        kind="group",
        must_not=((PLUG, "on"),),
        why="",
        triggers=frozenset({"switch.other"}),
    )
    scorer = Scorer(home([], decoys=(never, only_inside)))
    plug = {"action": "switch.turn_on", "target": {"entity_id": PLUG}}
    inside = {"trigger": "state", "entity_id": "switch.other", "to": "on"}
    clock = {"trigger": "time", "at": "12:00:00"}
    marks = scorer.score(
        [at("20:00:00"), offered(clock, plug), offered(inside, plug)], KNOWN
    ).marked
    assert [m.decoy for m in marks] == ["other_hub", None, "group"]


def test_a_habit_that_fades_is_one_until_then() -> None:
    faded = Decoy(
        kind="faded",
        must_not=((LAMP, "on"),),
        why="",
        active_until=KNOWN,
        habit=clock_habit(routine_id="faded"),
    )
    scorer = Scorer(home(every_evening(7), decoys=(faded,)))
    before, elsewhere = scorer.score([at("20:00:00"), at("12:00:00")], KNOWN).marked
    [after] = scorer.score([at("20:00:00")], KNOWN + DAY).marked
    assert (before.finds, before.decoy) == ("faded", None)
    assert (elsewhere.finds, elsewhere.decoy) == (None, None)
    assert (after.finds, after.decoy) == (None, "faded")


def test_the_rule_of_a_habit_names_its_days() -> None:
    habit: Planted = clock_habit(
        weekdays=(5, 6), targets=(("climate.a", "heat"), ("cover.b", "closed"))
    )
    program = habit.program()
    assert program["conditions"] == [{"condition": "time", "weekday": ["sat", "sun"]}]
    assert [a["action"] for a in program["actions"]] == [
        "climate.set_hvac_mode",
        "cover.close_cover",
    ]
    assert program["actions"][0]["data"] == {"hvac_mode": "heat"}
