"""Names of things and places as they stand in a sentence."""

import re
import unicodedata

from ..model.home import Entity, HomeContext
from ..phrases import phrase, spoken

_LONGEST = 60
# Braces would be rendered as a template, angles and squares as markup.
_MARKS = str.maketrans("{}<>[]", "()()()")
_ADDRESS = re.compile(r":(?=//)|(?<=\bwww)\.", re.IGNORECASE)
_SENTENCE_CASE = re.compile(r"[A-Z][a-z]+( [a-z]+)*")


def plain(text: str) -> str:
    """Return a text on one line, without what Home Assistant or a page would act on."""
    visible = "".join(
        " " if unicodedata.category(char) in ("Cc", "Zl", "Zp", "Zs") else char
        for char in text
    )
    line = " ".join(unlinked(visible.translate(_MARKS)).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"


def unlinked(text: str) -> str:
    """Return a text in which a page finds no address to make a link of."""
    return _ADDRESS.sub(" ", text)


def plain_name(entity: Entity) -> str:
    """Return the name of an entity on one line, its id where it has none."""
    return plain(entity.name) or entity.entity_id


def spoken_name(entity_id: str, home: HomeContext) -> str:
    """Return the name of an entity within a sentence: in English "the hall light"."""
    entity = home.entities.get(entity_id)
    if entity is None:
        return entity_id
    name = plain_name(entity)
    if not _is_english(home):
        return phrase(home.language, "thing", name=name)
    if name.split()[0].endswith(("'s", "’s")):  # noqa: RUF001 # as people type it
        return name
    return phrase(home.language, "thing", name=_lowered(name, entity, home))


def _is_english(home: HomeContext) -> bool:
    """Return whether sentences are English ones, in which a name gets an article and small letters."""
    return (spoken(home.language) or "en") == "en"


def spoken_area(entity_id: str, home: HomeContext) -> str | None:
    """Return the area of an entity within a sentence, None where it has none."""
    entity = home.entities.get(entity_id)
    if entity is None or not (name := _area_name(entity, home)):
        return None
    if _belongs_to_someone(name, home):
        return name
    if _is_english(home):
        name = _uncapitalized(name)
    return phrase(home.language, "place", name=name)


def _area_name(entity: Entity, home: HomeContext) -> str:
    """Return the name of the area of an entity, nothing where it has none."""
    area = home.areas.get(entity.area_id or "")
    return plain(area.name) if area else ""


def _lowered(name: str, entity: Entity, home: HomeContext) -> str:
    """Return a name with small initials where its words are common ones."""
    if _belongs_to_someone(name, home):
        return name
    device = home.devices.get(entity.device_id or "")
    makers = f"{device.manufacturer} {device.model}".split() if device else []
    area = _area_name(entity, home)
    place, rest = ("", name)
    if area and name.startswith(f"{area} "):
        place, rest = f"{_uncapitalized(area)} ", name.removeprefix(f"{area} ")
    elif " " not in name:
        return name  # it may be a name of its own, such as a brand
    return place + (rest if rest.split()[0] in makers else _uncapitalized(rest))


def _uncapitalized(name: str) -> str:
    """Return a name without the capital that a sentence would begin with; others mean something."""
    if not _SENTENCE_CASE.fullmatch(name):
        return name
    return f"{name[0].lower()}{name[1:]}"


def _belongs_to_someone(name: str, home: HomeContext) -> bool:
    """Return whether a name begins with that of someone who lives here."""
    first = name.split(maxsplit=1)[0].removesuffix("'s")
    return any(first in person.name.split() for person in home.people.values())
