"""Runs of the analysis: their stages, their counts, and why they found nothing."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class RunStatus(StrEnum):
    """How a run ended, or that it has not."""

    RUNNING = "running"
    COMPLETED = "completed"
    NOTHING_FOUND = "nothing_found"
    SKIPPED = "skipped"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """Home Assistant stopped in the middle of it."""


class RunTrigger(StrEnum):
    """What started a run."""

    NIGHTLY = "nightly"
    ASKED = "asked"
    MADE_UP = "made_up"
    """Home Assistant was off at the hour of the analysis."""
    REQUEST = "request"
    """Somebody asked for an automation in words; nothing was analysed."""


class Stage(StrEnum):
    """The stages of a run, in order."""

    CONTEXT = "context"
    HISTORY = "history"
    ROUTINES = "routines"
    SUGGESTIONS = "suggestions"
    LANGUAGE = "language"
    STORE = "store"


@dataclass(slots=True, kw_only=True)
class AnalysisRun:
    """One run of the analysis; filled in while it goes on."""

    run_id: str
    trigger: RunTrigger
    started: float
    """Epoch seconds."""
    finished: float | None = None
    """Epoch seconds."""
    status: RunStatus = RunStatus.RUNNING
    reason: str | None = None
    """Why it was skipped, failed or found nothing: a translation key of `exceptions`."""
    detail: str | None = None
    """The reason in words, with what to do."""
    stages: dict[str, float] = field(default_factory=dict)
    """Seconds each finished stage took, in order."""
    counts: dict[str, int] = field(default_factory=dict)
    suggestions: list[str] = field(default_factory=list)
    """Ids of the suggestions this run stored, best first."""
    tokens: int = 0
    silence: dict[str, Any] = field(default_factory=dict)
    """Acts per entity, what was missing, and the near misses."""

    def as_dict(self) -> dict[str, Any]:
        """Return the run as the `analyze` action answers it."""
        return {
            "run_id": self.run_id,
            "status": self.status.value,
            "reason": self.reason,
            "message": self.detail,
            "suggestions": list(self.suggestions),
            "stages": dict(self.stages),
            "counts": dict(self.counts),
            "tokens": self.tokens,
            "silence": dict(self.silence),
        }
