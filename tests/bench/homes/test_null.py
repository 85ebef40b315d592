"""Homes whose habits were destroyed keep everything but the moments of what people do."""

from collections import Counter
from datetime import datetime
import itertools
import random

import pytest

from bench.homes import null
from bench.homes.null import WAYS, destroyed
from bench.homes.truth import PERSON
from bench.house import House

from .small import DAY, HOUR, LAMP, MOTION, START, every_evening, home

ROWS = [
    *every_evening(),
    *((n * HOUR, MOTION, ("on", "off")[n % 2]) for n in range(99)),
]
HOME = home(ROWS)


def acts(house: House, entity_id: str = LAMP) -> list[tuple[float, str]]:
    """Return the changes of an entity but its first row, as it was at the start."""
    return [(r.t, r.state) for r in house.states if r.entity_id == entity_id][1:]


@pytest.mark.parametrize("name", WAYS)
def test_what_is_no_act_stays(name: str) -> None:
    house = destroyed(HOME, WAYS[name], random.Random(1))
    assert acts(house, MOTION) == acts(HOME.house, MOTION)
    times = [row.t for row in house.states]
    assert times == sorted(times)
    assert START <= times[0] <= times[-1] <= house.end
    moved = acts(house)
    assert all(a != b for (_, a), (_, b) in itertools.pairwise(moved))


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [("shifted", 10, 28), ("offset", 14, 28), ("random", 4, 28)],
)
def test_acts_lose_their_time(name: str, least: int, most: int) -> None:
    moved = acts(destroyed(HOME, WAYS[name], random.Random(1)))
    assert least <= len(moved) <= most
    hours = Counter(
        datetime.fromtimestamp(t, HOME.house.zone).hour for t, s in moved if s == "on"
    )
    assert max(hours.values()) < 7
    if name == "offset":
        assert all(7 <= hour < 23 for hour in hours)


def test_acts_move_by_three_to_nine_hours_and_whole_days() -> None:
    moved = [
        t
        for t, s in acts(destroyed(HOME, WAYS["shifted"], random.Random(2)))
        if s == "on"
    ]
    was = 20 * HOUR + 300
    by = [(t - START - was) % DAY for t in moved]
    assert all(3 * HOUR <= one <= 9 * HOUR for one in by)
    assert len(set(by)) > len(by) / 2


def test_nobody_does_anything() -> None:
    assert acts(destroyed(HOME, WAYS["no_acts"], random.Random(1))) == []


def test_each_way_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(null, "_DAYS", 10)
    found = null.suggestions_without_habits(0)
    assert set(found) == {"shifted", "offset", "no_acts", "random"}
    assert found["no_acts"] == 0


def test_some_acts_of_the_home_are_by_people() -> None:
    assert all(act.cause.startswith(PERSON) for act in HOME.truth.acts)
