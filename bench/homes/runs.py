"""Runs the analysis and the baselines on one made-up home, at several moments, and scores them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from .analyse import DAY, Archive
from .baselines import BASELINES
from .make import kind_of, make
from .report import offers
from .score import Scored, Scorer

OURS = "ours"
KNOWN_DAYS = (10, 14, 21, 28)


@dataclass(slots=True, kw_only=True)
class Results:
    """What one home came to."""

    seed: int
    follow: float
    entities: int
    decoys: dict[str, int] = field(default_factory=dict)
    """How many of each kind there are."""
    scored: dict[tuple[str, int], Scored] = field(default_factory=dict)
    """By method and days known."""


def run_home(seed: int, known: Sequence[int] = KNOWN_DAYS) -> Results:
    """Return how every method does on a home."""
    home = make(kind_of(seed))
    scorer = Scorer(home)
    results = Results(
        seed=seed, follow=home.truth.follow, entities=len(home.house.entities)
    )
    for decoy in home.truth.decoys:
        results.decoys[decoy.kind] = results.decoys.get(decoy.kind, 0) + 1
    archive = Archive(home.house)
    try:
        for days in known:
            until = home.house.start + days * DAY
            analysed = archive.analyse(until)
            results.scored[OURS, days] = scorer.score(offers(analysed), until)
            for name, baseline in BASELINES.items():
                suggested = baseline(analysed.history, analysed.home)
                results.scored[name, days] = scorer.score(suggested, until)
    finally:
        archive.close()
    return results
