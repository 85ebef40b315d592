"""Tests of local days and clock times."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import numpy as np
import pytest

from custom_components.ai_automation.routines.past.calendar import DAY, Calendar

ZONES = (
    "UTC",
    "Europe/London",
    "America/Chicago",
    "America/Santiago",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
)
"""With clocks that change at night, at midnight, by half an hour, and that are off by a quarter of one."""


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
    expected = {at for d in known.days for at in _when(d, clock, ZoneInfo(zone))}
    assert known.moments(clock).tolist() == sorted(expected)


def _when(day: date, clock: int, zone: ZoneInfo) -> list[float]:
    """Return when a clock shows a time on a day: once, twice or never."""
    shown = time(clock // 3600, clock // 60 % 60, clock % 60)
    either = [datetime.combine(day, shown, zone).replace(fold=n) for n in (0, 1)]
    moments = [at.timestamp() for at in either]
    return [
        at
        for at in moments
        if datetime.fromtimestamp(at, zone).replace(fold=0) == either[0]
    ]


@pytest.mark.parametrize(
    ("zone", "day", "clock", "shown"),
    [
        ("Europe/London", date(2026, 3, 29), "01:30", []),
        ("Europe/London", date(2026, 3, 29), "02:00", ["01:00"]),
        ("Europe/London", date(2026, 10, 25), "01:30", ["00:30", "01:30"]),
        ("Australia/Lord_Howe", date(2026, 10, 4), "02:15", []),
        ("Australia/Lord_Howe", date(2026, 10, 4), "02:30", ["15:30"]),
        ("Australia/Lord_Howe", date(2026, 4, 5), "01:45", ["14:45", "15:15"]),
        ("America/Santiago", date(2026, 9, 6), "00:00", []),
        ("America/Santiago", date(2026, 9, 6), "01:00", ["04:00"]),
        ("America/Santiago", date(2026, 4, 4), "23:30", ["02:30", "03:30"]),
        ("America/St_Johns", date(2026, 3, 8), "03:00", ["05:30"]),
        ("Asia/Kathmandu", date(2028, 2, 29), "07:00", ["01:15"]),
    ],
)
def test_when_clocks_change(zone: str, day: date, clock: str, shown: list[str]) -> None:
    """Compare with the same moments by the clock in UTC."""
    midnight = datetime.combine(day, time(), ZoneInfo(zone)).timestamp()
    known = Calendar(ZoneInfo(zone), midnight - 9 * DAY, midnight + 9 * DAY)
    seconds = int(clock[:2]) * 3600 + int(clock[3:]) * 60
    moments = [at for at in known.moments(seconds) if known.days[known.day(at)] == day]
    assert [f"{datetime.fromtimestamp(at, UTC):%H:%M}" for at in moments] == shown


def test_a_stretch_that_ends_at_midnight_holds_that_day_too() -> None:
    known = calendar("UTC", datetime(2026, 9, 7), 2)  # noqa: DTZ001
    assert known.days == (date(2026, 9, 7), date(2026, 9, 8), date(2026, 9, 9))
