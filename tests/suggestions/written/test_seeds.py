"""Where ideas begin."""

from typing import Any

from custom_components.ai_automation.model.exchange import Purpose
from custom_components.ai_automation.model.home import (
    Effect,
    Entity,
    ExistingAutomation,
    HomeContext,
)
from custom_components.ai_automation.model.suggestion import Origin
from custom_components.ai_automation.suggestions.written.seeds import seeds
from tests.builders import suggestion

MOTION = Entity(
    entity_id="binary_sensor.hall", name="Hall", device_class="motion", area_id="hall"
)
LIGHT = Entity(entity_id="light.hall", name="Hall light", area_id="hall")
LEAK = Entity(
    entity_id="binary_sensor.leak", name="Leak", device_class="moisture", area_id="bath"
)
PERSON = Entity(entity_id="person.ana", name="Ana")


def home(*entities: Entity, **changes: Any) -> HomeContext:
    """Return a home of some things."""
    return HomeContext(
        **{
            "version": 1,
            "time_zone": "UTC",
            "latitude": 0.0,
            "longitude": 0.0,
            "entities": {e.entity_id: e for e in entities},
            **changes,
        }
    )


def ids(there: HomeContext, purpose: Purpose, **changes: Any) -> list[tuple[str, ...]]:
    """Return the things of the seeds."""
    given = {"known": (), "night": 0, **changes}
    return [s.entity_ids for s in seeds(there, purpose=purpose, **given)]


def test_what_nothing_uses() -> None:
    found = ids(home(MOTION, LIGHT, LEAK), Purpose.CAPABILITY_IDEAS)
    assert ("binary_sensor.leak",) in found
    assert ("light.hall", "binary_sensor.hall") in found


def test_what_an_automation_uses_is_left_out() -> None:
    automation = ExistingAutomation(
        entity_id="automation.a",
        automation_id="a",
        alias="A",
        config={},
        trigger_entities=frozenset({LEAK.entity_id}),
        effects=(Effect(entity_id=LIGHT.entity_id, state="on"),),
    )
    there = home(MOTION, LIGHT, LEAK, automations=(automation,))
    assert ids(there, Purpose.CAPABILITY_IDEAS) == []


def test_what_belongs_together() -> None:
    found = ids(home(MOTION, LIGHT, LEAK, PERSON), Purpose.COMBINATIONS)
    assert ("binary_sensor.hall", "light.hall") in found
    assert ("person.ana", "light.hall") in found
    assert not any("binary_sensor.leak" in some for some in found)


def test_an_idea_is_had_once() -> None:
    there = home(MOTION, LIGHT)
    (all_,) = ids(there, Purpose.COMBINATIONS)
    idea = suggestion(origin=Origin.IDEA, entity_ids=all_)
    assert ids(there, Purpose.COMBINATIONS, known=[idea]) == []
    habit = suggestion(origin=Origin.ROUTINE, entity_ids=all_)
    assert ids(there, Purpose.COMBINATIONS, known=[habit]) == [all_]


def test_every_night_begins_elsewhere() -> None:
    lamps = [
        Entity(entity_id=f"light.l{n}", name=f"L{n}", area_id=f"a{n}") for n in range(5)
    ]
    there = home(*lamps)
    firsts = [ids(there, Purpose.CAPABILITY_IDEAS, night=n)[0] for n in range(5)]
    assert len(set(firsts)) == 5


def test_few_things_at_a_time() -> None:
    lamps = [
        Entity(entity_id=f"light.l{n}", name=f"L{n}", area_id="a") for n in range(50)
    ]
    there = home(*lamps, PERSON)
    for purpose in (Purpose.CAPABILITY_IDEAS, Purpose.COMBINATIONS):
        assert all(len(some) <= 8 for some in ids(there, purpose))
