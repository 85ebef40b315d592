"""From changes to what people did: one act for a gesture, without slips and second thoughts."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from ..model.act import HUMAN_CAUSES, Act, Attribution, Cause, Change
from .states import is_act

ONE_MOVE_SECONDS = 10.0
"""The last bulb of a lamp follows the first within this."""
FLIP_SECONDS = 3.0
UNDONE_SECONDS = 120.0
AFTER_START_SECONDS = 120.0
_BEGINS_TO_PLAY_SECONDS = 60.0
"""A player that was switched on begins to play by itself within this."""

MACHINE_CAUSES = frozenset(
    {
        Cause.AUTOMATION,
        Cause.MACHINE,
        Cause.INTEGRATION,
        Cause.DERIVED,
        Cause.OTHER_HUB,
    }
)
"""Something other than a person brings these about, again and again."""

_STRONGEST_FIRST = (
    Cause.AUTOMATION,
    Cause.MACHINE,
    Cause.INTEGRATION,
    Cause.OTHER_HUB,
    Cause.PERSON,
    Cause.VOICE,
    Cause.SCRIPT,
    Cause.PHYSICAL,
    Cause.DERIVED,
    Cause.RESTORE,
    Cause.UNKNOWN,
)
"""Which cause speaks for a move whose parts tell different ones: the most certain."""
_STRENGTH = {cause: place for place, cause in enumerate(_STRONGEST_FIRST)}


@dataclass(slots=True, kw_only=True)
class Move:
    """Something, with all that moves together with it, took a state."""

    at: float
    last: float
    """Epoch seconds of its latest part."""
    entity_id: str
    old: str
    state: str
    state_id: int
    cause: Cause
    context_id: str | None
    user_id: str | None
    source: str | None = None
    """Entity id of the automation or script, where one is known."""
    entity_ids: tuple[str, ...] = ()
    told: Cause
    """What the contexts told, before any regularity was looked at."""
    weight: int = 0
    """How many changes with that cause are in it."""

    @property
    def domain(self) -> str:
        """Return the part of the entity id before the dot."""
        return self.entity_id.partition(".")[0]

    def join(self, change: Change, verdict: Attribution) -> None:
        """Take a change in."""
        self.last = change.at
        if change.entity_id not in self.entity_ids:
            self.entity_ids += (change.entity_id,)
        if _STRENGTH[verdict.cause] < _STRENGTH[self.told]:
            self.cause = self.told = verdict.cause
            self.context_id = change.context_id
            self.user_id = verdict.user_id
            self.source = verdict.source
            self.weight = 0
        self.weight += verdict.cause is self.told

    def act(self) -> Act:
        """Return the move as an act."""
        return Act(
            at=self.at,
            entity_id=self.entity_id,
            old=self.old,
            state=self.state,
            cause=self.cause,
            user_id=self.user_id,
            context_id=self.context_id,
            state_id=self.state_id,
            entity_ids=tuple(sorted(self.entity_ids)),
        )


def gather(changes: Iterable[tuple[Change, Attribution]], entity_id: str) -> list[Move]:
    """Return the moves of what an entity stands for, from its changes in order of time."""
    moves: list[Move] = []
    for change, verdict in changes:
        if (
            not moves
            or moves[-1].state != change.state
            or change.at - moves[-1].last > ONE_MOVE_SECONDS
        ):
            moves.append(
                Move(
                    at=change.at,
                    last=change.at,
                    entity_id=entity_id,
                    old=change.old,
                    state=change.state,
                    state_id=change.state_id,
                    cause=verdict.cause,
                    told=verdict.cause,
                    context_id=change.context_id,
                    user_id=verdict.user_id,
                    source=verdict.source,
                )
            )
        moves[-1].join(change, verdict)
    return moves


def acts_of(
    moves: Iterable[Move], *, starts: Sequence[float], without_users: Collection[str]
) -> list[Act]:
    """Return what people did, oldest first."""
    per: dict[str, list[Move]] = defaultdict(list)
    effects: dict[str, set[str]] = defaultdict(set)
    for move in moves:
        if move.cause not in HUMAN_CAUSES or move.user_id in without_users:
            continue
        if is_act(move.domain, move.old, move.state, move.cause):
            per[move.entity_id].append(move)
    kept = [
        move
        for chain in per.values()
        for move in _without_second_thoughts(_without_flips(chain))
        if not _just_started(move.at, starts)
    ]
    commands = {
        move.context_id
        for move in kept
        if move.domain in {"scene", "script"} and move.context_id
    }
    acts = []
    for move in kept:
        if move.domain not in {"scene", "script"} and move.context_id in commands:
            effects[move.context_id or ""].update(move.entity_ids)
        else:
            acts.append(move.act())
    told = [_with_effects(act, effects) for act in acts]
    return sorted(told, key=lambda act: (act.at, act.entity_id))


def _with_effects(act: Act, effects: dict[str, set[str]]) -> Act:
    """Return the start of a scene or script with all that it moved."""
    moved = effects.get(act.context_id or "")
    if moved is None:
        return act
    return replace(act, entity_ids=tuple(sorted({*act.entity_ids, *moved})))


def _without_flips(chain: Sequence[Move]) -> list[Move]:
    """Leave out states that lasted less than 3 s: nobody wanted them."""
    kept: list[Move] = []
    for move in chain:
        if kept and move.at - kept[-1].at < FLIP_SECONDS:
            flip = kept.pop()
            if flip.old == move.state:
                continue
            move.old = flip.old
        kept.append(move)
    return kept


def _without_second_thoughts(chain: Sequence[Move]) -> list[Move]:
    """Leave out what was undone within two minutes, and the undoing."""
    kept: list[Move] = []
    waiting: Move | None = None
    for move in chain:
        if waiting is None:
            waiting = move
        elif move.at - waiting.at <= UNDONE_SECONDS and move.state == waiting.old:
            waiting = None
        elif _begins_to_play(waiting, move):
            continue
        else:
            kept.append(waiting)
            waiting = move
    return kept if waiting is None else [*kept, waiting]


def _begins_to_play(before: Move, move: Move) -> bool:
    return (
        (before.state, move.state) == ("on", "playing")
        and move.domain == "media_player"
        and move.at - before.at <= _BEGINS_TO_PLAY_SECONDS
    )


def _just_started(at: float, starts: Sequence[float]) -> bool:
    index = bisect_right(starts, at) - 1
    return index >= 0 and at - starts[index] <= AFTER_START_SECONDS
