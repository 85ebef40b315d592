"""Tests of local days and clock times."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import numpy as np
import pytest

from custom_components.ai_automation.routines.calendar import Calendar

ZONES = (
    "UTC",
    "Europe/London",
    "America/Chicago",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
)


def calendar(zone: str, first: datetime, days: int) -> Calendar:
    start = first.replace(tzinfo=ZoneInfo(zone)).timestamp()
    return Calendar(ZoneInfo(zone), start, start + days * 86400)


@given(
    zone=st.sampled_from(ZONES),
    day=st.dates(date(2024, 1, 1), date(2027, 12, 1)),
    seconds=st.integers(0, 27 * 86400),
)
def test_local_time_is_that_of_the_zone(zone: str, day: date, seconds: int) -> None:
    known = calendar(zone, datetime(day.year, day.month, day.day), 28)  # noqa: DTZ001
    at = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).timestamp()
    at += seconds
    local = datetime.fromtimestamp(at, ZoneInfo(zone))
    times = np.array([at])
    assert known.days[known.day(times)[0]] == local.date()
    assert known.weekday(times)[0] == local.weekday()
    midnight = local.hour * 3600 + local.minute * 60 + local.second
    assert known.clock(times)[0] == pytest.approx(midnight)


@given(
    zone=st.sampled_from(ZONES),
    day=st.dates(date(2024, 1, 1), date(2027, 12, 1)),
    clock=st.integers(0, 86399),
)
def test_moments_are_those_of_the_zone(zone: str, day: date, clock: int) -> None:
    known = calendar(zone, datetime(day.year, day.month, day.day), 10)  # noqa: DTZ001
    hour, minute, second = clock // 3600, clock // 60 % 60, clock % 60
    expected = [
        datetime(
            d.year, d.month, d.day, hour, minute, second, tzinfo=ZoneInfo(zone)
        ).timestamp()
        for d in known.days
    ]
    assert known.moments(clock).tolist() == expected


def test_a_stretch_that_ends_at_midnight_holds_that_day_too() -> None:
    known = calendar("UTC", datetime(2026, 9, 7), 2)  # noqa: DTZ001
    assert known.days == (date(2026, 9, 7), date(2026, 9, 8), date(2026, 9, 9))
