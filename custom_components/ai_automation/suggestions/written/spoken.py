"""Checks on what a language model wrote for people, before anybody reads it."""

from collections.abc import Collection, Iterator
import re
import unicodedata

from ...language.vocabulary import words_of
from ...model.home import HomeContext
from ..names import plain_name

_NUMBER = re.compile(r"\d+")
_MARKUP = re.compile(
    r"[<>{}\[\]`*#|\\]|https?:|www\.|\b[a-z_]+\.[a-z0-9]+_[a-z0-9_]+\b"
)
_AFTERNOON = re.compile(r"\b(1[3-9]|2[0-3]):\d\d")
_SHORTEST_NAME = 4
_HALF_DAY = 12
_NUMBER_WORDS = {
    word: value
    for value, words in {
        2: "two twice zwei zweimal deux dos twee",
        3: "three drei trois tres drie",
        4: "four vier quatre cuatro",
        5: "five fuenf funf cinq cinco vijf",
        6: "six sechs seis zes",
        7: "seven sieben sept siete zeven",
        8: "eight acht huit ocho",
        9: "nine neun neuf nueve negen",
        10: "ten zehn dix diez tien",
        11: "eleven elf onze once",
        12: "twelve zwoelf zwolf douze doce twaalf",
        15: "fifteen fuenfzehn funfzehn quinze quince vijftien",
        20: "twenty zwanzig vingt veinte twintig",
        30: "thirty dreissig trente treinta dertig",
        100: "hundred hundert cent cien honderd",
        1000: "thousand tausend mille mil duizend",
    }.items()
    for word in words.split()
}
_AMBIGUOUS = {
    "six": ("en",),
    "acht": ("de", "nl"),
    "once": ("es",),
    "elf": ("de", "nl"),
}
"""Number words that are other words elsewhere count only in these languages."""
_LITTLE_WORDS = {
    "en": "the when and after is it turn on off at for of to",
    "de": "der die das und wenn nach ist es ein eine im am um zu das den",
    "fr": "le la les et quand apres est il une dans du des pour de",
    "es": "el los las y cuando despues es una en del para por la",
    "nl": "de het en als na is een op in van voor wanneer",
}


class NotSayable(ValueError):
    """A text that must not be shown; the argument names the check it failed."""


def check_words(
    text: str,
    home: HomeContext,
    *,
    numbers: Collection[int],
    entity_ids: Collection[str],
    longest: int,
) -> str:
    """Return a text on one line if it may be shown; NotSayable where it may not.

    It must be as long as agreed, hold no markup, no number but `numbers`, no thing of the
    home but `entity_ids`, and be in the language of the home as far as that can be told.
    """
    text = " ".join(_visible(text).split())
    if not text:
        raise NotSayable("empty")
    if len(text) > longest:
        raise NotSayable("too_long")
    if _MARKUP.search(text):
        raise NotSayable("markup")
    if not set(numbers_in(text, home.language)) <= set(numbers):
        raise NotSayable("number")
    if _names_another(text, home, entity_ids):
        raise NotSayable("another_thing")
    if _is_in_another_language(text, home.language):
        raise NotSayable("language")
    return text


def numbers_in(text: str, language: str) -> Iterator[int]:
    """Yield the numbers of a text, in digits or words; one is left out: it is also an article."""
    for digits in _NUMBER.findall(text):
        yield int(digits) if len(digits) < 16 else -1
    for word in words_of(text):
        value = _NUMBER_WORDS.get(word)
        if value is not None and language[:2] in _AMBIGUOUS.get(word, (language[:2],)):
            yield value


def hours_in(text: str) -> Iterator[int]:
    """Yield what a twelve-hour clock shows at the times of the afternoon in a text."""
    for hour in _AFTERNOON.findall(text):
        yield int(hour) - _HALF_DAY


def names_people(text: str, home: HomeContext) -> bool:
    """Return whether a text holds the name of somebody who lives in the home."""
    said = set(words_of(text))
    return any(said & set(words_of(person.name)) for person in home.people.values())


def _visible(text: str) -> str:
    """Return a text without control and format characters."""
    return "".join(
        " " if char.isspace() else char
        for char in text
        if char.isspace() or unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs")
    )


def _names_another(text: str, home: HomeContext, entity_ids: Collection[str]) -> bool:
    """Return whether a text names a thing that it is not about."""
    said = text.casefold()
    own = [
        plain_name(home.entities[e]).casefold()
        for e in entity_ids
        if e in home.entities
    ]
    for entity in home.entities.values():
        if entity.entity_id in entity_ids:
            continue
        name = plain_name(entity).casefold()
        if len(name) < _SHORTEST_NAME or name not in said or " " not in name:
            continue
        if not any(name in mine for mine in own):
            return True
    return False


def _is_in_another_language(text: str, language: str) -> bool:
    """Return whether little words tell that a text is in another of the languages we know."""
    words = list(words_of(text))
    counts = {
        name: sum(words.count(word) for word in set(little.split()))
        for name, little in _LITTLE_WORDS.items()
    }
    mine = counts.pop(language[:2], None)
    if mine is None:
        return False
    return max(counts.values()) >= 3 and max(counts.values()) > 2 * mine
