"""Two simple miners to compare with, written from their published formulas; nothing of the integration uses them."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from zoneinfo import ZoneInfo

import numpy as np

from custom_components.ai_automation.model.act import Act
from custom_components.ai_automation.model.home import HomeContext
from custom_components.ai_automation.model.track import History
from custom_components.ai_automation.routines.past.calendar import Calendar

from .score import Offered
from .truth import Part, action, clock_text

_WINDOW = 300.0
"""Seconds within which two events occur together."""
_SUPPORT = 5
_CONFIDENCE = 0.7
_SLOT = 900
"""Seconds of a slot of the day."""
_HITS = 3
_NO_STATE = frozenset({"", "unavailable", "unknown"})
_SOURCES = frozenset(
    {"binary_sensor", "cover", "fan", "light", "media_player", "person", "switch"}
)


def co_occurrence(history: History, home: HomeContext) -> Iterator[Offered]:
    """Yield a rule for each event and act with count / min(n1, n2) >= 0.7 and count >= 5 within five minutes."""
    events = _events(history)
    for (entity_id, state), acts in sorted(_acts(history).items()):
        if not (able := _able(entity_id, state)):
            continue
        for (source, to), times in sorted(events.items()):
            if source == entity_id:
                continue
            at = np.searchsorted(times, acts) - 1
            near = (at >= 0) & (acts - times[np.maximum(at, 0)] <= _WINDOW)
            count = len(np.unique(at[near]))
            confidence = count / min(len(acts), len(times))
            if count >= _SUPPORT and confidence >= _CONFIDENCE:
                yield _offer(
                    f"{entity_id} {able} after {source} {to}",
                    {"trigger": "state", "entity_id": source, "to": to},
                    (entity_id, able),
                    confidence,
                )


def fixed_slot(history: History, home: HomeContext) -> Iterator[Offered]:
    """Yield a rule for each quarter of an hour of the day in which an act fell at least three times."""
    calendar = Calendar(ZoneInfo(home.time_zone), history.start, history.end)
    days = max(1.0, (history.end - history.start) / 86400)
    for (entity_id, state), acts in sorted(_acts(history).items()):
        if not (able := _able(entity_id, state)):
            continue
        slots = np.bincount((calendar.clock(acts) // _SLOT).astype(int), minlength=96)
        for slot in np.flatnonzero(slots >= _HITS).tolist():
            at = clock_text(slot * _SLOT)
            yield _offer(
                f"{entity_id} {able} at {at}",
                {"trigger": "time", "at": at},
                (entity_id, able),
                min(1.0, slots[slot] / days),
            )


BASELINES: Mapping[str, Callable[[History, HomeContext], Iterator[Offered]]] = {
    "co_occurrence": co_occurrence,
    "fixed_slot": fixed_slot,
}


def _acts(history: History) -> dict[tuple[str, str], np.ndarray]:
    found: defaultdict[tuple[str, str], list[Act]] = defaultdict(list)
    for act in history.acts:
        found[act.entity_id, act.state].append(act)
    return {key: np.array([a.at for a in acts]) for key, acts in found.items()}


def _events(history: History) -> dict[tuple[str, str], np.ndarray]:
    """Return when each thing of the home took each state."""
    found = {}
    for entity_id, track in history.tracks.items():
        if entity_id.partition(".")[0] in _SOURCES:
            for code, state in enumerate(track.states):
                times = track.times[1:][track.codes[1:] == code]
                if state not in _NO_STATE and len(times) >= _SUPPORT:
                    found[entity_id, state] = times
    return found


def _able(entity_id: str, state: str) -> str | None:
    """Return the state an action can bring about; None where there is none."""
    domain = entity_id.partition(".")[0]
    allowed = {
        "cover": ("open", "closed"),
        "climate": ("heat", "off"),
        "media_player": ("playing", "off"),
        "lock": (),
    }.get(domain, ("on", "off"))
    return state if state in allowed else None


def _offer(
    title: str, trigger: Part, goal: tuple[str, str], confidence: float
) -> Offered:
    return Offered(
        title=title,
        kind=str(trigger["trigger"]),
        confidence=float(confidence),
        automation={
            "triggers": [trigger],
            "conditions": [],
            "actions": [action(*goal)],
        },
    )
