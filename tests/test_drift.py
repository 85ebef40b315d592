"""What becomes of suggestions over many nights, as habits end and come back."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import numpy as np
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.ai_automation import stages
from custom_components.ai_automation.history import HistoryReader
from custom_components.ai_automation.home.cache import HomeContextCache
from custom_components.ai_automation.model.act import Act
from custom_components.ai_automation.model.home import HomeContext
from custom_components.ai_automation.model.run import AnalysisRun, RunTrigger
from custom_components.ai_automation.model.suggestion import (
    Suggestion,
    SuggestionStatus,
)
from custom_components.ai_automation.model.track import History, Track
from custom_components.ai_automation.store import suggestions as stored
from custom_components.ai_automation.store.database import Database

from .routines.small import act, at, timeline

LAMP, TV, HALL = "light.hall_lamp", "switch.living_plug", "binary_sensor.hall_motion"
DAYS = 120
Rows = list[tuple[float, str]]


def used(entity_id: str, clock: str, days: Sequence[int]) -> tuple[Rows, list[Act]]:
    """Return a thing that is switched on by hand on some days, and off by something else."""
    rows, acts = [(at(0, "00:00"), "off")], []
    for day in days:
        rows += [(at(day, clock), "on"), (at(day, clock) + 3600, "off")]
        acts.append(act(at(day, clock), entity_id, "on"))
    return rows, acts


def year(lamp: Sequence[int], away: tuple[float, float] | None = None) -> History:
    """Return a past in which the lamp is used on some days, and the plug on every other one."""
    days = [
        d
        for d in range(DAYS)
        if away is None or not away[0] <= at(d, "12:00") < away[1]
    ]
    lamps, acts = used(LAMP, "19:05", [d for d in days if d in lamp])
    plugs, more = used(TV, "13:00", [d for d in days if d % 2])
    moves = [(at(0, "00:00"), "off")]
    for day in days:
        moves += [(at(day, "08:00"), "on"), (at(day, "08:01"), "off")]
    zone = [(at(0, "00:00"), "1")]
    zone += [] if away is None else [(away[0], "0"), (away[1], "1")]
    rows = {LAMP: lamps, TV: plugs, HALL: moves, "zone.home": zone}
    return timeline(
        rows,
        sorted([*acts, *more], key=lambda a: a.at),
        days=DAYS,
        classes={HALL: "motion"},
    ).history


HOME = timeline({LAMP: [(0.0, "off")], TV: [(0.0, "off")], HALL: [(0.0, "off")]}).home


def known_until(track: Track, start: float, end: float) -> Track:
    """Return what a recorder has of a track in a stretch of time."""
    first = int(np.searchsorted(track.times, start, side="right")) - 1
    last = int(np.searchsorted(track.times, end, side="right"))
    times = track.times[first:last].copy()
    times[0] = max(times[0], start)
    return replace(track, times=times, codes=track.codes[first:last])


class Reader:
    """Reads the last days of a past, as a recorder that purges does."""

    def __init__(self, past: History, memory: int) -> None:
        self.past, self.memory = past, memory

    async def async_read(
        self, *_: object, end: float, log: Sequence[Act], **__: object
    ) -> History:
        start = max(self.past.start, end - self.memory * 86400)
        acts = [a for a in self.past.acts if start <= a.at <= end]
        return replace(
            self.past,
            start=start,
            end=end,
            tracks={e: known_until(t, start, end) for e, t in self.past.tracks.items()},
            acts=(*(a for a in log if a.at < start), *acts),
        )

    async def async_read_numbers(self, *_: object, **__: object) -> dict[str, Any]:
        return {}


class Cache:
    """Holds a home that does not change."""

    def async_get(self) -> HomeContext:
        return HOME


class Nights:
    """The nights of one home."""

    def __init__(self, hass: HomeAssistant, database: Database) -> None:
        self.hass, self.database = hass, database
        self.past, self.memory = year(range(DAYS)), 28

    async def night(self, day: int) -> Suggestion | None:
        """Analyse at three o'clock of a day, and return the suggestion for the lamp."""
        end = at(day, "03:00")
        await stages.async_analyse(
            self.hass,
            {},
            database=self.database,
            cache=cast(HomeContextCache, Cache()),
            reader=cast(HistoryReader, Reader(self.past, self.memory)),
            run=AnalysisRun(run_id=f"r{day}", trigger=RunTrigger.NIGHTLY, started=end),
            stage=lambda *_: nullcontext(),
            days=self.memory,
            end=end,
            purpose=frozenset(),
        )
        found, _ = await stored.async_list(self.database)
        about = [s for s in found if s.entity_ids[0] == LAMP]
        assert len(about) <= 1
        return about[0] if about else None

    async def decide(self, suggestion: Suggestion, status: SuggestionStatus) -> None:
        """Let the owner decide."""
        await stored.async_save(self.database, replace(suggestion, status=status))


@pytest.fixture
async def nights(hass: HomeAssistant, tmp_path: Path) -> AsyncGenerator[Nights]:
    """Return the nights of a home with a store of its own."""
    await hass.config.async_update(time_zone="UTC", latitude=50.0, longitude=0.0)
    assert await async_setup_component(hass, "automation", {})
    for domain in ("switch", "light"):
        async_mock_service(hass, domain, "turn_on")
    database = await Database.async_open(tmp_path / "store.db")
    yield Nights(hass, database)
    await database.async_close()


MEMORY = pytest.mark.parametrize("memory", [10, 28])


@MEMORY
async def test_a_habit_that_ends_takes_its_suggestion_with_it(
    nights: Nights, memory: int
) -> None:
    """And brings it back, with its id, when it is kept again."""
    nights.memory = memory
    nights.past = year([*range(28), *range(60, DAYS)])
    first = await nights.night(27)
    assert first is not None
    assert first.status is SuggestionStatus.NEW
    gone = [await nights.night(day) for day in range(30, 58, 4)]
    assert gone[0] is not None
    assert gone[0].status is SuggestionStatus.NEW
    assert gone[-1] is not None
    assert gone[-1].status is SuggestionStatus.WITHDRAWN
    assert gone[-1].reason == "The habit has faded."
    later = [await nights.night(day) for day in range(62, DAYS, 6)]
    assert later[-1] is not None
    assert later[-1].status is SuggestionStatus.NEW
    assert later[-1].suggestion_id == first.suggestion_id
    assert later[-1].reason is None


@pytest.mark.parametrize(
    "status", [SuggestionStatus.DEPLOYED, SuggestionStatus.DISMISSED]
)
async def test_what_was_decided_stays_as_it_is(
    nights: Nights, status: SuggestionStatus
) -> None:
    nights.past = year([*range(28), *range(60, DAYS)])
    first = await nights.night(27)
    assert first is not None
    await nights.decide(first, status)
    for day in (40, 50, 58, 70, 88, 95):
        later = await nights.night(day)
        assert later is not None
        assert (later.suggestion_id, later.status) == (first.suggestion_id, status)


@MEMORY
async def test_a_holiday_withdraws_nothing(nights: Nights, memory: int) -> None:
    nights.memory = memory
    left, back = at(30, "09:00"), at(51, "18:00")
    nights.past = year(range(DAYS), (left, back))
    for day in range(29, 80, 3):
        suggestion = await nights.night(day)
        assert suggestion is not None
        assert suggestion.status is SuggestionStatus.NEW, day
