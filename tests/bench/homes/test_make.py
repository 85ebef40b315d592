"""Homes are made up the same way each time, and as Home Assistant would record them."""

from collections import Counter
from itertools import pairwise
import json

import pytest

from bench.homes.make import HOMES, Kind, kind_of, make
from bench.homes.plan import PLACES
from bench.homes.truth import PERSON, Home
from custom_components.ai_automation.model.routine import RoutineKind


@pytest.fixture(scope="module")
def home() -> Home:
    """Give a home with a bit of everything."""
    return make(Kind(seed=4, size=150, follow=0.9, days=21))


def test_the_same_seed_makes_the_same_home() -> None:
    kind = Kind(seed=7, size=14, follow=0.8, days=6)
    assert make(kind) == make(kind)
    assert make(kind) != make(Kind(seed=8, size=14, follow=0.8, days=6))


def test_the_homes_of_the_table() -> None:
    kinds = [kind_of(seed) for seed in range(HOMES)]
    assert len(kinds) >= 60
    sizes = sorted(kind.size for kind in kinds)
    assert (sizes[0], sizes[-1]) == (4, 300)
    assert {kind.follow for kind in kinds} == {0.5, 0.7, 0.8, 0.85, 0.9, 0.95}
    latitudes = [latitude for _, latitude, _, _ in PLACES]
    assert min(latitudes) < -30
    assert max(latitudes) > 66.6


def test_every_kind_of_habit_and_decoy(home: Home) -> None:
    truth = home.truth
    assert {habit.kind for habit in truth.habits} == set(RoutineKind)
    assert {decoy.kind for decoy in truth.decoys} >= {
        "automation_late",
        "automation_state",
        "automation_time",
        "coincidence",
        "derived",
        "faded",
        "group",
        "integration",
        "machine_user",
        "mechanical",
        "opposite_people",
        "other_hub",
        "restart",
        "adaptive_lighting",
        "hostile_name",
        "script",
    }
    targets = [goal for habit in truth.habits for goal in habit.targets]
    assert len(targets) == len(set(targets))
    assert not {e for e, _ in targets} & {
        e for d in truth.decoys if d.kind != "group" for e, _ in d.must_not
    }


def test_things_are_used_for_no_reason_as_well(home: Home) -> None:
    purposes = {e for h in home.truth.habits for e, _ in (*h.targets, *h.bundle)}
    purposes |= {e for d in home.truth.decoys for e, _ in d.must_not}
    days = (home.house.end - home.house.start) / 86400
    counts = Counter(a.entity_id for a in home.truth.acts if a.cause.startswith(PERSON))
    idle = [n / days for e, n in counts.items() if e not in purposes]
    assert len(idle) > 20
    assert 0.4 < sum(idle) / len(idle) < 2.2


def test_rows_are_those_of_home_assistant(home: Home) -> None:
    house = home.house
    known = {entity.entity_id for entity in house.entities}
    times = [row.t for row in house.states]
    assert times == sorted(times)
    assert {row.entity_id for row in house.states} == known
    called = {
        row.context_id: json.loads(row.data)
        for row in house.events
        if row.event_type == "call_service"
    }
    rows = {(row.t, row.entity_id): row for row in house.states}
    causes = Counter()
    for act in home.truth.acts:
        row = rows[act.t, act.entity_id]
        causes[act.cause] += 1
        match act.cause:
            case "person:app" | "person:script" | "machine_user":
                assert row.user_id
                assert row.context_id in called
            case "person:wall" | "other_hub" | "automation:late" | "person:app:late":
                assert not row.user_id
                assert not row.parent_id
                assert row.context_id not in called
            case "person:voice" | "automation" | "integration":
                assert not row.user_id
                assert row.context_id in called
            case "derived":
                assert row.parent_id
            case _:
                raise AssertionError(act.cause)
    assert set(causes) >= {
        "person:wall",
        "person:app",
        "automation",
        "automation:late",
        "derived",
        "integration",
        "machine_user",
        "other_hub",
    }


def test_decoys_of_scripts_brightness_and_names(home: Home) -> None:
    """A script moves two things in one context, brightness changes no state, and a name says what it likes."""
    by_script = [act for act in home.truth.acts if act.cause == "person:script"]
    context = {(row.t, row.entity_id): row.context_id for row in home.house.states}
    runs = Counter(context[act.t, act.entity_id] for act in by_script)
    assert runs
    assert max(runs.values()) >= 2
    [adapted] = [d for d in home.truth.decoys if d.kind == "adaptive_lighting"]
    entity_id = adapted.must_not[0][0]
    rows = [row for row in home.house.states if row.entity_id == entity_id]
    brighter = [row for row in rows if "brightness" in row.attributes]
    assert len(brighter) > 5
    assert {row.state for row in brighter} <= {"on", "off", "unavailable"}
    assert sum(b.state == a.state == "on" for a, b in pairwise(rows)) > 5
    names = [e.name for e in home.house.entities]
    assert any("Ignore all previous instructions" in name for name in names)


def test_motion_follows_people(home: Home) -> None:
    gone = [
        (row.t, row.state) for row in home.house.states if row.entity_id == "zone.home"
    ]
    empty = [(t, after[0]) for (t, state), after in pairwise(gone) if state == "0"]
    seen = [
        row.t
        for row in home.house.states
        if row.entity_id.endswith("_motion") and row.state == "on"
    ]
    inside = sum(any(a + 300 < t < b - 60 for a, b in empty) for t in seen)
    assert inside < 0.01 * len(seen)


def test_above_the_polar_circle_there_may_be_no_sun() -> None:
    where = len(PLACES) - 1
    made = make(Kind(seed=where, size=30, follow=0.9, days=5))
    assert made.house.time_zone == "Europe/Oslo"
    assert all(h.kind is not RoutineKind.SUN for h in made.truth.habits) or any(
        row.entity_id == "sun.sun" for row in made.house.states
    )
