"""Automations that never run, and the habits that they could do instead."""

from collections.abc import Sequence
from dataclasses import replace

from ...model.evidence import Finding
from ...model.revision import Instead, Revision, Subject, Trouble
from ...model.routine import NumericTrigger, Routine, StateTrigger, Target, Trigger
from ..past.calendar import DAY
from ..replay import replay
from ..timeline import Timeline
from ..trial import AFTER, firings

MIN_DAYS = 14
"""Days without a run after which an automation is taken to never run."""
_SAME_SHARE = 0.8
"""The share of a habit's right firings that the automation must have with its beginning."""
_RARE = frozenset(
    {
        "battery",
        "carbon_monoxide",
        "cold",
        "gas",
        "heat",
        "moisture",
        "problem",
        "safety",
        "smoke",
        "sound",
        "tamper",
        "update",
    }
)
"""Device classes of what hopefully never happens."""
_RARE_DOMAINS = frozenset({"alarm_control_panel", "siren", "update", "weather"})


def why_never(subject: Subject, timeline: Timeline) -> Trouble | None:
    """Return why an automation never runs, None where it does or where that is not known.

    Judged by the automation as it is now: what its owner mended yesterday would have run.
    """
    routine = subject.routine
    if routine is None or timeline.recorded_days < MIN_DAYS:
        return None
    if subject.automation in timeline.history.automation_runs:
        return None
    if all(_is_gone(trigger, timeline) for trigger in routine.triggers):
        return Trouble.GONE
    if any(_is_rare(trigger, timeline) for trigger in routine.triggers):
        return None
    if not all(_is_known(t, timeline) for t in routine.triggers):
        return None
    # Some automations are there for holidays.
    ever = timeline.with_absences()
    fired = firings(routine.triggers, routine.conditions, ever)
    return None if len(fired) else Trouble.NEVER


def has_never_run(automation: str, timeline: Timeline) -> bool:
    """Tell whether an automation did not run for long while others did, so that runs are recorded."""
    runs = timeline.history.automation_runs
    known = bool(runs) and timeline.recorded_days >= MIN_DAYS
    return known and automation not in runs


def _is_gone(trigger: Trigger, timeline: Timeline) -> bool:
    """Tell whether the entity that a trigger waits for does not exist and left no trace."""
    return isinstance(trigger, StateTrigger | NumericTrigger) and not (
        trigger.entity_id in timeline.home.entities
        or trigger.entity_id in timeline.history.tracks
        or trigger.entity_id in timeline.history.series
    )


def _is_rare(trigger: Trigger, timeline: Timeline) -> bool:
    """Tell whether a trigger waits for what hopefully never happens."""
    if not isinstance(trigger, StateTrigger | NumericTrigger):
        return False
    entity = timeline.home.entities.get(trigger.entity_id)
    return entity is not None and (
        entity.domain in _RARE_DOMAINS or entity.device_class in _RARE
    )


def _is_known(trigger: Trigger, timeline: Timeline) -> bool:
    """Tell whether it is recorded for long enough what a trigger waits for."""
    if not isinstance(trigger, StateTrigger | NumericTrigger):
        return True
    if _is_gone(trigger, timeline):
        return True
    held = (
        timeline.numbers(trigger.entity_id)
        if isinstance(trigger, NumericTrigger)
        else timeline.track(trigger.entity_id)
    )
    if held is None or not len(held.times):
        return False
    return float(held.times[0]) <= timeline.end - MIN_DAYS * DAY


def with_habit(
    subject: Subject, timeline: Timeline, findings: Sequence[Finding]
) -> Revision | None:
    """Return the automation begun by what people do by hand to bring the same about."""
    if subject.routine is None or not subject.may_change:
        return None
    for finding in findings:
        if not _wants_the_same(subject.routine, finding.routine, timeline):
            continue
        for keeps in (True, False):
            change = _instead(finding, keeps=keeps)
            after = replay(changed(subject.routine, change), timeline)
            if after.right >= _SAME_SHARE * finding.evidence.right:
                return Revision(
                    automation=subject.automation,
                    change=change,
                    window=AFTER,
                    before=replay(subject.routine, timeline),
                    after=after,
                    confidence=finding.confidence,
                    worth=finding.worth,
                    habit=finding,
                )
    return None


def _instead(finding: Finding, *, keeps: bool) -> Instead:
    return Instead(
        triggers=finding.routine.triggers,
        conditions=finding.routine.conditions,
        keeps_conditions=keeps,
    )


def changed(routine: Routine, change: Instead) -> Routine:
    """Return a routine with another beginning."""
    kept = routine.conditions if change.keeps_conditions else ()
    conditions = tuple(dict.fromkeys((*kept, *change.conditions)))
    return replace(routine, triggers=change.triggers, conditions=conditions)


def _wants_the_same(one: Routine, other: Routine, timeline: Timeline) -> bool:
    """Tell whether two routines bring the same about."""
    return _wanted(one, timeline) == _wanted(other, timeline)


def _wanted(routine: Routine, timeline: Timeline) -> set[Target]:
    return {
        replace(
            target,
            entity_id=timeline.representatives.get(target.entity_id, target.entity_id),
        )
        for target in routine.targets
    }
