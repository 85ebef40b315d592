"""When the analysis runs, how it ends, and what is kept of it."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    async_get_persistent_notifications,
)
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.ai_automation import analysis as analysis_module, stages
from custom_components.ai_automation.analysis import Analysis
from custom_components.ai_automation.model.run import (
    AnalysisRun,
    RunStatus,
    RunTrigger,
    Stage,
)
from custom_components.ai_automation.model.suggestion import Suggestion
from custom_components.ai_automation.store import runs as stored_runs

from .builders import suggestion


@pytest.fixture
def analysis(entry: MockConfigEntry) -> Analysis:
    """Return the analysis of the loaded entry."""
    found: Analysis = entry.runtime_data.analysis
    return found


@pytest.fixture
async def gate() -> AsyncGenerator[asyncio.Event]:
    """Make the analysis wait until the event is set."""
    event = asyncio.Event()

    async def _wait(
        *_: Any, run: AnalysisRun, stage: Any, **__: Any
    ) -> list[Suggestion]:
        with stage(run, Stage.CONTEXT):
            await event.wait()
        run.status = RunStatus.COMPLETED
        return []

    with patch.object(stages, "async_analyse", _wait):
        yield event


async def test_a_run_is_kept_with_its_stages(analysis: Analysis) -> None:
    run = await analysis.async_run(RunTrigger.ASKED)
    [kept] = await stored_runs.async_last(analysis.database, limit=1)
    assert kept.run_id == run.run_id
    assert kept.status is RunStatus.NOTHING_FOUND
    assert list(kept.stages) == [stage.value for stage in Stage]
    assert kept.finished is not None
    assert kept.finished >= kept.started
    assert analysis.running is None
    assert analysis.last_run is run


async def test_a_run_tells_of_every_room(
    hass: HomeAssistant, analysis: Analysis
) -> None:
    await async_wait_recording_done(hass)
    await analysis.async_run(RunTrigger.ASKED)
    [kept] = await stored_runs.async_last(analysis.database, limit=1)
    (nowhere,) = kept.silence["areas"]
    assert (nowhere["area_id"], nowhere["reason"]) == (None, "area_not_operated")
    assert "by hand" in nowhere["message"]
    assert kept.silence["missing_sensors"] == []


async def test_a_second_run_is_skipped_and_says_why(
    analysis: Analysis, hass: HomeAssistant, gate: asyncio.Event
) -> None:
    first = analysis.async_start(RunTrigger.NIGHTLY)
    second = await analysis.async_run(RunTrigger.ASKED)
    assert second.status is RunStatus.SKIPPED
    assert second.reason == "already_running"
    assert second.detail is not None
    assert "running already" in second.detail
    gate.set()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert first.status is RunStatus.COMPLETED
    kept = await stored_runs.async_last(analysis.database, limit=5)
    assert {run.status for run in kept} == {RunStatus.SKIPPED, RunStatus.COMPLETED}


async def test_progress_rises_with_the_stages(
    analysis: Analysis, hass: HomeAssistant, gate: asyncio.Event
) -> None:
    assert analysis.progress is None
    seen: list[int | None] = []
    unsubscribe = analysis.async_subscribe(lambda: seen.append(analysis.progress))
    analysis.async_start(RunTrigger.ASKED)
    gate.set()
    await hass.async_block_till_done(wait_background_tasks=True)
    unsubscribe()
    assert seen == [0, 16, None]


async def test_unloading_cancels_cleanly(
    hass: HomeAssistant, entry: MockConfigEntry, analysis: Analysis, gate: asyncio.Event
) -> None:
    run = analysis.async_start(RunTrigger.ASKED)
    await asyncio.sleep(0.05)
    await hass.config_entries.async_unload(entry.entry_id)
    assert run.status is RunStatus.CANCELLED
    await hass.config_entries.async_setup(entry.entry_id)
    [kept] = await stored_runs.async_last(entry.runtime_data.database, limit=1)
    assert kept.status is RunStatus.CANCELLED


async def test_a_caller_who_leaves_does_not_end_the_run(
    analysis: Analysis, hass: HomeAssistant, gate: asyncio.Event
) -> None:
    caller = hass.async_create_task(analysis.async_run(RunTrigger.ASKED))
    await asyncio.sleep(0.05)
    run = analysis.running
    assert run is not None
    caller.cancel()
    gate.set()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert run.status is RunStatus.COMPLETED


async def test_cancelling_when_idle_does_nothing(analysis: Analysis) -> None:
    await analysis.async_cancel()
    assert analysis.last_run is None


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (
            HomeAssistantError(
                translation_domain="ai_automation", translation_key="no_recorder"
            ),
            "no_recorder",
        ),
        (HomeAssistantError("words"), "failed"),
        (ZeroDivisionError("odd"), "failed"),
    ],
)
async def test_a_failure_is_kept_and_told(
    hass: HomeAssistant,
    analysis: Analysis,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    reason: str,
) -> None:
    with patch.object(stages, "async_analyse", side_effect=error):
        run = await analysis.async_run(RunTrigger.ASKED)
    assert (run.status, run.reason) == (RunStatus.FAILED, reason)
    assert run.detail
    [kept] = await stored_runs.async_last(analysis.database, limit=1)
    assert kept.status is RunStatus.FAILED
    assert "The analysis failed" in caplog.text
    await hass.async_block_till_done()
    assert hass.states.get("sensor.ai_automation_analysis_status").state == "failed"
    # A failure does not stand in the way of the next run.
    assert (await analysis.async_run(RunTrigger.ASKED)).status is not RunStatus.FAILED


async def test_a_store_that_cannot_keep_the_end_is_logged(
    analysis: Analysis, caplog: pytest.LogCaptureFixture
) -> None:
    with patch.object(
        stored_runs, "async_finish", side_effect=HomeAssistantError("disk full")
    ):
        await analysis.async_run(RunTrigger.ASKED)
    assert "could not be written down: disk full" in caplog.text
    assert analysis.running is None


async def test_what_is_offered_is_announced(
    hass: HomeAssistant, analysis: Analysis
) -> None:
    with patch.object(stages, "async_analyse", return_value=[suggestion()]):
        await analysis.async_run(RunTrigger.ASKED)
    await hass.async_block_till_done()
    [notification] = async_get_persistent_notifications(hass).values()
    assert "Turn on the hall light at 07:00" in notification["message"]
    assert "One new suggestion" in notification["title"]
    state = hass.states.get("event.ai_automation_suggestion")
    assert state.attributes["event_type"] == "suggested"


async def test_nothing_new_is_not_announced(
    hass: HomeAssistant, analysis: Analysis
) -> None:
    await analysis.async_run(RunTrigger.ASKED)
    assert not async_get_persistent_notifications(hass)


async def test_the_night_runs_at_its_own_minute(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    analysis: Analysis,
    gate: asyncio.Event,
    freezer: FrozenDateTimeFactory,
) -> None:
    gate.set()
    now = dt_util.now()
    night = now.replace(hour=3, minute=analysis.minute, second=0, microsecond=0)
    if night <= now + timedelta(minutes=1):
        night += timedelta(days=1)
    freezer.move_to(night - timedelta(minutes=1))
    async_fire_time_changed(hass, night - timedelta(minutes=1))
    await hass.async_block_till_done(wait_background_tasks=True)
    assert analysis.last_run is None
    freezer.move_to(night)
    async_fire_time_changed(hass, night)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert analysis.last_run is not None
    assert analysis.last_run.trigger is RunTrigger.NIGHTLY


async def test_homes_run_at_different_minutes(
    hass: HomeAssistant, analysis: Analysis
) -> None:
    minutes = set()
    for n in range(50):
        other = MockConfigEntry(domain="ai_automation", entry_id=f"entry{n}")
        minutes.add(Analysis(hass, other, analysis.database, analysis.cache).minute)
    assert len(minutes) > 20
    assert all(0 <= minute < 60 for minute in minutes)


@pytest.mark.parametrize(
    ("now", "hours_ago", "made_up"),
    [
        ("01:00", 47, True),
        ("01:00", 21, False),
        ("05:00", 20, True),
        ("05:00", 1, False),
    ],
)
async def test_a_missed_night_is_made_up_after_the_start(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    gate: asyncio.Event,
    freezer: FrozenDateTimeFactory,
    now: str,
    hours_ago: float,
    made_up: bool,
) -> None:
    gate.set()
    moment = dt_util.now().replace(hour=int(now[:2]), minute=0, second=0)
    moment += timedelta(days=1)
    started = moment.timestamp() - hours_ago * 3600
    earlier = AnalysisRun(run_id="old", trigger=RunTrigger.NIGHTLY, started=started)
    await stored_runs.async_start(entry.runtime_data.database, earlier)
    await hass.config_entries.async_unload(entry.entry_id)
    freezer.move_to(moment)
    hass.set_state(CoreState.not_running)
    with patch.object(analysis_module, "MADE_UP_DELAY", 0):
        await hass.config_entries.async_setup(entry.entry_id)
        analysis = entry.runtime_data.analysis
        assert analysis.last_run.status is RunStatus.INTERRUPTED
        hass.set_state(CoreState.running)
        hass.bus.async_fire("homeassistant_started")
        await hass.async_block_till_done(wait_background_tasks=True)
    assert (analysis.last_run.trigger is RunTrigger.MADE_UP) is made_up


async def test_a_new_home_makes_nothing_up(
    hass: HomeAssistant, entry: MockConfigEntry, analysis: Analysis
) -> None:
    with patch.object(analysis_module, "MADE_UP_DELAY", 0):
        await analysis._async_make_up(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
    assert analysis.last_run is None
