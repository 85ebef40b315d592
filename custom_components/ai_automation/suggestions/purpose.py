"""Triggers that Home Assistant names by their purpose, and the plain state changes they stand for."""

from collections.abc import Iterator

from ..model.home import Entity

# The trigger's domain, its word and state, and its opposite's.
type _Pair = tuple[str, tuple[str, str], tuple[str, str]]

_OF_DEVICE_CLASS: dict[str, _Pair] = {
    "motion": ("motion", ("detected", "on"), ("cleared", "off")),
    "occupancy": ("occupancy", ("detected", "on"), ("cleared", "off")),
    "door": ("door", ("opened", "on"), ("closed", "off")),
    "window": ("window", ("opened", "on"), ("closed", "off")),
    "garage_door": ("garage_door", ("opened", "on"), ("closed", "off")),
}
_OF_DOMAIN: dict[str, _Pair] = {
    "light": ("light", ("turned_on", "on"), ("turned_off", "off")),
    "switch": ("switch", ("turned_on", "on"), ("turned_off", "off")),
    "input_boolean": ("switch", ("turned_on", "on"), ("turned_off", "off")),
    "fan": ("fan", ("turned_on", "on"), ("turned_off", "off")),
    "humidifier": ("humidifier", ("turned_on", "on"), ("turned_off", "off")),
}


def _words(pair: _Pair) -> Iterator[tuple[str, str]]:
    """Yield the (trigger, state) of a pair."""
    domain, *sides = pair
    for word, state in sides:
        yield f"{domain}.{word}", state


_STATE_OF = {
    trigger: state
    for pairs in (_OF_DEVICE_CLASS, _OF_DOMAIN)
    for pair in pairs.values()
    for trigger, state in _words(pair)
}

_CONDITION_WORDS = {
    "turned_on": "is_on",
    "turned_off": "is_off",
    "detected": "is_detected",
    "cleared": "is_not_detected",
    "opened": "is_open",
    "closed": "is_closed",
}
_HELD = {
    f"{domain}.{_CONDITION_WORDS[word]}": state
    for domain, word, state in (
        (*trigger.split("."), state) for trigger, state in _STATE_OF.items()
    )
}
_COVERS = {"on": "open", "off": "closed"}


def purpose_trigger(entity: Entity | None, state: str) -> str | None:
    """Return the purpose-specific trigger for an entity that takes a state."""
    if entity is None:
        return None
    pair = (
        _OF_DEVICE_CLASS.get(entity.device_class or "")
        if entity.domain == "binary_sensor"
        else _OF_DOMAIN.get(entity.domain)
    )
    if pair is None:
        return None
    return next((name for name, at in _words(pair) if at == state), None)


def purpose_state(trigger: str) -> str | None:
    """Return the state that a purpose-specific trigger waits for."""
    return _STATE_OF.get(trigger)


def purpose_held(condition: str) -> str | None:
    """Return the state that a purpose-specific condition asks for."""
    return _HELD.get(condition)


def state_for(entity_id: str, state: str) -> str:
    """Return the state as an entity tells it: a door may be a sensor or a cover."""
    return _COVERS[state] if entity_id.startswith("cover.") else state
