"""A language model that says what a test wants it to say."""

from collections.abc import Callable, Mapping, Sequence
import json
from typing import Any, override

from custom_components.ai_automation.language.answers import parse_answer
from custom_components.ai_automation.language.language_model import LanguageModel
from custom_components.ai_automation.language.provider import (
    ANSWER_TOKENS,
    Generated,
    LanguageError,
    Message,
    Provider,
    Usage,
)

from .notebook import Notebook

type Reply = Mapping[str, Any] | LanguageError
type Script = Callable[[Sequence[Message], Mapping[str, Any]], Reply]


class ScriptedProvider(Provider):
    """Answers each call with the next reply, or with what a function makes of it."""

    def __init__(self, script: Sequence[Reply] | Script) -> None:
        """Remember what to say."""
        self._script = script if callable(script) else iter(script)
        self.heard: list[Sequence[Message]] = []

    @override
    async def async_generate(
        self,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        *,
        answer_tokens: int = ANSWER_TOKENS,
    ) -> Generated:
        """Say the next thing."""
        self.heard.append(messages)
        script = self._script
        reply = script(messages, schema) if callable(script) else next(script)
        if isinstance(reply, LanguageError):
            raise reply
        text = json.dumps(reply)
        return Generated(
            data=parse_answer(text, schema),  # as every provider does
            text=text,
            usage=Usage(prompt=100, completion=20),
        )


def scripted(
    script: Sequence[Reply] | Script, *, notebook: Notebook | None = None, **kwargs: Any
) -> LanguageModel:
    """Return the door to a language model that says what is given."""
    provider = ScriptedProvider(script)

    async def _async_connect() -> Provider:
        return provider

    return LanguageModel(
        _async_connect,
        notebook or Notebook(),
        **{"concurrent_calls": 5, **kwargs},
    )
