"""A home with several of most things, as a Home Assistant that runs has it."""

from dataclasses import dataclass
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import (
    area_registry as ar,
    entity_registry as er,
    label_registry as lr,
)

AREAS = ("Living room", "Kitchen", "Bedroom", "Bathroom", "Hall", "Office", "Garage")


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of the home."""

    entity_id: str
    name: str
    area: str | None = None
    state: str = "off"
    device_class: str | None = None
    unit: str | None = None
    attributes: tuple[tuple[str, Any], ...] = ()
    features: int = 0
    labels: tuple[str, ...] = ()


_CLIMATE = (("hvac_modes", ["off", "heat", "auto"]), ("min_temp", 7), ("max_temp", 30))
THINGS = (
    Thing("light.living_ceiling", "Living room ceiling light", "living_room"),
    Thing("light.reading_lamp", "Reading lamp", "living_room", labels=("cosy",)),
    Thing("light.kitchen", "Kitchen light", "kitchen"),
    Thing("light.worktop", "Worktop light", "kitchen"),
    Thing("light.bedside_left", "Bedside lamp left", "bedroom", labels=("cosy",)),
    Thing("light.bedside_right", "Bedside lamp right", "bedroom", labels=("cosy",)),
    Thing("light.hall", "Hall light", "hall"),
    Thing("light.bathroom", "Bathroom light", "bathroom"),
    Thing("switch.coffee_machine", "Coffee machine", "kitchen"),
    Thing("fan.bathroom", "Bathroom fan", "bathroom", features=49),
    Thing(
        "climate.living_room",
        "Living room thermostat",
        "living_room",
        "heat",
        attributes=_CLIMATE,
        features=1,
    ),
    Thing(
        "climate.bedroom",
        "Bedroom thermostat",
        "bedroom",
        "heat",
        attributes=_CLIMATE,
        features=1,
    ),
    Thing(
        "cover.living_room",
        "Living room blinds",
        "living_room",
        "open",
        "blind",
        features=15,
    ),
    Thing("cover.bedroom", "Bedroom blinds", "bedroom", "open", "blind", features=15),
    Thing("cover.garage", "Garage door", "garage", "closed", "garage", features=3),
    Thing("lock.front_door", "Front door lock", "hall", "locked"),
    Thing(
        "media_player.tv", "Television", "living_room", features=16384 | 1 | 128 | 256
    ),
    Thing(
        "media_player.kitchen_radio",
        "Kitchen radio",
        "kitchen",
        features=16384 | 1 | 4 | 128 | 256,
    ),
    Thing("vacuum.robot", "Robot vacuum", "hall", "docked", features=8192 | 16),
    Thing("binary_sensor.front_door", "Front door", "hall", device_class="door"),
    Thing("binary_sensor.hall_motion", "Hall motion", "hall", device_class="motion"),
    Thing(
        "binary_sensor.bathroom_motion",
        "Bathroom motion",
        "bathroom",
        device_class="motion",
    ),
    Thing(
        "binary_sensor.bedroom_window",
        "Bedroom window",
        "bedroom",
        device_class="window",
    ),
    Thing(
        "binary_sensor.kitchen_leak", "Kitchen leak", "kitchen", device_class="moisture"
    ),
    Thing(
        "sensor.outdoor_temperature",
        "Outdoor temperature",
        None,
        "6.5",
        "temperature",
        "°C",
    ),
    Thing(
        "sensor.bathroom_humidity",
        "Bathroom humidity",
        "bathroom",
        "55",
        "humidity",
        "%",
    ),
    Thing(
        "sensor.office_illuminance",
        "Office illuminance",
        "office",
        "300",
        "illuminance",
        "lx",
    ),
    Thing("sensor.washer_power", "Washing machine power", None, "2", "power", "W"),
    Thing("scene.movie", "Movie night", "living_room", "unknown"),
    Thing("person.ana", "Ana", None, "home"),
    Thing("person.ben", "Ben", None, "not_home"),
    Thing("weather.home", "Forecast Home", None, "cloudy"),
    Thing("sun.sun", "Sun", None, "above_horizon"),
)
AUTOMATIONS = [
    {
        "id": "evening",
        "alias": "Reading lamp in the evening",
        "triggers": [{"trigger": "time", "at": "19:00:00"}],
        "conditions": [{"condition": "time", "weekday": ["mon", "tue", "wed"]}],
        "actions": [
            {
                "action": "light.turn_on",
                "target": {"entity_id": "light.reading_lamp"},
            }
        ],
        "mode": "single",
    },
    {
        "id": "complicated",
        "alias": "Hall chime",
        "triggers": [{"trigger": "event", "event_type": "chime"}],
        "actions": [{"delay": "00:00:05"}],
    },
]
SERVICES = {
    "light": ("turn_on", "turn_off"),
    "switch": ("turn_on", "turn_off"),
    "fan": ("turn_on", "turn_off", "set_percentage"),
    "climate": ("set_hvac_mode", "set_temperature"),
    "cover": ("open_cover", "close_cover", "set_cover_position"),
    "media_player": (
        "turn_on",
        "turn_off",
        "media_play",
        "media_pause",
        "media_stop",
        "volume_set",
    ),
    "vacuum": ("start", "return_to_base"),
    "scene": ("turn_on",),
    "lock": ("lock", "unlock"),
}


@callback
def async_furnish(hass: HomeAssistant) -> list[tuple[str, str]]:
    """Put the things into the registries and the states; return every action that was called since, as it is called."""
    called: list[tuple[str, str]] = []
    areas, labels = ar.async_get(hass), lr.async_get(hass)
    for name in AREAS:
        if areas.async_get_area_by_name(name) is None:
            areas.async_create(name)
    if labels.async_get_label_by_name("cosy") is None:
        labels.async_create("cosy")
    registry = er.async_get(hass)
    for thing in THINGS:
        domain, _, object_id = thing.entity_id.partition(".")
        if domain not in ("sun", "person", "weather", "scene"):
            entry = registry.async_get_or_create(
                domain,
                "asking",
                object_id,
                suggested_object_id=object_id,
                original_name=thing.name,
                original_device_class=thing.device_class,
                unit_of_measurement=thing.unit,
                supported_features=thing.features,
            )
            registry.async_update_entity(
                entry.entity_id, area_id=thing.area, labels=set(thing.labels)
            )
        attributes: dict[str, Any] = {
            "friendly_name": thing.name,
            "supported_features": thing.features,
            **dict(thing.attributes),
        }
        if thing.device_class:
            attributes["device_class"] = thing.device_class
        if thing.unit:
            attributes["unit_of_measurement"] = thing.unit
        hass.states.async_set(thing.entity_id, thing.state, attributes)
    for domain, services in SERVICES.items():
        for service in services:
            hass.services.async_register(
                domain,
                service,
                lambda call: called.append((call.domain, call.service)),
            )
    return called
