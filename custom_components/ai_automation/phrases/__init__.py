"""The sentences suggestions are put together from, a table a language."""

from collections.abc import Mapping

from .de import GERMAN
from .en import ENGLISH
from .es import SPANISH
from .fr import FRENCH
from .nl import DUTCH

PHRASES: Mapping[str, Mapping[str, str]] = {
    "de": GERMAN,
    "en": ENGLISH,
    "es": SPANISH,
    "fr": FRENCH,
    "nl": DUTCH,
}


def spoken(language: str) -> str | None:
    """Return the key of our sentences for a language such as "de-CH", None where there are none."""
    base = language.partition("-")[0]
    return base if base in PHRASES else None


def phrase(
    language: str, key: str, *, fallback: str | None = None, **parts: str
) -> str:
    """Return a sentence in a language, in English where we have none in that one."""
    table = PHRASES[spoken(language) or "en"]
    text = table[key if key in table else fallback or key]
    return text.format(**parts) if parts else text


def decimal(value: float, digits: int, language: str) -> str:
    """Return a number as it is written in a language."""
    return f"{value:.{digits}f}".replace(".", phrase(language, "decimal"))
