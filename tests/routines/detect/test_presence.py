"""What begins with people coming home and leaving."""

from custom_components.ai_automation.model.routine import (
    NumericTrigger,
    RoutineKind,
    StateTrigger,
    Target,
)
from custom_components.ai_automation.routines.detect import presence
from custom_components.ai_automation.routines.timeline import Timeline
from custom_components.ai_automation.routines.trial import Goal
from custom_components.ai_automation.routines.tune import Candidate

from ..small import act, at, timeline

LAMP = "light.hall_lamp"
FIRST_HOME = NumericTrigger(entity_id="zone.home", above=0)
LAST_LEFT = StateTrigger(entity_id="zone.home", to="0")
ANA = StateTrigger(entity_id="person.ana", to="home")
BEN = StateTrigger(entity_id="person.ben", to="home")


def lived(
    lag: float = 60.0, *, days: int = 10, acts: int = 10, clock: str = "17:00"
) -> Timeline:
    """Return days on which Ana comes home at five and Ben at seven, and somebody acts some time after `clock`."""
    start = at(0, "00:00")
    ana, ben, home = [(start, "home")], [(start, "home")], [(start, "2")]
    for day in range(days):
        ana += [(at(day, "08:00"), "not_home"), (at(day, "17:00"), "home")]
        ben += [(at(day, "07:00"), "not_home"), (at(day, "19:00"), "home")]
        home += [(at(day, "07:00"), "1"), (at(day, "08:00"), "0")]
        home += [(at(day, "17:00"), "1"), (at(day, "19:00"), "2")]
    return timeline(
        {
            LAMP: [(start, "off")],
            "person.ana": ana,
            "person.ben": ben,
            "zone.home": home,
        },
        [act(at(day, clock) + lag, LAMP, "on") for day in range(acts)],
        people=("person.ana", "person.ben", "person.new"),
    )


def found(past: Timeline) -> list[Candidate]:
    goal = Goal(Target(entity_id=LAMP, state="on"), past.acts.get((LAMP, "on"), ()))
    return list(presence.candidates(goal, past, presence.comings(past, [goal])))


def begins(candidates: list[Candidate]) -> list[object]:
    return [candidate.versions[0].triggers[0] for candidate in candidates]


def test_who_comes_first_and_who_comes_are_told_apart() -> None:
    assert begins(found(lived())) == [FIRST_HOME, ANA]
    assert begins(found(lived(clock="19:00"))) == [BEN]


def test_a_late_act_may_need_a_wait() -> None:
    assert begins(found(lived(lag=1450))) == [FIRST_HOME, ANA]


def test_the_last_to_leave_is_known() -> None:
    assert begins(found(lived(clock="08:00"))) == [
        LAST_LEFT,
        StateTrigger(entity_id="person.ana", to="not_home"),
    ]


def test_waits_are_tried_the_shortest_first() -> None:
    (first, _) = found(lived(lag=400))
    assert [version.kind for version in first.versions] == [RoutineKind.PRESENCE] * 4
    waits = [v.triggers[0].for_ for v in first.versions]  # type: ignore[union-attr]
    assert waits == sorted(waits)
    assert waits[0] == 0
    assert first.searched == len(waits)


def test_what_comes_too_late_or_on_few_days_is_not_looked_into() -> None:
    assert found(lived(lag=1501)) == []
    assert found(lived(acts=3)) == []
    assert found(lived(days=3, acts=3)) == []
    assert presence.tried(presence.comings(lived(days=3), [])) == 0


def test_acts_of_one_day_are_not_enough() -> None:
    past = lived(acts=0)
    evening = at(2, "17:00")
    many = [act(evening + 60 * n, LAMP, "on") for n in range(5)]
    goal = Goal(Target(entity_id=LAMP, state="on"), tuple(many))
    assert list(presence.candidates(goal, past, presence.comings(past, [goal]))) == []


def test_every_coming_counts_once_whatever_the_wait() -> None:
    assert presence.tried(presence.comings(lived(), [])) == 6


def test_a_home_without_people_has_no_comings() -> None:
    past = timeline({LAMP: [(at(0, "00:00"), "off")]})
    assert presence.comings(past, []).triggers == ()
    assert presence.tried(presence.comings(past, [])) == 0
