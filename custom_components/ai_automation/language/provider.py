"""What every language model offers: one verb, and the ways in which it fails."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from homeassistant.exceptions import HomeAssistantError

from ..const import DOMAIN

ANSWER_TOKENS = 1500
"""How long an answer may get where nothing else is said."""


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
    """The model did not say; the tokens were estimated."""

    def __add__(self, other: Usage) -> Usage:
        """Return what two calls cost."""
        return Usage(
            prompt=self.prompt + other.prompt,
            completion=self.completion + other.completion,
            estimated=self.estimated or other.estimated,
        )


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
        self,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        *,
        answer_tokens: int = ANSWER_TOKENS,
    ) -> Generated:
        """Answer the messages with an object of the closed JSON schema.

        `answer_tokens` is about how long the answer may get. Raises LanguageError.
        """


class Failure(StrEnum):
    """Why a language model did not answer: a translation key each."""

    AI_TASK_FAILED = "ai_task_failed"
    AI_TASK_MISSING = "ai_task_missing"
    AI_TASK_TIMEOUT = "ai_task_timeout"
    ANSWER_CUT = "answer_cut"
    CANNOT_CONNECT = "cannot_connect"
    CONTEXT_TOO_SMALL = "context_too_small"
    DAILY_BUDGET = "daily_budget"
    DEADLINE = "deadline"
    INVALID_ANSWER = "invalid_answer"
    INVALID_AUTH = "invalid_auth"
    MODEL_NOT_FOUND = "model_not_found"
    MONTHLY_BUDGET = "monthly_budget"
    QUOTA_USED_UP = "quota_used_up"
    RATE_LIMITED = "rate_limited"
    REFUSED = "refused"
    REQUEST_REFUSED = "request_refused"
    SERVER_ERROR = "server_error"
    TIMEOUT = "timeout"


PASSING = frozenset(
    {
        Failure.AI_TASK_FAILED,
        Failure.CANNOT_CONNECT,
        Failure.RATE_LIMITED,
        Failure.SERVER_ERROR,
        Failure.TIMEOUT,
    }
)
"""Failures that may be over when the same is asked again."""
LASTING = frozenset(
    {
        Failure.AI_TASK_MISSING,
        Failure.CANNOT_CONNECT,
        Failure.DAILY_BUDGET,
        Failure.INVALID_AUTH,
        Failure.MODEL_NOT_FOUND,
        Failure.MONTHLY_BUDGET,
        Failure.QUOTA_USED_UP,
        Failure.RATE_LIMITED,
    }
)
"""Failures that the next question would meet as well."""


class LanguageError(HomeAssistantError):
    """A language model did not answer, and why."""

    retry_after: float | None = None
    """Seconds that the server wants to be left alone."""
    usage: Usage | None = None
    """What was spent all the same, where that is known."""
    text: str | None = None
    """What was answered, where that could not be used."""
    problems: tuple[str, ...] = ()
    """Where an answer is an object, but not of the agreed form."""

    def __init__(self, failure: Failure, **placeholders: str) -> None:
        """Remember why, in a form that is shown in the reader's language."""
        super().__init__(
            translation_domain=DOMAIN,
            translation_key=failure.value,
            translation_placeholders=placeholders,
        )
        self.failure = failure


def estimate_tokens(text: str) -> int:
    """Return about how many tokens a text has: one for four ASCII characters, one for each other one."""
    plain = len(text.encode("ascii", "ignore"))
    return -(-plain // 4) + len(text) - plain
