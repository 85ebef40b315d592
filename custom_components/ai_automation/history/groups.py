"""Which entities move together, told by when they move."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..model.home import HomeContext
from .rows import Rows
from .states import NO_STATE

TOGETHER_SECONDS = 5.0
TOGETHER_SHARE = 0.7
_FEWEST_CHANGES = 5
_WRAPPER = "switch_as_x"
"""The platform whose entities show a switch as something of another domain."""


def find_groups(rows: Iterable[Rows], home: HomeContext) -> dict[str, tuple[str, ...]]:
    """Return the entity that stands for others, and all that move together with it.

    Two entities belong together when each takes the other's state within 5 s in at
    least 70 % of its changes.
    """
    moving = sorted(
        (r for r in rows if r.domain not in {"scene", "script"}),
        key=lambda r: r.entity_id,
    )
    names = [r.entity_id for r in moving]
    times, who, states = _merged(moving)
    counts = np.bincount(who, minlength=len(names))
    together = _together(times, who, states, len(names))
    links = [
        (a, b)
        for (a, b), hits in together.items()
        if a < b
        and min(counts[a], counts[b]) >= _FEWEST_CHANGES
        and hits >= TOGETHER_SHARE * counts[a]
        and together.get((b, a), 0) >= TOGETHER_SHARE * counts[b]
        and _may_stand_together(names[a], names[b], home)
    ]
    return {_stands_for(members, home): members for members in _linked(names, links)}


def _merged(
    rows: Sequence[Rows],
) -> tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.intp]]:
    """Return time, entity and state of all changes, oldest first."""
    known: dict[str, int] = {}
    parts: list[tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.intp]]] = []
    for number, entity in enumerate(rows):
        _, times, codes, names = entity.settle()
        lost = np.array([name in NO_STATE for name in names], dtype=bool)
        common = np.array(
            [known.setdefault(name, len(known)) for name in names], dtype=np.intp
        )
        real = ~(lost[codes[1:]] | lost[codes[:-1]])
        states = common[codes[1:]][real]
        parts.append((times[1:][real], np.full(len(states), number), states))
    if not parts:
        none = np.zeros(0, dtype=np.intp)
        return np.zeros(0), none, none
    times, who, states = map(np.concatenate, zip(*parts, strict=True))
    order = np.argsort(times, kind="stable")
    return times[order], who[order], states[order]


def _together(
    times: NDArray[np.float64],
    who: NDArray[np.intp],
    states: NDArray[np.intp],
    entities: int,
) -> dict[tuple[int, int], int]:
    """Count for each pair in how many changes of the one the other took the same state."""
    hits: list[NDArray[np.intp]] = []
    for step in range(1, len(times)):
        near = times[step:] - times[:-step] <= TOGETHER_SECONDS
        if not near.any():
            break
        same = states[step:] == states[:-step]
        early = np.flatnonzero(near & same & (who[step:] != who[:-step]))
        late = early + step
        hits += [early * entities + who[late], late * entities + who[early]]
    if not hits:
        return {}
    change, other = np.divmod(np.unique(np.concatenate(hits)), entities)
    pairs, counts = np.unique(who[change] * entities + other, return_counts=True)
    return {
        divmod(pair, entities): count
        for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True)
    }


def _may_stand_together(one: str, other: str, home: HomeContext) -> bool:
    """Tell whether two entities may be one thing: of one domain, or one wraps the other."""
    if one.partition(".")[0] == other.partition(".")[0]:
        return True
    platforms = {
        entity.platform for e in (one, other) if (entity := home.entities.get(e))
    }
    return _WRAPPER in platforms


def _linked(
    names: Sequence[str], links: Iterable[tuple[int, int]]
) -> list[tuple[str, ...]]:
    """Return the sets of names that links hold together, two or more in each."""
    parent = list(range(len(names)))

    def root(index: int) -> int:
        while parent[index] != index:
            index = parent[index]
        return index

    for a, b in links:
        parent[root(b)] = root(a)
    sets: Mapping[int, list[str]] = defaultdict(list)
    for index, name in enumerate(names):
        sets[root(index)].append(name)
    return [tuple(sorted(members)) for members in sets.values() if len(members) > 1]


def _stands_for(members: Iterable[str], home: HomeContext) -> str:
    """Return the member that people know: not hidden, the group itself, the shortest name."""

    def rank(entity_id: str) -> tuple[bool, bool, bool, int, str]:
        entity = home.entities[entity_id]
        return (
            entity.hidden,
            entity.platform != "group",
            entity.platform != _WRAPPER,
            len(entity_id),
            entity_id,
        )

    return min(members, key=rank)
