"""Killed with SIGKILL at every step of accepting and undoing, and started again."""

import json
import os
from pathlib import Path
import signal
import subprocess
import sys
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SECONDS = 400
ENTITY = "automation.turn_on_the_hall_light_at_07_00"


def killed(folder: Path, what: str, suggestion_id: str) -> dict[str, Any]:
    """Return what each start found after dying at each step."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.automations.child", folder, what, suggestion_id],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-4000:]
    result: dict[str, Any] = json.loads(done.stdout)
    return result


@pytest.mark.parametrize("suggestion_id", ["new", "change"])
@pytest.mark.parametrize("what", ["accept", "undo"])
def test_file_and_store_agree_whenever_it_was_killed(
    tmp_path: Path, what: str, suggestion_id: str
) -> None:
    found = killed(tmp_path, what, suggestion_id)
    before, results = found["before"], found["results"]
    *died, whole = results
    assert {one["died"] for one in died} == {signal.SIGKILL}
    assert whole["died"] != signal.SIGKILL
    for step, one in enumerate(results, 1):
        on = one["file"] != before
        off = "new" if what == "accept" or on else "undone"
        assert one["status"] == ("deployed" if on else off), step
        assert one["deployed"] is on, step
        assert one["pending"] == 0, step
        assert one["rest"] == [], step
        assert one["ours"] == ([ENTITY] if on and suggestion_id == "new" else []), step
        assert one["after"] == before, step

    # Each end is reached, the one of before at the first step, the other when all is done.
    assert (results[0]["file"] == before) is (what == "accept")
    assert (whole["file"] == before) is (what == "undo")
    assert_told(results, "switched on" if what == "accept" else "taken out again")


def assert_told(results: list[dict[str, Any]], doing: str) -> None:
    """Hold what is told against what was found."""
    told = [one["told"] for one in results]
    # Before the intent is kept and after it is ended there is nothing to tell.
    assert told[0] == told[-1] == []
    begun = [n for n, messages in enumerate(told) if messages]
    assert begun == list(range(begun[0], begun[-1] + 1))
    changed = next(
        n for n, one in enumerate(results) if one["file"] == results[-1]["file"]
    )
    assert begun[0] < changed <= begun[-1]
    for n in begun:
        (message,) = told[n]
        assert f"while it was being {doing}" in message
        assert ("It is switched on" in message) is results[n]["deployed"]
