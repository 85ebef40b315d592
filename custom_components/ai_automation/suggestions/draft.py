"""Put suggestions together from findings, before they are checked."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import uuid4

from ..model.evidence import Finding
from ..model.home import ExistingAutomation, HomeContext
from ..model.routine import Routine
from ..model.suggestion import Category, Origin, Risk, Suggestion, SuggestionStatus
from ..phrases import phrase
from ..routines.timeline import Timeline
from .compile import NotInClosedForm, compile_routine
from .conflicts import find_conflicts
from .duplicates import find_automation, find_known
from .renew import renew
from .safety import is_security
from .words import Words, word

_ENERGY = frozenset({"climate", "light", "switch", "fan", "media_player", "humidifier"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A finding that became no suggestion."""

    title: str
    reason: str
    """In words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What every finding of a run is held against."""

    home: HomeContext
    timeline: Timeline
    automations: tuple[ExistingAutomation, ...]
    """Those that are switched on."""
    known: Sequence[Suggestion]
    purpose: frozenset[str]
    run_id: str
    now: float
    """Epoch seconds."""
    skip_duplicates: bool = True
    """Whether what an automation does already is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """The suggestions of a run, not yet checked."""

    suggestions: list[Suggestion] = field(default_factory=list)
    renewed: set[str] = field(default_factory=set)
    """Ids of those that were known before."""
    dropped: list[Dropped] = field(default_factory=list)


def draft_all(draft: Draft, findings: Sequence[Finding]) -> Drafted:
    """Return a suggestion for each finding that is new or tells more; runs in a worker thread."""
    drafted = Drafted()
    for finding in findings:
        words = word(finding, draft.home)
        try:
            fresh = _suggestion(finding, words, draft)
        except NotInClosedForm as err:
            drafted.dropped.append(Dropped(title=words.title, reason=str(err)))
            continue
        if reason := _place(fresh, finding.routine, draft, drafted):
            drafted.dropped.append(Dropped(title=fresh.title, reason=reason))
    return drafted


def _place(
    fresh: Suggestion, routine: Routine, draft: Draft, drafted: Drafted
) -> str | None:
    """Put a suggestion where it belongs; return why it belongs nowhere."""
    language = draft.home.language
    if twin := find_known(routine, drafted.suggestions, draft.timeline):
        return phrase(language, "dropped_twin", name=twin.title)
    waiting = [s for s in draft.known if s.suggestion_id not in drafted.renewed]
    known = find_known(routine, waiting, draft.timeline)
    if known is not None:
        answer = renew(known, fresh, draft.now)
        if isinstance(answer, str):
            return phrase(language, answer, name=known.title)
        fresh = answer
    if draft.skip_duplicates and (
        doer := find_automation(routine, draft.automations, draft.timeline)
    ):
        return phrase(language, "dropped_automated", name=doer.alias)
    found = find_conflicts(routine, draft.automations, draft.timeline)
    fresh = replace(fresh, warnings=(*fresh.warnings, *(one.words for one in found)))
    drafted.suggestions.append(fresh)
    if known is not None:
        drafted.renewed.add(fresh.suggestion_id)
    return None


def _suggestion(finding: Finding, words: Words, draft: Draft) -> Suggestion:
    """Return a new suggestion; NotInClosedForm where nothing can do it."""
    home, routine = draft.home, finding.routine
    target = routine.targets[0].entity_id
    entity = home.entities.get(target)
    risk = _risk(routine, home)
    return Suggestion(
        suggestion_id=uuid4().hex,
        origin=Origin.ROUTINE,
        kind=routine.kind,
        status=SuggestionStatus.NEW,
        created=draft.now,
        updated=draft.now,
        run_id=draft.run_id,
        offered=False,
        fingerprint=routine.fingerprint,
        title=words.title,
        description=words.description,
        category=_category(routine, risk),
        area_id=entity.area_id if entity else None,
        entity_ids=entity_ids_of(routine),
        confidence=finding.confidence,
        worth=finding.worth,
        risk=risk,
        warnings=(phrase(home.language, "warning_security"),)
        if risk is Risk.SECURITY
        else (),
        automation=compile_routine(
            routine,
            home,
            alias=words.title,
            description=words.description,
            purpose=draft.purpose,
        ),
        routine=routine,
        evidence=finding.evidence,
    )


def _risk(routine: Routine, home: HomeContext) -> Risk:
    """Return how careful to be with a routine."""
    entities = (home.entities.get(target.entity_id) for target in routine.targets)
    secured = any(entity is not None and is_security(entity) for entity in entities)
    return Risk.SECURITY if secured else Risk.NORMAL


def _category(routine: Routine, risk: Risk) -> Category:
    """Return what a routine is good for."""
    if risk is Risk.SECURITY:
        return Category.SECURITY
    saves = all(
        target.state == "off" and target.entity_id.partition(".")[0] in _ENERGY
        for target in routine.targets
    )
    return Category.ENERGY if saves else Category.COMFORT


def entity_ids_of(routine: Routine) -> tuple[str, ...]:
    """Return what a routine is about: its targets, its triggers, its conditions."""
    parts = (*routine.targets, *routine.triggers, *routine.conditions)
    named = (
        entity_id
        for part in parts
        if (entity_id := getattr(part, "entity_id", None)) is not None
    )
    return tuple(dict.fromkeys(named))
