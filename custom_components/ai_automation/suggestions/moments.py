"""Say when something happens and under which conditions."""

from ..model.home import HomeContext
from ..model.routine import (
    ClockTrigger,
    Condition,
    NumericCondition,
    NumericTrigger,
    StateCondition,
    StateTrigger,
    SunCondition,
    SunTrigger,
    TimeCondition,
    Trigger,
    WeekdayCondition,
)
from ..phrases import phrase
from .names import plain, spoken_area, spoken_name

_HOME = "zone.home"
_PEOPLE = ("person", "device_tracker")
_OPENINGS = frozenset({"door", "window", "garage_door", "opening"})
_PRESENCE = frozenset({"motion", "occupancy", "presence", "moving"})
_OF_ROOMS = frozenset({"humidity", "illuminance", "temperature"})
"""Classes of numbers that are said of the room they are measured in."""
_UNITS = (("hour", 3600), ("minute", 60), ("second", 1))
_WEEKDAYS = {(0, 1, 2, 3, 4): "workdays", (5, 6): "weekend"}


def trigger_words(trigger: Trigger, home: HomeContext, *, named: bool) -> str:
    """Return when a trigger fires; people are named only where asked for."""
    match trigger:
        case ClockTrigger(at=at):
            return phrase(home.language, "at", time=clock(at))
        case SunTrigger():
            return _sun(trigger, home)
        case NumericTrigger():
            return phrase(home.language, "when", event=_crossing(trigger, home))
        case StateTrigger():
            return phrase(home.language, "when", event=_event(trigger, home, named))


def condition_words(condition: Condition, home: HomeContext, *, named: bool) -> str:
    """Return under what a routine holds, with the space before it."""
    language = home.language
    match condition:
        case WeekdayCondition(weekdays=weekdays):
            return _days(weekdays, language)
        case TimeCondition(after=after, before=before):
            return phrase(language, "between", after=clock(after), before=clock(before))
        case SunCondition(dark=dark):
            return phrase(language, "dark" if dark else "light")
        case NumericCondition():
            return phrase(language, "while", fact=_within(condition, home))
        case StateCondition():
            return phrase(language, "while", fact=_fact(condition, home, named))


def clock(seconds: int) -> str:
    """Return seconds after midnight as a person reads the clock."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}"


def span_words(seconds: int, language: str) -> str:
    """Return a duration in its largest whole unit."""
    unit, size = next(
        (unit, size) for unit, size in _UNITS if seconds >= size and not seconds % size
    )
    count = seconds // size
    if count == 1:
        return phrase(language, f"one_{unit}")
    return phrase(language, f"n_{unit}s", count=str(count))


def _sun(trigger: SunTrigger, home: HomeContext) -> str:
    """Return a moment before, at or after sunrise or sunset."""
    if not trigger.offset:
        return phrase(home.language, trigger.event)
    side = "before" if trigger.offset < 0 else "after"
    span = span_words(abs(trigger.offset), home.language)
    return phrase(home.language, f"{side}_{trigger.event}", span=span)


def _event(trigger: StateTrigger, home: HomeContext, named: bool) -> str:
    """Return what happens when an entity takes a state, or has kept it for a while."""
    if trigger.entity_id == _HOME and trigger.to == "0":
        return _lasting("last_left", trigger.for_, home)
    domain = trigger.entity_id.partition(".")[0]
    if domain in _PEOPLE:
        where = trigger.to if trigger.to in ("home", "not_home") else "other"
        return _lasting(
            f"person_{where}",
            trigger.for_,
            home,
            who=_who(trigger.entity_id, home, named),
            state=plain(trigger.to),
        )
    sort = _sort(trigger.entity_id, home)
    parts = _parts(trigger.entity_id, trigger.to, home)
    if trigger.for_:
        key = {
            "opening": ("open_for", "closed_for"),
            "presence": ("noticed_for", "gone_for"),
        }
        pair = key.get(sort)
        held = pair[_is_off(trigger.to)] if pair else "state_for"
        return phrase(
            home.language, held, span=span_words(trigger.for_, home.language), **parts
        )
    return phrase(home.language, _happening(sort, trigger.to), **parts)


def _happening(sort: str, state: str) -> str:
    """Return the phrase for an entity of a sort that takes a state."""
    if sort == "opening":
        return "closes" if _is_off(state) else "opens"
    if sort == "presence":
        return "gone" if _is_off(state) else "noticed"
    return {"on": "turned_on", "off": "turned_off", "playing": "starts_playing"}.get(
        state, "becomes"
    )


def _fact(condition: StateCondition, home: HomeContext, named: bool) -> str:
    """Return that an entity is in a state, or has been for a while."""
    entity_id, state = condition.entity_id, condition.state
    if entity_id.partition(".")[0] in _PEOPLE:
        where = state if state in ("home", "not_home") else "other"
        who = _who(entity_id, home, named, unnamed="one_of_you")
        return phrase(home.language, f"is_person_{where}", who=who, state=plain(state))
    sort, parts = _sort(entity_id, home), _parts(entity_id, state, home)
    pair = {"opening": ("open", "closed"), "presence": ("noticed", "gone")}.get(sort)
    if condition.for_:
        held = f"{pair[_is_off(state)]}_for" if pair else "state_for"
        span = span_words(condition.for_, home.language)
        return phrase(home.language, held, span=span, **parts)
    return phrase(
        home.language, f"is_{pair[_is_off(state)]}" if pair else "is_state", **parts
    )


def _parts(entity_id: str, state: str, home: HomeContext) -> dict[str, str]:
    """Return what phrases say of an entity: its name, its place, its state."""
    name = spoken_name(entity_id, home)
    area = spoken_area(entity_id, home)
    place = (
        phrase(home.language, "in_area", area=area)
        if area
        else phrase(home.language, "by_name", name=name)
    )
    return {"name": name, "place": place, "state": plain(state)}


def _sort(entity_id: str, home: HomeContext) -> str:
    """Return whether an entity opens, notices people, or neither."""
    if entity_id.startswith("cover."):
        return "opening"
    entity = home.entities.get(entity_id)
    if entity is None or entity.domain != "binary_sensor":
        return "other"
    if entity.device_class in _OPENINGS:
        return "opening"
    return "presence" if entity.device_class in _PRESENCE else "other"


def _is_off(state: str) -> bool:
    """Return whether a state is the resting one of a pair."""
    return state in ("off", "closed")


def _who(
    entity_id: str, home: HomeContext, named: bool, unnamed: str = "someone"
) -> str:
    """Return the name of a person, or that it is someone."""
    person = home.people.get(entity_id)
    return plain(person.name) if person and named else phrase(home.language, unnamed)


def _lasting(key: str, seconds: int, home: HomeContext, **parts: str) -> str:
    """Return a happening, or for how long it has lasted."""
    if not seconds:
        return phrase(home.language, key, **parts)
    span = span_words(seconds, home.language)
    return phrase(home.language, f"{key}_for", span=span, **parts)


def _crossing(trigger: NumericTrigger, home: HomeContext) -> str:
    """Return that a number crosses its limits."""
    if trigger.entity_id == _HOME:
        if trigger.above == 0:
            return _lasting("first_home", trigger.for_, home)
        if trigger.below == 1:
            return _lasting("last_left", trigger.for_, home)
    parts = _limits(trigger, home)
    if "above" in parts:
        return _lasting("range", trigger.for_, home, **parts)
    key = "falls" if trigger.above is None else "rises"
    entity = home.entities.get(trigger.entity_id)
    area = spoken_area(trigger.entity_id, home)
    if area and entity and entity.device_class in _OF_ROOMS:
        key = f"{key}_{entity.device_class}"
        parts = {"place": area, "limit": parts["limit"]}
    return _lasting(key, trigger.for_, home, **parts)


def _within(condition: NumericCondition, home: HomeContext) -> str:
    """Return that a number is within its limits."""
    if condition.entity_id == _HOME and condition.above == 0:
        return phrase(home.language, "is_someone_home")
    if condition.entity_id == _HOME and condition.below == 1:
        return phrase(home.language, "is_nobody_home")
    parts = _limits(condition, home)
    side = "above" if condition.below is None else "below"
    return phrase(
        home.language, f"is_{'between' if 'above' in parts else side}", **parts
    )


def _limits(
    part: NumericTrigger | NumericCondition, home: HomeContext
) -> dict[str, str]:
    """Return the name and the limits of a number with their unit."""
    entity = home.entities.get(part.entity_id)
    unit = plain(entity.unit_of_measurement or "") if entity else ""
    texts = [
        f"{limit:g} {unit}".strip()
        for limit in (part.above, part.below)
        if limit is not None
    ]
    name = {"name": spoken_name(part.entity_id, home)}
    if len(texts) == 2:
        return {**name, "above": texts[0], "below": texts[1]}
    return {**name, "limit": texts[0]}


def _days(weekdays: tuple[int, ...], language: str) -> str:
    """Return days of the week as a person names them."""
    if len(weekdays) == 7:
        return ""
    if (key := _WEEKDAYS.get(weekdays)) is not None:
        return phrase(language, key)
    names = phrase(language, "day_names").split(",")
    listed = phrase(language, "comma").join(names[day] for day in weekdays)
    return phrase(language, "weekdays", days=listed)
