"""The command line of the demonstration; what it shows is in tests/live."""

import json
import os
from pathlib import Path
import socket
import subprocess
import sys

import pytest

from bench.demo import Shown, prepare

ROOT = Path(__file__).parents[2]


def demo(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench.demo", "--once", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_an_unusable_house_is_told_in_one_line(tmp_path: Path) -> None:
    config = tmp_path / "config"
    house = tmp_path / "house"
    house.mkdir()
    done = demo("--port", "0", "--house", str(house), "--config", str(config))
    assert done.returncode == 2
    *_, last = done.stderr.splitlines()
    assert last.startswith("demo: ")
    assert "home.json" in last
    assert "Traceback" not in done.stderr
    assert not config.exists()


@pytest.mark.usefixtures("socket_enabled")
def test_a_port_that_is_taken_is_told_before_anything_is_written(
    tmp_path: Path,
) -> None:
    config = tmp_path / "config"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = demo("--port", port, "--config", str(config))
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"demo: Port {port} is taken: stop what uses it, or choose another with --port"
    ]
    assert not config.exists()


@pytest.mark.parametrize(
    ("state", "status", "suggestions", "worked"),
    [
        ("RUNNING", "completed", [{}], True),
        ("RUNNING", "completed", [], False),
        ("RUNNING", "failed", [{}], False),
        ("STARTING", "completed", [{}], False),
    ],
)
def test_it_worked_when_a_running_home_assistant_suggests_something(
    state: str, status: str, suggestions: list[dict[str, str]], *, worked: bool
) -> None:
    shown = Shown(state=state, run={"status": status}, suggestions=suggestions)
    assert shown.worked is worked


def test_the_json_has_the_published_keys() -> None:
    shown = Shown(
        version="2026.10.4",
        state="RUNNING",
        seconds={"setup": 1.005, "start": 2.0, "analysis": 3.14159},
        run={"status": "completed"},
        suggestions=[{"id": "a"}],
    )
    assert shown.as_dict() == {
        "home_assistant": "2026.10.4",
        "state": "RUNNING",
        "seconds": {"setup": 1.0, "start": 2.0, "analysis": 3.14},
        "run": {"status": "completed"},
        "suggestions": [{"id": "a"}],
    }


async def test_a_folder_that_is_there_is_kept_but_for_its_port(tmp_path: Path) -> None:
    (tmp_path / "configuration.yaml").write_text("mine:\n")
    http = tmp_path / ".storage" / "http"
    http.parent.mkdir()
    http.write_text('{"version": 3, "data": {"stable": {"server_port": 1, "x": 2}}}')
    await prepare(tmp_path, None, 8200)
    stored = json.loads(http.read_text())
    assert stored == {"version": 3, "data": {"stable": {"server_port": 8200, "x": 2}}}
    assert (tmp_path / "configuration.yaml").read_text() == "mine:\n"
    assert not (tmp_path / "automations.yaml").exists()
