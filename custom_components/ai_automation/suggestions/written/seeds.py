"""Where ideas begin: things that nothing uses, and things that belong together."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ...model.exchange import Purpose
from ...model.home import Entity, HomeContext
from ...model.suggestion import Origin, Suggestion
from .selection import is_usable

_MOST = 8
"""Things of one idea."""
_MOVED = frozenset({"light", "switch", "fan", "climate", "cover", "media_player"})
_TOLD = {
    "moisture": "a sensor for water that tells nobody",
    "smoke": "a smoke sensor that tells nobody",
    "gas": "a gas sensor that tells nobody",
    "carbon_monoxide": "a sensor for carbon monoxide that tells nobody",
    "battery": "batteries that tell nobody when they are low",
}
_TOGETHER = (
    (("motion", "occupancy"), ("light",), "a motion sensor and lights in one room"),
    (("window", "door"), ("climate",), "a window or door and the heating of its room"),
    (("humidity",), ("fan", "humidifier"), "humidity and a fan in one room"),
    (
        ("illuminance",),
        ("light", "cover"),
        "brightness and lights or blinds in one room",
    ),
    (("temperature",), ("fan", "cover"), "temperature and a fan or blinds in one room"),
    (("power",), ("media_player", "switch"), "a power sensor and what it may measure"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """A few things that an idea may be made of."""

    purpose: Purpose
    hint: str
    """What they have in common, in English: only a language model reads it."""
    entity_ids: tuple[str, ...]


def seeds(
    home: HomeContext, known: Sequence[Suggestion], *, purpose: Purpose, night: int
) -> list[Seed]:
    """Return what to ask for ideas about, in the order of this night.

    Left out is what automations use, and what there was an idea or an answer about. Each
    night (a running number) begins elsewhere, so that all get their turn.
    """
    make = _unused if purpose is Purpose.CAPABILITY_IDEAS else _together
    about = [
        frozenset(s.entity_ids)
        for s in known
        if s.origin in (Origin.IDEA, Origin.REQUEST)
    ]
    left = [
        seed
        for seed in make(home)
        if not any(things <= set(seed.entity_ids) for things in about)
    ]
    if not left:
        return []
    first = night % len(left)
    return left[first:] + left[:first]


def _unused(home: HomeContext) -> Iterator[Seed]:
    """Yield things that no automation uses: sensors that tell nobody, things nobody moves."""
    used = _used(home)
    free = [
        e for e in home.entities.values() if is_usable(e) and e.entity_id not in used
    ]
    for device_class, hint in _TOLD.items():
        told = [e for e in free if e.device_class == device_class]
        if told:
            yield _seed(Purpose.CAPABILITY_IDEAS, hint, told)
    for area_id, things in _by_area(free).items():
        moved = [e for e in things if e.domain in _MOVED]
        told = [e for e in things if e.domain in ("sensor", "binary_sensor")]
        if moved:
            hint = "things of one room that no automation uses"
            helpers = told or _sensors_of(home, area_id)
            yield _seed(Purpose.CAPABILITY_IDEAS, hint, [*moved[:4], *helpers])


def _together(home: HomeContext) -> Iterator[Seed]:
    """Yield things that belong together: in a room, and people, weather and energy with the rest."""
    usable = [e for e in home.entities.values() if is_usable(e)]
    for things in _by_area(usable).values():
        for classes, domains, hint in _TOGETHER:
            told = [e for e in things if e.device_class in classes]
            moved = [e for e in things if e.domain in domains]
            if told and moved:
                yield _seed(Purpose.COMBINATIONS, hint, [*told[:3], *moved])
    people = [e for e in usable if e.domain == "person"]
    weather = [e for e in usable if e.domain in ("weather", "sun")]
    for domain in ("light", "climate", "media_player"):
        moved = [e for e in usable if e.domain == domain]
        if people and moved:
            hint = "people who leave and come home, and what may be on meanwhile"
            yield _seed(Purpose.COMBINATIONS, hint, [*people[:4], *moved])
    covers = [e for e in usable if e.domain == "cover"]
    if weather and covers:
        hint = "the sun and the weather, and blinds"
        yield _seed(Purpose.COMBINATIONS, hint, [*weather[:3], *covers])
    energy = [e for e in usable if e.device_class in ("power", "energy")]
    loads = [e for e in usable if e.domain == "switch"]
    if energy and loads:
        hint = "power that is measured, and what could be switched by it"
        yield _seed(Purpose.COMBINATIONS, hint, [*energy[:4], *loads])


def _seed(purpose: Purpose, hint: str, things: Iterable[Entity]) -> Seed:
    """Return a seed of a few things."""
    ids = tuple(dict.fromkeys(e.entity_id for e in things))[:_MOST]
    return Seed(purpose=purpose, hint=hint, entity_ids=ids)


def _used(home: HomeContext) -> frozenset[str]:
    """Return everything that an automation begins with or acts on."""
    return frozenset(
        entity_id
        for automation in home.automations
        for entity_id in (
            *automation.trigger_entities,
            *(effect.entity_id for effect in automation.effects),
        )
    )


def _by_area(entities: Iterable[Entity]) -> dict[str, list[Entity]]:
    """Return things by their area; those without one are in none."""
    areas: dict[str, list[Entity]] = {}
    for entity in entities:
        if entity.area_id:
            areas.setdefault(entity.area_id, []).append(entity)
    return areas


def _sensors_of(home: HomeContext, area_id: str) -> list[Entity]:
    """Return some sensors of an area."""
    return [
        e
        for e in home.entities.values()
        if e.area_id == area_id and e.domain == "binary_sensor" and is_usable(e)
    ][:3]
