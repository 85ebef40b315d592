"""What answers of language models are taken for."""

from typing import Any

import pytest

from custom_components.ai_automation.language.answers import parse_answer
from custom_components.ai_automation.language.provider import (
    Failure,
    LanguageError,
    estimate_tokens,
)

SCHEMA = {
    "type": "object",
    "properties": {"a": {"type": "integer"}, "b": {"type": "string"}},
    "required": ["a"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1}', {"a": 1}),
        (' {"a": 1, "b": "x"}\n', {"a": 1, "b": "x"}),
        ('```json\n{"a": 1}\n```', {"a": 1}),
        ('```\n{"a": 1}\n```\n', {"a": 1}),
        ('```json\n{\n  "a": 1\n}\n```', {"a": 1}),
    ],
)
def test_objects_are_read(text: str, expected: dict[str, Any]) -> None:
    assert parse_answer(text, SCHEMA) == expected


@pytest.mark.parametrize(
    "text",
    ["", "ready", "[]", "1", "null", '{"b": "x"}', '{"a": 1, "c": 2}', '{"a": 1'],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(LanguageError) as caught:
        parse_answer(text, SCHEMA)
    assert caught.value.failure is Failure.INVALID_ANSWER


@pytest.mark.parametrize(
    ("text", "tokens"), [("", 0), ("a", 1), ("abcd", 1), ("abcde", 2)]
)
def test_four_characters_are_a_token(text: str, tokens: int) -> None:
    assert estimate_tokens(text) == tokens
