"""The rules for texts refuse what they should."""

from typing import Any

from homeassistant.data_entry_flow import FlowResultType, section
import pytest
import voluptuous as vol

from .code import Stated
from .texts import (
    entity_problems,
    form_problems,
    shown_problems,
    statement_problems,
    step_problems,
    translation_problems,
    unused,
)

STEP = {
    "data": {"one": "One", "two": "Two"},
    "data_description": {"one": "The first.", "two": "The second."},
}
SCHEMA = vol.Schema({vol.Required("one"): str, vol.Optional("two", default=1): int})
NESTED = vol.Schema({vol.Required("more"): section(SCHEMA, {"collapsed": True})})


def form(schema: Any = SCHEMA, **changes: Any) -> Any:
    """Return a form as a flow shows it."""
    return {
        "type": FlowResultType.FORM,
        "step_id": "user",
        "data_schema": schema,
        "errors": None,
        "description_placeholders": None,
        **changes,
    }


def test_translations() -> None:
    english = {"one": {"a": "{name} is on.", "b": "```yaml\n{yaml}```"}}
    good = {"one": {"a": "An ist {name}.", "b": "```yaml\n{yaml}```"}}
    assert translation_problems(good, english) == []
    bad = {"one": {"a": "{nam} ist an.", "c": "Mehr"}}
    assert translation_problems(bad, english) == [
        "one.a has other placeholders",
        "one.b is missing",
        "one.c is not an English text",
    ]
    plain = {"one": {"a": "{name}", "b": "{yaml}"}}
    assert translation_problems(plain, english) == ["one.b has another form"]


def test_good_texts() -> None:
    assert not form_problems({"exceptions": {"a_1": {"message": "It's {name}: > 1."}}})


@pytest.mark.parametrize(
    "text",
    [
        "",
        " a",
        "a\n",
        "[%key:common::a%]",
        "<b>a</b>",
        "see https://example.com",
        "see www.example.com",
        "'{name}'",
        "{",
        "{1}",
        "{}",
        1,
        None,
    ],
)
def test_bad_texts(text: Any) -> None:
    assert form_problems({"exceptions": {"a": {"message": text}}})


@pytest.mark.parametrize("key", ["A", "a-b", "_a", "a__b", "a b", "ä"])
def test_bad_keys(key: str) -> None:
    assert form_problems({"exceptions": {key: {"message": "a"}}})


def test_bad_section() -> None:
    assert form_problems({"options": {"error": {"a": "A"}}, "words": {"a": "A"}}) == [
        "words is not a section"
    ]


@pytest.mark.parametrize(
    ("key", "given", "good"),
    [
        ("a", {"x"}, True),
        ("a", None, True),
        ("a", set(), False),
        ("a", {"x", "y"}, False),
        ("b", {"x"}, False),
        ("c", set(), True),
    ],
)
def test_statements(key: str, given: set[str] | None, good: bool) -> None:
    texts = {"exceptions": {"a": {"message": "{x}!"}, "c": {"message": "c"}}}
    placeholders = None if given is None else frozenset(given)
    statement = Stated("exceptions", key, placeholders, "here")
    assert (not statement_problems([statement], texts)) is good


def test_unused() -> None:
    texts = {
        "exceptions": {"a": {"message": "a"}, "b": {"message": "b"}},
        "config": {"error": {"c": "c"}, "abort": {"d": "d"}},
        "entity": {"sensor": {"e": {"name": "e"}}},
    }
    assert unused(texts, {"a", "b", "c", "d", "e"}) == []
    assert unused(texts, {"a", "c"}) == [
        "exceptions.b is used nowhere",
        "config.abort.d is used nowhere",
        "entity.sensor.e is used nowhere",
    ]


def test_steps() -> None:
    flow = {"step": {"a": {}, "b": {}}}
    assert not step_problems({"a", "b"}, flow)
    assert step_problems({"a", "c"}, flow) == [
        "step c has no text",
        "step b does not exist",
    ]


def test_good_forms() -> None:
    assert not shown_problems(form(), {"step": {"user": STEP}})
    nested = {"sections": {"more": {"name": "More", **STEP}}}
    assert not shown_problems(form(NESTED), {"step": {"user": nested}})
    worded = {"step": {"user": {**STEP, "description": "{a}"}}, "error": {"e": "E"}}
    shown = form(errors={"one": "e"}, description_placeholders={"a": "1", "b": "2"})
    assert not shown_problems(shown, worded)


@pytest.mark.parametrize(
    ("shown", "step"),
    [
        (form(), {}),
        (form(), {**STEP, "data": {"one": "One"}}),
        (form(), {"data": STEP["data"]}),
        (form(), {**STEP, "data": {**STEP["data"], "three": "Three"}}),
        (form(), {**STEP, "data_description": {"one": "Same.", "two": "Same."}}),
        (form(), {**STEP, "description": "{nothing}"}),
        (form(errors={"base": "unknown"}), STEP),
        (form(NESTED), STEP),
        (form(NESTED), {"sections": {"more": STEP}}),
        (form(NESTED), {"sections": {"more": {"name": "More"}}}),
        (form(None), STEP),
    ],
)
def test_bad_forms(shown: Any, step: dict[str, Any]) -> None:
    assert shown_problems(shown, {"step": {"user": step}})


def test_aborts() -> None:
    abort: Any = {"type": FlowResultType.ABORT, "reason": "gone"}
    assert not shown_problems(abort, {"abort": {"gone": "Gone."}})
    assert shown_problems(abort, {"abort": {"here": "Here."}})
    assert not shown_problems({**abort, "translation_domain": "homeassistant"}, {})


def test_entities() -> None:
    texts = {"entity": {"sensor": {"a": {"name": "A", "state": {"on": "On"}}}}}
    icons = {"entity": {"sensor": {"a": {"default": "mdi:home"}}}}
    assert not entity_problems("sensor", {"a": ["on"]}, texts, icons)
    assert entity_problems("sensor", {"a": ["on", "off"]}, texts, icons)
    assert entity_problems("sensor", {"a": None}, texts, icons)
    assert entity_problems("sensor", {"a": ["on"], "b": None}, texts, icons)
    assert entity_problems("sensor", {"a": ["on"]}, texts, {})
    assert entity_problems("sensor", {"a": ["on"]}, {}, icons)


def test_events() -> None:
    types = {"event_type": {"state": {"made": "Made"}}}
    texts = {"entity": {"event": {"a": {"name": "A", "state_attributes": types}}}}
    icons = {"entity": {"event": {"a": {"default": "mdi:home"}}}}
    assert not entity_problems("event", {"a": ["made"]}, texts, icons)
    assert entity_problems("event", {"a": ["made", "lost"]}, texts, icons)
