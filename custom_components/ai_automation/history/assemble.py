"""Puts what was read together into the history that routines are found on."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from ..model.act import Act, Cause
from ..model.home import HomeContext
from ..model.track import History, Track
from .acts import MACHINE_CAUSES, Move, acts_of, gather
from .automations import moves_by, runs_of
from .causes import Classifier, Event
from .groups import find_groups
from .recording import SILENCE_SECONDS, Recording
from .regular import set_accounts_aside, set_bursts_aside, set_hubs_aside
from .rows import ProvenRows
from .scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """One history in the making."""

    recording: Recording
    home: HomeContext
    scope: Scope
    end: float
    log: Sequence[Act]
    targets: frozenset[str] | None

    def history(self) -> History:
        """Return the history."""
        recording, home = self.recording, self.home
        start = max(recording.start, recording.first or recording.start)
        starts = self._starts()
        tracks = self._tracks()
        groups = find_groups(recording.controllable.values(), home)
        moves, causes = self._moves(groups, starts)
        zone = ZoneInfo(home.time_zone)
        set_bursts_aside(moves, home)
        set_accounts_aside(moves, zone)
        hub_rules = set_hubs_aside(moves, tracks, home, zone)
        acts = acts_of(
            moves, starts=starts, without_users=self.scope.excluded_users(home)
        )
        return History(
            start=start,
            end=self.end,
            tracks=tracks,
            acts=tuple(
                act
                for act in (*self._logged(start, groups), *acts)
                if self._is_wanted(act)
            ),
            machine_times=_machine_times(moves),
            automation_runs=runs_of(recording.events),
            automation_moves=moves_by(moves),
            groups=groups,
            gaps=self._gaps(start),
            starts=starts,
            hub_rules=tuple(hub_rules),
            causes=_counted(causes, moves),
            rows=recording.rows,
        )

    def _starts(self) -> tuple[float, ...]:
        recording = self.recording
        begun = [e.at for e in recording.events if e.kind == "homeassistant_start"]
        return tuple(
            sorted(
                {
                    at
                    for at in (*recording.runs, *begun)
                    if recording.start <= at <= self.end
                }
            )
        )

    def _tracks(self) -> dict[str, Track]:
        told = (rows.track() for rows in self.recording.all_rows())
        return {
            track.entity_id: track
            for track in sorted(filter(None, told), key=lambda track: track.entity_id)
        }

    def _moves(
        self, groups: Mapping[str, tuple[str, ...]], starts: Sequence[float]
    ) -> tuple[list[Move], Counter[Cause]]:
        """Return all moves and the causes of their changes, thing by thing to save memory."""
        held = self.recording.controllable
        classifier = Classifier(
            self._events(), home=self.home, groups=groups, starts=starts
        )
        grouped = {member for members in groups.values() for member in members}
        things = {**groups, **{e: (e,) for e in held if e not in grouped}}
        moves: list[Move] = []
        causes: Counter[Cause] = Counter()
        for entity_id, members in sorted(things.items()):
            told = []
            for member in members:
                changes = list(held[member].changes())
                verdicts = classifier.attribute(changes)
                causes.update(verdict.cause for verdict in verdicts)
                told.append(zip(changes, verdicts, strict=True))
            in_order = merge(*told, key=lambda pair: pair[0].at)
            moves += gather(in_order, entity_id)
        return moves, causes

    def _events(self) -> Iterable[Event]:
        """Yield the events, and the starts of scenes and scripts that explain a context."""
        yield from self.recording.events
        for rows in self.recording.controllable.values():
            if rows.domain in {"scene", "script"}:
                yield from _marks(rows)

    def _logged(self, start: float, groups: Mapping[str, tuple[str, ...]]) -> list[Act]:
        """Return the acts of the own log from before the recorder's memory."""
        stands_for = {m: rep for rep, members in groups.items() for m in members}
        without = self.scope.excluded_users(self.home)
        relevant = self.recording.relevant.controllable
        return [
            replace(act, entity_id=stands_for.get(act.entity_id, act.entity_id))
            for act in sorted(self.log, key=lambda act: act.at)
            if act.at < min(start, self.end)
            and act.entity_id in relevant
            and act.user_id not in without
        ]

    def _is_wanted(self, act: Act) -> bool:
        if self.targets is None:
            return True
        return not self.targets.isdisjoint({act.entity_id, *act.entity_ids})

    def _gaps(self, start: float) -> tuple[tuple[float, float], ...]:
        """Return when nothing was recorded, oldest first, overlaps joined."""
        recording = self.recording
        alive = recording.alive if recording.alive is not None else start
        gaps = [*recording.silences, *recording.holes]
        if self.end - alive > SILENCE_SECONDS:
            gaps.append((alive, self.end))
        joined: list[tuple[float, float]] = []
        for left, right in sorted(gaps):
            begin, stop = max(left, start), min(right, self.end)
            if joined and begin < joined[-1][1]:
                joined[-1] = (joined[-1][0], max(joined[-1][1], stop))
            elif begin < stop:
                joined.append((begin, stop))
        return tuple(joined)


def _marks(rows: ProvenRows) -> Iterable[Event]:
    for change in rows.changes():
        if change.state == "on":
            yield Event(
                change.at,
                rows.domain,
                change.context_id,
                change.parent_id,
                change.user_id,
                rows.entity_id,
            )


def _machine_times(
    moves: Iterable[Move],
) -> dict[tuple[str, str], NDArray[np.float64]]:
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    for move in moves:
        if move.cause in MACHINE_CAUSES:
            times[move.entity_id, move.state].append(move.at)
    return {key: np.array(sorted(value)) for key, value in times.items()}


def _counted(causes: Counter[Cause], moves: Iterable[Move]) -> dict[Cause, int]:
    """Return how many changes each cause made, as the moves are regarded in the end."""
    counts = causes.copy()
    for move in moves:
        if move.cause is not move.told:
            counts[move.told] -= move.weight
            counts[move.cause] += move.weight
    return {cause: counts[cause] for cause in Cause if counts[cause]}
