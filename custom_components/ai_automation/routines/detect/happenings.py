"""What happens in the home, and which of it comes before what people do more often than chance brings about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ...model.routine import StateTrigger, Trigger
from ..chance import PART, WINDOWS, Undone, usual_rates
from ..goals import MIN_ACTS
from ..past.calendar import DAY
from ..prove import CONCEIVABLE, QUICK
from ..statistics import chance_within, is_tail_within
from ..timeline import Mask, Timeline, Times
from ..trial import AFTER, BEFORE, Goal, debounced
from .table import Reach, Table

ANY: Reach = (BEFORE, AFTER)
"""What the act might make right."""
SOON: Reach = (BEFORE, QUICK)
"""What people may have acted on at once."""
AT_ONCE = 90.0
"""Seconds within which things are done in one go."""
_ONE_COMMAND = 1.0
"""Seconds within which things move that one command moved."""
IN_ONE_GO: Reach = (-_ONE_COMMAND, AT_ONCE)
_WINDOW_REACHES: tuple[Reach, ...] = (
    ANY,
    *((0.0, float(late)) for late in WINDOWS[1:]),
)
"""The same as `WINDOWS`."""

_MIDDLES = np.arange(PART / 2, DAY, PART, dtype=np.float64)
"""Clock times in the middle of each part of the day, in seconds."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Happenings:
    """What happens in the home that people may act on, and where it comes close to the acts of some goals."""

    timeline: Timeline
    triggers: tuple[Trigger, ...]
    by_clock: NDArray[np.float64]
    """How often each trigger fired in each part of the day: triggers by parts."""
    goals: Sequence[Goal]
    hits: Mapping[Reach, NDArray[np.int64]]
    """Around how many acts each trigger fired: triggers by goals."""
    close: Mapping[Reach, NDArray[np.uint8]]
    """Whether each trigger fired within reach of each act, of one goal after another: eight triggers a byte, by acts."""

    @cached_property
    def rooms(self) -> Mapping[str, Mask]:
        """Return by room which triggers are about something in it."""
        entities, found = self.timeline.home.entities, dict[str, Mask]()
        for key, trigger in enumerate(self.triggers):
            source = (
                entities.get(trigger.entity_id)
                if isinstance(trigger, StateTrigger)
                else None
            )
            if source is not None and source.area_id:
                none = np.zeros(len(self.triggers), dtype=np.bool_)
                found.setdefault(source.area_id, none)[key] = True
        return found

    @cached_property
    def _place(self) -> Mapping[Goal, int]:
        return {goal: n for n, goal in enumerate(self.goals)}

    @cached_property
    def _first(self) -> NDArray[np.int64]:
        return _first_acts(self.goals)

    @cached_property
    def _conceivable(self) -> Mask:
        """Tell which triggers chance does not explain for which goals: triggers by goals."""
        found = np.zeros((len(self.triggers), len(self.goals)), dtype=np.bool_)
        if not found.size:
            return found
        calendar, days = self.timeline.calendar, max(1.0, self.timeline.recorded_days)
        rates = np.array(
            [usual_rates(calendar.clock(g.times), _MIDDLES, days) for g in self.goals]
        )
        trials = self.by_clock.sum(axis=1, keepdims=True)
        limit = CONCEIVABLE / len(WINDOWS)
        for window, reach in zip(WINDOWS, _WINDOW_REACHES, strict=True):
            chances = self.by_clock @ chance_within(rates, window).T / trials
            found |= is_tail_within(
                limit,
                self.hits[reach].ravel(),
                np.broadcast_to(trials.astype(np.int64), found.shape).ravel(),
                chances.ravel(),
            ).reshape(found.shape)
        return found

    def near(self, goal: Goal) -> Near:
        """Return what happened around the acts of one of the goals."""
        place = self._place[goal]
        return Near(
            known=self,
            acts=slice(*self._first[place : place + 2].tolist()),
            hits={reach: hits[:, place] for reach, hits in self.hits.items()},
            conceivable=self._conceivable[:, place],
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Near:
    """The happenings around the acts of a goal."""

    known: Happenings
    acts: slice
    """The acts of the goal among those of all."""
    hits: Mapping[Reach, NDArray[np.int64]]
    """Around how many acts each trigger fired."""
    conceivable: Mask
    """Which triggers chance does not explain as easily as that no replay is worth while.

    What is compared is a lower bound of the p-value that the replay would find: no act outside a window can make a firing
    right. Hundreds of noisy sensors need no replay each.
    """

    @property
    def triggers(self) -> tuple[Trigger, ...]:
        """Return what may have fired."""
        return self.known.triggers

    def pairs(self, reach: Reach) -> Mask:
        """Tell which triggers fired within reach of which acts: acts by triggers."""
        packed = self.known.close[reach][:, self.acts]
        pairs = np.unpackbits(packed, axis=0, count=len(self.triggers))
        return pairs.view(np.bool_).T


def noticed(goal: Goal, around: Near, timeline: Timeline, *, among: Mask) -> Mask:
    """Tell which of some triggers come before the acts more often than chance brings about, while the thing is not yet as wanted.

    What is compared is about what the second test of the replay would find, from how often each fired at each hour.
    """
    found = np.zeros(len(around.triggers), dtype=np.bool_)
    if not among.any():
        return found
    undone, by_clock = Undone.of(goal, timeline), around.known.by_clock[among]
    trials = by_clock @ undone.shares
    for window, reach in zip(WINDOWS[1:], _WINDOW_REACHES[1:], strict=True):
        chances = chance_within(undone.rates, window) * undone.shares
        expected = by_clock @ chances / np.maximum(trials, 1.0)
        hits = around.hits[reach][among]
        counts = np.maximum(np.rint(trials).astype(np.int64), hits)
        limit = CONCEIVABLE / len(WINDOWS)
        found[among] |= is_tail_within(limit, hits, counts, expected)
    return found


def happenings(
    triggers: Iterable[Trigger],
    timeline: Timeline,
    goals: Sequence[Goal],
    reaches: Sequence[Reach] = (ANY,),
) -> Happenings:
    """Return where some triggers come close to the acts of goals, without those triggers that hardly ever fired.

    One trigger after another is looked at and forgotten: the firings of all sensors of a big home take a lot of memory.
    """
    table = Table(
        _first_acts(goals), _acts(goals), timeline, (*_WINDOW_REACHES, *reaches)
    )
    kept: list[Trigger] = []
    for trigger in triggers:
        fired = debounced(timeline.fires(trigger))
        if len(fired) >= MIN_ACTS:
            kept.append(trigger)
            table.add(fired)
    table.finish()
    return Happenings(
        timeline=timeline,
        triggers=tuple(kept),
        by_clock=table.by_clock(),
        goals=goals,
        hits=table.hits(),
        close={reach: table.close(reach) for reach in reaches},
    )


def _first_acts(goals: Sequence[Goal]) -> NDArray[np.int64]:
    """Return where the acts of each goal begin among those of all; behind the last stands their number."""
    return np.cumsum([0, *(len(goal.acts) for goal in goals)])


def _acts(goals: Sequence[Goal]) -> Times:
    return np.concatenate([np.empty(0), *(goal.times for goal in goals)])
