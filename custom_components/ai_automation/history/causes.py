"""Who or what caused a change: the classifier, rule by rule."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from ulid_transform import ulid_to_bytes_or_none

from ..const import EVENT_TESTED
from ..model.act import Attribution, Cause, Change
from ..model.home import HomeContext
from .calls import TOGGLE, Aim, Call, Recent
from .states import NO_STATE

AUTOMATION_RUN = "automation"
"""Kind of an `Event` that stands for the row an automation writes when it runs."""

AUTOMATION_KINDS = frozenset({"automation_triggered", AUTOMATION_RUN, EVENT_TESTED})
"""What says that no person did what follows; a test of ours is like an automation."""
_SCRIPT_KINDS = frozenset({"script_started", "scene", "script"})
_VOICE_KINDS = frozenset(
    {
        "homekit_state_change",
        "alexa_smart_home",
        "google_assistant_command",
        "assist_satellite",
        "conversation",
    }
)

RESTORE_SECONDS = 120.0
"""After a start, devices report their states one after another for this long."""
CONFIRM_SECONDS = 60.0
"""A slow device confirms a command within this."""
CONTEXT_SECONDS = 5.0
"""An entity forgets the context of a command after this."""
_SAME_MOMENT_MS = 2.0
_MAX_HOPS = 5

_MIRRORS = frozenset({"group", "switch_as_x", "template", "universal"})
"""Platforms whose entities have no thing of their own behind them."""
_NOTHING_TO_TOUCH = frozenset({"input_boolean", "input_select", "scene", "script"})
"""Domains that exist in Home Assistant only, so that no hand can move them."""


class Event(NamedTuple):
    """An event, or a row of an automation or assistant, that explains a context."""

    at: float
    kind: str
    """Type of the event; domain of the row."""
    context_id: str | None
    parent_id: str | None = None
    user_id: str | None = None
    detail: Call | str | None = None
    """The call, or the entity id of the automation, script or scene."""


@dataclass(slots=True)
class _Trail:
    """What happened under one context."""

    automation: str | None = None
    script: str | None = None
    voice: bool = False
    user_id: str | None = None
    parent_id: str | None = None
    calls: tuple[Call, ...] = ()


class Classifier:
    """Attributes changes by the contexts, events and starts around them."""

    def __init__(
        self,
        events: Iterable[Event],
        *,
        home: HomeContext,
        groups: Mapping[str, tuple[str, ...]],
        starts: Sequence[float],
    ) -> None:
        """Learn what happened under which context."""
        self._home = home
        self._starts = starts
        self._machines = {u.user_id for u in home.users.values() if u.machine}
        self._grouped = {member for members in groups.values() for member in members}
        self._aim = Aim(home, groups)
        self._trails: dict[str, _Trail] = {}
        self._commands: Recent[Event] = Recent()
        for event in events:
            self._learn(event)
        self._commands.sort()

    def _learn(self, event: Event) -> None:
        if isinstance(event.detail, Call) and event.detail.asked:
            for entity_id in self._aim.entities(event.detail):
                self._commands.add(entity_id, event.at, event)
        if event.context_id is None:
            return
        trail = self._trails.setdefault(event.context_id, _Trail())
        trail.user_id = trail.user_id or event.user_id
        trail.parent_id = trail.parent_id or event.parent_id
        if isinstance(event.detail, Call):
            trail.calls = (*trail.calls, event.detail)
        elif event.kind in AUTOMATION_KINDS:
            trail.automation = event.detail or event.kind
        elif event.kind in _SCRIPT_KINDS:
            trail.script = trail.script or event.detail or event.kind
        elif event.kind in _VOICE_KINDS:
            trail.voice = True

    def attribute(self, changes: Iterable[Change]) -> list[Attribution]:
        """Return the verdict on each change of one entity, which come oldest first."""
        past: list[Change] = []
        verdicts = []
        for change in changes:
            verdicts.append(self._verdict(change, past))
            past.append(change)
        return verdicts

    def _verdict(self, change: Change, past: Sequence[Change]) -> Attribution:
        if change.old in NO_STATE or change.state in NO_STATE:
            return _verdict(Cause.RESTORE, "availability")
        known = self._by_context(change.context_id, change.parent_id, change.user_id)
        if self._mirrors(change):
            return _verdict(Cause.DERIVED, "mirror")
        if known:
            return known
        if self._just_started(change.at):
            return _verdict(Cause.RESTORE, "start")
        if change.entity_id.partition(".")[0] in _NOTHING_TO_TOUCH:
            return _verdict(Cause.UNKNOWN, "helper")
        if _older_than(change.context_id, change.at):
            return _verdict(Cause.UNKNOWN, "commanded")
        if late := self._late_confirmation(change, past):
            return late
        return _verdict(Cause.PHYSICAL, "device")

    def _by_context(
        self, context_id: str | None, parent_id: str | None, user_id: str | None
    ) -> Attribution | None:
        """Return the verdict that the context alone allows; None where it says nothing."""
        trail = self._trails.get(context_id or "", _NO_TRAIL)
        user_id = user_id or trail.user_id
        parent_id = parent_id or trail.parent_id
        if trail.automation:
            return _verdict(Cause.AUTOMATION, "automation", None, trail.automation)
        if user_id in self._machines:
            return _verdict(Cause.MACHINE, "account", user_id)
        if trail.script and user_id:
            return _verdict(Cause.SCRIPT, "script", user_id, trail.script)
        if user_id:
            return _verdict(Cause.PERSON, "account", user_id)
        if parent_id:
            return self._by_parent(parent_id, trail)
        if trail.voice:
            return _verdict(Cause.VOICE, "voice")
        if trail.calls or trail.script:
            return _verdict(Cause.INTEGRATION, "call", None, trail.script)
        return None

    def _by_parent(self, parent_id: str, trail: _Trail) -> Attribution:
        """Return the verdict on what follows from something else."""
        above: str | None = parent_id
        for _ in range(_MAX_HOPS):
            over = self._trails.get(above or "", _NO_TRAIL)
            if over.automation:
                return _verdict(Cause.AUTOMATION, "parent", None, over.automation)
            if trail.script and over.user_id:
                if over.user_id in self._machines:
                    return _verdict(Cause.MACHINE, "parent", over.user_id)
                return _verdict(Cause.SCRIPT, "parent", over.user_id, trail.script)
            above = over.parent_id
        return _verdict(Cause.DERIVED, "parent")

    def _mirrors(self, change: Change) -> bool:
        """Tell whether an entity without a thing of its own was moved by what it shows."""
        entity = self._home.entities.get(change.entity_id)
        if entity is None or entity.platform not in _MIRRORS:
            return False
        if change.entity_id in self._grouped:
            return False
        trail = self._trails.get(change.context_id or "", _NO_TRAIL)
        if not trail.calls:
            return change.user_id is None
        return not any(
            change.entity_id in self._aim.entities(call) for call in trail.calls
        )

    def _just_started(self, at: float) -> bool:
        index = bisect_right(self._starts, at) - 1
        return index >= 0 and at - self._starts[index] <= RESTORE_SECONDS

    def _late_confirmation(
        self, change: Change, past: Sequence[Change]
    ) -> Attribution | None:
        """Return the verdict on the command that a slow device now confirms."""
        domain = change.entity_id.partition(".")[0]
        for event in self._commands.before(
            change.entity_id, change.at, CONFIRM_SECONDS
        ):
            call = event.detail
            if not isinstance(call, Call) or not call.asks_for(domain, change.state):
                continue
            if _keeps_context(change, event.at, call):
                continue
            if _is_fulfilled(call, event.at, domain, past):
                continue
            verdict = self._by_context(event.context_id, event.parent_id, event.user_id)
            if verdict is not None:
                return _verdict(verdict.cause, "late", verdict.user_id, verdict.source)
        return None


def _keeps_context(change: Change, at: float, call: Call) -> bool:
    """Tell whether an answer to the call would still carry the context of the call.

    What only moves along with the thing that was called never carries it.
    """
    only_along = bool(call.entity_ids) and change.entity_id not in call.entity_ids
    return change.at - at < CONTEXT_SECONDS and not only_along


def _is_fulfilled(call: Call, at: float, domain: str, past: Sequence[Change]) -> bool:
    """Tell whether an entity was in the state that a call at a moment asked for."""
    for change in reversed(past):
        if change.at <= at:
            return call.asked != TOGGLE and call.asks_for(domain, change.state)
        if call.asks_for(domain, change.state):
            return True
    return False


_NO_TRAIL = _Trail()


@cache
def _verdict(
    cause: Cause, reason: str, user_id: str | None = None, source: str | None = None
) -> Attribution:
    """Return one object for all the same verdicts: there are many changes and few verdicts."""
    return Attribution(cause=cause, reason=reason, user_id=user_id, source=source)


def _older_than(context_id: str | None, at: float) -> bool:
    """Tell whether a context was made before the write: then something had commanded it.

    The first 48 bits of a ULID are milliseconds. A device that reports by itself gets
    a context in the moment of the write.
    """
    raw = ulid_to_bytes_or_none(context_id)
    if raw is None:
        return False
    return abs(int.from_bytes(raw[:6]) - at * 1000) > _SAME_MOMENT_MS
