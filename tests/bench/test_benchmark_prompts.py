"""Prompts stay short, however big the home is."""

from homeassistant.core import HomeAssistant

from bench import benchmark_prompts


def test_figures(hass: HomeAssistant) -> None:
    figures = benchmark_prompts.measure(hass)
    assert 1_000 < figures["llm.prompt_tokens_200"] <= 6_000
    assert 1.0 <= figures["llm.prompt_ratio"] <= 1.1
    assert 1_000 < figures["llm.request_tokens_10000"] <= 8_000


def test_the_homes_are_as_big_as_they_say() -> None:
    assert len(benchmark_prompts.home(10_000).entities) == 10_002
    assert len(benchmark_prompts.routines(benchmark_prompts.home(200))) == 10
