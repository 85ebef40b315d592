"""Say what something outside Home Assistant does by itself."""

from ..model.home import HomeContext
from ..model.routine import ClockTrigger, StateTrigger, SunTrigger, Target, Trigger
from ..model.track import HubRule
from ..phrases import phrase
from .moments import trigger_words
from .proof import often
from .words import deed

_MINUTE = 60
_NEARLY = 2.0
"""A wait this many seconds from whole minutes is one of whole minutes."""
_AT_ONCE = 5.0
"""Seconds that are no wait."""
_MANY = 0.2
"""Where this share was taken back, something should be changed."""
_SUN = "sun.sun"


def hub_words(rule: HubRule, home: HomeContext) -> str:
    """Return what a rule does, how often, and what to do about it."""
    language = home.language
    target = Target(entity_id=rule.entity_id, state=rule.state)
    told = phrase(
        language,
        "hub",
        action=deed(target, home),
        trigger=trigger_words(_trigger(rule), home, named=False),
        often=often(rule.times, language),
    )
    if not rule.undone:
        return told
    count = often(rule.undone, language)
    back = phrase(language, "hub_undone", often=f"{count[0].upper()}{count[1:]}")
    if rule.undone < _MANY * rule.times:
        return f"{told} {back}"
    waits = rule.after is not None and rule.lag >= _MINUTE
    return f"{told} {back} {phrase(language, 'hub_waits' if waits else 'hub_change')}"


def _trigger(rule: HubRule) -> Trigger:
    """Return what a rule keeps to, as what a routine begins with."""
    if rule.after is None or rule.after_state is None:
        return ClockTrigger(at=round(rule.lag) % 86400)
    if rule.after == _SUN:
        down = rule.after_state == "below_horizon"
        minutes = round(rule.lag / _MINUTE) * _MINUTE
        return SunTrigger(event="sunset" if down else "sunrise", offset=minutes)
    wait = _waited(rule.lag)
    return StateTrigger(entity_id=rule.after, to=rule.after_state, for_=wait)


def _waited(lag: float) -> int:
    """Return a wait as whoever set it meant it."""
    if lag < _AT_ONCE:
        return 0
    minutes = round(lag / _MINUTE) * _MINUTE
    return minutes if abs(lag - minutes) <= _NEARLY else round(lag)
