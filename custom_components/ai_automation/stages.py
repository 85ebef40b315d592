"""The way of the data: from the registries and the recorder to stored suggestions."""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
import gc
import time
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
import numpy as np

from .const import (
    CONF_KEEP_ACTS_DAYS,
    CONF_OFFERED_FIRST,
    CONF_OFFERED_PER_WEEK,
    CONF_SKIP_DUPLICATES,
    DEFAULT_KEEP_ACTS_DAYS,
    DEFAULT_OFFERED_FIRST,
    DEFAULT_OFFERED_PER_WEEK,
    DEFAULT_SKIP_DUPLICATES,
    LOGGER,
)
from .enrichment import async_have_ideas, async_word
from .history import HistoryReader, Scope, async_written
from .home.cache import HomeContextCache
from .home.capabilities import async_purpose_triggers
from .language.language_model import LanguageModel
from .model.act import Act
from .model.evidence import Evidence, Found
from .model.golden import Golden
from .model.home import HomeContext
from .model.routine import Routine
from .model.run import AnalysisRun, Stage
from .model.suggestion import Suggestion
from .model.track import History
from .record import conclude, count, in_trouble
from .routines import golden
from .routines.find import find
from .routines.past.absence import REACH
from .routines.preventing import preventing
from .routines.replay import judge, replay
from .routines.timeline import Suns, Timeline
from .savings import async_with_savings
from .store import acts as stored_acts, runs as stored_runs, suggestions as stored
from .store.database import Database
from .suggestions import Made, async_active, async_make
from .suggestions.conflicts import Conflict, find_conflicts, find_loops
from .suggestions.duplicates import find_automation
from .suggestions.moments import condition_words
from .suggestions.offers import announce
from .suggestions.revisions import Night, Revisions, async_revise
from .suggestions.rooms import look_at_rooms
from .suggestions.silence import silence_words
from .suns import sun_times
from .telling import async_tell

DAY = 86400

type StageTimer = Callable[[AnalysisRun, Stage], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Night:
    """What a run came to before anything is put into words and stored."""

    home: HomeContext
    history: History
    suns: Suns
    purpose: frozenset[str]
    known: Sequence[Suggestion]
    made: Made
    offered: Sequence[Suggestion]


async def async_analyse(
    hass: HomeAssistant,
    options: Mapping[str, Any],
    *,
    database: Database,
    cache: HomeContextCache,
    reader: HistoryReader,
    run: AnalysisRun,
    stage: StageTimer,
    days: int,
    targets: frozenset[str] | None = None,
    end: float | None = None,
    purpose: frozenset[str] | None = None,
    language: LanguageModel | None = None,
) -> list[Suggestion]:
    """Go through all stages and return what is newly offered.

    `end` is the clock, in epoch seconds; now when not given. `purpose` are the
    purpose-specific triggers to use; those of this Home Assistant when not given.
    """
    now = time.time() if end is None else end
    with short_pauses():
        night = await _async_made(
            hass,
            options,
            database=database,
            cache=cache,
            reader=reader,
            run=run,
            stage=stage,
            start=now - days * DAY,
            end=now,
            targets=targets,
            purpose=purpose,
        )
    made = night.made
    with stage(run, Stage.LANGUAGE):
        if language is not None:
            made = await async_word(
                hass,
                language,
                night.home,
                made,
                known=night.known,
                options=options,
                run=run,
            )
            if targets is None:
                made = await async_have_ideas(
                    hass,
                    language,
                    night.home,
                    made,
                    history=night.history,
                    suns=night.suns,
                    known=night.known,
                    purpose=night.purpose,
                    options=options,
                    run=run,
                    now=now,
                )
    with stage(run, Stage.STORE):
        await stored_runs.async_store_night(
            database,
            run,
            [*made.new, *made.updated, *made.withdrawn],
            # What a run on a part of the home did not read, a later run must log.
            _new_acts(night.history) if targets is None else [],
            keep_after=now
            - DAY * int(options.get(CONF_KEEP_ACTS_DAYS, DEFAULT_KEEP_ACTS_DAYS)),
        )
    for suggestion in made.withdrawn:
        async_tell(hass, "withdrawn", suggestion.suggestion_id)
    final = {s.suggestion_id: s for s in [*made.new, *made.updated]}
    return [final[s.suggestion_id] for s in night.offered]


async def _async_made(
    hass: HomeAssistant,
    options: Mapping[str, Any],
    *,
    database: Database,
    cache: HomeContextCache,
    reader: HistoryReader,
    run: AnalysisRun,
    stage: StageTimer,
    start: float,
    end: float,
    targets: frozenset[str] | None,
    purpose: frozenset[str] | None,
) -> _Night:
    """Read the home and its past, and make suggestions of what is found."""
    with stage(run, Stage.CONTEXT):
        home = cache.async_get()
        if purpose is None:
            purpose = await async_purpose_triggers(hass)
        run.counts["entities"] = len(home.entities)
    with stage(run, Stage.HISTORY):
        scope = Scope.from_options(options)
        history = await reader.async_read(
            home,
            scope,
            start=start,
            end=end,
            log=await stored_acts.async_read_acts(
                database, since=end - REACH, before=end
            ),
            targets=targets,
        )
        count(run, history)
    with stage(run, Stage.ROUTINES):
        found, suns = await hass.async_add_executor_job(_find, hass, history, home)
        run.counts["tested"] = found.tested
        run.counts["found"] = len(found.findings)
    with stage(run, Stage.SUGGESTIONS):
        known, _ = await stored.async_list(database)
        night = Night(
            history=history,
            suns=suns,
            purpose=purpose,
            run_id=run.run_id,
            now=end,
        )
        revisions = Revisions(found=found)
        if targets is None:  # what people took back is known of everything
            revisions = await async_revise(hass, home, found, night, known)
        found, quiet = await hass.async_add_executor_job(
            look_at_rooms, revisions.found, known, home, night, targets
        )
        evidence = await async_with_savings(
            hass,
            [(one.routine, one.evidence) for one in found.findings],
            reader=reader,
            home=home,
            scope=scope,
            history=history,
            suns=suns,
            start=start,
        )
        found = _completed(found, evidence)
        made = await async_make(
            hass,
            home,
            found,
            history=history,
            suns=suns,
            known=_in_scope(known, targets),
            purpose=purpose,
            run_id=run.run_id,
            now=end,
            skip_duplicates=bool(
                options.get(CONF_SKIP_DUPLICATES, DEFAULT_SKIP_DUPLICATES)
            ),
        )
        offered, made = announce(
            _together(made, revisions),
            known,
            first=int(options.get(CONF_OFFERED_FIRST, DEFAULT_OFFERED_FIRST)),
            per_week=int(options.get(CONF_OFFERED_PER_WEEK, DEFAULT_OFFERED_PER_WEEK)),
            now=end,
        )
        conclude(run, home, history, found, made)
        run.silence |= silence_words(quiet, found, made, known, home)
        run.silence["automations"] = in_trouble(revisions)
    return _Night(
        home=home,
        history=history,
        suns=suns,
        purpose=purpose,
        known=known,
        made=made,
        offered=offered,
    )


@contextmanager
def short_pauses() -> Generator[None]:
    """Keep the garbage collector away from what was there before.

    A million rows passing by make it walk through all objects of Home Assistant, and
    everything stands still for a fifth of a second in a home of a thousand entities.
    """
    if gc.get_freeze_count():
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


async def async_replay(
    hass: HomeAssistant,
    options: Mapping[str, Any],
    *,
    home: HomeContext,
    routine: Routine,
    days: int,
) -> Evidence:
    """Replay one routine on the past of this home."""
    now, reader = time.time(), HistoryReader(hass)
    start, scope = now - days * DAY, Scope.from_options(options)
    history = await reader.async_read(home, scope, start=start, end=now)

    def _replay() -> tuple[Evidence, Suns]:
        suns = sun_times(hass, home, history)
        return replay(routine, Timeline(history, home, suns)), suns

    evidence, suns = await hass.async_add_executor_job(_replay)
    (completed,) = await async_with_savings(
        hass,
        [(routine, evidence)],
        reader=reader,
        home=home,
        scope=scope,
        history=history,
        suns=suns,
        start=start,
    )
    return completed


async def async_past(
    hass: HomeAssistant,
    options: Mapping[str, Any],
    *,
    home: HomeContext,
    days: int,
) -> Timeline:
    """Return the last days of this home, ready to be replayed on."""
    now = time.time()
    return await _async_timeline(hass, options, home, start=now - days * DAY, end=now)


async def _async_timeline(
    hass: HomeAssistant,
    options: Mapping[str, Any],
    home: HomeContext,
    *,
    start: float,
    end: float,
) -> Timeline:
    """Return the past of this home up to its last moment, ready to be replayed on."""
    await async_written(hass)
    history = await HistoryReader(hass).async_read(
        home, Scope.from_options(options), start=start, end=end
    )

    def _build() -> Timeline:
        return Timeline(history, home, sun_times(hass, home, history))

    return await hass.async_add_executor_job(_build)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What trying a routine out showed."""

    evidence: Evidence | None = None
    """None where the past cannot tell."""
    twin: str | None = None
    """The name of the automation that does it already."""
    conflicts: tuple[Conflict, ...] = ()


async def async_look_back(
    hass: HomeAssistant,
    options: Mapping[str, Any],
    *,
    home: HomeContext,
    suggestion_id: str,
    routine: Routine,
    days: int,
) -> tuple[list[Conflict], Golden | None]:
    """Return what a routine does not go with, and the days that prove it; where the past cannot be read, loops alone."""
    active = await async_active(hass, home)
    now = time.time()
    try:
        timeline = await _async_timeline(
            hass, options, home, start=now - days * DAY, end=now
        )
    except HomeAssistantError as err:
        LOGGER.warning("Conflicts are not looked for in the past: %s", err)
        return find_loops(routine, active, home), None

    def _look() -> tuple[list[Conflict], Golden | None]:
        return (
            find_conflicts(routine, active, timeline),
            golden.keep(suggestion_id, routine, timeline),
        )

    return await hass.async_add_executor_job(_look)


async def async_tried(
    hass: HomeAssistant,
    options: Mapping[str, Any],
    *,
    home: HomeContext,
    routine: Routine,
    days: int,
) -> Tried:
    """Try a routine out on the past of this home, together with its automations."""
    now = time.time()
    timeline = await _async_timeline(
        hass, options, home, start=now - days * DAY, end=now
    )
    active = await async_active(hass, home)

    def _try() -> Tried:
        # What sets numbers is not seen in states.
        evidence = None if routine.settings else replay(routine, timeline)
        twin = find_automation(routine, active, timeline) if routine.targets else None
        return Tried(
            evidence=evidence,
            twin=twin.alias if twin and not routine.settings else None,
            conflicts=tuple(find_conflicts(routine, active, timeline)),
        )

    return await hass.async_add_executor_job(_try)


async def async_judged(
    hass: HomeAssistant,
    options: Mapping[str, Any],
    *,
    home: HomeContext,
    routine: Routine,
    times: Sequence[float],
    start: float,
    end: float,
) -> Evidence:
    """Hold moments at which a routine fired live against what people did then."""
    timeline = await _async_timeline(hass, options, home, start=start - DAY, end=end)

    def _judge() -> Evidence:
        moments = np.asarray(times, dtype=np.float64)
        return judge(routine, moments, timeline, start=start, end=end)

    return await hass.async_add_executor_job(_judge)


async def async_prevented(
    hass: HomeAssistant,
    options: Mapping[str, Any],
    *,
    home: HomeContext,
    routine: Routine,
    undone: Sequence[float],
    good: Sequence[float],
) -> tuple[str, int] | None:
    """Return, in words, the condition that would have prevented what people took back, and how many good runs it leaves."""
    now = time.time()
    timeline = await _async_timeline(
        hass, options, home, start=min([now - DAY, *undone, *good]) - DAY, end=now
    )

    def _prevent() -> tuple[str, int] | None:
        found = preventing(routine, undone, good, timeline)
        if found is None:
            return None
        condition, stays = found
        # People are not named where everybody in the house may read it.
        return condition_words(condition, home, named=False), stays

    return await hass.async_add_executor_job(_prevent)


@callback
def async_tell_offered(hass: HomeAssistant, offered: Sequence[Suggestion]) -> None:
    """Tell what is newly offered."""
    for suggestion in offered:
        async_tell(hass, "suggested", suggestion.suggestion_id)


def _find(
    hass: HomeAssistant, history: History, home: HomeContext
) -> tuple[Found, Suns]:
    """Find the routines; runs in a worker thread."""
    suns = sun_times(hass, home, history)
    return find(history, home, suns), suns


def _completed(found: Found, evidence: Sequence[Evidence]) -> Found:
    """Return what was found with other evidence."""
    pairs = zip(found.findings, evidence, strict=True)
    return replace(found, findings=tuple(replace(f, evidence=e) for f, e in pairs))


def _in_scope(
    known: Sequence[Suggestion], targets: frozenset[str] | None
) -> list[Suggestion]:
    """Leave out what a restricted run cannot judge."""
    if targets is None:
        return list(known)
    return [
        s
        for s in known
        if s.routine and any(t.entity_id in targets for t in s.routine.targets)
    ]


def _new_acts(history: History) -> list[Act]:
    """Return the acts that were read, without those that came from the store."""
    return [act for act in history.acts if act.at >= history.start]


def _together(made: Made, revisions: Revisions) -> Made:
    """Return new suggestions and changes of automations as one."""
    return Made(
        new=[*revisions.new, *made.new],
        updated=[*revisions.updated, *made.updated],
        withdrawn=[*revisions.withdrawn, *made.withdrawn],
        dropped=[*revisions.dropped, *made.dropped],
    )
