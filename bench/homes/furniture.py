"""What stands in the rooms of made-up homes."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..demo_home.place import Thing

_DIM: Mapping[str, Any] = {"supported_color_modes": ["brightness"]}
_HEAT: Mapping[str, Any] = {"hvac_modes": ["off", "heat"], "temperature": 20.5}


class Piece(NamedTuple):
    """One kind of thing, before it stands in a room."""

    domain: str
    name: str
    platform: str
    state: str = "off"
    kind: str | None = None
    unit: str | None = None
    features: int = 0
    more: Mapping[str, Any] = {}
    category: str | None = None
    late: float = 0.0

    def thing(self, room: str, number: int | None = None) -> Thing:
        """Return the thing in a room; a number tells it from others of its name."""
        name = f"{room.replace('_', ' ')} {self.name}".capitalize()
        if number is not None:
            name = f"{name} {number}"
        return Thing(
            f"{self.domain}.{name.lower().replace(' ', '_')}",
            name,
            room,
            self.platform,
            self.state,
            self.kind,
            self.unit,
            self.features,
            self.category,
            self.late,
            self.more,
        )


class Room(NamedTuple):
    """A kind of room: how likely somebody is there, and its pieces, the usual first."""

    weight: float
    pieces: tuple[Piece, ...]


LIGHT = Piece("light", "ceiling", "hue", more=_DIM, features=32)
LAMP = Piece("light", "lamp", "hue", more=_DIM, features=32)
MOTION = Piece("binary_sensor", "motion", "zha", kind="motion")
WINDOW = Piece("binary_sensor", "window", "zha", kind="window")
DOOR = Piece("binary_sensor", "door", "zha", kind="door")
WARMTH = Piece("sensor", "temperature", "zha", "20.5", "temperature", "°C")
DAMP = Piece("sensor", "humidity", "zha", "50", "humidity", "%")
BLINDS = Piece("cover", "blinds", "shelly", "open", "blind", features=15)
PLUG = Piece("switch", "plug", "tuya", kind="outlet")
SLOW_PLUG = Piece("switch", "slow plug", "tuya", kind="outlet", late=12.0)
FAN = Piece("fan", "fan", "shelly", features=48)
HEATING = Piece("climate", "heating", "tado", "heat", features=385, more=_HEAT)
TV = Piece("media_player", "tv", "cast", kind="tv", features=152461)
SPEAKER = Piece("media_player", "speaker", "sonos", kind="speaker", features=152461)
LOCK = Piece("lock", "lock", "nuki", "locked")
LUX = Piece("sensor", "brightness", "zha", "0", "illuminance", "lx")
POWER = Piece("sensor", "washer power", "shelly", "1", "power", "W")
WASHER = Piece("switch", "washer", "shelly", kind="outlet")
COFFEE = Piece("switch", "coffee machine", "shelly", kind="outlet")
KETTLE = Piece("switch", "kettle", "tuya", kind="outlet")
BLANKET = Piece("switch", "electric blanket", "tuya", kind="outlet")

ROOMS: Mapping[str, Room] = {
    "living_room": Room(
        0.34, (LIGHT, MOTION, TV, LAMP, BLINDS, SLOW_PLUG, WARMTH, FAN, HEATING, PLUG)
    ),
    "bathroom": Room(0.07, (LIGHT, MOTION, DAMP, FAN, WINDOW, PLUG)),
    "kitchen": Room(
        0.24, (COFFEE, MOTION, LIGHT, SPEAKER, KETTLE, LAMP, WARMTH, FAN, WINDOW)
    ),
    "hall": Room(0.03, (DOOR, LIGHT, MOTION, LOCK, LAMP)),
    "bedroom": Room(
        0.12, (LIGHT, MOTION, LAMP, BLINDS, WINDOW, HEATING, BLANKET, WARMTH, FAN)
    ),
    "office": Room(0.12, (LIGHT, MOTION, PLUG, WINDOW, FAN, LAMP, HEATING, BLINDS)),
    "terrace": Room(0.01, (LUX, LIGHT, PLUG)),
    "laundry": Room(0.02, (WASHER, POWER, LIGHT, MOTION, DAMP)),
    "child_room": Room(0.1, (LIGHT, MOTION, LAMP, BLINDS, SPEAKER, WINDOW, HEATING)),
    "guest_room": Room(0.02, (LIGHT, MOTION, HEATING, WINDOW, LAMP)),
    "dining_room": Room(0.06, (LIGHT, MOTION, LAMP, PLUG, BLINDS)),
    "garage": Room(0.01, (LIGHT, MOTION, PLUG)),
    "playroom": Room(0.05, (LIGHT, MOTION, TV, FAN, PLUG, BLINDS)),
    "workshop": Room(0.03, (LIGHT, MOTION, PLUG, FAN)),
    "library": Room(0.03, (LIGHT, MOTION, LAMP, BLINDS, HEATING)),
    "guest_bathroom": Room(0.02, (LIGHT, MOTION, DAMP, FAN)),
    "attic": Room(0.01, (LIGHT, MOTION, WINDOW, FAN)),
}
FILLERS = (
    Piece("sensor", "energy", "shelly", "10", "energy", "kWh"),
    Piece("sensor", "voltage", "shelly", "230", "voltage", "V"),
    Piece("binary_sensor", "vibration", "zha", kind="vibration"),
    Piece("sensor", "battery", "zha", "80", "battery", "%", category="diagnostic"),
    Piece("sensor", "air", "zha", "600", "carbon_dioxide", "ppm"),
    Piece("binary_sensor", "cupboard", "zha", kind="opening"),
    Piece("light", "strip", "hue", more=_DIM, features=32),
    Piece(
        "sensor", "signal", "zha", "-60", "signal_strength", "dBm", 0, {}, "diagnostic"
    ),
    Piece("sensor", "warmth", "zha", "20", "temperature", "°C"),
    Piece("binary_sensor", "link", "zha", kind="connectivity", state="on"),
)
"""What fills large homes: mostly numbers that no habit needs."""
