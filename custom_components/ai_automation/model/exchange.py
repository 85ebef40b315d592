"""What was said to a language model, and what came back."""

from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """What a language model is asked for."""

    WORDS = "words"
    CAPABILITY_IDEAS = "capability_ideas"
    COMBINATIONS = "combinations"
    REQUEST = "request"
    REFINEMENT = "refinement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One call to a language model, as it was handed over."""

    at: float
    """Epoch seconds."""
    run_id: str | None = None
    purpose: Purpose
    prompt: str
    """Name and version of the prompt, such as `words_v1`."""
    sent: str
    """The messages and the schema as JSON, after names were hidden."""
    received: str | None = None
    """The answer's text before names were put back; None where there was none."""
    failure: str | None = None
    """Why there was no usable answer: a translation key."""
    input_tokens: int
    output_tokens: int
    estimated: bool = False
    """The model did not say how many tokens; they were estimated."""
    seconds: float
    cost: float | None = None
    """In the currency of the home; None where no price is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """The tokens used so far, sent and answered together."""

    day: int = 0
    """Since local midnight."""
    month: int = 0
    """Since the first of the month."""
