"""A recording that also notes what really caused each change."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
import random
from typing import Any, override

from custom_components.ai_automation.history.scope import CONTROLLABLE

from ..demo_home.place import Thing
from ..demo_home.recording import Context, Recording
from ..house import Automation
from .truth import PERSON, TrueAct

_NO_STATE = frozenset({"", "unavailable", "unknown"})


class Diary(Recording):
    """Writes down what happens, as Home Assistant would, and who did it."""

    def __init__(
        self,
        start: float,
        chance: random.Random,
        things: Sequence[Thing],
        automations: Sequence[Automation],
        groups: Mapping[str, tuple[str, ...]],
    ) -> None:
        """Start with the home as it is."""
        self._groups = groups
        self.acts: list[TrueAct] = []
        self._causes: dict[str, str] = {}
        self._commands: set[str] = set()
        self._doing: str | None = None
        super().__init__(start, chance, things, automations)

    @contextmanager
    def caused(self, cause: str) -> Generator[None]:
        """Let what is begun inside be the doing of somebody or something."""
        before, self._doing = self._doing, cause
        try:
            yield
        finally:
            self._doing = before

    def hand(self, via: str, user: str, entity_id: str, state: str) -> None:
        """Let a person bring a thing into a state: by `wall`, `app` or `voice`."""
        with self.caused(f"{PERSON}:{via}"):
            match via:
                case "app":
                    self.app(user, entity_id, state)
                case "voice":
                    self.voice(entity_id, state)
                case _:
                    self.wall(entity_id, state)

    def machine(self, cause: str, entity_id: str, state: str) -> None:
        """Let a thing move without a person and without a word of who did it."""
        with self.caused(cause):
            self.wall(entity_id, state)

    def run_automation(
        self,
        entity_id: str,
        source: str,
        parent: Context | None,
        wanted: Mapping[str, str],
    ) -> None:
        """Let an automation bring things into states."""
        steps: list[tuple[dict[str, Any], Mapping[str, str]]] = [
            ({"entity_id": [target]}, {target: state})
            for target, state in wanted.items()
        ]
        with self.caused("automation"):
            self.automation(entity_id, source, parent, steps)

    def run_script(self, user: str, script: str, wanted: Mapping[str, str]) -> None:
        """Let a person run a script that brings things into states."""
        with self.caused(f"{PERSON}:script"):
            context = self.context(user=user)
            data = {"name": self._things[script].name, "entity_id": script}
            self._called(script, "on", {"entity_id": [script]}, context)
            self.event("script_started", data, context)
            for state in ("on", "off"):
                self._write(script, state, context, {})
            for target, state in wanted.items():
                self._called(target, state, {"entity_id": [target]}, context)
                self._soon(target, state, context)

    def brighten(self, entity_id: str, brightness: int) -> None:
        """Let an integration change how bright a light that is on shines, and nothing else."""
        with self.caused("integration"):
            context = self.context()
            target = {"entity_id": [entity_id], "brightness": brightness}
            self._called(entity_id, "on", target, context)
            self._write(entity_id, "on", context, {"brightness": brightness})

    def call_by(self, cause: str, user: str | None, entity_id: str, state: str) -> None:
        """Let an integration or a machine's account call an action."""
        if self.states[entity_id] not in (state, "unavailable"):
            with self.caused(cause):
                self._command(entity_id, state, self.context(user=user))

    @override
    def context(self, *, parent: str | None = None, user: str | None = None) -> Context:
        context = super().context(parent=parent, user=user)
        if self._doing:
            self._causes[context.id] = self._doing
        return context

    @override
    def event(self, event_type: str, data: Mapping[str, Any], context: Context) -> None:
        super().event(event_type, data, context)
        if event_type == "call_service":
            self._commands.add(context.id)

    @override
    def mirror(self, entity_id: str, state: str, source: Context) -> None:
        with self.caused("derived"):
            super().mirror(entity_id, state, source)

    @override
    def _soon(self, entity_id: str, state: str, context: Context) -> None:
        if late := self._things[entity_id].late:
            cause = f"{self._causes[context.id]}:late"
            late += self.chance.uniform(-3, 3)
            self.after(late, self.machine, cause, entity_id, state)
        else:
            super()._soon(entity_id, state, context)

    @override
    def _write(
        self,
        entity_id: str,
        state: str,
        context: Context,
        attributes: Mapping[str, Any],
    ) -> None:
        old = self.states.get(entity_id, "")
        moved = old != state and not {old, state} & _NO_STATE
        if moved and entity_id.partition(".")[0] in CONTROLLABLE:
            cause = self._causes.get(context.id, "device")
            self.acts.append(TrueAct(self.now, entity_id, old, state, cause))
        if moved and (members := self._groups.get(entity_id)):
            self._move_members(members, state, context)
        super()._write(entity_id, state, context, attributes)

    def _move_members(
        self, members: Sequence[str], state: str, context: Context
    ) -> None:
        """Let the bulbs of a group move: one is first, and its context is the group's."""
        first, *others = members
        self._write(first, state, context, {})
        commanded = context.id in self._commands
        for member in others:
            wait = self.chance.uniform(0.03, 0.8)
            own = context if commanded else None
            cause = self._causes.get(context.id, "device")
            self.after(wait, self._follow, member, state, own, cause)

    def _follow(
        self, member: str, state: str, context: Context | None, cause: str
    ) -> None:
        if self.states[member] not in (state, "unavailable"):
            with self.caused(cause):
                self._write(member, state, context or self.context(), {})
