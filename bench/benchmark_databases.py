"""Measure whether the analysis suggests the same whatever database the recorder uses."""

import asyncio
from pathlib import Path
import tempfile
from typing import Any

from . import servers
from .demo_home import build
from .evaluate import async_suggest
from .house import House, write_config

SERVERS = {"postgresql": servers.postgresql, "mariadb": servers.mariadb}


def measure() -> dict[str, float]:
    """Return for each server 1 where it suggests what an SQLite file does, else 0."""
    house = build()
    expected = asyncio.run(async_told(house, None))
    if not expected["suggestions"]:
        raise ValueError("where nothing is suggested, there is nothing to compare")
    figures = {}
    for name, server in SERVERS.items():
        with server() as url:
            told = asyncio.run(async_told(house, url))
        figures[f"recorder.{name}_same"] = float(told == expected)
    return figures


async def async_told(house: House, database: str | None) -> dict[str, Any]:
    """Return everything that the analysis tells of a house, but for when and how fast."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "config"
        write_config(house, config, port=8123, database=database)
        run, suggestions = await async_suggest(house, house.end, config)
    return {
        # That few rows leave the database is its own doing.
        "rows": run.counts["rows"],
        "suggestions": [
            (one.automation, one.confidence, one.worth, one.routine, one.evidence)
            for one in suggestions
        ],
    }
