"""A hall whose light an automation switches off, and people who do not always like it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from custom_components.ai_automation.model.act import Act
from custom_components.ai_automation.model.evidence import Finding
from custom_components.ai_automation.model.revision import Revised, Subject
from custom_components.ai_automation.model.routine import (
    Routine,
    RoutineKind,
    StateTrigger,
    Target,
)
from custom_components.ai_automation.routines.automations.revise import revise
from custom_components.ai_automation.routines.timeline import Timeline

from ..small import act, at, timeline

OFF = "automation.hall_off"
LIGHT = "light.hall_lamp"
MOTION = "binary_sensor.hall_motion"
TV = "media_player.living_tv"
GOING_OFF = Routine(
    kind=RoutineKind.LEFT_ON,
    triggers=(StateTrigger(entity_id=MOTION, to="off", for_=900),),
    targets=(Target(entity_id=LIGHT, state="off"),),
)


@dataclass
class Evening:
    """One time that nobody was noticed for a quarter of an hour, and what came of it."""

    day: int
    clock: str
    undone: float | None = None
    """Seconds after which somebody switched the light on again."""
    noticed: float | None = None
    """Seconds after the light went off at which somebody was noticed again."""


@dataclass
class Hall:
    """Writes down the rows, acts and runs of many evenings."""

    days: int = 28
    motion: list[tuple[float, str]] = field(default_factory=list)
    light: list[tuple[float, str]] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    runs: list[float] = field(default_factory=list)
    more: dict[str, list[tuple[float, str]]] = field(default_factory=dict)
    wait: float = 900.0

    def __post_init__(self) -> None:
        """Begin with everything off."""
        self.motion.append((at(0, "00:00"), "off"))
        self.light.append((at(0, "00:00"), "off"))

    def live(self, *evenings: Evening) -> Hall:
        """Let the light be on, the room be empty, the light go off, and somebody mind or not."""
        for evening in evenings:
            ran = at(evening.day, evening.clock)
            empty = ran - self.wait
            self.light.append((empty - 300, "on"))
            self.motion += [(empty - 300, "on"), (empty, "off")]
            self.runs.append(ran)
            self.light.append((ran + 0.5, "off"))
            if evening.noticed is not None:
                back = ran + evening.noticed
                self.motion += [(back, "on"), (back + 20, "off")]
            if evening.undone is not None:
                again = ran + evening.undone
                self.light += [(again, "on"), (again + 7200, "off")]
                self.acts.append(act(again, LIGHT, "on", state_id=len(self.acts) + 1))
                self.acts.append(act(again + 7200, LIGHT, "off", "on"))
        return self

    def past(self, **changes: Any) -> Timeline:
        """Return what was recorded."""
        return timeline(
            **{
                "rows": {MOTION: self.motion, LIGHT: self.light, **self.more},
                "acts": self.acts,
                "days": self.days,
                "classes": {MOTION: "motion"},
                "runs": {OFF: self.runs},
                "moves": {(OFF, LIGHT, "off"): [ran + 0.5 for ran in self.runs]},
                **changes,
            }
        )


def subject(routine: Routine | None = GOING_OFF, **changes: Any) -> Subject:
    """Return the automation that is looked at."""
    return Subject(
        **{
            "automation": OFF,
            "routine": routine,
            "named": frozenset({LIGHT, MOTION}),
            **changes,
        }
    )


def revised(
    past: Timeline,
    *subjects: Subject,
    findings: Sequence[Finding] = (),
) -> Revised:
    """Look at the automation."""
    return revise(subjects or (subject(),), past, findings)


def evenings(
    count: int, when: Callable[[int], bool], *, undone: float = 30, noticed: float = 200
) -> list[Evening]:
    """Return evenings of which some are undone by somebody who is noticed then."""
    return [
        Evening(
            day=n % 28,
            clock=f"{18 + n // 28}:{n % 50:02}",
            undone=undone if when(n) else None,
            noticed=noticed if when(n) else None,
        )
        for n in range(count)
    ]


def moving(hall: Hall, again: Callable[[int], bool], lag: float) -> Timeline:
    """Return a past in which somebody moves after some runs, and another automation has the light back on."""
    moves = {(OFF, LIGHT, "off"): [ran + 0.5 for ran in hall.runs]}
    back = [ran + lag for n, ran in enumerate(hall.runs) if again(n)]
    for at_ in back:
        hall.motion += [(at_, "on"), (at_ + 20, "off"), (at_ + 500, "on")]
        hall.motion += [(at_ + 520, "off")]
        hall.light += [(at_ + 0.5, "on"), (at_ + 3000, "off")]
    moves["automation.hall_on", LIGHT, "on"] = [at_ + 0.5 for at_ in back]
    return hall.past(moves=moves)
