"""What every language model offers: one verb, and the ways in which it fails."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
import json
import re
from typing import Any, Protocol

from homeassistant.exceptions import HomeAssistantError

from ..const import DOMAIN

_FENCED = re.compile(r"^```[a-z]*\s*\n(.*)\n\s*```$", re.DOTALL)


class Role(StrEnum):
    """Who speaks in a message."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message to a language model."""

    role: Role
    text: str
    ours: bool = False
    """Holds nothing of the home, so no name in it needs to be hidden."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What one call cost, in tokens."""

    prompt: int
    completion: int
    estimated: bool = False
    """The model did not say; four characters were taken as one token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """What a language model answered."""

    data: dict[str, Any]
    """Has the properties that the schema asked for; their values are unchecked."""
    text: str
    """The answer as it came."""
    usage: Usage


class Provider(Protocol):
    """A language model."""

    async def async_generate(
        self, messages: Sequence[Message], schema: Mapping[str, Any]
    ) -> Generated:
        """Answer the messages with an object of the closed JSON schema.

        Raises LanguageError.
        """


class Failure(StrEnum):
    """Why a language model did not answer: a translation key each."""

    AI_TASK_FAILED = "ai_task_failed"
    AI_TASK_MISSING = "ai_task_missing"
    AI_TASK_TIMEOUT = "ai_task_timeout"
    CANNOT_CONNECT = "cannot_connect"
    INVALID_ANSWER = "invalid_answer"
    INVALID_AUTH = "invalid_auth"
    MODEL_NOT_FOUND = "model_not_found"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    TIMEOUT = "timeout"


class LanguageError(HomeAssistantError):
    """A language model did not answer, and why."""

    def __init__(self, failure: Failure, **placeholders: str) -> None:
        """Remember why, in a form that is shown in the reader's language."""
        super().__init__(
            translation_domain=DOMAIN,
            translation_key=failure.value,
            translation_placeholders=placeholders,
        )
        self.failure = failure


def estimate_tokens(text: str) -> int:
    """Return about how many tokens a text has: one for four characters."""
    return -(-len(text) // 4)


def parse_answer(text: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the object in an answer, fenced as code or bare.

    Raises LanguageError when it is not an object with the properties of the schema.
    """
    text = text.strip()
    if fenced := _FENCED.match(text):
        text = fenced[1]
    try:
        data = json.loads(text)
    except ValueError:
        raise LanguageError(Failure.INVALID_ANSWER) from None
    known = set(schema.get("properties", ()))
    required = set(schema.get("required", ()))
    if not isinstance(data, dict) or not required <= set(data) <= known:
        raise LanguageError(Failure.INVALID_ANSWER)
    return data
