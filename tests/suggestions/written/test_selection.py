"""Which things a sentence is about."""

import pytest

from bench import benchmark_prompts
from custom_components.ai_automation.model.home import Area, Entity, HomeContext
from custom_components.ai_automation.suggestions.written.selection import (
    MOST,
    Text,
    is_usable,
    rivals,
    select,
)

BIG = benchmark_prompts.home(10_000)


@pytest.mark.parametrize(
    ("text", "entity_id"),
    [
        ("Turn off the kitchen ceiling light", "light.kitchen_ceiling_light"),
        ("Mach die Deckenlampe in der Küche aus", "light.kitchen_ceiling_light"),
        ("Éteins le plafonnier de la cuisine", "light.kitchen_ceiling_light"),
        ("Wenn im Badezimmer Bewegung ist", "binary_sensor.bathroom_motion"),
        ("Ferme les volets de la chambre", "cover.bedroom_blinds"),
        ("Heizung im Büro auf 20 Grad", "climate.office_thermostat"),
        ("Als het raam in de slaapkamer open is", "binary_sensor.bedroom_window"),
        ("Kitchen 12 socket", "switch.kitchen_12_socket"),
    ],
)
def test_what_is_meant_is_among_few_in_any_language(text: str, entity_id: str) -> None:
    found = select(text, BIG)
    assert len(found) == MOST
    assert entity_id in found


def test_people_are_always_among_them() -> None:
    assert {"person.one", "person.two"} <= set(select("Something nice", BIG))


def home(*names: str) -> HomeContext:
    """Return a home of lamps."""
    entities = {
        f"light.l{n}": Entity(entity_id=f"light.l{n}", name=name, area_id=f"a{n}")
        for n, name in enumerate(names)
    }
    areas = {
        f"a{n}": Area(area_id=f"a{n}", name=f"Room {n}") for n in range(len(names))
    }
    return HomeContext(
        version=1,
        time_zone="UTC",
        latitude=0.0,
        longitude=0.0,
        entities=entities,
        areas=areas,
    )


def test_who_rivals_whom() -> None:
    there = home("Reading lamp", "Bedside lamp", "Floor lamp")
    every = ["light.l0", "light.l1", "light.l2"]
    assert rivals(Text.of("the lamp"), "light.l0", there) == every
    assert rivals(Text.of("the reading lamp"), "light.l0", there) == []
    assert rivals(Text.of("die Leselampe"), "light.l0", there) == []
    # Another one is said: that comes first, the one that was picked last.
    assert rivals(Text.of("the bedside lamp"), "light.l0", there) == [
        "light.l1",
        "light.l0",
    ]
    two = home("Bedside lamp left", "Bedside lamp right", "Floor lamp")
    assert rivals(Text.of("Nachttischlampe"), "light.l0", two) == [
        "light.l0",
        "light.l1",
    ]
    assert rivals(Text.of("left bedside lamp"), "light.l0", two) == []


def test_other_rooms_that_are_spoken_of_make_no_rivals() -> None:
    there = benchmark_prompts.home(70)
    text = Text.of("The hall ceiling light on when there is motion in the bathroom")
    light, motion = "light.hall_ceiling_light", "binary_sensor.bathroom_motion"
    assert rivals(text, light, there, [light, motion]) == []
    assert rivals(text, motion, there, [light, motion]) == []
    # Alone it would be doubtful.
    assert rivals(Text.of("the light in the hall or bathroom"), light, there)


def test_a_whole_name_is_not_doubtful() -> None:
    entities = {
        e.entity_id: e
        for e in (
            Entity(entity_id="light.a", name="Kitchen light", area_id="k"),
            Entity(entity_id="light.b", name="Worktop light", area_id="k"),
        )
    }
    there = HomeContext(
        version=1,
        time_zone="UTC",
        latitude=0.0,
        longitude=0.0,
        entities=entities,
        areas={"k": Area(area_id="k", name="Kitchen")},
    )
    assert rivals(Text.of("Turn on the kitchen light"), "light.a", there) == []
    assert rivals(Text.of("Mach das Licht in der Küche an"), "light.a", there) == [
        "light.a",
        "light.b",
    ]


@pytest.mark.parametrize(
    ("text", "means_all"),
    [
        ("all lamps", True),
        ("alle Lampen", True),
        ("toutes les lampes", True),
        ("the lamp", False),
        ("ball lamp", False),
    ],
)
def test_all(text: str, means_all: bool) -> None:
    assert Text.of(text).means_all == means_all


@pytest.mark.parametrize(
    ("entity", "usable"),
    [
        (Entity(entity_id="light.a", name="A"), True),
        (Entity(entity_id="light.a", name="A", hidden=True), False),
        (Entity(entity_id="camera.a", name="A"), False),
        (Entity(entity_id="automation.a", name="A"), False),
        (Entity(entity_id="sensor.a", name="A", entity_category="diagnostic"), False),
        (
            Entity(
                entity_id="sensor.a",
                name="A",
                entity_category="diagnostic",
                device_class="battery",
            ),
            True,
        ),
    ],
)
def test_what_may_take_part(entity: Entity, usable: bool) -> None:
    assert is_usable(entity) == usable
