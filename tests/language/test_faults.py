"""What may befall a call, through the door and over real connections on the loopback."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
import json
from pathlib import Path
import socket
import subprocess
import sys
import time
from typing import Any
import urllib.error
import urllib.request

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_socket import enable_socket

from custom_components.ai_automation import language
from custom_components.ai_automation.const import DOMAIN
from custom_components.ai_automation.language import language_model, openai as room
from custom_components.ai_automation.language.language_model import LanguageModel
from custom_components.ai_automation.language.prompt import Prompt
from custom_components.ai_automation.language.provider import (
    Failure,
    LanguageError,
    Message,
    Role,
)
from custom_components.ai_automation.model.exchange import Purpose
from custom_components.ai_automation.model.home import HomeContext

from .notebook import Notebook
from .server import Fault, LanguageServer, error

HOME = HomeContext(version=1, time_zone="UTC", latitude=0.0, longitude=0.0)
SCHEMA = {
    "type": "object",
    "properties": {
        "title": {"type": "string", "maxLength": 80},
        "minutes": {"type": "integer", "minimum": 0, "maximum": 1440},
        "entity_id": {"type": "string", "enum": ["light.hall"]},
    },
    "required": ["title", "minutes", "entity_id"],
    "additionalProperties": False,
}
GOOD = {"title": "Hall light", "minutes": 5, "entity_id": "light.hall"}
PROMPT = Prompt(
    name="test_v1",
    messages=(
        Message(role=Role.SYSTEM, text="Word it.", ours=True),
        Message(role=Role.USER, text="The hall light goes on at seven."),
    ),
    schema=SCHEMA,
)
KEY = "sk-very-secret-0123456789"


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait less between two tries."""
    monkeypatch.setattr(language_model, "FIRST_WAIT", 0.01)


@pytest.fixture
def reauths(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count how often the owner is asked for another key."""
    asked: list[str] = []
    monkeypatch.setattr(
        MockConfigEntry,
        "async_start_reauth",
        lambda entry, hass: asked.append(entry.title),
        raising=False,
    )
    return asked


def door(hass: HomeAssistant, url: str, notebook: Notebook) -> LanguageModel:
    """Return the door to a server."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        data={
            "provider": "openai",
            "base_url": url,
            "model": "small",
            "api_key": KEY,
        },
    )
    model = language.async_get_model(hass, entry, notebook)
    assert model is not None
    return model


async def ask(model: LanguageModel, run_id: str | None = None) -> dict[str, Any]:
    """Ask the test's question."""
    return await model.async_generate(
        PROMPT, purpose=Purpose.WORDS, home=HOME, run_id=run_id
    )


class Mock:
    """A server that fails as it is told to: llmock."""

    def __init__(self, port: int) -> None:
        self.root = f"http://127.0.0.1:{port}"
        self.url = f"{self.root}/v1"

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Ask its own interface."""
        request = urllib.request.Request(
            f"{self.root}/_llmock/{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b"null")

    def script(self, *behaviors: dict[str, Any]) -> None:
        """Forget everything and do these next."""
        self.call("POST", "reset")
        self.call("POST", "scenario", {"behaviors": list(behaviors)})

    def requests(self) -> list[dict[str, Any]]:
        """Return what was asked."""
        requests: list[dict[str, Any]] = self.call("GET", "requests")["requests"]
        return requests


@pytest.fixture(scope="module")
def llmock_process() -> Iterator[Mock]:
    """Run the mock for all tests of this file."""
    enable_socket()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = Path(sys.executable).parent / "llmock"
    process = subprocess.Popen(
        [program, "serve", "--host", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    mock = Mock(port)
    try:
        for _ in range(200):
            with suppress(urllib.error.URLError, ConnectionError):
                mock.call("POST", "reset")
                break
            time.sleep(0.05)
        else:
            pytest.fail("llmock did not start")
        yield mock
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def llmock(llmock_process: Mock, socket_enabled: None) -> Mock:
    """Return the mock, with nothing planned."""
    return llmock_process


async def test_a_limit_that_passes_is_waited_for(
    hass: HomeAssistant, llmock: Mock
) -> None:
    notebook = Notebook()
    await asyncio.to_thread(
        llmock.script, {"type": "fail", "status": 429, "retry_after": 1}
    )
    started = time.monotonic()
    data = await ask(door(hass, llmock.url, notebook))
    assert data["entity_id"] == "light.hall"
    assert time.monotonic() - started >= 1
    assert len(await asyncio.to_thread(llmock.requests)) == 2
    verdict = await asyncio.to_thread(llmock.call, "GET", "verdict")
    assert "retry_after_ignored" not in json.dumps(verdict["findings"])
    assert [exchange.failure for exchange in notebook.exchanges] == [None]


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (429, Failure.RATE_LIMITED),
        (500, Failure.SERVER_ERROR),
        (503, Failure.SERVER_ERROR),
    ],
)
async def test_what_does_not_pass_ends_after_some_tries(
    hass: HomeAssistant, llmock: Mock, status: int, failure: Failure
) -> None:
    notebook = Notebook()
    await asyncio.to_thread(
        llmock.script, {"type": "fail", "status": status, "times": None}
    )
    with pytest.raises(LanguageError) as caught:
        await ask(door(hass, llmock.url, notebook))
    assert caught.value.failure is failure
    requests = await asyncio.to_thread(llmock.requests)
    assert len(requests) == language_model.TRIES
    (exchange,) = notebook.exchanges
    assert exchange.failure == failure
    assert exchange.input_tokens == 0  # a request that is refused costs nothing


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        (error(401, code="401"), Failure.INVALID_AUTH),
        (error(403), Failure.INVALID_AUTH),
        (error(404, code="model_not_found"), Failure.MODEL_NOT_FOUND),
        (error(429, code="insufficient_quota"), Failure.QUOTA_USED_UP),
        (
            error(400, message="exceeds the available context size"),
            Failure.CONTEXT_TOO_SMALL,
        ),
    ],
)
async def test_what_lasts_is_not_tried_again(
    hass: HomeAssistant,
    server: LanguageServer,
    reauths: list[str],
    fault: Fault,
    failure: Failure,
) -> None:
    server.faults["chat"] = [fault] * 20
    model = door(hass, server.url, Notebook())
    with pytest.raises(LanguageError) as caught:
        await ask(model)
    assert caught.value.failure is failure
    assert len(server.calls) == 1
    assert len(reauths) == (failure is Failure.INVALID_AUTH)


async def test_a_run_does_not_ask_ten_times_what_is_refused_once(
    hass: HomeAssistant, server: LanguageServer, reauths: list[str]
) -> None:
    server.faults["chat"] = [error(401)] * 20
    model = door(hass, server.url, Notebook())
    results = await asyncio.gather(
        *(ask(model, "run-1") for _ in range(10)), return_exceptions=True
    )
    assert {type(result) for result in results} == {LanguageError}
    assert len(server.calls) <= 5  # those that were under way
    before = len(server.calls)
    server.faults["chat"] = []
    server.reply = json.dumps(GOOD)
    assert await ask(model, "run-2") == GOOD  # the next night tries again
    assert len(server.calls) == before + 1


@pytest.mark.usefixtures("socket_enabled")
async def test_nobody_there_is_known_soon(hass: HomeAssistant) -> None:
    model = door(hass, "http://127.0.0.1:9/v1", Notebook())
    with pytest.raises(LanguageError) as caught:
        await ask(model, "run-1")
    assert caught.value.failure is Failure.CANNOT_CONNECT
    with pytest.raises(LanguageError) as again:
        await ask(model, "run-1")
    assert again.value.failure is Failure.CANNOT_CONNECT


async def test_a_slow_server(
    hass: HomeAssistant, server: LanguageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "GENERATE_SECONDS", 0.1)
    notebook = Notebook()
    server.faults["chat"] = [Fault(delay=0.5)] * 10
    with pytest.raises(LanguageError) as caught:
        await ask(door(hass, server.url, notebook))
    assert caught.value.failure is Failure.TIMEOUT
    assert len(server.calls) == language_model.TRIES
    (exchange,) = notebook.exchanges
    assert exchange.input_tokens > 0  # it may have been read, and counted
    assert exchange.estimated


async def test_the_deadline_holds_over_all_tries(
    hass: HomeAssistant, server: LanguageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language_model, "CALL_SECONDS", 0.3)
    server.faults["chat"] = [error(429, Retry_After="600")]
    started = time.monotonic()
    with pytest.raises(LanguageError) as caught:
        await ask(door(hass, server.url, Notebook()))
    assert caught.value.failure is Failure.DEADLINE
    assert time.monotonic() - started < 5


async def test_a_cut_connection_is_tried_again(
    hass: HomeAssistant, server: LanguageServer
) -> None:
    server.faults["chat"] = [Fault(cut=True)]
    server.reply = json.dumps(GOOD)
    assert await ask(door(hass, server.url, Notebook())) == GOOD
    assert len(server.calls) == 2


def replied(content: Any, finish_reason: str = "stop", **message: Any) -> Fault:
    """Return an answer as a server would send it."""
    said = {"role": "assistant", "content": content, **message}
    return Fault(
        body=json.dumps(
            {
                "choices": [
                    {"index": 0, "finish_reason": finish_reason, "message": said}
                ],
                "usage": {"prompt_tokens": 40, "completion_tokens": 9},
            }
        )
    )


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(GOOD),
        f"```json\n{json.dumps(GOOD)}\n```",
        f"Here it is:\n```json\n{json.dumps(GOOD)}\n```\nAnything else?",
        f"{json.dumps(GOOD)}\n\nI hope that this helps!",
        f"Sure! {json.dumps(GOOD)}",
        f"<think>Is {{this}} right?</think>{json.dumps(GOOD)}",
    ],
)
async def test_answers_with_prose_around_are_read(
    hass: HomeAssistant, server: LanguageServer, text: str
) -> None:
    server.reply = text
    assert await ask(door(hass, server.url, Notebook())) == GOOD
    assert len(server.calls) == 1


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
@pytest.mark.parametrize("content", ["", None])
async def test_an_answer_that_is_only_thought_is_read(
    hass: HomeAssistant, server: LanguageServer, field: str, content: str | None
) -> None:
    server.faults["chat"] = [replied(content, **{field: json.dumps(GOOD)})]
    assert await ask(door(hass, server.url, Notebook())) == GOOD


async def test_thinking_aloud_gets_more_room_once(
    hass: HomeAssistant, server: LanguageServer
) -> None:
    server.faults["chat"] = [replied("", "length", reasoning="Hm. Let me think")]
    server.reply = json.dumps(GOOD)
    model = door(hass, server.url, Notebook())
    assert await ask(model) == GOOD
    await ask(model)
    limits = [call.body["max_completion_tokens"] for call in server.calls]
    assert limits == [1500, 6000, 6000]


BAD = {
    "a wrong entity": {**GOOD, "entity_id": "lock.front_door"},
    "an impossible number": {**GOOD, "minutes": -5},
    "a huge number": {**GOOD, "minutes": 1e15},
    "a number as text": {**GOOD, "minutes": "5"},
    "a truth as a number": {**GOOD, "minutes": True},
    "something more": {**GOOD, "run": "shell_command.format"},
    "something less": {"title": "Hall light"},
    "too long": {**GOOD, "title": "x" * 81},
}


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        *((json.dumps(bad), Failure.INVALID_ANSWER) for bad in BAD.values()),
        ("", Failure.INVALID_ANSWER),
        ("I am sorry, but I cannot help with that.", Failure.INVALID_ANSWER),
        (json.dumps(GOOD)[:-9], Failure.INVALID_ANSWER),
        (json.dumps(GOOD) * 2, Failure.INVALID_ANSWER),
        ('{"title": "a", "title": "b", "minutes": 1}', Failure.INVALID_ANSWER),
        (
            '{"title": "a", "minutes": NaN, "entity_id": "light.hall"}',
            Failure.INVALID_ANSWER,
        ),
        ("[" * 100_000, Failure.INVALID_ANSWER),
        ('{"a":' * 100_000, Failure.INVALID_ANSWER),
        (json.dumps(GOOD) + " " * 300_000, Failure.INVALID_ANSWER),
    ],
)
async def test_nonsense_is_refused_and_paid_for(
    hass: HomeAssistant, server: LanguageServer, text: str, failure: Failure
) -> None:
    notebook = Notebook()
    server.reply = text
    with pytest.raises(LanguageError) as caught:
        await ask(door(hass, server.url, notebook))
    assert caught.value.failure is failure
    # Once as agreed, once with the form told in words, for a server that knows none.
    assert len(server.calls) == 2
    (exchange,) = notebook.exchanges
    assert exchange.failure == failure
    assert exchange.received == text
    assert exchange.input_tokens == 2 * 12


async def test_five_megabytes_are_refused(
    hass: HomeAssistant, server: LanguageServer
) -> None:
    server.reply = json.dumps({**GOOD, "title": "x" * 5_000_000})
    with pytest.raises(LanguageError) as caught:
        await ask(door(hass, server.url, Notebook()))
    assert caught.value.failure is Failure.INVALID_ANSWER


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        (replied(None, refusal="I cannot do that."), Failure.REFUSED),
        (replied("", "content_filter"), Failure.REFUSED),
        (
            Fault(body='{"error": {"code": 429, "message": "slow down"}}'),
            Failure.RATE_LIMITED,
        ),
        (
            Fault(body='{"error": {"code": "401", "message": "who?"}}'),
            Failure.INVALID_AUTH,
        ),
        (Fault(body='{"error": "overloaded"}'), Failure.SERVER_ERROR),
    ],
)
async def test_answers_that_are_refusals(
    hass: HomeAssistant,
    server: LanguageServer,
    reauths: list[str],
    fault: Fault,
    failure: Failure,
) -> None:
    server.faults["chat"] = [fault] * 10
    with pytest.raises(LanguageError) as caught:
        await ask(door(hass, server.url, Notebook()))
    assert caught.value.failure is failure


def form_of(body: dict[str, Any]) -> str:
    """Return the form that a request asks for."""
    form = body.get("response_format")
    return "text" if form is None else form["type"]


@pytest.mark.parametrize(
    ("fault", "forms"),
    [
        (
            error(400, message="'response_format.type' must be 'json_object'"),
            ["json_schema", "json_object"],
        ),
        (error(422, message="invalid body"), ["json_schema", "json_object"]),
        (
            error(500, message="response_format json_schema: unknown"),
            ["json_schema", "json_object"],
        ),
        (error(501, message="not implemented"), ["json_schema", "json_object"]),
    ],
)
async def test_a_server_without_schemas_is_known_after_one_call(
    hass: HomeAssistant, server: LanguageServer, fault: Fault, forms: list[str]
) -> None:
    server.reply = json.dumps(GOOD)
    server.faults["chat"] = [fault]
    model = door(hass, server.url, Notebook())
    assert await ask(model) == GOOD
    assert await ask(model) == GOOD
    assert [form_of(call.body) for call in server.calls] == [*forms, forms[-1]]
    told = server.calls[-1].body["messages"][-1]["content"]
    assert '"light.hall"' in told  # the schema, since nothing enforces it


async def test_a_server_that_refuses_limits_on_texts_keeps_its_schema(
    hass: HomeAssistant, server: LanguageServer
) -> None:
    server.reply = json.dumps(GOOD)
    server.faults["chat"] = [
        error(
            400,
            message="In context=('properties', 'title'), 'maxLength' is not permitted",
        )
    ]
    model = door(hass, server.url, Notebook())
    assert await ask(model) == GOOD
    assert await ask(model) == GOOD
    sent = [c.body["response_format"]["json_schema"]["schema"] for c in server.calls]
    assert ["maxLength" in json.dumps(schema) for schema in sent] == [
        True,
        False,
        False,
    ]
    assert all(schema["properties"]["entity_id"]["enum"] for schema in sent)
    server.reply = json.dumps({**GOOD, "title": "x" * 81})  # we still look
    with pytest.raises(LanguageError):
        await ask(model)


async def test_a_server_that_knows_no_form_at_all(
    hass: HomeAssistant, server: LanguageServer
) -> None:
    server.reply = json.dumps(GOOD)
    server.faults["chat"] = [error(400, message="response_format is unknown")] * 2
    model = door(hass, server.url, Notebook())
    assert await ask(model) == GOOD
    assert [form_of(c.body) for c in server.calls] == [
        "json_schema",
        "json_object",
        "text",
    ]


async def test_a_server_that_ignores_the_form(
    hass: HomeAssistant, server: LanguageServer
) -> None:
    def reply(body: dict[str, Any]) -> str:
        told = "JSON schema" in body["messages"][-1]["content"]
        return json.dumps(GOOD) if told else "The light goes on at seven."

    server.reply = reply
    model = door(hass, server.url, Notebook())
    assert await ask(model) == GOOD
    assert await ask(model) == GOOD
    assert [form_of(c.body) for c in server.calls] == ["json_schema", "text", "text"]


@pytest.mark.parametrize(
    ("faults", "limits"),
    [
        ([], ["max_completion_tokens"]),
        (
            [error(400, message="unknown argument: max_completion_tokens")],
            ["max_completion_tokens", "max_tokens"],
        ),
        (
            [
                error(400, message="unknown argument: max_completion_tokens"),
                error(400, message="unknown argument: max_tokens"),
            ],
            ["max_completion_tokens", "max_tokens", None],
        ),
    ],
)
async def test_the_limit_is_called_what_the_server_calls_it(
    hass: HomeAssistant,
    server: LanguageServer,
    faults: list[Fault],
    limits: list[str | None],
) -> None:
    server.reply = json.dumps(GOOD)
    server.faults["chat"] = faults
    model = door(hass, server.url, Notebook())
    assert await ask(model) == GOOD
    assert await ask(model) == GOOD
    sent = [
        next((name for name in call.body if name.startswith("max_")), None)
        for call in server.calls
    ]
    assert sent == [*limits, limits[-1]]
    assert {form_of(call.body) for call in server.calls} == {"json_schema"}


async def test_a_cancelled_run_hangs_up_and_its_tokens_are_kept(
    hass: HomeAssistant, server: LanguageServer
) -> None:
    notebook = Notebook()
    server.faults["chat"] = [Fault(delay=30)]
    asked = asyncio.create_task(ask(door(hass, server.url, notebook), "run-1"))
    await until(lambda: bool(server.calls))
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    await until(lambda: server.hung_up == 1)
    (exchange,) = notebook.exchanges
    assert exchange.failure == "cancelled"
    assert exchange.input_tokens > 0


async def test_no_more_calls_at_once_than_allowed(
    hass: HomeAssistant, server: LanguageServer
) -> None:
    server.reply = json.dumps(GOOD)
    server.latency = 0.05
    model = door(hass, server.url, Notebook())
    await asyncio.gather(*(ask(model) for _ in range(12)))
    assert server.peak == 5


async def test_the_key_shows_nowhere(
    hass: HomeAssistant,
    server: LanguageServer,
    reauths: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    notebook = Notebook()
    for fault in (error(401, message=f"bad {KEY}"), error(500, message=KEY)):
        server.faults["chat"] = [fault] * 10
        with pytest.raises(LanguageError) as caught:
            await ask(door(hass, server.url, notebook))
        assert KEY not in repr(caught.value) + str(caught.value)
    assert server.calls[0].key == KEY
    assert KEY not in repr(notebook.exchanges) + caplog.text


async def until(there: Callable[[], bool]) -> None:
    """Wait until something is so, two seconds at most."""
    for _ in range(200):
        if there():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it did not come to that")


async def test_waiting_for_the_others_does_not_count(
    hass: HomeAssistant, server: LanguageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language_model, "CALL_SECONDS", 0.5)
    server.reply, server.latency = json.dumps(GOOD), 0.15
    model = door(hass, server.url, Notebook())
    results = await asyncio.gather(*(ask(model) for _ in range(25)))
    assert results == [GOOD] * 25
