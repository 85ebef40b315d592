"""Timers and rules outside Home Assistant."""

from dataclasses import replace
from datetime import UTC, datetime
import random
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
import pytest

from custom_components.ai_automation.history.clock import local_seconds
from custom_components.ai_automation.history.hubs import (
    burst_members,
    by_clock,
    by_sensor,
    sensors_of,
)
from custom_components.ai_automation.model.track import Track

from .past import DAY, HOUR, START, entity, home


def daily(
    clock: float, days: int, spread: float = 0.0, seed: int = 1
) -> NDArray[np.float64]:
    chance = random.Random(seed)
    return np.array(
        [START + d * DAY + clock + chance.gauss(0, spread) for d in range(days)]
    )


def sensor(
    entity_id: str, changes: list[tuple[float, str]], before: str = "off"
) -> Track:
    names = tuple(dict.fromkeys([before, *(state for _, state in changes)]))
    return Track(
        entity_id=entity_id,
        times=np.array([START - DAY, *(at for at, _ in changes)]),
        codes=np.array(
            [0, *(names.index(state) for _, state in changes)], dtype=np.int16
        ),
        states=names,
    )


def motion(times: NDArray[np.float64], hold: float = 60.0) -> Track:
    rows = [
        (float(at) + add, s) for at in times for add, s in ((0, "on"), (hold, "off"))
    ]
    return sensor("binary_sensor.motion", rows)


MOTION = entity("binary_sensor.motion", device_class="motion", device_id="m")


class TestClock:
    """The same second day after day."""

    def test_a_timer(self) -> None:
        found = by_clock(daily(7 * HOUR, 10, 0.2), UTC)
        assert found is not None
        assert found.mask.all()
        assert found.lag == pytest.approx(7 * HOUR, abs=1)

    def test_three_days_are_enough_and_two_are_not(self) -> None:
        assert by_clock(daily(7 * HOUR, 3), UTC) is not None
        assert by_clock(daily(7 * HOUR, 2), UTC) is None

    def test_three_times_in_one_day_are_not_three_days(self) -> None:
        assert by_clock(START + np.array([0.0, 0.5, 1.0]), UTC) is None

    @pytest.mark.parametrize("spread", [10.0, 60.0, 900.0])
    def test_a_habit_is_no_timer(self, spread: float) -> None:
        for seed in range(20):
            assert by_clock(daily(7 * HOUR, 28, spread, seed), UTC) is None

    def test_two_times_a_day(self) -> None:
        both = np.sort(np.concatenate([daily(7 * HOUR, 10), daily(19 * HOUR, 10)]))
        found = by_clock(both, UTC)
        assert found is not None
        assert found.mask.all()

    def test_what_people_add_is_left_to_them(self) -> None:
        by_hand = daily(12 * HOUR, 2, 900.0)
        found = by_clock(np.concatenate([daily(7 * HOUR, 10), by_hand]), UTC)
        assert found is not None
        assert found.mask.tolist() == [True] * 10 + [False] * 2

    def test_mostly_people_is_no_timer(self) -> None:
        mixed = np.concatenate([daily(7 * HOUR, 10), daily(12 * HOUR, 5, 900.0)])
        assert by_clock(mixed, UTC) is None

    def test_the_clock_on_the_wall_counts(self) -> None:
        zone = ZoneInfo("Europe/Berlin")
        # The clocks went forward on 29 March 2026.
        local = np.array([START + d * DAY + (7 - (d >= 27)) * HOUR for d in range(40)])
        found = by_clock(local, zone)
        assert found is not None
        assert found.mask.all()
        assert by_clock(local, UTC) is not None
        days, seconds = local_seconds(local, zone)
        assert set(seconds.tolist()) == {8 * HOUR}
        assert np.array_equal(np.diff(days), np.ones(39))

    def test_clocks_that_change_at_the_half_of_an_hour(self) -> None:
        zone = ZoneInfo("Australia/Lord_Howe")
        # The clocks went forward by half an hour at 15:30 UTC on 3 October 2026.
        change = datetime(2026, 10, 3, 15, 30, tzinfo=UTC).timestamp()
        _, seconds = local_seconds(np.array([change - 1, change, change + HOUR]), zone)
        assert seconds.tolist() == [2 * HOUR - 1, 2.5 * HOUR, 3.5 * HOUR]


class TestSensor:
    """The same lag after a sensor."""

    times = daily(9 * HOUR, 20, 2 * HOUR, 5)

    def test_a_rule_that_follows_a_sensor(self) -> None:
        sensors = sensors_of({"binary_sensor.motion": motion(self.times)}, home(MOTION))
        found = by_sensor(self.times + 0.5, sensors, "lamp")
        assert found is not None
        assert found.mask.all()
        assert (found.after, found.after_state) == ("binary_sensor.motion", "on")
        assert found.lag == pytest.approx(0.5)

    def test_a_rule_that_waits_after_a_sensor(self) -> None:
        sensors = sensors_of({"binary_sensor.motion": motion(self.times)}, home(MOTION))
        found = by_sensor(self.times + 60 + 900, sensors, None)
        assert found is not None
        assert (found.after_state, round(found.lag)) == ("off", 900)

    @pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
    def test_of_two_sensors_the_better(self, names: tuple[str, str]) -> None:
        worse, better = (f"binary_sensor.{name}" for name in names)
        seen = motion(self.times)
        missed = motion(np.delete(self.times, [3, 9]))
        tracks = {
            worse: replace(missed, entity_id=worse),
            better: replace(seen, entity_id=better),
        }
        sensors = sensors_of(tracks, home(worse, better))
        found = by_sensor(self.times + 0.5, sensors, None)
        assert found is not None
        assert found.after == better
        assert found.mask.all()

    def test_people_who_follow_a_sensor_are_people(self) -> None:
        sensors = sensors_of({"binary_sensor.motion": motion(self.times)}, home(MOTION))
        chance = np.random.default_rng(3).lognormal(2.5, 0.6, len(self.times))
        assert by_sensor(self.times + chance, sensors, None) is None

    def test_a_sensor_that_never_rests_explains_nothing(self) -> None:
        ticks = np.arange(START - HOUR, START + 21 * DAY, 2.0)
        restless = sensor(
            "binary_sensor.motion",
            [(float(at), ("on", "off")[n % 2]) for n, at in enumerate(ticks)],
        )
        whole = np.round(self.times / 4) * 4 + 0.5
        sensors = sensors_of({"binary_sensor.motion": restless}, home(MOTION))
        assert by_sensor(whole, sensors, None) is None

    def test_few_times_prove_nothing(self) -> None:
        sensors = sensors_of({"binary_sensor.motion": motion(self.times)}, home(MOTION))
        assert by_sensor(self.times[:9] + 0.5, sensors, None) is None

    def test_its_own_button_is_no_rule(self) -> None:
        sensors = sensors_of({"binary_sensor.motion": motion(self.times)}, home(MOTION))
        assert by_sensor(self.times + 0.5, sensors, "m") is None

    @pytest.mark.parametrize(
        "made",
        [
            entity("binary_sensor.motion", device_class="power"),
            entity("input_number.other"),
        ],
    )
    def test_what_tells_of_the_thing_itself_is_no_sensor(self, made: object) -> None:
        tracks = {"binary_sensor.motion": motion(self.times)}
        sensors = sensors_of(tracks, home(made))  # type: ignore[arg-type]
        assert sensors.tracks == []
        assert by_sensor(self.times + 0.5, sensors, None) is None

    def test_the_sun(self) -> None:
        down = daily(18 * HOUR, 28, 1200.0)
        sun = sensor("sun.sun", [(float(at), "below_horizon") for at in down], "x")
        found = by_sensor(down + 600, sensors_of({"sun.sun": sun}, home()), None)
        assert found is not None
        assert found.after == "sun.sun"

    def test_long_after_is_not_after(self) -> None:
        sensors = sensors_of({"binary_sensor.motion": motion(self.times)}, home(MOTION))
        assert by_sensor(self.times + 60 + 2 * HOUR, sensors, None) is None

    def test_before_the_first_change_of_any(self) -> None:
        sensors = sensors_of({"binary_sensor.motion": motion(self.times)}, home(MOTION))
        assert by_sensor(self.times - 100 * DAY, sensors, None) is None


class TestBurst:
    """A hub that comes back."""

    @staticmethod
    def moments(
        count: int, state: str = "on", every: float = 0.1
    ) -> list[tuple[float, str, str, str]]:
        return [(START + n * every, "hue", f"light.{n}", state) for n in range(count)]

    def test_six_things_in_a_second(self) -> None:
        assert burst_members(self.moments(6)) == frozenset(range(6))
        assert burst_members(self.moments(5)) == frozenset()

    def test_slower_is_people(self) -> None:
        assert burst_members(self.moments(6, every=0.5)) == frozenset()

    def test_all_off_is_what_a_person_asks_for(self) -> None:
        assert burst_members(self.moments(8, "off")) == frozenset()

    def test_things_of_one_platform_only(self) -> None:
        mixed = [
            (at, f"platform{n % 2}", thing, state)
            for n, (at, _, thing, state) in enumerate(self.moments(8))
        ]
        assert burst_members(mixed) == frozenset()
        assert burst_members([(at, "", t, s) for at, _, t, s in self.moments(8)]) == (
            frozenset()
        )

    def test_one_thing_again_and_again_is_no_burst(self) -> None:
        same = [(at, p, "light.one", s) for at, p, _, s in self.moments(8)]
        assert burst_members(same) == frozenset()
