"""Routines and their proof are said the way a person would."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from homeassistant.util.yaml import dump, parse_yaml
from hypothesis import given, settings, strategies as st
import pytest

from custom_components.ai_automation.model.evidence import (
    Evidence,
    Example,
    Finding,
    Verdict,
)
from custom_components.ai_automation.model.home import Area, Entity, HomeContext, Person
from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    Condition,
    NumericCondition,
    NumericTrigger,
    Routine,
    RoutineKind,
    StateCondition,
    StateTrigger,
    SunCondition,
    SunTrigger,
    Target,
    TimeCondition,
    Trigger,
    WeekdayCondition,
)
from custom_components.ai_automation.suggestions.compile import compile_routine
from custom_components.ai_automation.suggestions.words import word
from tests.suggestions.homes import home, thing

BERLIN = ZoneInfo("Europe/Berlin")
LIGHT = Target(entity_id="light.hall", state="on")
DOOR = StateTrigger(entity_id="binary_sensor.door", to="on")


def evidence(*examples: tuple[Verdict, datetime], **changes: Any) -> Evidence:
    """Return evidence with these examples."""
    count = {v: sum(verdict is v for verdict, _ in examples) for v in Verdict}
    return Evidence(
        **{
            "start": 0.0,
            "end": 28 * 86400.0,
            "days": 28.0,
            "fired": len(examples) - count[Verdict.MISSED],
            "right": count[Verdict.RIGHT],
            "wrong": count[Verdict.WRONG],
            "noop": count[Verdict.NOOP],
            "missed": count[Verdict.MISSED],
            "saved_per_week": 4.0,
            "interval": (0.7, 0.9),
            "p_value": 1e-6,
            "examples": tuple(
                Example(at=at.timestamp(), verdict=verdict) for verdict, at in examples
            ),
            **changes,
        }
    )


def at(day: int, hour: int = 22, minute: int = 14) -> datetime:
    """Return a moment in November, local time."""
    return datetime(2026, 11, day, hour, minute, tzinfo=BERLIN)


def finding(routine: Routine, proof: Evidence | None = None) -> Finding:
    """Return a finding."""
    proof = proof or evidence((Verdict.RIGHT, at(1)))
    return Finding(routine=routine, evidence=proof, confidence=0.8, worth=1.0)


def routine(
    *targets: Target, triggers: tuple[Trigger, ...] = (DOOR,), conditions: Any = ()
) -> Routine:
    """Return a routine."""
    return Routine(
        kind=RoutineKind.FOLLOW,
        triggers=triggers,
        conditions=conditions,
        targets=targets or (LIGHT,),
    )


def title(made: Routine, **changes: Any) -> str:
    """Return the title of a routine."""
    return word(finding(made), home(**changes)).title


def title_of(made: Routine, in_home: HomeContext) -> str:
    """Return the title of a routine in a home."""
    return word(finding(made), in_home).title


def test_the_sentence_of_the_design() -> None:
    """It reads as the owner was promised."""
    right = [(Verdict.RIGHT, at(day)) for day in range(4, 23)]
    proof = evidence((Verdict.WRONG, at(3)), *right, (Verdict.NOOP, at(23)))
    words = word(finding(routine(conditions=(SunCondition(dark=True),)), proof), home())
    assert words.title == "Turn on the hall light when the front door opens after dark"
    assert words.description == (
        "Turn on the hall light when the front door opens after dark. "
        "You did this by hand on 19 of the 20 evenings when it would have changed "
        "something, in the last 28 days; "
        "it would have been unwanted once (Tuesday 3 Nov, 22:14). "
        "It was already done once."
    )


@pytest.mark.parametrize(
    ("trigger", "text"),
    [
        (ClockTrigger(at=25500), "at 07:05"),
        (SunTrigger(event="sunset"), "at sunset"),
        (SunTrigger(event="sunset", offset=2400), "40 minutes after sunset"),
        (SunTrigger(event="sunrise", offset=-3600), "1 hour before sunrise"),
        (SunTrigger(event="sunrise", offset=-61), "61 seconds before sunrise"),
        (StateTrigger(entity_id="person.ana", to="home"), "when someone comes home"),
        (
            StateTrigger(entity_id="person.ana", to="not_home", for_=60),
            "when someone has been away for 1 minute",
        ),
        (
            StateTrigger(entity_id="person.ana", to="Work"),
            "when someone arrives at Work",
        ),
        (StateTrigger(entity_id="zone.home", to="0"), "when the last one leaves"),
        (
            NumericTrigger(entity_id="zone.home", above=0),
            "when the first one comes home",
        ),
        (
            NumericTrigger(entity_id="zone.home", above=0, for_=300),
            "when someone has been home for 5 minutes",
        ),
        (
            NumericTrigger(entity_id="zone.home", below=1, for_=300),
            "when everyone has been away for 5 minutes",
        ),
        (
            NumericTrigger(entity_id="zone.home", above=2),
            "when the Home rises above 2",
        ),
        (
            StateTrigger(entity_id="binary_sensor.door", to="off"),
            "when the front door closes",
        ),
        (
            StateTrigger(entity_id="binary_sensor.door", to="on", for_=7200),
            "when the front door has been open for 2 hours",
        ),
        (
            StateTrigger(entity_id="cover.blinds", to="closed"),
            "when the lounge blinds closes",
        ),
        (
            StateTrigger(entity_id="binary_sensor.motion", to="on"),
            "when someone is noticed in the hall",
        ),
        (
            StateTrigger(entity_id="binary_sensor.motion", to="off"),
            "when nobody is noticed in the hall any more",
        ),
        (
            StateTrigger(entity_id="binary_sensor.shed", to="off", for_=900),
            "when nobody has been noticed by the shed sensor for 15 minutes",
        ),
        (
            StateTrigger(entity_id="light.desk", to="on"),
            "when the Philips desk lamp is turned on",
        ),
        (
            StateTrigger(entity_id="media_player.tv", to="playing"),
            "when the TV starts playing",
        ),
        (
            StateTrigger(entity_id="media_player.tv", to="off"),
            "when the TV is turned off",
        ),
        (
            StateTrigger(entity_id="light.hall", to="on", for_=1),
            "when the hall light has been on for 1 second",
        ),
        (
            StateTrigger(entity_id="select.gone", to="eco"),
            "when select.gone becomes eco",
        ),
        (
            NumericTrigger(entity_id="sensor.lux", below=20.5),
            "when the Brightness falls below 20.5 lx",
        ),
        (
            NumericTrigger(entity_id="sensor.dusk", below=30),
            "when the hall gets darker than 30 lx",
        ),
        (
            NumericTrigger(entity_id="sensor.dusk", above=500, for_=600),
            "when the hall has been brighter than 500 lx for 10 minutes",
        ),
        (
            NumericTrigger(entity_id="sensor.damp", above=65),
            "when the hall gets more humid than 65 %",
        ),
        (
            NumericTrigger(entity_id="sensor.warmth", above=25.5),
            "when Ana's Garage gets warmer than 25.5 °C",
        ),
        (
            NumericTrigger(entity_id="sensor.damp", above=40, below=60),
            "when the hall humidity comes between 40 % and 60 %",
        ),
        (
            NumericTrigger(entity_id="sensor.lux", above=5, below=9, for_=60),
            "when the Brightness has been between 5 lx and 9 lx for 1 minute",
        ),
    ],
)
def test_triggers(trigger: Trigger, text: str) -> None:
    """Every trigger has its words."""
    assert title(routine(triggers=(trigger,))) == f"Turn on the hall light {text}"


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (WeekdayCondition(weekdays=(0, 1, 2, 3, 4)), " on weekdays"),
        (WeekdayCondition(weekdays=(5, 6)), " at weekends"),
        (WeekdayCondition(weekdays=(1, 3)), " on Tuesday, Thursday"),
        (WeekdayCondition(weekdays=tuple(range(7))), ""),
        (TimeCondition(after=76500, before=10800), " between 21:15 and 03:00"),
        (SunCondition(dark=False), " in daylight"),
        (NumericCondition(entity_id="zone.home", above=0), " while someone is home"),
        (NumericCondition(entity_id="zone.home", below=1), " while nobody is home"),
        (
            NumericCondition(entity_id="sensor.lux", above=7),
            " while the Brightness is above 7 lx",
        ),
        (
            NumericCondition(entity_id="sensor.lux", below=7),
            " while the Brightness is below 7 lx",
        ),
        (
            NumericCondition(entity_id="sensor.lux", above=1, below=7),
            " while the Brightness is between 1 lx and 7 lx",
        ),
        (
            StateCondition(entity_id="person.ana", state="home"),
            " while one of you is home",
        ),
        (
            StateCondition(entity_id="person.ana", state="Work"),
            " while one of you is at Work",
        ),
        (
            StateCondition(entity_id="binary_sensor.door", state="on"),
            " while the front door is open",
        ),
        (
            StateCondition(entity_id="binary_sensor.motion", state="off", for_=300),
            " while nobody has been noticed in the hall for 5 minutes",
        ),
        (
            StateCondition(entity_id="light.hall", state="on"),
            " while the hall light is on",
        ),
        (
            StateCondition(entity_id="media_player.tv", state="playing", for_=60),
            " while the TV has been playing for 1 minute",
        ),
    ],
)
def test_conditions(condition: Condition, text: str) -> None:
    """Every condition has its words."""
    assert title(routine(conditions=(condition,))) == (
        f"Turn on the hall light when the front door opens{text}"
    )


@pytest.mark.parametrize(
    ("targets", "text"),
    [
        (
            [("light.hall", "off"), ("light.desk", "off")],
            "Turn off the hall light and the Philips desk lamp",
        ),
        (
            [
                ("light.hall", "off"),
                ("cover.blinds", "closed"),
                ("media_player.tv", "playing"),
            ],
            "Turn off the hall light, close the lounge blinds and start playing on the TV",
        ),
        ([("climate.ana", "heat")], "Set Ana's thermostat to heat"),
        ([("vacuum.robot", "docked")], "Send the Robot back to its dock"),
        ([("scene.relax", "on")], "Activate the scene Relax"),
        ([("script.night", "on")], "Run the script Night"),
        (
            [("lock.front", "locked")],
            "Tell me if the front door lock is still unlocked",
        ),
        (
            [("cover.garage", "closed"), ("lock.front", "odd"), ("light.hall", "off")],
            "Turn off the hall light and tell me if the garage door is still open and the front door lock is still not odd",
        ),
    ],
)
def test_actions(targets: list[tuple[str, str]], text: str) -> None:
    """Every action has its words; what is only told says so."""
    made = routine(*(Target(entity_id=e, state=s) for e, s in targets))
    assert title(made) == f"{text} when the front door opens"


def test_people_are_named_in_the_description_alone() -> None:
    """A title is seen by everyone in the house."""
    trigger = StateTrigger(entity_id="person.ana", to="home")
    words = word(finding(routine(triggers=(trigger,))), home())
    assert words.title == "Turn on the hall light when someone comes home"
    assert words.description.startswith("Turn on the hall light when Ana comes home.")


def test_several_triggers() -> None:
    """One of several beginnings is enough, and the same is said once."""
    twin = StateTrigger(entity_id="person.ana", to="home")
    made = routine(triggers=(ClockTrigger(at=60), twin, twin))
    assert title(made) == "Turn on the hall light at 00:01 or when someone comes home"


@pytest.mark.parametrize(
    ("proof", "text"),
    [
        (
            evidence((Verdict.RIGHT, at(1, 7)), (Verdict.WRONG, at(2, 7))),
            "You did this by hand on 1 of the 2 mornings when it would have changed something, in the last 28 days; it would have been unwanted once (Monday 2 Nov, 07:14).",
        ),
        (
            evidence((Verdict.RIGHT, at(1, 7)), (Verdict.RIGHT, at(2, 22))),
            "You did this by hand on 2 of the 2 days when it would have changed something, in the last 28 days; it would never have been unwanted.",
        ),
        (
            evidence((Verdict.RIGHT, at(1, 13)), (Verdict.RIGHT, at(1, 14)), days=1.2),
            "You did this by hand 2 of the 2 times it would have changed something in the last day; it would never have been unwanted.",
        ),
        (
            evidence(
                (Verdict.WRONG, at(1, 2)),
                (Verdict.WRONG, at(2, 2)),
                (Verdict.MISSED, at(3, 12)),
                (Verdict.MISSED, at(3, 13)),
            ),
            "You did this by hand on 0 of the 2 nights when it would have changed something, in the last 28 days; it would have been unwanted twice (Sunday 1 Nov, 02:14; Monday 2 Nov, 02:14). You also did it twice at other times.",
        ),
        (
            evidence(*((Verdict.WRONG, at(day, 13)) for day in range(1, 5))),
            "You did this by hand on 0 of the 4 afternoons when it would have changed something, in the last 28 days; it would have been unwanted 4 times, most recently Wednesday 4 Nov, 13:14.",
        ),
        (
            replace(evidence(fired=9, right=7, wrong=2), days=19.0, away_days=9.0),
            "You did this by hand 7 of the 9 times it would have changed something in the last 19 days that somebody was home; it would have been unwanted twice.",
        ),
        (
            evidence(fired=9, right=7, wrong=2),
            "You did this by hand 7 of the 9 times it would have changed something in the last 28 days; it would have been unwanted twice.",
        ),
    ],
)
def test_proof(proof: Evidence, text: str) -> None:
    """Every number is the evidence's, in local time."""
    description = word(finding(routine(), proof), home()).description
    assert description == f"Turn on the hall light when the front door opens. {text}"


@pytest.mark.parametrize(
    ("kwh", "money", "text"),
    [
        (1.24, None, "It would save about 1.2 kWh a week."),
        (1.24, 0.381, "It would save about 1.2 kWh a week, 0.38 EUR."),
        (0.06, 0.004, "It would save about 0.1 kWh a week."),
        (-0.5, -0.15, "It would use about 0.5 kWh a week more, 0.15 EUR."),
        (-0.5, None, "It would use about 0.5 kWh a week more."),
        (0.04, 0.01, ""),
        (None, None, ""),
    ],
)
def test_energy_is_said_where_it_is_known(
    kwh: float | None, money: float | None, text: str
) -> None:
    currency = None if money is None else "EUR"
    plain = evidence(fired=9, right=7, wrong=2)
    told = replace(plain, kwh_per_week=kwh, money_per_week=money, currency=currency)
    without = word(finding(routine(), plain), home()).description
    assert (
        word(finding(routine(), told), home()).description
        == f"{without} {text}".strip()
    )


def test_names_keep_their_form() -> None:
    """Only a common first word loses its capital."""
    things = [
        thing("light.a", "Ana lamp"),
        thing("light.b", "Hall Lamp"),
        thing("light.c", "TV light"),
        thing("light.d", ""),
    ]
    made = routine(*(Target(entity_id=t.entity_id, state="on") for t in things))
    words = word(finding(made), home(*things))
    assert words.title.startswith(
        "Turn on the Ana lamp, the Hall Lamp, the TV light and the light.d when"
    )


@pytest.mark.parametrize(
    ("area", "name", "spoken"),
    [
        ("Lounge", "Lounge Main light", "the lounge main light"),
        ("Lounge", "Lounge TV", "the lounge TV"),
        ("Living Room", "Living Room Speaker", "the Living Room speaker"),
        ("Lounge", "Lounge Sonos One", "the lounge Sonos One"),
        ("Lounge", "Lounge Philips lamp", "the lounge Philips lamp"),
        ("Ana room", "Ana room Lamp", "the Ana room Lamp"),
    ],
)
def test_names_that_begin_with_the_area(area: str, name: str, spoken: str) -> None:
    """The area and what follows are common words; other capitals mean something."""
    light = thing("light.x", name, area_id="a", device_id="philips")
    areas = {"a": Area(area_id="a", name=area)}
    made = routine(Target(entity_id="light.x", state="on"))
    assert title_of(made, home(light, areas=areas)).startswith(f"Turn on {spoken} when")


def test_area_names_keep_their_form() -> None:
    """An area that belongs to someone, or has a longer name, is left as it is."""
    sensor = thing("binary_sensor.g", "G", device_class="motion", area_id="garage")
    trigger = StateTrigger(entity_id="binary_sensor.g", to="on")
    made = routine(triggers=(trigger,))
    assert word(finding(made), home(sensor)).title.endswith("in Ana's Garage")
    areas = {"garage": Area(area_id="garage", name="Living Room")}
    assert word(finding(made), home(sensor, areas=areas)).title.endswith(
        "in the Living Room"
    )
    nameless = {"garage": Area(area_id="garage", name="\n")}
    assert word(finding(made), home(sensor, areas=nameless)).title.endswith("by the G")


def test_an_unknown_language_is_english() -> None:
    """A language without a table of its own gets the English one."""
    assert word(finding(routine()), home(language="xx")) == word(
        finding(routine()), home()
    )


@given(
    name=st.one_of(
        st.text(max_size=200),
        st.sampled_from(
            [
                "- a: [b]",
                "x\n- alias: y",
                "\"' # {{ 1/0 }} {% x %}",
                "💡" * 200,
                "<script>alert(1)</script>",
                "![x](http://y)",
                "{name}",
                "\0\0",
                "'s",
            ]
        ),
    )
)
@settings(max_examples=80, deadline=None)
def test_no_name_breaks_anything(name: str) -> None:
    """Whatever a thing, a room or a person is called, the YAML reads back the same and nothing is markup."""
    odd = [
        Entity(entity_id="lock.odd", name=name, area_id="odd"),
        Entity(
            entity_id="binary_sensor.odd",
            name=name,
            area_id="odd",
            device_class="motion",
        ),
    ]
    made = routine(
        Target(entity_id="lock.odd", state="locked"),
        Target(entity_id="light.hall", state="on"),
        triggers=(
            StateTrigger(entity_id="binary_sensor.odd", to="on"),
            StateTrigger(entity_id="person.odd", to=name or "x"),
        ),
    )
    strange = home(
        *odd,
        areas={"odd": Area(area_id="odd", name=name)},
        people={"person.odd": Person(entity_id="person.odd", name=name)},
    )
    words = word(finding(made), strange)
    assert len(words.title) <= 161
    assert not set("\n\r{}<>[]") & set(words.title + words.description)
    config = compile_routine(
        made,
        strange,
        alias=words.title,
        description=words.description,
        purpose=frozenset(),
    )
    message = config["actions"][-1]["data"]["message"]
    assert not set("\n\r{}<>[]") & set(message)
    assert parse_yaml(dump([config])) == [config]
