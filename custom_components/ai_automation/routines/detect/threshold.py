"""Candidates that begin when it gets too dark, too warm, too damp or the like."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
import math

import numpy as np
from numpy.typing import NDArray

from ...model.home import Entity
from ...model.routine import NumericTrigger, Routine, RoutineKind
from ..goals import MIN_ACTS, MIN_DAYS, OPERATED
from ..past.calendar import DAY
from ..statistics import circular_difference, median_deviation
from ..timeline import Timeline
from ..trial import AFTER, BEFORE, Goal
from ..tune import Candidate
from .daylight import SPAN, distance
from .happenings import ANY, Happenings, Near, happenings

_STEPS = {"temperature": 0.5, "humidity": 5.0, "moisture": 5.0, "aqi": 10.0}
"""How far the limits that a person would name lie apart, by class; those of other classes lie ever further apart."""
_MANTISSAS = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0)
_USUAL = (0.1, 0.9)
"""Between which quantiles of the lowest and the highest numbers of its days a sensor's limits lie."""
_WAITS = (0, 300, 600)
"""Seconds that a number must stay beyond its limit, so that a passing cloud changes nothing."""
_PRESENT = 0.2
"""The share of the acts that a crossing must come before."""
_AS_GOOD = 0.5
"""Limits are tried that come before this share of the acts that the best one comes before."""
_MOST_LIMITS = 8
_CLOSER = 0.5
"""How much closer acts must lie to a limit of light than to the sun or a time: of many limits one is close by chance."""
LIGHT = frozenset({"illuminance", "irradiance"})
"""Classes of sensors that see the same day in all rooms."""
_CAUSED = 0.5
"""From this share of the crossings on, what people switch is their cause."""
_FEEDBACK = 600.0
"""Seconds in which a thing that is switched shows in the numbers of its room."""


def crossings(
    timeline: Timeline, goals: Sequence[Goal]
) -> Mapping[str | None, Happenings]:
    """Return by room when its numbers, and those of daylight and the weather, crossed each limit that a person might name.

    Under None is what matters to a thing in no room.
    """
    sensors = [
        entity
        for entity_id in sorted(timeline.history.series)
        if (entity := timeline.home.entities.get(entity_id))
    ]
    rooms = _used_rooms(timeline)
    return {
        room: happenings(
            (
                crossing
                for sensor in sensors
                if sensor.area_id == room
                or sensor.area_id not in rooms
                or sensor.device_class in LIGHT
                for crossing in _crossings(sensor, timeline)
            ),
            timeline,
            [g for g in goals if _room(g, timeline) == room],
        )
        for room in rooms | {None}
    }


def tried(known: Mapping[str | None, Happenings]) -> int:
    """Return how many sensors are looked at in both directions, in the room with the most of them."""
    return max(len(_by_direction(there)) for there in known.values())


def candidates(
    goal: Goal, timeline: Timeline, known: Mapping[str | None, Happenings]
) -> Iterator[Candidate]:
    """Yield a candidate for each sensor whose numbers crossed a limit before the acts more often than chance brings about."""
    there = known[_room(goal, timeline)]
    around = there.near(goal)
    promising = around.conceivable
    for (entity_id, _), keys in _by_direction(there).items():
        if not promising[keys].any():
            continue
        sensor = timeline.home.entities[entity_id]
        limits = [
            trigger
            for key in _best(keys, around, goal, timeline)
            if isinstance(trigger := there.triggers[key], NumericTrigger)
            and not _is_feedback(trigger, sensor, goal, timeline)
            and not (sensor.device_class in LIGHT and _is_dusk(trigger, goal, timeline))
        ]
        if limits:
            yield Candidate(
                goal=goal,
                versions=tuple(
                    Routine(
                        kind=RoutineKind.THRESHOLD,
                        triggers=(replace(limit, for_=wait),),
                        targets=(goal.target,),
                    )
                    for wait in _WAITS
                    for limit in limits
                ),
                searched=len(keys) * len(_WAITS),
            )


def _room(goal: Goal, timeline: Timeline) -> str | None:
    return timeline.home.entities[goal.target.entity_id].area_id


def _used_rooms(timeline: Timeline) -> set[str | None]:
    """Return the rooms of the things that people operated."""
    return {
        entity.area_id
        for entity_id, _ in timeline.acts
        if (entity := timeline.home.entities.get(entity_id)) and entity.area_id
    }


def _by_direction(known: Happenings) -> dict[tuple[str, bool], list[int]]:
    """Return which triggers are about one sensor in one direction."""
    found: dict[tuple[str, bool], list[int]] = {}
    for key, trigger in enumerate(known.triggers):
        if isinstance(trigger, NumericTrigger):
            rising = trigger.above is not None
            found.setdefault((trigger.entity_id, rising), []).append(key)
    return found


def _crossings(sensor: Entity, timeline: Timeline) -> Iterator[NumericTrigger]:
    for limit in _limits(sensor, timeline):
        yield NumericTrigger(entity_id=sensor.entity_id, below=limit)
        yield NumericTrigger(entity_id=sensor.entity_id, above=limit)


def _limits(sensor: Entity, timeline: Timeline) -> list[float]:
    """Return the limits that a person might name, the roundest first."""
    series = timeline.history.series[sensor.entity_id]
    known = ~np.isnan(series.values)
    values, days = series.values[known], timeline.calendar.day(series.times[known])
    if not len(values):
        return []
    # What is seldom beyond a limit may be so every day: a shower takes ten minutes.
    first = np.flatnonzero(np.append(True, days[1:] != days[:-1]))
    low = float(np.quantile(np.minimum.reduceat(values, first), _USUAL[0]))
    high = float(np.quantile(np.maximum.reduceat(values, first), _USUAL[1]))
    step = _STEPS.get(sensor.device_class or "")
    named = _even(low, high, step) if step else _growing(low, high)
    return sorted(named, key=lambda limit: (_digits(limit), limit))


def _even(low: float, high: float, step: float) -> list[float]:
    first, last = math.ceil(low / step), math.floor(high / step)
    return [n * step for n in range(first, last + 1)]


def _growing(low: float, high: float) -> list[float]:
    """Return round numbers that lie ever further apart, as light and gases are felt."""
    powers = range(math.ceil(math.log10(max(high, 1.0))) + 1)
    numbers = [m * 10.0**power for power in powers for m in _MANTISSAS]
    return [n for n in numbers if low <= n <= high]


@cache
def _digits(number: float) -> int:
    """Return how many digits a person says of a number, trailing zeros left out."""
    return len(f"{number:f}".replace(".", "").strip("-0"))


def _best(keys: list[int], around: Near, goal: Goal, timeline: Timeline) -> list[int]:
    """Return which of some crossings came before most of the acts, in the order given."""
    close = around.pairs(ANY)[:, keys]
    counts = close.sum(axis=0)
    days = timeline.calendar.day(goal.times)
    need = max(MIN_ACTS, _PRESENT * len(goal.acts), _AS_GOOD * counts.max())
    fit = [
        n
        for n in np.flatnonzero(counts >= need).tolist()
        if len(np.unique(days[close[:, n]])) >= MIN_DAYS
    ]
    chosen = sorted(fit, key=lambda n: -int(counts[n]))[:_MOST_LIMITS]
    return [keys[n] for n in sorted(chosen)]


def _is_feedback(
    limit: NumericTrigger, sensor: Entity, goal: Goal, timeline: Timeline
) -> bool:
    """Tell whether most crossings around the acts came of the thing itself, or of a light where light is measured."""
    times = timeline.fires(limit)
    index = np.searchsorted(goal.times, times - BEFORE)
    acted = np.append(goal.times, np.inf)[index] <= times + AFTER
    times, moved = times[acted], _switched(sensor, goal, timeline)
    first = np.searchsorted(moved, times - _FEEDBACK)
    caused = np.searchsorted(moved, times, side="right") > first
    return bool(np.mean(caused) >= _CAUSED) if len(times) else False


def _is_dusk(limit: NumericTrigger, goal: Goal, timeline: Timeline) -> bool:
    """Tell whether the acts keep as close to the time of day, or to the sun, as to what it makes of the light."""
    lags = distance(goal.times, timeline.fires(limit))
    # A wide reach for all, since a narrow one around the crossings alone would make them look close.
    close = np.abs(lags) <= SPAN
    acts = goal.times[close]
    away = [
        distance(acts, marks)
        for marks in map(timeline.sun_times, ("sunrise", "sunset"))
        if len(marks) > 1
    ]
    clock = timeline.calendar.clock(acts)
    away.append(circular_difference(clock, float(clock[0]), period=DAY))
    closest = min(median_deviation(some) for some in away)
    return median_deviation(lags[close]) > _CLOSER * closest


def _switched(sensor: Entity, goal: Goal, timeline: Timeline) -> NDArray[np.float64]:
    """Return when the thing was switched, and what is on the sensor's device, and where light is measured the lights of the room."""
    target = goal.target.entity_id
    names = [
        entity_id
        for entity_id, entity in sorted(timeline.home.entities.items())
        if entity_id == target or _moves(entity, sensor)
    ]
    tracks = [track for name in names if (track := timeline.track(name))]
    return np.sort(np.concatenate([np.empty(0), *(t.times[1:] for t in tracks)]))


def _moves(entity: Entity, sensor: Entity) -> bool:
    """Tell whether a thing may show in the numbers of a sensor as soon as it is switched."""
    if entity.domain == "light" and sensor.device_class in LIGHT:
        return entity.area_id == sensor.area_id
    same = sensor.device_id is not None and entity.device_id == sensor.device_id
    return same and entity.domain in OPERATED
