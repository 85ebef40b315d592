"""Which sensors tell the power of a thing."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.ai_automation.history import Scope
from custom_components.ai_automation.history.power import power_sensors
from custom_components.ai_automation.model.home import Entity, HomeContext

PLUG = Entity(entity_id="switch.desk_plug", name="Desk plug", device_id="plug")
POWER = Entity(
    entity_id="sensor.desk_plug_power",
    name="Desk plug power",
    device_id="plug",
    device_class="power",
    unit_of_measurement="W",
)


def found(*entities: Entity, scope: Scope | None = None) -> list[str]:
    """Return the sensors that are taken for the plug."""
    home = HomeContext(
        version=1,
        time_zone="UTC",
        latitude=50.0,
        longitude=0.0,
        entities={e.entity_id: e for e in entities},
    )
    sensors = power_sensors([PLUG.entity_id], home, scope or Scope())
    return [sensor.entity_id for sensor in sensors]


def test_the_power_sensor_of_the_same_device() -> None:
    assert found(PLUG, POWER) == [POWER.entity_id]


@pytest.mark.parametrize(
    "changes",
    [
        {"device_id": "other"},
        {"device_class": "energy"},
        {"unit_of_measurement": "VA"},
        {"entity_id": "number.desk_plug_power"},
    ],
)
def test_no_other_sensor(changes: dict[str, Any]) -> None:
    assert found(PLUG, replace(POWER, **changes)) == []


def test_things_without_a_device_share_nothing() -> None:
    assert found(replace(PLUG, device_id=None), replace(POWER, device_id=None)) == []


def test_of_several_the_one_that_is_named_alike() -> None:
    second = replace(POWER, entity_id="sensor.hall_plug_power")
    assert found(PLUG, POWER, second) == [POWER.entity_id]
    third = replace(POWER, entity_id="sensor.desk_plug_power_peak")
    assert found(PLUG, POWER, third) == []


def test_what_may_not_be_read_is_not() -> None:
    scope = Scope(exclude_entities=frozenset({POWER.entity_id}))
    assert found(PLUG, POWER, scope=scope) == []


def test_of_all_that_moves_together() -> None:
    bulb = replace(PLUG, entity_id="light.bulb", device_id="bulb")
    power = replace(POWER, entity_id="sensor.bulb_power", device_id="bulb")
    home = HomeContext(
        version=1,
        time_zone="UTC",
        latitude=50.0,
        longitude=0.0,
        entities={e.entity_id: e for e in (PLUG, POWER, bulb, power)},
    )
    both = power_sensors(
        ["light.bulb", "switch.desk_plug", "light.gone"], home, Scope()
    )
    assert [s.entity_id for s in both] == ["sensor.bulb_power", POWER.entity_id]
