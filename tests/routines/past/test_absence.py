"""Tests of when nobody was at home, and of habits that wait meanwhile."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from custom_components.ai_automation.model.act import Act
from custom_components.ai_automation.model.evidence import Finding
from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    NumericTrigger,
    Routine,
    RoutineKind,
    StateTrigger,
    Target,
    Trigger,
)
from custom_components.ai_automation.routines.find import find
from custom_components.ai_automation.routines.past.log import with_log
from custom_components.ai_automation.routines.proof import Proof
from custom_components.ai_automation.routines.prove import prove
from custom_components.ai_automation.routines.replay import replay
from custom_components.ai_automation.routines.timeline import Timeline
from custom_components.ai_automation.routines.trial import goal_of
from custom_components.ai_automation.routines.tune import Candidate

from ..homes import HOUR, HomeMaker, Made
from ..small import act, at, timeline

LAMP, TV = "light.hall_lamp", "media_player.living_tv"
HALL, LIVING = "binary_sensor.hall_motion", "binary_sensor.living_motion"
ZONE, ANA, BEN = "zone.home", "person.ana", "person.ben"
CLASSES = {HALL: "motion", LIVING: "motion"}
DAYS = 28
GONE, BACK = at(10, "09:00"), at(19, "18:00")
MIDNIGHT = at(0, "00:00")
Rows = list[tuple[float, str]]


def presence(*away: tuple[float, float], here: str = "1", gone: str = "0") -> Rows:
    """Return the states of a zone or a person that is away now and then."""
    rows = [(MIDNIGHT, here)]
    for left, back in away:
        rows += [(left, gone), (back, here)]
    return rows


def moving(days: Sequence[int], clock: str = "08:00") -> Rows:
    """Return a sensor that notices somebody once on each of some days."""
    rows = [(MIDNIGHT, "off")]
    for day in days:
        rows += [(at(day, clock), "on"), (at(day, clock) + 60, "off")]
    return rows


def lamp(days: Sequence[int], clock: str = "19:05") -> tuple[Rows, list[Act]]:
    """Return a lamp that is switched on by hand on some days, and off by something else."""
    rows, acts = [(MIDNIGHT, "off")], []
    for day in days:
        rows += [(at(day, clock), "on"), (at(day, "23:00"), "off")]
        acts.append(act(at(day, clock), LAMP, "on"))
    return rows, acts


def inner(left: float, back: float) -> tuple[tuple[float, float], ...]:
    """Return an absence without the hour after leaving and the one before coming back."""
    return ((left + HOUR, back - HOUR),)


def test_a_holiday_is_told_by_the_zone() -> None:
    assert timeline({ZONE: presence((GONE, BACK))}, days=DAYS).away == inner(GONE, BACK)


def test_a_day_out_is_no_holiday() -> None:
    out = at(5, "07:00"), at(6, "18:00")
    assert timeline({ZONE: presence(out)}, days=DAYS).away == ()


def test_a_holiday_that_goes_on_ends_with_the_history() -> None:
    past = timeline({ZONE: presence((at(24, "09:00"), at(40, "09:00")))}, days=DAYS)
    assert past.away == ((at(24, "10:00"), past.end),)


def test_without_a_zone_all_people_must_be_away() -> None:
    late = at(12, "20:00")
    rows = {
        ANA: presence((GONE, BACK), here="home", gone="not_home"),
        BEN: presence((late, at(25, "09:00")), here="home", gone="Work"),
    }
    assert timeline(rows, days=DAYS, people=[ANA, BEN]).away == inner(late, BACK)


def test_who_is_lost_for_a_while_has_not_come_back() -> None:
    rows = presence((GONE, BACK), here="home", gone="not_home")
    rows += [(at(13, "04:00"), "unavailable"), (at(13, "04:02"), "unknown")]
    rows += [(at(13, "04:05"), "not_home")]
    past = timeline({ANA: sorted(rows)}, days=DAYS, people=[ANA])
    assert past.away == inner(GONE, BACK)


def test_a_person_who_is_never_home_is_left_aside() -> None:
    rows = {
        ANA: presence((GONE, BACK), here="home", gone="not_home"),
        BEN: [(MIDNIGHT, "unknown")],
    }
    assert timeline(rows, days=DAYS, people=[ANA, BEN]).away == inner(GONE, BACK)


@pytest.mark.parametrize(("days", "holiday"), [(range(28), False), ([12], True)])
def test_a_home_that_is_used_as_ever_is_not_empty(
    days: Sequence[int], holiday: bool
) -> None:
    """The phone may have been broken; a neighbour who looks after the plants changes nothing."""
    rows, acts = lamp([d for d in range(28) if d in days or not 10 <= d < 19])
    past = timeline({ZONE: presence((GONE, BACK)), LAMP: rows}, acts, days=DAYS)
    assert bool(past.away) == holiday


def test_without_people_silence_tells() -> None:
    days = [d for d in range(DAYS) if not 10 <= d < 13]
    rows = {HALL: moving(days), LIVING: moving(days, "21:00")}
    past = timeline(rows, days=DAYS, classes=CLASSES)
    assert past.away == inner(at(9, "21:00"), at(13, "08:00"))


def test_a_zone_that_counts_nobody_ever_tells_nothing() -> None:
    days = [d for d in range(DAYS) if not 10 <= d < 13]
    rows = {HALL: moving(days), LIVING: moving(days), ZONE: [(MIDNIGHT, "0")]}
    past = timeline(rows, days=DAYS, classes=CLASSES)
    assert past.away == inner(at(9, "08:00"), at(13, "08:00"))


@pytest.mark.parametrize(
    "days",
    [
        [d for d in range(DAYS) if d != 10],
        range(0, DAYS, 3),
        [d for d in range(DAYS) if d % 7 > 4],
        [],
    ],
    ids=["one day", "every third day", "weekends", "never"],
)
def test_silence_that_is_usual_is_no_holiday(days: Sequence[int]) -> None:
    rows = {HALL: moving(days), LIVING: moving(days)}
    assert timeline(rows, days=DAYS, classes=CLASSES).away == ()


def test_a_thing_that_is_not_used_any_more_makes_no_empty_home() -> None:
    rows, acts = lamp(range(15))
    assert timeline({LAMP: rows}, acts, days=DAYS).away == ()
    tv = [act(at(day, "20:00"), TV, "playing") for day in range(15)]
    past = timeline({LAMP: rows}, [*acts, *tv], days=DAYS)
    assert past.away == ((at(14, "21:00"), past.end),)


def test_a_single_thing_tells_of_nobody() -> None:
    rows, acts = lamp(range(4))
    assert timeline({LAMP: rows}, acts, days=84).away == ()


def test_what_was_not_recorded_is_no_silence() -> None:
    days = [d for d in range(DAYS) if not 10 <= d < 13]
    rows = {HALL: moving(days), LIVING: moving(days)}
    gap = ((at(10, "00:00"), at(12, "06:00")),)
    assert timeline(rows, days=DAYS, classes=CLASSES, gaps=gap).away == ()


def test_nothing_counts_while_nobody_is_there() -> None:
    rows, acts = lamp([9, 12, 20])
    past = timeline(
        {LAMP: rows, ZONE: presence((GONE, BACK)), HALL: moving(range(DAYS), "11:00")},
        [*acts, *[act(at(d, "20:00"), TV, "playing") for d in range(10)]],
        days=DAYS,
    )
    absent = (BACK - GONE - 2 * HOUR) / 86400
    assert past.recorded_days == pytest.approx(DAYS - absent)
    assert [a.at for a in past.acts[LAMP, "on"]] == [at(9, "19:05"), at(20, "19:05")]
    fired = past.fires(StateTrigger(entity_id=HALL, to="on"))
    assert set(past.calendar.day(fired).tolist()) == {*range(10), *range(20, DAYS)}
    assert len(past.fires(ClockTrigger(at=19 * 3600))) == DAYS - 9


def test_the_last_days_are_those_with_people() -> None:
    past = timeline({ZONE: presence((GONE, BACK))}, days=DAYS)
    assert past.last(5) == at(23, "00:00")
    assert past.recorded_between(past.last(15), past.end) == pytest.approx(15)
    assert past.last(15) < GONE
    assert timeline({}, days=DAYS).last(5) == at(23, "00:00")


def proof(past: Timeline, trigger: Trigger, kind: RoutineKind) -> Proof:
    """Return how a routine for the lamp does."""
    target = Target(entity_id=LAMP, state="on")
    routine = Routine(kind=kind, triggers=(trigger,), targets=(target,))
    return prove(
        Candidate(goal=goal_of(target, past), versions=(routine,), searched=1), past
    )


def at_seven(past: Timeline) -> Proof:
    return proof(past, ClockTrigger(at=19 * 3600), RoutineKind.CLOCK)


def test_two_weeks_of_holiday_change_nothing_in_the_judgement() -> None:
    kept = [d for d in range(28) if d % 9]
    rows, acts = lamp(kept)
    always = at_seven(timeline({LAMP: rows, ZONE: presence()}, acts, days=28))
    rows, acts = lamp([d if d < 14 else d + 14 for d in kept])
    zone = presence((at(14, "00:00") - HOUR, at(28, "00:00") + HOUR))
    holiday = at_seven(timeline({LAMP: rows, ZONE: zone}, acts, days=42))
    assert always.failed is None
    assert (holiday.right, holiday.wrong) == (always.right, always.wrong) == (24, 4)
    assert holiday.confidence == always.confidence
    assert holiday.p_value == pytest.approx(always.p_value)
    assert holiday.failed is None


@pytest.mark.parametrize(("zone", "failed"), [(True, None), (False, "faded")])
def test_a_habit_fades_only_while_people_are_at_home(
    zone: bool, failed: str | None
) -> None:
    rows, acts = lamp(range(19))
    away = [(at(19, "09:00"), at(40, "09:00"))] if zone else []
    past = timeline({LAMP: rows, ZONE: presence(*away)}, acts, days=28)
    assert at_seven(past).failed == failed


def test_a_holiday_of_months_is_no_end_of_a_habit() -> None:
    rows, acts = lamp(range(30))
    zone = presence((at(30, "09:00"), at(80, "09:00")))
    assert at_seven(timeline({LAMP: rows, ZONE: zone}, acts, days=80)).failed is None


class OnHoliday(HomeMaker):
    """A home whose people go away for some days."""

    away = (10, 19)

    def _absences(self, day: int) -> list[tuple[float, float]]:
        left, back = self.away
        trips = super()._absences(day)
        if day == left:
            return [(self.local(left, 8 * HOUR), self.local(back, 18 * HOUR))]
        return [] if left < day <= back else trips


class AtHome(OnHoliday):
    """The same home, whose people stay."""

    away = (-2, -1)


def lived(kind: type[OnHoliday], *, until: int = 28) -> Made:
    """Return a home where the shelf is lit at nine in the evening up to some day."""
    make = kind(5)
    shelf = make.add("light.living_shelf", "off")
    make.clock(shelf, "on", 21 * HOUR, follow=0.95, spread=120.0)
    end = make.local(until, 0.0)
    make.events = [e for e in make.events if e[1] != shelf or e[0] < end]
    make.undo_later(shelf, "off", HOUR)
    make.noise(make.add("switch.kitchen_plug", "off"), ("on", "off"), 2)
    return make.made()


def shelf_on(made: Made) -> list[Finding]:
    found = find(made.history, made.home, made.suns)
    goal = Target(entity_id="light.living_shelf", state="on")
    return [f for f in found.findings if f.routine.targets == (goal,)]


def test_a_habit_is_as_sure_after_a_holiday() -> None:
    (always,) = shelf_on(lived(AtHome))
    (holiday,) = shelf_on(lived(OnHoliday))
    assert abs(always.confidence - holiday.confidence) <= 0.05
    assert holiday.evidence.wrong <= 4
    assert holiday.evidence.days == pytest.approx(28 - 9.3, abs=0.1)
    assert holiday.evidence.saved_per_week >= always.evidence.saved_per_week - 1


def test_a_habit_that_stopped_at_home_is_not_found() -> None:
    assert shelf_on(lived(AtHome, until=18)) == []


def test_the_log_is_silent_on_holidays_too() -> None:
    days = [d for d in range(42) if not 10 <= d < 19]
    rows, acts = lamp(days)
    tv = [act(at(d, "20:00"), TV, "playing", "off") for d in days]
    past = timeline({LAMP: rows}, sorted([*acts, *tv], key=lambda a: a.at), days=42)
    recorded = replace(past.history, start=at(32, "00:00"))
    longer = with_log(recorded, past.home, past.suns)
    assert longer is not None
    assert longer.away == inner(at(9, "20:00"), at(19, "19:05"))
    routine = Routine(
        kind=RoutineKind.CLOCK,
        triggers=(ClockTrigger(at=19 * 3600),),
        targets=(Target(entity_id=LAMP, state="on"),),
    )
    assert replay(routine, longer).wrong == 0


WARM = "sensor.hall_temperature"
HOT = NumericTrigger(entity_id=WARM, above=26.0)


def summer(until: int, days: int) -> Timeline:
    """Return a past in which the lamp is switched on when it gets hot, up to some day."""
    numbers, rows, acts = [(MIDNIGHT, 20.0)], [(MIDNIGHT, "off")], []
    for day in range(until):
        hot = at(day, "13:00") + day * 60
        numbers += [(hot, 28.0), (at(day, "20:00"), 20.0)]
        rows += [(hot + 120, "on"), (at(day, "21:00"), "off")]
        acts.append(act(hot + 120, LAMP, "on"))
    return timeline({LAMP: rows}, acts, days=days, numbers={WARM: numbers})


def test_a_season_that_is_over_is_no_end_of_a_habit() -> None:
    assert proof(summer(20, 60), HOT, RoutineKind.THRESHOLD).failed is None


def test_a_season_without_the_habit_is() -> None:
    past = summer(60, 60)
    kept = replace(
        past.history,
        acts=tuple(a for a in past.history.acts if a.at < at(25, "00:00")),
    )
    assert kept.acts
    faded = Timeline(kept, past.home, past.suns)
    assert proof(faded, HOT, RoutineKind.THRESHOLD).failed == "faded"
