"""What acts by itself in the demo home: sensors, sun, automations, timers, restarts."""

from datetime import date, datetime, time, timedelta
import math
from zoneinfo import ZoneInfo

from astral import Observer
from astral.sun import sun

from .place import LATITUDE, LONGITUDE, TIME_ZONE
from .recording import Context, Recording

ZONE = ZoneInfo(TIME_ZONE)
HOUR, MINUTE = 3600.0, 60.0
HALL_OFF_AFTER = 3 * MINUTE
"""How long the hall is empty before its light goes off."""
RESTART_DAYS = (8, 19)
"""Days of the recording on which Home Assistant was restarted."""
TRACKED = {
    "person.mara": "device_tracker.mara_phone",
    "person.felix": "device_tracker.felix_phone",
}
MEASURED = (
    ("sensor.living_room_temperature", 20.6, 0.9, 0.15),
    ("sensor.kitchen_temperature", 20.9, 0.8, 0.2),
    ("sensor.bedroom_temperature", 18.4, 0.6, 0.15),
    ("sensor.home_office_temperature", 20.6, 1.0, 0.15),
    ("sensor.outdoor_temperature", 8.0, 4.0, 0.4),
    ("sensor.bathroom_humidity", 52.0, 3.0, 1.6),
)
"""Sensors with their mean, how far a day takes them from it, and their noise."""
OWN = ("person.", "zone.", "sun.", "automation.")
"""Entities that no device stands behind: a restart does not take them away."""


def clock(day: date, seconds: float) -> float:
    """Return the moment of a local clock time, given in seconds after midnight."""
    wall = datetime.combine(day, time(0)) + timedelta(seconds=seconds)
    return wall.replace(tzinfo=ZONE).timestamp()


def sunrise(day: date) -> float:
    """Return the moment of sunrise."""
    return _sun_at(day, "sunrise")


def sunset(day: date) -> float:
    """Return the moment of sunset."""
    return _sun_at(day, "sunset")


def _sun_at(day: date, event: str) -> float:
    moment: datetime = sun(Observer(LATITUDE, LONGITUDE), day)[event]
    return moment.timestamp()


def moved(recording: Recording, person: str, state: str) -> None:
    """Let someone's phone come home or leave, and with it the person."""
    recording.device(TRACKED[person], state)
    recording.after(0.003, recording.device, person, state)
    recording.after(0.005, _count, recording)


def _count(recording: Recording) -> None:
    at_home = sum(recording.states[one] == "home" for one in TRACKED)
    recording.device("zone.home", str(at_home))


class Machines:
    """Keeps the machines of the home running."""

    def __init__(self, recording: Recording) -> None:
        """Wire what reacts to something else."""
        self._recording = recording
        self._hall_turn = 0
        recording.listen("binary_sensor.hall_motion", self._hall_motion)
        recording.listen("light.kitchen_ceiling", self._copy)

    def plan(self, day: date, number: int) -> None:
        """Queue what happens by the clock on a day of the recording."""
        at = self._recording.at
        at(sunrise(day), self._sun, "above_horizon")
        at(sunset(day), self._sun, "below_horizon")
        at(clock(day, 17.5 * HOUR), self._porch_on)
        at(clock(day, 23.5 * HOUR), self._night_off)
        self._other_hub(day)
        self._measure(day)
        self._brightness(day)
        if number in RESTART_DAYS:
            at(clock(day, 14 * HOUR + 11 * MINUTE), self._restart)

    def _sun(self, state: str) -> None:
        rising = state == "above_horizon"
        self._recording.device("sun.sun", state, elevation=-0.83, rising=rising)

    def _hall_motion(self, _old: str, state: str, context: Context) -> None:
        self._hall_turn += 1
        dark = self._recording.states["sun.sun"] == "below_horizon"
        if state == "off":
            self._recording.after(
                HALL_OFF_AFTER, self._hall_off, self._hall_turn, context
            )
        elif dark:
            self._hall_light("hall_light_on", "on", context)

    def _hall_off(self, turn: int, context: Context) -> None:
        if turn == self._hall_turn:
            self._hall_light("hall_light_off", "off", context)

    def _hall_light(self, name: str, state: str, context: Context) -> None:
        light = "light.hall_ceiling"
        self._recording.automation(
            f"automation.{name}",
            "state of binary_sensor.hall_motion",
            context,
            [({"entity_id": [light]}, {light: state})],
        )

    def _porch_on(self) -> None:
        porch = "light.porch"
        steps = [({"entity_id": [porch]}, {porch: "on"})]
        self._recording.automation("automation.porch_light_on", "time", None, steps)

    def _night_off(self) -> None:
        kitchen = {"light.kitchen_ceiling": "off", "light.kitchen_counter": "off"}
        self._recording.automation(
            "automation.night_kitchen_and_porch_off",
            "time",
            None,
            [
                ({"area_id": ["kitchen"]}, kitchen),
                ({"entity_id": ["light.porch"]}, {"light.porch": "off"}),
            ],
        )

    def _copy(self, _old: str, state: str, context: Context) -> None:
        copy = "switch.kitchen_ceiling_copy"
        self._recording.after(0.012, self._recording.mirror, copy, state, context)

    def _other_hub(self, day: date) -> None:
        """Queue the timers of another maker's hub, on the second every day."""
        for entity_id, on, off in (
            ("switch.garden_lights", 18 * HOUR, 22 * HOUR),
            ("switch.aquarium_light", 9 * HOUR, 19.5 * HOUR),
        ):
            for seconds, state in ((on, "on"), (off, "off")):
                moment = clock(day, seconds) + self._recording.chance.uniform(0.1, 0.4)
                self._recording.at(moment, self._recording.wall, entity_id, state)

    def _measure(self, day: date) -> None:
        chance = self._recording.chance
        for entity_id, mean, swing, noise in MEASURED:
            digits = 0 if "humidity" in entity_id else 1
            moment = chance.uniform(0, 2400)
            while moment < 24 * HOUR:
                turn = math.sin((moment / (24 * HOUR) - 0.37) * 2 * math.pi)
                value = mean + swing * turn + chance.gauss(0, noise)
                self._report(entity_id, clock(day, moment), f"{value:.{digits}f}")
                moment += chance.uniform(900, 3200)
        charge = 87 - (day.toordinal() % 60) // 20
        self._report("sensor.hall_motion_battery", clock(day, 3 * HOUR), str(charge))

    def _brightness(self, day: date) -> None:
        chance, rise, down = self._recording.chance, sunrise(day), sunset(day)
        moment = rise - 1500
        while moment < down + 1800:
            height = math.sin(math.pi * (moment - rise) / (down - rise))
            lux = max(0.0, 9000 * height * chance.uniform(0.5, 1.0))
            lux += 12 if abs(height) < 0.1 else 0
            self._report("sensor.outdoor_brightness", moment, str(round(lux)))
            moment += chance.uniform(500, 1200)

    def _report(self, entity_id: str, moment: float, value: str) -> None:
        self._recording.at(moment, self._recording.wall, entity_id, value)

    def _restart(self) -> None:
        """Restart Home Assistant: everything is lost for a while, then comes back."""
        recording = self._recording
        self._bus("homeassistant_stop")
        recording.after(71.0, self._bus, "homeassistant_start")
        for entity_id in recording.states:
            if not entity_id.startswith(OWN):
                away = 71.5 + recording.chance.random()
                recording.after(away, self._lose, entity_id)

    def _bus(self, event_type: str) -> None:
        self._recording.event(event_type, {}, self._recording.context())

    def _lose(self, entity_id: str) -> None:
        before = self._recording.states[entity_id]
        self._recording.device(entity_id, "unavailable")
        seconds = self._recording.chance.uniform(3, 45)
        self._recording.after(seconds, self._recording.device, entity_id, before)
