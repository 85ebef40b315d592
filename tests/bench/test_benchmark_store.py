"""The benchmark of the store measures what it says, and leaves nothing behind."""

from pathlib import Path

import pytest

from bench import benchmark_store


async def test_measures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmark_store, "SINGLE", 20)
    monkeypatch.setattr(benchmark_store, "ROUNDS", 1)
    monkeypatch.setattr(benchmark_store, "BATCH", 200)
    figures = await benchmark_store.measure(tmp_path / "store.db")
    assert set(figures) == {
        "store.batch_ratio",
        "store.batch_ratio_month",
        "store.reader_max_ms",
        "store.batch_1000_ms",
    }
    assert figures["store.batch_ratio"] > 2
    assert figures["store.reader_max_ms"] > 0
    assert list(tmp_path.iterdir()) == []
