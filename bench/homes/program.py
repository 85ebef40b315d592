"""Interprets an automation on the past of a made-up home: when it would have run, and how that would have been."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .past import Past, States
from .truth import WEEKDAYS, Goal, Part

AFTER, BEFORE, DEBOUNCE = 900.0, 120.0, 60.0
"""Seconds after and before a firing in which an act agrees with it; firings this close count once."""
_STATES = {
    "open_cover": "open",
    "close_cover": "closed",
    "lock": "locked",
    "unlock": "unlocked",
    "media_play": "playing",
    "media_pause": "paused",
    "media_stop": "idle",
    "turn_on": "on",
    "turn_off": "off",
}
_PLAYERS_ON = frozenset({"on", "playing", "idle", "paused"})


class Unreadable(Exception):
    """An automation uses something that no suggestion does."""


@dataclass(frozen=True, slots=True)
class Firing:
    """One run of an automation."""

    at: float
    verdict: str
    """`right`, `wrong` or `noop`."""


class Program:
    """One automation, on the past of one home."""

    def __init__(self, config: Mapping[str, Any], past: Past) -> None:
        """Read the automation; raise Unreadable for what is not known here."""
        self.past = past
        self.triggers: list[Part] = [dict(t) for t in config["triggers"]]
        self.conditions: list[Part] = [dict(c) for c in config["conditions"]]
        self.targets: list[Goal] = []
        self.tells = ""
        for step in config["actions"]:
            self._read(step)

    def _read(self, step: Mapping[str, Any]) -> None:
        if "condition" in step:
            return
        domain, _, service = step["action"].partition(".")
        if domain == "persistent_notification":
            self.tells += f"{step['data']['title']} {step['data']['message']}"
            return
        state = step.get("data", {}).get("hvac_mode") or _STATES.get(service)
        if state is None:
            raise Unreadable(step["action"])
        self.targets += [(e, state) for e in listed(step["target"]["entity_id"])]

    @property
    def sources(self) -> set[str]:
        """Return the entities that start it."""
        return {e for t in self.triggers for e in listed(t.get("entity_id"))}

    @cached_property
    def runs(self) -> list[float]:
        """Return when it runs in the whole of the past, firings close together once."""
        times = sorted({at for t in self.triggers for at in self._fires(t)})
        kept: list[float] = []
        for at in times:
            if kept and at - kept[-1] <= DEBOUNCE:
                continue
            if all(holds(c, self.past, at) for c in self.conditions):
                kept.append(at)
        return kept

    def _fires(self, trigger: Part) -> list[float]:
        key = repr(sorted(trigger.items()))
        if key not in self.past.fired:
            self.past.fired[key] = fires(trigger, self.past)
        return self.past.fired[key]

    def judged(self, start: float, end: float) -> list[Firing]:
        """Return each run between two moments with how it would have been."""
        goals = [
            _Judge(self.past, goal, self.past.one(goal[0]) in self._own)
            for goal in self.targets
        ]
        firings = []
        for at in self.past.between(self.runs, start, end):
            verdicts = {goal.verdict(at) for goal in goals}
            verdict = next((v for v in _WORST_FIRST if v in verdicts), "noop")
            firings.append(Firing(at, verdict))
        return firings

    @property
    def _own(self) -> set[str]:
        return {self.past.one(e) for e in self.sources}

    def count(self, start: float, end: float) -> Counter[str]:
        """Return how many runs between two moments were right, wrong and no-ops."""
        return Counter(firing.verdict for firing in self.judged(start, end))


_WORST_FIRST = ("wrong", "right", "noop")


class _Judge:
    """Judges firings by what people did around them; an act counts once."""

    def __init__(self, past: Past, goal: Goal, is_own: bool) -> None:
        entity_id, state = goal
        one = past.one(entity_id)
        self._acts = past.acts.get((one, state), [])
        self._states = past.states[entity_id]
        self._wanted = {state}
        if entity_id.startswith("media_player.") and state == "on":
            self._wanted = set(_PLAYERS_ON)
            self._acts = sorted(
                t for s in _PLAYERS_ON for t in past.acts.get((one, s), [])
            )
        self._is_own = is_own
        self._used: set[float] = set()

    def verdict(self, at: float) -> str:
        """Return how a firing would have been; they come oldest first."""
        index = bisect_right(self._acts, at)
        settled = self._states.at(at) in self._wanted
        act = None
        if (
            settled
            and not self._is_own
            and index
            and self._acts[index - 1] >= at - BEFORE
        ):
            act = self._acts[index - 1]
        elif (
            not settled and index < len(self._acts) and self._acts[index] <= at + AFTER
        ):
            act = self._acts[index]
        if act is None:
            return "noop" if settled else "wrong"
        if act in self._used:
            return "noop"
        self._used.add(act)
        return "right"


def fires(trigger: Part, past: Past) -> list[float]:
    """Return when a trigger fires, rising."""
    match trigger["trigger"]:
        case "time":
            return past.moments(seconds(trigger["at"]))
        case "sun":
            offset = seconds(trigger.get("offset", 0))
            return [at + offset for at in past.sun(trigger["event"])]
        case "state" | "numeric_state":
            return sorted(
                at
                for entity_id in listed(trigger["entity_id"])
                for at in _entered(past.states[entity_id], trigger, past.end)
            )
        case other:
            raise Unreadable(str(other))


def _entered(states: States, trigger: Part, end: float) -> Iterator[float]:
    """Yield when an entity came into what a trigger waits for, and stayed long enough."""
    wait = seconds(trigger.get("for", 0))
    inside = [_matches(value, trigger) for value in states.values]
    for index in range(1, len(inside)):
        if not inside[index] or (inside[index - 1] and "to" not in trigger):
            continue
        if "from" in trigger and states.values[index - 1] not in listed(
            trigger["from"]
        ):
            continue
        if states.values[index - 1] in listed(trigger.get("not_from")):
            continue
        left = next(
            (
                n
                for n in range(index + 1, len(inside))
                if not inside[n] or "to" in trigger
            ),
            None,
        )
        until = end if left is None else states.times[left]
        if states.times[index] + wait <= until:
            yield states.times[index] + wait


def _matches(value: str, limits: Part) -> bool:
    if "to" in limits:
        return bool(value in listed(limits["to"]))
    try:
        number = float(value)
    except ValueError:
        return False
    above, below = limits.get("above"), limits.get("below")
    inside: bool = above is None or number > above
    return inside and (below is None or number < below)


def holds(condition: Part, past: Past, at: float) -> bool:
    """Tell whether a condition holds at a moment."""
    match condition["condition"]:
        case "time":
            return _in_time(condition, past, at)
        case "sun":
            return past.is_dark(at) is bool(condition["after"] == "sunset")
        case "numeric_state":
            value = past.states[condition["entity_id"]].at(at)
            return value is not None and _matches(value, condition)
        case "state":
            return all(
                _has_been(past.states[e], condition, at)
                for e in listed(condition["entity_id"])
            )
        case other:
            raise Unreadable(str(other))


def _in_time(condition: Part, past: Past, at: float) -> bool:
    days = listed(condition.get("weekday")) or WEEKDAYS
    if WEEKDAYS[past.local(at).weekday()] not in days:
        return False
    if "after" not in condition and "before" not in condition:
        return True
    clock = past.clock(at)
    after = seconds(condition.get("after", 0))
    before = seconds(condition.get("before", 86400))
    if after > before:
        return clock >= after or clock < before
    return after <= clock < before


def _has_been(states: States, condition: Part, at: float) -> bool:
    index = states.index(at)
    if index < 0 or states.values[index] not in listed(condition["state"]):
        return False
    return at - states.times[index] >= seconds(condition.get("for", 0))


def listed(value: Any) -> Sequence[Any]:
    """Return one or several as a sequence."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def seconds(value: Any) -> float:
    """Return a time or duration of Home Assistant in seconds."""
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str):
        sign = -1 if value.startswith("-") else 1
        hours, minutes, *rest = (int(part) for part in value.lstrip("+-").split(":"))
        return sign * float(hours * 3600 + minutes * 60 + (rest[0] if rest else 0))
    units = {"days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}
    return float(sum(units[unit] * number for unit, number in value.items()))


def nearest(times: list[float], at: float) -> float:
    """Return how far the nearest of rising moments is."""
    index = bisect_left(times, at)
    return min(
        (abs(times[n] - at) for n in (index - 1, index) if 0 <= n < len(times)),
        default=float("inf"),
    )
