"""Tests of whether acts keep to the sun or to a time of day."""

import random

import numpy as np
import pytest

from custom_components.ai_automation.model.routine import Target
from custom_components.ai_automation.routines.detect import clock, sun
from custom_components.ai_automation.routines.detect.daylight import (
    MOVED,
    distance,
    is_closer,
    keep_to_the_sun,
    moved,
)
from custom_components.ai_automation.routines.timeline import Suns, Timeline
from custom_components.ai_automation.routines.trial import goal_of

from ..small import act, at, timeline

LAMP = "light.hall_lamp"
DAYS = 14


def past_of(times: list[float], minutes: float, event: str = "sunset") -> Timeline:
    """Return two weeks in which sunrise or sunset moves by so many minutes, and a lamp is switched on at some times."""
    plain = timeline({LAMP: [(at(0, "00:00"), "off")]})
    table: dict[object, tuple[float, float]] = {}
    for n, day in enumerate(plain.calendar.days):
        away = 60 * minutes * n / (DAYS - 1)
        rise = at(n, "06:30") + (away if event == "sunrise" else 0)
        table[day] = (rise, at(n, "19:00") - (away if event == "sunset" else 0))
    return timeline(
        {LAMP: [(at(0, "00:00"), "off")]},
        [act(t, LAMP, "on") for t in sorted(times)],
        suns=Suns(table),  # type: ignore[arg-type]
    )


def acts(minutes: float, seed: int, spread: float = 150.0) -> list[float]:
    """Return acts around ten past seven, that move by so many minutes in two weeks."""
    rnd = random.Random(seed)
    return [
        at(n, "19:10") - 60 * minutes * n / (DAYS - 1) + rnd.gauss(0, spread)
        for n in range(DAYS)
    ]


def kinds(past: Timeline) -> tuple[bool, bool]:
    """Tell whether times of day are tried, and distances from the sun."""
    goal = goal_of(Target(entity_id=LAMP, state="on"), past)
    return any(clock.candidates(goal, past)), any(sun.candidates(goal, past))


@pytest.mark.parametrize("seed", range(5))
def test_a_quarter_of_an_hour_of_sun_tells_it_from_the_clock(seed: int) -> None:
    by_sun, by_clock = past_of(acts(15, seed), 15), past_of(acts(0, seed), 15)
    assert kinds(by_sun) == (False, True)
    assert kinds(by_clock) == (True, False)


def test_a_sun_that_has_not_moved_ten_minutes_is_not_looked_at() -> None:
    hardly, just = past_of(acts(9, 1), 9), past_of(acts(11, 1, 60), 11)
    marks = hardly.sun_times("sunset")
    assert moved(marks, hardly) < MOVED
    assert kinds(hardly) == (True, False)
    assert moved(just.sun_times("sunset"), just) > MOVED
    assert kinds(just) == (False, True)


def test_sunrise_is_looked_at_as_sunset_is() -> None:
    mornings = [t - 12.5 * 3600 for t in acts(-15, 2)]
    past = past_of(mornings, 15, "sunrise")
    assert keep_to_the_sun(np.array(mornings), past)
    still = [t - 12.5 * 3600 for t in acts(0, 2)]
    assert not keep_to_the_sun(np.array(still), past_of(still, 15, "sunrise"))


def test_the_sun_of_another_hour_does_not_matter() -> None:
    noon = [t - 5 * 3600 for t in acts(15, 3)]
    assert not keep_to_the_sun(np.array(noon), past_of(noon, 15))


def test_strays_do_not_decide() -> None:
    """Two acts hours off say nothing of what the others keep to, however many hours they are."""
    times = acts(15, 4)
    times[3], times[9] = at(3, "17:00"), at(9, "17:00")
    past = past_of(times, 15)
    away = distance(np.array(times), past.sun_times("sunset"))
    assert is_closer(np.array(times), away, past)
    away[[3, 9]] *= 3
    assert is_closer(np.array(times), away, past)
    steady = acts(0, 4)
    steady[3], steady[9] = times[3] - 180, times[9] - 540
    away = distance(np.array(steady), past.sun_times("sunset"))
    assert not is_closer(np.array(steady), away, past)


def test_distances_are_those_from_the_nearest_event() -> None:
    marks = np.array([100.0, 1100.0, 2100.0])
    found = distance(np.array([0.0, 550.0, 700.0, 2500.0]), marks)
    assert found.tolist() == [-100.0, 450.0, -400.0, 400.0]
