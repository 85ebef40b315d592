"""What the automations of the home did: when they ran, and what they brought about."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from ..model.act import Cause
from .acts import Move
from .causes import AUTOMATION_KINDS, Event

ONE_RUN_SECONDS = 1.0
"""The event of a run and the row that it leaves behind are written within this."""


def runs_of(events: Iterable[Event]) -> dict[str, NDArray[np.float64]]:
    """Return when each automation ran, by its entity id.

    A run leaves an event and a row; either will do where the owner records only one of them.
    """
    found: dict[str, list[float]] = defaultdict(list)
    for event in events:
        if event.kind in AUTOMATION_KINDS and isinstance(event.detail, str):
            found[event.detail].append(event.at)
    return {automation: _apart(times) for automation, times in sorted(found.items())}


def _apart(times: list[float]) -> NDArray[np.float64]:
    """Return times, rising, those that belong to one run once."""
    rising = np.sort(np.array(times, dtype=np.float64))
    kept = np.append(True, np.diff(rising) > ONE_RUN_SECONDS)
    return np.asarray(rising[kept])


def moves_by(
    moves: Iterable[Move],
) -> Mapping[tuple[str, str, str], NDArray[np.float64]]:
    """Return when (automation, entity, state) came about by an automation."""
    found: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for move in moves:
        if move.cause is Cause.AUTOMATION and move.source is not None:
            found[move.source, move.entity_id, move.state].append(move.at)
    return {key: np.array(sorted(times)) for key, times in sorted(found.items())}
