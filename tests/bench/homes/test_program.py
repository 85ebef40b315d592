"""Automations interpreted on a past that is written down by hand."""

from typing import Any

import pytest

from bench.homes.past import Past
from bench.homes.program import Program, Unreadable, holds, nearest, seconds

from .small import DAY, HOUR, LAMP, MOTION, PLUG, START, every_evening, home

ON = [{"action": "light.turn_on", "target": {"entity_id": LAMP}}]


def program(
    past: Past, trigger: dict[str, Any], *conditions: Any, actions: Any = None
) -> Program:
    return Program(
        {"triggers": [trigger], "conditions": conditions, "actions": actions or ON},
        past,
    )


def counts(program: Program) -> dict[str, int]:
    return dict(program.count(START, program.past.end))


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        ("20:00:00", {"right": 14}),
        ("20:06:00", {"right": 14}),  # the act was a minute before
        ("20:08:00", {"noop": 14}),
        ("19:49:00", {"wrong": 14}),
        ("23:00:00", {"wrong": 14}),
    ],
)
def test_a_time_against_the_acts(at: str, wanted: dict[str, int]) -> None:
    past = Past(home(every_evening()))
    assert counts(program(past, {"trigger": "time", "at": at})) == wanted


def test_an_act_makes_one_firing_right() -> None:
    past = Past(home(every_evening()))
    both = Program(
        {
            "triggers": [
                {"trigger": "time", "at": "19:55:00"},
                {"trigger": "time", "at": "20:00:00"},
            ],
            "conditions": [],
            "actions": ON,
        },
        past,
    )
    assert counts(both) == {"right": 14, "noop": 14}


def test_what_machines_do_makes_nothing_right() -> None:
    past = Past(home(every_evening(), by="automation"))
    assert counts(program(past, {"trigger": "time", "at": "20:00:00"})) == {"wrong": 14}


def test_what_is_taken_back_at_once_is_no_act() -> None:
    rows = [
        row
        for day in range(14)
        for row in (
            (day * DAY + 20 * HOUR + 60, LAMP, "on"),
            (day * DAY + 20 * HOUR + 90, LAMP, "off"),
        )
    ]
    past = Past(home(rows))
    assert counts(program(past, {"trigger": "time", "at": "20:00:00"})) == {"wrong": 14}


def test_a_thing_that_starts_itself_gains_nothing() -> None:
    past = Past(home(every_evening()))
    trigger = {"trigger": "state", "entity_id": LAMP, "to": "on"}
    assert counts(program(past, trigger)) == {"noop": 14}


def test_a_state_must_last() -> None:
    rows = [
        (HOUR, MOTION, "on"),
        (HOUR + 100, MOTION, "off"),
        (HOUR + 400, MOTION, "on"),
    ]
    past = Past(home(rows))
    trigger = {"trigger": "state", "entity_id": MOTION, "to": "off"}
    short = program(past, {**trigger, "for": {"minutes": 5}})
    assert short.runs == [START + HOUR + 400]
    assert program(past, {**trigger, "for": {"minutes": 6}}).runs == []
    assert program(past, {**trigger, "from": "unavailable"}).runs == []
    assert program(past, {**trigger, "from": "on"}).runs == [START + HOUR + 100]


def test_a_number_crosses_a_limit_once() -> None:
    rows = [(n * 600.0, "sensor.warmth", str(20 + n)) for n in range(8)]
    rows += [(6000.0, "sensor.warmth", "unavailable"), (6600.0, "sensor.warmth", "18")]
    past = Past(home(rows))
    above = {"trigger": "numeric_state", "entity_id": "sensor.warmth", "above": 23}
    assert program(past, above).runs == [START + 2400]
    below = {"trigger": "numeric_state", "entity_id": "sensor.warmth", "below": 19}
    assert program(past, below).runs == [START + 6600]


def test_firings_close_together_count_once() -> None:
    rows = [(100.0, MOTION, "on"), (120.0, MOTION, "off"), (150.0, MOTION, "on")]
    past = Past(home(rows))
    assert (
        len(program(past, {"trigger": "state", "entity_id": MOTION, "to": "on"}).runs)
        == 1
    )


@pytest.mark.parametrize(
    ("condition", "hour", "wanted"),
    [
        ({"condition": "time", "weekday": ["mon"]}, 12, True),
        ({"condition": "time", "weekday": ["tue", "sun"]}, 12, False),
        ({"condition": "time", "after": "10:00:00", "before": "13:00:00"}, 12, True),
        ({"condition": "time", "after": "10:00:00", "before": "12:00:00"}, 12, False),
        ({"condition": "time", "after": "22:00:00", "before": "06:00:00"}, 23, True),
        ({"condition": "time", "after": "22:00:00", "before": "06:00:00"}, 12, False),
        ({"condition": "sun", "after": "sunset", "before": "sunrise"}, 23, True),
        ({"condition": "sun", "after": "sunset", "before": "sunrise"}, 12, False),
        ({"condition": "sun", "after": "sunrise", "before": "sunset"}, 12, True),
        ({"condition": "state", "entity_id": PLUG, "state": "on"}, 12, True),
        ({"condition": "state", "entity_id": PLUG, "state": ["off"]}, 12, False),
        (
            {"condition": "state", "entity_id": PLUG, "state": "on", "for": "01:59"},
            12,
            True,
        ),
        (
            {"condition": "state", "entity_id": PLUG, "state": "on", "for": "02:01"},
            12,
            False,
        ),
        ({"condition": "state", "entity_id": "light.none", "state": "on"}, 12, False),
        ({"condition": "numeric_state", "entity_id": "sensor.n", "above": 0}, 12, True),
        (
            {"condition": "numeric_state", "entity_id": "sensor.n", "below": 1},
            12,
            False,
        ),
        (
            {"condition": "numeric_state", "entity_id": "sensor.o", "below": 1},
            12,
            False,
        ),
    ],
)
def test_conditions(condition: dict[str, Any], hour: int, wanted: bool) -> None:
    past = Past(home([(10 * HOUR, PLUG, "on"), (9 * HOUR, "sensor.n", "2")]))
    assert holds(condition, past, START + hour * HOUR) is wanted


def test_the_sun_on_every_day() -> None:
    past = Past(home([]))
    runs = program(
        past, {"trigger": "sun", "event": "sunset", "offset": "-00:30:00"}
    ).runs
    clocks = [past.clock(at) / 3600 for at in runs]
    assert len(runs) == 15
    assert all(20.7 < clock < 21.1 for clock in clocks)


def test_players_that_are_on_play() -> None:
    rows = [(20 * HOUR + 60, "media_player.tv", "playing")]
    past = Past(home([(0, "media_player.tv", "off"), *rows]))
    on = [
        {"action": "media_player.turn_on", "target": {"entity_id": "media_player.tv"}}
    ]
    trigger = {"trigger": "time", "at": "20:00:00"}
    assert counts(program(past, trigger, actions=on)) == {"right": 1, "noop": 13}


@pytest.mark.parametrize(
    "config",
    [
        {"triggers": [{"trigger": "zone"}], "conditions": [], "actions": ON},
        {
            "triggers": [{"trigger": "time", "at": "20:00:00"}],
            "conditions": [{"condition": "template"}],
            "actions": ON,
        },
        {
            "triggers": [],
            "conditions": [],
            "actions": [{"action": "light.dance", "target": {"entity_id": LAMP}}],
        },
    ],
)
def test_what_no_suggestion_uses_is_refused(config: dict[str, Any]) -> None:
    past = Past(home(every_evening()))
    with pytest.raises(Unreadable):
        assert Program(config, past).runs


def test_times_in_seconds() -> None:
    assert seconds("-00:20:00") == -1200
    assert seconds({"hours": 1, "minutes": 2, "seconds": 3}) == 3723
    assert seconds(7) == 7
    assert nearest([10.0, 20.0], 13) == 3
    assert nearest([], 13) == float("inf")
