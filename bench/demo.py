"""Show what AI Automation finds in a home, in a Home Assistant started for it."""

import argparse
import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
import json
import os
from pathlib import Path
import shutil
import signal
import sys
import time
from typing import Any

from homeassistant.const import __version__

from custom_components.ai_automation.const import DOMAIN, Provider

from . import demo_home
from .house import (
    OWNER_NAME,
    OWNER_PASSWORD,
    House,
    HouseError,
    read_house,
    shift_to_end,
    write_config,
)
from .live import Connection, HomeAssistantProcess, LiveError, free_port, is_free
from .progress import progress
from .report import report

ROOT = Path(__file__).parents[1]
FLOW = "/api/config/config_entries/flow"
ENTRIES = f"/api/config/config_entries/entry?domain={DOMAIN}"
WORKED, FAILED, BAD_INPUT = 0, 1, 2


@dataclass(slots=True)
class Shown:
    """What a demonstration came to."""

    seconds: dict[str, float] = field(default_factory=dict)
    version: str = ""
    state: str = ""
    run: dict[str, Any] = field(default_factory=dict)
    suggestions: list[dict[str, Any]] = field(default_factory=list)

    @property
    def worked(self) -> bool:
        """Return whether a running Home Assistant suggests something."""
        completed = self.run["status"] == "completed"
        return self.state == "RUNNING" and completed and bool(self.suggestions)

    def as_dict(self) -> dict[str, Any]:
        """Return it in the form of `--json`."""
        return {
            "home_assistant": self.version,
            "state": self.state,
            "seconds": {key: round(value, 2) for key, value in self.seconds.items()},
            "run": self.run,
            "suggestions": self.suggestions,
        }


async def prepare(config: Path, house: Path | None, port: int) -> None:
    """Write a configuration folder; one that is there stays as it is."""
    if (config / "configuration.yaml").exists():
        _set_port(config, port)
        return
    async with progress("Reading the house" if house else "Making up a home"):
        home = (
            await asyncio.to_thread(read_house, house) if house else demo_home.build()
        )
    async with progress("Writing its configuration and its recorder database"):
        await asyncio.to_thread(_write, home, config, port)


def _write(home: House, config: Path, port: int) -> None:
    """Write a home as if it had been recorded until last midnight."""
    midnight = datetime.now(home.zone).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    write_config(shift_to_end(home, midnight.timestamp()), config, port=port)


def _set_port(config: Path, port: int) -> None:
    path = config / ".storage" / "http"
    stored = json.loads(path.read_text())
    stored["data"]["stable"]["server_port"] = port
    path.write_text(json.dumps(stored, indent=2))


async def set_up(connection: Connection) -> None:
    """Add the integration as its owner would, without a language model."""
    if await connection.get(ENTRIES):
        return
    step = await connection.post(FLOW, {"handler": DOMAIN})
    step = await connection.post(
        f"{FLOW}/{step['flow_id']}", {"provider": Provider.NONE}
    )
    if step["type"] != "create_entry":
        raise LiveError(f"The integration could not be added: {step}")


async def demonstrate(hass: HomeAssistantProcess, shown: Shown) -> None:
    """Wait for Home Assistant, add the integration, run the analysis."""
    began = time.monotonic()
    async with progress(f"Starting Home Assistant {__version__}"):
        connection = await hass.connect(OWNER_NAME, OWNER_PASSWORD)
    async with connection:
        async with progress("Waiting until it is RUNNING"):
            await hass.wait_running(connection)
        shown.seconds["start"] = time.monotonic() - began
        async with progress("Adding AI Automation"):
            await set_up(connection)
        began = time.monotonic()
        async with progress("Analysing the history"):
            shown.run = await connection.ask(f"{DOMAIN}.analyze")
        shown.seconds["analysis"] = time.monotonic() - began
        answer = await connection.ask(f"{DOMAIN}.get_suggestions", status=["new"])
        shown.suggestions = answer["suggestions"]
        told = await connection.get("/api/config")
        shown.version, shown.state = told["version"], told["state"]


async def run(args: argparse.Namespace, began: float) -> int:
    """Do what the command line asks for."""
    _cancel_on_signals()
    port = args.port or free_port()
    if not is_free(port):
        raise LiveError(
            f"Port {port} is taken: stop what uses it, or choose another with --port"
        )
    config = args.config or _fresh_folder()
    await prepare(config, args.house, port)
    hass, shown = HomeAssistantProcess(config, port=port), Shown()
    shown.seconds["setup"] = time.time() - began
    await hass.start()
    try:
        await demonstrate(hass, shown)
        _show(shown, hass, args.json)
        if not args.once:
            await _stay(hass)
    finally:
        async with progress("Stopping Home Assistant"):
            await hass.stop()
    return WORKED if shown.worked else FAILED


def _fresh_folder() -> Path:
    folder = ROOT / ".demo" / __version__
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def _show(shown: Shown, hass: HomeAssistantProcess, file: Path | None) -> None:
    print(f"\n{report(shown.run, shown.suggestions)}\n", flush=True)
    for line in hass.complaints(DOMAIN):
        print(f"In the log: {line}", file=sys.stderr)
    if file:
        unfinished = file.with_name(f"{file.name}.new")
        unfinished.write_text(json.dumps(shown.as_dict(), indent=2) + "\n")
        unfinished.replace(file)


async def _stay(hass: HomeAssistantProcess) -> None:
    """Leave it running until Ctrl-C, SIGTERM or its own end."""
    print(
        f"Home Assistant is at {hass.url} (name {OWNER_NAME}, password {OWNER_PASSWORD}).\n"
        f"Its configuration is in {hass.config}. Ctrl-C stops it.",
        flush=True,
    )
    with suppress(asyncio.CancelledError):
        await hass.wait()


def _cancel_on_signals() -> None:
    """Let Ctrl-C and SIGTERM end what goes on, so that it is cleaned up."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(prog="scripts/demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="stop after printing")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write it as JSON too"
    )
    parser.add_argument("--house", type=Path, metavar="FOLDER", help="a recorded house")
    parser.add_argument("--port", type=int, default=8123, help="0 takes a free one")
    parser.add_argument(
        "--config",
        type=Path,
        metavar="FOLDER",
        help="a configuration folder to keep; made when it is not there",
    )
    parser.add_argument(
        "--latest", action="store_true", help="the newest Home Assistant"
    )
    return parser.parse_args(arguments)


def main() -> int:
    """Run the demonstration; 0 it worked, 1 it did not, 2 the house is unusable."""
    args = parse(sys.argv[1:])
    began = float(os.environ.get("DEMO_STARTED", time.time()))
    try:
        return asyncio.run(run(args, began))
    except HouseError as err:
        print(f"demo: {err}", file=sys.stderr)
        return BAD_INPUT
    except LiveError as err:
        print(f"demo: {err}", file=sys.stderr)
        return FAILED
    except asyncio.CancelledError:
        return FAILED


if __name__ == "__main__":
    sys.exit(main())
