"""When nobody was at home for long: what was not done on a holiday was not missed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from ...model.home import HomeContext
from ...model.track import History, Track
from .calendar import DAY, Calendar, Times
from .stretches import Stretch, covers, joined

type Signs = Callable[[], Iterator[Times]]
"""Tells when each thing showed that somebody was there, rising, as often as asked: together they may be millions."""

REACH = 84 * DAY
"""How far back the log is looked at: long enough for habits of the weekend, short enough that seasons and people change little."""
_HOME = "zone.home"
_NO_STATE = frozenset({"", "unavailable", "unknown"})
_LONG = 1.5 * DAY
"""Who is away for a day out is back for the night."""
_SILENT_DAYS = 2
_MARGIN = 3600.0
"""Seconds before and after which people come and go: phones tell late."""
_AS_USUAL = 0.25
"""From this share of the usual acts on, somebody lives there, whatever the phones tell."""
_CHANCE = 0.05
_SIGNS_OF_LIFE = frozenset(
    {"door", "garage_door", "motion", "occupancy", "opening", "presence", "window"}
)


def absences(history: History, home: HomeContext) -> tuple[Stretch, ...]:
    """Return when nobody was at home for long, oldest first, from the first act within reach on.

    People and their zone tell it. Where they are not recorded, and in the own act log, days without any sign of life do.
    """
    logged = (act.at for act in history.acts if act.at >= history.end - REACH)
    start = min([history.start, *logged])
    calendar = Calendar(ZoneInfo(home.time_zone), start, history.end)
    known = _away(history, home)
    if known is None:
        found = list(
            _silences(
                lambda: chain(_acts(history), _signs(history, home)),
                calendar,
                (start, history.end),
                history.gaps,
            )
        )
    else:
        long = [(left, back) for left, back in known if back - left >= _LONG]
        before = start, history.start
        found = [*_silences(lambda: _acts(history), calendar, before, ())]
        found += _unlived(long, history)
    return joined(_inner(found, start, history.end))


def _inner(found: Iterable[Stretch], start: float, end: float) -> Iterator[Stretch]:
    """Yield absences without the time in which people came and went."""
    for left, back in found:
        yield (
            left if left <= start else left + _MARGIN,
            end if back >= end else back - _MARGIN,
        )


def _away(history: History, home: HomeContext) -> list[Stretch] | None:
    """Return when everyone was away, however short; None where nobody's comings and goings are recorded."""
    zone = history.tracks.get(_HOME)
    people = [track for p in sorted(home.people) if (track := history.tracks.get(p))]
    empty = [] if zone is None else [_told(zone, lambda state: state != "0")]
    # A zone that counts nobody, ever, counts nobody.
    if not any(here.any() for _, here in empty):
        empty = [_told(track, lambda state: state == "home") for track in people]
        empty = [(times, here) for times, here in empty if here.any()]
    if not empty:
        return None
    times = np.unique(np.concatenate([times for times, _ in empty]))
    somebody = np.zeros(len(times), dtype=np.bool_)
    for since, here in empty:
        index = np.searchsorted(since, times, side="right") - 1
        somebody |= here[index] | (index < 0)
    return list(_runs(~somebody, np.append(times, history.end)))


def _told(
    track: Track, is_here: Callable[[str], bool]
) -> tuple[Times, NDArray[np.bool_]]:
    """Return since when a track tells that somebody was there or not; what tells nothing changes nothing."""
    tells = np.array([state not in _NO_STATE for state in track.states])
    here = np.array([is_here(state) for state in track.states])
    kept = tells[track.codes]
    return track.times[kept], here[track.codes[kept]]


def _runs(mask: NDArray[np.bool_], edges: Times) -> Iterator[Stretch]:
    """Yield the stretches in which a mask holds; `edges` begin each of its steps, and the last one ends them."""
    steps = np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8))
    for first, last in zip(
        np.flatnonzero(steps == 1).tolist(),
        np.flatnonzero(steps == -1).tolist(),
        strict=True,
    ):
        yield float(edges[first]), float(edges[last])


def _unlived(stretches: Sequence[Stretch], history: History) -> Iterator[Stretch]:
    """Yield the stretches in which the home was not used as it is when somebody is there."""
    acts = np.sort([act.at for act in history.acts if act.at >= history.start])
    counts = [int(np.diff(np.searchsorted(acts, stretch))[0]) for stretch in stretches]
    away = sum(back - left for left, back in stretches)
    present = max(DAY, history.end - history.start - away)
    usual = (len(acts) - sum(counts)) / present
    for (left, back), count in zip(stretches, counts, strict=True):
        if not count or count < _AS_USUAL * usual * (back - left):
            yield left, back


def _acts(history: History) -> Iterator[Times]:
    """Yield when each thing was operated, rising."""
    found: dict[str, list[float]] = {}
    for act in history.acts:
        found.setdefault(act.entity_id, []).append(act.at)
    for moments in found.values():
        yield np.sort(moments)


def _signs(history: History, home: HomeContext) -> Iterator[Times]:
    """Yield when each sensor of people and doors told that somebody was there."""
    for entity_id, track in history.tracks.items():
        entity = home.entities.get(entity_id)
        seen = entity is not None and entity.device_class in _SIGNS_OF_LIFE
        if seen and entity_id.startswith("binary_sensor.") and "on" in track.states:
            yield track.times[1:][track.codes[1:] == track.states.index("on")]


def _silences(
    signs: Signs, calendar: Calendar, span: Stretch, gaps: Sequence[Stretch]
) -> Iterator[Stretch]:
    """Yield the stretches from sign to sign of life that hold more days without any than chance brings about.

    If a day goes by without a sign with the chance q, k days in a row do so with q^k. The other days tell q, whichever thing is
    left aside: one that is not used any more makes no empty home.
    """
    edges = np.append(calendar.moments(0), np.inf)
    whole = (edges[:-1] >= span[0]) & (edges[1:] <= span[1])
    whole &= ~covers(gaps, edges[:-1] + DAY / 2)
    each = [np.diff(np.searchsorted(times, edges)) > 0 for times in signs()]
    alive = np.sum(each, axis=0, dtype=np.int64)
    others = min((int((whole & (alive > one)).sum()) for one in each), default=0)
    if not others:
        return
    days = int(whole.sum())
    for begin, end in _runs(
        whole & (alive == 0), np.arange(len(edges), dtype=np.float64)
    ):
        silent = int(end - begin)
        chance = 1 - (others + 0.5) / (days - silent + 1)
        if silent >= _SILENT_DAYS and days * chance**silent <= _CHANCE:
            yield _between(signs, (edges[int(begin)], edges[int(end)]), span)


def _between(signs: Signs, silent: Stretch, span: Stretch) -> Stretch:
    """Return the last sign of life before some silent days, and the first one after them."""
    left, back = span
    for times in signs():
        first, last = np.searchsorted(times, silent).tolist()
        left = max(left, *times[:first][-1:].tolist(), span[0])
        back = min(back, *times[last:][:1].tolist(), span[1])
    return left, back
