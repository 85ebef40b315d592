"""OpenAI-compatible servers, over a real connection to a server on the loopback."""

import logging
import subprocess
import sys
import traceback
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ai_automation import language
from custom_components.ai_automation.const import DOMAIN
from custom_components.ai_automation.language import openai as openai_room
from custom_components.ai_automation.language.openai import OpenAIServer
from custom_components.ai_automation.language.provider import (
    Failure,
    LanguageError,
    Message,
    Provider,
    Role,
    Usage,
)

from .notebook import Notebook
from .server import Fault, LanguageServer, error

KEY = "sk-very-secret-0123456789"
SCHEMA = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "why": {"type": "string"}},
    "required": ["title"],
    "additionalProperties": False,
}
MESSAGES = [
    Message(role=Role.SYSTEM, text="Word it."),
    Message(role=Role.USER, text="The light goes on at seven."),
]


async def connect(
    hass: HomeAssistant, server: LanguageServer, key: str | None = None
) -> OpenAIServer:
    """Return our end of the connection."""
    return await language.async_connect(hass, base_url=server.url, api_key=key)


def entry_for(server: LanguageServer, **data: Any) -> MockConfigEntry:
    """Return an entry that uses the server."""
    return MockConfigEntry(
        domain=DOMAIN,
        title="AI Automation",
        data={
            "provider": "openai",
            "base_url": server.url,
            "model": "small",
            "api_key": KEY,
            **data,
        },
    )


async def provider_of(hass: HomeAssistant, entry: MockConfigEntry) -> Provider:
    """Return the language model of an entry."""
    entry.add_to_hass(hass)
    provider = await language.async_get_provider(hass, entry)
    assert provider is not None
    return provider


async def test_lists_the_models_in_order(
    hass: HomeAssistant, server: LanguageServer
) -> None:
    connection = await connect(hass, server, KEY)
    assert await connection.async_models() == ["large", "small"]
    assert server.calls[0].key == KEY


async def test_sends_a_placeholder_where_there_is_no_key(
    hass: HomeAssistant, server: LanguageServer
) -> None:
    await (await connect(hass, server)).async_models()
    assert server.calls[0].key == "none"


async def test_a_check_is_a_short_chat(
    hass: HomeAssistant, server: LanguageServer
) -> None:
    await (await connect(hass, server)).async_check("small")
    (call,) = server.calls
    assert call.path == "/v1/chat/completions"
    assert call.body["model"] == "small"
    assert call.body["max_tokens"] == 16


async def test_a_model_that_takes_no_limit_is_asked_without_one(
    hass: HomeAssistant, server: LanguageServer
) -> None:
    server.faults["chat"] = [error(400, message="Unsupported parameter: max_tokens")]
    await (await connect(hass, server)).async_check("small")
    assert "max_tokens" not in server.calls[1].body


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        (error(401, code="401"), Failure.INVALID_AUTH),
        (error(401, code="invalid_api_key"), Failure.INVALID_AUTH),
        (error(403), Failure.INVALID_AUTH),
        (error(404, code="model_not_found"), Failure.MODEL_NOT_FOUND),
        (error(429, Retry_After="600"), Failure.RATE_LIMITED),
        (error(500), Failure.SERVER_ERROR),
        (error(503, message="Loading model"), Failure.SERVER_ERROR),
        (Fault(body="{}"), Failure.INVALID_ANSWER),
        (Fault(body='{"choices": []}'), Failure.INVALID_ANSWER),
        (Fault(body='{"choices": [{}]}'), Failure.INVALID_ANSWER),
        (Fault(body="[1, 2]"), Failure.INVALID_ANSWER),
        (Fault(body="null"), Failure.INVALID_ANSWER),
        (Fault(body="not JSON"), Failure.INVALID_ANSWER),
        (
            Fault(body="<html>Router</html>", content_type="text/html"),
            Failure.INVALID_ANSWER,
        ),
        (Fault(cut=True), Failure.CANNOT_CONNECT),
    ],
)
@pytest.mark.usefixtures("texts")
async def test_every_fault_is_told_in_words(
    hass: HomeAssistant, server: LanguageServer, fault: Fault, failure: Failure
) -> None:
    server.faults["chat"] = [fault]
    connection = await connect(hass, server, KEY)
    with pytest.raises(LanguageError) as caught:
        await connection.async_check("small")
    assert caught.value.failure is failure
    assert caught.value.translation_key == failure.value
    words = str(caught.value)
    assert words != failure.value
    assert "{" not in words
    assert len(server.calls) == 1  # a fault is told, not tried again


@pytest.mark.parametrize(
    "body", ['{"data": 1}', "[]", "oops", '{"data": [{"name": 1}, 5, null]}']
)
async def test_garbage_instead_of_models(
    hass: HomeAssistant, server: LanguageServer, body: str
) -> None:
    server.faults["models"] = [Fault(body=body)]
    connection = await connect(hass, server)
    with pytest.raises(LanguageError) as caught:
        await connection.async_models()
    assert caught.value.failure is Failure.INVALID_ANSWER


async def test_slow_server(
    hass: HomeAssistant, server: LanguageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openai_room, "CHECK_SECONDS", 0.2)
    server.faults["chat"] = [Fault(delay=1)]
    connection = await connect(hass, server)
    with pytest.raises(LanguageError) as caught:
        await connection.async_check("small")
    assert caught.value.failure is Failure.TIMEOUT


@pytest.mark.usefixtures("socket_enabled")
async def test_nobody_there(hass: HomeAssistant) -> None:
    connection = await language.async_connect(
        hass, base_url="http://127.0.0.1:9/v1", api_key=None
    )
    with pytest.raises(LanguageError) as caught:
        await connection.async_models()
    assert caught.value.failure is Failure.CANNOT_CONNECT


@pytest.mark.parametrize("key", ["sk-“quoted”", "sk-one\nsk-two", "sk-\x00"])
async def test_a_key_that_cannot_be_sent_is_refused_before(
    hass: HomeAssistant, server: LanguageServer, key: str
) -> None:
    with pytest.raises(LanguageError) as caught:
        await connect(hass, server, key)
    assert caught.value.failure is Failure.INVALID_AUTH
    assert not server.calls


@pytest.mark.usefixtures("texts")
async def test_the_key_never_shows(
    hass: HomeAssistant, server: LanguageServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.key = "another one"
    connection = await connect(hass, server, KEY)
    with pytest.raises(LanguageError) as caught:
        await connection.async_check("small")
    assert server.calls[0].key == KEY
    printed = "".join(traceback.format_exception(caught.value))
    for shown in (printed, str(caught.value), repr(caught.value), caplog.text):
        assert KEY not in shown


async def test_generates_an_object(hass: HomeAssistant, server: LanguageServer) -> None:
    server.key = KEY
    server.reply = '{"title": "Hall light at seven"}'
    provider = await provider_of(hass, entry_for(server))
    generated = await provider.async_generate(MESSAGES, SCHEMA)
    assert generated.data == {"title": "Hall light at seven"}
    assert generated.usage == Usage(prompt=12, completion=3)
    (call,) = server.calls
    assert call.body["response_format"]["json_schema"]["schema"] == SCHEMA
    assert call.body["messages"][0] == {"role": "system", "content": "Word it."}


async def test_tokens_are_estimated_where_the_server_does_not_count(
    hass: HomeAssistant, server: LanguageServer
) -> None:
    server.usage, server.reply = None, '{"title": "a"}'
    provider = await provider_of(hass, entry_for(server))
    generated = await provider.async_generate(MESSAGES, SCHEMA)
    assert generated.usage == Usage(prompt=2 + 7, completion=4, estimated=True)


@pytest.mark.parametrize(
    ("finish_reason", "failure"),
    [
        ("length", Failure.ANSWER_CUT),
        ("content_filter", Failure.REFUSED),
        ("tool_calls", Failure.INVALID_ANSWER),
    ],
)
async def test_an_answer_that_was_cut_is_none(
    hass: HomeAssistant, server: LanguageServer, finish_reason: str, failure: Failure
) -> None:
    server.reply, server.finish_reason = '{"title": "a"}', finish_reason
    provider = await provider_of(hass, entry_for(server))
    with pytest.raises(LanguageError) as caught:
        await provider.async_generate(MESSAGES, SCHEMA)
    assert caught.value.failure is failure


@pytest.mark.usefixtures("recorder_mock")
async def test_the_first_refusal_of_the_key_asks_for_another_once(
    hass: HomeAssistant, server: LanguageServer
) -> None:
    server.key = "another one"
    provider = await provider_of(hass, entry_for(server))
    assert not hass.config_entries.flow.async_progress()
    for _ in range(2):
        with pytest.raises(LanguageError) as caught:
            await provider.async_generate(MESSAGES, SCHEMA)
        assert caught.value.failure is Failure.INVALID_AUTH
        await hass.async_block_till_done()
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["handler"] == DOMAIN
    assert flow["context"]["source"] == "reauth"


async def test_another_fault_does_not_ask_for_a_key(
    hass: HomeAssistant, server: LanguageServer
) -> None:
    server.faults["chat"] = [error(500)]
    provider = await provider_of(hass, entry_for(server))
    with pytest.raises(LanguageError):
        await provider.async_generate(MESSAGES, SCHEMA)
    await hass.async_block_till_done()
    assert not hass.config_entries.flow.async_progress()


async def test_no_language_model(hass: HomeAssistant) -> None:
    entry = MockConfigEntry(domain=DOMAIN, data={"provider": "none"})
    assert language.async_get_model(hass, entry, Notebook()) is None


def test_the_client_library_is_not_imported_before_a_call() -> None:
    imported = (
        "import sys\n"
        "import custom_components.ai_automation.config_flow\n"
        "sys.exit('openai' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", imported], check=False)
    assert done.returncode == 0
