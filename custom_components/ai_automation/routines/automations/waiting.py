"""What would have been if an automation had waited longer."""

from dataclasses import replace

import numpy as np

from ...model.revision import Wait
from ...model.routine import NumericTrigger, Routine, StateTrigger
from ..timeline import Mask, Timeline, Times
from .case import Case, Remedy
from .runs import AT_ONCE

NAMED = tuple(60 * m for m in (1, 2, 3, 5, 8, 10, 15, 20, 25, 30, 45, 60, 90, 120))
"""Waits as a person would set them, in seconds."""


def waits(case: Case) -> list[Remedy]:
    """Return every longer wait, the shortest first; none where the automation does not wait."""
    held = _wait(case.routine)
    if case.routine is None or held is None:
        return []
    return [
        _outlasting(case, case.routine, held, seconds)
        for seconds in NAMED
        if seconds > held
    ]


def _wait(routine: Routine | None) -> int | None:
    """Return how long all triggers of a routine wait, None where they do not or differ."""
    if routine is None:
        return None
    waits = {
        t.for_ if isinstance(t, StateTrigger | NumericTrigger) else 0
        for t in routine.triggers
    }
    return waits.pop() or None if len(waits) == 1 else None


def _outlasting(case: Case, routine: Routine, held: int, seconds: int) -> Remedy:
    """Return what would have been with a longer wait.

    A run stays where the state lasts that long. One that people took back stays bad unless they were noticed in time by
    themselves, or things were by then as the automation wants them. That they are noticed when they take it back does not
    count: without the run they would have sat still. A run that does not stay was good all the same: somebody was
    noticed again, and nothing was switched over their head.
    """
    timeline, runs = case.past.timeline, case.runs
    begun = runs.fired - held
    then = begun + seconds
    lasts = np.zeros(len(then), dtype=np.bool_)
    still = np.zeros(len(then), dtype=np.bool_)
    for trigger in routine.triggers:
        if isinstance(trigger, StateTrigger | NumericTrigger):
            ours = _near(timeline.fires(trigger) - held, begun)
            longer = timeline.fires(replace(trigger, for_=seconds)) - seconds
            lasts |= _near(longer, begun)
            still |= ours & ~_moved_between(
                trigger, runs.undone_at + AT_ONCE, then, timeline
            )
    wanted = np.ones(len(then), dtype=np.bool_)
    for target in routine.targets:
        wanted &= timeline.in_state(target.entity_id, target.state, then)
    wanted &= runs.undone_at < then
    bad = case.undone & still & ~wanted
    bad &= timeline.all_hold(routine.conditions, then)
    return Remedy(
        change=Wait(seconds=seconds, was=held),
        stays=np.where(case.undone, bad, lasts),
        bad=bad,
        good=~case.undone,
        later=seconds - held,
    )


def _moved_between(
    trigger: StateTrigger | NumericTrigger,
    since: Times,
    until: Times,
    timeline: Timeline,
) -> Mask:
    """Tell where the state that a trigger waits for did not last from one moment to another."""
    if isinstance(trigger, NumericTrigger):
        return np.zeros(len(since), dtype=np.bool_)
    track = timeline.track(trigger.entity_id)
    if track is None:
        return np.zeros(len(since), dtype=np.bool_)
    rows = np.append(track.times, np.inf)
    changes = rows[np.searchsorted(rows, np.minimum(since, until), side="right")]
    was_other = ~timeline.in_state(trigger.entity_id, trigger.to, since)
    return np.asarray((since < until) & (was_other | (changes <= until)))


def _near(times: Times, sought: Times) -> Mask:
    """Tell which moments have one of others within the seconds that a run may come late."""
    times = np.append(np.sort(times), np.inf)
    index = np.searchsorted(times, sought - LATE)
    return np.asarray(times[index] <= sought + LATE)


LATE = 5.0
"""Seconds by which a run may be recorded apart from its trigger."""
