"""How long the prompts are: of a night's words, and of a request in a very big home."""

from dataclasses import replace
import json

from homeassistant.core import HomeAssistant

from custom_components.ai_automation.language.prompt import Prompt
from custom_components.ai_automation.language.provider import estimate_tokens
from custom_components.ai_automation.model.evidence import Evidence
from custom_components.ai_automation.model.home import Area, Entity, HomeContext, Person
from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    Routine,
    RoutineKind,
    StateTrigger,
    Target,
)
from custom_components.ai_automation.model.suggestion import (
    Category,
    Origin,
    Suggestion,
    SuggestionStatus,
)
from custom_components.ai_automation.suggestions.words import title_of
from custom_components.ai_automation.suggestions.written.catalog import async_catalog
from custom_components.ai_automation.suggestions.written.request import (
    Asked,
    request_prompt,
)
from custom_components.ai_automation.suggestions.written.selection import select
from custom_components.ai_automation.suggestions.written.wording import words_prompt

ROUTINES = 10
SMALL, BIG = 200, 10_000
ROOMS = ("Kitchen", "Living room", "Bedroom", "Bathroom", "Hall", "Office", "Garage")
KINDS = (
    ("light", "Ceiling light", None, None),
    ("light", "Reading lamp", None, None),
    ("switch", "Socket", None, None),
    ("cover", "Blinds", "blind", None),
    ("climate", "Thermostat", None, None),
    ("binary_sensor", "Motion", "motion", None),
    ("binary_sensor", "Window", "window", None),
    ("sensor", "Temperature", "temperature", "°C"),
    ("sensor", "Humidity", "humidity", "%"),
    ("sensor", "Power", "power", "W"),
)
REQUEST = (
    "Turn off the kitchen ceiling light and all lights of the living room when the last"
    " person has left for ten minutes, but only on weekdays"
)
DAY = 86400.0


def measure(hass: HomeAssistant) -> dict[str, float]:
    """Return the figures, in tokens as they are estimated before a call.

    `llm.prompt_tokens_200` are those of the words of ten routines in a home of 200
    things, all ten prompts and their schemas together; `llm.prompt_ratio` is how many
    times as many 10,000 things take; `llm.request_tokens_10000` is one request there.
    """
    small, big = home(SMALL), home(BIG)
    words = {name: _words(there) for name, there in (("small", small), ("big", big))}
    chosen = select(REQUEST, big)
    catalog = async_catalog(hass, big, chosen)
    request = request_prompt(Asked(text=REQUEST), big, catalog, {}, "")
    return {
        "llm.prompt_tokens_200": float(words["small"]),
        "llm.prompt_ratio": words["big"] / words["small"],
        "llm.request_tokens_10000": float(tokens(request)),
    }


def tokens(prompt: Prompt) -> int:
    """Return the tokens of a prompt, its schema included."""
    said = [{"role": m.role, "content": m.text} for m in prompt.messages]
    text = json.dumps({"messages": said, "schema": prompt.schema}, ensure_ascii=False)
    return estimate_tokens(text)


def home(things: int) -> HomeContext:
    """Return a home of so many things, in rooms of ten."""
    entities: dict[str, Entity] = {}
    areas: dict[str, Area] = {}
    for n in range(things):
        room, number = ROOMS[n // 10 % len(ROOMS)], n // (10 * len(ROOMS))
        name = room if not number else f"{room} {number + 1}"
        area_id = name.lower().replace(" ", "_")
        areas[area_id] = Area(area_id=area_id, name=name)
        domain, kind, device_class, unit = KINDS[n % len(KINDS)]
        entity_id = f"{domain}.{area_id}_{kind.lower().replace(' ', '_')}"
        entities[entity_id] = Entity(
            entity_id=entity_id,
            name=f"{name} {kind.lower()}",
            area_id=area_id,
            device_class=device_class,
            unit_of_measurement=unit,
        )
    for person in ("person.one", "person.two"):
        entities[person] = Entity(entity_id=person, name=person[7:].capitalize())
    return HomeContext(
        version=1,
        time_zone="UTC",
        latitude=0.0,
        longitude=0.0,
        entities=entities,
        areas=areas,
        people={
            e: Person(entity_id=e, name=entities[e].name)
            for e in ("person.one", "person.two")
        },
    )


def _words(there: HomeContext) -> int:
    """Return the tokens of the words of ten routines."""
    return sum(
        tokens(words_prompt(suggestion, there, "")) for suggestion in routines(there)
    )


def routines(there: HomeContext) -> list[Suggestion]:
    """Return ten suggestions, half of them by the clock and half by motion."""
    rooms = [room.lower().replace(" ", "_") for room in ROOMS][:5]
    made = []
    for room in rooms:
        target = Target(entity_id=f"light.{room}_ceiling_light", state="on")
        motion = StateTrigger(entity_id=f"binary_sensor.{room}_motion", to="on")
        clock = ClockTrigger(at=25200)
        for kind, trigger in (
            (RoutineKind.CLOCK, clock),
            (RoutineKind.FOLLOW, motion),
        ):
            routine = Routine(kind=kind, triggers=(trigger,), targets=(target,))
            made.append(_suggestion(routine, there))
    return made


def _suggestion(routine: Routine, there: HomeContext) -> Suggestion:
    """Return a suggestion with its proof."""
    named = [
        getattr(t, "entity_id", None) for t in (*routine.targets, *routine.triggers)
    ]
    evidence = Evidence(
        start=0.0,
        end=28 * DAY,
        days=28.0,
        fired=21,
        right=19,
        wrong=2,
        noop=0,
        missed=2,
        saved_per_week=4.7,
        interval=(0.8, 0.97),
        p_value=1e-9,
    )
    blank = Suggestion(
        suggestion_id="s",
        origin=Origin.ROUTINE,
        kind=routine.kind,
        status=SuggestionStatus.NEW,
        created=0.0,
        updated=0.0,
        run_id="r",
        offered=True,
        fingerprint=routine.fingerprint,
        title="",
        description="",
        category=Category.COMFORT,
        entity_ids=tuple(e for e in named if e is not None),
        confidence=0.9,
        worth=1.0,
        automation={},
        routine=routine,
        evidence=evidence,
    )
    return replace(blank, title=title_of(routine, there))
