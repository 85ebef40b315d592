"""Language models that Home Assistant already has, as AI Task entities."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, override

from homeassistant.components import ai_task
from homeassistant.components.ai_task import AITaskEntityFeature
from homeassistant.components.conversation.trace import (
    ConversationTrace,
    async_conversation_trace,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity import get_supported_features

from .answers import parse_answer
from .dialect import said
from .provider import (
    ANSWER_TOKENS,
    Failure,
    Generated,
    LanguageError,
    Message,
    Provider,
    Usage,
    estimate_tokens,
)

GENERATE_SECONDS = 120


@callback
def async_can_generate(hass: HomeAssistant, entity_id: str) -> bool:
    """Return whether the entity exists and generates data."""
    if hass.states.get(entity_id) is None:
        return False
    features = get_supported_features(hass, entity_id)
    return bool(features & AITaskEntityFeature.GENERATE_DATA)


class AiTaskProvider(Provider):
    """An AI Task entity."""

    def __init__(self, hass: HomeAssistant, entity_id: str) -> None:
        """Remember the entity."""
        self._hass = hass
        self._entity_id = entity_id

    @override
    async def async_generate(
        self,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        *,
        answer_tokens: int = ANSWER_TOKENS,
    ) -> Generated:
        """Answer the messages with an object of the closed JSON schema.

        An AI Task takes one text, answers with text, and tells no tokens; how long the
        answer may get is set up where the entity is.
        """
        instructions = "\n\n".join([*(m.text for m in messages), said(schema)])
        with async_conversation_trace() as trace:
            text = await self._async_ask(instructions)
        usage = _usage(trace, instructions, text)
        try:
            data = parse_answer(text, schema)
        except LanguageError as err:
            err.usage, err.text = usage, text
            raise
        return Generated(data=data, text=text, usage=usage)

    async def _async_ask(self, instructions: str) -> str:
        """Return the entity's answer."""
        entity_id = self._entity_id
        if not async_can_generate(self._hass, entity_id):
            raise LanguageError(Failure.AI_TASK_MISSING, entity_id=entity_id)
        try:
            async with asyncio.timeout(GENERATE_SECONDS):
                result = await ai_task.async_generate_data(
                    self._hass,
                    task_name="AI Automation",
                    entity_id=entity_id,
                    instructions=instructions,
                )
        except TimeoutError:
            raise LanguageError(
                Failure.AI_TASK_TIMEOUT,
                entity_id=entity_id,
                seconds=str(GENERATE_SECONDS),
            ) from None
        except HomeAssistantError as err:
            raise LanguageError(
                Failure.AI_TASK_FAILED, entity_id=entity_id, error=str(err)
            ) from err
        return str(result.data)


def _usage(trace: ConversationTrace, instructions: str, text: str) -> Usage:
    """Return what a task cost: as the entity's integration told while it worked, else estimated."""
    sent = answered = 0
    for event in trace.as_dict()["events"]:
        stats = (event.get("data") or {}).get("stats") or {}
        sent += int(stats.get("input_tokens") or 0)
        answered += int(stats.get("output_tokens") or 0)
    if sent or answered:
        return Usage(prompt=sent, completion=answered)
    return Usage(
        prompt=estimate_tokens(instructions),
        completion=estimate_tokens(text),
        estimated=True,
    )
