"""How much less a test of a suggestion costs, besides its devices, when it is known already."""

import asyncio
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from homeassistant.core import HomeAssistant

from custom_components.ai_automation.automations.prepared import PreparedCache
from custom_components.ai_automation.home.cache import HomeContextCache
from custom_components.ai_automation.model.suggestion import (
    Category,
    Origin,
    Suggestion,
    SuggestionStatus,
)
from custom_components.ai_automation.testing import async_prepared

from .benchmark_context import DAY, house
from .house import running_home, write_config

TESTS = 51
THINGS = ("light.thing_15", "light.thing_16")


async def measure() -> dict[str, float]:
    """Return the figures of a home of 1,000 entities.

    `test.cached_ratio` is the time of a fresh preparation over that of a known one. The
    snapshot of the home is there in both cases, as it is in a running Home Assistant.
    """
    with TemporaryDirectory() as folder:
        config = Path(folder) / "config"
        await asyncio.to_thread(write_config, house(), config, port=0)
        async with running_home(config) as hass:
            homes = HomeContextCache(hass)
            stop = homes.async_start()
            await hass.async_block_till_done()
            fresh, cached = await _async_times(hass, homes)
            stop()
    return {"test.fresh_ms": fresh * 1000, "test.cached_ratio": fresh / cached}


async def _async_times(
    hass: HomeAssistant, homes: HomeContextCache
) -> tuple[float, float]:
    """Return the seconds of a fresh and of a known preparation, medians."""
    times: dict[bool, list[float]] = {False: [], True: []}
    homes.async_get()
    for _ in range(TESTS):
        cache = PreparedCache()
        for known, taken in times.items():
            begun = perf_counter()
            _, was_known = await async_prepared(
                hass, homes.async_get(), cache, _SUGGESTION
            )
            taken.append(perf_counter() - begun)
            if was_known is not known:
                raise RuntimeError("The cache did not do what is measured")
    return median(times[False]), median(times[True])


_SUGGESTION = Suggestion(
    suggestion_id="s1",
    origin=Origin.ROUTINE,
    kind=None,
    status=SuggestionStatus.NEW,
    created=DAY,
    updated=DAY,
    run_id="r1",
    offered=True,
    fingerprint="f1",
    title="Turn on two lights at seven",
    description="",
    category=Category.COMFORT,
    entity_ids=THINGS,
    confidence=0.9,
    worth=1.0,
    automation={
        "alias": "Turn on two lights at seven",
        "description": "",
        "triggers": [{"trigger": "time", "at": "07:00:00"}],
        "conditions": [],
        "actions": [{"action": "light.turn_on", "target": {"entity_id": [*THINGS]}}],
        "mode": "single",
    },
)
