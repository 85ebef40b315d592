"""Which sensors of numbers people may have acted on."""

from collections import Counter
from collections.abc import Iterable

from ..model.act import Act
from ..model.home import Entity, HomeContext
from .scope import CONTROLLABLE, Scope

_FELT = frozenset(
    {
        "aqi",
        "carbon_dioxide",
        "humidity",
        "illuminance",
        "irradiance",
        "moisture",
        "pm10",
        "pm25",
        "sound_pressure",
        "temperature",
        "volatile_organic_compounds",
        "volatile_organic_compounds_parts",
    }
)
"""Classes of what people feel, see or hear; power and energy follow what they do."""
_LIGHT = frozenset({"illuminance", "irradiance"})
_WEATHER = _LIGHT | {"humidity", "temperature"}
_OPERATED = 4
"""How often people must have done something in a room, so that its numbers can tell why."""
_MOST_OUTDOORS = 16
"""How many sensors are told of that are in no room where anything can be operated."""


def telling_numbers(
    home: HomeContext, scope: Scope, acts: Iterable[Act]
) -> frozenset[str]:
    """Return the sensors of the rooms in which people did something, and of the weather."""
    rooms = Counter(
        entity.area_id
        for act in acts
        if (entity := home.entities.get(act.entity_id)) and entity.area_id
    )
    if not (lived_in := {room for room, n in rooms.items() if n >= _OPERATED}):
        return frozenset()
    served = {e.area_id for e in home.entities.values() if e.domain in CONTROLLABLE}
    sensors = [e for e in home.entities.values() if _is_felt(e) and scope.admits(e)]
    outdoors = sorted(
        (e for e in sensors if e.device_class in _WEATHER and _is_outside(e, served)),
        key=lambda e: (e.device_class not in _LIGHT, e.entity_id),
    )
    inside = [e for e in sensors if e.area_id in lived_in]
    return frozenset(e.entity_id for e in [*inside, *outdoors[:_MOST_OUTDOORS]])


def _is_felt(entity: Entity) -> bool:
    return (
        entity.domain == "sensor"
        and entity.device_class in _FELT
        and entity.entity_category is None
        and not entity.hidden
    )


def _is_outside(entity: Entity, served: set[str | None]) -> bool:
    """Tell whether a sensor is in no room, or where nothing can be operated."""
    return entity.area_id is None or entity.area_id not in served
