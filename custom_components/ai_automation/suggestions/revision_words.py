"""Say what is changed about an automation, and why."""

from datetime import datetime
from zoneinfo import ZoneInfo

from ..model.evidence import Evidence, Verdict
from ..model.home import ExistingAutomation, HomeContext
from ..model.revision import Also, Instead, Revision, Wait
from ..phrases import phrase
from .moments import condition_words, span_words, trigger_words
from .names import plain
from .proof import counted_days, date_words, often, proof_words
from .words import Words

_MINUTE = 60
_ONE_STATE = {frozenset({"off"}): "did_off", frozenset({"on"}): "did_on"}


def revision_words(
    revision: Revision, automation: ExistingAutomation, home: HomeContext
) -> Words:
    """Return the title and the description; every number is one of the two replays'."""
    name = plain(automation.alias)
    return Words(
        title=_title(revision, name, home, named=False),
        description=phrase(
            home.language,
            "revised",
            title=_title(revision, name, home, named=True),
            proof=" ".join(_proof(revision, automation, home)),
        ),
    )


def _title(revision: Revision, name: str, home: HomeContext, *, named: bool) -> str:
    """Return what is changed."""
    language = home.language
    match revision.change:
        case Wait(seconds=seconds, was=was):
            return phrase(
                language,
                "revise_wait",
                name=name,
                span=span_words(seconds, language),
                was=span_words(was, language),
            )
        case Also(condition=condition):
            words = condition_words(condition, home, named=named)
            return phrase(language, "revise_also", name=name, condition=words)
        case Instead(triggers=triggers, conditions=conditions):
            begins = [trigger_words(t, home, named=named) for t in triggers]
            holds = [condition_words(c, home, named=named) for c in conditions]
            return phrase(
                language,
                "revise_instead",
                name=name,
                trigger=phrase(language, "or").join(dict.fromkeys(begins)),
                conditions="".join(dict.fromkeys(holds)),
            )


def _proof(
    revision: Revision, automation: ExistingAutomation, home: HomeContext
) -> list[str]:
    """Return the sentences that compare before and after."""
    before, after = revision.before, revision.after
    match revision.change:
        case Wait(seconds=seconds, was=was):
            better = phrase(
                home.language,
                "with_wait",
                span=span_words(seconds, home.language),
                left=_left(after, home),
            )
            cost = _cost(before, seconds - was, automation, home)
            return [_did(revision, automation, home), better, *cost]
        case Also():
            better = phrase(
                home.language,
                "with_condition",
                left=_left(after, home),
                runs=often(after.right, home.language),
            )
            return [_did(revision, automation, home), better]
        case Instead():
            days = counted_days(round(before.days), home.language)
            ran = phrase(home.language, "never_ran", days=days)
            return [ran, proof_words(after, home)]


def _did(revision: Revision, automation: ExistingAutomation, home: HomeContext) -> str:
    """Return what it did and what people took back."""
    before = revision.before
    wrong = [e for e in before.examples if e.verdict is Verdict.WRONG]
    at = datetime.fromtimestamp(max(e.at for e in wrong), ZoneInfo(home.time_zone))
    states = frozenset(effect.state or "" for effect in automation.effects)
    return phrase(
        home.language,
        _ONE_STATE.get(states, "did_other"),
        runs=often(before.right + before.wrong, home.language),
        days=counted_days(round(before.days), home.language),
        undone=often(before.wrong, home.language),
        span=span_words(revision.window, home.language),
        date=date_words(at, home.language),
    )


def _left(after: Evidence, home: HomeContext) -> str:
    """Return how often people would still have taken it back."""
    if not after.wrong:
        return phrase(home.language, "none_left")
    return phrase(home.language, "left", often=often(after.wrong, home.language))


def _cost(
    before: Evidence, later: int, automation: ExistingAutomation, home: HomeContext
) -> list[str]:
    """Return how much longer things stay on at most, where it switches them off."""
    if {effect.state for effect in automation.effects} != {"off"} or not before.days:
        return []
    longer = before.right * later / before.days
    span = span_words(max(1, round(longer / _MINUTE)) * _MINUTE, home.language)
    return [phrase(home.language, "stays_on", span=span)]
