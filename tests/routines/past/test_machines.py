"""Whether what moved a thing without people still does."""

from custom_components.ai_automation.model.routine import (
    Routine,
    RoutineKind,
    StateTrigger,
    Target,
)
from custom_components.ai_automation.routines.goals import goals, machine_share
from custom_components.ai_automation.routines.past.machines import ended
from custom_components.ai_automation.routines.replay import replay
from custom_components.ai_automation.routines.timeline import Timeline

from ..small import act, at, timeline

LAMP, MOTION = "light.office", "binary_sensor.office"
KEY = LAMP, "on"


def past(machine_days: int, days: int = 14, by_hand_from: int = 0) -> Timeline:
    """Return days on which someone comes at nine, and a machine or they switch on the lamp."""
    comings = [at(day, "09:00") for day in range(days)]
    rows = {
        MOTION: [(at(0, "00:00"), "off")],
        LAMP: [(at(0, "00:00"), "off")],
    }
    for day, coming in enumerate(comings):
        rows[MOTION] += [(coming, "on"), (coming + 60, "off")]
        late = 1 if day < machine_days else 20
        rows[LAMP] += [(coming + late, "on"), (coming + 3600, "off")]
    return timeline(
        rows,
        [act(t + 20, LAMP, "on") for t in comings[max(machine_days, by_hand_from) :]],
        days=days,
        classes={MOTION: "motion"},
        machine={KEY: [t + 1 for t in comings[:machine_days]]},
    )


def test_a_machine_that_people_took_over_from_has_ended() -> None:
    stopped = past(7)
    assert ended(stopped.history) == {KEY: at(6, "09:00") + 1}
    [goal] = goals(stopped)
    assert machine_share(goal, stopped) == 0.0


def test_a_machine_at_work_has_not() -> None:
    assert not ended(past(14).history)


def test_three_times_by_hand_end_nothing() -> None:
    assert not ended(past(11).history)
    assert ended(past(10).history)


def test_a_machine_that_seldom_acts_has_not_ended() -> None:
    seldom = timeline(
        {LAMP: [(at(0, "00:00"), "off")]},
        [act(at(day, "09:00"), LAMP, "on") for day in range(14)],
        machine={KEY: [at(2, "20:00")]},
    )
    # One of four by a machine: it may well come back after eleven by hand.
    assert not ended(seldom.history)
    assert machine_share(next(iter(goals(seldom))), seldom) > 0


def test_what_it_did_in_its_time_is_nobodys_mistake() -> None:
    routine = Routine(
        kind=RoutineKind.FOLLOW,
        triggers=(StateTrigger(entity_id=MOTION, to="on"),),
        targets=(Target(entity_id=LAMP, state="on"),),
    )
    evidence = replay(routine, past(7))
    assert (evidence.right, evidence.wrong, evidence.noop) == (7, 0, 7)
