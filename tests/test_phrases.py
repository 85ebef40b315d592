"""Suggestions are said in five languages, in English everywhere else."""

from collections import Counter
from dataclasses import replace
from string import Formatter

import pytest

from custom_components.ai_automation.model.evidence import Verdict
from custom_components.ai_automation.model.home import Area
from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    NumericCondition,
    NumericTrigger,
    StateTrigger,
    SunTrigger,
    Target,
    WeekdayCondition,
)
from custom_components.ai_automation.phrases import PHRASES, decimal, phrase, spoken
from custom_components.ai_automation.suggestions.words import Words, word
from tests.suggestions.homes import home, thing
from tests.suggestions.test_words import at, evidence, finding, routine

ENGLISH = PHRASES["en"]
OTHERS = sorted(set(PHRASES) - {"en"})
WORKDAYS = WeekdayCondition(weekdays=(0, 1, 2, 3, 4))
AWAY = NumericCondition(entity_id="zone.home", below=1)


def fields(text: str) -> Counter[str]:
    """Return what a sentence is filled with."""
    return Counter(name for _, name, _, _ in Formatter().parse(text) if name)


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_says_everything_with_the_same_parts(language: str) -> None:
    table = PHRASES[language]
    assert list(table) == list(ENGLISH)
    assert {k: fields(t) for k, t in table.items()} == {
        k: fields(t) for k, t in ENGLISH.items()
    }
    for key in ("day_names", "month_names"):
        assert len(table[key].split(",")) == len(ENGLISH[key].split(","))
    same = {key for key in table if table[key] == ENGLISH[key] and _says(table[key])}
    assert same <= {
        "in_area",
        "n_minutes",
        "notice_title",
        "number_position",
        "number_volume_level",
        "one_minute",
    }


def _says(text: str) -> bool:
    """Return whether a sentence has words of its own."""
    own = "".join(literal for literal, *_ in Formatter().parse(text))
    return any(char.isalpha() for char in own)


def test_a_language_is_known_by_its_first_part() -> None:
    assert spoken("de-CH") == "de"
    assert spoken("es-419") == "es"
    assert spoken("en-GB") == "en"
    assert spoken("it") is None
    assert phrase("nl", "or") == " of "
    assert phrase("it", "or") == " or "
    assert decimal(1.25, 1, "fr") == "1,2"
    assert decimal(1.25, 1, "en") == "1.2"


def said(language: str, *args: object, **kwargs: object) -> Words:
    """Return how a home of a language says a routine."""
    their = replace(
        home(
            thing("light.hall", name="Flurlicht", area_id="hall"),
            thing("light.lamp", name="Lampe"),
            thing(
                "sensor.lux",
                name="Lux",
                area_id="hall",
                device_class="illuminance",
                unit_of_measurement="lx",
            ),
            thing("binary_sensor.door", name="Tür", device_class="door"),
        ),
        language=language,
        areas={"hall": Area(area_id="hall", name="Flur")},
    )
    proof = evidence(
        (Verdict.RIGHT, at(1)),
        (Verdict.RIGHT, at(2)),
        (Verdict.WRONG, at(3)),
        kwh_per_week=1.25,
        money_per_week=0.5,
        currency="EUR",
    )
    return word(finding(routine(*args, **kwargs), proof), their)  # type: ignore[arg-type]


HALL = Target(entity_id="light.hall", state="on")
LAMP = Target(entity_id="light.lamp", state="on")


@pytest.mark.parametrize(
    ("language", "title", "proof"),
    [
        (
            "de",
            "Um 07:00, montags bis freitags, während niemand zu Hause ist: Flurlicht und Lampe einschalten",
            "Von Hand gemacht: 2 von 3 Abenden, bei denen es etwas geändert hätte, in den letzten 28 Tagen; "
            "unerwünscht wäre es einmal gewesen (Dienstag, 3. Nov., 22:14). "
            "Das würde etwa 1,2 kWh pro Woche sparen, 0,50 EUR.",
        ),
        (
            "fr",
            "Allumer Flurlicht et Lampe à 07:00 en semaine alors que la maison est vide",
            "Fait à la main 2 des 3 soirs où cela aurait changé quelque chose, pendant les 28 derniers jours ; "
            "cela aurait été indésirable une fois (mardi 3 nov., 22:14). "
            "Cela économiserait environ 1,2 kWh par semaine, soit 0,50 EUR.",
        ),
        (
            "es",
            "Encender Flurlicht y Lampe a las 07:00 de lunes a viernes mientras no hay nadie en casa",
            "Hecho a mano 2 de 3 noches en que habría cambiado algo, en los últimos 28 días; "
            "habría sido inoportuno una vez (martes 3 nov, 22:14). "
            "Ahorraría unos 1,2 kWh a la semana, 0,50 EUR.",
        ),
        (
            "nl",
            "Om 07:00 van maandag tot en met vrijdag terwijl er niemand thuis is: Flurlicht en Lampe inschakelen",
            "Met de hand gedaan: 2 van de 3 avonden waarin het iets had veranderd, in de laatste 28 dagen; "
            "het was één keer ongewenst geweest (dinsdag 3 nov, 22:14). "
            "Dat zou zo’n 1,2 kWh per week besparen, 0,50 EUR.",
        ),
    ],
)
def test_a_routine_and_its_proof(language: str, title: str, proof: str) -> None:
    words = said(
        language,
        HALL,
        LAMP,
        triggers=(ClockTrigger(at=7 * 3600),),
        conditions=(WORKDAYS, AWAY),
    )
    assert words.title == title
    assert words.description == f"{title}. {proof}"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        (
            "de",
            "Wenn es in Flur dunkler als 30 lx wird oder wenn Tür seit 5 Minuten offen ist oder 1 Stunde vor Sonnenuntergang: Lampe einschalten",
        ),
        (
            "fr",
            "Allumer Lampe quand la lumière dans Flur descend sous 30 lx ou quand Tür est ouvert depuis 5 minutes ou 1 heure avant le coucher du soleil",
        ),
        (
            "es",
            "Encender Lampe cuando la luz en Flur baja de 30 lx o cuando Tür lleva 5 minutos sin cerrar o 1 hora antes del anochecer",
        ),
        (
            "nl",
            "Als het in Flur donkerder wordt dan 30 lx of als Tür 5 minuten open is of 1 uur voor zonsondergang: Lampe inschakelen",
        ),
    ],
)
def test_what_happens(language: str, title: str) -> None:
    triggers = (
        NumericTrigger(entity_id="sensor.lux", below=30),
        StateTrigger(entity_id="binary_sensor.door", to="on", for_=300),
        SunTrigger(event="sunset", offset=-3600),
    )
    assert said(language, LAMP, triggers=triggers).title == title
