"""Judges a candidate: every firing a trial, on days it was tuned on and on days it was not."""

from dataclasses import replace

import numpy as np

from ..model.routine import (
    Routine,
    RoutineKind,
    StateTrigger,
    WeekdayCondition,
    is_timed,
)
from .chance import p_value, shares_room
from .faded import has_faded
from .goals import MIN_ACTS, MIN_DAYS
from .proof import Proof, bar_for
from .rivals import is_disputed, is_done_already
from .timeline import Timeline, senses_people
from .trial import AFTER, RIGHT, WRONG, firings, goal_of, try_out
from .tune import Candidate, Tuner

QUICK = 240.0
"""Seconds within which people mostly act on what they saw or heard."""
MIN_QUICK = 0.6
CONCEIVABLE = 0.01
"""No condition is looked for where chance explains the right firings as easily as this."""
MIN_COVERED = 0.2
"""A time of day is a habit only where this share of the acts on its days falls to it."""
_NOTICED_DAYS = 6
_NOTICED_LOWER = 0.5
"""What follows being noticed in the same room must be right on so many days, and more often than not."""
FOLDS = 5
"""Parts into which the days are dealt; each is judged by what the others taught. Weeks do not fall into fives."""
_CONDITIONS_TRIED = 20


def prove(candidate: Candidate, timeline: Timeline) -> Proof:
    """Return the best version of a candidate with what speaks for and against it."""
    bar = bar_for(candidate.versions[0])
    tuner = Tuner(candidate, timeline, bar.is_reached)
    every_day = np.ones(len(timeline.calendar.days), dtype=np.bool_)
    proof = _proof(candidate, tuner.routine(tuner.plain(every_day)), timeline)
    if proof.right >= MIN_ACTS and proof.p_value > CONCEIVABLE:
        return replace(proof, failed="not_significant")
    if proof.right >= MIN_ACTS and proof.wrong:
        proof = _proof(candidate, tuner.routine(tuner.tuned(every_day)), timeline)
    if failed := _fails_as_tuned(proof, timeline):
        return replace(proof, failed=failed)
    fold = np.arange(len(every_day)) % FOLDS
    held = [
        tuner.counts(tuner.tuned(fold != n), fold == n)
        for n in range(min(FOLDS, len(every_day)))
    ]
    proof = replace(
        proof, held_right=sum(r for r, _ in held), held_wrong=sum(w for _, w in held)
    )
    return replace(proof, failed=_fails_as_held_out(proof))


def prove_as_it_is(routine: Routine, timeline: Timeline, *, least: int) -> Proof:
    """Return the proof of a routine that comes from elsewhere: nothing is tuned, so that every day is held out.

    `least` right firings, on as many days, are enough.
    """
    goal = goal_of(routine.targets[0], timeline)
    candidate = Candidate(goal=goal, versions=(routine,), searched=1)
    proof = _proof(candidate, routine, timeline)
    proof = replace(proof, held_right=proof.right, held_wrong=proof.wrong)
    if proof.right < least or proof.days < least:
        return replace(proof, failed="too_few_acts")
    failed = _fails_by_its_firings(proof, timeline) or _fails_as_held_out(proof)
    return replace(proof, failed=failed)


def _proof(candidate: Candidate, routine: Routine, timeline: Timeline) -> Proof:
    """Return the exact replay of a version."""
    goal = candidate.goal
    times = firings(routine.triggers, routine.conditions, timeline)
    trial = try_out(goal, routine.triggers, times, timeline)
    hits = trial.times[trial.verdicts == RIGHT]
    added = len(routine.conditions) - len(candidate.versions[0].conditions)
    searched = candidate.searched * _CONDITIONS_TRIED**added
    return Proof(
        routine=routine,
        timeline=timeline,
        goal=goal,
        trial=trial,
        days=len(set(timeline.calendar.day(hits).tolist())),
        p_value=min(1.0, p_value(goal, trial, routine, timeline) * searched),
    )


def _fails_as_tuned(proof: Proof, timeline: Timeline) -> str | None:
    """Return the first test that a routine does not pass on everything that is known."""
    if proof.right < MIN_ACTS or proof.days < MIN_DAYS:
        return "too_few_acts"
    if failed := _fails_by_its_firings(proof, timeline):
        return failed
    return "not_significant" if _is_presence_alone(proof, timeline) else None


def _fails_by_its_firings(proof: Proof, timeline: Timeline) -> str | None:
    """Return the first test that the firings of a routine do not pass, however few they are."""
    weeks = max(timeline.recorded_days, 1.0) / 7
    if _is_by_the_way(proof, timeline):
        return "too_few_of_the_acts"
    if is_done_already(proof, timeline):
        return "automated_already"
    if has_faded(proof, timeline):
        return "faded"
    bar = bar_for(proof.routine)
    if proof.lower < bar.lower or not bar.bears(
        proof.right / weeks, _harm(proof, timeline) / weeks
    ):
        return "too_many_unwanted"
    if not _is_reaction(proof):
        return "not_significant"
    if is_disputed(proof, timeline):
        return "opposite_people"
    return None


def _fails_as_held_out(proof: Proof) -> str | None:
    """Return whether a routine fails on the days that it was not tuned on."""
    held = proof.held_right + proof.held_wrong
    if proof.held_right < bar_for(proof.routine).held_out * max(held, 1):
        return "not_on_later_days"
    return None


def _harm(proof: Proof, timeline: Timeline) -> int:
    """Return how many firings would have been a nuisance.

    What is left on in a room that stays empty is switched off to nobody's harm: there only those firings count after which
    someone was soon noticed again.
    """
    wrong = proof.trial.times[proof.trial.verdicts == WRONG]
    trigger = proof.routine.triggers[0]
    if proof.routine.kind is RoutineKind.LEFT_ON and isinstance(trigger, StateTrigger):
        back = timeline.fires(StateTrigger(entity_id=trigger.entity_id, to="on"))
        following = np.append(back, np.inf)[np.searchsorted(back, wrong)]
        wrong = wrong[following <= wrong + AFTER]
    return len(wrong)


def _is_by_the_way(proof: Proof, timeline: Timeline) -> bool:
    """Tell whether a time only happens to meet a few of many acts: a regular day makes that likely."""
    if not is_timed(proof.routine):
        return False
    days = tuple(c for c in proof.routine.conditions if isinstance(c, WeekdayCondition))
    acts = int(np.count_nonzero(timeline.all_hold(days, proof.goal.times)))
    return proof.right < MIN_COVERED * acts


def _is_reaction(proof: Proof) -> bool:
    """Tell whether people mostly acted after the trigger, and soon where they saw or heard it.

    What numbers tell comes over people slowly; but where it comes after the act, the act may be its cause.
    """
    soon = {RoutineKind.FOLLOW: QUICK, RoutineKind.THRESHOLD: AFTER}
    if (limit := soon.get(proof.routine.kind)) is None:
        return True
    lags = proof.trial.lags(proof.goal)
    return float(np.mean((lags > 0) & (lags <= limit))) >= MIN_QUICK


def _is_presence_alone(proof: Proof, timeline: Timeline) -> bool:
    """Tell whether a thing is only used in its room, where people are noticed whatever they do there.

    That makes everything done in a room follow them; what they do on coming in happens most of the times, not only sometimes.
    Nobody switches a thing off because somebody came to it.
    """
    trigger = proof.routine.triggers[0]
    if proof.routine.kind is not RoutineKind.FOLLOW:
        return False
    if not isinstance(trigger, StateTrigger) or not shares_room(
        proof.goal, trigger, timeline
    ):
        return False
    if not senses_people(timeline.home.entities[trigger.entity_id]):
        return False
    if proof.goal.target.state == "off":
        return True
    return proof.days < _NOTICED_DAYS or proof.lower < _NOTICED_LOWER
