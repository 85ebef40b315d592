"""Local time of many moments at once."""

from datetime import UTC, datetime, tzinfo

import numpy as np
from numpy.typing import NDArray

_QUARTER = 900


def local_seconds(
    times: NDArray[np.float64], zone: tzinfo
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the local day and the seconds after local midnight of each moment.

    Offsets are asked for once a quarter of an hour: where clocks are half an hour off, they also change at the half.
    """
    quarters = np.floor_divide(times, _QUARTER).astype(np.int64)
    distinct, place = np.unique(quarters, return_inverse=True)
    offsets = np.array(
        [_offset(int(quarter) * _QUARTER, zone) for quarter in distinct],
        dtype=np.float64,
    )
    local = times + offsets[place]
    days = np.floor_divide(local, 86400).astype(np.int64)
    return days, local - days * 86400.0


def _offset(at: int, zone: tzinfo) -> float:
    offset = datetime.fromtimestamp(at, UTC).astimezone(zone).utcoffset()
    return offset.total_seconds() if offset else 0.0
