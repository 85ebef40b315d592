"""An automation whose runs people take back, and what a change of it would have made of them."""

from dataclasses import dataclass

import numpy as np

from ...model.revision import Change
from ...model.routine import Routine
from ..timeline import Mask
from .runs import Past, Runs


@dataclass(frozen=True, slots=True, eq=False)
class Remedy:
    """A change, and which runs there would have been with it; arrays over the runs as they were."""

    change: Change
    stays: Mask
    """Which runs would still have been."""
    bad: Mask
    """Which of them would still have been taken back."""
    good: Mask
    """Which runs speak for the change: those that were left as they were, and that it does not cost."""
    later: float = 0.0
    """Seconds by which they would have come later."""
    chance: float = 0.0
    """Chance of the difference if it had nothing to do with the change, searches paid for."""

    def counts(self, days: Mask) -> tuple[int, int]:
        """Return how many of some runs would have been good and bad."""
        good, bad = self.good & days, self.bad & days
        return int(np.count_nonzero(good)), int(np.count_nonzero(bad))


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """An automation whose runs people take back."""

    runs: Runs
    window: int
    routine: Routine | None
    named: frozenset[str]
    past: Past
    chance: float
    """Chance of so much being taken back by accident."""

    @property
    def undone(self) -> Mask:
        """Tell which runs were taken back."""
        return self.runs.undone(self.window)
