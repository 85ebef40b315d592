"""Replays what is suggested for a recorded house on the week after, week by week: `python -m bench.forward HOUSE`.

Nothing has to be known of the house but what it recorded: people's acts are what the history makes of the whole recording.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
import sys

from custom_components.ai_automation.model.track import History

from .homes.analyse import DAY, Archive
from .homes.past import Past
from .homes.program import AFTER, BEFORE, Program
from .homes.report import offers
from .homes.score import Offered
from .homes.truth import PERSON, Home, TrueAct, Truth
from .house import House, HouseError, read_house

FIRST = 3
"""How many suggestions are shown first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One suggestion, and how it did in the week after."""

    offered: Offered
    right: int
    wrong: int
    noop: int
    foreseen: frozenset[tuple[str, str, float]]
    """The acts that it was right about: entity, state, time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What was suggested at one moment."""

    until: float
    days: float
    """How many days of the week after were recorded."""
    acts: int
    shown: tuple[Shown, ...]
    """Best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """How suggestions did in all weeks together."""

    right: int
    wrong: int
    foreseen: int
    acts: int
    weeks: float

    @classmethod
    def of(cls, steps: Sequence[Step], *, first: int | None = None) -> Total:
        """Add up the weeks, of the first suggestions of each or of all."""
        shown = [one for step in steps for one in step.shown[:first]]
        seen = [
            {act for one in step.shown[:first] for act in one.foreseen}
            for step in steps
        ]
        return cls(
            right=sum(one.right for one in shown),
            wrong=sum(one.wrong for one in shown),
            foreseen=sum(len(acts) for acts in seen),
            acts=sum(step.acts for step in steps),
            weeks=sum(step.days for step in steps) / 7,
        )

    def __str__(self) -> str:
        """Return the figures that others publish."""
        precision = self.right / max(1, self.right + self.wrong)
        recall = self.foreseen / max(1, self.acts)
        unwanted = self.wrong / self.weeks if self.weeks else 0.0
        return (
            f"precision {precision:.2f} ({self.right} right, {self.wrong} wrong),"
            f" recall {recall:.2f} ({self.foreseen} of {self.acts} acts),"
            f" {unwanted:.1f} unwanted a week of recording"
        )


def forward(house: House, *, first_days: float = 14.0) -> list[Step]:
    """Return what is suggested every seven days, and how that does until the next time."""
    archive = Archive(house)
    try:
        whole = archive.history(house.end)
        past = _past(house, whole)
        steps = []
        until = house.start + first_days * DAY
        while until < house.end:
            offered = offers(archive.analyse(until))
            steps.append(_step(offered, past, whole, until))
            until += 7 * DAY
    finally:
        archive.close()
    return steps


def _past(house: House, whole: History) -> Past:
    """Return the past of a house of which nothing is known to be true but what the history tells."""
    acts = [
        TrueAct(act.at, act.entity_id, act.old, act.state, PERSON) for act in whole.acts
    ]
    truth = Truth(
        seed=0,
        follow=0.0,
        habits=(),
        decoys=(),
        acts=tuple(acts),
        groups=whole.groups,
    )
    return Past(Home(house=house, truth=truth))


def _step(offered: Sequence[Offered], past: Past, whole: History, until: float) -> Step:
    end = min(until + 7 * DAY, past.end)
    missing = sum(
        max(0.0, min(late, end) - max(early, until)) for early, late in whole.gaps
    )
    return Step(
        until=until,
        days=(end - until - missing) / DAY,
        acts=sum(len(past.between(times, until, end)) for times in past.acts.values()),
        shown=tuple(_shown(one, past, whole, (until, end)) for one in offered),
    )


def _shown(
    offered: Offered, past: Past, whole: History, week: tuple[float, float]
) -> Shown:
    program = Program(offered.automation, past)
    firings = [
        firing
        for firing in program.judged(*week)
        if not any(early <= firing.at < late for early, late in whole.gaps)
    ]
    verdicts = [firing.verdict for firing in firings]
    right = [firing.at for firing in firings if firing.verdict == "right"]
    return Shown(
        offered=offered,
        right=len(right),
        wrong=verdicts.count("wrong"),
        noop=verdicts.count("noop"),
        foreseen=frozenset(act for at in right for act in _around(program, past, at)),
    )


def _around(
    program: Program, past: Past, at: float
) -> Iterator[tuple[str, str, float]]:
    """Yield the acts that a firing was right about."""
    for entity_id, state in program.targets:
        one = past.one(entity_id)
        times = past.between(past.acts.get((one, state), []), at - BEFORE, at + AFTER)
        if times:
            yield one, state, min(times, key=lambda act: abs(act - at))


def tell(steps: Sequence[Step], house: House) -> Iterator[str]:
    """Yield what a person wants to read of it."""
    for step in steps:
        moment = datetime.fromtimestamp(step.until, house.zone)
        yield (
            f"{moment:%Y-%m-%d %H:%M}: {len(step.shown)} suggestions, then"
            f" {step.days:.1f} recorded days with {step.acts} acts"
        )
        for one in step.shown:
            yield (
                f"  right {one.right} wrong {one.wrong} no-op {one.noop}"
                f" (sure {one.offered.confidence:.2f}) {one.offered.title}"
            )
    yield f"all: {Total.of(steps)}"
    yield f"first {FIRST}: {Total.of(steps, first=FIRST)}"


def main() -> int:
    """Replay the suggestions for the house that the command line names."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.forward", description=__doc__
    )
    parser.add_argument("house", type=Path)
    parser.add_argument("--first-days", type=float, default=14.0)
    arguments = parser.parse_args()
    try:
        house = read_house(arguments.house)
    except HouseError as err:
        print(f"forward: {err}", file=sys.stderr)
        return 2
    steps = forward(house, first_days=arguments.first_days)
    print("\n".join(tell(steps, house)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
