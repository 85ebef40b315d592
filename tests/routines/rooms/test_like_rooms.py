"""Tests of what was accepted for one room and is tried on the others."""

from dataclasses import replace
from itertools import product
import math
import random

import pytest

from custom_components.ai_automation.model.home import Effect, ExistingAutomation
from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    Routine,
    RoutineKind,
    StateCondition,
    StateTrigger,
    SunCondition,
    Target,
)
from custom_components.ai_automation.routines.prove import prove_as_it_is
from custom_components.ai_automation.routines.rooms.like_rooms import LEAST, transfer
from custom_components.ai_automation.routines.timeline import Timeline

from ..small import at
from .alike import Moments, Rooms, evenings, lit_by, soon

HALL = lit_by("binary_sensor.hall_motion", "light.hall_lamp")
KITCHEN = lit_by("binary_sensor.kitchen_motion", "light.kitchen_lamp")
EVERY_DAY = range(14)
FEW = evenings(range(2, 12, 3))
"""Visits on four days."""


def home(visits: Moments, lit: Moments) -> Rooms:
    """Return a home with a hall, where the habit is, and a kitchen."""
    rooms = Rooms()
    rooms.room("hall", evenings(EVERY_DAY), soon(evenings(EVERY_DAY)))
    rooms.room("kitchen", visits, lit)
    return rooms


def carried(past: Timeline, *accepted: Routine) -> list[Routine]:
    """Return which routines are suggested for other rooms."""
    return [f.routine for f in transfer(accepted or (HALL,), past).findings]


def test_the_same_habit_in_another_room_is_found_with_its_proof() -> None:
    found = transfer([HALL], home(FEW, soon(FEW)).timeline())
    (one,) = found.findings
    assert (one.routine, one.like) == (KITCHEN, HALL)
    assert (one.evidence.right, one.evidence.wrong) == (4, 0)
    assert one.confidence == pytest.approx((4 + 0.5 * 4) / (4 + 4))
    assert one.worth > 0
    assert found.tested == 1


@pytest.mark.parametrize(("times", "enough"), [(LEAST, True), (LEAST - 1, False)])
def test_less_often_is_enough_than_for_a_new_habit(times: int, enough: bool) -> None:
    past = home(FEW[:times], soon(FEW[:times])).timeline()
    assert bool(carried(past)) is enough


def test_often_on_one_day_is_no_habit() -> None:
    visits = evenings([3], "08:00", "12:00", "16:00", "20:00")
    assert not carried(home(visits, soon(visits)).timeline())


@pytest.mark.parametrize(
    ("visits", "lit"),
    [
        (evenings(EVERY_DAY), []),
        (evenings(EVERY_DAY), soon(evenings(range(3)))),
        (FEW, soon(FEW, 7200)),
        ([], soon(FEW)),
    ],
    ids=["never done", "mostly not done", "done at other times", "never noticed"],
)
def test_where_people_do_not_do_it_nothing_is_said(
    visits: Moments, lit: Moments
) -> None:
    assert not carried(home(visits, lit).timeline())


def test_a_busy_room_makes_it_a_coincidence() -> None:
    visits = evenings(EVERY_DAY, *(f"{hour:02}:00" for hour in range(8, 23)))
    lit = soon([m for m in visits if (m // 3600) % 4 == 0], 500)
    assert not carried(home(visits, lit).timeline())


def test_a_room_without_such_a_sensor_has_no_like() -> None:
    rooms = Rooms()
    rooms.room("hall", evenings(EVERY_DAY), soon(evenings(EVERY_DAY)))
    rooms.room("kitchen", FEW, soon(FEW), sensor="door")
    rooms.room("office", FEW, soon(FEW), sensor=None)
    found = transfer([HALL], rooms.timeline())
    assert (found.findings, found.tested) == ((), 0)


def test_the_room_itself_is_no_other_room() -> None:
    rooms = home([], [])
    rooms.thing("light.hall_shelf", "hall", soon(evenings(EVERY_DAY), 60))
    assert not carried(rooms.timeline())


def test_what_only_sets_a_device_up_is_not_moved() -> None:
    rooms = home(FEW, soon(FEW))
    lamp = rooms.entities["light.kitchen_lamp"]
    rooms.entities[lamp.entity_id] = replace(lamp, entity_category="config")
    assert not carried(rooms.timeline())


def test_bulbs_of_one_lamp_are_one_thing() -> None:
    rooms = home(FEW, soon(FEW))
    rooms.thing("light.kitchen_bulb", "kitchen", [])
    bulbs = {"light.kitchen_lamp": ("light.kitchen_bulb", "light.kitchen_lamp")}
    found = transfer([HALL], rooms.timeline(groups=bulbs))
    assert ([f.routine for f in found.findings], found.tested) == ([KITCHEN], 1)


def test_of_two_ways_to_say_the_same_one_is_said() -> None:
    rooms = home(FEW, soon(FEW))
    rooms.sensor("binary_sensor.kitchen_presence", "kitchen", soon(FEW, 2), "presence")
    found = transfer([HALL], rooms.timeline())
    assert (len(found.findings), found.tested) == (1, 2)


def test_what_notices_people_is_alike() -> None:
    rooms = Rooms()
    rooms.room("hall", evenings(EVERY_DAY), soon(evenings(EVERY_DAY)))
    rooms.room("kitchen", FEW, soon(FEW), sensor="occupancy")
    expected = lit_by("binary_sensor.kitchen_occupancy", "light.kitchen_lamp")
    assert carried(rooms.timeline()) == [expected]


def test_of_several_things_the_replay_chooses() -> None:
    rooms = home(FEW, soon(FEW))
    rooms.sensor("binary_sensor.a_other", "kitchen", soon(FEW, 4000))
    rooms.thing("light.a_other", "kitchen", soon(FEW, 9000))
    found = transfer([HALL], rooms.timeline())
    assert [f.routine for f in found.findings] == [KITCHEN]
    assert found.tested == 4


def test_only_what_is_in_the_room_is_replaced() -> None:
    guests = "input_boolean.guests"
    conditions = (
        SunCondition(dark=False),
        StateCondition(entity_id="media_player.hall_radio", state="off"),
        StateCondition(entity_id=guests, state="off"),
    )
    rooms = home(FEW, soon(FEW))
    for name, room in ((guests, None), ("media_player.hall_radio", "hall")):
        rooms.thing(name, room, [])
    accepted = replace(HALL, conditions=conditions[1:])
    assert not carried(rooms.timeline(), accepted)
    rooms.thing("media_player.kitchen_radio", "kitchen", [])
    (routine,) = carried(rooms.timeline(), accepted)
    assert routine.conditions == (
        StateCondition(entity_id="media_player.kitchen_radio", state="off"),
        conditions[2],
    )


def test_what_comes_from_elsewhere_stays() -> None:
    rooms = home([], soon(FEW))
    rooms.sensor("binary_sensor.door", "porch", FEW, "door")
    accepted = lit_by("binary_sensor.door", "light.hall_lamp")
    expected = lit_by("binary_sensor.door", "light.kitchen_lamp")
    assert carried(rooms.timeline(), accepted) == [expected]


def test_a_time_of_day_stays() -> None:
    lit = evenings(range(0, 14, 2), "19:03")
    routine = Routine(
        kind=RoutineKind.CLOCK,
        triggers=(ClockTrigger(at=19 * 3600),),
        targets=HALL.targets,
    )
    assert not carried(home([], lit[:4]).timeline(), routine)
    lit = evenings(range(13), "19:03")
    (found,) = carried(home([], lit).timeline(), routine)
    assert found == replace(routine, targets=KITCHEN.targets)


def test_an_automation_that_does_it_leaves_nothing_to_suggest() -> None:
    existing = ExistingAutomation(
        entity_id="automation.own",
        automation_id="1",
        alias="Own",
        config={},
        trigger_entities=frozenset({"binary_sensor.kitchen_motion"}),
        effects=(Effect(entity_id="light.kitchen_lamp", state="on"),),
    )
    assert not carried(home(FEW, soon(FEW)).timeline(automations=(existing,)))


def test_what_machines_mostly_do_is_not_suggested() -> None:
    machine = {("light.kitchen_lamp", "on"): evenings(EVERY_DAY, "03:00")}
    assert not carried(home(FEW, soon(FEW)).timeline(machine=machine))


def test_two_people_of_two_minds_get_no_suggestion() -> None:
    rooms = home(FEW, [])
    lamp = rooms.thing("light.kitchen_lamp", "kitchen", soon(FEW), user_id="ana")
    assert carried(rooms.timeline()) == [KITCHEN]
    rooms.acts += [
        replace(a, at=a.at + 300, state="off", old="on", user_id="bo")
        for a in rooms.acts
        if a.entity_id == lamp
    ]
    assert not carried(rooms.timeline())


def test_what_is_suggested_anyway_is_not_suggested_twice() -> None:
    rooms = home(FEW, soon(FEW))
    rooms.sensor("binary_sensor.kitchen_door", "kitchen", FEW, "door")
    by_door = lit_by("binary_sensor.kitchen_door", "light.kitchen_lamp")
    past = rooms.timeline()
    assert not transfer([HALL], past, found=[by_door]).findings
    assert not transfer([HALL], past, found=[KITCHEN]).findings
    assert not transfer([HALL], past, waiting=[by_door]).findings
    assert not transfer([HALL, KITCHEN], past).findings
    # What was carried over last night is found again tonight.
    assert transfer([HALL], past, waiting=[KITCHEN]).findings
    other = lit_by("binary_sensor.kitchen_door", "light.hall_lamp")
    assert transfer([HALL], past, found=[other], waiting=[other]).findings


def test_the_more_is_tried_the_more_it_takes() -> None:
    visits = evenings(range(0, 14, 2))
    hourly = evenings(range(13), *(f"{hour:02}:10" for hour in range(8, 23)))
    rooms = home(visits, sorted([*soon(visits, 200), *hourly]))
    past = rooms.timeline()
    assert carried(past) == [KITCHEN]
    chance = prove_as_it_is(KITCHEN, past, least=LEAST).p_value
    assert 0.0005 < chance < 0.05
    for number in range(math.ceil(0.05 / chance)):
        rooms.room(f"room{number}", soon(visits, 8000), soon(visits))
    assert not carried(rooms.timeline())


def test_rooms_that_are_used_at_random_are_not_alike() -> None:
    chance, said = random.Random(5), 0

    def moments(count: int) -> Moments:
        """Return waking moments at random, an hour apart at least."""
        drawn = chance.sample([*product(range(14), range(7, 23))], count)
        return [at(d, f"{h:02}:{chance.randrange(60):02}") for d, h in sorted(drawn)]

    for _ in range(60):
        rooms = home([], [])
        for name in ("office", "bath", "attic"):
            rooms.room(name, moments(60), moments(chance.randrange(8, 40)))
        said += len(transfer([HALL], rooms.timeline()).findings)
    assert said <= 3


def gesture() -> tuple[Rooms, Routine]:
    """Return a home where a player is begun with and two lamps follow, and the routine of its living room."""
    rooms, moments = Rooms(), evenings(EVERY_DAY)
    for room, some in (("living", moments), ("bedroom", FEW)):
        rooms.thing(f"switch.{room}_player", room, some)
        rooms.thing(f"light.{room}_big", room, soon(some))
        rooms.thing(f"light.{room}_small", room, soon(some, 30))
    names = ("light.living_big", "light.living_small")
    return rooms, lit_by("switch.living_player", *names, kind=RoutineKind.BUNDLE)


def test_what_is_done_in_one_go_is_so_in_the_other_room() -> None:
    rooms, accepted = gesture()
    (found,) = transfer([accepted], rooms.timeline()).findings
    names = ("light.bedroom_big", "light.bedroom_small")
    assert found.routine == lit_by(
        "switch.bedroom_player", *names, kind=RoutineKind.BUNDLE
    )
    assert found.evidence.right == 4


def test_every_part_of_it_must_be_done_there() -> None:
    rooms, accepted = gesture()
    rooms.acts = [a for a in rooms.acts if a.entity_id != "light.bedroom_small"]
    rooms.thing("light.bedroom_small", "bedroom", [])
    assert not carried(rooms.timeline(), accepted)


def test_and_the_whole_must_be_done_in_one_go() -> None:
    rooms, accepted = gesture()
    moments = evenings(range(1, 11))
    rooms.acts = [a for a in rooms.acts if "bedroom" not in a.entity_id]
    rooms.thing("switch.bedroom_player", "bedroom", moments)
    often = [at for n, at in enumerate(moments) if n not in (1, 5, 8)]
    rooms.thing("light.bedroom_big", "bedroom", soon(often))
    rooms.thing("light.bedroom_small", "bedroom", soon(often, 30))
    assert carried(rooms.timeline(), accepted)
    rooms.acts = [a for a in rooms.acts if a.entity_id != "light.bedroom_small"]
    rooms.thing(
        "light.bedroom_small",
        "bedroom",
        soon([moments[n] for n in (1, 2, 4, 5, 6, 8, 9)], 30),
    )
    parts = [replace(accepted, targets=(target,)) for target in accepted.targets]
    assert len(carried(rooms.timeline(), *parts)) == 2
    assert not carried(rooms.timeline(), accepted)


def test_a_routine_of_several_rooms_is_no_habit_of_a_room() -> None:
    rooms = home(FEW, soon(FEW))
    rooms.room("office", FEW, soon(FEW))
    names = ("light.hall_lamp", "light.kitchen_lamp")
    assert not carried(rooms.timeline(), lit_by("binary_sensor.hall_motion", *names))
    nowhere = Target(entity_id="light.gone", state="on")
    assert not carried(rooms.timeline(), replace(HALL, targets=(nowhere,)))


def test_it_is_the_same_whatever_the_order() -> None:
    rooms = home(FEW, soon(FEW))
    rooms.room("office", FEW, soon(FEW, 40))
    wait = replace(
        HALL,
        triggers=(
            StateTrigger(entity_id="binary_sensor.hall_motion", to="on", for_=10),
        ),
    )
    past = rooms.timeline()
    found = transfer([HALL, wait], past)
    rooms.entities = dict(reversed(rooms.entities.items()))
    rooms.rows = dict(reversed(rooms.rows.items()))
    assert transfer([wait, HALL], rooms.timeline()) == found
    assert {f.routine.targets[0].entity_id for f in found.findings} == {
        "light.kitchen_lamp",
        "light.office_lamp",
    }
