"""A prompt: which one it is, what is said, and which form the answer must have."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

from .provider import ANSWER_TOKENS, Message

_FOLDER = Path(__file__).parent / "prompts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What is said to a language model for one task."""

    name: str
    """File name of its text without ending, version included: `words_v1`."""
    messages: tuple[Message, ...]
    schema: Mapping[str, Any]
    """A closed JSON schema: every object has its properties, all of them required."""
    answer_tokens: int = ANSWER_TOKENS
    """How long the answer may get."""


@cache
def text_of(name: str, **values: str) -> str:
    """Return the text of a prompt file with its `$fields` filled in; reads a file, so not in the loop.

    Raises FileNotFoundError or KeyError for a name or a field that is not there.
    """
    text = (_FOLDER / f"{name}.md").read_text(encoding="utf-8")
    return Template(text).substitute(values).strip()
