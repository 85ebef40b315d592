"""Judges a candidate: every firing a trial, on days it was tuned on and on days it was not."""

from dataclasses import dataclass, replace

import numpy as np

from ..model.act import Act
from ..model.home import ExistingAutomation
from ..model.routine import (
    NumericTrigger,
    Routine,
    RoutineKind,
    StateTrigger,
    WeekdayCondition,
)
from .chance import p_value, shares_room
from .goals import MIN_ACTS, MIN_DAYS, TOLD_OF
from .never import has_never_run
from .statistics import binomial_tail, expected_share, wilson
from .timeline import Timeline, senses_people
from .trial import AFTER, RIGHT, WRONG, Goal, Trial, firings, goal_of, try_out
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
_STALE_DAYS = 5
_STALE_CHANCE = 0.02
_NEVER_SURER = 0.95
_LATELY = 28
"""Days that are looked at by themselves."""
_DOER_SHARE = 0.3
_UNDONE = 1800
_OF_EMPTINESS = frozenset({RoutineKind.LEFT_ON, RoutineKind.PRESENCE})
"""Who switches off what another one left on when nobody needs it any more contradicts nobody."""
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
TELLS = Bar(lower=0.35, held_out=0.4, wrong_per_week=3.0)
"""A needless word costs less than a needless act."""


def bar_for(routine: Routine) -> Bar:
    """Return what a routine must reach."""
    domains = {t.entity_id.partition(".")[0] for t in routine.targets}
    timed = routine.kind in (RoutineKind.CLOCK, RoutineKind.SUN)
    return TELLS if timed and domains <= TOLD_OF else ACTS


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
    if _is_done_already(proof, timeline):
        return "automated_already"
    if _has_faded(proof, timeline):
        return "faded"
    bar = bar_for(proof.routine)
    if proof.lower < bar.lower or not bar.bears(
        proof.right / weeks, _harm(proof, timeline) / weeks
    ):
        return "too_many_unwanted"
    if not _is_reaction(proof):
        return "not_significant"
    if _is_disputed(proof, timeline):
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
    if proof.routine.kind not in (RoutineKind.CLOCK, RoutineKind.SUN):
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


def _has_faded(proof: Proof, timeline: Timeline) -> bool:
    """Tell whether a habit came to an end: fewer right firings of late than chance allows.

    That is where too many were wrong since the last right one, or in the last weeks by what came before them.
    """
    return _has_ended(proof, timeline) or _has_thinned(proof, timeline)


def _has_thinned(proof: Proof, timeline: Timeline) -> bool:
    """Tell whether the last weeks had no right firing, or fewer than the time before them makes likely.

    Where nothing fired at all, the habit waits for its season.
    """
    late = proof.trial.times >= timeline.last(_LATELY)
    if not late.any():
        return False
    lately, before = proof.trial.within(late), proof.trial.within(~late)
    right, wrong = lately.count(RIGHT), lately.count(WRONG)
    if not right:
        return True
    if not before.count(RIGHT):
        return False
    share = before.count(RIGHT) / (before.count(RIGHT) + before.count(WRONG))
    return (
        binomial_tail(wrong, right + wrong, 1 - min(share, _NEVER_SURER))
        < _STALE_CHANCE
    )


def _has_ended(proof: Proof, timeline: Timeline) -> bool:
    """Tell whether more firings were wrong since the last right one than chance allows."""
    last = float(proof.trial.times[proof.trial.verdicts == RIGHT][-1])
    if timeline.recorded_between(last, timeline.end) < _STALE_DAYS:
        return False
    since = proof.trial.within(proof.trial.times > last).count(WRONG)
    until_then = proof.right + proof.wrong - since
    if wilson(proof.right, until_then)[0] < bar_for(proof.routine).lower:
        return False
    return (1 - min(proof.right / until_then, _NEVER_SURER)) ** since < _STALE_CHANCE


def _is_done_already(proof: Proof, timeline: Timeline) -> bool:
    """Tell whether an automation or another hub does the same at the same moments."""
    target = proof.routine.targets[0]
    sources = {
        t.entity_id
        for t in proof.routine.triggers
        if isinstance(t, StateTrigger | NumericTrigger)
    }
    if any(_does(a, proof, sources, timeline) for a in timeline.home.automations):
        return True
    key = target.entity_id, target.state
    machine = timeline.history.machine_times.get(key)
    if machine is None or key in timeline.ended:
        return False
    times = proof.trial.times[proof.trial.times >= timeline.watched]
    low = np.searchsorted(machine, times - AFTER)
    high = np.searchsorted(machine, times + AFTER)
    return bool(np.count_nonzero(high > low) >= max(1.0, _DOER_SHARE * len(times)))


def _does(
    automation: ExistingAutomation,
    proof: Proof,
    sources: set[str],
    timeline: Timeline,
) -> bool:
    """Tell whether an automation has this effect on this trigger, and runs at all."""
    if has_never_run(automation.entity_id, timeline):
        return False
    target = proof.routine.targets[0]
    effects = {
        (timeline.representatives.get(e.entity_id, e.entity_id), e.state)
        for e in automation.effects
    }
    return (target.entity_id, target.state) in effects and bool(
        sources & automation.trigger_entities
    )


def _is_disputed(proof: Proof, timeline: Timeline) -> bool:
    """Tell whether one person often takes back soon what another one does, whichever of the two this routine would help."""
    target = proof.routine.targets[0]
    others = [
        act
        for (entity, state), acts in timeline.acts.items()
        if entity == target.entity_id and state != target.state
        for act in acts
    ]
    mine = [proof.goal.acts[i] for i in proof.trial.acts.tolist() if i >= 0]
    disputed = sum(any(_takes_back(o, act) for o in others) for act in mine)
    if proof.routine.kind not in _OF_EMPTINESS:
        disputed += sum(any(_takes_back(act, o) for o in others) for act in mine)
    return disputed >= max(2, _DOER_SHARE * len(mine))


def _takes_back(later: Act, earlier: Act) -> bool:
    """Tell whether somebody undoes soon what somebody else did."""
    return (
        0 < later.at - earlier.at <= _UNDONE
        and None not in (earlier.user_id, later.user_id)
        and earlier.user_id != later.user_id
    )
