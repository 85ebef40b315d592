"""The past as the own act log tells it, from before the recorder's memory."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from ...model.act import Act
from ...model.home import HomeContext
from ...model.track import History, Track
from ..timeline import Suns, Timeline
from ..trial import BEFORE
from .absence import REACH, absences
from .moving import settled

_JUST_BEFORE = 0.001
_UNKNOWN = "unknown"


def log_start(history: History, home: HomeContext) -> float | None:
    """Return the midnight before the first logged act within reach, None without one."""
    acts = _logged(history)
    if not acts:
        return None
    first = min(told[0].at for told in acts.values())
    day = datetime.fromtimestamp(first, ZoneInfo(home.time_zone))
    return day.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


def with_log(history: History, home: HomeContext, suns: Suns) -> Timeline | None:
    """Return the past from the first logged act within reach on, None without one.

    Only the things that the log tells of have states there, so that nothing that depends on other things can be judged.
    """
    start = log_start(history, home)
    if start is None:
        return None
    tracks = {
        entity_id: _reaching_back(history.tracks[entity_id], acts, start)
        for entity_id, acts in _logged(history).items()
    }
    longer = replace(history, start=start, tracks=tracks)
    return Timeline(
        longer,
        home,
        suns,
        watched=history.start,
        # Of the people nothing is known in what is longer.
        away=absences(history, home),
    )


def _logged(history: History) -> dict[str, list[Act]]:
    """Return the acts of the last weeks from before the recorder's memory, by entity."""
    found: dict[str, list[Act]] = {}
    for act in history.acts:
        logged = history.end - REACH <= act.at < history.start
        if logged and act.entity_id in history.tracks:
            found.setdefault(act.entity_id, []).append(act)
    return found


def _reaching_back(track: Track, acts: list[Act], start: float) -> Track:
    """Return a track with the states that its acts tell of in front.

    Where one act does not begin with the state that the last one led to, something else moved the thing in between, nobody
    knows when. It is in no state then, so that a firing there is wrong unless an act follows.
    """
    began = float(track.times[0]), track.states[track.codes[0]]
    rows = [(start, acts[0].old)]
    for act, (following, old) in zip(
        acts, [*((a.at, a.old) for a in acts[1:]), began], strict=True
    ):
        rows.append((act.at, act.state))
        if settled(act.entity_id, old) == settled(act.entity_id, act.state):
            continue
        if act.at + BEFORE < following:
            rows.append((act.at + BEFORE, _UNKNOWN))
        rows.append((max(act.at, following - _JUST_BEFORE), old))
    states = tuple(dict.fromkeys([*track.states, *(state for _, state in rows)]))
    codes = np.array([states.index(state) for _, state in rows], dtype=np.int16)
    return replace(
        track,
        times=np.concatenate([[at for at, _ in rows], track.times]),
        codes=np.concatenate([codes, track.codes]),
        states=states,
    )
