"""Stands pseudonyms in for the names of people and things, and puts the names back."""

import base64
from collections.abc import Iterator, Mapping
import hashlib
import hmac
import re
from typing import Any

from ..model.home import HomeContext
from .vocabulary import is_ordinary, plain

PREFIX = "name"
_LETTERS = 6
_LENGTH = len(PREFIX) + _LETTERS
_TOKEN = re.compile(r"[^\W_]+")
_SHORTEST = 2
"""Letters of a name."""


class Pseudonyms:
    """The pseudonyms of one home; the same word has the same one as long as the key is the same.

    Hidden is every word of a person's or a user's name, and every word of a thing, a room,
    a label or an automation, ids included, that does not belong to homes in general. A
    pseudonym is `name` and six letters of HMAC-SHA-256 (RFC 2104) of the word, so that it
    tells nothing without the key.
    """

    def __init__(self, home: HomeContext, key: str) -> None:
        """Give every name of the home its pseudonym; takes a while for big homes."""
        self._key = key.encode()
        self._bases: dict[str, str] = {}
        self._hidden: dict[str, str] = {}
        self._shown: dict[str, str] = {}
        taken: set[str] = set()
        people = {plain(token) for token in _tokens(_of_people(home))}
        for token in _tokens(_of_people(home)):
            self._add(token, taken)
            self._add(f"{token}s", taken)  # whose it is, in English and German
        platform = _of_platform(home)
        seen = {""}
        for token in _tokens(_of_things(home)):
            if token in seen or len(token) < _SHORTEST or token.isdigit():
                continue
            seen.add(token)
            word = plain(token)
            if word in people or not (is_ordinary(word) or word in platform):
                self._add(token, taken)

    def hide(self, text: str) -> str:
        """Return a text with pseudonyms for names."""
        return _TOKEN.sub(lambda found: self._hide(found[0]), text)

    def hide_data(self, data: Any) -> Any:
        """Return plain data with pseudonyms in its texts; property names stay."""
        return _each(data, self.hide)

    def reveal(self, data: Any) -> Any:
        """Return plain data with names for the pseudonyms in its texts."""
        return _each(data, lambda text: _TOKEN.sub(lambda f: self._reveal(f[0]), text))

    def _hide(self, token: str) -> str:
        """Return what stands for one word."""
        if (known := self._hidden.get(token)) is not None:
            return known
        base = self._bases.get(plain(token))
        if base is None:
            return token
        capital = base.capitalize()
        return capital if capital in self._shown and not token.islower() else base

    def _reveal(self, token: str) -> str:
        """Return the word that a pseudonym stands for, with the ending that a model gave it."""
        if (known := self._shown.get(token)) is not None:
            return known
        base, ending = token[:_LENGTH], token[_LENGTH:]
        for form in (base, base.capitalize(), base.lower()):
            if form in self._shown:
                return self._shown[form] + ending
        return token

    def _add(self, token: str, taken: set[str]) -> None:
        """Give one spelling of a word a pseudonym of its own; all of them begin alike."""
        if token in self._hidden or len(token) < _SHORTEST:
            return
        word = plain(token)
        base = self._bases.get(word)
        if base is None:
            base = self._bases[word] = self._free(word, taken)
        if token == word:
            pseudonym = base
        elif token == token.capitalize() and base.capitalize() not in self._shown:
            pseudonym = base.capitalize()
        else:
            pseudonym = base + str(
                2 + sum(len(p) > _LENGTH and p.startswith(base) for p in self._shown)
            )
        self._hidden[token] = pseudonym
        self._shown[pseudonym] = token
        self._shown.setdefault(base, token)

    def _free(self, word: str, taken: set[str]) -> str:
        """Return a pseudonym that no other word has."""
        salt = 0
        while True:
            text = word if not salt else f"{word}/{salt}"
            digest = hmac.new(self._key, text.encode(), hashlib.sha256).digest()
            letters = base64.b32encode(digest)[:_LETTERS].decode().lower()
            if letters not in taken:
                taken.add(letters)
                return PREFIX + letters
            salt += 1


def _tokens(texts: Iterator[str]) -> Iterator[str]:
    """Yield the words of texts."""
    for text in texts:
        yield from _TOKEN.findall(text)


def _of_people(home: HomeContext) -> Iterator[str]:
    """Yield the names of people."""
    for person in home.people.values():
        yield person.name
        yield person.entity_id.partition(".")[2]
    for user in home.users.values():
        if not user.machine:
            yield user.name


def _of_things(home: HomeContext) -> Iterator[str]:
    """Yield the names and ids of everything in the home."""
    for entity in home.entities.values():
        yield from (entity.name, entity.entity_id.partition(".")[2])
        yield from entity.aliases
        yield from entity.labels
    for device in home.devices.values():
        yield device.name
    for area in home.areas.values():
        yield from (area.name, area.area_id, *area.aliases)
    for floor in home.floors.values():
        yield from (floor.name, floor.floor_id)
    for automation in home.automations:
        yield from (automation.alias, automation.entity_id.partition(".")[2])


def _of_platform(home: HomeContext) -> frozenset[str]:
    """Return the words of Home Assistant itself, which name nobody."""
    words: set[str] = set()
    for entity in home.entities.values():
        words |= {entity.domain, entity.device_class or ""}
    return frozenset(part for word in words for part in word.split("_"))


def _each(data: Any, change: Any) -> Any:
    """Return plain data with every text changed."""
    if isinstance(data, str):
        return change(data)
    if isinstance(data, Mapping):
        return {key: _each(value, change) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_each(value, change) for value in data]
    return data
