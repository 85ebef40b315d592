"""The search for the rules that something outside keeps to with one thing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .hubs import Regular, Sensors, by_clock, by_sensor
from .waits import SHORTEST, by_twin, by_wait


class Moments(NamedTuple):
    """When a thing took one state without anybody telling why."""

    times: NDArray[np.float64]
    """Epoch seconds, rising."""
    alone: NDArray[np.bool_]
    """Which of them were not soon after another change of the thing."""


@dataclass(frozen=True, slots=True)
class Search:
    """What rules of one thing may keep to."""

    sensors: Sensors
    device_id: str | None
    """The device of the thing."""
    zone: tzinfo

    def rules(self, per: Mapping[str, Moments]) -> dict[str, Regular]:
        """Return the rule for each state that has one."""
        found = {
            state: rule for state, some in per.items() if (rule := self._rule(some))
        }
        for state, rule in list(found.items()):
            if rule.after is None or rule.lag < SHORTEST:
                continue
            times = per[state].times[rule.mask]
            for other, some in per.items():
                if other in found:
                    continue
                if twin := by_twin(some.times, rule, times, self.sensors):
                    found[other] = twin
        return found

    def _rule(self, some: Moments) -> Regular | None:
        return (
            by_clock(some.times, self.zone)
            or by_sensor(some.times, self.sensors, self.device_id)
            or by_wait(some.times, some.alone, self.sensors, self.device_id)
        )
