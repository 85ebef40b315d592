"""What a night makes of suggestions it knows already."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..model.evidence import Evidence
from ..model.home import ExistingAutomation, HomeContext
from ..model.routine import Routine, WeekdayCondition, is_timed
from ..model.suggestion import Suggestion, SuggestionStatus
from ..phrases import phrase
from ..routines.goals import MIN_ACTS
from ..routines.past.log import with_log
from ..routines.timeline import Suns, Timeline
from ..routines.trial import firings
from .duplicates import find_automation

DONE = frozenset({SuggestionStatus.DEPLOYED, SuggestionStatus.PAUSED})
_REFUSED = frozenset(
    {SuggestionStatus.DISMISSED, SuggestionStatus.UNDONE, SuggestionStatus.REMOVED}
)
SHORTER = 0.9
"""A look at fewer days with people than this share of the last one can't tell that a habit faded."""


def renew(known: Suggestion, fresh: Suggestion, now: float) -> Suggestion | str:
    """Return a known suggestion with what was found now, or the phrase that says why not."""
    if known.status in DONE:
        return "dropped_deployed"
    if known.status in _REFUSED and not _doubled(known, fresh):
        return "dropped_refused"
    changed = known.automation != fresh.automation
    return replace(
        fresh,
        suggestion_id=known.suggestion_id,
        status=_status(known, now),
        version=known.version + _is_other(known, fresh),
        created=known.created,
        updated=now if changed else known.updated,
        offered=known.offered and known.status not in _REFUSED,
        until=known.until if _status(known, now) is known.status else None,
    )


def _is_other(known: Suggestion, fresh: Suggestion) -> bool:
    """Return whether the automation does something else, its words aside."""
    words = {"alias": None, "description": None}
    return {**known.automation, **words} != {**fresh.automation, **words}


def _status(known: Suggestion, now: float) -> SuggestionStatus:
    """Return the status a suggestion has after it was found again."""
    if known.status is SuggestionStatus.WATCHING:
        return known.status
    waits = known.status is SuggestionStatus.SNOOZED and (known.until or 0) > now
    return known.status if waits else SuggestionStatus.NEW


def _doubled(known: Suggestion, fresh: Suggestion) -> bool:
    """Return whether the proof has doubled since the owner said no.

    What speaks for the change of an automation is what people took back of it.
    """
    if known.before and fresh.before and known.before.wrong:
        return fresh.before.wrong >= 2 * known.before.wrong
    if known.evidence is None or fresh.evidence is None:
        return False
    return fresh.evidence.right >= 2 * known.evidence.right


def fade(
    waiting: Sequence[Suggestion],
    home: HomeContext,
    timeline: Timeline,
    automations: tuple[ExistingAutomation, ...],
    now: float,
) -> list[Suggestion]:
    """Return the open suggestions that were not found again, withdrawn with their reason."""
    return [
        replace(
            suggestion,
            status=SuggestionStatus.WITHDRAWN,
            reason=reason,
            updated=now,
            until=None,
        )
        for suggestion, reason in _faded(waiting, home, timeline, automations)
    ]


def _faded(
    waiting: Sequence[Suggestion],
    home: HomeContext,
    timeline: Timeline,
    automations: tuple[ExistingAutomation, ...],
) -> Iterator[tuple[Suggestion, str]]:
    """Yield what has faded, and why; what this run could not judge is left alone."""
    language = home.language
    for suggestion in waiting:
        routine = suggestion.routine
        if routine is None:
            continue
        gone = [e for e in suggestion.entity_ids if e not in home.entities]
        if gone:
            yield suggestion, phrase(language, "entity_gone", name=gone[0])
        elif twin := find_automation(routine, automations, timeline):
            yield suggestion, phrase(language, "automated", name=twin.alias)
        elif _was_looked_for(suggestion, routine, timeline):
            yield suggestion, phrase(language, "faded")


def _was_looked_for(
    suggestion: Suggestion, routine: Routine, timeline: Timeline
) -> bool:
    """Return whether this run saw later days, and as much, of all the suggestion is about.

    What hardly ever began in them has had no chance: it waits for its season.
    """
    evidence = suggestion.evidence
    if evidence is None or timeline.end <= evidence.end:
        return False
    told = {*timeline.history.tracks, *timeline.history.series}
    if not told.issuperset(suggestion.entity_ids):
        return False
    if _is_in_log(evidence, routine, timeline):
        return True
    began = len(firings(routine.triggers, routine.conditions, timeline))
    return began >= MIN_ACTS and timeline.recorded_days >= SHORTER * evidence.days


def _is_in_log(evidence: Evidence, routine: Routine, timeline: Timeline) -> bool:
    """Return whether a proof covers the whole of the own act log, which tells as much as then."""
    alone = all(isinstance(c, WeekdayCondition) for c in routine.conditions)
    if not (is_timed(routine) and alone):
        return False
    longer = with_log(timeline.history, timeline.home, Suns({}))
    if longer is None or longer.start < evidence.start:
        return False
    return longer.recorded_days >= SHORTER * evidence.days
