"""What states mean."""

import pytest

from custom_components.ai_automation.history.states import (
    is_act,
    settled,
    settled_alarm,
)
from custom_components.ai_automation.model.act import Cause


@pytest.mark.parametrize(
    ("domain", "state", "leads_to"),
    [
        ("cover", "closing", "closed"),
        ("cover", "opening", "open"),
        ("valve", "opening", "open"),
        ("lock", "unlocking", "unlocked"),
        ("lock", "jammed", "jammed"),
        ("media_player", "standby", "off"),
        ("media_player", "buffering", "playing"),
        ("media_player", "paused", "paused"),
        ("light", "on", "on"),
        ("binary_sensor", "opening", "opening"),
        ("scene", "2026-03-02T07:00:00+00:00", "on"),
        ("scene", "unavailable", "unavailable"),
    ],
)
def test_states_in_passing(domain: str, state: str, leads_to: str) -> None:
    assert settled(domain, state) == leads_to


def test_arming_is_told_as_what_it_came_to() -> None:
    states = ["disarmed", "arming", "armed_away", "pending", "triggered", "disarmed"]
    assert settled_alarm(states) == [
        "disarmed",
        "armed_away",
        "armed_away",
        "armed_away",
        "triggered",
        "disarmed",
    ]


def test_arming_that_was_broken_off_stays() -> None:
    assert settled_alarm(["disarmed", "arming", "disarmed"])[1] == "arming"
    assert settled_alarm(["pending", "arming"]) == ["pending", "arming"]


@pytest.mark.parametrize(
    ("domain", "old", "state", "cause", "answer"),
    [
        ("light", "off", "on", Cause.PHYSICAL, True),
        ("cover", "open", "closed", Cause.PHYSICAL, True),
        ("cover", "open", "stopped", Cause.PERSON, False),
        ("lock", "locked", "jammed", Cause.PHYSICAL, False),
        ("script", "off", "on", Cause.SCRIPT, True),
        ("script", "on", "off", Cause.SCRIPT, False),
        ("media_player", "idle", "playing", Cause.PHYSICAL, True),
        ("media_player", "paused", "playing", Cause.PHYSICAL, False),
        ("media_player", "playing", "idle", Cause.PHYSICAL, False),
        ("media_player", "off", "on", Cause.PHYSICAL, True),
        ("media_player", "playing", "on", Cause.PHYSICAL, False),
        ("media_player", "paused", "off", Cause.PHYSICAL, True),
        ("vacuum", "docked", "cleaning", Cause.PHYSICAL, True),
        ("vacuum", "cleaning", "returning", Cause.PHYSICAL, False),
        ("vacuum", "cleaning", "returning", Cause.PERSON, True),
        ("vacuum", "returning", "docked", Cause.PERSON, False),
        ("alarm_control_panel", "disarmed", "armed_home", Cause.PERSON, True),
        ("alarm_control_panel", "armed_home", "triggered", Cause.PHYSICAL, False),
    ],
)
def test_what_somebody_can_have_done(
    domain: str, old: str, state: str, cause: Cause, answer: bool
) -> None:
    assert is_act(domain, old, state, cause) is answer
