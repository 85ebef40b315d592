"""Whether a habit has come to an end."""

from .proof import Proof, bar_for
from .statistics import binomial_tail, wilson
from .timeline import Timeline
from .trial import RIGHT, WRONG

_STALE_DAYS = 5
_STALE_CHANCE = 0.001
_NEVER_SURER = 0.9
_LATELY = (7, 14, 28)
"""How many of the last days are looked at by themselves."""


def has_faded(proof: Proof, timeline: Timeline) -> bool:
    """Tell whether a habit came to an end: fewer right firings of late than chance allows.

    That is where too many were wrong since the last right one, or in the last weeks by what came before them.
    """
    return (
        _has_ended(proof, timeline)
        or _is_silent(proof, timeline)
        or any(_has_thinned(proof, timeline.last(days)) for days in _LATELY)
    )


def _is_silent(proof: Proof, timeline: Timeline) -> bool:
    """Tell whether the last weeks had firings, and none was right; where nothing fired, the habit waits for its season."""
    late = proof.trial.times >= timeline.last(max(_LATELY))
    return bool(late.any()) and not proof.trial.within(late).count(RIGHT)


def _has_thinned(proof: Proof, since: float) -> bool:
    """Tell whether fewer firings were right since some moment than the time before it makes likely."""
    late = proof.trial.times >= since
    lately, before = proof.trial.within(late), proof.trial.within(~late)
    right, wrong = lately.count(RIGHT), lately.count(WRONG)
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
