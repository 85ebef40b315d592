"""The recorder's rows of one entity, held compactly: a home has millions of them."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from ulid_transform import bytes_to_ulid

from ..model.act import Change
from ..model.track import Track
from .states import NO_STATE, settled, settled_alarm

_ID_BYTES = 16
_NO_ID = bytes(_ID_BYTES)
_MOST_STATES = np.iinfo(np.int16).max
"""A text with more different values than this is no state that a routine can be about."""


class Settled(NamedTuple):
    """The rows of an entity at which its state really changed, states in passing left out."""

    places: NDArray[np.intp]
    """Which rows; the first is what was known at the start."""
    times: NDArray[np.float64]
    codes: NDArray[np.intp]
    names: tuple[str, ...]


class _Names(dict[str | None, int]):
    """Numbers states in the order they are met."""

    def __missing__(self, state: str | None) -> int:
        """Give a state that is met for the first time the next number."""
        self[state] = number = len(self)
        return number


class Rows:
    """The states of one entity in order of time."""

    __slots__ = ("codes", "entity_id", "names", "times")

    def __init__(self, entity_id: str) -> None:
        """Start without rows."""
        self.entity_id = entity_id
        self.times = array("d")
        self.codes = array("i")
        self.names = _Names()

    @property
    def domain(self) -> str:
        """Return the part of the entity id before the dot."""
        return self.entity_id.partition(".")[0]

    def extend(self, times: Iterable[float], states: Iterable[str | None]) -> None:
        """Add rows that are later than all there are.

        What `settle` returned shares the memory of the rows, so something must have been forgotten since.
        """
        names = self.names
        self.times.extend(times)
        self.codes.extend([names[state] for state in states])

    def forget(self, *, before: float, since: float) -> None:
        """Drop the rows before a moment, of which the last becomes what was known then, and those since another."""
        last = bisect_left(self.times, since)
        first = bisect_left(self.times, before, hi=last)
        self._keep(max(0, first - 1), last)
        if first:
            self.times[0] = before

    def _keep(self, first: int, last: int) -> None:
        # A copy, since tracks share the memory of what there was.
        self.times = self.times[first:last]
        self.codes = self.codes[first:last]

    def settle(self) -> Settled:
        """Return the changes in terms of states that last."""
        raw = tuple(name or "unknown" for name in self.names)
        codes = np.array(self.codes, dtype=np.intp)
        # A scene has no state but when it was last activated.
        told = codes
        if self.domain == "alarm_control_panel":
            raw, codes = _coded(settled_alarm([raw[code] for code in codes]))
        names, lasting = _coded([settled(self.domain, name) for name in raw])
        codes = lasting[codes]
        if self.domain != "scene":
            told = codes
        new = np.ones(len(codes), dtype=bool)
        new[1:] = told[1:] != told[:-1]
        places = np.flatnonzero(new)
        times = np.frombuffer(self.times, dtype=np.float64)
        if len(places) < len(times):
            times, codes = times[places], codes[places]
        return Settled(places, times, codes, names)

    def track(self) -> Track | None:
        """Return the states as a track; None where there are none that last."""
        if not self.times or self.domain == "scene":
            return None
        _, times, codes, names = self.settle()
        if len(times) > 1 and times[0] == times[1]:
            times, codes = times[1:], codes[1:]
        first = np.full(len(names), len(codes))
        first[codes[::-1]] = np.arange(len(codes))[::-1]
        used = np.flatnonzero(first < len(codes))
        order = used[np.argsort(first[used])].tolist()
        if len(order) > _MOST_STATES:
            return None
        renamed = np.zeros(len(names), dtype=np.int16)
        renamed[order] = np.arange(len(order))
        return Track(
            entity_id=self.entity_id,
            times=times,
            codes=renamed[codes],
            states=tuple(names[code] for code in order),
        )


class ProvenRows(Rows):
    """The states of an entity, each with its row and its context."""

    __slots__ = ("contexts", "ids", "parents", "users")

    def __init__(self, entity_id: str) -> None:
        """Start without rows."""
        super().__init__(entity_id)
        self.ids = array("q")
        self.contexts = bytearray()
        self.parents = bytearray()
        self.users = bytearray()

    def prove(
        self,
        ids: Iterable[int],
        contexts: Iterable[bytes | None],
        parents: Iterable[bytes | None],
        users: Iterable[bytes | None],
    ) -> None:
        """Add where the rows that were just added come from."""
        self.ids.extend(ids)
        self.contexts += _joined(contexts)
        self.parents += _joined(parents)
        self.users += _joined(users)

    def _keep(self, first: int, last: int) -> None:
        super()._keep(first, last)
        self.ids = self.ids[first:last]
        of_ids = slice(first * _ID_BYTES, last * _ID_BYTES)
        self.contexts = self.contexts[of_ids]
        self.parents = self.parents[of_ids]
        self.users = self.users[of_ids]

    def changes(self) -> Iterator[Change]:
        """Yield the real changes, oldest first."""
        places, times, codes, names = self.settle()
        activations = self.domain == "scene"
        rows, moments, states = places.tolist(), times.tolist(), codes.tolist()
        for before, (row, at, code) in enumerate(
            zip(rows[1:], moments[1:], states[1:], strict=True)
        ):
            old = names[states[before]]
            yield Change(
                state_id=self.ids[row],
                at=at,
                entity_id=self.entity_id,
                old="off" if activations and old not in NO_STATE else old,
                state=names[code],
                context_id=self._ulid(self.contexts, row),
                parent_id=self._ulid(self.parents, row),
                user_id=self._hex(self.users, row),
            )

    @staticmethod
    def _id(ids: bytearray, row: int) -> bytes | None:
        value = bytes(ids[row * _ID_BYTES : (row + 1) * _ID_BYTES])
        return None if value == _NO_ID else value

    def _ulid(self, ids: bytearray, row: int) -> str | None:
        value = self._id(ids, row)
        return bytes_to_ulid(value) if value else None

    def _hex(self, ids: bytearray, row: int) -> str | None:
        value = self._id(ids, row)
        return value.hex() if value else None


def _joined(ids: Iterable[bytes | None]) -> bytes:
    return b"".join([value or _NO_ID for value in ids])


def _coded(states: list[str]) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """Return the distinct states, and which of them each is."""
    names: dict[str, int] = {}
    codes = [names.setdefault(state, len(names)) for state in states]
    return tuple(names), np.array(codes, dtype=np.intp)
