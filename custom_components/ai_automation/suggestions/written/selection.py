"""Which things of the home a sentence is about, in any of the languages we know words of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ...language.vocabulary import DEVICE_CLASSES, DOMAINS, concepts_of, words_of
from ...model.home import Entity, HomeContext

MOST = 50
"""Things that are listed in a prompt; a home of 10,000 costs no more than one of 200."""
_USABLE = frozenset(
    {
        "automation",
        "binary_sensor",
        "climate",
        "cover",
        "device_tracker",
        "fan",
        "humidifier",
        "input_boolean",
        "input_number",
        "input_select",
        "lawn_mower",
        "light",
        "lock",
        "media_player",
        "number",
        "person",
        "remote",
        "scene",
        "script",
        "select",
        "sensor",
        "siren",
        "sun",
        "switch",
        "vacuum",
        "valve",
        "weather",
        "alarm_control_panel",
    }
)
_ALWAYS = ("sun", "person", "weather")
_MOST_ALWAYS = 8
_LITTLE = frozenset(
    [
        "the",
        "and",
        "for",
        "from",
        "with",
        "when",
        "turn",
        "set",
        "der",
        "die",
        "das",
        "und",
        "ein",
        "eine",
        "wenn",
        "den",
        "dem",
        "les",
        "des",
        "une",
        "dans",
        "quand",
        "sur",
        "los",
        "las",
        "una",
        "para",
        "cuando",
        "het",
        "een",
        "van",
        "als",
        "aan",
        "uit",
        "bij",
    ]
)
_ALL = frozenset(
    [
        "all",
        "every",
        "everything",
        "both",
        "each",
        "everywhere",
        "alle",
        "alles",
        "beide",
        "jede",
        "jedes",
        "ueberall",
        "uberall",
        "saemtliche",
        "samtliche",
        "tous",
        "toutes",
        "tout",
        "partout",
        "chaque",
        "todas",
        "todos",
        "cada",
        "alles",
        "elke",
    ]
)
_CONCEPT, _WORD, _KIND = 4, 3, 2
"""What it counts that a thing shares a concept, a word of its name, or only its kind with a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What a sentence says, as far as things of a home can be told from it."""

    concepts: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Text:
        """Return what a sentence says."""
        words = (
            frozenset(w for w in words_of(text) if len(w) > 1 or w.isdecimal())
            - _LITTLE
        )
        return cls(concepts=concepts_of(text), words=words)

    @property
    def means_all(self) -> bool:
        """Return whether it speaks of all things of a kind."""
        return bool(self.words & _ALL)


def select(text: str, home: HomeContext) -> list[str]:
    """Return the things that a sentence may be about, the likeliest first, at most `MOST`.

    The sun, people and the weather are always among them.
    """
    said = Text.of(text)
    usable = [e for e in home.entities.values() if is_usable(e)]
    fits = {e.entity_id: fit(said, e, home) for e in usable}
    always = [e.entity_id for e in usable if e.domain in _ALWAYS][:_MOST_ALWAYS]
    ranked = sorted(
        (e for e in usable if fits[e.entity_id][0] or e.domain != "sensor"),
        # Of a hundred kitchens the one without a number is meant.
        key=lambda e: (*(-n for n in fits[e.entity_id]), len(e.name), e.entity_id),
    )
    chosen = dict.fromkeys([*always, *(e.entity_id for e in ranked)])
    return list(chosen)[:MOST]


def is_usable(entity: Entity) -> bool:
    """Return whether a thing may take part in an automation that somebody asks for."""
    if entity.hidden or entity.domain not in _USABLE or entity.domain == "automation":
        return False
    return entity.entity_category is None or entity.device_class == "battery"


type Fit = tuple[int, bool, int]


def fit(said: Text, entity: Entity, home: HomeContext) -> Fit:
    """Return how well a thing fits what was said, the greater the better.

    First what they share; then whether the whole name was said; last in how many numbers,
    which may also be degrees or times.
    """
    about, kinds = (
        _about(entity, home),
        _kinds(entity.domain, entity.device_class or ""),
    )
    shared = said.words & about.words
    numbers = sum(word.isdecimal() for word in shared)
    points = _CONCEPT * len(said.concepts & about.concepts)
    points += _WORD * (len(shared) - numbers)
    points += _KIND * len((said.concepts & kinds) - about.concepts)
    name = Text.of(entity.name).words
    return points, bool(name) and name <= said.words, numbers


def rivals(
    said: Text, entity_id: str, home: HomeContext, besides: Iterable[str] = ()
) -> list[str]:
    """Return the things of the same kind that what was said fits best, where this is not the only one of them.

    It is the last one where another one fits better; none where nothing else fits as well.
    What was said of other things that are meant `besides` speaks for no rival: "the hall
    light when there is motion in the bathroom" means no light in the bathroom.
    """
    said = _left_of(said, entity_id, home, besides)
    entity = home.entities[entity_id]
    mine = fit(said, entity, home)
    fits = {
        other.entity_id: fit(said, other, home)
        for other in home.entities.values()
        if is_usable(other)
        and other.domain == entity.domain
        and other.device_class == entity.device_class
        and other.entity_id != entity_id
    }
    best = max(fits.values(), default=(0, False, 0))
    if best < mine:
        return []
    others = [each for each, points in fits.items() if points == best]
    return [entity_id, *others] if best == mine else [*others, entity_id]


def _left_of(
    said: Text, entity_id: str, home: HomeContext, besides: Iterable[str]
) -> Text:
    """Return what was said without what only belongs to other things."""
    mine = _about(home.entities[entity_id], home)
    theirs = [_about(home.entities[e], home) for e in besides if e != entity_id]
    return Text(
        concepts=said.concepts
        - (frozenset().union(*(t.concepts for t in theirs)) - mine.concepts),
        words=said.words - (frozenset().union(*(t.words for t in theirs)) - mine.words),
    )


def _about(entity: Entity, home: HomeContext) -> Text:
    """Return what a thing's names and places say."""
    return Text.of(" \n ".join(_texts(entity, home)))


def _texts(entity: Entity, home: HomeContext) -> Iterator[str]:
    """Yield what a thing is called and where it is."""
    yield entity.name
    yield entity.entity_id.partition(".")[2]
    yield from entity.aliases
    yield from sorted(entity.labels)
    area = home.areas.get(entity.area_id or "")
    if area is not None:
        yield area.name
        yield from area.aliases
        floor = home.floors.get(area.floor_id or "")
        if floor is not None:
            yield floor.name


@cache
def _kinds(domain: str, device_class: str) -> frozenset[str]:
    """Return the concepts that a domain and a device class stand for."""
    tables: Sequence[tuple[Mapping[str, frozenset[str]], str]] = (
        (DOMAINS, domain),
        (DEVICE_CLASSES, device_class),
    )
    return frozenset(
        concept for table, name in tables for concept in table if name in table[concept]
    )
