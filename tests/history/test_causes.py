"""Each rule of the classifier, with what must not fall under it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from ulid_transform import ulid_at_time

from custom_components.ai_automation.history.calls import Call
from custom_components.ai_automation.history.causes import Classifier, Event
from custom_components.ai_automation.model.act import Attribution, Cause, Change

from .past import ADDON, ANA, entity, home

NOW = 1_790_000_000.0
OTHER = ulid_at_time(NOW - 3000)
UP = ulid_at_time(NOW - 3001)
UP2 = ulid_at_time(NOW - 3002)
CTX = ulid_at_time(NOW)

HOME = home(
    "light.hall",
    "light.bulb_1",
    "light.bulb_2",
    "media_player.tv",
    "input_boolean.guests",
    entity("switch.shown", platform="template"),
    entity("light.all", platform="group"),
)
GROUPS = {"light.bulb_1": ("light.bulb_1", "light.bulb_2")}


def change(**changes: Any) -> Change:
    return Change(
        **{
            "state_id": 1,
            "at": NOW,
            "entity_id": "light.hall",
            "old": "off",
            "state": "on",
            "context_id": CTX,
            **changes,
        }
    )


def call(
    before: float, context: str | None, entity_id: str = "light.hall", **changes: Any
) -> Event:
    asked = changes.pop("asked", "on")
    return Event(
        **{
            "at": NOW - before,
            "kind": "call_service",
            "context_id": context,
            "detail": Call("light", asked, (entity_id,)),
            **changes,
        }
    )


def verdict(made: Change, *events: Event, starts: Sequence[float] = ()) -> Attribution:
    classifier = Classifier(events, home=HOME, groups=GROUPS, starts=starts)
    return classifier.attribute([made])[0]


def test_an_automation_by_its_event() -> None:
    run = Event(NOW - 1, "automation_triggered", CTX, detail="automation.hall")
    assert verdict(change(), run) == Attribution(
        cause=Cause.AUTOMATION, reason="automation", source="automation.hall"
    )
    assert verdict(change(context_id=OTHER, at=NOW - 3000), run).cause is Cause.PHYSICAL


def test_an_automation_by_its_row_where_events_are_left_out() -> None:
    row = Event(NOW - 1, "automation", CTX, detail="automation.hall")
    assert verdict(change(), row).cause is Cause.AUTOMATION


def test_an_automation_without_a_name() -> None:
    run = Event(NOW - 1, "automation_triggered", CTX)
    assert verdict(change(), run).cause is Cause.AUTOMATION


def test_a_test_of_a_suggestion_is_nobodys_habit() -> None:
    tested = Event(NOW - 1, "ai_automation_tested", CTX, user_id=ANA)
    asked = call(1, CTX, "light.bulb_1", user_id=ANA)
    assert verdict(change(user_id=ANA), tested, asked).cause is Cause.AUTOMATION
    assert verdict(change(user_id=ANA), asked).cause is Cause.PERSON


def test_an_automation_wins_over_the_person_it_followed() -> None:
    run = Event(NOW - 1, "automation_triggered", CTX, OTHER)
    person = call(2, OTHER, "light.bulb_1", user_id=ANA)
    assert verdict(change(parent_id=OTHER), run, person).cause is Cause.AUTOMATION


@pytest.mark.parametrize("kind", ["script_started", "script", "scene"])
def test_a_script_or_scene_that_a_person_started(kind: str) -> None:
    ran = Event(NOW - 1, kind, CTX, None, ANA, f"{kind}.relax")
    assert verdict(change(user_id=ANA), ran) == Attribution(
        cause=Cause.SCRIPT, reason="script", user_id=ANA, source=f"{kind}.relax"
    )


def test_a_script_that_an_automation_started() -> None:
    ran = Event(NOW - 1, "script_started", CTX, OTHER, None, "script.relax")
    run = Event(NOW - 2, "automation_triggered", OTHER, detail="automation.hall")
    assert verdict(change(), ran, run).cause is Cause.AUTOMATION


def test_a_script_started_under_a_persons_context() -> None:
    ran = Event(NOW - 1, "script_started", CTX, OTHER, None, "script.relax")
    person = call(2, OTHER, "light.bulb_1", user_id=ANA)
    found = verdict(change(), ran, person)
    assert (found.cause, found.user_id) == (Cause.SCRIPT, ANA)


def test_a_script_started_under_a_programs_context() -> None:
    ran = Event(NOW - 1, "script_started", CTX, OTHER, None, "script.relax")
    addon = call(2, OTHER, "light.bulb_1", user_id=ADDON)
    assert verdict(change(), ran, addon).cause is Cause.MACHINE


def test_a_script_that_nobody_known_started() -> None:
    ran = Event(NOW - 1, "script_started", CTX, None, None, "script.relax")
    assert verdict(change(), ran).cause is Cause.INTEGRATION


def test_an_account() -> None:
    assert verdict(change(user_id=ANA)).cause is Cause.PERSON
    assert verdict(change(user_id=ADDON)).cause is Cause.MACHINE
    assert verdict(change(), call(1, CTX, user_id=ANA)).user_id == ANA
    assert verdict(change(user_id="f" * 32)).cause is Cause.PERSON


def test_what_follows_from_something_else() -> None:
    run = Event(NOW - 9, "automation_triggered", UP, detail="automation.hall")
    assert verdict(change(parent_id=OTHER)).cause is Cause.DERIVED
    assert verdict(change(parent_id=UP), run).cause is Cause.AUTOMATION
    between = Event(NOW - 8, "call_service", OTHER, UP)
    assert verdict(change(parent_id=OTHER), run, between).cause is Cause.AUTOMATION


def test_a_chain_is_followed_five_steps_at_most() -> None:
    ids = [ulid_at_time(NOW - 100 - n) for n in range(7)]
    links = [
        Event(NOW - n, "call_service", one, other)
        for n, (one, other) in enumerate(pairwise(ids))
    ]
    run = Event(NOW - 9, "automation_triggered", ids[5])
    assert verdict(change(parent_id=ids[0]), run, *links).cause is Cause.DERIVED
    assert verdict(change(parent_id=ids[1]), run, *links).cause is Cause.AUTOMATION


@pytest.mark.parametrize(
    "kind",
    [
        "homekit_state_change",
        "alexa_smart_home",
        "google_assistant_command",
        "assist_satellite",
        "conversation",
    ],
)
def test_a_voice(kind: str) -> None:
    spoken = Event(NOW - 1, kind, CTX)
    assert verdict(change(), spoken, call(1, CTX)).cause is Cause.VOICE
    elsewhere = Event(NOW - 1, kind, OTHER)
    assert verdict(change(), elsewhere, call(1, CTX)).cause is Cause.INTEGRATION


def test_a_call_by_nobody_is_an_integrations() -> None:
    assert verdict(change(), call(1, CTX)).cause is Cause.INTEGRATION


def test_a_context_older_than_the_row_was_commanded() -> None:
    assert verdict(change(context_id=OTHER)).cause is Cause.UNKNOWN
    same_moment = ulid_at_time(NOW - 0.001)
    assert verdict(change(context_id=same_moment)).cause is Cause.PHYSICAL
    assert verdict(change(context_id=None)).cause is Cause.PHYSICAL


@pytest.mark.parametrize(
    ("old", "state"), [("unavailable", "on"), ("unknown", "on"), ("on", "unavailable")]
)
def test_coming_back_is_a_restore_whoever_seems_to_do_it(old: str, state: str) -> None:
    assert verdict(change(old=old, state=state, user_id=ANA)).cause is Cause.RESTORE


def test_after_a_start_devices_report() -> None:
    assert verdict(change(), starts=[NOW - 100]).cause is Cause.RESTORE
    assert verdict(change(), starts=[NOW - 130]).cause is Cause.PHYSICAL
    assert verdict(change(), starts=[NOW + 10]).cause is Cause.PHYSICAL
    assert verdict(change(user_id=ANA), starts=[NOW - 100]).cause is Cause.PERSON


def test_a_helper_has_no_hand_side() -> None:
    made = change(entity_id="input_boolean.guests")
    assert verdict(made).cause is Cause.UNKNOWN
    assert verdict(change(entity_id="input_boolean.guests", user_id=ANA)).cause is (
        Cause.PERSON
    )


def test_a_mirror_follows_what_it_shows() -> None:
    shown = change(entity_id="switch.shown")
    assert verdict(shown).cause is Cause.DERIVED
    assert verdict(shown, call(1, CTX, user_id=ANA)).cause is Cause.DERIVED
    own = call(1, CTX, "switch.shown", user_id=ANA)
    assert verdict(shown, own).cause is Cause.PERSON
    named_nowhere = change(entity_id="switch.shown", user_id=ANA)
    assert verdict(named_nowhere).cause is Cause.PERSON


def test_a_group_is_a_mirror_unless_its_members_are_known() -> None:
    made = change(entity_id="light.all")
    assert verdict(made).cause is Cause.DERIVED
    grouped = Classifier(
        [], home=HOME, groups={"light.all": ("light.all", "light.hall")}, starts=[]
    )
    assert grouped.attribute([made])[0].cause is Cause.PHYSICAL


class TestLateConfirmation:
    """A device that answers after its context is forgotten."""

    def test_it_inherits_from_the_person(self) -> None:
        found = verdict(change(), call(9, OTHER, user_id=ANA))
        assert found == Attribution(cause=Cause.PERSON, reason="late", user_id=ANA)

    def test_it_inherits_from_the_automation(self) -> None:
        run = Event(NOW - 10, "automation_triggered", OTHER, detail="automation.hall")
        found = verdict(change(), call(9, OTHER), run)
        assert (found.cause, found.source) == (Cause.AUTOMATION, "automation.hall")

    def test_the_newest_command_counts(self) -> None:
        found = verdict(
            change(), call(20, UP, user_id=ADDON), call(9, OTHER, user_id=ANA)
        )
        assert found.cause is Cause.PERSON

    @pytest.mark.parametrize(
        "command",
        [
            call(61, OTHER, user_id=ANA),
            call(2, OTHER, user_id=ANA),
            call(9, OTHER, "light.other", user_id=ANA),
            call(9, OTHER, user_id=ANA, asked="off"),
            call(9, OTHER, user_id=ANA, asked=None),
            call(9, None),
        ],
        ids=[
            "too long ago",
            "context not forgotten yet",
            "another",
            "off",
            "no state",
            "nobody",
        ],
    )
    def test_it_is_no_confirmation(self, command: Event) -> None:
        assert verdict(change(), command).cause is Cause.PHYSICAL

    def test_what_moves_along_never_has_the_context(self) -> None:
        along = change(entity_id="light.bulb_2")
        command = call(2, OTHER, "light.bulb_1", user_id=ANA)
        assert verdict(along, command).cause is Cause.PERSON

    def test_a_toggle(self) -> None:
        toggled = call(9, OTHER, user_id=ANA, asked="toggle")
        classifier = Classifier([toggled], home=HOME, groups={}, starts=[])
        before = change(at=NOW - 500, context_id=None, old="on", state="off")
        assert classifier.attribute([before, change()])[1].cause is Cause.PERSON
        answered = change(at=NOW - 5, context_id=OTHER, old="on", state="off")
        assert classifier.attribute([answered, change()])[1].cause is Cause.PHYSICAL

    def test_a_command_is_confirmed_once(self) -> None:
        classifier = Classifier(
            [call(50, OTHER, user_id=ANA)], home=HOME, groups={}, starts=[]
        )
        found = classifier.attribute(
            [
                change(at=NOW - 40, context_id=None),
                change(at=NOW - 20, context_id=None, old="on", state="off"),
                change(),
            ]
        )
        assert [v.reason for v in found] == ["late", "device", "device"]

    def test_a_command_that_found_things_as_it_wanted_is_not_waited_for(self) -> None:
        classifier = Classifier(
            [call(50, OTHER, user_id=ADDON)], home=HOME, groups={}, starts=[]
        )
        found = classifier.attribute(
            [
                change(at=NOW - 500, context_id=None),
                change(at=NOW - 20, context_id=None, old="on", state="off"),
                change(),
            ]
        )
        assert found[2].cause is Cause.PHYSICAL
