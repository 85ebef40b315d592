"""Automations as a language model writes them: a closed form, read into a routine and checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from homeassistant.core import HomeAssistant

from ...model.home import HomeContext
from ...model.routine import (
    ClockTrigger,
    Condition,
    NumericCondition,
    NumericTrigger,
    Routine,
    Setting,
    StateCondition,
    StateTrigger,
    SunCondition,
    SunTrigger,
    Target,
    TimeCondition,
    Trigger,
    WeekdayCondition,
)
from ..check import async_check
from ..compile import NotInClosedForm, compile_routine
from ..holding import DAYS
from ..names import plain, unlinked
from ..parse import kind_of
from ..safety import Problem, is_security
from ..settings import DIALS
from .catalog import MEANING, Catalog

_SAFE = frozenset(
    {
        "locked",
        "closed",
        "off",
        "armed_away",
        "armed_home",
        "armed_night",
        "armed_vacation",
    }
)
"""What may be wanted of a lock, a gate or an alarm: then it is told where it is not so."""
_ON_OFF = frozenset({"on", "off"})
_CAN_BE = {
    "binary_sensor": _ON_OFF,
    "light": _ON_OFF,
    "switch": _ON_OFF,
    "fan": _ON_OFF,
    "input_boolean": _ON_OFF,
    "humidifier": _ON_OFF,
    "sun": frozenset({"above_horizon", "below_horizon"}),
    "cover": frozenset({"open", "closed", "opening", "closing"}),
    "lock": frozenset({"locked", "unlocked", "locking", "unlocking", "jammed"}),
}
_NUMBERS = frozenset({"sensor", "number", "input_number", "counter"})
_DAY_SECONDS = 86400


class NotAccepted(Exception):  # said of an answer, not of an error
    """What a language model wrote is not taken; `problems` says why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Remember why."""
        super().__init__("; ".join(map(str, problems)))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An automation that a language model wrote, and that every check lets pass."""

    title: str
    """As the model called it, unchecked."""
    description: str
    """As the model explained it, unchecked."""
    category: str
    when: Routine
    """Its triggers and conditions, with whatever it moves."""
    notices: tuple[str, ...]
    entity_ids: tuple[str, ...]
    automation: dict[str, Any]

    @property
    def routine(self) -> Routine | None:
        """Return what it moves and when; None where it only tells something."""
        return self.when if self.when.targets or self.when.settings else None


async def async_read(
    hass: HomeAssistant,
    home: HomeContext,
    catalog: Catalog,
    data: Mapping[str, Any],
    *,
    purpose: frozenset[str],
) -> Written:
    """Return the automation that an answer means; NotAccepted where any check fails."""
    reader = _Reader(home, catalog)
    routine, notices = reader.read(data)
    if reader.problems:
        raise NotAccepted(reader.problems)
    title = plain(data["title"]) or "Automation"
    config = _config(routine, home, title, purpose)
    automation = {**config, "actions": _actions(config, notices, reader.groups)}
    if problems := await async_check(hass, home, automation):
        raise NotAccepted(problems)
    named = [part.entity_id for part in _parts(routine) if hasattr(part, "entity_id")]
    return Written(
        title=data["title"],
        description=data["description"],
        category=data["category"],
        when=routine,
        notices=notices,
        entity_ids=tuple(dict.fromkeys(named)),
        automation=automation,
    )


def _parts(routine: Routine) -> list[Any]:
    """Return the parts of a routine, what it moves first."""
    return [
        *routine.targets,
        *routine.settings,
        *routine.triggers,
        *routine.conditions,
    ]


def _config(
    routine: Routine, home: HomeContext, title: str, purpose: frozenset[str]
) -> dict[str, Any]:
    """Return the automation of Home Assistant that does the routine."""
    try:
        return compile_routine(
            routine, home, alias=title, description="", purpose=purpose
        )
    except NotInClosedForm as err:
        problem = Problem(key="problem_form", placeholders={"reason": str(err)})
        raise NotAccepted([problem]) from None


def _actions(
    config: Mapping[str, Any],
    notices: tuple[str, ...],
    groups: Mapping[tuple[str, ...], Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """Return the steps: what moves, what is told, and last what is told only where there is need to."""
    actions = [_regrouped(action, groups) for action in config["actions"]]
    told = [
        {
            "action": "persistent_notification.create",
            "data": {"title": "AI Automation", "message": message},
        }
        for message in notices
    ]
    moves = [a for a in actions if "target" in a]
    return [*moves, *told, *(a for a in actions if "target" not in a)]


def _regrouped(
    action: dict[str, Any], groups: Mapping[tuple[str, ...], Mapping[str, Any]]
) -> dict[str, Any]:
    """Return an action aimed at an area or a label, where it is at exactly what that stands for."""
    entity_ids = action.get("target", {}).get("entity_id")
    if not isinstance(entity_ids, list):
        return action
    target = groups.get(tuple(entity_ids))
    return action if target is None else {**action, "target": dict(target)}


class _Reader:
    """Reads an answer, and keeps what is wrong with it."""

    def __init__(self, home: HomeContext, catalog: Catalog) -> None:
        """Start with nothing wrong."""
        self.problems: list[Problem] = []
        self.groups: dict[tuple[str, ...], Mapping[str, Any]] = {}
        self._home = home
        self._catalog = catalog

    def read(self, data: Mapping[str, Any]) -> tuple[Routine, tuple[str, ...]]:
        """Return what is meant; only to be used where no problem was found."""
        triggers = [self._trigger(t) for t in data["triggers"]]
        conditions = [self._condition(c) for c in data["conditions"]]
        targets: list[Target] = []
        settings: list[Setting] = []
        notices: list[str] = []
        for action in data["actions"]:
            match action["type"]:
                case "set_state":
                    targets += self._targets(action["id"], action["state"])
                case "set_number":
                    settings += self._settings(action)
                case _:
                    notices.append(self._notice(action["message"]))
        kept = tuple(t for t in triggers if t is not None)
        return (
            Routine(
                kind=kind_of(kept or (ClockTrigger(at=0),), tuple(targets)),
                triggers=kept,
                conditions=tuple(c for c in conditions if c is not None),
                targets=tuple(dict.fromkeys(targets)),
                settings=tuple(dict.fromkeys(settings)),
            ),
            tuple(notices),
        )

    def _problem(self, key: str, **placeholders: str) -> None:
        """Keep what is wrong."""
        self.problems.append(Problem(key=key, placeholders=placeholders))

    def _entity(self, entity_id: str) -> str | None:
        """Return the id of one listed thing."""
        if entity_id in self._catalog.entities:
            return entity_id
        key = "problem_group" if entity_id in self._catalog.groups else "problem_entity"
        self._problem(key, entity=entity_id)
        return None

    def _entities(self, entity_id: str) -> tuple[str, ...]:
        """Return the ids that are meant: of one listed thing, or of all of a group."""
        group = self._catalog.groups.get(entity_id)
        if group is None:
            found = self._entity(entity_id)
            return () if found is None else (found,)
        if (target := group.target) is not None:
            self.groups[group.entity_ids] = target
        return group.entity_ids

    def _clock(self, text: str) -> int:
        """Return the seconds after midnight of a time of day."""
        hours, _, minutes = text.partition(":")
        if hours.isdecimal() and minutes.isdecimal():
            seconds = int(hours) * 3600 + int(minutes) * 60
            if len(text) == 5 and int(minutes) < 60 and seconds < _DAY_SECONDS:
                return seconds
        self._problem("problem_clock", text=text[:20])
        return 0

    def _state(self, entity_id: str, state: str) -> str:
        """Return the state of a thing that is meant; a door that is open is on.

        What is never so is told.
        """
        entity = self._home.entities[entity_id]
        meant = MEANING.get(entity.device_class or "", ())
        if entity.domain == "binary_sensor" and state in meant:
            return ("on", "off")[meant.index(state)]
        if entity.domain == "sensor" and entity.unit_of_measurement:
            self._problem("problem_is_number", entity=entity_id)
        states = _CAN_BE.get(entity.domain)
        if states is not None and state not in states:
            self._problem(
                "problem_state",
                entity=entity_id,
                value=state[:40],
                choices=", ".join(sorted(states)),
            )
        return state

    def _limits(self, part: Mapping[str, Any]) -> tuple[float | None, float | None]:
        """Return the limits of a number."""
        above, below = part["above"], part["below"]
        ordered = above is None or below is None or above < below
        if part["id"].partition(".")[0] not in _NUMBERS:
            self._problem("problem_no_number", entity=part["id"])
        elif (above is None and below is None) or not ordered:
            self._problem("problem_no_limit", entity=part["id"])
        return above, below

    def _trigger(self, part: Mapping[str, Any]) -> Trigger | None:
        """Return a trigger."""
        if part["type"] == "time":
            return ClockTrigger(at=self._clock(part["at"]))
        if part["type"] == "sun":
            return SunTrigger(event=part["event"], offset=part["offset_minutes"] * 60)
        if (entity_id := self._entity(part["id"])) is None:
            return None
        held = part["for_minutes"] * 60
        if part["type"] == "state":
            to = self._state(entity_id, part["state"])
            return StateTrigger(entity_id=entity_id, to=to, for_=held)
        above, below = self._limits(part)
        return NumericTrigger(entity_id=entity_id, above=above, below=below, for_=held)

    def _condition(self, part: Mapping[str, Any]) -> Condition | None:
        """Return a condition."""
        match part["type"]:
            case "days":
                days = tuple(sorted({DAYS.index(day) for day in part["days"]}))
                return WeekdayCondition(weekdays=days)
            case "time":
                return TimeCondition(
                    after=self._clock(part["after"]), before=self._clock(part["before"])
                )
            case "dark":
                return SunCondition(dark=part["dark"])
        if (entity_id := self._entity(part["id"])) is None:
            return None
        if part["type"] == "state":
            return StateCondition(
                entity_id=entity_id,
                state=self._state(entity_id, part["state"]),
                for_=part["for_minutes"] * 60,
            )
        above, below = self._limits(part)
        return NumericCondition(entity_id=entity_id, above=above, below=below)

    def _targets(self, entity_id: str, state: str) -> list[Target]:
        """Return the states that things are brought to."""
        found = self._entities(entity_id)
        for each in found:
            entity = self._home.entities[each]
            if is_security(entity) and state not in _SAFE:
                self._problem("problem_security", entity=each)
        return [Target(entity_id=each, state=state) for each in found]

    def _settings(self, action: Mapping[str, Any]) -> list[Setting]:
        """Return the numbers that things are set to."""
        name, value = action["name"], float(action["value"])
        found = self._entities(action["id"])
        for each in found:
            if (each.partition(".")[0], name) not in DIALS:
                self._problem("problem_setting", entity=each, name=name)
            elif is_security(self._home.entities[each]):
                self._problem("problem_security", entity=each)
        return [Setting(entity_id=each, name=name, value=value) for each in found]

    def _notice(self, message: str) -> str:
        """Return what is told: one line, nothing that is rendered."""
        text = " ".join(unlinked(message.translate(_MARKS)).split())
        if not text:
            self._problem("problem_notice")
        return text


_MARKS = str.maketrans("{}<>[]*`|#~\\", "()()()      ")
