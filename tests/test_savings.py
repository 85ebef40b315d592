"""Energy and money on the way from the recorder to the answer."""

from typing import Any, cast

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.energy.data import async_get_manager
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ai_automation.const import DOMAIN
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

from .history.past import DAY, HOUR, Past
from .routines.small import act, at, series, timeline

PLUG, POWER = "switch.kitchen_coffee", "sensor.kitchen_coffee_power"
SECONDS = (13, 0, 37, 5, 51, 29)
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
        suns=home.suns,
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


def measured_plug(hass: HomeAssistant) -> None:
    """Register a plug that measures what it takes."""
    owner = MockConfigEntry(domain="test")
    owner.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=owner.entry_id, identifiers={("test", "plug")}
    )
    registry = er.async_get(hass)
    for domain, name, more in (
        ("switch", "kitchen_coffee", {}),
        (
            "sensor",
            "kitchen_coffee_power",
            {"original_device_class": "power", "unit_of_measurement": "W"},
        ),
    ):
        registry.async_get_or_create(
            domain,
            "test",
            name,
            suggested_object_id=name,
            device_id=device.id,
            **cast(dict[str, Any], more),
        )


async def test_a_replay_of_what_a_recorder_wrote(
    hass: HomeAssistant, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    await hass.config.async_update(currency="EUR", time_zone="UTC")
    hass.config.components.add("energy")
    manager = await async_get_manager(hass)
    grid = {"type": "grid", "number_energy_price": 0.5}
    manager.data = cast(Any, {"energy_sources": [grid], "device_consumption": []})
    measured_plug(hass)
    past = Past(hass, freezer)
    rows = [(0.0, PLUG, "off"), (0.0, POWER, "0")]
    rows += [(n * 6 * HOUR, "sensor.clock", str(n)) for n in range(24)]
    for day, late in enumerate(SECONDS):  # To the second it would be no hand.
        on, off = day * DAY + 19 * HOUR + late, day * DAY + 23 * HOUR + 600 + late
        rows += [(on, PLUG, "on"), (on + 2, POWER, "600")]
        rows += [(off, PLUG, "off"), (off + 2, POWER, "0")]
    for moment, entity_id, state in sorted(rows):
        past.state(moment, entity_id, state)
    await past.async_recorded()
    past.move_to(6 * DAY)
    answer = await hass.services.async_call(
        DOMAIN,
        "replay",
        {
            "config": {
                "triggers": [{"trigger": "time", "at": "23:00:00"}],
                "actions": [
                    {"action": "switch.turn_off", "target": {"entity_id": PLUG}}
                ],
            },
            "days": 7,
        },
        blocking=True,
        return_response=True,
    )
    assert answer is not None
    told = cast(dict[str, Any], answer["evidence"])
    assert (told["right"], told["wrong"], told["power_sensors"]) == (6, 0, [POWER])
    whole = sum(600 * (600 + late) / 3.6e6 for late in SECONDS)
    assert told["kwh_per_week"] == pytest.approx(whole * 7 / 6, abs=0.01)
    assert told["money_per_week"] == pytest.approx(whole * 7 / 12, abs=0.01)
    assert told["currency"] == "EUR"
    first = told["examples"][0]
    assert (first["sooner"], first["by"]) == (613, "wall switch")
    assert first["state_id"] > 0
    assert first["kwh"] == pytest.approx(600 * 613 / 3.6e6, rel=0.01)
