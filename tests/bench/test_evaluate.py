"""The evaluation: the live integration's own way, on a recorded house, with a clock of its own."""

import json
from pathlib import Path
import subprocess
import sys

import pytest

from bench.demo_home import build
from bench.evaluate import async_evaluate
from bench.house import read_house

CLASSIC = {"state", "numeric_state", "time", "sun"}
AUTOMATED = {
    "light.hall_ceiling",
    "light.porch",
    "switch.aquarium_light",
    "switch.garden_lights",
}
ROOT = Path(__file__).parents[2]


async def test_the_demo_home_is_evaluated(tmp_path: Path) -> None:
    house = build(end=1_790_000_000)
    assert {e.entity_id for e in house.entities} >= AUTOMATED - {"light.porch"}
    run = await async_evaluate(house, house.end, tmp_path / "config")
    assert len(run["suggestions"]) >= 3
    assert [s["rank"] for s in run["suggestions"]] == list(
        range(1, len(run["suggestions"]) + 1)
    )
    for suggestion in run["suggestions"]:
        automation = suggestion["automation"]
        assert {t["trigger"] for t in automation["triggers"]} <= CLASSIC
        assert not AUTOMATED & {
            target
            for action in automation["actions"]
            for target in [action.get("target", {}).get("entity_id")]
            if isinstance(target, str)
        }
    assert run["timing"]["rows"] > 10_000
    assert run["timing"]["read_s"] > 0
    assert run["timing"]["find_s"] > 0


HOUSES = ROOT.parent / "shared" / "houses"


@pytest.mark.skipif(not HOUSES.exists(), reason="shared houses are absent")
async def test_a_change_of_an_automation_says_which(tmp_path: Path) -> None:
    house = read_house(HOUSES / "automated-1")
    truth = json.loads((HOUSES / "automated-1" / "truth.json").read_text())
    run = await async_evaluate(house, house.end, tmp_path / "config")
    changes = {
        s["replaces"]: s["automation"] for s in run["suggestions"] if "replaces" in s
    }
    meant = [i for decoy in truth["decoys"] for i in decoy.get("replaces_ok", ())]
    assert sorted(changes) == sorted(meant)
    for automation in house.automations:
        config = dict(automation.config)
        if (changed := changes.get(config["id"])) is not None:
            assert changed != config
            assert {**changed, "triggers": config["triggers"]} == config


async def test_nothing_after_the_clock_is_known(tmp_path: Path) -> None:
    house = build(end=1_790_000_000)
    run = await async_evaluate(house, house.start + 2 * 86400, tmp_path / "config")
    assert run["until"] == house.start + 2 * 86400
    assert run["suggestions"] == []
    assert run["run"]["reason"] == "too_little_history"
    assert run["run"]["message"].startswith("The recorder holds 2.0 days")


def test_a_folder_that_is_no_house_is_one_clear_line(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    done = subprocess.run(
        [sys.executable, "-m", "bench.evaluate", str(tmp_path), "--out", str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    [line] = [s for s in done.stderr.splitlines() if s.startswith("evaluate:")]
    assert "home.json" in line
    assert not out.exists()


def test_the_command_writes_every_run(tmp_path: Path) -> None:
    end = 1_790_000_000
    made = [sys.executable, "-m", "bench.demo_home", str(tmp_path / "home")]
    subprocess.run([*made, "--end", str(end)], cwd=ROOT, check=True)
    start = json.loads((tmp_path / "home" / "home.json").read_text())["start"]
    untils = [start + 86400, start + 2 * 86400]
    out = tmp_path / "out.json"
    subprocess.run(
        [
            *(sys.executable, "-m", "bench.evaluate", str(tmp_path / "home")),
            *("--until", str(untils[0]), "--until", str(untils[1])),
            *("--out", str(out)),
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    assert [run["until"] for run in json.loads(out.read_text())["runs"]] == untils
