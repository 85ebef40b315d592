"""Killed with SIGKILL in the middle of a night, and a disk that is full at the commit."""

import json
from pathlib import Path
import signal
import subprocess
import sys
from typing import Any

import pytest

from tests.builders import NOON

from .child import SIZE


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what was left behind in each case."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.child", tmp_path_factory.mktemp("killed")],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _nights(count: int) -> dict[str, Any]:
    """Return what so many whole nights leave."""
    names = [f"run-{n}" for n in range(count)]
    return {
        "signal": signal.SIGKILL,
        "runs": sorted(names),
        "suggestions": dict.fromkeys(sorted(names), SIZE),
        "acts": count * SIZE,
        "watermark": NOON + count * SIZE - 1 if count else None,
    }


@pytest.mark.parametrize("when", ["first", "middle", "acts", "commit"])
def test_killed_in_the_middle(results: dict[str, Any], when: str) -> None:
    """The night before is whole, nothing of this one is there."""
    assert results[when] == _nights(1)


def test_killed_after_the_commit(results: dict[str, Any]) -> None:
    """The night is whole although nobody closed the file."""
    assert results["after"] == _nights(2)


@pytest.mark.parametrize("attempt", range(4))
def test_killed_at_any_moment(results: dict[str, Any], attempt: int) -> None:
    left = results[f"any-{attempt}"]
    assert left == _nights(len(left["runs"]))


def test_nights_were_stored_before_they_were_killed(results: dict[str, Any]) -> None:
    assert results["any-3"]["runs"]


def test_disk_full_at_the_commit(results: dict[str, Any]) -> None:
    """It fails at the commit itself, leaves nothing, and the caller is told."""
    full = results["full"]
    assert full["told"] is not None
    assert full["told"][0] == "store_failed"
    assert "COMMIT" in full["words"]
    assert full["before"] == full["after"]
    assert full["failed"] == ["run-1", "failed", []]
    assert full["later"]["suggestions"] == 2 * SIZE
