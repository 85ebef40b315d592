"""Names of things and places as they stand in a sentence."""

import re
import unicodedata

from ..model.home import Entity, HomeContext

_LONGEST = 60
# Braces would be rendered as a template, angles and squares as markup.
_MARKS = str.maketrans("{}<>[]", "()()()")
_SENTENCE_CASE = re.compile(r"[A-Z][a-z]+( [a-z]+)+")


def plain(text: str) -> str:
    """Return a text on one line, without what Home Assistant or a page would act on."""
    visible = "".join(
        " " if unicodedata.category(char) in ("Cc", "Zl", "Zp", "Zs") else char
        for char in text
    )
    line = " ".join(visible.translate(_MARKS).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"


def plain_name(entity: Entity) -> str:
    """Return the name of an entity on one line, its id where it has none."""
    return plain(entity.name) or entity.entity_id


def spoken_name(entity_id: str, home: HomeContext) -> str:
    """Return the name of an entity within a sentence: "the hall light"."""
    entity = home.entities.get(entity_id)
    if entity is None:
        return entity_id
    name = plain_name(entity)
    if name.split()[0].endswith(("'s", "’s")):  # noqa: RUF001 # as people type it
        return name
    return f"the {_lowered(name, entity, home)}"


def spoken_area(entity_id: str, home: HomeContext) -> str | None:
    """Return the area of an entity within a sentence, None where it has none."""
    entity = home.entities.get(entity_id)
    area = home.areas.get(entity.area_id or "") if entity else None
    if entity is None or area is None or not (name := plain(area.name)):
        return None
    if _belongs_to_someone(name, home):
        return name
    return f"the {name.lower() if name.isalpha() and name.istitle() else name}"


def _lowered(name: str, entity: Entity, home: HomeContext) -> str:
    """Return a name with a small initial where its first word is a common one."""
    if not _SENTENCE_CASE.fullmatch(name) or _belongs_to_someone(name, home):
        return name
    device = home.devices.get(entity.device_id or "")
    makers = f"{device.manufacturer} {device.model}".split() if device else []
    first = name.split(maxsplit=1)[0]
    return name if first in makers else f"{name[0].lower()}{name[1:]}"


def _belongs_to_someone(name: str, home: HomeContext) -> bool:
    """Return whether a name begins with that of someone who lives here."""
    first = name.split(maxsplit=1)[0].removesuffix("'s")
    return any(first in person.name.split() for person in home.people.values())
