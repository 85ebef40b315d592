"""Judges the automations of the home by what they did, and looks for one change that makes each better."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from ...model.evidence import Evidence, Finding
from ...model.revision import Report, Revised, Revision, Subject, Trouble
from ..past.calendar import DAY
from ..statistics import expected_share, wilson
from ..timeline import Timeline
from .case import Case
from .never import why_never, with_habit
from .noticed import chance_noticed, with_noticed
from .remedies import Chosen, best
from .runs import (
    AT_ONCE,
    SOON,
    Past,
    Runs,
    agreeing,
    chance_undone,
    evidence_of,
    runs_of,
)

MIN_UNDONE = 5
MIN_DAYS = 4
"""Days with undoings from which on a change is suggested."""
_DAYS_TOLD = 2
"""Days from which on the owner is told: a bad evening may be a party."""
MIN_SHARE = 0.2
"""From this share on people keep undoing an automation."""
MIN_LOWER = 0.15
"""Lower end of the Wilson interval of that share."""
SIGNIFICANT = 0.05
_WAYS = 3
"""In how many ways an automation is tested."""
_AGREEING = 0.8
"""Less than this share of the runs as it is now: its owner changed it meanwhile."""
_LATELY_DAYS = 14
_MIN_LATELY = 2
"""Undoings in the last days without which the owner has settled it already."""


def revise(
    subjects: Sequence[Subject], timeline: Timeline, findings: Sequence[Finding]
) -> Revised:
    """Return one change for each automation at most, and the automations that no change would mend."""
    past = Past(timeline)
    found = [_look(subject, past, findings, len(subjects)) for subject in subjects]
    revisions = [each for each in found if isinstance(each, Revision)]
    return Revised(
        revisions=tuple(
            sorted(_each_habit_once(revisions), key=lambda r: (-r.worth, r.automation))
        ),
        reports=tuple(each for each in found if isinstance(each, Report)),
    )


def _each_habit_once(revisions: Sequence[Revision]) -> Iterator[Revision]:
    """Yield revisions, of those that would do the same habit only one."""
    taken: list[Finding] = []
    for revision in sorted(revisions, key=lambda r: (-r.worth, r.automation)):
        if revision.habit is None or revision.habit not in taken:
            yield revision
        if revision.habit is not None:
            taken.append(revision.habit)


def _look(
    subject: Subject, past: Past, findings: Sequence[Finding], tested: int
) -> Revision | Report | None:
    """Return what is to be done about one automation, nothing where it does well."""
    if trouble := why_never(subject, past.timeline):
        changed = with_habit(subject, past.timeline, findings)
        return changed or Report(automation=subject.automation, trouble=trouble)
    runs = runs_of(subject.automation, past, subject.since)
    if not _is_as_it_was(subject, runs, past):
        return None
    if case := _undone(subject, runs, past, tested):
        return _mended(subject, case, tested) or _told(case, subject)
    if case := _noticed(subject, runs, past, tested):
        return _told(case, subject)
    case = _mistaken(subject, runs, past, tested)
    return None if case is None else _mended(subject, case, tested)


def _is_as_it_was(subject: Subject, runs: Runs, past: Past) -> bool:
    """Tell whether what an automation did is what it would do now, as far as that can be replayed."""
    if subject.routine is None or not len(runs.fired):
        return True
    agreed = agreeing(runs, subject.routine, past.timeline)
    return float(agreed.mean()) >= _AGREEING


def _undone(subject: Subject, runs: Runs, past: Past, tested: int) -> Case | None:
    """Return an automation that people keep undoing at once."""
    chance = chance_undone(runs, AT_ONCE, past)
    if not _is_often(runs) or not _is_certain(runs, AT_ONCE, past, chance * tested):
        return None
    return _case(subject, runs, AT_ONCE, past, chance)


def _noticed(subject: Subject, runs: Runs, past: Past, tested: int) -> Case | None:
    """Return an automation after which people keep moving at once, so that they have back what it switched off.

    Its owner is only told: nobody took anything back by hand, and how long they would have sat still nobody knows.
    """
    routine, timeline = subject.routine, past.timeline
    if routine is None or not len(runs.fired):
        return None
    runs = with_noticed(runs, routine, timeline)
    chance = chance_noticed(runs, routine, timeline)
    if not _is_often(runs) or not _is_certain(runs, AT_ONCE, past, chance * tested):
        return None
    return _case(subject, runs, AT_ONCE, past, chance)


def _mistaken(subject: Subject, runs: Runs, past: Past, tested: int) -> Case | None:
    """Return an automation of which people soon take back more than they do of their own acts."""
    chance = chance_undone(runs, SOON, past)
    if not _is_certain(runs, SOON, past, chance * tested):
        return None
    return _case(subject, runs, SOON, past, chance)


def _is_often(runs: Runs) -> bool:
    """Tell whether people take back a good share of the runs at once."""
    undone, total = int(np.count_nonzero(runs.undone(AT_ONCE))), len(runs.fired)
    return undone >= MIN_SHARE * total and wilson(undone, total)[0] >= MIN_LOWER


def _case(subject: Subject, runs: Runs, window: int, past: Past, chance: float) -> Case:
    return Case(
        runs=runs,
        window=window,
        routine=subject.routine,
        named=subject.named,
        past=past,
        chance=chance,
    )


def _is_certain(runs: Runs, window: int, past: Past, chance: float) -> bool:
    """Tell whether people took back enough, on enough days, of late too, and more than chance allows.

    All automations are tested, each in three ways, which is paid for by multiplying (Bonferroni).
    """
    at = runs.fired[runs.undone(window)]
    if len(at) < MIN_UNDONE or chance * _WAYS > SIGNIFICANT:
        return False
    timeline = past.timeline
    lately = np.count_nonzero(at >= timeline.end - _LATELY_DAYS * DAY)
    return bool(
        lately >= _MIN_LATELY
        and len(set(timeline.calendar.day(at).tolist())) >= _DAYS_TOLD
    )


def _mended(subject: Subject, case: Case, tested: int) -> Revision | None:
    """Return the best change of an automation."""
    chosen = best(case) if subject.may_change and _on_days(case) else None
    if chosen is None or chosen.remedy.chance * _WAYS * tested > SIGNIFICANT:
        return None
    before, after = _before(case), _after(case, chosen)
    return Revision(
        automation=subject.automation,
        change=chosen.remedy.change,
        window=case.window,
        before=before,
        after=after,
        confidence=expected_share(
            chosen.held_good, chosen.held_bad, prior=0.6, weight=2.0
        ),
        worth=after.interval[0] * (before.wrong - after.wrong),
    )


def _on_days(case: Case) -> bool:
    """Tell whether people took back runs on enough days to change something for it."""
    days = case.past.timeline.calendar.day(case.runs.fired[case.undone])
    return len(set(days.tolist())) >= MIN_DAYS


def _told(case: Case, subject: Subject) -> Report:
    """Return that people take back what an automation does."""
    return Report(
        automation=subject.automation,
        trouble=Trouble.UNDONE,
        undone=int(np.count_nonzero(case.undone)),
        runs=len(case.runs.fired),
    )


def _before(case: Case) -> Evidence:
    """Return what the automation did."""
    return evidence_of(
        case.runs,
        case.undone,
        spared=0,
        chance=case.chance,
        timeline=case.past.timeline,
    )


def _after(case: Case, chosen: Chosen) -> Evidence:
    """Return what it would have done with the change."""
    remedy = chosen.remedy
    kept = case.runs.within(remedy.stays)
    return evidence_of(
        replace(kept, fired=kept.fired + remedy.later),
        remedy.bad[remedy.stays],
        spared=int(np.count_nonzero(case.undone & ~remedy.bad)),
        chance=case.chance,
        timeline=case.past.timeline,
    )
