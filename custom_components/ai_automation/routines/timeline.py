"""The home's past by local time: which day it was, what fired, and what held."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from ..model.act import Act
from ..model.home import Entity, HomeContext
from ..model.routine import (
    ClockTrigger,
    Condition,
    NumericCondition,
    NumericTrigger,
    StateCondition,
    StateTrigger,
    SunCondition,
    SunTrigger,
    TimeCondition,
    Trigger,
    WeekdayCondition,
)
from ..model.track import History, Series, Track
from .past.absence import absences
from .past.calendar import DAY, Calendar
from .past.machines import ended
from .past.moving import settle, settled
from .past.numbers import as_numbers, at, within
from .past.sky import Sky
from .past.stretches import Stretch, covers, joined, seconds_within, without

type Times = NDArray[np.float64]
type Mask = NDArray[np.bool_]

STARTING = 120
"""Seconds after a start of Home Assistant in which nothing new is taken for an event."""
_MOST_REMEMBERED = 256
"""Of how many triggers the firings are kept: a busy home has thousands, with thousands of firings each."""
NO_STATE = frozenset({"", "unavailable", "unknown"})
_PEOPLE_SENSORS = frozenset({"motion", "occupancy", "presence"})


@dataclass(frozen=True, slots=True)
class Suns:
    """When the sun rises and sets at the home, by local date."""

    times: Mapping[date, tuple[float | None, float | None]]
    """(sunrise, sunset) in epoch seconds; None where it does not happen that day."""


def senses_people(entity: Entity) -> bool:
    """Tell whether a sensor says that someone is there."""
    return entity.domain == "binary_sensor" and entity.device_class in _PEOPLE_SENSORS


class Timeline:
    """The past of one home, made ready for many questions about it."""

    def __init__(
        self,
        history: History,
        home: HomeContext,
        suns: Suns,
        *,
        watched: float | None = None,
        away: tuple[Stretch, ...] | None = None,
    ) -> None:
        self.history = history
        self.home = home
        self.start = history.start
        self.watched = history.start if watched is None else watched
        """Since when more is known than what people did, in epoch seconds."""
        self.end = history.end
        self.calendar = Calendar(ZoneInfo(home.time_zone), self.start, self.end)
        self.away = absences(history, home) if away is None else away
        """When nobody was at home for long: what does not happen then tells nothing."""
        self.unseen = joined([*history.gaps, *self.away])
        self.suns = suns
        self._sky = Sky(self.calendar, suns.times)
        self._tracks: dict[str, Track | None] = {}
        self._numbers: dict[str, Series | None] = {}
        self._firings: dict[Trigger, Times] = {}
        self._entered: tuple[tuple[str, str, str | None], Times, Times] = (
            ("", "", None),
            np.empty(0),
            np.empty(0),
        )

    def with_absences(self) -> Timeline:
        """Return the same past, in which it counts as well what happens while nobody is there."""
        return Timeline(
            self.history, self.home, self.suns, watched=self.watched, away=()
        )

    @cached_property
    def recorded_days(self) -> float:
        """Return the days with a recording and people, gaps and absences left out."""
        return self.recorded_between(self.start, self.end)

    def recorded_between(self, start: float, end: float) -> float:
        """Return the days between two moments, gaps and absences left out."""
        start, end = max(start, self.start), min(end, self.end)
        missing = seconds_within(self.unseen, start, end)
        return max(0.0, end - start - missing) / DAY

    def last(self, days: float) -> float:
        """Return since when there are so many days, gaps and absences left out, in epoch seconds."""
        left, late = days * DAY, self.end
        for early, back in reversed(self.unseen):
            if late - back >= left:
                break
            left, late = left - (late - back), early
        return late - left

    @cached_property
    def representatives(self) -> Mapping[str, str]:
        """Return which entity stands for each member of a group."""
        return {
            member: entity
            for entity, members in self.history.groups.items()
            for member in members
        }

    @cached_property
    def ended(self) -> Mapping[tuple[str, str], float]:
        """Return until when something that has stopped brought a state about instead of people."""
        return ended(self.history)

    @cached_property
    def acts(self) -> Mapping[tuple[str, str], tuple[Act, ...]]:
        """Return what people did at home in this stretch, by entity and the state it led to."""
        found: dict[tuple[str, str], list[Act]] = {}
        # The log may hold a year, and only some weeks of it are looked at.
        acts = [a for a in self.history.acts if self.start <= a.at <= self.end]
        for act in sorted(acts, key=lambda a: (a.at, a.entity_id)):
            state = settled(act.entity_id, act.state)
            changed = state != settled(act.entity_id, act.old)
            begun = max(self.start, self.ended.get((act.entity_id, state), self.start))
            here = begun <= act.at <= self.end and not self._is_away(act.at)
            if changed and here:
                found.setdefault((act.entity_id, state), []).append(act)
        return {key: tuple(acts) for key, acts in sorted(found.items())}

    def _is_away(self, at: float) -> bool:
        return any(left <= at < back for left, back in self.away)

    @cached_property
    def circumstances(self) -> Mapping[str | None, tuple[Entity, ...]]:
        """Return what may matter to a routine, by room: sensors of people and players; by None: the modes of the home."""
        found: dict[str | None, list[Entity]] = {}
        for entity_id, entity in sorted(self.home.entities.items()):
            if entity_id not in self.history.tracks or entity.entity_category:
                continue
            if entity.domain == "input_boolean":
                found.setdefault(None, []).append(entity)
            elif entity.area_id and (
                entity.domain == "media_player" or senses_people(entity)
            ):
                found.setdefault(entity.area_id, []).append(entity)
        return {room: tuple(entities) for room, entities in found.items()}

    def track(self, entity_id: str) -> Track | None:
        """Return the states of an entity with those of its movements left out."""
        if entity_id not in self._tracks:
            track = self.history.tracks.get(entity_id)
            self._tracks[entity_id] = None if track is None else settle(track)
        return self._tracks[entity_id]

    def numbers(self, entity_id: str) -> Series | None:
        """Return the numbers of a sensor, or those that the states of an entity are."""
        if entity_id in self.history.series:
            return self.history.series[entity_id]
        if entity_id not in self._numbers:
            track = self.track(entity_id)
            self._numbers[entity_id] = None if track is None else as_numbers(track)
        return self._numbers[entity_id]

    def in_state(self, entity_id: str, state: str, times: Times) -> Mask:
        """Tell at which moments an entity was in a state."""
        track = self.track(entity_id)
        if track is None or state not in track.states:
            return np.zeros(len(times), dtype=np.bool_)
        index = np.searchsorted(track.times, times, side="right") - 1
        inside: Mask = track.codes[index] == track.states.index(state)
        return inside & (index >= 0)

    def recorded(self, times: Times) -> Mask:
        """Tell which moments were recorded, with people there."""
        inside: Mask = (times >= self.start) & (times < self.end)
        return inside & ~covers(self.unseen, times)

    def fires(self, trigger: Trigger) -> Times:
        """Return when a trigger fires, rising, gaps and absences left out.

        A state that comes back after it was not available fires nothing, as suggestions are compiled.
        """
        if trigger not in self._firings:
            if len(self._firings) >= _MOST_REMEMBERED:
                self._firings.clear()
            times = self._moments(trigger)
            first, last = np.searchsorted(times, (self.start, self.end))
            times = without(times[first:last], self.unseen)
            if isinstance(trigger, StateTrigger | NumericTrigger):
                wait = trigger.for_
                starting = [(at + wait, at + wait + STARTING) for at in self._starts]
                times = without(times, starting)
            self._firings[trigger] = times
        return self._firings[trigger]

    @cached_property
    def _starts(self) -> tuple[float, ...]:
        """Return when Home Assistant was started: so soon after it states are only written anew."""
        return tuple(sorted(self.history.starts))

    def _moments(self, trigger: Trigger) -> Times:
        match trigger:
            case ClockTrigger():
                return self.calendar.moments(trigger.at)
            case SunTrigger():
                return self.sun_times(trigger.event) + trigger.offset
            case StateTrigger():
                return self._state_firings(trigger)
            case _:
                return self._numeric_firings(trigger)

    def sun_times(self, event: str) -> Times:
        """Return every sunrise or sunset from the day before the start to the day after the end."""
        return self._sky.crossings(event)

    def _state_firings(self, trigger: StateTrigger) -> Times:
        # The same trigger comes with one wait after another.
        plain = trigger.entity_id, trigger.to, trigger.from_
        if self._entered[0] != plain:
            self._entered = plain, *self._entries(*plain)
        _, since, until = self._entered
        ends = since + trigger.for_
        return ends[until >= ends]

    def _entries(
        self, entity_id: str, to: str, from_: str | None
    ) -> tuple[Times, Times]:
        """Return when an entity got into a state, and when it left it again."""
        track = self.track(entity_id)
        if track is None or to not in track.states:
            return np.empty(0), np.empty(0)
        real = np.array(
            [s not in NO_STATE and from_ in (None, s) for s in track.states]
        )
        entered = track.codes[1:] == track.states.index(to)
        entered &= real[track.codes[:-1]]
        index = np.flatnonzero(entered) + 1
        return track.times[index], np.append(track.times, np.inf)[index + 1]

    def _numeric_firings(self, trigger: NumericTrigger) -> Times:
        numbers = self.numbers(trigger.entity_id)
        if numbers is None:
            return np.empty(0)
        inside = within(numbers.values, trigger.above, trigger.below)
        entered = np.flatnonzero(inside[1:] & ~inside[:-1]) + 1
        outside = np.append(np.flatnonzero(~inside), len(inside))
        left = outside[np.searchsorted(outside, entered)]
        return _held(numbers.times, numbers.times[entered], left, trigger.for_)

    def holds(self, condition: Condition, times: Times) -> Mask:
        """Tell at which moments a condition holds."""
        match condition:
            case WeekdayCondition():
                return np.isin(self.calendar.weekday(times), condition.weekdays)
            case TimeCondition():
                clock = self.calendar.clock(times)
                after, before = clock >= condition.after, clock < condition.before
                if condition.after > condition.before:
                    return np.asarray(after | before)
                return np.asarray(after & before)
            case SunCondition():
                return self._sky.is_as(times, dark=condition.dark)
            case StateCondition():
                return self._state_holds(condition, times)
            case _:
                return self._number_holds(condition, times)

    def all_hold(self, conditions: tuple[Condition, ...], times: Times) -> Mask:
        """Tell at which moments every condition holds."""
        mask = np.ones(len(times), dtype=np.bool_)
        for condition in conditions:
            mask &= self.holds(condition, times)
        return mask

    def _state_holds(self, condition: StateCondition, times: Times) -> Mask:
        track = self.track(condition.entity_id)
        if track is None or condition.state not in track.states:
            return np.zeros(len(times), dtype=np.bool_)
        index = np.searchsorted(track.times, times, side="right") - 1
        holds = track.codes[index] == track.states.index(condition.state)
        holds &= times - track.times[index] >= condition.for_
        return np.asarray(holds & (index >= 0))

    def _number_holds(self, condition: NumericCondition, times: Times) -> Mask:
        numbers = self.numbers(condition.entity_id)
        if numbers is None:
            return np.zeros(len(times), dtype=np.bool_)
        values = at(numbers, times)
        return within(values, condition.above, condition.below)


def _held(times: Times, since: Times, left: NDArray[np.intp], for_: int) -> Times:
    """Return when waits end that were not cut short by the row at `left`."""
    ends = np.append(times, np.inf)[left]
    return (since + for_)[ends >= since + for_]
