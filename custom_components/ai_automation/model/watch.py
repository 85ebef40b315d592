"""A suggestion that runs without acting, and what that showed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchVerdict:
    """How what would have been done fits what people did."""

    at: float
    """Epoch seconds."""
    fired: int
    """right + wrong + noop."""
    right: int
    wrong: int
    noop: int
    missed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A suggestion under watch."""

    suggestion_id: str
    started: float
    """Epoch seconds."""
    days: int
    user_id: str | None = None
    verdict: WatchVerdict | None = None
    """None until the days are over."""

    @property
    def due(self) -> float:
        """Return when it ends, in epoch seconds."""
        return self.started + self.days * 86400
