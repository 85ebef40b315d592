"""Moving a recorded house in time."""

from dataclasses import replace
from datetime import datetime, timedelta
import json

from homeassistant.util.ulid import ulid_at_time, ulid_to_bytes
import pytest

from bench.house import House, HouseError, shift_to_end

from .houses import END, START, ZONE, event, first_states, house, row


def _local(t: float) -> datetime:
    return datetime.fromtimestamp(t, ZONE)


def _busy() -> House:
    """Return a house with a row an hour, in its winter time."""
    hours = int((END - START) / 3600)
    rows = [
        row(START + 3600 * n + 0.789, "light.hall", "on" if n % 2 else "off")
        for n in range(hours)
    ]
    return house(states=[*first_states(), *rows])


@pytest.mark.parametrize(
    "end",
    [
        datetime(2026, 7, 13, tzinfo=ZONE),
        datetime(2026, 4, 6, tzinfo=ZONE),
        datetime(2026, 11, 2, tzinfo=ZONE),
        datetime(2025, 12, 22, tzinfo=ZONE),
    ],
)
def test_clock_times_and_weekdays_stay(end: datetime) -> None:
    before = _busy()
    after = shift_to_end(before, end.timestamp())
    assert after.end == end.timestamp()
    assert _local(after.start) == end - timedelta(days=14)
    assert len(after.states) == len(before.states)
    when = "%a %H:%M:%S.%f"
    moved = [_local(one.t).strftime(when) for one in after.states]
    told = [_local(one.t).strftime(when) for one in before.states]
    # Only the hour that a change of the clocks leaves out has no such time.
    assert sum(a != b for a, b in zip(told, moved, strict=True)) <= 1
    assert [one.t for one in after.states] == sorted(one.t for one in after.states)


def test_contexts_move_with_their_rows() -> None:
    t = START + 3 * 86400 + 7.123
    above = ulid_at_time(t)
    below = ulid_at_time(t + 0.004)
    told = house(
        states=[
            *first_states(),
            row(t, "binary_sensor.hall", "on", context=above),
            row(t + 0.1, "light.hall", "on", context=below, parent=above),
        ],
        events=[event(t + 0.004, "automation_triggered", context=below)],
    )
    moved = shift_to_end(told, datetime(2026, 8, 31, tzinfo=ZONE).timestamp())
    motion, light = moved.states[-2:]
    assert light.parent_id == motion.context_id
    assert moved.events[0].context_id == light.context_id
    for one in (motion, moved.events[0]):
        milliseconds = int.from_bytes(ulid_to_bytes(one.context_id)[:6])
        assert milliseconds == pytest.approx(one.t * 1000, abs=1)
    assert motion.context_id is not None
    assert ulid_to_bytes(motion.context_id)[6:] == ulid_to_bytes(above)[6:]


def test_moments_inside_texts_move() -> None:
    t = START + 86400
    text = "2026-03-03T06:00:00+00:00"
    states = [*first_states(), row(t, "sensor.signal", text, last_triggered=text)]
    moved = shift_to_end(house(states=states), END + 14 * 86400)
    assert moved.states[-1].state == "2026-03-17T06:00:00+00:00"
    assert json.loads(moved.states[-1].attributes) == {
        "last_triggered": "2026-03-17T06:00:00+00:00"
    }


def test_what_would_lie_after_the_end_is_left_out() -> None:
    before = _busy()
    end = END + 3 * 86400
    after = shift_to_end(before, end)
    assert after.end == end
    assert after.start == START + 7 * 86400
    assert len(before.states) - len(after.states) == pytest.approx(4 * 24, abs=1)
    assert max(one.t for one in after.states) <= end


def test_a_house_that_ends_there_stays() -> None:
    before = _busy()
    after = shift_to_end(before, END)
    assert replace(after, states=tuple(after.states), events=()) == before


def test_a_house_without_rows_cannot_be_moved() -> None:
    with pytest.raises(HouseError, match="add some"):
        shift_to_end(house(states=[]), END)
