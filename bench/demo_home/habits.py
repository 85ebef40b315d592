"""What the people of the demo home do by hand: their habits, and everything else."""

from collections.abc import Callable, Sequence
from datetime import date

from .machines import HOUR, MINUTE, clock, sunset
from .place import FELIX, MARA
from .recording import Context, Recording

FOLLOW = 0.94
"""How often a habit is followed."""
COFFEE_AT = 6 * HOUR + 50 * MINUTE
BLINDS_AFTER_SUNSET = 20 * MINUTE
LOCK_AT = 22 * HOUR + 42 * MINUTE
OFFICE_LEFT_ON = 11 * MINUTE
"""How long after the last motion someone turns the office light off."""
CHORES = (
    ("switch.kettle", 1.0, 4),
    ("light.kitchen_counter", 0.8, 35),
    ("light.kitchen_ceiling", 0.7, 50),
    ("switch.printer", 0.25, 30),
    ("binary_sensor.bedroom_window", 0.5, 25),
    ("binary_sensor.home_office_motion", 0.8, 2),
)
"""What is used now and then: how often a day and person, and for how many minutes."""

type Free = tuple[float, float, Callable[[float], bool]]
"""From when to when someone may do something, and whether a moment suits them."""


class Habits:
    """Lets the people act."""

    def __init__(self, recording: Recording) -> None:
        """Wire the habits that follow something."""
        self._recording = recording
        self._chance = recording.chance
        self._office_turn = 0
        recording.listen("binary_sensor.bathroom_motion", self._bathroom)
        recording.listen("media_player.tv", self._tv)
        recording.listen("binary_sensor.home_office_motion", self._office)

    def plan(self, day: date, bed: float, free: Sequence[Free]) -> None:
        """Queue what is done on a day; `bed` is when the last one goes to bed."""
        self._coffee(day)
        self._blinds(day)
        self._watch(day, bed)
        self._night(day, bed)
        self._bedroom_blinds(day)
        self._music(day)
        self._heating(day)
        for begin, end, suits in free:
            for entity_id, mean, minutes in CHORES:
                for _ in range(self._times(mean)):
                    moment = self._chance.uniform(begin, end)
                    if suits(moment):
                        self._for_a_while(entity_id, moment, minutes * MINUTE)

    def sit_down(self, room: str, seconds: float) -> None:
        """Turn on the room's light now and then, and off some time later."""
        if self._dark and self._chance.random() < 0.12:
            light = f"light.{room}_ceiling"
            self._wall(self._chance.uniform(20, 300), light, "on")
            self._wall(seconds + self._chance.uniform(60, 2400), light, "off")

    def leave_bathroom(self, seconds: float) -> None:
        """Turn off the bathroom light on leaving; after a shower the fan runs on."""
        leave = seconds + self._chance.uniform(2, 25)
        self._wall(leave, "light.bathroom_ceiling", "off")
        if seconds > 8 * MINUTE and self._chance.random() < 0.55:
            self._wall(self._chance.uniform(60, 500), "fan.bathroom", "on")
            later = self._chance.uniform(5, 50) * MINUTE
            self._wall(leave + later, "fan.bathroom", "off")

    # habits
    def _coffee(self, day: date) -> None:
        """Let Mara start the coffee machine, at about the same time on weekdays."""
        machine, moment = "switch.coffee_machine", None
        if day.weekday() >= 5:
            if self._chance.random() < 0.6:
                moment = clock(day, self._chance.uniform(8.6, 10.8) * HOUR)
        elif self._chance.random() < FOLLOW:
            moment = clock(day, COFFEE_AT + self._chance.gauss(0, 150))
        if moment is not None:
            off = moment + self._chance.uniform(25, 100) * MINUTE
            self._recording.at(moment, self._recording.app, MARA, machine, "on")
            self._recording.at(off, self._recording.wall, machine, "off")

    def _blinds(self, day: date) -> None:
        """Close the living room blinds some time after sunset."""
        blinds, chance = "cover.living_room_blinds", self._chance
        opened = clock(day, chance.uniform(7.3, 9.8) * HOUR)
        closed = sunset(day) + BLINDS_AFTER_SUNSET + chance.gauss(0, 170)
        if chance.random() > FOLLOW:
            closed += chance.uniform(60, 150) * MINUTE
        self._recording.at(opened, self._recording.wall, blinds, "open")
        self._recording.at(closed, self._recording.wall, blinds, "closed")

    def _bathroom(self, _old: str, state: str, _context: Context) -> None:
        """Turn on the bathroom light after dark when someone comes in."""
        if state == "on" and self._dark and self._chance.random() < FOLLOW:
            seconds = self._chance.lognormvariate(1.4, 0.4)
            self._wall(seconds, "light.bathroom_ceiling", "on")

    def _tv(self, old: str, state: str, _context: Context) -> None:
        """Ask for the floor lamp when the TV starts after dark."""
        started = (old, state) == ("off", "playing")
        if started and self._dark and self._chance.random() < FOLLOW:
            seconds = self._chance.lognormvariate(3.4, 0.4)
            self._recording.after(
                seconds, self._recording.voice, "light.floor_lamp", "on"
            )

    def _office(self, _old: str, state: str, _context: Context) -> None:
        """Turn off the forgotten office light some time after the last motion."""
        self._office_turn += 1
        if state == "off":
            seconds = OFFICE_LEFT_ON + self._chance.gauss(0, 50)
            self._recording.after(seconds, self._office_off, self._office_turn)

    def _office_off(self, turn: int) -> None:
        if turn == self._office_turn and self._chance.random() < FOLLOW:
            self._recording.app(FELIX, "light.home_office_ceiling", "off")

    def _night(self, day: date, bed: float) -> None:
        """Lock up, and leave the living room dark."""
        recording, chance = self._recording, self._chance
        if chance.random() < FOLLOW:
            moment = clock(day, LOCK_AT + chance.gauss(0, 4 * MINUTE))
            recording.at(moment, recording.app, FELIX, "lock.front_door", "locked")
        for lamp in ("light.floor_lamp", "light.living_room_ceiling"):
            recording.at(bed - chance.uniform(200, 2700), recording.wall, lamp, "off")
        for who in ("mara", "felix"):
            lamp = f"light.{who}_bedside_lamp"
            if chance.random() < 0.6:
                on = bed - chance.uniform(60, 1500)
                recording.at(on, recording.wall, lamp, "on")
            off = bed + chance.uniform(200, 5400)
            recording.at(off, recording.wall, lamp, "off")

    # everything else, at no particular time
    def _watch(self, day: date, bed: float) -> None:
        chance = self._chance
        if chance.random() < 0.88:
            start = clock(day, chance.uniform(19.3, 20.9) * HOUR)
            self._tv_on(start, min(start + chance.uniform(1.2, 2.4) * HOUR, bed - 900))
        if day.weekday() >= 5 and chance.random() < 0.7:
            start = clock(day, chance.uniform(11, 13.2) * HOUR)
            self._tv_on(start, start + chance.uniform(0.5, 1.5) * HOUR)

    def _tv_on(self, start: float, end: float) -> None:
        tv, recording = "media_player.tv", self._recording
        recording.at(start, recording.wall, tv, "playing")
        recording.at(max(end, start + 900), recording.wall, tv, "off")

    def _bedroom_blinds(self, day: date) -> None:
        blinds, recording = "cover.bedroom_blinds", self._recording
        morning = clock(day, self._chance.uniform(7.2, 10.5) * HOUR)
        night = clock(day, self._chance.uniform(18.5, 22.8) * HOUR)
        recording.at(morning, recording.app, MARA, blinds, "open")
        recording.at(night, recording.app, MARA, blinds, "closed")

    def _music(self, day: date) -> None:
        speaker, recording = "media_player.kitchen_speaker", self._recording
        for _ in range(self._times(0.9)):
            start = clock(day, self._chance.uniform(7, 21) * HOUR)
            stop = start + self._chance.uniform(10, 90) * MINUTE
            recording.at(start, recording.app, FELIX, speaker, "playing")
            recording.at(stop, recording.app, FELIX, speaker, "idle")

    def _heating(self, day: date) -> None:
        if self._chance.random() < 0.25:
            moment = clock(day, self._chance.uniform(8, 22) * HOUR)
            degrees = self._chance.choice((19.5, 20.0, 20.5, 21.0, 21.5))
            self._recording.at(moment, self._set_heating, degrees)

    def _set_heating(self, degrees: float) -> None:
        self._recording.device("climate.living_room", "heat", temperature=degrees)

    def _for_a_while(self, entity_id: str, moment: float, seconds: float) -> None:
        end = moment + seconds * self._chance.uniform(0.5, 1.8)
        self._recording.at(moment, self._recording.wall, entity_id, "on")
        self._recording.at(end, self._recording.wall, entity_id, "off")

    @property
    def _dark(self) -> bool:
        return self._recording.states["sun.sun"] == "below_horizon"

    def _wall(self, seconds: float, entity_id: str, state: str) -> None:
        self._recording.after(seconds, self._recording.wall, entity_id, state)

    def _times(self, mean: float) -> int:
        """Return how often something happens that happens `mean` times on average."""
        count, left = 0, self._chance.expovariate(1.0)
        while left < mean:
            count, left = count + 1, left + self._chance.expovariate(1.0)
        return count
