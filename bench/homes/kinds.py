"""What people may be used to in a made-up home: one function for each kind of habit."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from custom_components.ai_automation.model.routine import RoutineKind

from ..demo_home.place import Thing
from .site import Site, used
from .truth import EVERY_DAY, Goal, Part, Planted, clock_text

SOMEONE = {"condition": "numeric_state", "entity_id": "zone.home", "above": 0}
DARK = {"condition": "state", "entity_id": "sun.sun", "state": "below_horizon"}
_DUSK = {"trigger": "sun", "event": "sunset", "offset": -900}
WORKDAYS, WEEKEND = (0, 1, 2, 3, 4), (5, 6)
_BUSY = 0.3
"""Where people are this share of their time, somebody is noticed every few minutes: nothing follows from it."""
_SPREADS = (180, 300, 300, 480, 600, 900, 1200)
"""Seconds by which people vary who keep to a time."""
_LEAVING: Sequence[str] = ("switch", "media_player", "light", "fan")
_COMING: Sequence[str] = ("light", "media_player", "switch")
_LIMITS: dict[str, tuple[str, float, tuple[str, ...]]] = {
    "temperature": ("above", 23.0, ("fan", "climate", "cover")),
    "humidity": ("above", 65.0, ("fan",)),
    "illuminance": ("below", 500.0, ("light",)),
    "power": ("below", 10.0, ("switch",)),
}


def clock(site: Site) -> Planted | None:
    """Return something done at a time of day."""
    things = site.free("switch", "light", "cover", "media_player", "lock")
    if not things:
        return None
    days = site.chance.choice((EVERY_DAY, EVERY_DAY, WORKDAYS, WORKDAYS, WEEKEND))
    early = site.chance.random() < 0.5
    wakes = min(one.wakes for one in site.plan.residents)
    hour = wakes + site.chance.uniform(0.3, 0.8)
    if days != WORKDAYS:
        hour += 1.8
    if not early:
        hour = site.chance.uniform(18.5, 21.8)
    seconds = round(hour * 12) * 300
    state = "locked" if things[0].entity_id.startswith("lock") else None
    return Planted(
        routine_id="",
        kind=RoutineKind.CLOCK,
        trigger={"trigger": "time", "at": clock_text(seconds)},
        conditions=_someone(site),
        weekdays=days,
        targets=(_goal(things[0], state),),
        follow=site.plan.follow,
        spread=site.chance.choice(_SPREADS),
    )


def sun(site: Site) -> Planted | None:
    """Return something done some time before or after the sun rises or sets."""
    things = site.free("cover") or site.free("light", "switch")
    if not things or any(None in pair for pair in site.plan.suns.values()):
        return None
    event = "sunset" if site.chance.random() < 0.75 else "sunrise"
    offset = site.chance.choice((-1800, -900, 0, 900, 1800, 2700))
    if event == "sunrise":
        offset += 5400
    return Planted(
        routine_id="",
        kind=RoutineKind.SUN,
        trigger={"trigger": "sun", "event": event, "offset": offset},
        conditions=_someone(site),
        targets=(used(things[0]),),
        follow=site.plan.follow,
        spread=site.chance.choice((180, 300, 480)),
    )


def follow(site: Site) -> Planted | None:
    """Return something done soon after something else in the same room."""
    pairs = [
        (source, target)
        for source, kinds in _sources(site)
        for target in site.free(*kinds, area=source.area)[:1]
        if source.entity_id != target.entity_id
    ]
    if not pairs:
        return None
    source, target = site.chance.choice(pairs)
    goal = used(target)
    conditions: tuple[Part, ...] = ()
    weekdays: tuple[int, ...] = EVERY_DAY
    draw = site.chance.random()
    if source.kind == "motion" or draw < 0.25:
        conditions = (DARK,)
    elif draw < 0.45:
        conditions = (_band("17:00:00", "23:00:00"),)
    elif draw < 0.6:
        weekdays = WORKDAYS
    state = "playing" if source.entity_id.startswith("media") else "on"
    return Planted(
        routine_id="",
        kind=RoutineKind.FOLLOW,
        trigger={"trigger": "state", "entity_id": source.entity_id, "to": state},
        conditions=conditions,
        weekdays=weekdays,
        targets=(goal,),
        follow=site.plan.follow,
    )


def _sources(site: Site) -> Iterator[tuple[Thing, tuple[str, ...]]]:
    """Yield what people react to, with what they then move."""
    for thing in site.plan.things:
        domain = thing.entity_id.partition(".")[0]
        if thing.kind == "motion" and site.plan.share(thing.area) < _BUSY:
            yield thing, ("light",)
        elif thing.kind == "window":
            yield thing, ("climate", "fan")
        elif domain == "media_player" and site.is_free(thing):
            yield thing, ("light", "cover", "switch")
        elif thing.kind == "outlet" and site.is_free(thing):
            yield thing, ("light", "fan")


def left_on(site: Site) -> Planted | None:
    """Return a light that is switched off some time after the room was left."""
    lights = [
        (light, sensor)
        for light in site.free("light")
        for sensor in site.plan.sensing(light.area, "motion")
    ]
    if not lights:
        return None
    light, sensor = lights[0]
    wait = site.chance.choice((300, 480, 600, 900, 1200))
    return Planted(
        routine_id="",
        kind=RoutineKind.LEFT_ON,
        trigger={
            "trigger": "state",
            "entity_id": sensor.entity_id,
            "to": "off",
            "for": wait,
        },
        targets=((light.entity_id, "off"),),
        follow=site.plan.follow,
    )


def presence(site: Site) -> Planted | None:
    """Return something done when people come or go."""
    leaves = site.chance.random() < 0.5
    things = site.free(*(_LEAVING if leaves else _COMING))
    if not things:
        return None
    dark = not leaves and site.chance.random() < 0.3
    trigger, *alternatives = _comings(site, leaves)
    return Planted(
        routine_id="",
        kind=RoutineKind.PRESENCE,
        trigger=trigger,
        alternatives=tuple(alternatives),
        conditions=(DARK,) if dark else (),
        targets=((things[0].entity_id, "off") if leaves else used(things[0]),),
        follow=site.plan.follow,
    )


def _comings(site: Site, leaves: bool) -> list[Part]:
    """Return what tells that a person, or the first or the last of all, came or went."""
    people, state = site.plan.residents, "not_home" if leaves else "home"
    everybody = "zone.home" in site.plan.by_id and len(people) < 4
    parts: list[Part] = []
    if everybody and (len(people) == 1 or site.chance.random() < 0.5):
        parts.append(_zone("below", 1) if leaves else _zone("above", 0))
    if len(people) == 1 or not parts:
        one = max(people, key=lambda who: len(who.works))
        parts += [
            {"trigger": "state", "entity_id": entity_id, "to": state}
            for entity_id in (one.person, one.tracker)
            if entity_id in site.plan.by_id
        ]
    return parts


def threshold(site: Site) -> Planted | None:
    """Return something done when a number crosses a limit."""
    choices = [
        (sensor, target, side, limit)
        for sensor in site.plan.things
        if (rule := _LIMITS.get(sensor.kind or ""))
        and not sensor.entity_id.rpartition("_")[2].isdigit()
        for side, limit, domains in (rule,)
        for target in site.free(*domains, area=_acts_in(sensor))[:1]
    ]
    if not choices:
        return None
    sensor, target, side, limit = site.chance.choice(choices)
    wanted = "off" if sensor.kind == "power" else None
    return Planted(
        routine_id="",
        kind=RoutineKind.THRESHOLD,
        trigger={
            "trigger": "numeric_state",
            "entity_id": sensor.entity_id,
            side: limit,
        },
        # When it gets dark outside is told by the sun nearly as well.
        alternatives=(_DUSK,) if sensor.kind == "illuminance" else (),
        conditions=_someone(site),
        targets=(_goal(target, wanted),),
        follow=site.plan.follow,
    )


def bundle(site: Site) -> Planted | None:
    """Return several things done one after another."""
    openers = site.free("media_player", "switch", "light")
    if len(openers) < 3:
        return None
    opener = openers[0]
    rest = [t for t in site.free("light", "switch", "cover") if t is not opener]
    if len(rest) < 2:
        return None
    rest.sort(key=lambda t: t.area != opener.area)
    goals = [used(t) for t in rest[: site.chance.choice((2, 2, 3))]]
    first = used(opener)
    return Planted(
        routine_id="",
        kind=RoutineKind.BUNDLE,
        trigger={"trigger": "state", "entity_id": first[0], "to": first[1]},
        targets=tuple(goals),
        bundle=(first, *goals),
        follow=site.plan.follow,
    )


def _someone(site: Site) -> tuple[Part, ...]:
    if "zone.home" in site.plan.by_id:
        return (SOMEONE,)
    person = site.plan.residents[0].person
    return ({"condition": "state", "entity_id": person, "state": "home"},)


def _goal(thing: Thing, state: str | None) -> Goal:
    """Return a thing with a state; that which people use it in where none is given."""
    return (thing.entity_id, state) if state else used(thing)


def _zone(side: str, limit: int) -> Part:
    return {"trigger": "numeric_state", "entity_id": "zone.home", side: limit}


def _acts_in(sensor: Thing) -> str | None:
    return None if sensor.kind == "illuminance" else sensor.area


def _band(after: str, before: str) -> Part:
    return {"condition": "time", "after": after, "before": before}


WAYS: Mapping[RoutineKind, Callable[[Site], Planted | None]] = {
    RoutineKind.CLOCK: clock,
    RoutineKind.FOLLOW: follow,
    RoutineKind.LEFT_ON: left_on,
    RoutineKind.PRESENCE: presence,
    RoutineKind.BUNDLE: bundle,
    RoutineKind.SUN: sun,
    RoutineKind.THRESHOLD: threshold,
}
