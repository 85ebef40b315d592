"""The demo home as its registries know it: rooms, things, people, automations."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..house import Area, Automation, Device, Entity, Floor, Person, User

NAME = "Birch Lane"
TIME_ZONE = "Europe/Berlin"
LATITUDE, LONGITUDE, ELEVATION = 52.52, 13.41, 34

MARA = "7b0c5f6f1d2e4c0a9a3f5b8e21c46d10"
FELIX = "c2f19d84a57b4f6e8d03e6a1b7905c32"

FLOORS = (
    Floor(floor_id="ground_floor", name="Ground floor", level=0),
    Floor(floor_id="upper_floor", name="Upper floor", level=1),
)
AREAS = (
    Area(area_id="living_room", name="Living room", floor_id="ground_floor"),
    Area(area_id="kitchen", name="Kitchen", floor_id="ground_floor"),
    Area(area_id="hall", name="Hall", floor_id="ground_floor"),
    Area(area_id="bedroom", name="Bedroom", floor_id="upper_floor"),
    Area(area_id="bathroom", name="Bathroom", floor_id="upper_floor"),
    Area(area_id="home_office", name="Home office", floor_id="upper_floor"),
    Area(area_id="garden", name="Garden"),
)
USERS = (
    User(user_id=MARA, name="Mara"),
    User(user_id=FELIX, name="Felix"),
    User(
        user_id="0e9d3b6a4c814f5f9b7a2d60c3e8f114",
        name="Supervisor",
        system_generated=True,
    ),
)
PEOPLE = (
    Person(entity_id="person.mara", name="Mara", user_id=MARA),
    Person(entity_id="person.felix", name="Felix", user_id=FELIX),
)


class Thing(NamedTuple):
    """One entity with its device and the state it starts in."""

    entity_id: str
    name: str
    area: str | None
    platform: str
    state: str = "off"
    kind: str | None = None
    """The device class."""
    unit: str | None = None
    features: int = 0
    category: str | None = None
    late: float = 0.0
    """Seconds after which it confirms a command."""
    more: Mapping[str, Any] = {}
    """Attributes besides name, class and unit."""


_DIM: Mapping[str, Any] = {
    "supported_color_modes": ["brightness"],
    "color_mode": None,
    "brightness": None,
}
_HEAT: Mapping[str, Any] = {
    "hvac_modes": ["off", "heat"],
    "temperature": 20.5,
    "current_temperature": 20.4,
}
_OPEN: Mapping[str, Any] = {"current_position": 100}

THINGS = (
    Thing(
        "light.living_room_ceiling", "Living room ceiling light", "living_room", "hue"
    ),
    Thing(
        "light.floor_lamp", "Floor lamp", "living_room", "hue", more=_DIM, features=32
    ),
    Thing("media_player.tv", "TV", "living_room", "cast", kind="tv", features=152461),
    Thing(
        "cover.living_room_blinds",
        "Living room blinds",
        "living_room",
        "shelly",
        "open",
        "blind",
        features=15,
        more=_OPEN,
    ),
    Thing(
        "binary_sensor.living_room_motion",
        "Living room motion",
        "living_room",
        "zha",
        kind="motion",
    ),
    Thing(
        "sensor.living_room_temperature",
        "Living room temperature",
        "living_room",
        "zha",
        "20.4",
        "temperature",
        "°C",
    ),
    Thing(
        "climate.living_room",
        "Living room thermostat",
        "living_room",
        "tado",
        "heat",
        features=385,
        more=_HEAT,
    ),
    Thing(
        "switch.aquarium_light", "Aquarium light", "living_room", "tuya", kind="outlet"
    ),
    Thing("light.kitchen_ceiling", "Kitchen ceiling light", "kitchen", "hue"),
    Thing(
        "light.kitchen_counter",
        "Kitchen counter light",
        "kitchen",
        "hue",
        more=_DIM,
        features=32,
    ),
    Thing(
        "switch.coffee_machine", "Coffee machine", "kitchen", "shelly", kind="outlet"
    ),
    Thing("switch.kettle", "Kettle", "kitchen", "shelly", kind="outlet"),
    Thing(
        "media_player.kitchen_speaker",
        "Kitchen speaker",
        "kitchen",
        "sonos",
        "idle",
        "speaker",
        features=21437,
    ),
    Thing(
        "binary_sensor.kitchen_motion",
        "Kitchen motion",
        "kitchen",
        "zha",
        kind="motion",
    ),
    Thing(
        "sensor.kitchen_temperature",
        "Kitchen temperature",
        "kitchen",
        "zha",
        "20.9",
        "temperature",
        "°C",
    ),
    Thing(
        "switch.kitchen_ceiling_copy",
        "Kitchen ceiling light for the wall tablet",
        "kitchen",
        "template",
    ),
    Thing("light.hall_ceiling", "Hall ceiling light", "hall", "hue"),
    Thing("binary_sensor.hall_motion", "Hall motion", "hall", "zha", kind="motion"),
    Thing("binary_sensor.front_door", "Front door", "hall", "zha", kind="door"),
    Thing("lock.front_door", "Front door lock", "hall", "nuki", "locked"),
    Thing("light.bedroom_ceiling", "Bedroom ceiling light", "bedroom", "hue"),
    Thing(
        "light.mara_bedside_lamp",
        "Mara's bedside lamp",
        "bedroom",
        "hue",
        more=_DIM,
        features=32,
    ),
    Thing(
        "light.felix_bedside_lamp",
        "Felix's bedside lamp",
        "bedroom",
        "hue",
        more=_DIM,
        features=32,
    ),
    Thing(
        "cover.bedroom_blinds",
        "Bedroom blinds",
        "bedroom",
        "shelly",
        "open",
        "blind",
        features=15,
        late=14.0,
        more=_OPEN,
    ),
    Thing(
        "binary_sensor.bedroom_window",
        "Bedroom window",
        "bedroom",
        "zha",
        kind="window",
    ),
    Thing(
        "binary_sensor.bedroom_motion",
        "Bedroom motion",
        "bedroom",
        "zha",
        kind="motion",
    ),
    Thing(
        "sensor.bedroom_temperature",
        "Bedroom temperature",
        "bedroom",
        "zha",
        "18.2",
        "temperature",
        "°C",
    ),
    Thing("light.bathroom_ceiling", "Bathroom ceiling light", "bathroom", "hue"),
    Thing("fan.bathroom", "Bathroom fan", "bathroom", "tuya", features=48),
    Thing(
        "binary_sensor.bathroom_motion",
        "Bathroom motion",
        "bathroom",
        "zha",
        kind="motion",
    ),
    Thing(
        "sensor.bathroom_humidity",
        "Bathroom humidity",
        "bathroom",
        "zha",
        "51",
        "humidity",
        "%",
    ),
    Thing(
        "light.home_office_ceiling", "Home office ceiling light", "home_office", "hue"
    ),
    Thing("switch.printer", "Printer", "home_office", "shelly", kind="outlet"),
    Thing(
        "binary_sensor.home_office_motion",
        "Home office motion",
        "home_office",
        "zha",
        kind="motion",
    ),
    Thing(
        "sensor.home_office_temperature",
        "Home office temperature",
        "home_office",
        "zha",
        "20.7",
        "temperature",
        "°C",
    ),
    Thing("light.porch", "Porch light", "garden", "hue"),
    Thing("switch.garden_lights", "Garden lights", "garden", "tuya", kind="outlet"),
    Thing(
        "sensor.outdoor_temperature",
        "Outdoor temperature",
        "garden",
        "zha",
        "7.5",
        "temperature",
        "°C",
    ),
    Thing(
        "sensor.outdoor_brightness",
        "Outdoor brightness",
        "garden",
        "zha",
        "0",
        "illuminance",
        "lx",
    ),
    Thing(
        "sensor.hall_motion_battery",
        "Hall motion battery",
        "hall",
        "zha",
        "87",
        "battery",
        "%",
        category="diagnostic",
    ),
    Thing(
        "sensor.front_door_battery",
        "Front door battery",
        "hall",
        "zha",
        "92",
        "battery",
        "%",
        category="diagnostic",
    ),
    Thing("device_tracker.mara_phone", "Mara phone", None, "mobile_app", "home"),
    Thing("device_tracker.felix_phone", "Felix phone", None, "mobile_app", "home"),
    Thing("person.mara", "Mara", None, "person", "home"),
    Thing("person.felix", "Felix", None, "person", "home"),
    Thing("zone.home", "Home", None, "zone", "2"),
    Thing("sun.sun", "Sun", None, "sun", "below_horizon"),
)

_BY_MOTION = "binary_sensor.hall_motion"
AUTOMATIONS = (
    Automation(
        id="1719150012345",
        entity_id="automation.hall_light_on",
        config={
            "alias": "Hall light on",
            "description": "",
            "triggers": [{"trigger": "state", "entity_id": [_BY_MOTION], "to": ["on"]}],
            "conditions": [
                {"condition": "state", "entity_id": "sun.sun", "state": "below_horizon"}
            ],
            "actions": [
                {
                    "action": "light.turn_on",
                    "target": {"entity_id": "light.hall_ceiling"},
                }
            ],
            "mode": "single",
        },
        comment="Felix: please leave the hall ones alone, they work. The sensor\nwas moved in June so that the cat no longer sets it off.",
    ),
    Automation(
        id="1719150067890",
        entity_id="automation.hall_light_off",
        config={
            "alias": "Hall light off",
            "description": "",
            "triggers": [
                {
                    "trigger": "state",
                    "entity_id": [_BY_MOTION],
                    "to": ["off"],
                    "for": {"hours": 0, "minutes": 3, "seconds": 0},
                }
            ],
            "conditions": [],
            "actions": [
                {
                    "action": "light.turn_off",
                    "target": {"entity_id": "light.hall_ceiling"},
                }
            ],
            "mode": "single",
        },
    ),
    Automation(
        id="1727369900112",
        entity_id="automation.porch_light_on",
        config={
            "alias": "Porch light on",
            "description": "So that nobody trips over the step",
            "triggers": [{"trigger": "time", "at": "17:30:00"}],
            "conditions": [],
            "actions": [
                {"action": "light.turn_on", "target": {"entity_id": "light.porch"}}
            ],
            "mode": "single",
        },
    ),
    Automation(
        id="1727370031415",
        entity_id="automation.night_kitchen_and_porch_off",
        config={
            "alias": "Night: kitchen and porch off",
            "description": "",
            "triggers": [{"trigger": "time", "at": "23:30:00"}],
            "conditions": [],
            "actions": [
                {"action": "light.turn_off", "target": {"area_id": "kitchen"}},
                {"action": "light.turn_off", "target": {"entity_id": "light.porch"}},
            ],
            "mode": "single",
        },
        comment="The kitchen is easily forgotten.",
    ),
)


def devices(things: Sequence[Thing] = THINGS) -> list[Device]:
    """Return one device for each thing that can be touched."""
    makers = {
        "cast": "Google",
        "hue": "Signify",
        "nuki": "Nuki",
        "shelly": "Shelly",
        "sonos": "Sonos",
        "tado": "tado",
        "tuya": "Tuya",
        "zha": "Aqara",
    }
    return [
        Device(
            device_id=_device_id(thing),
            name=_device_name(thing),
            area_id=thing.area,
            manufacturer=makers[thing.platform],
        )
        for thing in things
        if thing.platform in makers and thing.category is None
    ]


def entities(
    things: Sequence[Thing] = THINGS, automations: Sequence[Automation] = AUTOMATIONS
) -> list[Entity]:
    """Return every entity of the home."""
    owners = {device.name: device.device_id for device in devices(things)}
    listed = [
        Entity(
            entity_id=thing.entity_id,
            name=thing.name,
            device_id=owners.get(_device_name(thing)),
            area_id=thing.area if _device_name(thing) not in owners else None,
            platform=thing.platform,
            device_class=thing.kind,
            unit_of_measurement=thing.unit,
            entity_category=thing.category,
            supported_features=thing.features,
            confirm_after=thing.late,
        )
        for thing in things
    ]
    return listed + [
        Entity(entity_id=one.entity_id, name=one.config["alias"], platform="automation")
        for one in automations
    ]


def _device_name(thing: Thing) -> str:
    return thing.name.removesuffix(" battery")


def _device_id(thing: Thing) -> str:
    return thing.entity_id.replace(".", "_")
