"""Tests of what is said of rooms that nothing is suggested for."""

from custom_components.ai_automation.model.evidence import NearMiss
from custom_components.ai_automation.model.silence import RoomSilence, SilenceReason
from custom_components.ai_automation.routines.rooms.silence import rooms
from custom_components.ai_automation.routines.timeline import Timeline

from .alike import Moments, Rooms, evenings, lit_by

EVERY_DAY = range(14)
DAILY = evenings(EVERY_DAY, "07:00")
SELDOM = evenings([0, 1, 2, 9], "07:00")


def past_of(lit: Moments, **more: object) -> Timeline:
    """Return the past of a home with one lamp."""
    home = Rooms()
    home.thing("light.hall_lamp", "hall", lit)
    return home.timeline(**more)


def miss(reason: str, lamp: str = "light.hall_lamp", right: int = 3) -> NearMiss:
    """Return a near miss."""
    routine = lit_by("binary_sensor.hall_motion", lamp)
    return NearMiss(routine=routine, reason=reason, right=right, wrong=1, days=14.0)


def reason(past: Timeline, *near: NearMiss) -> SilenceReason:
    """Return why the only room of a home is silent."""
    (room,) = rooms(near, past)
    return room.reason


def test_a_room_says_what_was_done_in_it() -> None:
    near = tuple(miss("faded", right=n) for n in range(5))
    (room,) = rooms([miss("faded", "light.other"), *near], past_of(SELDOM))
    assert room == RoomSilence(
        area_id="hall",
        acts=4,
        things=1,
        reason=SilenceReason.NOT_REGULAR,
        near_misses=near[:3],
    )


def test_the_reasons() -> None:
    machine = {("light.hall_lamp", "on"): DAILY}
    assert reason(past_of([])) is SilenceReason.NOT_OPERATED
    moved = past_of([], machine=machine)
    assert reason(moved) is SilenceReason.MOVED_BY_MACHINES
    assert reason(past_of(SELDOM[:3])) is SilenceReason.TOO_FEW_ACTS
    one_day = evenings([3], "08:00", "12:00", "16:00", "20:00")
    assert reason(past_of(one_day)) is SilenceReason.TOO_FEW_ACTS
    mostly = past_of(SELDOM, machine=machine)
    assert reason(mostly) is SilenceReason.MOVED_BY_MACHINES
    assert reason(past_of(DAILY)) is SilenceReason.NOTHING_FORETELLS
    assert reason(past_of(SELDOM)) is SilenceReason.NOT_REGULAR
    daily = past_of(DAILY)
    assert reason(daily, miss("automated_already")) is SilenceReason.AUTOMATED
    near = miss("faded"), miss("automated_already")
    assert reason(daily, *near) is SilenceReason.NOTHING_FORETELLS


def test_every_room_is_told_of_once_and_what_is_in_none_comes_last() -> None:
    home = Rooms()
    home.thing("light.b", "study", DAILY)
    home.thing("switch.c", "study", SELDOM)
    home.thing("light.a", None, SELDOM)
    home.thing("light.z", "bath", [])
    home.sensor("binary_sensor.d", "cellar", DAILY)
    told = rooms([], home.timeline())
    assert [(r.area_id, r.acts, r.things) for r in told] == [
        ("bath", 0, 0),
        ("study", 18, 2),
        (None, 4, 1),
    ]


def test_a_restricted_run_tells_of_what_it_looked_at() -> None:
    home = Rooms()
    home.thing("light.a", "study", DAILY)
    home.thing("light.b", "study", DAILY)
    home.thing("light.c", "bath", DAILY)
    home.thing("light.d", "hall", DAILY)
    past = home.timeline(groups={"light.d": ("light.d", "light.e")})
    told = rooms([], past, frozenset({"light.a", "light.e"}))
    assert [(r.area_id, r.acts) for r in told] == [("hall", 14), ("study", 14)]
