"""Make suggestions that change an automation the home has."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
import hashlib
from typing import Any
from uuid import uuid4

from homeassistant.core import HomeAssistant, callback

from ..home.capabilities import async_purpose_conditions, async_purpose_triggers
from ..home.expand import async_expanded
from ..home.plain import as_plain
from ..model.evidence import Found
from ..model.home import ExistingAutomation, HomeContext
from ..model.revision import Also, Instead, Report, Revised, Revision, Subject, Wait
from ..model.routine import Condition, Routine, Trigger
from ..model.suggestion import (
    OPEN_STATUSES,
    Category,
    Origin,
    Suggestion,
    SuggestionStatus,
)
from ..model.track import History
from ..phrases import phrase
from ..routines.automations.revise import revise
from ..routines.timeline import Suns, Timeline
from .alter import altered
from .check import async_check_revision
from .draft import Dropped
from .parse import parse_automation
from .reading import NotInClosedForm
from .renew import DONE, SHORTER, renew
from .revision_words import revision_words
from .safety import is_security

_CHANGED = DONE | {SuggestionStatus.UNDONE}
"""When the owner accepted a change or took it back, the automation became another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisions:
    """What a look at the automations of the home came to."""

    found: Found
    """The routines without those that a changed automation would do."""
    new: list[Suggestion] = field(default_factory=list)
    updated: list[Suggestion] = field(default_factory=list)
    withdrawn: list[Suggestion] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    reports: tuple[Report, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looked:
    """An automation that is switched on, with what it is in the closed form."""

    automation: ExistingAutomation
    subject: Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """The run that a revision is made in."""

    history: History
    suns: Suns
    purpose: frozenset[str]
    run_id: str
    now: float
    """Epoch seconds."""


async def async_revise(
    hass: HomeAssistant,
    home: HomeContext,
    found: Found,
    night: Night,
    known: Sequence[Suggestion],
) -> Revisions:
    """Return what is new, changed and gone, and the routines that are left; nothing is stored."""
    # Targets can only be narrowed to what triggers and conditions are for once these are described.
    await async_purpose_triggers(hass)
    await async_purpose_conditions(hass)
    known = [s for s in known if s.origin is Origin.REVISION]
    looked = await _async_looked_at(hass, home, known)
    subjects = [each.subject for each in looked.values()]
    revised = await hass.async_add_executor_job(_revise, subjects, home, found, night)
    made = Revisions(found=found, reports=revised.reports)
    done: set[Routine] = set()
    for revision in revised.revisions:
        each = looked[revision.automation]
        fresh = _suggestion(revision, each, home, night)
        answer = await _async_accepted(hass, home, fresh, each.automation, known)
        if isinstance(answer, Dropped):
            made.dropped.append(answer)
            continue
        (made.new if answer is fresh else made.updated).append(answer)
        if revision.habit is not None:
            done.add(revision.habit.routine)
    again = {s.suggestion_id for s in made.updated}
    open_ = [
        s for s in known if s.status in OPEN_STATUSES and s.suggestion_id not in again
    ]
    made.withdrawn.extend(_gone(open_, home, looked, night))
    left = tuple(f for f in found.findings if f.routine not in done)
    return replace(made, found=replace(found, findings=left))


def _revise(
    subjects: list[Subject], home: HomeContext, found: Found, night: Night
) -> Revised:
    """Judge the automations; runs in a worker thread."""
    timeline = Timeline(night.history, home, night.suns)
    return revise(subjects, timeline, found.findings)


async def _async_looked_at(
    hass: HomeAssistant, home: HomeContext, known: Sequence[Suggestion]
) -> dict[str, _Looked]:
    """Return the automations that are switched on and do something, by entity id."""
    looked = {}
    for automation in home.automations:
        await asyncio.sleep(0)  # targets take their time of the loop
        state = hass.states.get(automation.entity_id)
        is_on = state is None or state.state == "on"
        if is_on and automation.automation_id is not None and automation.effects:
            changes = [s for s in known if s.replaces == automation.automation_id]
            subject = _subject(hass, automation, home, changes)
            looked[automation.entity_id] = _Looked(
                automation=automation, subject=subject
            )
    return looked


@callback
def _subject(
    hass: HomeAssistant,
    automation: ExistingAutomation,
    home: HomeContext,
    changes: Sequence[Suggestion],
) -> Subject:
    """Return an automation in the form in which it is judged."""
    try:
        routine = parse_automation(async_expanded(hass, automation.config))
    except NotInClosedForm:
        routine = None
    acted_on = {effect.entity_id for effect in automation.effects}
    things = (home.entities.get(entity_id) for entity_id in acted_on)
    return Subject(
        automation=automation.entity_id,
        routine=routine,
        named=automation.trigger_entities | acted_on,
        since=max((s.updated for s in changes if s.status in _CHANGED), default=0.0),
        may_change=not automation.from_blueprint
        and not any(thing is not None and is_security(thing) for thing in things),
    )


def _suggestion(
    revision: Revision, looked: _Looked, home: HomeContext, night: Night
) -> Suggestion:
    """Return a new suggestion that changes an automation."""
    automation = looked.automation
    config: dict[str, Any] = as_plain(automation.config)
    words = revision_words(revision, automation, home)
    targets = sorted({effect.entity_id for effect in automation.effects})
    thing = home.entities.get(targets[0])
    changed = altered(config, revision.change, home, night.purpose)
    return Suggestion(
        suggestion_id=uuid4().hex,
        origin=Origin.REVISION,
        kind=looked.subject.routine.kind if looked.subject.routine else None,
        status=SuggestionStatus.NEW,
        created=night.now,
        updated=night.now,
        run_id=night.run_id,
        offered=False,
        fingerprint=_fingerprint(automation),
        title=words.title,
        description=words.description,
        category=Category.COMFORT,
        area_id=thing.area_id if thing else None,
        entity_ids=_entity_ids(targets, looked.subject, revision),
        confidence=revision.confidence,
        worth=revision.worth,
        warnings=_warnings(revision, automation, home),
        automation=changed,
        evidence=revision.after,
        replaces=automation.automation_id,
        original=config,
        before=revision.before,
    )


def _entity_ids(
    targets: Sequence[str], subject: Subject, revision: Revision
) -> tuple[str, ...]:
    """Return what a revision is about: what it acts on, what begins it, and what the change names."""
    match revision.change:
        case Also(condition=condition):
            parts: tuple[Trigger | Condition, ...] = (condition,)
        case Instead(triggers=triggers, conditions=conditions):
            parts = (*triggers, *conditions)
        case Wait():
            parts = ()
    named = (getattr(part, "entity_id", None) for part in parts)
    new = (entity_id for entity_id in named if entity_id is not None)
    return tuple(dict.fromkeys((*targets, *sorted(subject.named), *new)))


def _fingerprint(automation: ExistingAutomation) -> str:
    """Return a name for the revisions of one automation."""
    text = f"revision {automation.automation_id}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _warnings(
    revision: Revision, automation: ExistingAutomation, home: HomeContext
) -> tuple[str, ...]:
    """Return what the owner should know before accepting."""
    several = len({effect.entity_id for effect in automation.effects}) > 1
    if isinstance(revision.change, Also) and several:
        return (phrase(home.language, "warning_whole"),)
    return ()


async def _async_accepted(
    hass: HomeAssistant,
    home: HomeContext,
    fresh: Suggestion,
    automation: ExistingAutomation,
    known: Sequence[Suggestion],
) -> Suggestion | Dropped:
    """Return the suggestion to keep, under its former id where it is known, or why there is none."""
    answer: Suggestion | str = fresh
    if former := _former(fresh, known):
        answer = renew(former, fresh, fresh.created)
    if isinstance(answer, str):
        reason = phrase(home.language, answer, name=automation.alias)
        return Dropped(title=fresh.title, reason=reason)
    problems = await async_check_revision(
        hass, home, automation.config, fresh.automation
    )
    if problems:
        return Dropped(title=fresh.title, reason=str(problems[0]))
    return answer


def _former(fresh: Suggestion, known: Sequence[Suggestion]) -> Suggestion | None:
    """Return the latest suggestion about the same automation; one that was accepted made another of it."""
    same = [
        s
        for s in known
        if s.replaces == fresh.replaces
        and (s.status not in DONE or s.original == fresh.original)
    ]
    return max(same, key=lambda s: (s.created, s.suggestion_id), default=None)


def _gone(
    open_: Sequence[Suggestion],
    home: HomeContext,
    looked: Mapping[str, _Looked],
    night: Night,
) -> Iterator[Suggestion]:
    """Yield the open suggestions that were not made again, withdrawn with their reason."""
    present = {a.automation_id: a for a in home.automations}
    judged = {each.automation.automation_id for each in looked.values()}
    for known in open_:
        automation = present.get(known.replaces)
        if automation is None:
            reason = "automation_gone"
        elif as_plain(automation.config) != known.original:
            reason = "automation_edited"
        elif known.replaces in judged and _sees_as_much(known, night.history):
            reason = "settled"
        else:
            continue
        yield replace(
            known,
            status=SuggestionStatus.WITHDRAWN,
            reason=phrase(home.language, reason),
            updated=night.now,
            until=None,
        )


def _sees_as_much(known: Suggestion, history: History) -> bool:
    """Tell whether later days were seen, and nearly as many."""
    if known.evidence is None or history.end <= known.evidence.end:
        return False
    length = known.evidence.end - known.evidence.start
    return history.end - history.start >= SHORTER * length
