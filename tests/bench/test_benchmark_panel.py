"""The figures of the panel."""

import pytest

from bench import benchmark_panel


@pytest.mark.live
@pytest.mark.usefixtures("socket_enabled")
async def test_the_panel_is_measured_in_a_real_browser() -> None:
    figures = await benchmark_panel.measure()
    assert set(figures) == {
        "panel.module_kb",
        "panel.first_ms",
        "panel.page_ms",
        "panel.replay_first_ms",
        "panel.replay_ms",
    }
    assert all(value > 0 for value in figures.values())
    assert figures["panel.module_kb"] < 60
