"""Compiled automations in a running Home Assistant, on days on which clocks change: they fire when the replay says."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    async_capture_events,
    async_fire_time_changed,
)

from custom_components.ai_automation.model.home import HomeContext
from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    RoutineKind,
    SunTrigger,
    Trigger,
)
from custom_components.ai_automation.model.track import History
from custom_components.ai_automation.routines.timeline import Timeline
from custom_components.ai_automation.suggestions.compile import compile_routine
from custom_components.ai_automation.suns import sun_times
from tests.builders import routine

HOUR = 3600
STEP = 900


def place(zone: str, latitude: float = 50.0, longitude: float = 0.0) -> HomeContext:
    return HomeContext(
        version=1, time_zone=zone, latitude=latitude, longitude=longitude
    )


async def async_fired(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    trigger: Trigger,
    home: HomeContext,
    days: tuple[date, date],
) -> tuple[list[int], list[int]]:
    """Return when a trigger fired from midnight to midnight, and when the replay says; in quarters of an hour."""
    await hass.config.async_update(
        time_zone=home.time_zone, latitude=home.latitude, longitude=home.longitude
    )
    zone = ZoneInfo(home.time_zone)
    start, end = (datetime.combine(day, time(), zone).timestamp() for day in days)
    start -= STEP
    freezer.move_to(datetime.fromtimestamp(start, UTC))
    config = compile_routine(
        routine(kind=RoutineKind.CLOCK, triggers=(trigger,)),
        home,
        alias="Hall",
        description="",
        purpose=frozenset(),
    )
    assert await async_setup_component(hass, "input_boolean", {})
    assert await async_setup_component(
        hass, "automation", {"automation": {**config, "id": "hall"}}
    )
    runs = async_capture_events(hass, "automation_triggered")
    fired = []
    for at in range(int(start), int(end), STEP):
        moment = datetime.fromtimestamp(at, UTC)
        freezer.move_to(moment)
        async_fire_time_changed(hass, moment)
        await hass.async_block_till_done()
        fired += [at // STEP] * len(runs)
        runs.clear()
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": "automation.hall"}, blocking=True
    )
    history = History(start=start, end=end - STEP, tracks={}, acts=())
    past = Timeline(history, home, sun_times(hass, home, history))
    # What comes between two looks at the clock is seen at the later one.
    return fired, [int(-(-at // STEP)) for at in past.fires(trigger).tolist()]


@pytest.mark.parametrize(
    ("zone", "change", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), (2.5, 7)),
        ("Europe/Berlin", date(2026, 10, 25), (2.5, 7)),
        ("Australia/Lord_Howe", date(2026, 10, 4), (2.25, 7)),
        ("Australia/Lord_Howe", date(2026, 4, 5), (1.75, 7)),
        ("America/St_Johns", date(2026, 11, 1), (1.5, 7)),
        ("America/Santiago", date(2026, 9, 6), (0.5, 0)),
        ("America/Santiago", date(2026, 4, 4), (23.5, 7)),
        ("Asia/Kathmandu", date(2028, 2, 29), (0, 7)),
    ],
)
@pytest.mark.parametrize("which", [0, 1])
async def test_a_time_of_day(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    zone: str,
    change: date,
    hours: tuple[float, float],
    which: int,
) -> None:
    days = change - timedelta(days=1), change + timedelta(days=2)
    trigger = ClockTrigger(at=int(hours[which] * HOUR))
    fired, replayed = await async_fired(hass, freezer, trigger, place(zone), days)
    assert fired == replayed
    assert len(fired) >= 2


@pytest.mark.parametrize(
    ("home", "day", "times"),
    [
        (place("Pacific/Auckland", -41.3, 174.8), date(2026, 9, 27), 3),
        (place("America/Santiago", -33.4, -70.7), date(2026, 4, 4), 3),
        (place("Asia/Kathmandu", 27.7, 85.3), date(2028, 2, 29), 3),
        (place("Atlantic/Reykjavik", 64.1, -21.9), date(2026, 6, 21), 3),
        (place("Europe/Oslo", 69.6, 18.9), date(2026, 12, 21), 0),
        (place("Europe/Oslo", 69.6, 18.9), date(2026, 6, 21), 0),
    ],
)
@pytest.mark.parametrize("event", ["sunrise", "sunset"])
async def test_the_sun(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    home: HomeContext,
    day: date,
    times: int,
    event: str,
) -> None:
    days = day - timedelta(days=1), day + timedelta(days=2)
    trigger = replace(SunTrigger(event="sunset"), event=event)
    fired, replayed = await async_fired(hass, freezer, trigger, home, days)
    assert fired == replayed
    assert len(fired) == times
