"""What the rooms of a home tell about one another: the same habit elsewhere, and what a silent room lacks."""

from collections.abc import Sequence
from dataclasses import replace

from ..model.evidence import Found
from ..model.home import HomeContext
from ..model.silence import Quiet
from ..model.suggestion import OPEN_STATUSES, Suggestion, SuggestionStatus
from ..routines.rooms.like_rooms import transfer
from ..routines.rooms.sensors import missing_sensors
from ..routines.rooms.silence import rooms
from ..routines.timeline import Timeline
from .revisions import Night

ACCEPTED = frozenset({SuggestionStatus.DEPLOYED, SuggestionStatus.WATCHING})


def look_at_rooms(
    found: Found,
    known: Sequence[Suggestion],
    home: HomeContext,
    night: Night,
    targets: frozenset[str] | None = None,
) -> tuple[Found, Quiet]:
    """Return what was found with what other rooms add to it, and why rooms are silent; runs in a worker thread.

    `targets` are the things that a restricted run looks at.
    """
    timeline = Timeline(night.history, home, night.suns)
    accepted = [s for s in known if s.routine and s.status in ACCEPTED]
    waiting = [s for s in known if s.routine and s.status in OPEN_STATUSES]
    carried = transfer(
        [s.routine for s in accepted if s.routine],
        timeline,
        found=[finding.routine for finding in found.findings],
        waiting=[s.routine for s in waiting if s.routine],
    )
    findings = sorted(
        (*found.findings, *carried.findings), key=lambda finding: -finding.worth
    )
    # What was carried over itself says too little of yet another room.
    proven = [(finding.routine, finding.evidence) for finding in found.findings]
    proven += [(s.routine, s.evidence) for s in accepted if s.routine and s.evidence]
    foretold = {
        target for finding in findings for target in finding.routine.targets
    } | {target for routine, _ in proven for target in routine.targets}
    return (
        replace(found, findings=tuple(findings), tested=found.tested + carried.tested),
        Quiet(
            rooms=rooms(found.near_misses, timeline, targets),
            missing_sensors=missing_sensors(proven, foretold, timeline),
        ),
    )
