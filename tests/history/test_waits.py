"""Rules outside Home Assistant that wait for a fixed time, and people who do not."""

from dataclasses import replace
import random

import numpy as np
from numpy.typing import NDArray
import pytest

from custom_components.ai_automation.history.hubs import Regular, Sensors, sensors_of
from custom_components.ai_automation.history.waits import by_twin, by_wait

from .past import DAY, HOUR, START, entity, home
from .test_hubs import MOTION, daily, motion

TIMES = daily(9 * HOUR, 30, 2 * HOUR, 5)
"""When someone was noticed, for a minute."""
QUIET = TIMES + 60


def sensors(times: NDArray[np.float64] = TIMES) -> Sensors:
    """Return one sensor of motion."""
    return sensors_of({"binary_sensor.motion": motion(times)}, home(MOTION))


def found(
    times: NDArray[np.float64],
    device_id: str | None = None,
    alone: NDArray[np.bool_] | None = None,
) -> Regular | None:
    """Return what waits, where nothing answers to another change unless told."""
    order = np.argsort(times)
    steady = np.ones(len(times), dtype=np.bool_) if alone is None else alone[order]
    return by_wait(times[order], steady, sensors(), device_id)


def jitter(count: int, spread: float, seed: int = 1) -> NDArray[np.float64]:
    """Return seconds around none."""
    chance = random.Random(seed)
    return np.array([chance.uniform(-spread, spread) for _ in range(count)])


def test_a_rule_that_waits_a_quarter_of_an_hour() -> None:
    rule = found(QUIET + 900 + jitter(30, 2))
    assert rule is not None
    assert rule.mask.all()
    assert (rule.after, rule.after_state) == ("binary_sensor.motion", "off")
    assert rule.lag == pytest.approx(900, abs=2)


def test_a_rule_among_more_that_people_did() -> None:
    by_hand = QUIET[10:] + 200 + 24 * np.arange(20)
    rule = found(np.concatenate([QUIET[:10] + 900, by_hand]))
    assert rule is not None
    assert rule.mask.sum() == 10


def test_a_rule_that_was_there_for_a_third_of_the_time() -> None:
    by_hand = TIMES[10:] + 5 + 9 * np.arange(20) % 50
    rule = found(np.concatenate([QUIET[:10] + 900, by_hand]))
    assert rule is not None
    assert rule.mask.tolist() == [True] * 10 + [False] * 20


def test_nine_times_prove_nothing() -> None:
    assert found(QUIET[:9] + 900) is None


@pytest.mark.parametrize("wait", [75.0, 300.0, 900.0, 1800.0])
@pytest.mark.parametrize("spread", [0.1, 0.3, 0.6])
def test_people_who_wait_are_people(wait: float, spread: float) -> None:
    for seed in range(40):
        chance = np.random.default_rng(seed)
        lags = chance.lognormal(np.log(wait), spread, len(TIMES))
        assert found(QUIET + np.minimum(lags, 6 * HOUR)) is None


@pytest.mark.parametrize("median", [2.0, 5.0, 12.0, 30.0])
@pytest.mark.parametrize("spread", [0.2, 0.6])
def test_people_who_react_within_seconds_are_people(
    median: float, spread: float
) -> None:
    for seed in range(40):
        chance = np.random.default_rng(seed)
        lags = chance.lognormal(np.log(median), spread, len(TIMES))
        assert found(TIMES + lags) is None


def test_people_at_any_time_are_people() -> None:
    for seed in range(40):
        chance = np.random.default_rng(seed)
        assert found(START + chance.uniform(0, 30 * DAY, 400)) is None


def test_people_who_take_back_what_a_rule_did_are_no_rule() -> None:
    back = QUIET[:15] + 900 + 3 + jitter(15, 2)
    late = QUIET[15:] + 1500 + 100 * np.arange(15)
    both = np.concatenate([back, late])
    assert found(both) is not None
    assert found(both, alone=both >= late[0]) is None


def test_its_own_button_is_no_rule() -> None:
    assert found(QUIET + 900, "m") is None


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_of_two_sensors_the_better(names: tuple[str, str]) -> None:
    worse, better = (f"binary_sensor.{name}" for name in names)
    tracks = {
        worse: replace(motion(np.delete(TIMES, [3, 9])), entity_id=worse),
        better: replace(motion(TIMES), entity_id=better),
    }
    both = sensors_of(tracks, home(*(entity(e, device_class="motion") for e in tracks)))
    rule = by_wait(QUIET + 900, np.ones(30, dtype=np.bool_), both, None)
    assert rule is not None
    assert rule.after == better


def test_no_sensor_no_rule() -> None:
    nothing = sensors_of({}, home())
    assert by_wait(QUIET + 900, np.ones(30, dtype=np.bool_), nothing, None) is None


class TestTwin:
    """The other half of a rule that waits."""

    waited = Regular(np.ones(15, dtype=np.bool_), "binary_sensor.motion", "off", 900.0)

    def twin(self, times: NDArray[np.float64]) -> Regular | None:
        """Return the other half of a rule that was in force in the first half of the time."""
        return by_twin(np.sort(times), self.waited, QUIET[:15] + 900, sensors())

    def test_at_once_when_the_sensor_turns_back(self) -> None:
        rule = self.twin(np.concatenate([TIMES[:15] + 1, TIMES[17:] + 1]))
        assert rule is not None
        assert rule.mask.tolist() == [True] * 15 + [False] * 13
        assert (rule.after, rule.after_state, rule.lag) == (
            "binary_sensor.motion",
            "on",
            1.0,
        )

    def test_later_is_people(self) -> None:
        assert self.twin(TIMES[:15] + 3) is None

    def test_few_prove_nothing(self) -> None:
        assert self.twin(TIMES[:9] + 1) is None

    def test_the_same_turn_is_no_other_half(self) -> None:
        assert self.twin(QUIET[:15] + 1) is None
