"""Holding what its owner changed about an automation against the days that proved it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
import hashlib
import json
from typing import Any
from zoneinfo import ZoneInfo

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from . import notifications
from .const import LOGGER
from .history import HistoryReader, Scope
from .home.cache import HomeContextCache
from .home.expand import async_expanded
from .model.golden import Difference, Golden
from .model.home import HomeContext
from .model.routine import Routine
from .model.suggestion import Suggestion, SuggestionStatus
from .phrases import phrase
from .routines import golden as days
from .store import golden as stored, suggestions as stored_suggestions
from .store.database import Database
from .suggestions.parse import parse_automation
from .suggestions.proof import date_words, often
from .suggestions.reading import NotInClosedForm
from .suns import sun_times

_LISTED = 3


@callback
def async_named(
    hass: HomeAssistant, golden: Golden, config: Mapping[str, Any]
) -> Golden:
    """Return golden days with the registry ids of their things, and what they are told of now."""
    registry = er.async_get(hass)
    ids = {
        entity_id: entry.id
        for entity_id in (*golden.tracks, *golden.series)
        if (entry := registry.async_get(entity_id)) is not None
    }
    named = replace(golden, names=ids)
    return replace(named, told=_state_of(named, async_names(hass, named), config))


@callback
def async_names(hass: HomeAssistant, golden: Golden) -> dict[str, str]:
    """Return what the things of golden days are called now, by what they were called then."""
    registry = er.async_get(hass)
    names = {}
    for entity_id in (*golden.tracks, *golden.series):
        entry = registry.entities.get_entry(golden.names.get(entity_id, ""))
        names[entity_id] = entry.entity_id if entry else entity_id
    return names


def _state_of(
    golden: Golden, names: Mapping[str, str], config: Mapping[str, Any]
) -> str:
    """Return what the comparison depends on, as a hash."""
    told = json.dumps([config, names], sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()


async def async_compare(
    hass: HomeAssistant,
    options: Mapping[str, Any],
    database: Database,
    cache: HomeContextCache,
) -> list[str]:
    """Tell what changed automations would do otherwise on their golden days; return the ids of what was told."""
    home = cache.async_get()
    configs = {a.automation_id: a.config for a in home.automations}
    told = []
    for golden in await stored.async_all(database):
        suggestion = await stored_suggestions.async_get(database, golden.suggestion_id)
        if suggestion is None or suggestion.automation_id not in configs:
            continue
        if suggestion.status is not SuggestionStatus.DEPLOYED:
            continue
        config = configs[suggestion.automation_id]
        names = async_names(hass, golden)
        state = _state_of(golden, names, config)
        if state == golden.told:
            continue
        words = await _async_words(hass, options, home, _renamed(golden, names), config)
        await stored.async_tell(database, golden.suggestion_id, state)
        if words is not None:
            _tell(hass, suggestion, words)
            told.append(suggestion.suggestion_id)
    return told


@callback
def _tell(hass: HomeAssistant, suggestion: Suggestion, words: str) -> None:
    LOGGER.info("%s was changed: %s", suggestion.suggestion_id, words)
    notifications.async_show_changed(hass, suggestion, words)


async def _async_words(
    hass: HomeAssistant,
    options: Mapping[str, Any],
    home: HomeContext,
    golden: Golden,
    config: Mapping[str, Any],
) -> str | None:
    """Return what is otherwise on golden days, None where nothing is; things go by their names of now."""
    language = home.language
    try:
        routine = parse_automation(async_expanded(hass, config))
    except NotInClosedForm as err:
        return phrase(language, "golden_unread", reason=str(err))
    missing = days.things_of(routine) - {*golden.tracks, *golden.series}
    gone = sorted(e for e in missing if e not in home.entities)
    if missing and not gone:
        golden = await _async_with(hass, options, home, golden, missing)
        missing = days.things_of(routine) - {*golden.tracks, *golden.series}
    if missing and not gone:
        return phrase(language, "golden_unknown", name=", ".join(sorted(missing)))

    def _compare() -> Difference:
        return _difference(hass, home, golden, routine)

    found = await hass.async_add_executor_job(_compare)
    words = _difference_words(found, golden, home)
    if words is not None and gone:
        return f"{phrase(language, 'entity_gone', name=gone[0])} {words}"
    return words


def _difference(
    hass: HomeAssistant, home: HomeContext, golden: Golden, routine: Routine
) -> Difference:
    """Replay a routine on golden days; runs in a worker thread."""
    suns = sun_times(hass, home, days.history_of(golden))
    return days.compare(golden, routine, days.timeline_of(golden, home, suns))


def _renamed(golden: Golden, names: Mapping[str, str]) -> Golden:
    """Return golden days in which things are called as they are now."""
    return replace(
        golden,
        tracks={
            names[e]: replace(t, entity_id=names[e]) for e, t in golden.tracks.items()
        },
        series={
            names[e]: replace(s, entity_id=names[e]) for e, s in golden.series.items()
        },
        acts=tuple(
            replace(act, entity_id=names.get(act.entity_id, act.entity_id))
            for act in golden.acts
        ),
    )


async def _async_with(
    hass: HomeAssistant,
    options: Mapping[str, Any],
    home: HomeContext,
    golden: Golden,
    missing: frozenset[str],
) -> Golden:
    """Return golden days with what the recorder still knows of other things then."""
    try:
        history = await HistoryReader(hass).async_read(
            home,
            Scope.from_options(options),
            start=golden.start,
            end=golden.end,
        )
    except HomeAssistantError as err:
        LOGGER.warning("The days of %s cannot be read: %s", golden.suggestion_id, err)
        return golden
    first = min((t.times[0] for t in golden.tracks.values() if len(t.times)), default=0)
    known = {
        e: track
        for e, track in history.tracks.items()
        if e in missing
        and len(track.times)
        and track.times[0] <= max(first, golden.start)
    }
    numbers = {e: s for e, s in history.series.items() if e in missing}
    return replace(
        golden,
        tracks={**golden.tracks, **known},
        series={**golden.series, **numbers},
    )


def _difference_words(
    found: Difference, golden: Golden, home: HomeContext
) -> str | None:
    """Return a difference in words, with dates; None where there is none."""
    sentences = []
    for key, times in (
        ("golden_lost", found.lost),
        ("golden_unwanted", found.unwanted),
    ):
        if times:
            sentences.append(
                phrase(
                    home.language,
                    key,
                    met=str(found.met),
                    right=str(len(golden.right)),
                    often=often(len(times), home.language),
                    dates=_dates(times, home),
                )
            )
    return " ".join(sentences) or None


def _dates(times: tuple[float, ...], home: HomeContext) -> str:
    """Return the last few of these moments."""
    zone = ZoneInfo(home.time_zone)
    return phrase(home.language, "dates").join(
        date_words(datetime.fromtimestamp(at, zone), home.language)
        for at in times[-_LISTED:]
    )
