"""Times of day and durations as Home Assistant's configuration writes them."""

from collections.abc import Mapping
from datetime import timedelta
import re
from typing import Any

_CLOCK = re.compile(r"(\d\d?):(\d\d)(?::(\d\d))?")
_SPAN = re.compile(r"([+-]?)(\d+):(\d\d?)(?::(\d\d?))?")
_UNITS = frozenset({"days", "hours", "minutes", "seconds"})


def clock_text(seconds: int) -> str:
    """Return seconds after midnight as HH:MM:SS."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def clock_seconds(value: Any) -> int:
    """Return the seconds after midnight of a time of day; ValueError for anything else."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 86400:
        return value  # YAML reads 06:30:00 without quotes as a number
    if isinstance(value, str) and (match := _CLOCK.fullmatch(value.strip())):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        if hours < 24 and minutes < 60 and seconds < 60:
            return hours * 3600 + minutes * 60 + seconds
    raise ValueError(f"{value!r} is not a time of day")


def span(seconds: int) -> dict[str, int] | str:
    """Return a duration the way a person would write it."""
    return {"minutes": seconds // 60} if seconds % 60 == 0 else clock_text(seconds)


def offset_text(seconds: int) -> str:
    """Return a signed offset as ±HH:MM:SS."""
    return f"{'-' if seconds < 0 else ''}{clock_text(abs(seconds))}"


def span_seconds(value: Any) -> int:
    """Return the whole seconds of a duration or offset; ValueError for anything else."""
    if value is None:
        return 0
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, Mapping) and set(value) <= _UNITS:
        return _whole(timedelta(**{k: float(v) for k, v in value.items()}))
    if isinstance(value, str) and (match := _SPAN.fullmatch(value.strip())):
        hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
        total = hours * 3600 + minutes * 60 + seconds
        return -total if match[1] == "-" else total
    raise ValueError(f"{value!r} is not a duration")


def _whole(delta: timedelta) -> int:
    """Return whole seconds; ValueError where there are fractions."""
    if delta.microseconds:
        raise ValueError(f"{delta} is not in whole seconds")
    return int(delta.total_seconds())
