"""What may be read, and what is worth reading."""

import pytest

from custom_components.ai_automation.history.scope import Relevant, Scope
from custom_components.ai_automation.model.home import Entity

from .past import ANA, entity, home

HALL = entity("light.hall", area_id="hall", labels=frozenset({"night"}))


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("exclude_entities", "light.hall"),
        ("exclude_areas", "hall"),
        ("exclude_labels", "night"),
        ("exclude_domains", "light"),
    ],
)
def test_each_option_leaves_the_entity_out(option: str, value: str) -> None:
    assert not Scope.from_options({option: [value]}).admits(HALL)
    assert Scope.from_options({option: ["other"]}).admits(HALL)


def test_a_person_who_is_left_out_is_not_followed_either() -> None:
    scope = Scope.from_options({"exclude_people": ["person.ana", "person.gone"]})
    assert not scope.admits(entity("person.ana"))
    assert scope.admits(entity("person.ben"))
    assert scope.excluded_users(home()) == {ANA}


@pytest.mark.parametrize(
    ("made", "controllable", "observed"),
    [
        (entity("light.a"), True, False),
        (entity("light.a", hidden=True), True, False),
        (entity("switch.led", entity_category="config"), False, False),
        (entity("binary_sensor.door"), False, True),
        (entity("binary_sensor.cloud", entity_category="diagnostic"), False, False),
        (entity("person.ana"), False, True),
        (entity("zone.home"), False, True),
        (entity("sensor.power"), False, False),
    ],
)
def test_relevant(made: Entity, controllable: bool, observed: bool) -> None:
    relevant = Relevant.of(home(made), Scope())
    assert (made.entity_id in relevant.controllable) is controllable
    assert (made.entity_id in relevant.observed) is observed
