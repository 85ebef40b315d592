"""Whether what moved a thing without people still does, or has come to an end."""

from collections.abc import Mapping
from itertools import groupby

import numpy as np

from ...model.track import History

_FEWEST = 4
_STILL_THERE = 0.01
"""A machine has stopped where chance leaves so little room for what people did by hand since."""


def ended(history: History) -> Mapping[tuple[str, str], float]:
    """Return by entity and state when something brought it about for the last time that has stopped since.

    While it was at work, people did its share of all by chance. That they did everything since is as likely as the other share,
    to the power of how often they did.
    """
    acts = sorted((a.entity_id, a.state, a.at) for a in history.acts)
    found = {}
    for key, group in groupby(acts, key=lambda act: act[:2]):
        times = history.machine_times.get(key)
        if times is None or not len(times):
            continue
        by_hand = np.array([at for _, _, at in group])
        by_hand = by_hand[by_hand >= history.start]
        since = int(np.count_nonzero(by_hand > times[-1]))
        share = 1 - len(times) / (len(times) + len(by_hand) - since)
        if since >= _FEWEST and share**since < _STILL_THERE:
            found[key] = float(times[-1])
    return found
