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
"""Classes of what people feel, see or hear."""
_OWN = "power"
"""What a thing takes tells when it is done; of other things it follows what people do."""
_LIGHT = frozenset({"illuminance", "irradiance"})
_WEATHER = frozenset({"humidity", "temperature"})
_OPERATED = 4
"""How often people must have operated a thing, so that numbers can tell why."""
_MOST_ELSEWHERE = 16
"""How many sensors are told of besides those of the rooms that people use."""


def telling_numbers(
    home: HomeContext, scope: Scope, acts: Iterable[Act]
) -> frozenset[str]:
    """Return the sensors of the rooms and the things that people operated, of the weather, and of light.

    Light is measured where it may be: the day is the same for all rooms.
    """
    counts = Counter(act.entity_id for act in acts)
    operated = [e for e in home.entities.values() if counts[e.entity_id] >= _OPERATED]
    if not operated:
        return frozenset()
    rooms = {e.area_id for e in operated} - {None}
    devices = {e.device_id for e in operated} - {None}
    shown = [e for e in home.entities.values() if _is_shown(e) and scope.admits(e)]
    near = [
        e
        for e in shown
        if (e.device_class in _FELT and e.area_id in rooms)
        or (e.device_class == _OWN and e.device_id in devices)
    ]
    served = {e.area_id for e in home.entities.values() if e.domain in CONTROLLABLE}
    outside = {None, *home.areas} - (served - {None})
    elsewhere = sorted(
        (
            e
            for e in shown
            if e.area_id not in rooms
            and (
                e.device_class in _LIGHT
                or (e.device_class in _WEATHER and e.area_id in outside)
            )
        ),
        key=lambda e: (e.device_class not in _LIGHT, e.entity_id),
    )
    return frozenset(e.entity_id for e in [*near, *elsewhere[:_MOST_ELSEWHERE]])


def _is_shown(entity: Entity) -> bool:
    return (
        entity.domain == "sensor"
        and entity.entity_category is None
        and not entity.hidden
    )
