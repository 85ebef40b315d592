"""What energy costs at this home, as its owner told the energy dashboard."""

from collections.abc import Iterator, Mapping
import math
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.importlib import async_import_module
import numpy as np

from .history import HistoryReader
from .model.track import Series
from .routines.savings import Tariff

_ENERGY = "energy"
_KWH: Mapping[str, float] = {"kWh": 1.0, "Wh": 1000.0, "MWh": 0.001, "GWh": 1e-6}
"""How many of a unit are a kilowatt hour."""


async def async_tariff(
    hass: HomeAssistant, reader: HistoryReader, *, start: float, end: float
) -> Tariff | None:
    """Return the mean price of energy from the grid in a stretch of time, None where none is known.

    Homes with several tariffs get the mean of them.
    """
    if _ENERGY not in hass.config.components:
        return None
    data = await async_import_module(hass, f"homeassistant.components.{_ENERGY}.data")
    manager = await data.async_get_manager(hass)
    prices = [
        price
        for flow in _bought(manager.data or {})
        if (price := await _async_price(hass, reader, flow, start, end)) is not None
    ]
    if not prices:
        return None
    return Tariff(price=sum(prices) / len(prices), currency=hass.config.currency)


def _bought(preferences: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield what is bought from the grid, which once was a list of flows."""
    for source in preferences.get("energy_sources", ()):
        if source.get("type") == "grid":
            yield from source.get("flow_from", (source,))


async def _async_price(
    hass: HomeAssistant,
    reader: HistoryReader,
    flow: Mapping[str, Any],
    start: float,
    end: float,
) -> float | None:
    """Return what a kilowatt hour costs, None where that is not told."""
    if (fixed := flow.get("number_energy_price")) is not None:
        return float(fixed)
    if (entity_id := flow.get("entity_energy_price")) is None:
        return None
    told = await reader.async_read_numbers([entity_id], start=start, end=end)
    price = _mean(told[entity_id], end) if entity_id in told else math.nan
    state = hass.states.get(entity_id)
    if math.isnan(price) and state is not None:
        price = _number(state.state)
    if math.isnan(price):
        return None
    unit = "" if state is None else state.attributes.get("unit_of_measurement") or ""
    return price * _KWH.get(str(unit).rpartition("/")[2], 1.0)


def _mean(series: Series, end: float) -> float:
    """Return the mean of numbers over time, NaN without any."""
    lasted = np.diff(np.append(series.times, max(end, float(series.times[-1]))))
    there = ~np.isnan(series.values)
    if not lasted[there].sum():
        return math.nan
    return float(np.average(series.values[there], weights=lasted[there]))


def _number(state: str) -> float:
    try:
        return float(state)
    except ValueError:
        return math.nan
