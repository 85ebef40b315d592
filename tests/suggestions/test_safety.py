"""Nothing that guards the home is moved, wherever in an automation it hides."""

from typing import Any

import pytest

from custom_components.ai_automation.model.home import Entity
from custom_components.ai_automation.suggestions.safety import (
    FORBIDDEN,
    OVEN_DOMAINS,
    OVENS,
    SECURITY,
    is_security,
    problems,
)
from tests.suggestions.homes import home, thing

HOME = home()
LIGHT = {"action": "light.turn_off", "target": {"entity_id": "light.hall"}}
LOCK = {"action": "lock.unlock", "target": {"entity_id": "lock.front"}}


def keys(*actions: Any, **config: Any) -> list[str]:
    """Return the keys of the problems of some steps."""
    found = problems({"actions": list(actions), **config}, HOME)
    return [problem.key for problem in found]


@pytest.mark.parametrize("domain", SECURITY)
def test_security_entities(domain: str) -> None:
    """Each row of the table makes its entities secure, and only those."""
    for device_class in SECURITY[domain] or {None, "any"}:
        entity = Entity(entity_id=f"{domain}.x", name="X", device_class=device_class)
        assert is_security(entity)
        call = {"action": f"{domain}.turn_on", "target": {"entity_id": f"{domain}.x"}}
        assert problems({"actions": [call]}, home(entity))
    if SECURITY[domain]:
        other = Entity(entity_id=f"{domain}.x", name="X", device_class="blind")
        assert not is_security(other)
        call = {"action": f"{domain}.turn_on", "target": {"entity_id": f"{domain}.x"}}
        assert not problems({"actions": [call]}, home(other))
    assert not is_security(Entity(entity_id="light.x", name="X"))


@pytest.mark.parametrize("word", sorted({w for words in OVENS.values() for w in words}))
@pytest.mark.parametrize("domain", sorted(OVEN_DOMAINS))
def test_ovens(domain: str, word: str) -> None:
    """Each word in each domain is never acted on, and lights above it are."""
    oven = Entity(entity_id=f"{domain}.x", name=f"Kitchen {word.title()} 2")
    assert is_security(oven)
    assert is_security(Entity(entity_id=f"{domain}.my_{word}", name="X"))
    call = {"action": f"{domain}.turn_on", "target": {"entity_id": f"{domain}.x"}}
    assert problems({"actions": [call]}, home(oven))
    assert not is_security(Entity(entity_id="light.x", name=f"Light of the {word}"))


@pytest.mark.parametrize(
    "name", ["Slovenly", "Hobby room", "Shepherd", "Plug four", "Cooker hood"]
)
def test_what_only_sounds_like_an_oven(name: str) -> None:
    """Parts of words count for nothing."""
    assert not is_security(Entity(entity_id="switch.x", name=name))


@pytest.mark.parametrize("domain", FORBIDDEN)
def test_forbidden_actions(domain: str) -> None:
    """Each row of the table is refused, and what it leaves out is not."""
    for service in FORBIDDEN[domain] or {"anything"}:
        assert keys({"action": f"{domain}.{service}"}) == ["problem_forbidden"]
        assert keys({"service": f" {domain.upper()}.{service}"}) == [
            "problem_forbidden"
        ]
    if FORBIDDEN[domain]:
        assert keys({"action": f"{domain}.turn_on"}) == []


def test_no_reload_in_any_domain() -> None:
    """A reload is refused in every domain."""
    assert keys({"action": "script.reload"}) == ["problem_forbidden"]


@pytest.mark.parametrize("domain", ["lock", "alarm_control_panel", "valve", "siren"])
def test_an_action_of_a_security_domain_needs_no_target(domain: str) -> None:
    """The action alone is enough to refuse it."""
    assert keys({"action": f"{domain}.anything"}) == ["problem_security"]


@pytest.mark.parametrize(
    "step",
    [
        LOCK,
        {"service": "lock.unlock", "entity_id": "lock.front"},
        {"action": "lock.unlock", "data": {"entity_id": ["lock.front"]}},
        {"action": "switch.turn_on", "target": {"entity_id": "switch.a, lock.front"}},
        {"action": "cover.open_cover", "target": {"area_id": "garage"}},
        {"choose": [{"conditions": [], "sequence": [LIGHT, LOCK]}]},
        {"choose": {"conditions": [], "sequence": LOCK}},
        {"choose": [], "default": [LOCK]},
        {"if": [], "then": [LIGHT], "else": LOCK},
        {"if": [], "then": LOCK},
        {"parallel": [LIGHT, {"sequence": [LOCK]}]},
        {"repeat": {"count": 2, "sequence": [LIGHT, LOCK]}},
        {"sequence": [{"if": [], "then": [{"repeat": {"sequence": [LOCK]}}]}]},
        {"parallel": [[LOCK]]},
        {**LOCK, "enabled": False},
    ],
)
def test_a_lock_is_found_wherever_it_is(step: Any) -> None:
    """No nesting and no spelling hides it."""
    assert keys(step) == ["problem_security"]
    assert [p.key for p in problems({"action": step}, HOME)] == ["problem_security"]


@pytest.mark.parametrize(
    "step",
    [
        LIGHT,
        {"action": "light.turn_off", "target": {"area_id": "hall"}},
        {"action": "light.turn_off", "target": {"floor_id": "ground"}},
        {"action": "light.turn_off", "target": {"label_id": "safe"}},
        {"action": "cover.open_cover", "target": {"entity_id": "cover.blinds"}},
        {"action": "light.turn_off", "target": {"entity_id": "light.hallway_all"}},
        {
            "action": "notify.notify",
            "data": {"message": "{{ x }}", "actions": [{"action": "URI"}]},
        },
        {"delay": 5},
        {"condition": "state", "entity_id": "lock.front", "state": "locked"},
        {"wait_for_trigger": []},
        {"scene": "scene.relax"},
        {"repeat": "odd", "sequence": []},
    ],
)
def test_what_is_harmless_passes(step: Any) -> None:
    """What moves no security entity is allowed, also beside one."""
    assert keys(step) == []


@pytest.mark.parametrize(
    ("kind", "name", "entity"),
    [
        (
            "area_id",
            "hall",
            thing("cover.gate", "Gate", device_class="gate", area_id="hall"),
        ),
        (
            "floor_id",
            "ground",
            thing("cover.gate", "Gate", device_class="gate", area_id="hall"),
        ),
        (
            "device_id",
            "d",
            thing("cover.gate", "Gate", device_class="gate", device_id="d"),
        ),
        (
            "label_id",
            "l",
            thing("cover.gate", "Gate", device_class="gate", labels=frozenset({"l"})),
        ),
    ],
)
def test_groups_are_expanded(kind: str, name: str, entity: Entity) -> None:
    """An area, a floor, a device or a label reaches what is in it."""
    config = {"actions": [{"action": "cover.open_cover", "target": {kind: name}}]}
    found = problems(config, home(entity))
    assert [p.placeholders for p in found] == [{"entity": "cover.gate"}]
    config = {"actions": [{"action": "cover.open_cover", "target": {kind: "other"}}]}
    assert problems(config, home(entity)) == []


@pytest.mark.parametrize(
    "step",
    [
        {"action": "{{ 'lock.unlock' }}"},
        {"service_template": "{% if a %}lock.unlock{% endif %}"},
        {"action": "light.turn_on", "target": {"entity_id": "{{ x }}"}},
        {"action": "light.turn_on", "data": {"entity_id": ["light.a", "{# x #}"]}},
        {"action": "light.turn_on", "data_template": {"entity_id": "{{ x }}"}},
        {"action": "light.turn_on", "target": {"area_id": "{{ x }}"}},
        {"action": "light.turn_on", "target": "{{ x }}"},
    ],
)
def test_templates_may_not_choose(step: Any) -> None:
    """What is acted on must be readable beforehand."""
    assert keys(step) == ["problem_template"]


def test_everything_at_once() -> None:
    """An action aimed at everything is refused."""
    step = {"action": "light.turn_off", "target": {"entity_id": "all"}}
    assert keys(step) == ["problem_all"]


@pytest.mark.parametrize(
    "step",
    [
        {"device_id": "x", "domain": "lock", "type": "unlock"},
        {"event": "homeassistant_stop"},
        {},
    ],
)
def test_steps_that_cannot_be_seen_through(step: Any) -> None:
    """Device actions and events are refused."""
    assert keys(step) == ["problem_step"]
    assert keys({"if": [], "then": [step]}) == ["problem_step"]


def test_blueprints_and_nothing() -> None:
    """A blueprint is refused; an automation without actions is safe."""
    assert keys(use_blueprint={"path": "x"}) == ["problem_blueprint"]
    assert problems({}, HOME) == []
