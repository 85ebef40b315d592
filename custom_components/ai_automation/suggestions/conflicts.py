"""Play a routine together with the automations of the home, to see which work against each other."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import numpy as np

from ..model.home import ExistingAutomation, HomeContext
from ..model.routine import Routine, StateCondition, StateTrigger, Target
from ..phrases import phrase
from ..routines.timeline import Timeline, Times
from ..routines.trial import WRONG, firings, goal_of, try_out
from .names import plain
from .parse import parse_when
from .proof import date_words, often
from .reading import NotInClosedForm

SOON = 300
"""Seconds within which the one takes back, or does again, what the other has just done."""
_FEWEST = 2
_DOUBLE = 0.2
"""The share of firings from which on double work is said."""
_FOLLOWS = 60
"""Seconds within which an automation that is started by a state has acted."""
_EVENTS = 20
_LISTED = 3


class ConflictKind(StrEnum):
    """How two automations stand in each other's way."""

    OPPOSITE = "opposite"
    DOUBLE = "double"
    LOOP = "loop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One of the home's automations that a suggestion does not go with."""

    kind: ConflictKind
    automation: str
    """Its name."""
    times: tuple[float, ...]
    """When it showed on the past: epoch seconds, oldest first."""
    words: str

    @property
    def is_grave(self) -> bool:
        """Return whether its owner has to agree."""
        return self.kind is not ConflictKind.DOUBLE


def find_conflicts(
    routine: Routine, automations: Sequence[ExistingAutomation], timeline: Timeline
) -> list[Conflict]:
    """Return what a routine does not go with among the automations that are switched on; takes a while."""
    if not routine.targets:
        return []
    times = firings(routine.triggers, routine.conditions, timeline)
    found: list[Conflict] = []
    for target in routine.targets:
        others = [a for a in automations if _leads_to(a, target, timeline)]
        if not others:
            continue
        trial = try_out(goal_of(target, timeline), routine.triggers, times, timeline)
        unwanted = times[trial.verdicts == WRONG]
        for automation in others:
            found += _opposites(target, unwanted, automation, timeline)
            found += _doubles(target, times, automation, timeline)
    found += find_loops(routine, automations, timeline.home, timeline)
    return found


def _opposites(
    target: Target,
    unwanted: Times,
    automation: ExistingAutomation,
    timeline: Timeline,
) -> Iterator[Conflict]:
    """Yield where the two take back what the other has just done, and nobody wanted that."""
    entity = _one(target.entity_id, timeline)
    for state in sorted(_leads_to(automation, target, timeline) - {target.state}):
        theirs = _acts(automation, entity, state, timeline)
        for key, hit in (
            ("conflict_undoes", _near(unwanted, theirs, SOON, 0)),
            ("conflict_undone", _near(unwanted, theirs, 0, SOON)),
        ):
            if len(dated := unwanted[hit]) >= _FEWEST:
                yield _conflict(
                    ConflictKind.OPPOSITE, key, automation, dated, timeline.home
                )


def _doubles(
    target: Target, times: Times, automation: ExistingAutomation, timeline: Timeline
) -> Iterator[Conflict]:
    """Yield where another one does the same at the same moments."""
    if target.state not in _leads_to(automation, target, timeline):
        return
    entity = _one(target.entity_id, timeline)
    theirs = _acts(automation, entity, target.state, timeline)
    dated = times[_near(times, theirs, SOON, SOON)]
    if len(dated) >= max(_FEWEST, _DOUBLE * len(times)):
        yield _conflict(
            ConflictKind.DOUBLE,
            "conflict_double",
            automation,
            dated,
            timeline.home,
            fired=str(len(times)),
        )


def _leads_to(
    automation: ExistingAutomation, target: Target, timeline: Timeline
) -> set[str]:
    """Return the states that an automation may lead a target to."""
    entity = _one(target.entity_id, timeline)
    return {
        effect.state
        for effect in automation.effects
        if effect.state is not None and _one(effect.entity_id, timeline) == entity
    }


def _acts(
    automation: ExistingAutomation, entity: str, state: str, timeline: Timeline
) -> Times:
    """Return when an automation brought a state about, or would have where it is too new to tell."""
    history = timeline.history
    moved = history.automation_moves.get((automation.entity_id, entity, state))
    leads_to = {
        effect.state
        for effect in automation.effects
        if _one(effect.entity_id, timeline) == entity
    }
    if leads_to != {state}:
        return np.empty(0) if moved is None else moved
    runs = history.automation_runs.get(automation.entity_id)
    if runs is not None and len(runs):
        return runs
    try:
        triggers, conditions = parse_when(automation.config)
    except NotInClosedForm:
        return np.empty(0) if moved is None else moved
    return firings(triggers, conditions, timeline)


def _near(
    mine: Times, theirs: Times, before: float, after: float
) -> np.typing.NDArray[np.bool_]:
    """Return which moments have one of the others so many seconds before or after them; the same moment is neither."""
    low = np.searchsorted(theirs, mine - before, side="left" if before else "right")
    high = np.searchsorted(theirs, mine + after, side="right" if after else "left")
    return np.asarray(high > low)


def find_loops(
    routine: Routine,
    automations: Sequence[ExistingAutomation],
    home: HomeContext,
    timeline: Timeline | None = None,
) -> list[Conflict]:
    """Return the chain of automations through which a routine would start itself, if there is one."""
    if (chain := _chain(routine, automations, timeline)) is None:
        return []
    first = chain[0]
    seen = _followed(routine, first, timeline) if timeline else np.empty(0)
    names = phrase(home.language, "and").join(
        phrase(home.language, "quoted", name=plain(a.alias)) for a in chain
    )
    words = phrase(home.language, "conflict_loop", names=names)
    if len(seen):
        at = datetime.fromtimestamp(float(seen[-1]), ZoneInfo(home.time_zone))
        last = phrase(
            home.language,
            "conflict_loop_seen",
            name=plain(first.alias),
            date=date_words(at, home.language),
        )
        words = f"{words} {last}"
    return [
        Conflict(
            kind=ConflictKind.LOOP,
            automation=plain(first.alias),
            times=tuple(seen.tolist()),
            words=words,
        )
    ]


def _chain(
    routine: Routine,
    automations: Sequence[ExistingAutomation],
    timeline: Timeline | None,
) -> tuple[ExistingAutomation, ...] | None:
    """Play what follows from a run, and return through whom it runs again."""
    states: dict[str, str] = {}
    for trigger in routine.triggers:
        if isinstance(trigger, StateTrigger):
            states[_one(trigger.entity_id, timeline)] = trigger.to
    events: deque[tuple[str, str, tuple[ExistingAutomation, ...]]] = deque()

    def _set(entity_id: str, state: str, chain: tuple[ExistingAutomation, ...]) -> None:
        entity = _one(entity_id, timeline)
        if states.get(entity) != state:
            states[entity] = state
            events.append((entity, state, chain))

    for target in routine.targets:
        _set(target.entity_id, target.state, ())
    for _ in range(_EVENTS):
        if not events:
            return None
        entity, state, chain = events.popleft()
        if chain and _starts_again(routine, entity, state, states, timeline):
            return chain
        for automation in automations:
            if automation not in chain and _starts(automation, entity, state, timeline):
                for effect in automation.effects:
                    if effect.state is not None:
                        _set(effect.entity_id, effect.state, (*chain, automation))
    return None


def _starts_again(
    routine: Routine,
    entity: str,
    state: str,
    states: dict[str, str],
    timeline: Timeline | None,
) -> bool:
    """Return whether an event starts the routine, as far as its conditions are known."""
    holds = all(
        states.get(_one(condition.entity_id, timeline), condition.state)
        == condition.state
        for condition in routine.conditions
        if isinstance(condition, StateCondition)
    )
    return holds and any(
        isinstance(trigger, StateTrigger)
        and _one(trigger.entity_id, timeline) == entity
        and trigger.to == state
        and trigger.for_ <= SOON
        for trigger in routine.triggers
    )


def _starts(
    automation: ExistingAutomation, entity: str, state: str, timeline: Timeline | None
) -> bool:
    """Return whether a state starts an automation; one that cannot be read starts with any state of what it watches."""
    watched = {_one(one, timeline) for one in automation.trigger_entities}
    if entity not in watched:
        return False
    try:
        triggers, _ = parse_when(automation.config)
    except NotInClosedForm:
        return True
    return any(
        isinstance(trigger, StateTrigger)
        and _one(trigger.entity_id, timeline) == entity
        and trigger.to == state
        and trigger.for_ <= SOON
        for trigger in triggers
    )


def _followed(
    routine: Routine, automation: ExistingAutomation, timeline: Timeline
) -> Times:
    """Return when an automation ran after what the routine does had come about otherwise."""
    runs = timeline.history.automation_runs.get(automation.entity_id)
    if runs is None:
        return np.empty(0)
    hits = np.zeros(len(runs), dtype=np.bool_)
    for target in routine.targets:
        track = timeline.history.tracks.get(_one(target.entity_id, timeline))
        if track is not None and target.state in track.states:
            reached = track.times[track.codes == track.states.index(target.state)]
            hits |= _near(runs, reached, _FOLLOWS, 0)
    return np.asarray(runs[hits])


def _conflict(
    kind: ConflictKind,
    key: str,
    automation: ExistingAutomation,
    times: Times,
    home: HomeContext,
    **parts: str,
) -> Conflict:
    """Return a conflict in words, with dates."""
    language, zone = home.language, ZoneInfo(home.time_zone)
    dates = [
        date_words(datetime.fromtimestamp(at, zone), language) for at in times.tolist()
    ]
    listed = len(dates) <= _LISTED
    name = plain(automation.alias)
    return Conflict(
        kind=kind,
        automation=name,
        times=tuple(times.tolist()),
        words=phrase(
            language,
            key if listed else f"{key}_lately",
            name=name,
            often=often(len(dates), language),
            dates=phrase(language, "dates").join(dates) if listed else dates[-1],
            **parts,
        ),
    )


def _one(entity_id: str, timeline: Timeline | None) -> str:
    """Return the entity that stands for its group."""
    if timeline is None:
        return entity_id
    return timeline.representatives.get(entity_id, entity_id)
