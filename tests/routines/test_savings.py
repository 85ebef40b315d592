"""Tests of what routines would have saved."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from custom_components.ai_automation.model.act import Act
from custom_components.ai_automation.model.evidence import Evidence, Example, Verdict
from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    Routine,
    RoutineKind,
    StateTrigger,
    Target,
    Trigger,
)
from custom_components.ai_automation.model.track import Series
from custom_components.ai_automation.routines.replay import replay
from custom_components.ai_automation.routines.savings import Tariff, with_savings
from custom_components.ai_automation.routines.timeline import Timeline

from .homes import track
from .small import act, at, series, timeline

LAMP, MOTION = "light.hall_lamp", "binary_sensor.hall_motion"
POWER = "sensor.hall_lamp_power"
DAYS = 14
LATE = ClockTrigger(at=23 * 3600)
LEFT = StateTrigger(entity_id=MOTION, to="off", for_=600)
Rows = list[tuple[float, str]]


def routine(
    trigger: Trigger, state: str = "off", kind: RoutineKind = RoutineKind.CLOCK
) -> Routine:
    target = Target(entity_id=LAMP, state=state)
    return Routine(kind=kind, triggers=(trigger,), targets=(target,))


def evenings(
    offs: Sequence[str], watts: float = 60.0, standby: float = 0.0
) -> tuple[Timeline, Series]:
    """Return a lamp that is on from seven every evening till some time, and its power."""
    rows, acts = [(at(0, "00:00"), "off")], []
    power = [(at(0, "00:00"), standby)]
    for day, off in enumerate(offs):
        on, end = at(day, "19:00"), at(day, off)
        end += 86400 if end < on else 0
        rows += [(on, "on"), (end, "off")]
        power += [(on, watts), (end, standby)]
        acts += [act(on, LAMP, "on"), act(end, LAMP, "off", "on", state_id=day + 1)]
    past = timeline({LAMP: rows}, acts, days=DAYS)
    return past, series(POWER, power)


def saved(
    past: Timeline, made: Routine, *meters: Series, tariff: Tariff | None = None
) -> Evidence:
    return with_savings(
        replay(made, past), made, past, {LAMP: meters} if meters else {}, tariff
    )


def firings(evidence: Evidence, verdict: Verdict) -> list[Example]:
    return [e for e in evidence.examples if e.verdict is verdict]


def test_switching_off_sooner_saves_the_power_of_that_time() -> None:
    past, power = evenings(["23:10"] * 14)
    evidence = saved(
        past, routine(LATE), power, tariff=Tariff(price=0.3, currency="EUR")
    )
    assert {e.sooner for e in evidence.examples} >= {600.0}
    assert {e.kwh for e in firings(evidence, Verdict.RIGHT)} == {0.01}
    assert evidence.right == 14
    assert evidence.kwh_per_week == pytest.approx(0.07)
    assert evidence.money_per_week == pytest.approx(0.021)
    assert (evidence.currency, evidence.power_sensors) == ("EUR", (POWER,))


def test_the_figure_is_the_sum_of_the_examples() -> None:
    past, power = evenings([f"23:{m:02}" for m in range(1, 15)])
    evidence = saved(past, routine(LATE), power)
    whole = sum(e.kwh or 0.0 for e in evidence.examples)
    assert evidence.kwh_per_week == pytest.approx(whole * 7 / evidence.days)
    assert [e.sooner for e in firings(evidence, Verdict.RIGHT)] == [
        60.0 * m for m in range(1, 15)
    ]


def test_what_a_thing_takes_when_off_is_not_saved() -> None:
    past, power = evenings(["23:10"] * 14, watts=80.0, standby=20.0)
    assert saved(past, routine(LATE), power).kwh_per_week == pytest.approx(0.07)


def test_switching_on_sooner_costs() -> None:
    past, power = evenings(["23:30"] * 14)
    evidence = saved(past, routine(ClockTrigger(at=18 * 3600 + 3000), "on"), power)
    assert evidence.right == 14
    assert evidence.kwh_per_week == pytest.approx(-0.07)


def test_who_is_there_would_switch_it_back_on() -> None:
    """A wrong firing by the clock saves nothing."""
    past, power = evenings(["23:10"] * 12 + ["02:00"] * 2)
    evidence = saved(past, routine(LATE), power)
    assert [(e.sooner, e.kwh) for e in firings(evidence, Verdict.WRONG)] == [(0, 0)] * 2
    assert evidence.kwh_per_week == pytest.approx(0.06)


def test_a_needless_light_burns_until_it_is_switched() -> None:
    past, power = evenings(["23:30"] * 14)
    evidence = saved(past, routine(ClockTrigger(at=17 * 3600), "on"), power)
    assert {e.sooner for e in firings(evidence, Verdict.WRONG)} == {7200.0}
    assert evidence.kwh_per_week == pytest.approx(-0.12 * 7)


def left_on(back: str) -> tuple[Timeline, Series]:
    """Return a lamp that burns all night in an empty room, in which someone is noticed at some time."""
    rows, moves = [(at(0, "00:00"), "off")], [(at(0, "00:00"), "off")]
    power, acts = [(at(0, "00:00"), 0.0)], list[Act]()
    for day in range(DAYS - 1):
        rows += [(at(day, "20:00"), "on"), (at(day + 1, "06:00"), "off")]
        power += [(at(day, "20:00"), 100.0), (at(day + 1, "06:00"), 0.0)]
        moves += [(at(day, "20:00"), "on"), (at(day, "20:50"), "off")]
        moves += [(at(day, back), "on"), (at(day, back) + 30, "off")]
        acts.append(act(at(day + 1, "06:00"), LAMP, "off", "on"))
    past = timeline(
        {LAMP: rows, MOTION: moves}, acts, days=DAYS, classes={MOTION: "motion"}
    )
    return past, series(POWER, power)


@pytest.mark.parametrize(
    ("back", "hours"), [("23:00", 2.0 + 6.825), ("20:55", 0.0 + 8.908)]
)
def test_what_burns_in_an_empty_room_saves_until_somebody_comes(
    back: str, hours: float
) -> None:
    past, power = left_on(back)
    made = routine(LEFT, kind=RoutineKind.LEFT_ON)
    evidence = saved(past, made, power)
    assert evidence.right == 0
    assert evidence.kwh_per_week == pytest.approx(
        0.1 * hours * 7 * (DAYS - 1) / DAYS, rel=0.02
    )


def test_without_a_meter_energy_is_not_known() -> None:
    past, _ = evenings(["23:10"] * 14)
    evidence = saved(past, routine(LATE), tariff=Tariff(price=0.3, currency="EUR"))
    assert evidence.kwh_per_week is evidence.money_per_week is evidence.currency is None
    assert evidence.power_sensors == ()
    assert {e.kwh for e in evidence.examples} == {None}
    assert {e.sooner for e in firings(evidence, Verdict.RIGHT)} == {600.0}


def test_without_a_tariff_money_is_not_known() -> None:
    past, power = evenings(["23:10"] * 14)
    evidence = saved(past, routine(LATE), power)
    assert evidence.kwh_per_week is not None
    assert evidence.money_per_week is evidence.currency is None


def test_a_meter_that_was_never_there_with_the_thing_off_tells_nothing() -> None:
    past, _ = evenings(["23:10"] * 14)
    nan = float("nan")
    rows = [(at(0, "00:00"), nan)]
    for day in range(14):
        rows += [(at(day, "19:00"), 60.0), (at(day, "23:10"), nan)]
    assert saved(past, routine(LATE), series(POWER, rows)).kwh_per_week is None


def test_several_meters_of_a_thing_add_up() -> None:
    past, power = evenings(["23:10"] * 14)
    evidence = saved(past, routine(LATE), power, power)
    assert evidence.kwh_per_week == pytest.approx(0.14)


def test_acts_saved_a_week_have_an_interval() -> None:
    past, _ = evenings(["23:10"] * 14)
    evidence = replay(routine(LATE), past)
    assert evidence.saved_per_week == 7
    assert evidence.saved_interval == pytest.approx((7.65 / 2, 23.49 / 2), abs=0.01)


def test_what_one_firing_saves_is_one_occasion() -> None:
    past, _ = evenings(["23:10"] * 14)
    other = "light.hall_shelf"
    acts = [
        act(a.at + 5, other, "off", "on") for a in past.history.acts if a.state == "off"
    ]
    history = replace(
        past.history,
        acts=(*past.history.acts, *acts),
        tracks={**past.history.tracks, other: track(other, [(at(0, "00:00"), "on")])},
    )
    both = replace(
        routine(LATE),
        targets=tuple(Target(entity_id=e, state="off") for e in (LAMP, other)),
    )
    evidence = replay(both, Timeline(history, past.home, past.suns))
    assert evidence.saved_per_week == 14
    assert evidence.saved_interval == pytest.approx((7.65, 23.49), abs=0.01)


def test_nothing_saved_may_still_be_chance() -> None:
    past, _ = evenings(["20:00"] * 14)
    evidence = replay(routine(LATE), past)
    assert evidence.saved_per_week == 0
    assert evidence.saved_interval == pytest.approx((0.0, 3.69 / 2), abs=0.01)
