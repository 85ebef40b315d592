"""The trace of a real office becomes a recorded house."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
import json
from pathlib import Path
import sys
from unittest.mock import patch

import pytest

from bench.homes.analyse import Archive
from bench.house import House, HouseError, read_house
from bench.office import GAP, ZONE, convert, epochs, gaps_of, main, read_trace
from bench.office_rules import UNTIL, with_automations
from custom_components.ai_automation.model.act import Cause
from custom_components.ai_automation.suggestions.hubs import hub_words

TRACE = Path(__file__).parents[3] / "shared" / "traces" / "office" / "events.csv"
needs_trace = pytest.mark.skipif(
    not TRACE.is_file(), reason="shared traces are not beside the checkout"
)
LINES = """\
time,entity_id,state,role
2019-04-22 10:00:00,light.lamp,on,action
2019-04-22 10:00:02,light.lamp#brightness,100,attr
2019-04-22 10:00:03,light.lamp#color,#FFCE77,attr
2019-04-22 10:00:09,binary_sensor.motion_1,off,sensor
2019-04-22 10:05:00,sensor.motion_1_temperature,70,sensor
2019-04-22 11:00:00,light.lamp,off,action
2019-04-23 11:00:00,sensor.motion_1_temperature,71,sensor
2019-04-25 10:00:00,device_tracker.phone_1,home,sensor
2019-04-25 10:01:00,light.lamp,on,action
2019-04-25 10:02:00,sensor.motion_1_temperature,72,sensor
"""


@pytest.fixture(name="path")
def trace_path(tmp_path: Path) -> Path:
    """Write a small trace."""
    path = tmp_path / "events.csv"
    path.write_text(LINES)
    return path


@pytest.fixture(name="house")
def made_house(path: Path) -> House:
    """Convert it."""
    return convert(path)


def clock(t: float) -> str:
    """Return a moment as the trace has it."""
    return f"{datetime.fromtimestamp(t, ZONE):%Y-%m-%d %H:%M:%S}"


def told(house: House, entity_id: str) -> list[tuple[str, str]]:
    """Return when an entity took which state."""
    rows = [row for row in house.states if row.entity_id == entity_id]
    changed = [row for before, row in pairwise(rows) if before.state != row.state]
    return [(clock(row.t), row.state) for row in changed]


def test_changes_are_those_of_the_trace(house: House) -> None:
    assert told(house, "light.lamp") == [
        ("2019-04-22 10:00:00", "on"),
        ("2019-04-22 11:00:00", "off"),
        ("2019-04-25 10:01:00", "on"),
    ]
    assert told(house, "binary_sensor.motion_1") == [("2019-04-22 10:00:09", "off")]


def test_it_begins_with_what_must_have_been(house: House) -> None:
    begun = {r.entity_id: r.state for r in house.states if r.t == house.start}
    assert begun == {
        "light.lamp": "off",
        "binary_sensor.motion_1": "on",
        "device_tracker.phone_1": "not_home",
        "sensor.motion_1_temperature": "70",
    }
    assert clock(house.start) == "2019-04-22 09:50:00"


def test_a_brightness_changes_attributes_only(house: House) -> None:
    _, on, dimmed = [r for r in house.states if r.entity_id == "light.lamp"][:3]
    assert (on.state, dimmed.state) == ("on", "on")
    assert json.loads(dimmed.attributes)["brightness"] == 255
    assert "brightness" not in json.loads(on.attributes)
    assert not any("FFCE77" in row.attributes for row in house.states)


def test_a_long_silence_of_people_is_a_stop(house: House) -> None:
    assert [(clock(e.t), e.event_type) for e in house.events] == [
        ("2019-04-22 11:10:00", "homeassistant_stop"),
        ("2019-04-25 09:50:00", "homeassistant_start"),
    ]
    stop, start = (event.t for event in house.events)
    assert not [row for row in house.states if stop < row.t < start]
    again = {r.entity_id: r.state for r in house.states if r.t == start}
    assert again["light.lamp"] == "off"
    assert len(again) == 4


def test_a_closed_sunday_is_no_gap(path: Path) -> None:
    trace = [t for t in read_trace(path) if t.entity_id == "light.lamp"][:2]
    first = trace[0]
    assert not gaps_of([first, first._replace(t=first.t + GAP)])
    assert gaps_of([first, first._replace(t=first.t + GAP + 1)])


def test_everything_is_in_one_room_and_by_itself(house: House) -> None:
    assert {device.area_id for device in house.devices} == {"office"}
    contexts = [row.context_id for row in house.states]
    assert len(set(contexts)) == len(contexts)
    classes = {e.entity_id: e.device_class for e in house.entities}
    assert classes == {
        "light.lamp": None,
        "binary_sensor.motion_1": "motion",
        "device_tracker.phone_1": None,
        "sensor.motion_1_temperature": "temperature",
    }


@pytest.mark.parametrize(
    ("times", "apart"),
    [
        # Clocks went back at two on 3 November 2019 and forward on 10 March.
        (("2019-11-03 00:59:00", "2019-11-03 01:01:00"), 2),
        (("2019-11-03 01:59:00", "2019-11-03 01:01:00"), 2),
        (("2019-11-03 01:59:00", "2019-11-03 02:01:00"), 62),
        (("2019-11-03 01:30:00", "2019-11-03 01:20:00", "2019-11-03 01:40:00"), 20),
        (("2019-03-10 01:59:00", "2019-03-10 03:01:00"), 2),
    ],
)
def test_the_clocks(times: tuple[str, ...], apart: int) -> None:
    *_, before, last = epochs(times)
    assert timedelta(seconds=last - before) == timedelta(minutes=apart)
    first = next(epochs(times[:1]))
    assert datetime.fromtimestamp(first, UTC) == datetime.fromisoformat(
        times[0]
    ).replace(tzinfo=ZONE).astimezone(UTC)


def test_the_command(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "house"
    with patch.object(sys, "argv", ["office", str(path), str(folder)]):
        assert main() == 0
    assert read_house(folder).states == convert(path).states


@pytest.mark.parametrize("text", ["time,entity_id\n", "time,entity_id,state,role\n"])
def test_what_is_no_trace(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "events.csv"
    path.write_text(text)
    with patch.object(sys, "argv", ["office", str(path), str(tmp_path / "house")]):
        assert main() == 2
    assert str(path) in capsys.readouterr().err


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(HouseError, match="cannot be read"):
        convert(tmp_path / "none.csv")


# The real one
@pytest.fixture(name="office", scope="module")
def real_office() -> House:
    """Convert the trace beside the checkout."""
    return convert(TRACE)


@pytest.fixture(name="archive")
def first_week(office: House) -> Iterator[Archive]:
    """Give the archive of the office as it was."""
    archive = Archive(office)
    yield archive
    archive.close()


@needs_trace
@pytest.mark.parametrize("days_after", [0, 4, 7, 14, 21, 28, 37])
def test_rules_of_another_hub_are_listed(archive: Archive, days_after: int) -> None:
    history = archive.history(UNTIL + days_after * 86400)
    rules = {(r.entity_id, r.state): r for r in history.hub_rules}
    off, on = rules["light.lamp", "off"], rules["light.lamp", "on"]
    assert (off.after, off.after_state) == ("binary_sensor.motion_1", "off")
    assert off.lag == pytest.approx(900, abs=2)
    assert (off.times, off.undone) == (21, 9)
    assert (on.after, on.after_state) == ("binary_sensor.motion_1", "on")
    assert on.lag <= 1
    assert hub_words(off, archive.home) == (
        "Something outside Home Assistant seems to turn off the Lamp when nobody has been noticed in the office for 15 minutes."
        " It did so 21 times. 9 times this was taken back within half a minute. Let it wait longer, where it is set up."
    )


@needs_trace
def test_what_other_hubs_do_is_no_habit(archive: Archive) -> None:
    analysed = archive.analyse(UNTIL)
    assert not analysed.suggestions
    assert analysed.history.causes[Cause.OTHER_HUB] > 300


@needs_trace
@pytest.mark.parametrize("days_after", [0, 7])
def test_what_automations_do_is_no_habit(office: House, days_after: int) -> None:
    archive = Archive(with_automations(office))
    analysed = archive.analyse(UNTIL + days_after * 86400)
    archive.close()
    causes = analysed.history.causes
    assert causes[Cause.AUTOMATION] > 300
    assert Cause.OTHER_HUB not in causes
    if not days_after:
        assert not analysed.suggestions
