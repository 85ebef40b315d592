"""Suggestions: what the owner is offered, and what became of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .evidence import Evidence
from .routine import Routine, RoutineKind


class Origin(StrEnum):
    """Where a suggestion comes from."""

    ROUTINE = "routine"
    IDEA = "idea"
    REQUEST = "request"
    REVISION = "revision"


class SuggestionStatus(StrEnum):
    """What became of a suggestion."""

    NEW = "new"
    WATCHING = "watching"
    DEPLOYED = "deployed"
    PAUSED = "paused"
    UNDONE = "undone"
    REMOVED = "removed"
    """Its owner deleted the automation."""
    SNOOZED = "snoozed"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"
    """The habit faded, or an automation does it now."""


OPEN_STATUSES = frozenset(
    {SuggestionStatus.NEW, SuggestionStatus.SNOOZED, SuggestionStatus.WATCHING}
)


class Risk(StrEnum):
    """How careful to be with a suggestion."""

    NORMAL = "normal"
    SECURITY = "security"
    """It concerns a lock, a gate, an alarm or the like: a notification only."""


class Category(StrEnum):
    """What a suggestion is good for."""

    COMFORT = "comfort"
    ENERGY = "energy"
    SECURITY = "security"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """An automation offered to the owner, with its proof."""

    suggestion_id: str
    origin: Origin
    kind: RoutineKind | None
    status: SuggestionStatus
    version: int = 1
    created: float
    """Epoch seconds."""
    updated: float
    """Epoch seconds."""
    run_id: str
    offered: bool
    fingerprint: str
    title: str
    description: str
    question: str | None = None
    category: Category
    area_id: str | None = None
    entity_ids: tuple[str, ...]
    confidence: float
    worth: float
    risk: Risk = Risk.NORMAL
    warnings: tuple[str, ...] = ()
    automation: dict[str, Any]
    """A complete automation configuration of Home Assistant."""
    routine: Routine | None = None
    evidence: Evidence | None = None
    until: float | None = None
    """Epoch seconds; when a snoozed suggestion comes back."""
    reason: str | None = None
    """Why it was dismissed or withdrawn, in the owner's words or ours."""
    automation_id: str | None = None
    """Id of the automation it became."""
    replaces: str | None = None
    """Id of the automation it changes."""
    original: dict[str, Any] | None = None
    """The configuration of the automation it changes, as its owner wrote it."""
    before: Evidence | None = None
    """What the automation it changes did, on the same stretch of the past."""
    words: dict[str, Any] | None = None
    """What a language model called it, and what it was told; None for our own words."""

    @property
    def watchable(self) -> bool:
        """Return whether what people do tells if it would have been right: only a routine that moves something."""
        if self.original is not None or self.routine is None:
            return False
        return bool(self.routine.targets)


class Pending(StrEnum):
    """What has begun, and may have been cut off."""

    ACCEPT = "accept"
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """What switching a suggestion on wrote, so that undo can take back exactly that."""

    suggestion_id: str
    automation_id: str
    entity_id: str
    deployed: float
    """Epoch seconds."""
    user_id: str | None
    config: dict[str, Any]
    """The automation as it was written."""
    text: bytes
    """The bytes that were added to the file."""
    before: bytes
    """The whole file as it was before."""
    pending: Pending | None = None
    """What is being done to it; None for what is done."""
