"""The table: from scored runs to figures and text, and the two simple miners beside them."""

from collections.abc import Sequence
import json
from pathlib import Path
import sys

import pytest

from bench import benchmark
from bench.homes import accuracy
from bench.homes.__main__ import main as look
from bench.homes.analyse import DAY, Archive
from bench.homes.baselines import co_occurrence, fixed_slot
from bench.homes.make import Kind, make
from bench.homes.null import WAYS
from bench.homes.report import describe
from bench.homes.runs import OURS, Results, run_home
from bench.homes.score import Marked, Offered, Scored, Scorer
from bench.homes.table import figures, text
from custom_components.ai_automation.model.routine import RoutineKind


def mark(
    finds: str | None = None,
    *,
    sure: float = 0.85,
    right: int = 0,
    wrong: int = 0,
    again: str | None = None,
    decoy: str | None = None,
) -> Marked:
    offered = Offered(title="", kind="", confidence=sure, automation={})
    return Marked(
        offered=offered, finds=finds, again=again, decoy=decoy, right=right, wrong=wrong
    )


def results(follow: float, marks: Sequence[Marked]) -> Results:
    habits = {"r1": RoutineKind.CLOCK, "r2": RoutineKind.CLOCK, "r3": RoutineKind.SUN}
    scored = {
        (name, days): Scored(habits=dict(habits), marked=list(marks))
        for name in (OURS, "co_occurrence", "fixed_slot")
        for days in (10, 14, 21, 28)
    }
    return Results(
        seed=1, follow=follow, entities=9, decoys={"faded": 2}, scored=scored
    )


def test_figures() -> None:
    strong = results(
        0.9,
        [
            mark("r1", right=3, wrong=1),
            mark("r3", right=2),
            mark(again="r1", wrong=2),
            mark(decoy="faded"),
        ],
    )
    weaker = results(0.7, [mark("r2", right=4)])
    found = figures([strong, weaker, results(0.5, [])], {"random": [0, 1, 0, 0]})
    assert found["accuracy.planted_28.recall"] == pytest.approx(2 / 3)
    assert found["accuracy.planted_28.precision"] == 0.5
    assert found["accuracy.planted_28.again"] == 1
    assert found["accuracy.planted_28.recall_by_kind.clock"] == 0.5
    assert found["accuracy.planted_28.recall_by_kind.sun"] == 1
    assert found["accuracy.planted_28.attainable_by_kind.bundle"] == 0
    assert found["accuracy.planted_70.recall"] == pytest.approx(1 / 3)
    assert found["accuracy.planted_70.precision"] == 1
    assert found["accuracy.planted_70_or_14.recall"] == 0.5
    assert found["accuracy.planted_70_or_14.precision"] == 0.6
    assert found["accuracy.planted_50.recall"] == 0
    assert found["accuracy.later.precision"] == 0.75
    assert found["accuracy.later.unwanted_per_week_and_home"] == 1
    assert found["accuracy.decoys.planted"] == 6
    assert found["accuracy.decoys.suggested"] == 4
    assert found["accuracy.decoys.suggested_by_kind.faded"] == 4
    assert found["accuracy.null.random"] == 0.25
    assert found["accuracy.baseline.fixed_slot.planted_28.precision"] == 0.5
    lines = list(text(found))
    assert any("faded 4" in line for line in lines)
    assert any("random" in line and "0.25" in line for line in lines)


def test_confidence_is_held_against_what_came() -> None:
    many = results(0.9, [mark("r1", sure=0.84, right=3, wrong=1) for _ in range(20)])
    few = results(0.9, [mark("r1", sure=1.0, wrong=1), mark(sure=0.2)])
    found = figures([many, few], {})
    assert found["accuracy.confidence.from_80.suggestions"] == 80
    assert found["accuracy.confidence.from_80.expected"] == pytest.approx(0.84)
    assert found["accuracy.confidence.from_80.right"] == 0.75
    assert found["accuracy.confidence.from_90.right"] == 0
    # Bins with fewer than fifty suggestions tell nothing.
    assert found["accuracy.confidence.worst_difference"] == pytest.approx(0.09)


def test_simple_miners_find_what_their_formulas_say() -> None:
    home = make(Kind(seed=5, size=9, follow=0.95, days=28))
    archive = Archive(home.house)
    history = archive.history(home.house.start + 21 * DAY)
    archive.close()
    scorer = Scorer(home)
    slots = list(fixed_slot(history, archive.home))
    together = list(co_occurrence(history, archive.home))
    assert scorer.score(slots, home.house.start + 21 * DAY).found
    assert all(o.automation["triggers"][0]["trigger"] == "time" for o in slots)
    assert all(o.automation["triggers"][0]["trigger"] == "state" for o in together)
    assert all(o.confidence >= 0.7 for o in together)
    assert all(0 < o.confidence <= 1 for o in slots)


def test_a_home_is_told_of(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = list(describe(make(Kind(seed=34, size=40, follow=0.9, days=28)), 21))
    assert lines[0].startswith("home 34: ")
    assert any(line.startswith("  found ") for line in lines)
    monkeypatch.setattr(sys, "argv", ["homes", "0", "--days", "10"])
    look()
    assert capsys.readouterr().out.startswith("home 0: 4 entities")


def test_the_command_writes_the_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accuracy, "SEEDS", 1)
    out = tmp_path / "out.json"
    monkeypatch.setattr(
        sys, "argv", ["benchmark", "--accuracy", "--homes", "1", "--json", str(out)]
    )
    assert benchmark.main() == 0
    written = json.loads(out.read_text())["accuracy"]
    assert written["homes"] == 1
    assert set(written["null"]) == set(WAYS)
    assert set(written["planted_28"]["recall_by_kind"]) == {
        k.value for k in RoutineKind
    }
    assert "1 homes" in capsys.readouterr().out


def test_every_moment_is_scored() -> None:
    one = run_home(0, known=(10, 28))
    assert set(one.scored) == {
        (name, days)
        for name in (OURS, "co_occurrence", "fixed_slot")
        for days in (10, 28)
    }
