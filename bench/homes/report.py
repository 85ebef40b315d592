"""Tells what was found in one made-up home, and why the rest was not."""

from collections.abc import Iterator
from typing import Any

from custom_components.ai_automation.const import DEFAULT_OFFERED_FIRST
from custom_components.ai_automation.model.evidence import NearMiss
from custom_components.ai_automation.suggestions.offers import choose

from .analyse import DAY, Analysed, Archive
from .score import Marked, Offered, Scored, Scorer
from .truth import Home, Planted


def describe(home: Home, days: int) -> Iterator[str]:
    """Yield what a person needs to know about a run on the first days of a home."""
    house, truth = home.house, home.truth
    until = house.start + days * DAY
    archive = Archive(house)
    try:
        analysed = archive.analyse(until)
    finally:
        archive.close()
    scored = Scorer(home).score(offers(analysed), until)
    yield (
        f"home {truth.seed}: {len(house.entities)} entities, {len(house.people)} people,"
        f" {house.time_zone}, followed {truth.follow:.0%}, {days} days,"
        f" {len(analysed.history.acts)} acts, {analysed.tested} tested"
    )
    for habit in truth.habits:
        yield _of_habit(habit, scored, analysed)
    for mark in scored.marked:
        if not mark.finds:
            yield _of_false(mark)


def offers(analysed: Analysed) -> list[Offered]:
    """Return the suggestions of a run, best first."""
    announced = {
        id(s) for s in choose(analysed.suggestions, limit=DEFAULT_OFFERED_FIRST)
    }
    return [
        Offered(
            announced=id(s) in announced,
            title=s.title,
            kind=s.kind.value if s.kind else "",
            confidence=s.confidence,
            automation=s.automation,
        )
        for s in analysed.suggestions
    ]


def _of_habit(habit: Planted, scored: Scored, analysed: Analysed) -> str:
    words = f"{habit.routine_id:4} {habit.kind.value:9} {told(habit)}"
    if habit.routine_id in scored.found:
        [mark] = [m for m in scored.marked if m.finds == habit.routine_id]
        return f"  found   {words}\n          by: {mark.offered.title}{_later(mark)}"
    if why := scored.unattainable.get(habit.routine_id):
        return f"  hard    {words}\n          {why}"
    right, wrong = scored.replayed[habit.routine_id]
    why = missed_because(habit, analysed)
    return f"  MISSED  {words}\n          itself right {right} wrong {wrong}; {why}"


def told(habit: Planted) -> str:
    """Return a habit in few words."""
    goals = ", ".join(f"{entity_id} {state}" for entity_id, state in habit.targets)
    trigger = " ".join(str(v) for k, v in habit.trigger.items() if k != "trigger")
    more = " and ".join(_short(c) for c in habit.conditions)
    spread = f" ±{habit.spread / 60:.0f} min" if habit.spread else ""
    days = "" if len(habit.weekdays) == 7 else f" on days {habit.weekdays}"
    return f"{trigger}{spread}{days}{' if ' if more else ''}{more} -> {goals}"


def _short(condition: Any) -> str:
    return " ".join(str(v) for k, v in condition.items() if k != "condition")


def missed_because(habit: Planted, analysed: Analysed) -> str:
    """Return the nearest misses with the habit's target."""
    goals = set(habit.targets) | set(habit.bundle)
    misses = [m for m in analysed.near_misses if _goals(m) & goals]
    if not misses:
        return "nothing came near"
    return "; ".join(
        f"{m.routine.kind.value} right {m.right} wrong {m.wrong}: {m.reason}"
        for m in misses[:4]
    )


def _goals(miss: NearMiss) -> set[tuple[str, str]]:
    return {(t.entity_id, t.state) for t in miss.routine.targets}


def _of_false(mark: Marked) -> str:
    what = f"DECOY {mark.decoy}" if mark.decoy else "FALSE"
    if mark.again:
        what = f"AGAIN {mark.again}"
    near = f" (near {'; '.join(mark.near)})" if mark.near else ""
    offered = mark.offered
    return f"  {what}  {offered.kind} {offered.title}{near}{_later(mark)}"


def _later(mark: Marked) -> str:
    return f" [sure {mark.offered.confidence:.2f}; later right {mark.right} wrong {mark.wrong}]"
