"""A demonstration that runs while the tests of this folder look at it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
import json
import os
from pathlib import Path
import signal
import site
import subprocess
import sys
import time
from typing import Any

import pytest

from bench.house import OWNER_NAME, OWNER_PASSWORD
from bench.live import Connection, HomeAssistantProcess

ROOT = Path(__file__).parents[2]
DEMO_SECONDS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """A running demonstration, and what it told."""

    told: dict[str, Any]
    output: str
    hass: HomeAssistantProcess
    installed_before: frozenset[str]

    @property
    def automations(self) -> Path:
        return self.hass.config / "automations.yaml"


def installed() -> frozenset[str]:
    """Return the packages of this environment, with their versions."""
    folders = (Path(folder) for folder in site.getsitepackages())
    return frozenset(
        path.name for folder in folders for path in folder.glob("*.dist-info")
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demonstration of the built-in home, as `scripts/demo` starts it."""
    folder = tmp_path_factory.mktemp("demo")
    config, told, output = folder / "config", folder / "told.json", folder / "output"
    before = installed()
    options = ["--config", str(config), "--json", str(told)]
    with output.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.demo", "--port", "0", *options],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
    try:
        deadline = time.monotonic() + DEMO_SECONDS
        while not told.exists():
            assert process.poll() is None, output.read_text()
            assert time.monotonic() < deadline, output.read_text()
            time.sleep(0.2)
        http = json.loads((config / ".storage" / "http").read_text())
        yield Demo(
            told=json.loads(told.read_text()),
            output=output.read_text(),
            hass=HomeAssistantProcess(
                config, port=http["data"]["stable"]["server_port"]
            ),
            installed_before=before,
        )
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(90)
    assert code == 0, output.read_text()


@pytest.fixture
async def owner(demo: Demo, socket_enabled: None) -> AsyncIterator[Connection]:
    """The owner, logged in to the demonstration."""
    async with await demo.hass.connect(OWNER_NAME, OWNER_PASSWORD) as connection:
        yield connection
