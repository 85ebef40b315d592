"""The parts of what people do in one go."""

from custom_components.ai_automation.model.routine import (
    RoutineKind,
    StateTrigger,
    Target,
)
from custom_components.ai_automation.routines.detect import bundle, follow
from custom_components.ai_automation.routines.timeline import Timeline
from custom_components.ai_automation.routines.trial import Goal

from ..small import act, at, timeline

TV, LAMP = "media_player.living_tv", "light.bedroom_lamp"
TV_OFF = StateTrigger(entity_id=TV, to="off")


def bedtimes(
    lag: float = 30.0, *, days: int = 10, others: int = 8, by_hand: bool = True
) -> Timeline:
    """Return days on which the TV goes off late and the lamp is switched on then, and often at other times too."""
    tv, acts = [(at(0, "00:00"), "off")], []
    for day in range(days):
        late = at(day, "23:00")
        tv += [(late - 7200, "playing"), (late, "off")]
        if by_hand:
            acts.append(act(late, TV, "off", "playing"))
        acts.append(act(late + lag, LAMP, "on"))
        acts += [act(at(day, "08:00") + n * 3600, LAMP, "on") for n in range(others)]
    acts.sort(key=lambda a: a.at)
    return timeline({TV: tv, LAMP: [(at(0, "00:00"), "off")]}, acts)


def found(past: Timeline, name: str = LAMP, state: str = "on") -> list[object]:
    goal = Goal(Target(entity_id=name, state=state), past.acts[name, state])
    candidates = bundle.candidates(
        goal, past, follow.happenings(past, [goal]).near(goal)
    )
    versions = [c.versions[0] for c in candidates]
    assert all(v.kind is RoutineKind.FOLLOW for v in versions)
    return [v.triggers[0] for v in versions]


def test_what_is_done_in_one_go_on_some_occasions_is_found() -> None:
    assert found(bedtimes()) == [TV_OFF]


def test_what_mostly_follows_is_left_to_those_that_follow() -> None:
    assert found(bedtimes(others=1)) == []


def test_what_comes_later_or_by_one_command_is_not_one_go() -> None:
    assert found(bedtimes(lag=100)) == []
    assert found(bedtimes(lag=0.5)) == []


def test_few_days_are_not_enough() -> None:
    acts, tv = [], [(at(0, "00:00"), "off")]
    for n in range(6):
        late = at(n % 3, "21:00") + n * 1500
        acts += [act(late, TV, "off", "playing"), act(late + 30, LAMP, "on")]
        tv += [(late - 600, "playing"), (late, "off")]
    acts += [
        act(at(day, "08:00") + n * 1800, LAMP, "on")
        for day in range(14)
        for n in range(4)
    ]
    acts.sort(key=lambda a: a.at)
    past = timeline({TV: sorted(tv), LAMP: [(at(0, "00:00"), "off")]}, acts)
    assert found(past) == []


def test_what_a_machine_did_begins_nothing() -> None:
    assert found(bedtimes(by_hand=False)) == []


def test_a_thing_does_not_follow_itself() -> None:
    acts = []
    rows = [(at(0, "00:00"), "off")]
    for day in range(10):
        for n in range(9):
            when = at(day, "08:00") + n * 3600
            rows += [(when, "on"), (when + 20, "off")]
            acts += [act(when, LAMP, "on"), act(when + 20, LAMP, "off", "on")]
    past = timeline({LAMP: rows}, acts)
    assert found(past, LAMP, "off") == []


def test_sensors_begin_nothing_here() -> None:
    past = bedtimes()
    motion = "binary_sensor.bedroom_motion"
    rows = [(at(0, "00:00"), "off")]
    for day in range(10):
        rows += [(at(day, "23:00"), "on"), (at(day, "23:05"), "off")]
    past = timeline(
        {LAMP: [(at(0, "00:00"), "off")], motion: rows},
        [a for a in past.history.acts if a.entity_id == LAMP],
        classes={motion: "motion"},
    )
    assert found(past) == []
