"""Which sensors tell the power of a thing."""

from collections.abc import Iterable, Mapping

from ..model.home import Entity, HomeContext
from .scope import Scope

WATTS: Mapping[str | None, float] = {"mW": 0.001, "W": 1.0, "kW": 1000.0, "MW": 1e6}
"""By unit of a power sensor."""


def power_sensors(
    entity_ids: Iterable[str], home: HomeContext, scope: Scope
) -> tuple[Entity, ...]:
    """Return the sensors of the power of some things that are one to Home Assistant's acts, such as the bulbs of a lamp.

    That is the one power sensor of the same device; of several the one that is named after the thing.
    """
    found = {}
    for entity_id in sorted(entity_ids):
        entity = home.entities.get(entity_id)
        if entity is not None and (sensor := _of(entity, home, scope)) is not None:
            found[sensor.entity_id] = sensor
    return tuple(found.values())


def _of(thing: Entity, home: HomeContext, scope: Scope) -> Entity | None:
    if thing.device_id is None:
        return None
    sensors = [
        entity
        for entity in home.entities.values()
        if entity.domain == "sensor"
        and entity.device_class == "power"
        and entity.device_id == thing.device_id
        and entity.unit_of_measurement in WATTS
        and scope.admits(entity)
    ]
    if len(sensors) > 1:
        name = thing.entity_id.partition(".")[2]
        sensors = [s for s in sensors if s.entity_id.startswith(f"sensor.{name}_")]
    return sensors[0] if len(sensors) == 1 else None
