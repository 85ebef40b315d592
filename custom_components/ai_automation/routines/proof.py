"""What a routine is held against, and how its best version did."""

from dataclasses import dataclass

from ..model.routine import Routine, is_timed
from .goals import MIN_ACTS, TOLD_OF
from .statistics import expected_share, wilson
from .timeline import Timeline
from .trial import RIGHT, WRONG, Goal, Trial

WRONG_PER_RIGHT = 0.25
"""Where a routine often saves an act, one wrong firing in five is let pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What a routine must reach to be worth suggesting."""

    lower: float
    """Lower bound of the precision on everything known."""
    held_out: float
    """Precision on the days that it was not tuned on."""
    wrong_per_week: float

    def bears(self, right: float, wrong: float) -> bool:
        """Tell whether so many wrong firings a week are few enough, also next to the right ones."""
        return wrong <= max(self.wrong_per_week, WRONG_PER_RIGHT * right)

    def is_reached(self, right: int, wrong: int, weeks: float) -> bool:
        """Tell whether so many right and wrong firings in some weeks will do."""
        return (
            right >= MIN_ACTS
            and wilson(right, right + wrong)[0] >= self.lower
            and self.bears(right / weeks, wrong / weeks)
        )


ACTS = Bar(lower=0.42, held_out=0.5, wrong_per_week=2.0)
TIMED_ACTS = Bar(lower=0.42, held_out=0.5, wrong_per_week=3.0)
"""What happens at a time is wrong once a day at most, and never comes as a surprise."""
TELLS = Bar(lower=0.35, held_out=0.4, wrong_per_week=3.0)
"""A needless word costs less than a needless act."""


def bar_for(routine: Routine) -> Bar:
    """Return what a routine must reach."""
    if not is_timed(routine):
        return ACTS
    domains = {t.entity_id.partition(".")[0] for t in routine.targets}
    return TELLS if domains <= TOLD_OF else TIMED_ACTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """How the best version of a candidate did."""

    routine: Routine
    timeline: Timeline
    """The past it was judged on."""
    goal: Goal
    trial: Trial
    days: int
    """On how many days it was right."""
    p_value: float
    """After correction for everything that was searched to find this version."""
    held_right: int = 0
    """Right firings on days that the parameters were not tuned on."""
    held_wrong: int = 0
    failed: str | None = None
    """The test it did not pass."""

    @property
    def right(self) -> int:
        """Return how many firings were right."""
        return self.trial.count(RIGHT)

    @property
    def wrong(self) -> int:
        """Return how many firings were wrong."""
        return self.trial.count(WRONG)

    @property
    def lower(self) -> float:
        """Return the lower bound of the precision."""
        return wilson(self.right, self.right + self.wrong)[0]

    @property
    def confidence(self) -> float:
        """Return the expected share of right firings on later days."""
        return expected_share(self.held_right, self.held_wrong, prior=0.6, weight=4.0)
