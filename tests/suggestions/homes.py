"""A small home with one thing of each sort."""

from typing import Any

from custom_components.ai_automation.model.home import (
    Area,
    Device,
    Entity,
    HomeContext,
    Person,
)


def thing(entity_id: str, name: str, **more: Any) -> Entity:
    """Return an entity."""
    return Entity(entity_id=entity_id, name=name, **more)


THINGS = (
    thing("light.hall", "Hall light", area_id="hall"),
    thing("light.desk", "Philips desk lamp", device_id="philips"),
    thing("switch.coffee", "Coffee machine", area_id="kitchen"),
    thing("input_boolean.guests", "Guests"),
    thing("fan.bath", "Bath Fan"),
    thing("humidifier.bed", "Humidifier"),
    thing(
        "cover.blinds", "Lounge blinds", device_class="shutter", supported_features=3
    ),
    thing("cover.garage", "Garage door", device_class="garage", area_id="garage"),
    thing("climate.ana", "Ana's thermostat"),
    thing("media_player.tv", "TV", supported_features=16384 + 256 + 128 + 1),
    thing("media_player.old", "Old radio", supported_features=128 + 256),
    thing("vacuum.robot", "Robot"),
    thing("lawn_mower.meadow", "Mower"),
    thing("select.mode", "Mode"),
    thing("input_select.scene", "Mood"),
    thing("scene.relax", "Relax"),
    thing("script.night", "Night"),
    thing("lock.front", "Front door lock", area_id="hall", labels=frozenset({"safe"})),
    thing("valve.water", "Main valve", device_id="valve"),
    thing("binary_sensor.door", "Front door", device_class="door"),
    thing("binary_sensor.motion", "Hall motion", device_class="motion", area_id="hall"),
    thing("binary_sensor.shed", "Shed sensor", device_class="occupancy"),
    thing("binary_sensor.plain", "Doorbell button"),
    thing("sensor.lux", "Brightness", unit_of_measurement="lx"),
    thing(
        "sensor.damp",
        "Hall humidity",
        device_class="humidity",
        unit_of_measurement="%",
        area_id="hall",
    ),
    thing(
        "sensor.dusk",
        "Hall light level",
        device_class="illuminance",
        unit_of_measurement="lx",
        area_id="hall",
    ),
    thing(
        "sensor.warmth",
        "Garage temperature",
        device_class="temperature",
        unit_of_measurement="°C",
        area_id="garage",
    ),
    thing("sun.sun", "Sun"),
    thing("zone.home", "Home"),
    thing("person.ana", "Ana"),
)


def home(*more: Entity, **changes: Any) -> HomeContext:
    """Return the home, with more things in it."""
    return HomeContext(
        **{
            "version": 1,
            "time_zone": "Europe/Berlin",
            "latitude": 52.5,
            "longitude": 13.4,
            "areas": {
                "hall": Area(area_id="hall", name="Hall", floor_id="ground"),
                "kitchen": Area(area_id="kitchen", name="Kitchen"),
                "garage": Area(area_id="garage", name="Ana's Garage"),
            },
            "devices": {
                "philips": Device(
                    device_id="philips", name="Lamp", manufacturer="Philips", model="A1"
                )
            },
            "entities": {e.entity_id: e for e in (*THINGS, *more)},
            "people": {"person.ana": Person(entity_id="person.ana", name="Ana")},
            **changes,
        }
    )
