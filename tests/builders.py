"""Nouns with sensible defaults, for tests that care about one of their fields."""

from typing import Any

import numpy as np

from custom_components.ai_automation.model.act import Act, Cause
from custom_components.ai_automation.model.evidence import Evidence, Example, Verdict
from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    Routine,
    RoutineKind,
    Target,
)
from custom_components.ai_automation.model.run import AnalysisRun, RunStatus, RunTrigger
from custom_components.ai_automation.model.suggestion import (
    Category,
    Origin,
    Suggestion,
    SuggestionStatus,
)
from custom_components.ai_automation.model.track import History, Track
from custom_components.ai_automation.store import (
    runs as stored_runs,
    suggestions as stored,
)
from custom_components.ai_automation.store.database import Database
from custom_components.ai_automation.suggestions import Made

NOON = 1_790_000_000.0
DAY = 86400.0


def routine(**changes: Any) -> Routine:
    """Return a routine: the hall light on at seven."""
    return Routine(
        **{
            "kind": RoutineKind.CLOCK,
            "triggers": (ClockTrigger(at=25200),),
            "targets": (Target(entity_id="input_boolean.hall", state="on"),),
            **changes,
        }
    )


def evidence(**changes: Any) -> Evidence:
    """Return evidence of nineteen right firings in three weeks."""
    return Evidence(
        **{
            "start": NOON - 21 * 86400,
            "end": NOON,
            "days": 21.0,
            "fired": 21,
            "right": 19,
            "wrong": 1,
            "noop": 1,
            "missed": 2,
            "saved_per_week": 6.3,
            "interval": (0.81, 0.98),
            "p_value": 1e-9,
            "examples": (
                Example(
                    at=NOON - 86400,
                    verdict=Verdict.RIGHT,
                    acted_at=NOON - 86300,
                    cause=Cause.PHYSICAL,
                    state_id=7,
                ),
                Example(at=NOON - 43200, verdict=Verdict.WRONG),
                Example(at=NOON - 40000, verdict=Verdict.NOOP),
            ),
            **changes,
        }
    )


def suggestion(suggestion_id: str = "s1", **changes: Any) -> Suggestion:
    """Return a new suggestion: the hall light on at seven."""
    proposed = changes.pop("routine", routine())
    return Suggestion(
        **{
            "suggestion_id": suggestion_id,
            "origin": Origin.ROUTINE,
            "kind": RoutineKind.CLOCK,
            "status": SuggestionStatus.NEW,
            "created": NOON,
            "updated": NOON,
            "run_id": "run-1",
            "offered": False,
            "fingerprint": proposed.fingerprint,
            "title": "Turn on the hall light at 07:00",
            "description": "You did this on 19 of 21 mornings.",
            "category": Category.COMFORT,
            "area_id": "hall",
            "entity_ids": ("input_boolean.hall",),
            "confidence": 0.86,
            "worth": 12.0,
            "automation": {
                "alias": "Turn on the hall light at 07:00",
                "description": "19 of 21 mornings.",
                "triggers": [{"trigger": "time", "at": "07:00:00"}],
                "conditions": [],
                "actions": [
                    {
                        "action": "input_boolean.turn_on",
                        "target": {"entity_id": "input_boolean.hall"},
                    }
                ],
                "mode": "single",
            },
            "routine": proposed,
            "evidence": evidence(),
            **changes,
        }
    )


async def keep(database: Database, *suggestions: Suggestion) -> None:
    """Store suggestions, with the run that found them."""
    run = AnalysisRun(
        run_id="run-1",
        trigger=RunTrigger.NIGHTLY,
        started=NOON,
        finished=NOON,
        status=RunStatus.COMPLETED,
    )
    if not await stored_runs.async_last(database, limit=1):
        await stored_runs.async_start(database, run)
    for one in suggestions:
        await stored.async_save(database, one)


def history(days: float, *, tracks: bool = True, acts: int = 0) -> History:
    """Return a history of some length."""
    track = Track(
        entity_id="light.a",
        times=np.array([NOON]),
        codes=np.array([0], dtype=np.int16),
        states=("off",),
    )
    return History(
        start=NOON,
        end=NOON + days * DAY,
        tracks={"light.a": track} if tracks else {},
        acts=tuple(
            Act(
                at=NOON + n,
                entity_id="light.a",
                old="off",
                state="on",
                cause=Cause.PHYSICAL,
            )
            for n in range(acts)
        ),
    )


def made(*new: Suggestion) -> Made:
    """Return a night that made these."""
    return Made(new=list(new), updated=[], withdrawn=[], dropped=[])


def many(count: int, **changes: Any) -> list[Suggestion]:
    """Return suggestions of falling worth."""
    return [
        suggestion(
            f"s{n}",
            worth=float(count - n),
            fingerprint=f"f{n}",
            **{"confidence": 0.99, **changes},
        )
        for n in range(count)
    ]


async def untold(change: object) -> None:
    """Take note of what is about to be written, and forget it."""
