"""Changing the time, the wait, the days and the conditions of a suggestion, with its replay."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
import time
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from .const import DOMAIN
from .coordinator import AiAutomationConfigEntry
from .decisions import async_require_valid, async_take
from .home.capabilities import async_purpose_triggers
from .kept_past import KeptPast
from .model.evidence import Evidence
from .model.home import HomeContext
from .model.routine import (
    ClockTrigger,
    Condition,
    NumericTrigger,
    Routine,
    StateTrigger,
    SunTrigger,
    Trigger,
    WeekdayCondition,
)
from .model.suggestion import OPEN_STATUSES, Suggestion
from .phrases import phrase
from .routines.replay import replay
from .store import suggestions as stored
from .suggestions.compile import condition_config, trigger_config
from .suggestions.moments import clock, condition_words
from .suggestions.proof import proof_words
from .suggestions.words import title_of

EVERY_DAY = tuple(range(7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A suggestion with other parameters, and what it would have done."""

    routine: Routine
    automation: dict[str, Any]
    title: str
    evidence: Evidence
    away: tuple[tuple[float, float], ...]


def parameters(suggestion: Suggestion, home: HomeContext) -> dict[str, Any] | None:
    """Return what can be changed about a suggestion, None where nothing can."""
    if suggestion.routine is None or suggestion.original is not None:
        return None
    return parameters_of(suggestion.routine, home)


def parameters_of(routine: Routine, home: HomeContext) -> dict[str, Any]:
    """Return the parameters of a routine."""
    clocks = [t for t in routine.triggers if isinstance(t, ClockTrigger)]
    suns = [t for t in routine.triggers if isinstance(t, SunTrigger)]
    waits = [
        t for t in routine.triggers if isinstance(t, StateTrigger | NumericTrigger)
    ]
    weekdays = next(
        (c.weekdays for c in routine.conditions if isinstance(c, WeekdayCondition)),
        None,
    )
    return {
        "at": clock(clocks[0].at) if clocks else None,
        "offset": suns[0].offset // 60 if suns else None,
        "for": waits[0].for_ if waits else None,
        "weekdays": None if weekdays is None else list(weekdays),
        "conditions": [
            {
                "index": index,
                "text": condition_words(condition, home, named=True).strip(),
            }
            for index, condition in enumerate(routine.conditions)
            if not isinstance(condition, WeekdayCondition)
        ],
    }


def changed(routine: Routine, changes: Mapping[str, Any]) -> Routine:
    """Return a routine with other parameters; ServiceValidationError for what it has not."""
    known = {type(trigger) for trigger in routine.triggers}
    for name, forms in (
        ("at", {ClockTrigger}),
        ("offset", {SunTrigger}),
        ("for", {StateTrigger, NumericTrigger}),
    ):
        if name in changes and not known & forms:
            raise _cannot(name)
    drop = set(changes.get("drop_conditions", ()))
    if not drop <= set(range(len(routine.conditions))):
        raise _cannot("drop_conditions")
    conditions: list[Condition] = [
        condition
        for index, condition in enumerate(routine.conditions)
        if index not in drop
    ]
    if "weekdays" in changes:
        days = tuple(sorted(set(changes["weekdays"])))
        if not days:
            raise _cannot("weekdays")
        conditions = [c for c in conditions if not isinstance(c, WeekdayCondition)]
        if days != EVERY_DAY:
            conditions.insert(0, WeekdayCondition(weekdays=days))
    triggers = tuple(_with(trigger, changes) for trigger in routine.triggers)
    return replace(routine, triggers=triggers, conditions=tuple(conditions))


def _with(trigger: Trigger, changes: Mapping[str, Any]) -> Trigger:
    """Return a trigger with the parameters that are its own."""
    match trigger:
        case ClockTrigger() if "at" in changes:
            hour, minute = changes["at"].split(":")[:2]
            return replace(trigger, at=int(hour) * 3600 + int(minute) * 60)
        case SunTrigger() if "offset" in changes:
            return replace(trigger, offset=int(changes["offset"]) * 60)
        case StateTrigger() | NumericTrigger() if "for" in changes:
            return replace(trigger, for_=int(changes["for"]))
    return trigger


def _cannot(name: str) -> ServiceValidationError:
    """Return the error of a change that a suggestion does not have."""
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key="cannot_change",
        translation_placeholders={"name": name},
    )


async def async_replayed(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    suggestion: Suggestion,
    changes: Mapping[str, Any],
    *,
    days: int,
) -> Edited:
    """Return a suggestion with other parameters, played on the last days."""
    if suggestion.routine is None or suggestion.original is not None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="cannot_edit",
            translation_placeholders={"title": suggestion.title},
        )
    data = entry.runtime_data
    home = data.cache.async_get()
    routine = changed(suggestion.routine, changes)
    purpose = await async_purpose_triggers(hass)
    if data.past is None:
        data.past = KeptPast(hass)
        entry.async_on_unload(data.past.async_forget)
    timeline = await data.past.async_get(entry.options, home, days)
    evidence = await hass.async_add_executor_job(replay, routine, timeline)
    title = title_of(routine, home) if changes else suggestion.title
    return Edited(
        routine=routine,
        title=title,
        automation={
            **suggestion.automation,
            "alias": title,
            "triggers": [trigger_config(t, home, purpose) for t in routine.triggers],
            "conditions": [condition_config(c, home) for c in routine.conditions],
        },
        evidence=evidence,
        away=tuple(timeline.away),
    )


async def async_edit(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    *,
    suggestion_id: str,
    changes: Mapping[str, Any],
    days: int,
    user_id: str | None,
) -> Suggestion:
    """Keep a suggestion with other parameters as its next version; return it.

    ServiceValidationError where it is not open, has no such parameter, or is not valid then.
    """
    suggestion = await async_take(entry, suggestion_id, set(OPEN_STATUSES))
    edited = await async_replayed(hass, entry, suggestion, changes, days=days)
    data = entry.runtime_data
    home = data.cache.async_get()
    description = phrase(
        home.language,
        "description",
        title=edited.title,
        proof=proof_words(edited.evidence, home),
    )
    new = replace(
        suggestion,
        version=suggestion.version + 1,
        updated=time.time(),
        title=edited.title,
        description=description,
        routine=edited.routine,
        fingerprint=edited.routine.fingerprint,
        automation={**edited.automation, "description": description},
        evidence=edited.evidence,
        words=None,
    )
    await async_require_valid(hass, home, new)
    await stored.async_save(data.database, new, user_id=user_id)
    await data.coordinator.async_refresh()
    return new
