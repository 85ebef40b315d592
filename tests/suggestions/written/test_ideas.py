"""Ideas claim no proof, and those that would annoy are not kept."""

from typing import Any

import numpy as np
import pytest

from custom_components.ai_automation.model.act import Act, Cause
from custom_components.ai_automation.model.home import (
    Effect,
    Entity,
    ExistingAutomation,
    HomeContext,
)
from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    Routine,
    RoutineKind,
    Setting,
    StateTrigger,
    Target,
)
from custom_components.ai_automation.model.suggestion import Origin, Risk, Suggestion
from custom_components.ai_automation.model.track import History, Track
from custom_components.ai_automation.routines.timeline import Suns, Timeline
from custom_components.ai_automation.suggestions.written.ideas import (
    Annoying,
    Past,
    suggestion_of,
)
from custom_components.ai_automation.suggestions.written.reader import Written
from tests.builders import suggestion

DAY = 86400.0
START = 1_790_035_200.0
"""A midnight, UTC."""
DAYS = 14
LAMP, MOTION, LOCK = "light.hall", "binary_sensor.motion", "lock.front"
HOME = HomeContext(
    version=1,
    time_zone="UTC",
    latitude=0.0,
    longitude=0.0,
    entities={
        e.entity_id: e
        for e in (
            Entity(entity_id=LAMP, name="Hall light", area_id="hall"),
            Entity(entity_id=MOTION, name="Hall motion", device_class="motion"),
            Entity(entity_id=LOCK, name="Front door lock"),
        )
    },
)


def track(entity_id: str, hours: tuple[float, ...]) -> Track:
    """Return a thing that is on for ten minutes at these hours of every day."""
    changes: list[tuple[float, int]] = [(START, 0)]
    for day in range(DAYS):
        for hour in hours:
            at = START + day * DAY + hour * 3600
            changes += [(at, 1), (at + 600, 0)]
    return Track(
        entity_id=entity_id,
        times=np.array([at for at, _ in changes]),
        codes=np.array([code for _, code in changes], dtype=np.int16),
        states=("off", "on"),
    )


def past(
    hours: tuple[float, ...] = (18.0,), acts: tuple[Act, ...] = (), **changes: Any
) -> Past:
    """Return a fortnight in which motion was noticed at these hours."""
    history = History(
        start=START,
        end=START + DAYS * DAY,
        tracks={LAMP: track(LAMP, ()), MOTION: track(MOTION, hours)},
        acts=acts,
    )
    return Past(
        **{
            "timeline": Timeline(history, HOME, Suns({})),
            "acts": acts,
            "automations": (),
            "known": (),
            "skip_duplicates": True,
            **changes,
        }
    )


def written(**changes: Any) -> Written:
    """Return an automation: the light with the motion."""
    notices = changes.pop("notices", ())
    when = Routine(
        **{
            "kind": RoutineKind.FOLLOW,
            "triggers": (StateTrigger(entity_id=MOTION, to="on"),),
            "targets": (Target(entity_id=LAMP, state="on"),),
            **changes,
        }
    )
    return Written(
        title="Light when you come",
        description="Lights the hall.",
        category="comfort",
        when=when,
        notices=notices,
        entity_ids=(LAMP, MOTION),
        automation={"alias": "", "triggers": [{}], "conditions": [], "actions": [{}]},
    )


def idea(what: Written, then: Past) -> Suggestion:
    """Return the idea as a suggestion."""
    return suggestion_of(what, HOME, then, run_id="run-1", now=START)


def dropped(what: Written, then: Past) -> str:
    """Return why an idea is dropped."""
    with pytest.raises(Annoying) as caught:
        idea(what, then)
    return str(caught.value)


def test_an_idea_claims_no_proof_and_says_how_often() -> None:
    kept = idea(written(), past())
    assert kept.origin is Origin.IDEA
    assert kept.evidence is None
    assert kept.confidence == kept.worth == 0
    assert not kept.offered
    assert "This is an idea" in kept.description
    assert "14 times" in kept.description
    assert kept.automation["description"] == kept.description


def test_what_runs_too_often_is_dropped() -> None:
    assert dropped(written(), past(tuple(float(h) for h in range(8, 22)))) == "often"
    assert idea(written(), past((8.0, 10.0, 12.0, 14.0, 16.0)))


def test_what_moves_things_at_night_is_dropped() -> None:
    assert dropped(written(), past((2.0,))) == "night"
    assert dropped(written(), past((23.5, 12.0))) == "night"
    told = written(targets=(), notices=("Somebody is up.",))
    assert idea(told, past((2.0,)))  # it only tells


def test_what_never_runs_is_dropped_unless_it_only_tells() -> None:
    assert dropped(written(), past(())) == "never"
    told = written(targets=(), notices=("Water!",))
    assert "would not have run" in idea(told, past(())).description


def act(day: int, state: str) -> Act:
    """Return that somebody moved the light five minutes before the motion."""
    return Act(
        at=START + day * DAY + 18 * 3600 - 300,
        entity_id=LAMP,
        old="on" if state == "off" else "off",
        state=state,
        cause=Cause.PERSON,
    )


def test_what_is_at_odds_with_people_is_dropped() -> None:
    off = tuple(act(day, "off") for day in range(4))
    assert dropped(written(), past(acts=off)) == "against_people"
    assert idea(written(), past(acts=off[:2]))
    on = tuple(act(day, "on") for day in range(14))
    assert idea(written(), past(acts=on))


def test_what_an_automation_does_already_is_dropped() -> None:
    doer = ExistingAutomation(
        entity_id="automation.hall",
        automation_id="hall",
        alias="Hall",
        config={
            "triggers": [{"trigger": "state", "entity_id": MOTION, "to": "on"}],
            "actions": [{"action": "light.turn_on", "target": {"entity_id": LAMP}}],
        },
        trigger_entities=frozenset({MOTION}),
        effects=(Effect(entity_id=LAMP, state="on"),),
    )
    assert dropped(written(), past(automations=(doer,))) == "automated"
    assert idea(written(), past(automations=(doer,), skip_duplicates=False))


def test_what_was_turned_down_is_dropped() -> None:
    known = suggestion(status="dismissed", routine=written().when)
    assert dropped(written(), past(known=[known])) == "known"


def test_a_setting_counts_as_moving() -> None:
    dim = written(
        targets=(),
        settings=(Setting(entity_id=LAMP, name="brightness_pct", value=20.0),),
    )
    assert dropped(dim, past((3.0,))) == "night"


def test_security_is_only_told_of() -> None:
    kept = idea(
        written(
            triggers=(ClockTrigger(at=22 * 3600),),
            kind=RoutineKind.CLOCK,
            targets=(Target(entity_id=LOCK, state="locked"),),
        ),
        past(),
    )
    assert kept.risk is Risk.SECURITY
    assert kept.warnings
