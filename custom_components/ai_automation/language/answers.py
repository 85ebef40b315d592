"""Finds the one JSON object in what a language model said."""

from collections.abc import Mapping
from itertools import islice
import json
import re
from typing import Any

from . import closed
from .provider import Failure, LanguageError

MAXIMUM = 262_144
"""Characters of an answer; the longest useful one has a few thousand."""
_TOLD = 8
"""Problems that are told; more would only repeat them."""
_THOUGHT = re.compile(r"<(think|thinking|reasoning)>.*?</\1>", re.DOTALL)
_FENCED = re.compile(r"```[a-zA-Z]*\s*\n(.*?)\n\s*```", re.DOTALL)


def parse_answer(text: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the object in an answer: bare, fenced as code, after thinking aloud or before prose.

    Raises LanguageError when there is none, or one that is not of the closed schema.
    """
    if len(text) > MAXIMUM:
        raise LanguageError(Failure.INVALID_ANSWER)
    data = _object_in(_THOUGHT.sub("", text).strip())
    if problems := tuple(islice(closed.problems(data, schema), _TOLD)):
        err = LanguageError(Failure.INVALID_ANSWER)
        err.text, err.problems = text, problems
        raise err
    return data


def _object_in(text: str) -> dict[str, Any]:
    """Return the object in a text; INVALID_ANSWER where there is none."""
    for candidate in (text, *_FENCED.findall(text)[:1]):
        if (data := _loaded(candidate)) is not None:
            return data
    start = text.find("{")
    if start >= 0 and (data := _loaded(text[start:], whole=False)) is not None:
        return data
    raise LanguageError(Failure.INVALID_ANSWER)


def _loaded(text: str, *, whole: bool = True) -> dict[str, Any] | None:
    """Return the object that a text is or, unless it must be whole, begins with."""
    try:
        if whole:
            data = _DECODER.decode(text)
        else:
            data, end = _DECODER.raw_decode(text)
            if "{" in text[end:]:  # which of two is meant cannot be known
                return None
    except ValueError, RecursionError:
        return None
    return data if isinstance(data, dict) else None


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; ValueError when a property is there twice."""
    data = dict(pairs)
    if len(data) != len(pairs):
        raise ValueError("a property is there twice")
    return data


def _constant(name: str) -> float:
    """Refuse what is no JSON: NaN and infinity."""
    raise ValueError(name)


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_constant)
