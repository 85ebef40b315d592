"""When the recorder was recording, and when it was started."""

from itertools import pairwise

from homeassistant.components.recorder.db_schema import RecorderRuns, States
from homeassistant.components.recorder.models import process_timestamp
from sqlalchemy import select

from .query import Query
from .recording import SILENCE_SECONDS, Recording

HOLE_SECONDS = 600.0
"""A restart takes less than this."""

_AT = States.last_updated_ts
_MOMENTS = select(_AT).order_by(_AT)


def read_uptime(query: Query, recording: Recording) -> None:
    """Read when the recorder was on."""
    known = (recording.first, query.one(_MOMENTS))
    recording.first = min((at for at in known if at is not None), default=None)
    _read_silences(query, recording)
    _read_runs(query, recording)


def _read_silences(query: Query, recording: Recording) -> None:
    """Find the stretches without a row of any entity, by steps from row to row.

    The newest row within twelve hours of a row is found by the index, so that a
    month takes some sixty of these steps whatever the number of rows.
    """
    at = recording.alive
    if at is None:
        at = max(query.since, recording.first or query.since)
    while at < query.end:
        # One limit above: of two, SQLite may pick the far one to search from.
        soon = min(at + SILENCE_SECONDS, query.end)
        newest = query.one(
            select(_AT).where((at < _AT) & (soon >= _AT)).order_by(_AT.desc())
        )
        if newest is None:
            newest = query.one(_MOMENTS.where((at < _AT) & (query.end >= _AT)))
            if newest is None:
                break
            recording.silences.append((at, newest))
        at = newest
    recording.alive = at


def _read_runs(query: Query, recording: Recording) -> None:
    """Read when the recorder was started, and the holes between its runs."""
    statement = select(RecorderRuns.start, RecorderRuns.end).order_by(
        RecorderRuns.start
    )
    runs = [
        (process_timestamp(start).timestamp(), end)
        for start, end in query.all(statement)
    ]
    recording.runs = [start for start, _ in runs]
    recording.holes = [
        (left, came)
        for (_, ended), (came, _) in pairwise(runs)
        if ended is not None
        and came - (left := process_timestamp(ended).timestamp()) > HOLE_SECONDS
        and query.one(_MOMENTS.where((left < _AT) & (came > _AT))) is None
    ]
