"""A real Home Assistant process, and a logged-in connection to it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from itertools import count
import json
import os
from pathlib import Path
import signal
import socket
import sys
from typing import Any, Self

import aiohttp

HOST = "127.0.0.1"
START_SECONDS = 300
STOP_SECONDS = 60
POLL_SECONDS = 0.2


class LiveError(Exception):
    """Home Assistant did not do what it was asked to; the message says what."""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Return whether Home Assistant could listen on a port."""
    with socket.socket() as probe:
        # As Home Assistant does, so that a port closed a moment ago counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


class HomeAssistantProcess:
    """A `hass` of the running interpreter's venv, in a process group of its own."""

    def __init__(self, config: Path, *, port: int) -> None:
        self.config = config.resolve()
        self.url = f"http://{HOST}:{port}"
        self.log = self.config / "hass.log"
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it; it is not ready yet."""
        command = [sys.executable, "-m", "homeassistant", "--config", str(self.config)]
        with self.log.open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                *command,
                "--log-no-color",
                cwd=self.config,
                env=_environment(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def wait(self) -> int:
        """Wait until it ends by itself, and return its exit code."""
        assert self._process is not None
        return await self._process.wait()

    async def stop(self) -> int:
        """Stop it as a service manager would, and return its exit code."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                return await self._process.wait()
        finally:
            if self._process.returncode is None:
                os.killpg(self._process.pid, signal.SIGKILL)

    async def connect(self, name: str, password: str) -> Connection:
        """Log in as soon as it answers."""
        connection = Connection(self.url)
        try:
            async with self._within(START_SECONDS, "answer"):
                while not await connection.answers():
                    await self._pause()
            await connection.log_in(name, password)
        except BaseException:
            await connection.close()
            raise
        return connection

    async def wait_running(self, connection: Connection) -> dict[str, Any]:
        """Wait until everything is set up; return its configuration as it tells it."""
        async with self._within(START_SECONDS, "finish starting"):
            while (told := await connection.get("/api/config"))["state"] != "RUNNING":
                await self._pause()
        return dict(told)

    def complaints(self, about: str) -> list[str]:
        """Return the errors in the log that name a logger or a module, first lines only."""
        lines = self.log.read_text(errors="replace").splitlines()
        return [line for line in lines if " ERROR " in line and about in line]

    async def _pause(self) -> None:
        assert self._process is not None
        if (code := self._process.returncode) is not None:
            raise LiveError(f"Home Assistant ended with {code}.{self._log_end()}")
        await asyncio.sleep(POLL_SECONDS)

    @asynccontextmanager
    async def _within(self, seconds: float, what: str) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(seconds):
                yield
        except TimeoutError:
            raise LiveError(
                f"Home Assistant did not {what} within {seconds} s.{self._log_end()}"
            ) from None

    def _log_end(self, lines: int = 40) -> str:
        end = self.log.read_text(errors="replace").splitlines()[-lines:]
        return "\n".join(["", f"The end of {self.log}:", *end])


class Connection:
    """What a browser would do: log in, read, and call actions."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session = aiohttp.ClientSession()
        self._token = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Hang up."""
        await self._session.close()

    async def answers(self) -> bool:
        """Return whether anybody is there."""
        try:
            async with self._session.get(f"{self._url}/manifest.json"):
                return True
        except aiohttp.ClientConnectionError:
            return False

    async def log_in(self, name: str, password: str) -> None:
        """Get an access token, which is good for half an hour."""
        client_id = f"{self._url}/"
        handler = {"handler": ["homeassistant", None], "redirect_uri": client_id}
        flow = await self.post("/auth/login_flow", {"client_id": client_id, **handler})
        step = await self.post(
            f"/auth/login_flow/{flow['flow_id']}",
            {"client_id": client_id, "username": name, "password": password},
        )
        if step["type"] != "create_entry":
            raise LiveError(f"Home Assistant does not know the login {name}")
        grant = {"grant_type": "authorization_code", "code": step["result"]}
        async with self._session.post(
            f"{self._url}/auth/token", data={"client_id": client_id, **grant}
        ) as response:
            self._token = (await _content(response))["access_token"]

    async def get(self, path: str) -> Any:
        """Read from the REST API."""
        async with self._session.get(
            self._url + path, headers=self._headers()
        ) as response:
            return await _content(response)

    async def post(self, path: str, data: Mapping[str, Any]) -> Any:
        """Write to the REST API."""
        async with self._session.post(
            self._url + path, json=data, headers=self._headers()
        ) as response:
            return await _content(response)

    async def command(self, command_type: str, **fields: Any) -> Any:
        """Send one websocket command and return its result."""
        async with self.commands() as command:
            return await command(command_type, **fields)

    @asynccontextmanager
    async def commands(self) -> AsyncIterator[Callable[..., Awaitable[Any]]]:
        """Open a websocket; what it yields sends a command and returns its result."""
        async with self._session.ws_connect(f"{self._url}/api/websocket") as socket_:
            await socket_.receive_json()
            await socket_.send_json({"type": "auth", "access_token": self._token})
            await socket_.receive_json()
            ids = count(1)

            async def _command(command_type: str, **fields: Any) -> Any:
                await socket_.send_json(
                    {"id": next(ids), "type": command_type, **fields}
                )
                answer = await socket_.receive_json()
                if not answer["success"]:
                    raise LiveError(f"{command_type}: {answer['error']['message']}")
                return answer["result"]

            yield _command

    async def call(self, action: str, **data: Any) -> None:
        """Call an action, such as `light.turn_on`, and wait for its end."""
        await self.command("call_service", **_action(action, data))

    async def ask(self, action: str, **data: Any) -> dict[str, Any]:
        """Call an action and return what it answers."""
        result = await self.command(
            "call_service", **_action(action, data), return_response=True
        )
        return dict(result["response"])

    async def state(self, entity_id: str) -> str | None:
        """Return the state of an entity, None where there is no such entity."""
        states = await self.get("/api/states")
        return next((s["state"] for s in states if s["entity_id"] == entity_id), None)

    async def wait_for_state(
        self, entity_id: str, wanted: Callable[[str | None], bool], seconds: float = 10
    ) -> str | None:
        """Wait until the state of an entity is as wanted, and return it."""
        state = None
        try:
            async with asyncio.timeout(seconds):
                # A poll, so that it needs no subscription.
                while not wanted(state := await self.state(entity_id)):  # noqa: ASYNC110
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            raise LiveError(f"{entity_id} is still {state} after {seconds} s") from None
        return state

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"} if self._token else {}


def _environment() -> dict[str, str]:
    venv = Path(sys.prefix)
    kept = {
        # Bytecode is worth keeping: without it every start takes twice as long.
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
    }
    path = f"{venv / 'bin'}{os.pathsep}{kept.get('PATH', os.defpath)}"
    return {**kept, "VIRTUAL_ENV": str(venv), "PATH": path}


def _action(action: str, data: Mapping[str, Any]) -> dict[str, Any]:
    domain, _, service = action.partition(".")
    return {"domain": domain, "service": service, "service_data": dict(data)}


async def _content(response: aiohttp.ClientResponse) -> Any:
    text = await response.text()
    if not response.ok:
        raise LiveError(
            f"{response.method} {response.url.path}: {response.status} {text}"
        )
    return json.loads(text)
