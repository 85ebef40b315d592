"""The condition that would have kept a routine from what people took back."""

from collections.abc import Sequence

import numpy as np

from ..model.act import Act, Cause
from ..model.routine import Condition, Routine, RoutineKind, StateTrigger
from .conditions import offered
from .statistics import hypergeometric_tail
from .timeline import Timeline
from .trial import Goal

_MOST_LOST = 0.2
"""The share of good runs that a condition may cost."""
_CHANCE = 0.05


def preventing(
    routine: Routine,
    undone: Sequence[float],
    good: Sequence[float],
    timeline: Timeline,
) -> tuple[Condition, int] | None:
    """Return the condition that fails at every run that was undone, and at how many good ones it holds.

    Moments are epoch seconds. None where no condition tells the two apart better than chance would, counted over all that are tried.
    """
    known = [at for at in good if at >= timeline.history.start]
    if not known or not undone or not routine.targets:
        return None
    conditions = _offers(routine, known, timeline)
    best: tuple[Condition, int] | None = None
    for condition in conditions:
        if timeline.holds(condition, np.asarray(undone, dtype=np.float64)).any():
            continue
        held = timeline.holds(condition, np.asarray(known, dtype=np.float64))
        stays = int(np.count_nonzero(held))
        lost = len(known) - stays
        chance = hypergeometric_tail(
            len(undone), len(undone) + lost, len(undone), len(undone) + len(known)
        )
        if lost > _MOST_LOST * len(known) or chance * len(conditions) > _CHANCE:
            continue
        if best is None or stays > best[1]:
            best = condition, stays
    return best


def _offers(
    routine: Routine, good: Sequence[float], timeline: Timeline
) -> list[Condition]:
    """Return the conditions to try: the fixed list, without what the routine is about or asks already."""
    target = routine.targets[0]
    acts = tuple(
        Act(
            at=at,
            entity_id=target.entity_id,
            old="",
            state=target.state,
            cause=Cause.AUTOMATION,
        )
        for at in good
    )
    stand_in = Routine(
        kind=RoutineKind.FOLLOW,
        triggers=(StateTrigger(entity_id="", to=""),),
        targets=(target,),
    )
    own = {t.entity_id for t in routine.targets} | {
        t.entity_id for t in routine.triggers if isinstance(t, StateTrigger)
    }
    return [
        condition
        for condition in offered(stand_in, Goal(target, acts), timeline)
        if getattr(condition, "entity_id", None) not in own
        and condition not in routine.conditions
    ]
