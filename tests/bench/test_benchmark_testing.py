"""The figures of the cache of tests."""

from bench import benchmark_testing


async def test_what_is_known_is_not_looked_at_again() -> None:
    figures = await benchmark_testing.measure()
    assert set(figures) == {"test.fresh_ms", "test.cached_ratio"}
    assert figures["test.cached_ratio"] > 1
