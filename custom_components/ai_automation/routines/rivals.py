"""Whether a routine is somebody else's already: an automation does it, or another person takes it back."""

import numpy as np

from ..model.act import Act
from ..model.home import ExistingAutomation
from ..model.routine import NumericTrigger, RoutineKind, StateTrigger
from .automations.never import has_never_run
from .proof import Proof
from .timeline import Timeline
from .trial import AFTER

_DOER_SHARE = 0.3
_UNDONE = 1800
_OF_EMPTINESS = frozenset({RoutineKind.LEFT_ON, RoutineKind.PRESENCE})
"""Who switches off what another one left on when nobody needs it any more contradicts nobody."""


def is_done_already(proof: Proof, timeline: Timeline) -> bool:
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


def is_disputed(proof: Proof, timeline: Timeline) -> bool:
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
