"""The fast way to suggestions gives what a real Home Assistant gives."""

import asyncio
from pathlib import Path
from typing import Any

from bench.evaluate import async_evaluate
from bench.homes.analyse import DAY, Archive
from bench.homes.make import Kind, make

KIND = Kind(seed=33, size=34, follow=0.9, days=22)


def test_as_a_real_home_assistant(tmp_path: Path) -> None:
    home = make(KIND)
    assert home.house.automations
    until = home.house.start + 21 * DAY
    real = asyncio.run(async_evaluate(home.house, until, tmp_path / "config"))
    archive = Archive(home.house)
    fast = archive.analyse(until)
    archive.close()

    wanted = [_comparable(s) for s in real["suggestions"]]
    assert [
        _comparable(
            {
                "alias": s.title,
                "confidence": round(s.confidence, 3),
                "automation": s.automation,
            }
        )
        for s in sorted(fast.suggestions, key=lambda s: (-s.worth, s.fingerprint))
    ] == wanted
    assert len(wanted) >= 3
    assert fast.tested == real["run"]["counts"]["tested"]
    assert len(fast.history.acts) == real["run"]["counts"]["acts"]


def _comparable(suggestion: dict[str, Any]) -> dict[str, Any]:
    return {key: suggestion[key] for key in ("alias", "confidence", "automation")}
