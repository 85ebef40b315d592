"""Run the analysis on a recorded house and write everything it suggests, for scoring."""

import argparse
import asyncio
from collections.abc import Generator, Sequence
from contextlib import contextmanager
import json
from pathlib import Path
import sys
import tempfile
import time
from typing import Any

from homeassistant.helpers.translation import async_load_integrations

from custom_components.ai_automation.const import DATABASE_NAME, DOMAIN
from custom_components.ai_automation.history import HistoryReader
from custom_components.ai_automation.home.cache import HomeContextCache
from custom_components.ai_automation.model.run import AnalysisRun, RunTrigger, Stage
from custom_components.ai_automation.model.suggestion import (
    Suggestion,
    SuggestionStatus,
)
from custom_components.ai_automation.stages import DAY, async_analyse
from custom_components.ai_automation.store import suggestions as stored
from custom_components.ai_automation.store.database import Database

from .house import House, HouseError, read_house, running_home, write_config


async def async_evaluate(house: House, until: float, config: Path) -> dict[str, Any]:
    """Analyse a house as it was known at `until`, in epoch seconds, with no language model."""
    write_config(house, config, port=8123, until=until)
    run, suggestions = await async_suggest(house, until, config)
    return {
        "until": until,
        "suggestions": [
            {
                "rank": rank,
                "alias": suggestion.title,
                "confidence": round(suggestion.confidence, 3),
                "offered": suggestion.offered,
                "automation": suggestion.automation,
            }
            | ({"replaces": suggestion.replaces} if suggestion.replaces else {})
            for rank, suggestion in enumerate(suggestions, 1)
        ],
        "timing": {
            "read_s": run.stages[Stage.HISTORY],
            "find_s": run.stages[Stage.ROUTINES],
            "rows": run.counts["rows"],
        },
        "run": run.as_dict(),
    }


async def async_suggest(
    house: House, until: float, config: Path
) -> tuple[AnalysisRun, list[Suggestion]]:
    """Analyse a house in its config folder, and return everything it suggests, best first."""
    run = AnalysisRun(run_id="evaluation", trigger=RunTrigger.ASKED, started=until)
    async with running_home(config) as hass:
        database = await Database.async_open(config / DATABASE_NAME)
        cache = HomeContextCache(hass)
        # Its words come with its set-up, which is left out here.
        hass.config.components.add(DOMAIN)
        await async_load_integrations(hass, {DOMAIN})
        stop = cache.async_start()
        try:
            await async_analyse(
                hass,
                {},
                database=database,
                cache=cache,
                reader=HistoryReader(hass),
                run=run,
                stage=_stage,
                days=int((until - house.start) / DAY) + 1,
                end=until,
                purpose=frozenset(),
            )
            suggestions, _ = await stored.async_list(
                database, statuses={SuggestionStatus.NEW}
            )
        finally:
            stop()
            await database.async_close()
    return run, suggestions


@contextmanager
def _stage(run: AnalysisRun, stage: Stage) -> Generator[None]:
    """Measure one stage."""
    started = time.monotonic()
    yield
    run.stages[stage.value] = round(time.monotonic() - started, 3)


def evaluate(folder: Path, untils: Sequence[float]) -> dict[str, Any]:
    """Return one run for each moment; the end of the house where none is given."""
    house = read_house(folder)
    runs = []
    for until in untils or [house.end]:
        print(f"{folder.name}: analysing as of {until:.0f}", file=sys.stderr)
        with tempfile.TemporaryDirectory() as config:
            runs.append(asyncio.run(async_evaluate(house, until, Path(config))))
    return {"runs": runs}


def main() -> int:
    """Evaluate the house named on the command line."""
    parser = argparse.ArgumentParser(prog="scripts/evaluate", description=__doc__)
    parser.add_argument("house", type=Path, help="folder of a recorded house")
    parser.add_argument(
        "--until",
        type=float,
        nargs="+",
        action="extend",
        default=[],
        metavar="T",
        help="epoch seconds at which nothing later is known; one run for each",
    )
    parser.add_argument("--out", type=Path, required=True, help="file to write")
    args = parser.parse_args()
    try:
        result = evaluate(args.house, args.until)
    except HouseError as err:
        print(f"evaluate: {err}", file=sys.stderr)
        return 2
    args.out.write_text(json.dumps(result, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
