"""Routines in the words of a language model, each checked, each with its plain wording to fall back on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
import hashlib
import json
from typing import Any

from ...language.prompt import Prompt, text_of
from ...language.provider import Message, Role
from ...model.home import Entity, HomeContext
from ...model.suggestion import Category, Suggestion
from ...phrases import phrase, spoken
from ..names import plain, plain_name
from ..proof import proof_words
from .spoken import NotSayable, check_words, hours_in, names_people, numbers_in

PROMPT = "words_v1"
_TITLE, _DESCRIPTION, _QUESTION = 100, 300, 160
LANGUAGES = {
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "nl": "Dutch",
}
_PROOF = (
    "- proof: one sentence that says how often it was done by hand and how often it would"
    " have been unwanted, with the numbers of the data."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """What a language model called a routine."""

    key: str
    """Of what it was given: the same routine in the same language needs no new words."""
    title: str
    description: str
    proof: str | None
    """None where our own sentence tells the proof."""
    category: Category
    question: str | None

    def as_dict(self) -> dict[str, Any]:
        """Return the words as plain data, for the store."""
        return {
            "key": self.key,
            "title": self.title,
            "description": self.description,
            "proof": self.proof,
            "category": self.category.value,
            "question": self.question,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Worded:
        """Return the words that `as_dict` wrote."""
        return cls(**{**data, "category": Category(data["category"])})


def words_key(suggestion: Suggestion, home: HomeContext, instructions: str) -> str:
    """Return what names the words of a suggestion: what a model is told of it.

    Figures count only where the model tells them: in languages we have no sentences for.
    """
    told: list[Any] = [PROMPT, home.language, instructions, suggestion.fingerprint]
    told += [suggestion.title, suggestion.category.value]
    if spoken(home.language) is None:
        told.append(_counted(suggestion))
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def words_prompt(
    suggestion: Suggestion, home: HomeContext, instructions: str
) -> Prompt:
    """Return what a language model is told of one routine; reads a file."""
    tells_proof = spoken(home.language) is None
    rules = text_of(
        PROMPT,
        language=LANGUAGES.get(home.language, home.language),
        proof=_PROOF if tells_proof else "",
    )
    return Prompt(
        name=PROMPT,
        messages=(
            Message(role=Role.SYSTEM, text=rules, ours=True),
            *instructed(instructions),
            Message(role=Role.USER, text=_told(suggestion, home)),
        ),
        schema=_schema(tells_proof=tells_proof),
        answer_tokens=500,
    )


def instructed(instructions: str) -> tuple[Message, ...]:
    """Return the owner's standing instructions as messages: none, or two."""
    if not instructions:
        return ()
    return (
        Message(
            role=Role.SYSTEM,
            text="The owner wants this to be minded, as far as the rules above allow:",
            ours=True,
        ),
        Message(role=Role.USER, text=instructions),
    )


def read_words(
    data: Mapping[str, Any], suggestion: Suggestion, home: HomeContext, key: str
) -> Worded:
    """Return the words of an answer; NotSayable where a check fails. Looks at all of the home."""
    numbers = _numbers(suggestion, home)
    about = suggestion.entity_ids

    def _checked(text: str, longest: int) -> str:
        return check_words(
            text, home, numbers=numbers, entity_ids=about, longest=longest
        )

    title = _checked(data["title"], _TITLE)
    if names_people(title, home):
        raise NotSayable("person")
    kept = suggestion.category is Category.SECURITY
    return Worded(
        key=key,
        title=title.rstrip("."),
        description=_checked(data["description"], _DESCRIPTION),
        proof=_proof(data, suggestion, home, _checked),
        category=Category.SECURITY if kept else Category(data["category"]),
        question=_question(data["question"], _checked),
    )


def with_words(suggestion: Suggestion, words: Worded, home: HomeContext) -> Suggestion:
    """Return a suggestion in other words; the automation's name follows, nothing else does."""
    proof = words.proof
    if proof is None and suggestion.evidence is not None:
        proof = proof_words(suggestion.evidence, home)
    description = phrase(
        home.language,
        "description",
        title=words.description.rstrip("."),
        proof=proof or "",
    )
    named = {"alias": words.title, "description": description}
    return replace(
        suggestion,
        title=words.title,
        description=description,
        category=words.category,
        question=words.question,
        words=words.as_dict(),
        automation={**suggestion.automation, **named},
    )


def _schema(*, tells_proof: bool) -> dict[str, Any]:
    """Return the form of the answer."""
    properties: dict[str, Any] = {
        "title": {"type": "string", "maxLength": _TITLE},
        "description": {"type": "string", "maxLength": _DESCRIPTION},
        "category": {"type": "string", "enum": [c.value for c in Category]},
        "question": {"type": ["string", "null"], "maxLength": _QUESTION},
    }
    if tells_proof:
        properties["proof"] = {"type": "string", "maxLength": _DESCRIPTION}
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _told(suggestion: Suggestion, home: HomeContext) -> str:
    """Return what there is to know about a routine, without who did what when."""
    things = [home.entities[e] for e in suggestion.entity_ids if e in home.entities]
    told = {
        "sentence": suggestion.title,
        "begins": suggestion.kind.value if suggestion.kind else None,
        "category": suggestion.category.value,
        "things": [_thing(entity, home) for entity in things],
        "counted": _counted(suggestion),
    }
    return json.dumps(told, ensure_ascii=False)


def _counted(suggestion: Suggestion) -> dict[str, int] | None:
    """Return the figures of the proof."""
    evidence = suggestion.evidence
    if evidence is None:
        return None
    return {
        "days": round(evidence.days),
        "done_by_hand": evidence.right,
        "of": evidence.right + evidence.wrong,
        "unwanted": evidence.wrong,
    }


def _thing(entity: Entity, home: HomeContext) -> dict[str, str]:
    """Return what is told of a thing."""
    area = home.areas.get(entity.area_id or "")
    told = {"name": plain_name(entity), "kind": entity.device_class or entity.domain}
    return told | ({"room": plain(area.name)} if area else {})


def _numbers(suggestion: Suggestion, home: HomeContext) -> frozenset[int]:
    """Return the numbers that may be said: those of the plain wording and of the evidence."""
    said = f"{suggestion.title} {suggestion.description}"
    names = " ".join(
        home.entities[e].name for e in suggestion.entity_ids if e in home.entities
    )
    numbers = {*numbers_in(said, home.language), *numbers_in(names, home.language)}
    numbers |= set(hours_in(suggestion.title))
    if (evidence := suggestion.evidence) is not None:
        numbers |= {round(evidence.days), evidence.right, evidence.wrong}
        numbers |= {evidence.right + evidence.wrong, evidence.missed, evidence.noop}
    return frozenset(numbers)


def _proof(
    data: Mapping[str, Any], suggestion: Suggestion, home: HomeContext, checked: Any
) -> str | None:
    """Return the proof in a language we have no sentences for, if the figures are all there."""
    evidence = suggestion.evidence
    if "proof" not in data or evidence is None:
        return None
    try:
        text: str = checked(data["proof"], _DESCRIPTION)
    except NotSayable:
        return None
    needed = {evidence.right, evidence.right + evidence.wrong}
    return text if needed <= set(numbers_in(text, home.language)) else None


def _question(said: str | None, checked: Any) -> str | None:
    """Return a question if it is one."""
    if said is None:
        return None
    try:
        text: str = checked(said, _QUESTION)
    except NotSayable:
        return None
    has_number = any(char.isdigit() for char in text)
    return text if text.endswith("?") and not has_number else None
