"""What energy costs, as the energy dashboard was told."""

from typing import Any, cast

from homeassistant.components.energy.data import async_get_manager
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import numpy as np
import pytest

from custom_components.ai_automation.history import HistoryReader
from custom_components.ai_automation.model.track import Series
from custom_components.ai_automation.routines.savings import Tariff
from custom_components.ai_automation.tariff import async_tariff

PRICE = "sensor.price"
NAN = float("nan")


class Reader:
    """Tells the numbers it was given."""

    def __init__(self, *rows: tuple[float, float]) -> None:
        self.rows = rows

    async def async_read_numbers(
        self, entity_ids: list[str], *, start: float, end: float
    ) -> dict[str, Series]:
        assert (start, end) == (0.0, 100.0)
        if not self.rows:
            return {}
        times, values = np.array(self.rows).T
        return {e: Series(entity_id=e, times=times, values=values) for e in entity_ids}


def grid(**price: Any) -> dict[str, Any]:
    """Return a connection to the grid."""
    return {"type": "grid", "stat_energy_from": "sensor.meter", **price}


async def tariff(
    hass: HomeAssistant, *sources: dict[str, Any], reader: Reader | None = None
) -> Tariff | None:
    """Return the tariff of a home whose dashboard was told of some sources."""
    await hass.config.async_update(currency="EUR")
    hass.config.components.add("energy")
    manager = await async_get_manager(hass)
    manager.data = cast(
        Any, {"energy_sources": list(sources), "device_consumption": []}
    )
    told = cast(HistoryReader, reader or Reader())
    return await async_tariff(hass, told, start=0.0, end=100.0)


async def test_a_fixed_price(hass: HomeAssistant) -> None:
    source = grid(number_energy_price=0.31, entity_energy_price=None)
    assert await tariff(hass, source) == Tariff(price=0.31, currency="EUR")


async def test_as_the_dashboard_keeps_it(
    hass: HomeAssistant, recorder_mock: object
) -> None:
    assert await async_setup_component(hass, "energy", {})
    await hass.async_block_till_done()
    await hass.config.async_update(currency="SEK")
    manager = await async_get_manager(hass)
    await manager.async_update(
        cast(
            Any,
            {
                "energy_sources": [
                    {
                        "type": "grid",
                        "stat_energy_from": "sensor.meter",
                        "stat_cost": None,
                        "entity_energy_price": None,
                        "number_energy_price": 2.5,
                        "cost_adjustment_day": 0.0,
                    }
                ]
            },
        )
    )
    found = await async_tariff(
        hass, cast(HistoryReader, Reader()), start=0.0, end=100.0
    )
    assert found == Tariff(price=2.5, currency="SEK")


async def test_flows_as_they_once_were(hass: HomeAssistant) -> None:
    flows = [{"number_energy_price": 0.2}, {"number_energy_price": 0.4}]
    found = await tariff(hass, {"type": "grid", "flow_from": flows})
    assert found is not None
    assert found.price == pytest.approx(0.3)


async def test_the_mean_of_a_price_that_changes(hass: HomeAssistant) -> None:
    reader = Reader((0.0, 0.2), (50.0, NAN), (60.0, 0.6))
    hass.states.async_set(PRICE, "0.9", {"unit_of_measurement": "EUR/kWh"})
    found = await tariff(hass, grid(entity_energy_price=PRICE), reader=reader)
    assert found is not None
    assert found.price == pytest.approx((50 * 0.2 + 40 * 0.6) / 90)


@pytest.mark.parametrize(
    ("unit", "price"),
    [("EUR/MWh", 0.09), ("EUR/Wh", 90000.0), ("EUR", 90.0), (None, 90.0)],
)
async def test_the_price_now_where_none_was_recorded(
    hass: HomeAssistant, unit: str | None, price: float
) -> None:
    hass.states.async_set(PRICE, "90", {"unit_of_measurement": unit} if unit else {})
    found = await tariff(hass, grid(entity_energy_price=PRICE))
    assert found is not None
    assert found.price == pytest.approx(price)


@pytest.mark.parametrize(
    "source",
    [
        {"type": "solar", "number_energy_price": 0.3},
        grid(),
        grid(number_energy_price=None, entity_energy_price=None),
        grid(entity_energy_price=PRICE),
    ],
)
async def test_no_price_is_told(hass: HomeAssistant, source: dict[str, Any]) -> None:
    hass.states.async_set(PRICE, "unavailable")
    assert await tariff(hass, source) is None
    assert await tariff(hass, source, reader=Reader((0.0, NAN))) is None


async def test_a_home_without_the_dashboard(hass: HomeAssistant) -> None:
    reader = cast(HistoryReader, Reader())
    assert await async_tariff(hass, reader, start=0.0, end=100.0) is None
    assert "energy_manager" not in hass.data
