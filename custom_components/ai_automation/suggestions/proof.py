"""Say what the evidence of a routine is."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from ..model.evidence import Evidence, Verdict
from ..model.home import HomeContext
from ..phrases import decimal, phrase
from .moments import clock

_LISTED = 3
_LEAST_KWH = 0.05
_LEAST_MONEY = 0.01
"""Less a week is not worth a word."""
_PARTS = (
    ("nights", 0, 5),
    ("mornings", 5, 12),
    ("afternoons", 12, 17),
    ("evenings", 17, 24),
)


def proof_words(evidence: Evidence, home: HomeContext) -> str:
    """Return how often it was done by hand, was unwanted, was done already, was missed."""
    language = home.language
    sentences = [
        phrase(
            language,
            "proof",
            right=_right(evidence, home),
            wrong=_wrong(evidence, home),
        )
    ]
    for key, count in (("noop", evidence.noop), ("missed", evidence.missed)):
        if count:
            sentences.append(phrase(language, key, often=often(count, language)))
    return " ".join([*sentences, *_energy(evidence, language)])


def _energy(evidence: Evidence, language: str) -> Iterator[str]:
    """Yield how much energy and money it would save or cost, where that is known and worth a word."""
    kwh, money = evidence.kwh_per_week, evidence.money_per_week
    if kwh is None or abs(kwh) < _LEAST_KWH:
        return
    key = "saves" if kwh > 0 else "costs"
    energy = decimal(abs(kwh), 1, language)
    if money is None or evidence.currency is None or abs(money) < _LEAST_MONEY:
        yield phrase(language, key, energy=energy)
        return
    yield phrase(
        language,
        f"{key}_money",
        energy=energy,
        money=decimal(abs(money), 2, language),
        currency=evidence.currency,
    )


def often(count: int, language: str) -> str:
    """Return a count as a person says it."""
    if count in (1, 2):
        return phrase(language, ("once", "twice")[count - 1])
    return phrase(language, "times", count=str(count))


def _right(evidence: Evidence, home: HomeContext) -> str:
    """Return on how many of the days, or how many times, it was done by hand.

    Firings that would have changed nothing are left out: they count for neither side.
    """
    days = counted_days(round(evidence.days), home.language)
    if round(evidence.away_days):
        days = phrase(home.language, "at_home", days=days)
    moved = _local(evidence, home, Verdict.RIGHT, Verdict.WRONG)
    right = _local(evidence, home, Verdict.RIGHT)
    changed = evidence.right + evidence.wrong
    dates = {at.date() for at in moved}
    if len(dates) == len(moved) == changed:
        return phrase(
            home.language,
            "by_day",
            right=str(len(right)),
            fired=str(len(dates)),
            parts=phrase(home.language, _part_of_day(moved)),
            days=days,
        )
    return phrase(
        home.language,
        "by_time",
        right=str(evidence.right),
        fired=str(changed),
        days=days,
    )


def _wrong(evidence: Evidence, home: HomeContext) -> str:
    """Return how often it would have been unwanted, and when."""
    language = home.language
    if not evidence.wrong:
        return phrase(language, "never_unwanted")
    count = often(evidence.wrong, language)
    moments = [date_words(at, language) for at in _local(evidence, home, Verdict.WRONG)]
    if not moments:
        return phrase(language, "unwanted_undated", often=count)
    if len(moments) <= _LISTED:
        dates = phrase(language, "dates").join(moments)
        return phrase(language, "unwanted", often=count, dates=dates)
    return phrase(language, "unwanted_lately", often=count, dates=moments[-1])


def _local(evidence: Evidence, home: HomeContext, *verdicts: Verdict) -> list[datetime]:
    """Return the local times of the firings with these verdicts, oldest first."""
    zone = ZoneInfo(home.time_zone)
    return [
        datetime.fromtimestamp(example.at, zone)
        for example in evidence.examples
        if example.verdict in verdicts
    ]


def _part_of_day(moments: list[datetime]) -> str:
    """Return the part of the day that all moments fall into, else the day."""
    for part, first, end in _PARTS:
        if moments and all(first <= at.hour < end for at in moments):
            return part
    return "days"


def date_words(at: datetime, language: str) -> str:
    """Return a moment as "Tuesday 3 Nov, 22:14"."""
    return phrase(
        language,
        "date",
        weekday=phrase(language, "day_names").split(",")[at.weekday()],
        day=str(at.day),
        month=phrase(language, "month_names").split(",")[at.month - 1],
        time=clock(at.hour * 3600 + at.minute * 60),
    )


def counted_days(count: int, language: str) -> str:
    """Return a number of days."""
    if count == 1:
        return phrase(language, "one_day")
    return phrase(language, "n_days", count=str(count))
