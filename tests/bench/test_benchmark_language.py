"""The benchmark of the language model counts what its server sees."""

from pathlib import Path

import pytest

from bench import benchmark_language


@pytest.mark.usefixtures("socket_enabled")
async def test_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmark_language, "CALLS", 6)
    monkeypatch.setattr(benchmark_language, "LIMIT", 3)
    monkeypatch.setattr(benchmark_language, "LATENCY", 0.02)
    figures = await benchmark_language.measure(tmp_path)
    assert figures["llm.peak"] == 3
    assert figures["llm.ratio"] > 1
