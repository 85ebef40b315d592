"""What changed in the home, what caused it, and which of it people did."""

from dataclasses import dataclass
from enum import StrEnum


class Cause(StrEnum):
    """Who or what made a change."""

    PERSON = "person"
    """A person through Home Assistant: app, dashboard, an account."""
    PHYSICAL = "physical"
    """The thing itself was used: a wall switch, a remote, the maker's app."""
    VOICE = "voice"
    SCRIPT = "script"
    """A script or scene that a person started."""
    AUTOMATION = "automation"
    MACHINE = "machine"
    """An account that no person uses."""
    INTEGRATION = "integration"
    """Another integration called the action."""
    DERIVED = "derived"
    """It follows from another entity: templates, groups, generic thermostats."""
    RESTORE = "restore"
    """Home Assistant or the device came back."""
    OTHER_HUB = "other_hub"
    """A timer or rule outside Home Assistant, told by its regularity."""
    UNKNOWN = "unknown"


HUMAN_CAUSES = frozenset({Cause.PERSON, Cause.PHYSICAL, Cause.VOICE, Cause.SCRIPT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A real change of state, as the recorder holds it."""

    state_id: int
    at: float
    """Epoch seconds."""
    entity_id: str
    old: str
    state: str
    context_id: str | None = None
    """26 characters, a ULID."""
    parent_id: str | None = None
    user_id: str | None = None
    """32 hex digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """The verdict on what caused a change."""

    cause: Cause
    reason: str
    """Which rule of the classifier decided, as a short word."""
    user_id: str | None = None
    source: str | None = None
    """Entity id of the automation or script, where one is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A change that a person made; bulbs that move together are one act."""

    at: float
    """Epoch seconds."""
    entity_id: str
    """The entity that stands for all that moved together."""
    old: str
    state: str
    cause: Cause
    user_id: str | None = None
    context_id: str | None = None
    """Acts with the same context were one gesture."""
    state_id: int = 0
    """The recorder's row that proves it."""
    entity_ids: tuple[str, ...] = ()
    """Everything that moved in this act, sorted."""
