"""Language models that Home Assistant already has, as AI Task entities."""

import asyncio
from collections.abc import Mapping, Sequence
import json
from typing import Any, override

from homeassistant.components import ai_task
from homeassistant.components.ai_task import AITaskEntityFeature
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity import get_supported_features

from .provider import (
    Failure,
    Generated,
    LanguageError,
    Message,
    Provider,
    Usage,
    estimate_tokens,
    parse_answer,
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
        self, messages: Sequence[Message], schema: Mapping[str, Any]
    ) -> Generated:
        """Answer the messages with an object of the closed JSON schema.

        An AI Task takes one text, answers with text, and tells no tokens.
        """
        instructions = "\n\n".join(
            [
                *(message.text for message in messages),
                "Answer with one JSON object of this JSON schema and nothing else:",
                json.dumps(dict(schema)),
            ]
        )
        text = await self._async_ask(instructions)
        return Generated(
            data=parse_answer(text, schema),
            text=text,
            usage=Usage(
                prompt=estimate_tokens(instructions),
                completion=estimate_tokens(text),
                estimated=True,
            ),
        )

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
