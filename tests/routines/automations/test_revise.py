"""Automations that people take back are changed by one item, and those that do well are left alone."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from custom_components.ai_automation.model.act import Act, Cause
from custom_components.ai_automation.model.evidence import Verdict
from custom_components.ai_automation.model.revision import (
    Also,
    Revision,
    Subject,
    Trouble,
    Wait,
)
from custom_components.ai_automation.model.routine import (
    StateCondition,
    StateTrigger,
    SunCondition,
)
from custom_components.ai_automation.routines.timeline import Timeline

from ..small import act, at
from .revised import (
    GOING_OFF,
    LIGHT,
    MOTION,
    OFF,
    TV,
    Evening,
    Hall,
    evenings,
    moving,
    revised,
    subject,
)


def every(step: int) -> Callable[[int], bool]:
    """Return a function that tells every so manieth number."""
    return lambda n: n % step == 0


def only(past: Timeline, *subjects: Subject) -> Revision:
    """Return the one revision."""
    found = revised(past, *subjects)
    (revision,) = found.revisions
    assert not found.reports
    return revision


def test_a_light_that_goes_off_too_soon_waits_longer() -> None:
    # Somebody sits still, and moves when it gets dark; they stay for ten minutes more.
    hall = Hall().live(*evenings(28, every(3), noticed=200))
    revision = only(hall.past())
    assert revision.automation == OFF
    assert revision.change == Wait(seconds=1200, was=900)
    assert (revision.before.right, revision.before.wrong) == (18, 10)
    assert (revision.after.right, revision.after.wrong) == (18, 0)
    assert revision.before.fired == 28
    assert revision.after.saved_per_week == pytest.approx(10 * 7 / 28)
    assert revision.confidence > 0.8
    assert revision.before.p_value < 1e-6
    first = next(e for e in revision.before.examples if e.verdict is Verdict.WRONG)
    assert (first.acted_at, first.cause, first.state_id) == (
        at(0, "18:00") + 30,
        Cause.PHYSICAL,
        1,
    )
    assert next(iter(revision.after.examples)).at == at(1, "18:01") + 300


def test_the_shortest_wait_is_taken_that_is_long_enough() -> None:
    hall = Hall().live(*evenings(28, every(3), noticed=200))
    far = Hall()
    far.live(*evenings(28, every(3), noticed=2000))
    assert only(hall.past()).change == Wait(seconds=1200, was=900)
    assert only(far.past()).change == Wait(seconds=3600, was=900)


def test_who_is_not_noticed_again_is_left_in_the_dark_later_too() -> None:
    hall = Hall().live(*evenings(28, every(3), noticed=8000))
    found = revised(hall.past())
    assert not found.revisions
    (report,) = found.reports
    assert (report.automation, report.trouble) == (OFF, Trouble.UNDONE)
    assert (report.undone, report.runs) == (10, 28)


def test_who_only_moves_to_have_the_light_back_takes_it_back_too() -> None:
    past = moving(Hall().live(*evenings(28, lambda n: False)), every(3), 8)
    found = revised(past)
    # How long they would have sat still nobody knows.
    assert not found.revisions
    assert [(r.undone, r.runs) for r in found.reports] == [(10, 28)]


def test_who_comes_in_now_and_then_takes_nothing_back() -> None:
    hall = Hall()
    for n in range(56):
        ran = at(n % 28, f"{18 + n // 28}:10")
        hall.live(Evening(n % 28, f"{18 + n // 28}:10"))
        # The next one passes by after any time up to five minutes.
        came = ran + 5 + n * 37 % 290
        hall.motion += [(came, "on"), (came + 20, "off")]
        hall.light += [(came + 0.5, "on"), (came + 1500, "off")]
    found = revised(hall.past())
    assert found.revisions == found.reports == ()


def test_who_moves_and_stays_in_the_dark_takes_nothing_back() -> None:
    hall = Hall().live(*evenings(28, lambda n: False))
    for ran in hall.runs[::3]:
        hall.motion += [(ran + 8, "on"), (ran + 28, "off")]
    found = revised(hall.past())
    assert found.revisions == found.reports == ()


def test_who_is_noticed_only_by_taking_it_back_would_have_sat_still_longer() -> None:
    hall = Hall().live(*evenings(28, every(3), noticed=25))
    assert not revised(hall.past()).revisions


def test_who_switched_it_off_soon_after_all_needs_no_longer_wait() -> None:
    hall = Hall().live(*evenings(28, every(3), noticed=8000))
    off = [a.at for a in hall.acts if a.state == "off"]
    hall.light = [(when, s) for when, s in hall.light if when not in off]
    hall.light += [(when - 7000, "off") for when in off]
    assert only(hall.past()).change == Wait(seconds=1200, was=900)


def test_a_wait_must_be_long_enough_for_nearly_all() -> None:
    hall = Hall().live(*evenings(28, every(6)))
    hall.live(*evenings(28, lambda n: n % 6 == 3, noticed=2000)[3::6])
    assert only(hall.past()).change == Wait(seconds=3600, was=900)


def test_one_that_does_well_is_left_alone() -> None:
    hall = Hall().live(*evenings(28, lambda n: False))
    assert revised(hall.past()) == revised(hall.past(), subject())
    assert not revised(hall.past()).revisions
    assert not revised(hall.past()).reports


@pytest.mark.parametrize(
    ("runs", "step"),
    [(20, 20), (28, 7), (12, 3), (112, 5.1)],
    ids=["1 of 20", "4 of 28", "4 of 12", "22 of 112"],
)
def test_a_few_undoings_are_nothing(runs: int, step: float) -> None:
    hall = Hall(days=min(runs, 28)).live(*evenings(runs, lambda n: n % step < 1))
    found = revised(hall.past())
    assert not found.revisions
    assert not found.reports


def test_one_in_eleven_wants_no_longer_wait() -> None:
    hall = Hall().live(*evenings(112, every(11)))
    hall.acts = [a for a in hall.acts if a.state == "on"]
    # They never take back what they do by hand, so that these are mistakes.
    hall.acts += [
        act(at(n % 28, f"{8 + n // 28}:00"), LIGHT, "off", "on") for n in range(84)
    ]
    found = revised(hall.past())
    assert found.revisions == found.reports == ()


def test_undoings_of_two_days_are_only_told() -> None:
    hall = Hall().live(
        *(Evening(day, f"{18 + n}:00", 30, 200) for day in (20, 21) for n in range(5)),
        *(Evening(day, "18:00") for day in range(18)),
    )
    found = revised(hall.past())
    assert not found.revisions
    assert [(r.undone, r.runs) for r in found.reports] == [(10, 28)]
    hall.days = 40  # and not any more
    assert revised(hall.past()).reports == ()


def test_undoings_of_one_day_are_nothing() -> None:
    hall = Hall().live(
        *(Evening(20, f"{18 + n // 4}:{n % 4 * 15}", 30, 200) for n in range(16)),
    )
    assert revised(hall.past()).revisions == revised(hall.past()).reports == ()


def test_what_machines_switch_on_again_is_no_undoing() -> None:
    hall = Hall().live(*evenings(28, every(3)))
    again = [a.at for a in hall.acts if a.state == "on"]
    past = hall.past(acts=[], machine={(LIGHT, "on"): again})
    assert revised(past).revisions == revised(past).reports == ()


def test_what_a_machine_changed_first_is_no_undoing() -> None:
    hall = Hall().live(*evenings(28, every(3)))
    # Something else had switched it on; then somebody switched it off by hand.
    acts = [act(a.at, LIGHT, "off", "on") for a in hall.acts if a.state == "on"]
    assert not revised(hall.past(acts=acts)).revisions


def test_what_is_settled_already_is_nothing() -> None:
    hall = Hall().live(*evenings(28, lambda n: n < 10))
    assert revised(hall.past()).revisions == revised(hall.past()).reports == ()


def test_one_that_was_another_when_it_was_undone_is_left_alone() -> None:
    hall = Hall().live(*evenings(28, every(3)))
    later = replace(
        GOING_OFF, triggers=(StateTrigger(entity_id=MOTION, to="off", for_=1500),)
    )
    found = revised(hall.past(), subject(later))
    assert found.revisions == found.reports == ()


def test_only_what_it_did_since_it_was_changed_counts() -> None:
    hall = Hall().live(*evenings(28, every(3)))
    found = revised(hall.past(), subject(since=at(27, "00:00")))
    assert found.revisions == found.reports == ()


def test_what_its_owner_must_change_is_only_told() -> None:
    hall = Hall().live(*evenings(28, every(3)))
    found = revised(hall.past(), subject(may_change=False))
    assert not found.revisions
    assert [report.trouble for report in found.reports] == [Trouble.UNDONE]


def with_film(hall: Hall, plays: Callable[[int], bool]) -> Hall:
    """Let a film be on around some of the runs."""
    rows = [(at(0, "00:00"), "off")]
    for n, ran in enumerate(hall.runs):
        if plays(n):
            rows += [(ran - 3000, "playing"), (ran + 3000, "off")]
    hall.more[TV] = rows
    return hall


def film(hall: Hall) -> Timeline:
    """Return the past of a hall that has a player in it."""
    player = "media_player.hall_tv"
    hall.more = {player: hall.more[TV]}
    return hall.past()


def test_a_condition_that_prevents_the_undoings_is_added() -> None:
    # Whoever watches a film sits still: no wait is long enough, but the film tells.
    hall = with_film(Hall().live(*evenings(28, every(3), noticed=8000)), every(3))
    revision = only(film(hall))
    assert revision.change == Also(
        condition=StateCondition(entity_id="media_player.hall_tv", state="off")
    )
    assert (revision.before.right, revision.before.wrong) == (18, 10)
    assert (revision.after.right, revision.after.wrong) == (18, 0)


def test_a_condition_is_found_for_what_cannot_be_replayed() -> None:
    hall = with_film(Hall().live(*evenings(28, every(3))), every(3))
    assert isinstance(only(film(hall), subject(None)).change, Also)


def test_a_condition_that_costs_what_was_wanted_is_not_added() -> None:
    hall = with_film(Hall().live(*evenings(28, every(3), noticed=8000)), every(1))
    found = revised(film(hall))
    assert not found.revisions
    # A film on half of the good evenings too.
    half = with_film(
        Hall().live(*evenings(28, every(3), noticed=8000)), lambda n: n % 3 < 2
    )
    assert not revised(film(half)).revisions
    many = with_film(Hall().live(*evenings(56, every(3))), lambda n: n % 3 < 2)
    assert not revised(film(many), subject(None)).revisions


def test_a_condition_about_its_own_things_is_not_tried() -> None:
    hall = with_film(Hall().live(*evenings(28, every(3), noticed=8000)), every(3))
    named = frozenset({LIGHT, MOTION, "media_player.hall_tv"})
    assert not revised(film(hall), subject(named=named)).revisions


def test_a_mistake_seen_after_some_minutes_wants_a_condition() -> None:
    # By day nobody needs the light that goes on, and who is there has it off in five minutes.
    rows, acts, runs = [(at(0, "00:00"), "off")], list[Act](), list[float]()
    for day in range(28):
        for clock, dark in (("12:00", False), ("21:00", True)):
            ran = at(day, clock)
            runs.append(ran)
            rows += [(ran + 0.5, "on"), (ran + 300, "off")]
            if dark:
                rows[-1] = (ran + 9000, "off")
            else:
                acts.append(act(ran + 300, LIGHT, "off", "on"))
    on = replace(
        GOING_OFF,
        triggers=(StateTrigger(entity_id=MOTION, to="on"),),
        targets=(replace(GOING_OFF.targets[0], state="on"),),
    )
    motion = [(at(0, "00:00"), "off")]
    for ran in runs:
        motion += [(ran, "on"), (ran + 60, "off")]
    hall = Hall(motion=motion, light=rows, acts=acts, runs=runs)
    past = hall.past(moves={(OFF, LIGHT, "on"): [ran + 0.5 for ran in runs]})
    revision = only(past, subject(on))
    assert revision.window == 600
    assert revision.change == Also(condition=SunCondition(dark=True))
    assert (revision.after.right, revision.after.wrong) == (28, 0)
    assert (revision.before.right, revision.before.wrong) == (28, 28)


def test_what_people_soon_take_back_of_their_own_is_no_mistake() -> None:
    # They also switch it on for five minutes only when they do it themselves.
    test = Hall().live(*evenings(28, every(3), undone=400, noticed=8000))
    for n in range(60):
        own = at(n % 28, f"{8 + n // 28}:00")
        test.acts += [act(own, LIGHT, "off", "on"), act(own + 400, LIGHT, "on")]
        test.light += [
            (own - 9, "on"),
            (own, "off"),
            (own + 400, "on"),
            (own + 900, "off"),
        ]
    film_on = with_film(test, every(3))
    assert not revised(film(film_on)).revisions


def test_a_run_is_taken_back_when_half_of_it_is() -> None:
    hall = Hall().live(*evenings(28, every(3)))
    others = {
        (OFF, f"light.hall_{n}", "off"): [r + 1 for r in hall.runs] for n in range(2)
    }
    moves = {(OFF, LIGHT, "off"): [r + 0.5 for r in hall.runs], **others}
    assert not revised(hall.past(moves=moves)).revisions
    moves.popitem()
    assert revised(hall.past(moves=moves)).revisions


def test_the_order_of_automations_does_not_matter() -> None:
    hall = Hall().live(*evenings(28, every(3)))
    other = subject(None, automation="automation.none", named=frozenset())
    assert revised(hall.past(), subject(), other) == revised(
        hall.past(), other, subject()
    )
