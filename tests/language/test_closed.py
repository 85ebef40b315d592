"""Where an answer differs from the form it was asked to have."""

from typing import Any

import pytest

from custom_components.ai_automation.language.closed import problems

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "n": {"type": ["number", "null"], "minimum": 0, "maximum": 10},
        "text": {"type": "string", "minLength": 1, "maxLength": 3},
        "id": {"$ref": "#/$defs/id"},
        "some": {
            "type": "array",
            "minItems": 1,
            "maxItems": 2,
            "items": {
                "anyOf": [
                    {
                        "type": "object",
                        "properties": {
                            "type": {"const": "a"},
                            "a": {"type": "integer"},
                        },
                        "required": ["type", "a"],
                        "additionalProperties": False,
                    },
                    {
                        "type": "object",
                        "properties": {
                            "type": {"const": "b"},
                            "b": {"type": "boolean"},
                        },
                        "required": ["type", "b"],
                        "additionalProperties": False,
                    },
                ]
            },
        },
    },
    "required": ["n", "text", "id", "some"],
    "additionalProperties": False,
    "$defs": {"id": {"type": "string", "enum": ["light.hall"]}},
}
GOOD: dict[str, Any] = {
    "n": 5,
    "text": "abc",
    "id": "light.hall",
    "some": [{"type": "a", "a": 1}],
}


@pytest.mark.parametrize(
    "changes",
    [{}, {"n": None}, {"n": 0.5}, {"some": [{"type": "b", "b": True}] * 2}],
)
def test_what_fits(changes: dict[str, Any]) -> None:
    assert list(problems({**GOOD, **changes}, SCHEMA)) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"n": 11}, "answer.n: maximum is 10"),
        ({"n": -1}, "answer.n: minimum is 0"),
        ({"n": True}, "answer.n: must be of type ['number', 'null']"),
        ({"n": float("nan")}, "answer.n: must be a finite number"),
        ({"text": ""}, "answer.text: minLength is 1"),
        ({"text": "abcd"}, "answer.text: maxLength is 3"),
        ({"text": 1}, "answer.text: must be of type string"),
        (
            {"id": "light.hal"},
            "answer.id: 'light.hal' is not one of the listed values",
        ),
        ({"some": []}, "answer.some: minItems is 1"),
        ({"some": [{"type": "a", "a": 1}] * 3}, "answer.some: maxItems is 2"),
        (
            {"some": [{"type": "b", "b": 1}]},
            "answer.some[0].b: must be of type boolean",
        ),
        ({"some": [{"type": "a"}]}, "answer.some[0].a: is missing"),
        (
            {"some": [{"type": "a", "a": 1, "run": "x"}]},
            "answer.some[0].run: is not known",
        ),
        ({"more": 1}, "answer.more: is not known"),
    ],
)
def test_what_does_not(changes: dict[str, Any], told: str) -> None:
    assert list(problems({**GOOD, **changes}, SCHEMA)) == [told]


def test_what_is_missing() -> None:
    assert list(problems({}, SCHEMA)) == [
        f"answer.{name}: is missing" for name in ("n", "text", "id", "some")
    ]
    assert list(problems([], SCHEMA)) == ["answer: must be of type object"]
