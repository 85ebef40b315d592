"""Local time of many moments at once."""

from datetime import UTC, datetime, tzinfo

import numpy as np
from numpy.typing import NDArray


def local_seconds(
    times: NDArray[np.float64], zone: tzinfo
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the local day and the seconds after local midnight of each moment.

    Offsets are asked for once an hour, which is how often they can change.
    """
    hours = np.floor_divide(times, 3600).astype(np.int64)
    distinct, place = np.unique(hours, return_inverse=True)
    offsets = np.array(
        [_offset(int(hour) * 3600, zone) for hour in distinct], dtype=np.float64
    )
    local = times + offsets[place]
    days = np.floor_divide(local, 86400).astype(np.int64)
    return days, local - days * 86400.0


def _offset(at: int, zone: tzinfo) -> float:
    offset = datetime.fromtimestamp(at, UTC).astimezone(zone).utcoffset()
    return offset.total_seconds() if offset else 0.0
