"""The requests, what a good model answers to each, and what must come of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

type Part = Mapping[str, Any]

SUGGESTION, QUESTION, NO = "suggestion", "question", "no"


def at(time: str) -> Part:
    """Return a time trigger."""
    return {"type": "time", "at": time}


def sun(event: str, minutes: int = 0) -> Part:
    """Return a sun trigger."""
    return {"type": "sun", "event": event, "offset_minutes": minutes}


def state(entity_id: str, to: str, minutes: int = 0) -> Part:
    """Return a state trigger or condition."""
    return {"type": "state", "id": entity_id, "state": to, "for_minutes": minutes}


def above(entity_id: str, limit: float, minutes: int = 0) -> Part:
    """Return a number trigger."""
    return {
        "type": "number",
        "id": entity_id,
        "above": limit,
        "below": None,
        "for_minutes": minutes,
    }


def below(entity_id: str, limit: float, minutes: int = 0) -> Part:
    """Return a number trigger."""
    return {
        "type": "number",
        "id": entity_id,
        "above": None,
        "below": limit,
        "for_minutes": minutes,
    }


def days(*names: str) -> Part:
    """Return a condition for days of the week."""
    return {"type": "days", "days": list(names)}


def between(after: str, before: str) -> Part:
    """Return a condition for times of day."""
    return {"type": "time", "after": after, "before": before}


DARK: Part = {"type": "dark", "dark": True}


def do(entity_id: str, to: str) -> Part:
    """Return an action that brings a thing into a state."""
    return {"type": "set_state", "id": entity_id, "state": to}


def number(entity_id: str, name: str, value: float) -> Part:
    """Return an action that sets a number."""
    return {"type": "set_number", "id": entity_id, "name": name, "value": value}


def tell(message: str) -> Part:
    """Return an action that tells something."""
    return {"type": "tell", "message": message}


def wrote(
    triggers: Part | Sequence[Part],
    actions: Part | Sequence[Part],
    conditions: Part | Sequence[Part] = (),
) -> Part:
    """Return the answer that writes an automation."""
    return answer(
        "automation",
        automation={
            "title": "As you wish",
            "description": "It does what you asked for.",
            "category": "comfort",
            "triggers": _some(triggers),
            "conditions": _some(conditions),
            "actions": _some(actions),
        },
    )


def asks(text: str, *choices: str) -> Part:
    """Return the answer that asks a question."""
    return answer("question", reply=text, choices=list(choices))


def no(reason: str) -> Part:
    """Return the answer that says no."""
    return answer("no", reply=reason)


def change(entity_id: str) -> Part:
    """Return the answer that an automation is meant."""
    return answer("change", changes=entity_id)


def answer(kind: str, **parts: Any) -> Part:
    """Return an answer in the form."""
    empty: dict[str, Any] = {
        "reply": None,
        "choices": [],
        "automation": None,
        "changes": None,
    }
    return {"kind": kind, **empty, **parts}


def _some(parts: Part | Sequence[Part]) -> list[Part]:
    """Return one or several parts as a list."""
    return [parts] if isinstance(parts, Mapping) else list(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request."""

    text: str
    answers: tuple[Part, ...]
    """What the scripted model says, in turn."""
    ends: str
    does: tuple[str, ...] = ()
    """Parts that the automation's YAML must hold, of a suggestion."""
    also: frozenset[str] = field(default_factory=frozenset)
    """Other ends that are right as well, of a model that was not told."""


def _wish(text: str, *answers: Part, does: Sequence[str] = ()) -> Request:
    """Return a request that ends in a suggestion."""
    return Request(text=text, answers=answers, ends=SUGGESTION, does=tuple(does))


REQUESTS: tuple[Request, ...] = (
    # Lights
    _wish(
        "Turn on the hall light when there is motion in the hall, but only in the dark",
        wrote(state("binary_sensor.hall_motion", "on"), do("light.hall", "on"), DARK),
        does=["light.hall", "binary_sensor.hall_motion", "below_horizon"],
    ),
    _wish(
        "Turn off the hall light five minutes after the last motion in the hall",
        wrote(state("binary_sensor.hall_motion", "off", 5), do("light.hall", "off")),
        does=["light.turn_off", "minutes: 5"],
    ),
    _wish(
        "Schalte um 23 Uhr alle Lichter im Wohnzimmer aus",
        wrote(at("23:00"), do("area:living_room/light", "off")),
        does=["area_id: living_room", "23:00:00", "light.turn_off"],
    ),
    _wish(
        "Mach die Leselampe eine halbe Stunde vor Sonnenuntergang mit 30 Prozent an",
        wrote(
            sun("sunset", -30),
            [
                do("light.reading_lamp", "on"),
                number("light.reading_lamp", "brightness_pct", 30),
            ],
        ),
        does=["sunset", "-00:30:00", "brightness_pct: 30"],
    ),
    _wish(
        "Allume toutes les lumières de la chambre à 7 h en semaine",
        wrote(
            at("07:00"),
            do("area:bedroom/light", "on"),
            days("mon", "tue", "wed", "thu", "fri"),
        ),
        does=["area_id: bedroom", "07:00:00", "fri"],
    ),
    _wish(
        "Éteins la lumière de la salle de bain s'il n'y a plus de mouvement depuis dix minutes",
        wrote(
            state("binary_sensor.bathroom_motion", "off", 10),
            do("light.bathroom", "off"),
        ),
        does=["light.bathroom", "minutes: 10"],
    ),
    _wish(
        "Switch everything labelled cosy on at sunset",
        wrote(sun("sunset"), do("label:cosy/light", "on")),
        does=["label_id: cosy", "sunset"],
    ),
    Request(
        text="Turn on the lamp at 7 in the evening",
        answers=(wrote(at("19:00"), do("light.reading_lamp", "on")),),
        ends=QUESTION,
    ),
    Request(
        text="Schalte die Nachttischlampe um 22 Uhr ein",
        answers=(
            asks("Welche Nachttischlampe?", "Bedside lamp left", "Bedside lamp right"),
        ),
        ends=QUESTION,
    ),
    # Climate
    _wish(
        "Set the living room thermostat to 21 degrees at 6:30 on weekdays",
        wrote(
            at("06:30"),
            number("climate.living_room", "temperature", 21),
            days("mon", "tue", "wed", "thu", "fri"),
        ),
        does=["climate.set_temperature", "temperature: 21"],
    ),
    _wish(
        "Stelle die Heizung im Schlafzimmer nachts um 22 Uhr auf 17 Grad",
        wrote(at("22:00"), number("climate.bedroom", "temperature", 17)),
        does=["climate.bedroom", "temperature: 17"],
    ),
    _wish(
        "Heizung im Schlafzimmer aus, wenn das Fenster länger als fünf Minuten offen ist",
        wrote(
            state("binary_sensor.bedroom_window", "open", 5),
            do("climate.bedroom", "off"),
        ),
        does=["hvac_mode: 'off'", "binary_sensor.bedroom_window"],
    ),
    _wish(
        "Quand la fenêtre de la chambre se ferme, remets le chauffage en marche",
        wrote(
            state("binary_sensor.bedroom_window", "off"), do("climate.bedroom", "heat")
        ),
        does=["hvac_mode: heat"],
    ),
    Request(
        text="Set the bedroom thermostat to 60 degrees at 8",
        answers=(wrote(at("08:00"), number("climate.bedroom", "temperature", 60)),) * 3,
        ends=NO,
        also=frozenset({QUESTION}),
    ),
    Request(
        text="Mets le chauffage à 20 degrés à 18 h",
        answers=(wrote(at("18:00"), number("climate.living_room", "temperature", 20)),),
        ends=QUESTION,
    ),
    # Covers
    _wish(
        "Close the bedroom blinds at sunset",
        wrote(sun("sunset"), do("cover.bedroom", "closed")),
        does=["cover.close_cover", "cover.bedroom"],
    ),
    _wish(
        "Fahre die Rollläden im Wohnzimmer um 9 Uhr auf die Hälfte",
        wrote(at("09:00"), number("cover.living_room", "position", 50)),
        does=["position: 50", "cover.living_room"],
    ),
    _wish(
        "Ouvre les stores du salon une heure après le lever du soleil",
        wrote(sun("sunrise", 60), do("cover.living_room", "open")),
        does=["01:00:00", "cover.open_cover"],
    ),
    # Presence
    _wish(
        "When Ana comes home after dark, turn on the hall light",
        wrote(state("person.ana", "home"), do("light.hall", "on"), DARK),
        does=["person.ana", "light.hall"],
    ),
    _wish(
        "Wenn Ana und Ben beide weg sind, schalte den Fernseher aus",
        wrote(
            [state("person.ana", "not_home"), state("person.ben", "not_home")],
            do("media_player.tv", "off"),
            [state("person.ana", "not_home"), state("person.ben", "not_home")],
        ),
        does=["media_player.turn_off", "person.ben"],
    ),
    _wish(
        "Quand Ben part, lance l'aspirateur",
        wrote(state("person.ben", "not_home"), do("vacuum.robot", "cleaning")),
        does=["vacuum.start"],
    ),
    # Times and media
    _wish(
        "Play the kitchen radio at 7:15 on weekends",
        wrote(
            at("07:15"), do("media_player.kitchen_radio", "playing"), days("sat", "sun")
        ),
        does=["media_player.media_play", "sat"],
    ),
    _wish(
        "Coffee machine on at 6:45, Monday to Friday",
        wrote(
            at("06:45"),
            do("switch.coffee_machine", "on"),
            days("mon", "tue", "wed", "thu", "fri"),
        ),
        does=["switch.coffee_machine", "06:45:00"],
    ),
    _wish(
        "Stelle das Küchenradio abends um 20 Uhr auf 20 Prozent Lautstärke",
        wrote(at("20:00"), number("media_player.kitchen_radio", "volume_level", 0.2)),
        does=["volume_level: 0.2"],
    ),
    _wish(
        "Active la scène Movie night à 20 h 30 le samedi",
        wrote(at("20:30"), do("scene.movie", "on"), days("sat")),
        does=["20:30", "scene.turn_on", "scene.movie"],
    ),
    # Sensors
    _wish(
        "Turn on the bathroom fan when the bathroom humidity is above 70 percent",
        wrote(above("sensor.bathroom_humidity", 70), do("fan.bathroom", "on")),
        does=["above: 70", "fan.turn_on"],
    ),
    _wish(
        "Bathroom fan off once the humidity was below 60 for ten minutes",
        wrote(below("sensor.bathroom_humidity", 60, 10), do("fan.bathroom", "off")),
        does=["below: 60", "minutes: 10"],
    ),
    _wish(
        "Sag mir Bescheid, wenn in der Küche Wasser ausläuft",
        wrote(
            state("binary_sensor.kitchen_leak", "on"), tell("In der Küche ist Wasser.")
        ),
        does=["persistent_notification.create", "binary_sensor.kitchen_leak"],
    ),
    _wish(
        "Tell me when the washing machine is done: its power falls below 5 watts for three minutes",
        wrote(below("sensor.washer_power", 5, 3), tell("The washing machine is done.")),
        does=["persistent_notification.create", "below: 5"],
    ),
    _wish(
        "Préviens-moi si la porte d'entrée reste ouverte plus de dix minutes",
        wrote(
            state("binary_sensor.front_door", "on", 10), tell("La porte est ouverte.")
        ),
        does=["minutes: 10", "persistent_notification.create"],
    ),
    # Mended on the way
    _wish(
        "Turn on the kitchen light and the worktop light at 6 in the morning",
        wrote(at("6am"), [do("light.kitchen", "on"), do("light.worktop", "on")]),
        wrote(at("06:00"), [do("light.kitchen", "on"), do("light.worktop", "on")]),
        does=["06:00:00", "light.worktop"],
    ),
    _wish(
        "Schalte das Flurlicht ein, wenn die Haustür aufgeht",
        wrote(state("binary_sensor.front_door", "ajar"), do("light.hall", "on")),
        wrote(state("binary_sensor.front_door", "on"), do("light.hall", "on")),
        does=["light.hall", "binary_sensor.front_door"],
    ),
    # Changes of automations
    _wish(
        "Make the reading lamp in the evening automation ten minutes later",
        change("automation.reading_lamp_in_the_evening"),
        wrote(
            at("19:10"),
            do("light.reading_lamp", "on"),
            days("mon", "tue", "wed"),
        ),
        does=["19:10:00", "light.reading_lamp"],
    ),
    Request(
        text="Ändere die Automation Hall chime: nur am Wochenende",
        answers=(change("automation.hall_chime"),),
        ends=NO,
    ),
    # Impossible
    Request(
        text="Unlock the front door when Ana comes home",
        answers=(wrote(state("person.ana", "home"), do("lock.front_door", "unlocked")),)
        * 3,
        ends=NO,
    ),
    Request(
        text="Öffne das Garagentor um 7 Uhr",
        answers=(wrote(at("07:00"), do("cover.garage", "open")),) * 3,
        ends=NO,
    ),
    Request(
        text="Turn on the swimming pool pump at noon",
        answers=(no("There is no pump in this home."),),
        ends=NO,
        also=frozenset({QUESTION}),
    ),
    Request(
        text="Turn off the hall light now",
        answers=(no("That is done once and is no automation."),),
        ends=NO,
    ),
    Request(
        text="Bestelle Milch, wenn der Kühlschrank leer ist",
        answers=(no("Das kann dieses Zuhause nicht."),),
        ends=NO,
        also=frozenset({QUESTION}),
    ),
    Request(
        text="Redémarre Home Assistant chaque nuit à 4 h",
        answers=(no("Un redémarrage n'est pas une chose de la maison."),),
        ends=NO,
    ),
)
