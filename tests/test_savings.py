"""Energy and money on the way from the recorder to the answer."""

from typing import Any, cast

from homeassistant.components.energy.data import async_get_manager
from homeassistant.core import HomeAssistant
import pytest

from custom_components.ai_automation.history import HistoryReader, Scope
from custom_components.ai_automation.model.evidence import Evidence
from custom_components.ai_automation.model.home import Entity
from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    Routine,
    RoutineKind,
    Target,
)
from custom_components.ai_automation.model.track import Series
from custom_components.ai_automation.routines.replay import replay
from custom_components.ai_automation.routines.timeline import Timeline
from custom_components.ai_automation.savings import async_with_savings

from .routines.small import act, at, series, timeline

PLUG, POWER = "switch.kitchen_coffee", "sensor.kitchen_coffee_power"
OFF = Routine(
    kind=RoutineKind.CLOCK,
    triggers=(ClockTrigger(at=23 * 3600),),
    targets=(Target(entity_id=PLUG, state="off"),),
)


def past(unit: str = "W") -> Timeline:
    """Return a plug that burns until ten past eleven each night."""
    rows, acts = [(at(0, "00:00"), "off")], []
    for day in range(14):
        rows += [(at(day, "19:00"), "on"), (at(day, "23:10"), "off")]
        acts.append(act(at(day, "23:10"), PLUG, "off", "on"))
    things = [
        Entity(entity_id=PLUG, name="Coffee", device_id="plug"),
        Entity(
            entity_id=POWER,
            name="Power",
            device_id="plug",
            device_class="power",
            unit_of_measurement=unit,
        ),
    ]
    return timeline({PLUG: rows}, acts, entities=things)


class Reader:
    """Tells what the plug takes, and what was asked for."""

    def __init__(self, watts: float) -> None:
        self.watts = watts
        self.asked: list[set[str]] = []

    async def async_read_numbers(
        self, entity_ids: set[str], *, start: float, end: float
    ) -> dict[str, Series]:
        self.asked.append(set(entity_ids))
        rows = [(at(0, "00:00"), 0.0)]
        for day in range(14):
            rows += [(at(day, "19:00"), self.watts), (at(day, "23:10"), 0.0)]
        return {POWER: series(POWER, rows)} if POWER in entity_ids else {}


async def completed(
    hass: HomeAssistant, home: Timeline, reader: Reader, scope: Scope | None = None
) -> Evidence:
    """Return the evidence of switching off at eleven."""
    (evidence,) = await async_with_savings(
        hass,
        [(OFF, replay(OFF, home))],
        reader=cast(HistoryReader, reader),
        home=home.home,
        scope=scope or Scope(),
        history=home.history,
        suns=home._suns,
        start=home.start,
    )
    return evidence


@pytest.mark.parametrize(("unit", "shown"), [("W", 600.0), ("kW", 0.6)])
async def test_energy_of_a_plug_that_measures(
    hass: HomeAssistant, unit: str, shown: float
) -> None:
    reader = Reader(shown)
    evidence = await completed(hass, past(unit), reader)
    assert evidence.kwh_per_week == pytest.approx(0.7)
    assert evidence.power_sensors == (POWER,)
    assert evidence.money_per_week is None
    assert reader.asked == [{POWER}]


async def test_money_where_the_dashboard_knows_the_price(hass: HomeAssistant) -> None:
    await hass.config.async_update(currency="EUR")
    hass.config.components.add("energy")
    manager = await async_get_manager(hass)
    grid = {"type": "grid", "number_energy_price": 0.5}
    manager.data = cast(Any, {"energy_sources": [grid], "device_consumption": []})
    evidence = await completed(hass, past(), Reader(600.0))
    assert evidence.money_per_week == pytest.approx(0.35)
    assert evidence.currency == "EUR"


async def test_what_may_not_be_read_is_not_asked_for(hass: HomeAssistant) -> None:
    reader = Reader(600.0)
    scope = Scope(exclude_entities=frozenset({POWER}))
    evidence = await completed(hass, past(), reader, scope)
    assert evidence.kwh_per_week is None
    assert reader.asked == []
    assert [e.sooner for e in evidence.examples] == [600.0] * 14
