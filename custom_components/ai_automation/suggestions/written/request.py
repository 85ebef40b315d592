"""Turns what somebody asks for into a checked automation, a question, or a plain no."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
import json
from types import MappingProxyType
from typing import Any

from homeassistant.core import HomeAssistant

from ...language.language_model import LanguageModel
from ...language.prompt import Prompt, text_of
from ...language.provider import Message, Role
from ...model.exchange import Purpose
from ...model.home import ExistingAutomation, HomeContext
from ...model.routine import Routine
from ..names import plain, plain_name, unlinked
from .catalog import Catalog, async_catalog
from .form import automation_schema, definitions, form_of
from .reader import NotAccepted, Written, async_read
from .repair import async_with_repair
from .selection import MOST, Text, rivals, select
from .spoken import NotSayable, check_words, hours_in, numbers_in
from .wording import instructed

REQUEST, REFINE = "request_v1", "refine_v1"
_MOST_AUTOMATIONS = 20
_LONGEST_REPLY, _LONGEST_CHOICE, _MOST_CHOICES = 300, 80, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What must be known first."""

    text: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class No:
    """That it cannot be done, and why."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """That an automation of the home is meant."""

    automation: ExistingAutomation


type Answer = Written | Question | No | Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asks for, with what was said before."""

    text: str
    earlier: tuple[str, ...] = ()
    """The request, our question, their answer, and so on, oldest first."""

    @property
    def whole(self) -> str:
        """Return all that was said."""
        return "\n".join((*self.earlier, self.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Whom to ask, about which home."""

    hass: HomeAssistant
    language: LanguageModel
    home: HomeContext
    purpose: frozenset[str]
    """The purpose-specific triggers of this Home Assistant."""
    run_id: str


async def async_request(asking: Asking, asked: Asked) -> Answer:
    """Return what a language model makes of a request, checked.

    Raises LanguageError. What was not accepted after all repairs is a No.
    """
    hass, home = asking.hass, asking.home
    chosen = await hass.async_add_executor_job(select, asked.whole, home)
    catalog = async_catalog(hass, home, chosen)
    known = await hass.async_add_executor_job(_automations, asked.whole, home)
    prompt = await hass.async_add_executor_job(
        request_prompt, asked, home, catalog, known, asking.language.instructions
    )
    return await _async_answer(asking, asked, prompt, catalog, known=known)


async def async_refine(asking: Asking, asked: Asked, routine: Routine) -> Answer:
    """Return what a language model makes of a change to a routine, checked; never a Change."""
    hass, home = asking.hass, asking.home
    chosen = await hass.async_add_executor_job(select, asked.whole, home)
    parts = (
        *routine.targets,
        *routine.settings,
        *routine.triggers,
        *routine.conditions,
    )
    named = [part.entity_id for part in parts if hasattr(part, "entity_id")]
    listed = list(dict.fromkeys([*named, *chosen]))[: max(MOST, len(named))]
    catalog = async_catalog(hass, home, listed)
    prompt = await hass.async_add_executor_job(
        refine_prompt, asked, home, catalog, routine, asking.language.instructions
    )
    return await _async_answer(asking, asked, prompt, catalog, said_before=named)


async def _async_answer(
    asking: Asking,
    asked: Asked,
    prompt: Prompt,
    catalog: Catalog,
    *,
    known: Mapping[str, ExistingAutomation] = MappingProxyType({}),
    said_before: Sequence[str] = (),
) -> Answer:
    """Ask, and return the answer once it is accepted."""
    hass, home = asking.hass, asking.home

    async def _async_read(data: dict[str, Any]) -> Answer:
        match data["kind"]:
            case "automation" if data["automation"] is not None:
                return await async_read(
                    hass, home, catalog, data["automation"], purpose=asking.purpose
                )
            case "question" if data["reply"]:
                return Question(
                    text=_said(data["reply"]),
                    choices=tuple(map(_short, data["choices"])),
                )
            case "change" if data["changes"] in known:
                return Change(automation=known[data["changes"]])
        return No(reason=_said(data["reply"] or ""))

    refining = prompt.name == REFINE
    try:
        answer = await async_with_repair(
            asking.language,
            prompt,
            _async_read,
            purpose=Purpose.REFINEMENT if refining else Purpose.REQUEST,
            home=home,
            ids=catalog.ids,
            run_id=asking.run_id,
        )
    except NotAccepted as err:
        return No(reason=_said(str(err)))
    if isinstance(answer, Written):
        question = await hass.async_add_executor_job(
            _which, answer, asked, home, said_before
        )
        return question or answer
    return answer


def request_prompt(
    asked: Asked,
    home: HomeContext,
    catalog: Catalog,
    known: Mapping[str, ExistingAutomation],
    instructions: str,
) -> Prompt:
    """Return what a language model is told of a request; reads a file."""
    listed = [[entity_id, plain(a.alias)] for entity_id, a in known.items()]
    return Prompt(
        name=REQUEST,
        messages=(
            Message(role=Role.SYSTEM, text=text_of(REQUEST), ours=True),
            *instructed(instructions),
            _things(catalog),
            *([_data("automations", listed)] if listed else []),
            _data("request", [*asked.earlier, asked.text]),
        ),
        schema=_schema(catalog, changes=list(known)),
        answer_tokens=1200,
    )


def refine_prompt(
    asked: Asked,
    home: HomeContext,
    catalog: Catalog,
    routine: Routine,
    instructions: str,
) -> Prompt:
    """Return what a language model is told of a change; reads a file."""
    return Prompt(
        name=REFINE,
        messages=(
            Message(role=Role.SYSTEM, text=text_of(REFINE), ours=True),
            *instructed(instructions),
            _things(catalog),
            _data("automation", form_of(routine)),
            _data("request", [*asked.earlier, asked.text]),
        ),
        schema=_schema(catalog),
        answer_tokens=1200,
    )


def words_of_request(
    written: Written, plain_title: str, home: HomeContext
) -> tuple[str, str]:
    """Return the title and the description of what was written, ours where a check fails.

    Numbers must be those of the automation as we say it: one of the request that is not
    in it would promise what is not done.
    """
    numbers = {
        *numbers_in(plain_title, home.language),
        *hours_in(plain_title),
        *(n for s in _settings(written) for n in (round(s), round(s * 100))),
    }

    def _checked(text: str, longest: int, instead: str) -> str:
        try:
            return check_words(
                text,
                home,
                numbers=numbers,
                entity_ids=written.entity_ids,
                longest=longest,
            )
        except NotSayable:
            return instead

    title = _checked(written.title, 100, plain_title).rstrip(".")
    return title, _checked(written.description, 300, plain_title)


def _settings(written: Written) -> list[float]:
    """Return the numbers that are set."""
    return [s.value for s in written.routine.settings] if written.routine else []


def _schema(catalog: Catalog, changes: Sequence[str] = ()) -> dict[str, Any]:
    """Return the form of the answer."""
    kinds = ["automation", "question", "no", *(["change"] if changes else [])]
    named: list[dict[str, Any]] = [{"type": "null"}]
    if changes:
        named.append({"type": "string", "enum": list(changes)})
    properties: dict[str, Any] = {
        "kind": {"type": "string", "enum": kinds},
        "reply": {"type": ["string", "null"], "maxLength": _LONGEST_REPLY},
        "choices": {
            "type": "array",
            "items": {"type": "string", "maxLength": _LONGEST_CHOICE},
            "maxItems": _MOST_CHOICES,
        },
        "automation": {"anyOf": [{"type": "null"}, automation_schema()]},
        "changes": {"anyOf": named},
    }
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
        "$defs": definitions(catalog.ids),
    }


def _things(catalog: Catalog) -> Message:
    """Return the list of things."""
    head = '["id", "name", "area", "kind", "states", "numbers that can be set"]'
    return Message(role=Role.USER, text=f"{head}\n{catalog.text}")


def _data(name: str, value: Any) -> Message:
    """Return data of the home as a message."""
    return Message(role=Role.USER, text=json.dumps({name: value}, ensure_ascii=False))


def _automations(text: str, home: HomeContext) -> dict[str, ExistingAutomation]:
    """Return the automations that a request may mean to change.

    One that only shares a word with it would tempt a small model: most of its name must
    be said, or that an automation is meant, or that something is to be later or earlier.
    """
    said = Text.of(text)
    changes = "automation" in said.concepts

    def _points(automation: ExistingAutomation) -> int:
        name = Text.of(automation.alias)
        shared = said.words & name.words
        if not changes and 2 * len(shared) <= len(name.words):
            return 0
        return 2 * len(shared) + len(said.concepts & name.concepts)

    ranked = sorted(home.automations, key=lambda a: (-_points(a), a.entity_id))
    return {a.entity_id: a for a in ranked[:_MOST_AUTOMATIONS] if _points(a)}


def _which(
    written: Written, asked: Asked, home: HomeContext, said_before: Sequence[str]
) -> Question | None:
    """Return the question that is due where a name fits several things and one was picked silently."""
    said = Text.of(asked.whole)
    if said.means_all or written.routine is None:
        return None
    picked = set(written.entity_ids)
    for entity_id in written.entity_ids:
        if entity_id in said_before or entity_id.partition(".")[0] in (
            "sun",
            "person",
            "weather",
        ):
            continue
        fitting = rivals(said, entity_id, home, written.entity_ids)
        if set(fitting) - picked:
            names = [_distinct(each, home) for each in fitting[:_MOST_CHOICES]]
            return Question(
                text=_WHICH.get(home.language, _WHICH["en"]), choices=tuple(names)
            )
    return None


_WHICH = {
    "de": "Welches ist gemeint?",
    "en": "Which one do you mean?",
    "es": "¿Cuál de ellos?",
    "fr": "Lequel est-ce ?",
    "nl": "Welke bedoel je?",
}


def _distinct(entity_id: str, home: HomeContext) -> str:
    """Return a name with its room."""
    entity = home.entities[entity_id]
    area = home.areas.get(entity.area_id or "")
    name = plain_name(entity)
    return f"{name} ({plain(area.name)})" if area else name


_MARKS = str.maketrans("{}<>[]`*#|", "()()()    ")


def _said(text: str) -> str:
    """Return what a model says to the owner, as one line without markup."""
    return " ".join(unlinked(text.translate(_MARKS)).split())[:_LONGEST_REPLY]


def _short(text: str) -> str:
    """Return a choice."""
    return _said(text)[:_LONGEST_CHOICE]
