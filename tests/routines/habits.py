"""Builds small pasts with one habit, and proves it."""

from custom_components.ai_automation.model.act import Act
from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    Routine,
    RoutineKind,
    StateTrigger,
    Target,
    Trigger,
)
from custom_components.ai_automation.routines.proof import Proof
from custom_components.ai_automation.routines.prove import prove
from custom_components.ai_automation.routines.timeline import Timeline
from custom_components.ai_automation.routines.trial import goal_of
from custom_components.ai_automation.routines.tune import Candidate

from .small import act, at, timeline

LAMP, MOTION = "light.hall_lamp", "binary_sensor.hall_motion"
Rows = list[tuple[float, str]]


def candidate(
    past: Timeline,
    *triggers: Trigger,
    kind: RoutineKind = RoutineKind.CLOCK,
    state: str = "on",
) -> Candidate:
    target = Target(entity_id=LAMP, state=state)
    return Candidate(
        goal=goal_of(target, past),
        versions=tuple(
            Routine(kind=kind, triggers=(t,), targets=(target,)) for t in triggers
        ),
        searched=1,
    )


def clock(clock_time: str) -> ClockTrigger:
    return ClockTrigger(at=int(at(0, clock_time) - at(0, "00:00")))


def daily(
    days: list[int], clock_time: str = "19:05", user: str | None = None
) -> tuple[Rows, list[Act]]:
    """Return a lamp switched on by hand on some days, and off at eleven by something else."""
    rows, acts = [(at(0, "00:00"), "off")], []
    for day in days:
        rows += [(at(day, clock_time), "on"), (at(day, "23:00"), "off")]
        acts.append(act(at(day, clock_time), LAMP, "on", user_id=user))
    return rows, acts


def clock_proof(days: list[int], span: int = 28, **more: object) -> Proof:
    rows, acts = daily(days)
    past = timeline({LAMP: rows}, acts, days=span, **more)  # type: ignore[arg-type]
    return prove(candidate(past, clock("19:00")), past)


def follow_past(lags: list[float], **more: object) -> Timeline:
    """Return a lamp switched on some seconds after motion on each day, and off an hour later."""
    rows, motion, acts = [(at(0, "00:00"), "off")], [(at(0, "00:00"), "off")], []
    for day, lag in enumerate(lags):
        start = at(day, f"{8 + day % 12}:00")
        motion += [(start, "on"), (start + 600, "off")]
        rows += [(start + lag, "on"), (start + 3600, "off")]
        acts.append(act(start + lag, LAMP, "on"))
    return timeline({LAMP: rows, MOTION: motion}, acts, **more)  # type: ignore[arg-type]


def follow_proof(past: Timeline) -> Proof:
    trigger = StateTrigger(entity_id=MOTION, to="on")
    return prove(candidate(past, trigger, kind=RoutineKind.FOLLOW), past)
