"""Measure the speed, the memory and the event loop's delay of AI Automation."""

import argparse
import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager, contextmanager
import json
import multiprocessing
import os
from pathlib import Path
import statistics
import sys
import tempfile
import time
from typing import Any

from homeassistant.config_entries import SOURCE_USER, ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant

from custom_components.ai_automation.const import DATABASE_NAME, DOMAIN
from custom_components.ai_automation.history import HistoryReader
from custom_components.ai_automation.home.cache import HomeContextCache
from custom_components.ai_automation.model.run import AnalysisRun, RunTrigger, Stage
from custom_components.ai_automation.stages import DAY, async_analyse
from custom_components.ai_automation.store.database import Database

from . import (
    benchmark_context,
    benchmark_databases,
    benchmark_language,
    benchmark_log,
    benchmark_panel,
    benchmark_prompts,
    benchmark_store,
    benchmark_testing,
)
from .big_home import write
from .homes import accuracy
from .homes.make import HOMES
from .house import running_home

REPEATS = 3
GROWTH_ROWS = 1_000_000
TICK = 0.002
"""Seconds between two looks at the event loop."""


class LoopDelay:
    """How late the event loop came back to a task that only sleeps, in milliseconds."""

    def __init__(self) -> None:
        """Start with no measurement."""
        self.delays: list[float] = []

    @property
    def p99(self) -> float:
        """Return the 99th percentile."""
        ordered = sorted(self.delays)
        return ordered[int(0.99 * (len(ordered) - 1))]

    @property
    def worst(self) -> float:
        """Return the longest delay."""
        return max(self.delays)


@asynccontextmanager
async def loop_delay() -> AsyncGenerator[LoopDelay]:
    """Watch the event loop while the body runs."""
    watched, loop = LoopDelay(), asyncio.get_running_loop()

    async def _watch() -> None:
        while True:
            due = loop.time() + TICK
            await asyncio.sleep(TICK)
            watched.delays.append((loop.time() - due) * 1000)

    task = asyncio.create_task(_watch())
    try:
        yield watched
    finally:
        await asyncio.sleep(TICK * 2)
        task.cancel()


class Memory:
    """How far resident memory rose above where it began, in MB."""

    extra_mb = 0.0


@contextmanager
def peak_memory() -> Generator[Memory]:
    """Watch the peak of resident memory while the body runs; source: proc(5), VmHWM."""
    memory = Memory()
    Path("/proc/self/clear_refs").write_text("5")
    before = _status_mb("VmRSS")
    yield memory
    memory.extra_mb = _status_mb("VmHWM") - before


def _status_mb(key: str) -> float:
    """Return a figure of this process in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(key + ":"):
            return int(line.split()[1]) / 1024
    raise LookupError(key)


def drop_page_cache(path: Path) -> None:
    """Make the next read of a file a cold one."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


async def measure_analysis(config: Path, last: float) -> dict[str, float]:
    """Analyse all but the last day, cold, then the night after, inside Home Assistant."""
    async with running_home(config) as hass:
        async with loop_delay() as idle:
            await asyncio.sleep(3)
        drop_page_cache(config / "home-assistant_v2.db")
        database = await Database.async_open(config / DATABASE_NAME)
        cache, reader = HomeContextCache(hass), HistoryReader(hass)
        stop = cache.async_start()
        seconds: list[float] = []
        worked: list[float] = []
        try:
            with peak_memory() as memory:
                async with loop_delay() as busy:
                    for end in (last - DAY, last):
                        run = AnalysisRun(
                            run_id=f"run-{end:.0f}",
                            trigger=RunTrigger.ASKED,
                            started=end,
                        )
                        started, began = time.monotonic(), time.process_time()
                        await async_analyse(
                            hass,
                            {},
                            database=database,
                            cache=cache,
                            reader=reader,
                            run=run,
                            stage=_stage,
                            days=28,
                            end=end,
                        )
                        seconds.append(time.monotonic() - started)
                        worked.append(time.process_time() - began)
                        if len(seconds) == 1:
                            rows, entities = (
                                run.counts["rows"],
                                len(cache.async_get().entities),
                            )
                            stages = dict(run.stages)
        finally:
            stop()
            await database.async_close()
    return {
        "analysis.cold_s": seconds[0],
        "analysis.next_night_s": seconds[1],
        "analysis.next_night_ratio": seconds[1] / seconds[0],
        # What the processors did, which other work on the machine hardly changes.
        "analysis.cold_cpu_s": worked[0],
        "analysis.next_night_cpu_s": worked[1],
        "analysis.rows_read": rows,
        "analysis.entities": entities,
        "analysis.extra_mb": memory.extra_mb,
        "analysis.loop_p99_ms": max(0.0, busy.p99 - idle.p99),
        "analysis.loop_max_ms": max(0.0, busy.worst - idle.worst),
        **{f"analysis.stage_s.{stage}": value for stage, value in stages.items()},
    }


async def measure_setup(config: Path) -> dict[str, float]:
    """Set the entry up through its flow and watch the event loop meanwhile."""
    async with running_home(config) as hass:
        entry = await _async_entry(hass)
        # Once more, so that imports and the first migration are not in the figure.
        await hass.config_entries.async_unload(entry.entry_id)
        async with loop_delay() as idle:
            await asyncio.sleep(1)
        async with loop_delay() as busy:
            await hass.config_entries.async_setup(entry.entry_id)
            await hass.async_block_till_done()
        await hass.config_entries.async_unload(entry.entry_id)
    return {"setup.loop_ms": max(0.0, busy.worst - idle.worst)}


async def _async_entry(hass: HomeAssistant) -> ConfigEntry:
    """Return the loaded entry; the first time it goes through the config flow."""
    if not hass.config_entries.async_entries(DOMAIN):
        flow = await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_USER}
        )
        await hass.config_entries.flow.async_configure(
            flow["flow_id"], {"provider": "none"}
        )
        await hass.async_block_till_done()
    [entry] = hass.config_entries.async_entries(DOMAIN)
    if entry.state is not ConfigEntryState.LOADED:
        await hass.config_entries.async_setup(entry.entry_id)
    return entry


@contextmanager
def _stage(run: AnalysisRun, stage: Stage) -> Generator[None]:
    """Measure one stage, in seconds."""
    started = time.monotonic()
    yield
    run.stages[stage.value] = time.monotonic() - started


def medians(runs: list[dict[str, float]]) -> dict[str, float]:
    """Return the median of each figure."""
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def nested(flat: dict[str, float]) -> dict[str, Any]:
    """Return objects nested at the dots of the keys."""
    result: dict[str, Any] = {}
    for key, value in flat.items():
        *path, last = key.split(".")
        place = result
        for part in path:
            place = place.setdefault(part, {})
        place[last] = round(value, 3)
    return result


def measure(rows: int) -> dict[str, float]:
    """Measure everything; each figure is the median of three fresh processes."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _say(f"building a home with {rows} rows")
        config = root / "config"
        written, end = _fresh(write, rows, config)
        figures = {"analysis.rows": float(written)}
        for name, measured in (
            ("context", _measure_context),
            ("store", _measure_store),
            ("language", _measure_language),
            ("testing", _measure_testing),
            ("panel", _measure_panel),
            ("set-up", _measure_setup),
            ("analysis", _measure_analysis),
        ):
            runs = []
            for n in range(REPEATS):
                _say(f"{name} {n + 1} of {REPEATS}")
                runs.append(_fresh(measured, config, end))
            figures |= medians(runs)
        figures |= _measure_growth(min(rows, GROWTH_ROWS), root)
    _say("databases")
    return figures | _fresh(benchmark_databases.measure)


def _measure_growth(rows: int, root: Path) -> dict[str, float]:
    """Measure what twice the irrelevant sensors add, and what a year of the own log adds to a night.

    On a home of a million rows: both are about the ways of the data, not about its mass.
    """
    ends = {}
    for name, irrelevant in (("once", 1), ("twice", 2)):
        _say(f"building a home with {rows} rows, irrelevant sensors {name}")
        _, ends[name] = _fresh(write, rows, root / name, irrelevant=irrelevant)
    runs: dict[str, list[dict[str, float]]] = {"once": [], "twice": [], "log": []}
    for n in range(REPEATS):
        _say(f"growth {n + 1} of {REPEATS}")
        for name, end in ends.items():
            runs[name].append(_fresh(_measure_analysis, root / name, end))
        runs["log"].append(_fresh(_measure_with_log, root / "once", ends["once"]))
    once, twice, log = (medians(some) for some in runs.values())
    night = "analysis.next_night_s"
    return {
        "analysis.irrelevant_ratio": twice["analysis.cold_s"] / once["analysis.cold_s"],
        "analysis.year_log_extra_s": log[night] - once[night],
    }


def _fresh[**P, R](function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a function in a process of its own, so that no figure leans on another."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(function, *args, **kwargs).result()


def _measure_context(config: Path, end: float) -> dict[str, float]:
    return asyncio.run(benchmark_context.measure())


def _measure_store(config: Path, end: float) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(benchmark_store.measure(Path(folder) / "store.db"))


def _measure_testing(config: Path, end: float) -> dict[str, float]:
    return asyncio.run(benchmark_testing.measure())


def _measure_panel(config: Path, end: float) -> dict[str, float]:
    return asyncio.run(benchmark_panel.measure())


def _measure_language(config: Path, end: float) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measure_language_model(Path(folder)))


async def _measure_language_model(folder: Path) -> dict[str, float]:
    hass = HomeAssistant(str(folder))
    prompts = benchmark_prompts.measure(hass)
    await hass.async_stop(force=True)
    return {**prompts, **await benchmark_language.measure(folder)}


def _measure_setup(config: Path, end: float) -> dict[str, float]:
    return asyncio.run(measure_setup(config))


def _measure_analysis(config: Path, end: float) -> dict[str, float]:
    (config / DATABASE_NAME).unlink(missing_ok=True)
    return asyncio.run(measure_analysis(config, end))


def _measure_with_log(config: Path, end: float) -> dict[str, float]:
    (config / DATABASE_NAME).unlink(missing_ok=True)
    asyncio.run(benchmark_log.fill(config, end))
    return asyncio.run(measure_analysis(config, end))


def _say(what: str) -> None:
    """Show what goes on."""
    print(f"benchmark: {what}", file=sys.stderr, flush=True)


def main() -> int:
    """Measure and print, or write as JSON."""
    parser = argparse.ArgumentParser(prog="scripts/benchmark", description=__doc__)
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument(
        "--rows", type=int, default=1_000_000, help="rows of the recorder's database"
    )
    parser.add_argument(
        "--accuracy", action="store_true", help="measure the accuracy instead"
    )
    parser.add_argument(
        "--homes", type=int, default=HOMES, help="on how many homes; with --accuracy"
    )
    args = parser.parse_args()
    if args.accuracy:
        figures = accuracy.measure(args.homes)
    else:
        figures = measure(args.rows)
        for key, value in sorted(figures.items()):
            print(f"{key:32} {value:12.3f}")
    if args.json:
        args.json.write_text(json.dumps(nested(figures), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
