"""People who are noticed right after a run, because they sat where something was switched off."""

from dataclasses import replace

import numpy as np

from ...model.routine import Routine, StateTrigger
from ..statistics import binomial_tail, chance_within
from ..timeline import Timeline, Times, senses_people
from .runs import AT_ONCE, SOON, Runs

NOTICED = 30
"""Seconds within which who sits in the dark moves to have the light back."""


def with_noticed(runs: Runs, routine: Routine, timeline: Timeline) -> Runs:
    """Return runs of which those were taken back too after which somebody was noticed at once, and had things back.

    Whoever sits still when the light goes off moves, and another automation does the rest.
    """
    noticed = _noticed(runs, routine, timeline)
    moved = np.zeros(len(noticed), dtype=np.bool_)
    for target in runs.moved:
        then = runs.fired + AT_ONCE
        moved |= ~timeline.in_state(target.entity_id, target.state, then)
    back = (noticed <= NOTICED) & moved
    return replace(runs, lags=np.where(back, np.minimum(runs.lags, noticed), runs.lags))


def _noticed(runs: Runs, routine: Routine, timeline: Timeline) -> Times:
    """Return after how many seconds one of the sensors of people whose silence the automation waits for noticed somebody."""
    lags = np.full(len(runs.fired), np.inf)
    for trigger in routine.triggers:
        if not isinstance(trigger, StateTrigger) or trigger.to != "off":
            continue
        entity = timeline.home.entities.get(trigger.entity_id)
        if entity is None or not senses_people(entity):
            continue
        on = timeline.fires(StateTrigger(entity_id=trigger.entity_id, to="on"))
        following = np.append(on, np.inf)[np.searchsorted(on, runs.fired)]
        lags = np.minimum(lags, following - runs.fired)
    return lags


def chance_noticed(runs: Runs, routine: Routine, timeline: Timeline) -> float:
    """Return the chance of so many people being noticed at once if they came by accident (binomial tail).

    By accident they come as often as in the minutes after that: the rate is that of the next ten minutes, with one more
    so that it is never nothing.
    """
    noticed = _noticed(runs, routine, timeline)
    later = noticed[noticed > AT_ONCE] - AT_ONCE
    exposed = float(np.minimum(later, SOON).sum())
    if not exposed:
        return 1.0
    rate = (1 + int(np.count_nonzero(later <= SOON))) / exposed
    chance = float(chance_within(np.array([rate]), NOTICED)[0])
    at_once = int(np.count_nonzero(noticed <= NOTICED))
    return binomial_tail(at_once, len(noticed), chance)
