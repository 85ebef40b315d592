"""What a routine would have saved: how much sooner things would have been as wanted, and the energy of that time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..model.evidence import Evidence, Example, Verdict
from ..model.routine import Routine, StateTrigger, Target
from ..model.track import Series, Track
from .past.numbers import at
from .timeline import NO_STATE, Timeline, Times, senses_people

_STEP = 300.0
"""Seconds between the numbers of a sensor."""
_JOULES = 3.6e6
"""In a kilowatt hour."""
_AWAY = frozenset({"device_tracker", "person", "zone"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """What energy costs."""

    price: float
    """For a kilowatt hour."""
    currency: str


def with_savings(
    evidence: Evidence,
    routine: Routine,
    timeline: Timeline,
    meters: Mapping[str, tuple[Series, ...]],
    tariff: Tariff | None,
) -> Evidence:
    """Return evidence with what the firings would have saved; `meters` tell the watts by target.

    Energy is power times time: by how much less a thing takes in the wanted state than in the one it was in, for as long as it
    would have been there sooner. So switching on sooner costs. Only the targets with a meter are told of.
    """
    things = [
        _Thing(target, timeline, meters.get(target.entity_id, ()))
        for target in routine.targets
    ]
    examples = tuple(_saved(e, routine, things, timeline) for e in evidence.examples)
    known = [thing for thing in things if thing.draws]
    kwh = None
    if known and evidence.days:
        kwh = sum(e.kwh or 0.0 for e in examples) * 7 / evidence.days
    return replace(
        evidence,
        examples=examples,
        kwh_per_week=kwh,
        power_sensors=tuple(m.entity_id for thing in known for m in thing.meters),
        money_per_week=None if kwh is None or tariff is None else kwh * tariff.price,
        currency=None if kwh is None or tariff is None else tariff.currency,
    )


@dataclass(frozen=True, eq=False)
class _Thing:
    """One target of a routine, in the past of the home."""

    target: Target
    timeline: Timeline
    meters: tuple[Series, ...]
    """In watts; together they tell what it takes."""

    @property
    def track(self) -> Track | None:
        """Return its states."""
        return self.timeline.track(self.target.entity_id)

    @cached_property
    def draws(self) -> Mapping[str, float]:
        """Return how many watts less it takes as wanted than in each other state; nothing where that is not known."""
        means = self._means
        wanted = means.get(self.target.state)
        if wanted is None:
            return {}
        others = means.items()
        return {s: watts - wanted for s, watts in others if s != self.target.state}

    @cached_property
    def _means(self) -> Mapping[str, float]:
        """Return its mean power in each state, in watts."""
        if self.track is None or not self.meters:
            return {}
        first = max(float(meter.times[0]) for meter in self.meters)
        times: Times = np.arange(first, self.timeline.end, _STEP, dtype=np.float64)
        times = times[self.timeline.recorded(times)]
        watts = np.sum([at(meter, times) for meter in self.meters], axis=0)
        times, watts = times[~np.isnan(watts)], watts[~np.isnan(watts)]
        index = np.searchsorted(self.track.times, times, side="right") - 1
        codes = np.where(index >= 0, self.track.codes[index], -1)
        return {
            state: float(watts[codes == code].mean())
            for code, state in enumerate(self.track.states)
            if (codes == code).any()
        }

    def state_at(self, moment: float) -> str | None:
        """Return the state that a firing would have ended, None where there was none to end."""
        state = self.track.state_at(moment) if self.track else None
        return None if state == self.target.state or state in NO_STATE else state

    def reached(self, moment: float) -> float:
        """Return when it was as wanted after a moment."""
        return self._next(moment, self.target.state)

    def switched(self, moment: float) -> float:
        """Return when it was in another state after a moment."""
        return self._next(moment, None)

    def _next(self, moment: float, state: str | None) -> float:
        """Return when it next got into a state, or any other; the end of what is known where it did not."""
        late = min(
            [self.timeline.end]
            + [left for left, _ in self.timeline.history.gaps if left > moment]
        )
        if self.track is None:
            return late
        after = self.track.times > moment
        if state is not None:
            wanted = [name == state for name in self.track.states]
            after &= np.array(wanted)[self.track.codes]
        times = self.track.times[after]
        return min(late, float(times[0])) if len(times) else late


def _saved(
    example: Example, routine: Routine, things: list[_Thing], timeline: Timeline
) -> Example:
    """Return a firing with by how much sooner things would have been as wanted, and what that saves."""
    if example.verdict not in (Verdict.RIGHT, Verdict.WRONG):
        return example
    gains = [_gain(example, routine, thing, timeline) for thing in things]
    kwh = [energy for _, energy in gains if energy is not None]
    return replace(
        example,
        sooner=round(max((seconds for seconds, _ in gains), default=0.0), 1),
        kwh=round(sum(kwh), 6) if kwh else None,
    )


def _gain(
    example: Example, routine: Routine, thing: _Thing, timeline: Timeline
) -> tuple[float, float | None]:
    """Return the seconds that a firing would have gained for a thing, and the kilowatt hours, None where they are not known."""
    state = thing.state_at(example.at)
    if state is None:
        return 0.0, 0.0 if thing.draws else None
    draw = thing.draws.get(state)
    seconds = _sooner(example, routine, thing, draw, timeline)
    return seconds, None if draw is None else draw * seconds / _JOULES


def _sooner(
    example: Example,
    routine: Routine,
    thing: _Thing,
    draw: float | None,
    timeline: Timeline,
) -> float:
    """Return the seconds that a firing would have gained for a thing.

    After a right one until it was as wanted. After a wrong one until it was switched, if that costs energy. If it saves, only as
    long as nobody was there: who is would have switched it back.
    """
    if example.verdict is Verdict.RIGHT:
        return thing.reached(example.at) - example.at
    until = thing.switched(example.at)
    if draw is None or draw >= 0:
        until = min(until, _deserted(routine, example.at, timeline))
    return until - example.at


def _deserted(routine: Routine, moment: float, timeline: Timeline) -> float:
    """Return until when nobody was there after a moment, by what began the routine; the moment itself where it tells nothing."""
    ends = [moment]
    for trigger in routine.triggers:
        if not isinstance(trigger, StateTrigger) or not _tells_of_people(
            trigger, timeline
        ):
            continue
        track = timeline.track(trigger.entity_id)
        if track is not None and track.state_at(moment) == trigger.to:
            later = track.times[track.times > moment]
            ends.append(float(later[0]) if len(later) else timeline.end)
    return max(ends)


def _tells_of_people(trigger: StateTrigger, timeline: Timeline) -> bool:
    """Tell whether a routine begins when people are gone."""
    if trigger.entity_id.partition(".")[0] in _AWAY:
        return trigger.to in ("0", "not_home")
    entity = timeline.home.entities.get(trigger.entity_id)
    return entity is not None and senses_people(entity) and trigger.to == "off"
