"""A small server on the loopback that speaks the OpenAI form, with faults to order."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import json
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer


@dataclass
class Fault:
    """What the server does instead of answering properly."""

    status: int = 200
    body: str = "{}"
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    delay: float = 0
    cut: bool = False


def error(status: int, *, message: str = "no", code: str = "", **headers: str) -> Fault:
    """Return an error in the OpenAI form."""
    body = {"error": {"message": message, "type": "error", "code": code}}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fault(status=status, body=json.dumps(body), headers=named)


@dataclass
class Call:
    """What the server was asked."""

    path: str
    key: str | None
    body: dict[str, Any]


class LanguageServer:
    """The server; what it does is set from outside."""

    def __init__(self) -> None:
        self.root = ""
        self.key: str | None = None
        self.models: Any = [
            {"id": "small", "object": "model", "created": 0, "owned_by": "us"},
            {"id": "large", "object": "model", "created": 0, "owned_by": "us"},
        ]
        self.reply: str | Callable[[dict[str, Any]], str] = "ready"
        """What is answered, or what makes it of the request's body."""
        self.finish_reason = "stop"
        self.usage: dict[str, int] | None = {
            "prompt_tokens": 12,
            "completion_tokens": 3,
            "total_tokens": 15,
        }
        self.faults: dict[str, list[Fault]] = {"models": [], "chat": []}
        self.calls: list[Call] = []
        self.latency = 0.0
        """Seconds that every proper answer takes."""
        self.peak = self.hung_up = self._busy = 0

    @property
    def url(self) -> str:
        """Return the address that a user would enter."""
        return f"{self.root}/v1"

    async def async_models(self, request: web.Request) -> web.StreamResponse:
        """List the models."""
        return await self._async_serve(
            request, "models", {"object": "list", "data": self.models}
        )

    async def async_chat(self, request: web.Request) -> web.StreamResponse:
        """Answer a chat."""
        reply = self.reply
        content = reply if isinstance(reply, str) else reply(await request.json())
        message = {"role": "assistant", "content": content}
        choice = {"index": 0, "finish_reason": self.finish_reason, "message": message}
        answer = {
            "id": "c1",
            "object": "chat.completion",
            "created": 0,
            "model": "small",
            "choices": [choice],
            "usage": self.usage,
        }
        return await self._async_serve(request, "chat", answer)

    async def _async_serve(
        self, request: web.Request, what: str, answer: dict[str, Any]
    ) -> web.StreamResponse:
        """Remember the call, then do the next fault or answer."""
        text = await request.text()
        authorization = request.headers.get("Authorization", "")
        sent = authorization.removeprefix("Bearer ") or None
        self.calls.append(Call(request.path, sent, json.loads(text) if text else {}))
        fault = self.faults[what].pop(0) if self.faults[what] else None
        if fault is None and self.key is not None and sent != self.key:
            fault = error(401, message=f"Incorrect API key: {sent}", code="401")
        self._busy += 1
        self.peak = max(self.peak, self._busy)
        try:
            await asyncio.sleep(fault.delay if fault else self.latency)
        except asyncio.CancelledError:
            self.hung_up += 1
            raise
        finally:
            self._busy -= 1
        if fault is None:
            return web.json_response(answer)
        if fault.cut and request.transport is not None:
            request.transport.abort()
        return web.Response(
            status=fault.status,
            text=fault.body,
            headers=fault.headers,
            content_type=fault.content_type,
        )


@asynccontextmanager
async def serve() -> AsyncGenerator[LanguageServer]:
    """Run the server until the block ends."""
    server = LanguageServer()
    app = web.Application()
    app.router.add_get("/v1/models", server.async_models)
    app.router.add_post("/v1/chat/completions", server.async_chat)
    async with TestServer(app, handler_cancellation=True) as running:
        server.root = str(running.make_url("")).rstrip("/")
        yield server
