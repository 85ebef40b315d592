"""The sun of the home by local day."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from homeassistant.core import HomeAssistant
import pytest

from custom_components.ai_automation.model.home import HomeContext
from custom_components.ai_automation.suns import sun_times

from .builders import DAY, history


@pytest.mark.parametrize(
    ("zone", "latitude", "longitude"),
    [
        ("America/Chicago", 41.88, -87.63),
        ("Pacific/Auckland", -36.85, 174.76),
        ("Asia/Kolkata", 22.57, 88.36),
    ],
)
async def test_the_sun_belongs_to_its_local_day(
    hass: HomeAssistant, zone: str, latitude: float, longitude: float
) -> None:
    await hass.config.async_update(
        time_zone=zone, latitude=latitude, longitude=longitude
    )
    home = HomeContext(
        version=1, time_zone=zone, latitude=latitude, longitude=longitude
    )
    suns = sun_times(hass, home, history(5))
    assert len(suns.times) == 8
    for day, (rise, down) in suns.times.items():
        assert rise is not None
        assert down is not None
        assert 0 < down - rise < DAY
        for at in (rise, down):
            local = datetime.fromtimestamp(at, ZoneInfo(zone))
            assert local.date() == day


async def test_the_sun_may_not_rise_at_all(hass: HomeAssistant) -> None:
    await hass.config.async_update(
        time_zone="Europe/Oslo", latitude=78.2, longitude=15.6
    )
    home = HomeContext(
        version=1, time_zone="Europe/Oslo", latitude=78.2, longitude=15.6
    )
    winter = replace(history(3), start=1_797_800_000.0, end=1_797_900_000.0)
    suns = sun_times(hass, home, winter)
    assert suns.times[date(2026, 12, 21)] == (None, None)


async def test_at_the_pole_the_sun_has_no_days(hass: HomeAssistant) -> None:
    await hass.config.async_update(time_zone="UTC", latitude=90.0, longitude=0.0)
    home = HomeContext(version=1, time_zone="UTC", latitude=90.0, longitude=0.0)
    suns = sun_times(hass, home, history(1))
    assert set(suns.times.values()) == {(None, None)}
