"""AI Task entities as language models."""

import asyncio
from typing import override

from homeassistant.components import ai_task, conversation
from homeassistant.components.ai_task import AITaskEntityFeature
from homeassistant.components.ai_task.const import DATA_COMPONENT
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ai_automation import language
from custom_components.ai_automation.const import DOMAIN
from custom_components.ai_automation.language import ai_task as ai_task_room
from custom_components.ai_automation.language.ai_task import async_can_generate
from custom_components.ai_automation.language.provider import (
    Failure,
    LanguageError,
    Message,
    Provider,
    Role,
    Usage,
)

ENTITY_ID = "ai_task.writer"
SCHEMA = {
    "type": "object",
    "properties": {"title": {"type": "string"}},
    "required": ["title"],
    "additionalProperties": False,
}
MESSAGES = [
    Message(role=Role.SYSTEM, text="Word it."),
    Message(role=Role.USER, text="The light goes on at seven."),
]


class Writer(ai_task.AITaskEntity):
    """An AI Task entity that answers as it is told."""

    _attr_name = "Writer"
    _attr_supported_features = AITaskEntityFeature.GENERATE_DATA

    def __init__(self) -> None:
        self.reply = '```json\n{"title": "Hall light"}\n```'
        self.error: Exception | None = None
        self.delay = 0.0
        self.instructions = ""
        self.stats: dict[str, int] | None = None

    @override
    async def _async_generate_data(
        self, task: ai_task.GenDataTask, chat_log: conversation.ChatLog
    ) -> ai_task.GenDataTaskResult:
        self.instructions = task.instructions
        await asyncio.sleep(self.delay)
        if self.error is not None:
            raise self.error
        if self.stats is not None:
            chat_log.async_trace({"stats": self.stats})
        return ai_task.GenDataTaskResult(
            conversation_id=chat_log.conversation_id, data=self.reply
        )


@pytest.fixture
async def writer(hass: HomeAssistant) -> Writer:
    """Set up an AI Task entity."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "ai_task", {})
    writer = Writer()
    await hass.data[DATA_COMPONENT].async_add_entities([writer])
    await hass.async_block_till_done()
    return writer


async def provider_of(hass: HomeAssistant) -> Provider:
    """Return the language model of an entry that uses the entity."""
    entry = MockConfigEntry(
        domain=DOMAIN, data={"provider": "ai_task", "ai_task_entity": ENTITY_ID}
    )
    provider = await language.async_get_provider(hass, entry)
    assert provider is not None
    return provider


async def test_generates_an_object(hass: HomeAssistant, writer: Writer) -> None:
    provider = await provider_of(hass)
    generated = await provider.async_generate(MESSAGES, SCHEMA)
    assert generated.data == {"title": "Hall light"}
    assert generated.usage.estimated
    assert generated.usage.completion == 9
    assert generated.usage.prompt > 20
    assert writer.instructions.startswith("Word it.\n\nThe light goes on at seven.")
    assert '"required":["title"]' in writer.instructions


async def test_tokens_are_read_where_the_integration_tells_them(
    hass: HomeAssistant, writer: Writer
) -> None:
    writer.stats = {"input_tokens": 321, "output_tokens": 12}
    generated = await (await provider_of(hass)).async_generate(MESSAGES, SCHEMA)
    assert generated.usage == Usage(prompt=321, completion=12)
    writer.reply = "Gladly!"
    with pytest.raises(LanguageError) as caught:
        await (await provider_of(hass)).async_generate(MESSAGES, SCHEMA)
    assert caught.value.usage == Usage(prompt=321, completion=12)


async def test_an_answer_in_another_form(hass: HomeAssistant, writer: Writer) -> None:
    writer.reply = "Gladly!"
    provider = await provider_of(hass)
    with pytest.raises(LanguageError) as caught:
        await provider.async_generate(MESSAGES, SCHEMA)
    assert caught.value.failure is Failure.INVALID_ANSWER


@pytest.mark.usefixtures("texts")
async def test_what_the_entity_complains_about_is_told(
    hass: HomeAssistant, writer: Writer
) -> None:
    writer.error = HomeAssistantError("quota is used up")
    provider = await provider_of(hass)
    with pytest.raises(LanguageError, match="quota is used up") as caught:
        await provider.async_generate(MESSAGES, SCHEMA)
    assert caught.value.failure is Failure.AI_TASK_FAILED


async def test_a_slow_entity(
    hass: HomeAssistant, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ai_task_room, "GENERATE_SECONDS", 0.05)
    writer.delay = 1
    provider = await provider_of(hass)
    with pytest.raises(LanguageError) as caught:
        await provider.async_generate(MESSAGES, SCHEMA)
    assert caught.value.failure is Failure.AI_TASK_TIMEOUT


async def test_an_entity_that_is_gone(hass: HomeAssistant) -> None:
    provider = await provider_of(hass)
    with pytest.raises(LanguageError) as caught:
        await provider.async_generate(MESSAGES, SCHEMA)
    assert caught.value.failure is Failure.AI_TASK_MISSING


@pytest.mark.parametrize(("features", "expected"), [(0, False), (1, True), (4, False)])
async def test_only_some_entities_generate_data(
    hass: HomeAssistant, features: int, expected: bool
) -> None:
    hass.states.async_set("ai_task.any", "unknown", {"supported_features": features})
    assert async_can_generate(hass, "ai_task.any") is expected
    assert not async_can_generate(hass, "ai_task.none")
