"""The compact form of the recorder's rows."""

from hypothesis import given, strategies as st
import numpy as np
from ulid_transform import ulid_at_time, ulid_to_bytes

from custom_components.ai_automation.history.rows import ProvenRows, Rows
from custom_components.ai_automation.model.act import Change

from .past import ANA


def rows_of(entity_id: str, *states: str | None) -> Rows:
    rows = Rows(entity_id)
    rows.extend(map(float, range(len(states))), states)
    return rows


def prove(rows: ProvenRows, first: int, *states: str) -> None:
    """Add rows, one a second, with ids from a hundred on."""
    places = range(first, first + len(states))
    nothing = [None] * len(states)
    rows.extend(map(float, places), states)
    rows.prove([100 + place for place in places], nothing, nothing, nothing)


def proven(entity_id: str, *states: str) -> ProvenRows:
    rows = ProvenRows(entity_id)
    prove(rows, 0, *states)
    return rows


def changes_of(rows: ProvenRows) -> list[tuple[float, str, str, int]]:
    return [(c.at, c.old, c.state, c.state_id) for c in rows.changes()]


def test_a_repeated_state_is_no_change() -> None:
    rows = rows_of("light.a", "off", "off", "on", "on", None, "")
    track = rows.track()
    assert track is not None
    assert track.times.tolist() == [0.0, 2.0, 4.0]
    assert track.states == ("off", "on", "unknown")
    assert track.state_at(3.5) == "on"


def test_the_act_is_when_a_cover_begins_to_move() -> None:
    rows = proven("cover.a", "open", "closing", "closed", "opening", "open")
    assert changes_of(rows) == [
        (1.0, "open", "closed", 101),
        (3.0, "closed", "open", 103),
    ]
    track = rows.track()
    assert track is not None
    assert track.times.tolist() == [0.0, 1.0, 3.0]
    assert track.states == ("open", "closed")


def test_an_alarm_is_armed_when_it_begins_to_arm() -> None:
    rows = proven(
        "alarm_control_panel.a", "disarmed", "arming", "armed_away", "disarmed"
    )
    assert changes_of(rows) == [
        (1.0, "disarmed", "armed_away", 101),
        (3.0, "armed_away", "disarmed", 103),
    ]


def test_each_activation_of_a_scene_is_a_change() -> None:
    rows = proven(
        "scene.a", "unknown", "2026-01-01", "2026-01-02", "2026-01-02", "unavailable"
    )
    assert changes_of(rows) == [
        (1.0, "off", "on", 101),
        (2.0, "off", "on", 102),
        (4.0, "off", "unavailable", 104),
    ]
    assert rows.track() is None


def test_ids_are_told_as_home_assistant_writes_them() -> None:
    context = ulid_at_time(1.0)
    rows = ProvenRows("light.a")
    rows.extend((0.0, 1.0), ("off", "on"))
    rows.prove(
        (1, 2),
        (None, ulid_to_bytes(context)),
        (None, None),
        (None, bytes.fromhex(ANA)),
    )
    (change,) = rows.changes()
    assert change == Change(
        state_id=2,
        at=1.0,
        entity_id="light.a",
        old="off",
        state="on",
        context_id=context,
        user_id=ANA,
    )


def test_a_row_at_the_start_replaces_what_was_known_before() -> None:
    rows = Rows("light.a")
    rows.extend((5.0, 5.0), ("off", "on"))
    track = rows.track()
    assert track is not None
    assert track.times.tolist() == [5.0]
    assert track.states == ("on",)


def test_a_text_with_endless_values_is_no_track() -> None:
    rows = Rows("input_number.a")
    rows.extend(map(float, range(2**15)), map(str, range(2**15)))
    assert rows.track() is None
    assert Rows("light.a").track() is None


@given(
    states=st.lists(st.sampled_from(["off", "on", "unavailable"]), max_size=20),
    cut=st.integers(0, 20),
    start=st.integers(0, 20),
)
def test_reading_in_two_parts_is_reading_at_once(
    states: list[str], cut: int, start: int
) -> None:
    whole = proven("light.a", *states)
    whole.forget(before=float(start), since=np.inf)
    parts = proven("light.a", *states)
    seen = parts.track()
    before = None if seen is None else seen.times.tolist()
    parts.forget(before=float(min(start, cut)), since=float(cut))
    prove(parts, cut, *states[cut:])
    parts.forget(before=float(start), since=np.inf)
    # What was told before is not changed by what is read later.
    assert before == (None if seen is None else seen.times.tolist())
    assert list(parts.changes()) == list(whole.changes())
    one, other = parts.track(), whole.track()
    assert (one is None) == (other is None)
    if one and other:
        assert np.array_equal(one.times, other.times)
        assert [one.states[c] for c in one.codes] == [
            other.states[c] for c in other.codes
        ]
