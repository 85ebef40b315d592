"""The way of the data: from the registries and the recorder to stored suggestions."""

from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
import gc
import time
from typing import Any
from zoneinfo import ZoneInfo

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.sun import get_astral_event_next
from homeassistant.util import dt as dt_util

from .const import (
    CONF_KEEP_ACTS_DAYS,
    CONF_OFFERED_FIRST,
    CONF_OFFERED_PER_WEEK,
    DEFAULT_KEEP_ACTS_DAYS,
    DEFAULT_OFFERED_FIRST,
    DEFAULT_OFFERED_PER_WEEK,
    DOMAIN,
    MINIMUM_DAYS,
    SIGNAL_SUGGESTION,
)
from .history import HistoryReader, Scope
from .home.cache import HomeContextCache
from .home.capabilities import async_purpose_triggers
from .model.act import Act
from .model.evidence import Evidence, Found
from .model.home import HomeContext
from .model.routine import Routine
from .model.run import AnalysisRun, RunStatus, Stage
from .model.suggestion import Suggestion, SuggestionStatus
from .model.track import History
from .routines.find import find
from .routines.replay import replay
from .routines.timeline import Suns, Timeline
from .savings import async_with_savings
from .store import acts as stored_acts, runs as stored_runs, suggestions as stored
from .store.database import Database
from .suggestions import Made, async_make
from .suggestions.hubs import hub_words
from .suggestions.offers import choose
from .suggestions.revisions import Night, Revisions, async_revise
from .suggestions.rooms import look_at_rooms
from .suggestions.silence import silence_words

DAY = 86400
SILENCE_ENTRIES = 20

type StageTimer = Callable[[AnalysisRun, Stage], AbstractContextManager[None]]


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
) -> list[Suggestion]:
    """Go through all stages and return what is newly offered.

    `end` is the clock, in epoch seconds; now when not given. `purpose` are the
    purpose-specific triggers to use; those of this Home Assistant when not given.
    """
    with short_pauses():
        now = time.time() if end is None else end
        with stage(run, Stage.CONTEXT):
            home = cache.async_get()
            if purpose is None:
                purpose = await async_purpose_triggers(hass)
            run.counts["entities"] = len(home.entities)
        with stage(run, Stage.HISTORY):
            start, scope = now - days * DAY, Scope.from_options(options)
            history = await reader.async_read(
                home,
                scope,
                start=start,
                end=now,
                log=await stored_acts.async_read_acts(database, before=now),
                targets=targets,
            )
            _count(run, history)
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
                now=now,
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
                now=now,
            )
            offered, made = _offer(_together(made, revisions), known, options, now)
            _conclude(run, home, history, found, made)
            run.silence |= silence_words(quiet, found, made, known, home)
            run.silence["automations"] = _in_trouble(revisions)
        with stage(run, Stage.STORE):
            await stored_runs.async_store_night(
                database,
                run,
                [*made.new, *made.updated, *made.withdrawn],
                # What a run on a part of the home did not read, a later run must log.
                _new_acts(history) if targets is None else [],
                keep_after=now
                - DAY * int(options.get(CONF_KEEP_ACTS_DAYS, DEFAULT_KEEP_ACTS_DAYS)),
            )
        for suggestion in made.withdrawn:
            async_dispatcher_send(
                hass, SIGNAL_SUGGESTION, "withdrawn", suggestion.suggestion_id
            )
        return offered


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


@callback
def async_tell(hass: HomeAssistant, offered: Sequence[Suggestion]) -> None:
    """Let the event entity tell what is newly offered."""
    for suggestion in offered:
        async_dispatcher_send(
            hass, SIGNAL_SUGGESTION, "suggested", suggestion.suggestion_id
        )


def sun_times(hass: HomeAssistant, home: HomeContext, history: History) -> Suns:
    """Return when the sun rose and set on each local day the history touches."""
    zone = ZoneInfo(home.time_zone)
    first = min([history.start, *(act.at for act in history.acts[:1])])
    day = datetime.fromtimestamp(first, zone).date() - timedelta(days=1)
    last = datetime.fromtimestamp(history.end, zone).date() + timedelta(days=1)
    times: dict[date, tuple[float | None, float | None]] = {}
    while day <= last:
        times[day] = (
            _sun_event(hass, "sunrise", day, zone),
            _sun_event(hass, "sunset", day, zone),
        )
        day += timedelta(days=1)
    return Suns(times)


def _sun_event(
    hass: HomeAssistant, event: str, day: date, zone: ZoneInfo
) -> float | None:
    """Return when the sun does this on a local day; None where it does not."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    try:
        at = get_astral_event_next(hass, event, dt_util.as_utc(midnight))
    except ValueError:
        return None
    return at.timestamp() if at.astimezone(zone).date() == day else None


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


def _offer(
    made: Made,
    known: Sequence[Suggestion],
    options: Mapping[str, Any],
    now: float,
) -> tuple[list[Suggestion], Made]:
    """Choose what is announced: a few on the first night, fewer a week later on."""
    earlier = [s for s in known if s.offered]
    this_week = [s for s in earlier if s.created > now - 7 * DAY]
    if earlier:
        limit = int(options.get(CONF_OFFERED_PER_WEEK, DEFAULT_OFFERED_PER_WEEK))
        limit -= len(this_week)
    else:
        limit = int(options.get(CONF_OFFERED_FIRST, DEFAULT_OFFERED_FIRST))
    waiting = [
        s
        for s in [*made.new, *made.updated]
        if s.status is SuggestionStatus.NEW and not s.offered
    ]
    announced = choose(waiting, limit=limit, announced=this_week)
    chosen = {s.suggestion_id for s in announced}

    def _marked(suggestions: Sequence[Suggestion]) -> list[Suggestion]:
        return [
            replace(s, offered=True) if s.suggestion_id in chosen else s
            for s in suggestions
        ]

    made = replace(made, new=_marked(made.new), updated=_marked(made.updated))
    return [s for s in [*made.new, *made.updated] if s.suggestion_id in chosen], made


def _together(made: Made, revisions: Revisions) -> Made:
    """Return new suggestions and changes of automations as one."""
    return Made(
        new=[*revisions.new, *made.new],
        updated=[*revisions.updated, *made.updated],
        withdrawn=[*revisions.withdrawn, *made.withdrawn],
        dropped=[*revisions.dropped, *made.dropped],
    )


def _in_trouble(revisions: Revisions) -> list[dict[str, Any]]:
    """Return the automations that do not do well and that no change would mend."""
    return [
        {
            "entity_id": report.automation,
            "trouble": report.trouble.value,
            "undone": report.undone,
            "runs": report.runs,
        }
        for report in revisions.reports
    ]


def _count(run: AnalysisRun, history: History) -> None:
    """Write down what was read."""
    run.counts |= {
        "rows": history.rows,
        "acts": len(history.acts),
        "days": int((history.end - history.start) / DAY),
    } | {f"cause_{cause.value}": n for cause, n in sorted(history.causes.items())}


def _conclude(
    run: AnalysisRun, home: HomeContext, history: History, found: Found, made: Made
) -> None:
    """Write down what the run came to, and explain silence."""
    run.counts |= {
        "new": len(made.new),
        "updated": len(made.updated),
        "withdrawn": len(made.withdrawn),
        "dropped": len(made.dropped),
    }
    shown = sorted(
        (s for s in [*made.new, *made.updated] if s.status is SuggestionStatus.NEW),
        key=lambda s: (-s.worth, s.fingerprint),
    )
    run.suggestions = [s.suggestion_id for s in shown]
    run.status = RunStatus.COMPLETED if shown else RunStatus.NOTHING_FOUND
    acts = Counter(act.entity_id for act in history.acts)
    run.silence = {
        "acts": dict(acts.most_common(SILENCE_ENTRIES)),
        "near_misses": [
            {
                "entity_ids": [target.entity_id for target in miss.routine.targets],
                "states": [target.state for target in miss.routine.targets],
                "kind": miss.routine.kind.value,
                "reason": miss.reason,
                "right": miss.right,
                "wrong": miss.wrong,
                "needed": miss.needed,
            }
            for miss in found.near_misses[:SILENCE_ENTRIES]
        ],
        "dropped": [
            {"title": dropped.title, "reason": dropped.reason}
            for dropped in made.dropped
        ],
        "other_hubs": [
            {
                "entity_id": rule.entity_id,
                "state": rule.state,
                "after": rule.after,
                "after_state": rule.after_state,
                "seconds": round(rule.lag, 1),
                "times": rule.times,
                "undone": rule.undone,
                "message": hub_words(rule, home),
            }
            for rule in history.hub_rules
        ],
    }
    if not shown:
        why = _why_silent(history)
        run.reason, run.detail = why.translation_key, str(why)


def _why_silent(history: History) -> HomeAssistantError:
    """Return the first reason that explains why nothing was found, in words."""
    days = (history.end - history.start) / DAY
    if not history.tracks:
        key = "nothing_to_read"
    elif days < MINIMUM_DAYS:
        key = "too_little_history"
    elif not history.acts:
        key = "no_acts"
    else:
        key = "no_regular_habit"
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders={
            "days": f"{days:.1f}",
            "minimum": str(MINIMUM_DAYS),
            "acts": str(len(history.acts)),
        },
    )
