"""When the sun rises and sets at the home."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from homeassistant.core import HomeAssistant
from homeassistant.helpers.sun import get_astral_event_next
from homeassistant.util import dt as dt_util

from .model.home import HomeContext
from .model.track import History
from .routines.timeline import Suns


def sun_times(hass: HomeAssistant, home: HomeContext, history: History) -> Suns:
    """Return when the sun rose and set on each local day the history touches."""
    zone = ZoneInfo(home.time_zone)
    first = min([history.start, *(act.at for act in history.acts[:1])])
    day = datetime.fromtimestamp(first, zone).date() - timedelta(days=1)
    last = datetime.fromtimestamp(history.end, zone).date() + timedelta(days=1)
    times: dict[date, tuple[float | None, float | None]] = {}
    while day <= last:
        times[day] = (
            _sun_event(hass, "sunrise", day, zone),
            _sun_event(hass, "sunset", day, zone),
        )
        day += timedelta(days=1)
    return Suns(times)


def _sun_event(
    hass: HomeAssistant, event: str, day: date, zone: ZoneInfo
) -> float | None:
    """Return when the sun does this on a local day; None where it does not."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    try:
        at = get_astral_event_next(hass, event, dt_util.as_utc(midnight))
    except ValueError:
        return None
    return at.timestamp() if at.astimezone(zone).date() == day else None
