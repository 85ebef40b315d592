"""Writes down what happens in a simulated home, as Home Assistant would record it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
import heapq
import itertools
import json
import random
from typing import Any, NamedTuple

from homeassistant.util.ulid import bytes_to_ulid

from ..house import Automation, EventRow, StateRow
from .place import AUTOMATIONS, THINGS, Thing

type _Queued = tuple[float, int, Callable[[], None]]
type Listener = Callable[[str, str, Context], None]

SERVICES: Mapping[tuple[str, str], str] = {
    ("cover", "open"): "open_cover",
    ("cover", "closed"): "close_cover",
    ("lock", "locked"): "lock",
    ("lock", "unlocked"): "unlock",
    ("media_player", "playing"): "media_play",
    ("media_player", "idle"): "media_stop",
    ("media_player", "off"): "turn_off",
}


class Context(NamedTuple):
    """Who is behind a change."""

    id: str
    parent: str | None = None
    user: str | None = None


class Recording:
    """A clock, the states of all entities, and everything recorded so far.

    What happens later is queued with `at`; `run` lets it happen in order.
    """

    def __init__(
        self,
        start: float,
        chance: random.Random,
        things: Sequence[Thing] = THINGS,
        automations: Sequence[Automation] = AUTOMATIONS,
    ) -> None:
        """Start with the home as it is."""
        self.now = start
        self.chance = chance
        self.states: dict[str, str] = {}
        self.rows: list[StateRow] = []
        self.events: list[EventRow] = []
        self._known: dict[str, dict[str, Any]] = {}
        self._queue: list[_Queued] = []
        self._order = itertools.count()
        self._listeners: dict[str, list[Listener]] = defaultdict(list)
        self._things = {thing.entity_id: thing for thing in things}
        self._automations = {one.entity_id: one for one in automations}
        for thing in things:
            attributes = {"friendly_name": thing.name, **thing.more}
            attributes |= {"device_class": thing.kind} if thing.kind else {}
            attributes |= {"unit_of_measurement": thing.unit} if thing.unit else {}
            self._write(thing.entity_id, thing.state, self.context(), attributes)
        for automation in automations:
            self._ran(automation.entity_id, self.context(), None)

    def at(self, moment: float, action: Callable[..., None], *what: Any) -> None:
        """Let something happen at a moment, never before now."""
        moment = round(max(moment, self.now), 3)
        entry: _Queued = (moment, next(self._order), partial(action, *what))
        heapq.heappush(self._queue, entry)

    def after(self, seconds: float, action: Callable[..., None], *what: Any) -> None:
        """Let something happen in some seconds."""
        self.at(self.now + seconds, action, *what)

    def run(self, end: float) -> None:
        """Let everything happen that was queued for before `end`."""
        while self._queue and self._queue[0][0] < end:
            self.now, _, action = heapq.heappop(self._queue)
            action()

    def listen(self, entity_id: str, listener: Listener) -> None:
        """Call back with old state, new state and context whenever an entity changes."""
        self._listeners[entity_id].append(listener)

    def context(self, *, parent: str | None = None, user: str | None = None) -> Context:
        """Return a new context that starts now."""
        stamp = round(self.now * 1000).to_bytes(6)
        return Context(bytes_to_ulid(stamp + self.chance.randbytes(10)), parent, user)

    def device(self, entity_id: str, state: str, **attributes: Any) -> None:
        """Let a device report by itself: a wall switch, a sensor, its own app."""
        if self.states[entity_id] != state or attributes:
            self._write(entity_id, state, self.context(), attributes)

    def wall(self, entity_id: str, state: str) -> None:
        """Let a person use the thing itself, if there is anything to change."""
        if self.states[entity_id] not in (state, "unavailable"):
            self.device(entity_id, state)

    def app(self, user: str, entity_id: str, state: str) -> None:
        """Let a person use Home Assistant's app, if there is anything to change."""
        if self.states[entity_id] not in (state, "unavailable"):
            self._command(entity_id, state, self.context(user=user))

    def voice(self, entity_id: str, state: str) -> None:
        """Let a person ask a voice assistant, which knows no accounts."""
        if self.states[entity_id] in (state, "unavailable"):
            return
        context = self.context()
        service = service_of(entity_id, state)
        self.event(
            "homekit_state_change",
            {
                "entity_id": entity_id,
                "display_name": self._things[entity_id].name,
                "service": service,
                "value": None,
            },
            context,
        )
        self._command(entity_id, state, context)

    def automation(
        self,
        entity_id: str,
        source: str,
        parent: Context | None,
        steps: Sequence[tuple[dict[str, Any], Mapping[str, str]]],
    ) -> None:
        """Let an automation run; a step is an action's target and the states it leads to."""
        context = self.context(parent=parent.id if parent else None)
        name = self._automations[entity_id].config["alias"]
        data = {"name": name, "entity_id": entity_id, "source": source}
        self.event("automation_triggered", data, context)
        self._ran(entity_id, context, self.now)
        for target, states in steps:
            first, state = next(iter(states.items()))
            self._called(first, state, target, context)
            for each, wanted in states.items():
                self._soon(each, wanted, context)

    def mirror(self, entity_id: str, state: str, source: Context) -> None:
        """Let an entity without a thing of its own follow another."""
        self._write(entity_id, state, self.context(parent=source.id), {})

    def event(self, event_type: str, data: Mapping[str, Any], context: Context) -> None:
        """Fire something on the bus."""
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        self.events.append(EventRow(self.now, event_type, text, *context))

    def _command(self, entity_id: str, state: str, context: Context) -> None:
        self._called(entity_id, state, {"entity_id": [entity_id]}, context)
        self._soon(entity_id, state, context)

    def _called(
        self, entity_id: str, state: str, target: dict[str, Any], context: Context
    ) -> None:
        domain, _, service = service_of(entity_id, state).partition(".")
        data = {"domain": domain, "service": service, "service_data": target}
        self.event("call_service", data, context)

    def _soon(self, entity_id: str, state: str, context: Context) -> None:
        if late := self._things[entity_id].late:
            # By then the entity has forgotten who asked.
            self.after(late + self.chance.uniform(-3, 3), self.wall, entity_id, state)
            return

        def confirm() -> None:
            if self.states[entity_id] not in (state, "unavailable"):
                self._write(entity_id, state, context, {})

        self.after(self.chance.uniform(0.04, 0.35), confirm)

    def _ran(self, entity_id: str, context: Context, when: float | None) -> None:
        automation = self._automations[entity_id]
        stamp = None if when is None else datetime.fromtimestamp(when, UTC).isoformat()
        attributes = {
            "friendly_name": automation.config["alias"],
            "id": automation.id,
            "last_triggered": stamp,
            "mode": automation.config["mode"],
            "current": 0,
        }
        self._write(entity_id, "on", context, attributes)

    def _write(
        self,
        entity_id: str,
        state: str,
        context: Context,
        attributes: Mapping[str, Any],
    ) -> None:
        old = self.states.get(entity_id, "")
        self.states[entity_id] = state
        text = self._attributes(
            entity_id, {**_position(entity_id, state), **attributes}
        )
        self.rows.append(StateRow(self.now, entity_id, state, *context, text))
        if old not in (state, "", "unavailable") and state != "unavailable":
            for listener in self._listeners[entity_id]:
                listener(old, state, context)

    def _attributes(self, entity_id: str, changed: Mapping[str, Any]) -> str:
        if not changed:
            return ""
        known = self._known.setdefault(entity_id, {})
        known |= changed
        return json.dumps(known, ensure_ascii=False, separators=(",", ":"))


def service_of(entity_id: str, state: str) -> str:
    """Return the action that brings an entity into a state."""
    domain = entity_id.partition(".")[0]
    return f"{domain}.{SERVICES.get((domain, state), f'turn_{state}')}"


def _position(entity_id: str, state: str) -> dict[str, Any]:
    if not entity_id.startswith("cover.") or state == "unavailable":
        return {}
    return {"current_position": 0 if state == "closed" else 100}
