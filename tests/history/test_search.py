"""The search for the rules that something outside keeps to with one thing."""

from datetime import UTC

import numpy as np

from custom_components.ai_automation.history.hubs import sensors_of
from custom_components.ai_automation.history.search import Moments, Search

from .past import HOUR, home
from .test_hubs import MOTION, daily, motion
from .test_waits import QUIET, TIMES, sensors


def moments(times: np.ndarray) -> Moments:
    """Return moments that nothing came before."""
    return Moments(np.sort(times), np.ones(len(times), dtype=np.bool_))


def test_both_halves_of_a_rule_beside_people() -> None:
    late = TIMES[15:]
    rules = Search(sensors(), None, UTC).rules(
        {
            "off": moments(np.concatenate([QUIET[:15] + 900, late + 4000])),
            "on": moments(np.concatenate([TIMES[:15] + 1, late + 20])),
        }
    )
    assert {state: int(rule.mask.sum()) for state, rule in rules.items()} == {
        "off": 15,
        "on": 15,
    }


def test_quickness_alone_is_people() -> None:
    mixed = np.concatenate([TIMES[:15] + 1, TIMES[15:] + 20 + np.arange(15) * 7])
    assert not Search(sensors(), None, UTC).rules({"on": moments(mixed)})


def test_a_clock_has_no_other_half() -> None:
    timer = daily(7 * HOUR, 12)
    search = Search(
        sensors_of({"binary_sensor.motion": motion(timer)}, home(MOTION)), None, UTC
    )
    rules = search.rules({"on": moments(timer), "off": moments(timer[:9] + 1)})
    assert {state: rule.after for state, rule in rules.items()} == {
        "on": None,
        "off": None,
    }
