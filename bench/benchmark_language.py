"""How much faster calls of a language model are side by side, on a server of fixed latency."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
import json
from pathlib import Path
from time import perf_counter
from typing import override

from aiohttp import web
from homeassistant.core import HomeAssistant

from custom_components.ai_automation import language
from custom_components.ai_automation.language.language_model import (
    LanguageModel,
    Ledger,
)
from custom_components.ai_automation.language.prompt import Prompt
from custom_components.ai_automation.language.provider import Message, Provider, Role
from custom_components.ai_automation.model.exchange import Exchange, Purpose, Spent
from custom_components.ai_automation.model.home import HomeContext

CALLS = 20
LIMIT = 5
LATENCY = 0.5
"""Seconds that the server takes for every answer."""

_HOME = HomeContext(version=1, time_zone="UTC", latitude=0.0, longitude=0.0)
_PROMPT = Prompt(
    name="benchmark",
    messages=(Message(role=Role.USER, text="The hall light goes on at seven."),),
    schema={
        "type": "object",
        "properties": {"title": {"type": "string"}},
        "required": ["title"],
        "additionalProperties": False,
    },
)


async def measure(folder: Path) -> dict[str, float]:
    """Return the figures; `llm.ratio` is the time of calls one after the other over that at the limit, and `llm.peak` the most calls that the server saw at once."""
    hass = HomeAssistant(str(folder))
    async with _serve() as server:
        one = await _timed(_door(hass, server.url, 1))
        server.peak = 0
        some = await _timed(_door(hass, server.url, LIMIT))
    await hass.async_stop(force=True)
    return {"llm.ratio": one / some, "llm.peak": float(server.peak)}


class _Server:
    """A server that answers after a while, and counts how many wait."""

    def __init__(self) -> None:
        self.url = ""
        self.peak = 0
        self._waiting = 0

    async def async_answer(self, _: web.Request) -> web.Response:
        """Answer a chat."""
        self._waiting += 1
        self.peak = max(self.peak, self._waiting)
        await asyncio.sleep(LATENCY)
        self._waiting -= 1
        message = {"role": "assistant", "content": json.dumps({"title": "Hall light"})}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        return web.json_response({"choices": [choice]})


@asynccontextmanager
async def _serve() -> AsyncGenerator[_Server]:
    """Run the server on the loopback until the block ends."""
    server = _Server()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", server.async_answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    server.url = f"http://{host}:{port}/v1"
    try:
        yield server
    finally:
        await runner.cleanup()


class _NoLedger(Ledger):
    """Keeps nothing: the store has figures of its own."""

    @override
    async def async_spent(self) -> Spent:
        """Return that nothing was spent."""
        return Spent()

    @override
    async def async_record(self, exchange: Exchange) -> None:
        """Forget the call."""


def _door(hass: HomeAssistant, url: str, limit: int) -> LanguageModel:
    """Return the door to the server with so many calls at once."""

    async def _async_connect() -> Provider:
        server = await language.async_connect(hass, base_url=url, api_key=None)
        return server.with_model("small", on_refused=lambda: None)

    return LanguageModel(_async_connect, _NoLedger(), concurrent_calls=limit)


async def _timed(model: LanguageModel) -> float:
    """Return how long all calls take, in seconds; one before warms up."""

    async def _async_ask() -> None:
        await model.async_generate(_PROMPT, purpose=Purpose.WORDS, home=_HOME)

    await _async_ask()
    started = perf_counter()
    await asyncio.gather(*(_async_ask() for _ in range(CALLS)))
    return perf_counter() - started
