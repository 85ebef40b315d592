"""The demo home: what its recording must look like to be worth analysing."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
import json
from pathlib import Path
import subprocess
import sys

from homeassistant.util.ulid import ulid_to_bytes
import pytest

from bench import demo_home
from bench.demo_home.machines import ZONE, sunset
from bench.demo_home.place import FELIX, MARA
from bench.house import House, StateRow, read_house, running_home, write_config

END = datetime(2026, 11, 23, 15, tzinfo=ZONE).timestamp()
MIDNIGHT = datetime(2026, 11, 23, tzinfo=ZONE).timestamp()
SAME_MOMENT = 2


@pytest.fixture(scope="module")
def home() -> House:
    return demo_home.build(end=END)


def _changes(home: House, entity_id: str) -> Iterator[tuple[str, StateRow]]:
    """Yield each real change of an entity with the state before it."""
    before = ""
    for one in home.states:
        if one.entity_id == entity_id:
            if before not in ("", one.state):
                yield before, one
            before = one.state


def _moments(home: House, entity_id: str, state: str) -> list[datetime]:
    return [
        datetime.fromtimestamp(one.t, ZONE)
        for before, one in _changes(home, entity_id)
        if one.state == state and before != "unavailable"
    ]


def _own(one: StateRow) -> bool:
    """Return whether a context began with its row, as a device's own does."""
    assert one.context_id is not None
    milliseconds = int.from_bytes(ulid_to_bytes(one.context_id)[:6])
    return abs(milliseconds - one.t * 1000) < SAME_MOMENT


def _under(home: House, context_id: str | None) -> list[str]:
    return [one.event_type for one in home.events if one.context_id == context_id]


def test_it_covers_four_weeks_up_to_the_last_midnight(home: House) -> None:
    assert home.end == MIDNIGHT
    first = datetime.fromtimestamp(home.start, ZONE)
    assert first == datetime(2026, 10, 26, tzinfo=ZONE)
    assert home.states[0].t == home.start
    assert home.end - 3600 < home.states[-1].t < home.end
    days = {datetime.fromtimestamp(one.t, ZONE).date() for one in home.states}
    assert len(days) == 28


def test_by_default_it_ends_last_midnight() -> None:
    now = datetime.now(ZONE)
    assert (
        timedelta()
        <= now - datetime.fromtimestamp(demo_home.build().end, ZONE)
        < timedelta(hours=26)
    )


def test_the_same_arguments_make_the_same_home(home: House) -> None:
    again = demo_home.build(end=END)
    assert (again.states, again.events) == (home.states, home.events)
    assert demo_home.build(end=END, seed=1).states != home.states


def test_it_is_a_house_like_any_other(home: House, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench.demo_home", str(tmp_path)]
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [*command, "--end", str(END)], cwd=root, check=True, capture_output=True
    )
    assert f"{len(home.states)} states" in done.stdout.decode()
    written = read_house(tmp_path)
    assert written.entities == tuple(home.entities)
    assert written.states == tuple(home.states)
    assert written.events == tuple(home.events)
    assert written.automations == home.automations


def test_rows_are_in_order_and_about_entities_it_has(home: House) -> None:
    for rows in (home.states, home.events):
        times = [one.t for one in rows]
        assert times == sorted(times)
    known = {one.entity_id for one in home.entities}
    assert {one.entity_id for one in home.states} == known
    assert 40 <= len(known) <= 60
    assert len(home.areas) == 7
    assert 15_000 < len(home.states) < 60_000


def test_attributes_are_objects_and_name_the_entity(home: House) -> None:
    first: dict[str, str] = {}
    for one in home.states:
        first.setdefault(one.entity_id, one.attributes)
        if one.attributes:
            assert isinstance(json.loads(one.attributes), dict)
    for entity in home.entities:
        attributes = json.loads(first[entity.entity_id])
        assert attributes["friendly_name"] == entity.name
        assert attributes.get("device_class") == entity.device_class
        assert attributes.get("unit_of_measurement") == entity.unit_of_measurement


def test_a_thing_used_by_hand_has_a_context_of_its_own(home: House) -> None:
    for _, one in _changes(home, "light.bathroom_ceiling"):
        assert (one.parent_id, one.user_id) == (None, None)
        assert _own(one)
        assert _under(home, one.context_id) == []


def test_an_app_leaves_a_person_and_a_call(home: House) -> None:
    brewed = [
        one
        for before, one in _changes(home, "switch.coffee_machine")
        if (before, one.state) == ("off", "on") and one.user_id
    ]
    assert len(brewed) > 18
    for one in brewed:
        assert (one.user_id, one.parent_id) == (MARA, None)
        assert _under(home, one.context_id) == ["call_service"]


def test_a_voice_leaves_a_call_of_nobody(home: House) -> None:
    asked = [
        one
        for before, one in _changes(home, "light.floor_lamp")
        if (before, one.state) == ("off", "on")
    ]
    for one in asked:
        assert (one.user_id, one.parent_id) == (None, None)
        types = _under(home, one.context_id)
        assert types == ["homekit_state_change", "call_service"]


def test_a_slow_device_confirms_with_a_context_of_its_own(home: House) -> None:
    calls = [
        one
        for one in home.events
        if one.event_type == "call_service" and "bedroom_blinds" in one.data
    ]
    assert {one.user_id for one in calls} == {MARA}
    for before, one in _changes(home, "cover.bedroom_blinds"):
        if "unavailable" in (before, one.state):
            continue
        assert (one.user_id, one.parent_id) == (None, None)
        assert _own(one)
        assert any(10 < one.t - call.t < 18 for call in calls)


def test_a_triggered_automation_has_the_trigger_as_parent(home: House) -> None:
    motions = {
        one.context_id
        for one in home.states
        if one.entity_id == "binary_sensor.hall_motion"
    }
    changes = [
        one
        for before, one in _changes(home, "light.hall_ceiling")
        if "unavailable" not in (before, one.state)
    ]
    assert len(changes) > 200
    for one in changes:
        assert one.parent_id in motions
        assert one.user_id is None
        types = _under(home, one.context_id)
        assert types == ["automation_triggered", "call_service"]


def test_an_automation_by_the_clock_has_neither_person_nor_parent(home: House) -> None:
    lit = [
        one
        for before, one in _changes(home, "light.porch")
        if (before, one.state) == ("off", "on")
    ]
    assert len(lit) == 28
    for one in lit:
        assert (one.user_id, one.parent_id) == (None, None)
        assert datetime.fromtimestamp(one.t, ZONE).strftime("%H:%M:%S") == "17:30:00"
        assert "automation_triggered" in _under(home, one.context_id)


def test_an_automation_may_name_a_room(home: House) -> None:
    targets = [
        json.loads(one.data)["service_data"]
        for one in home.events
        if one.event_type == "call_service" and "area_id" in one.data
    ]
    assert targets == [{"area_id": ["kitchen"]}] * 28


def test_a_copy_follows_its_light(home: House) -> None:
    kitchen = {
        one.context_id
        for one in home.states
        if one.entity_id == "light.kitchen_ceiling"
    }
    copies = [
        one
        for before, one in _changes(home, "switch.kitchen_ceiling_copy")
        if "unavailable" not in (before, one.state)
    ]
    assert copies
    assert all(one.parent_id in kitchen for one in copies)


def test_another_hub_keeps_to_the_second(home: House) -> None:
    on = _moments(home, "switch.garden_lights", "on")
    assert {one.strftime("%H:%M:%S") for one in on} == {"18:00:00"}
    assert len(on) == 28


def test_a_restart_loses_everything_and_brings_it_back(home: House) -> None:
    starts = [one.t for one in home.events if one.event_type == "homeassistant_start"]
    stops = [one.t for one in home.events if one.event_type == "homeassistant_stop"]
    assert [up - down for down, up in zip(stops, starts, strict=True)] == [71, 71]
    lost = Counter(one.entity_id for one in home.states if one.state == "unavailable")
    assert set(lost.values()) == {2}
    assert "light.porch" in lost
    assert "person.mara" not in lost
    last = {one.entity_id: one.state for one in home.states}
    assert "unavailable" not in last.values()
    for one in home.states:
        if one.state == "unavailable":
            assert any(0 < one.t - start < 5 for start in starts)


def _by_the_clock(home: House) -> tuple[int, int]:
    days = {
        one.date()
        for one in _moments(home, "switch.coffee_machine", "on")
        if abs((one.hour * 60 + one.minute) - (6 * 60 + 50)) <= 10 and one.weekday() < 5
    }
    return len(days), 20


def _by_the_sun(home: House) -> tuple[int, int]:
    closed = _moments(home, "cover.living_room_blinds", "closed")
    after = [one.timestamp() - sunset(one.date()) for one in closed]
    return sum(abs(one - 1200) < 600 for one in after), 28


def _lamp_after_tv(home: House) -> tuple[int, int]:
    return _after(home, "media_player.tv", "playing", "light.floor_lamp")


def _light_after_motion(home: House) -> tuple[int, int]:
    return _after(home, "binary_sensor.bathroom_motion", "on", "light.bathroom_ceiling")


def _after(home: House, trigger: str, state: str, light: str) -> tuple[int, int]:
    """Return how often a light that was off after dark went on, of how many times."""
    states: dict[str, str] = {}
    waiting = []
    lit = []
    for one in home.states:
        before = states.get(one.entity_id, one.state)
        states[one.entity_id] = one.state
        if before == one.state or "unavailable" in (before, one.state):
            continue
        dark = states["sun.sun"] == "below_horizon"
        if one.entity_id == trigger and one.state == state and dark:
            waiting += [one.t] if states[light] == "off" else []
        elif one.entity_id == light and one.state == "on":
            lit.append(one.t)
    hits = sum(any(0 < on - since < 180 for on in lit) for since in waiting)
    return hits, len(waiting)


def _left_on(home: House) -> tuple[int, int]:
    off = [
        one
        for before, one in _changes(home, "light.home_office_ceiling")
        if (before, one.state) == ("on", "off")
    ]
    cleared = [
        one.timestamp()
        for one in _moments(home, "binary_sensor.home_office_motion", "off")
    ]
    hits = 0
    for one in off:
        last = max((t for t in cleared if t < one.t), default=0.0)
        hits += one.user_id == FELIX and 400 < one.t - last < 900
    return hits, len(off)


def _locked(home: House) -> tuple[int, int]:
    minutes = [
        one.hour * 60 + one.minute
        for one in _moments(home, "lock.front_door", "locked")
    ]
    return sum(abs(one - (22 * 60 + 42)) < 20 for one in minutes), 28


@pytest.mark.parametrize("seed", [demo_home.SEED, 3])
@pytest.mark.parametrize(
    ("habit", "fewest"),
    [
        (_by_the_clock, 16),
        (_by_the_sun, 22),
        (_light_after_motion, 60),
        (_lamp_after_tv, 15),
        (_left_on, 16),
        (_locked, 22),
    ],
)
def test_habits_are_followed_mostly_but_not_always(
    habit: Callable[[House], tuple[int, int]], fewest: int, seed: int
) -> None:
    hits, times = habit(demo_home.build(end=END, seed=seed))
    assert hits >= fewest
    assert 0.75 <= hits / times <= 1.0


def test_sensors_mostly_see_what_nobody_acts_upon(home: House) -> None:
    for room in ("living_room", "kitchen", "hall", "bathroom", "home_office"):
        seen = _moments(home, f"binary_sensor.{room}_motion", "on")
        assert len(seen) > 100


def test_people_come_and_go(home: House) -> None:
    count = {"home": 0, "not_home": 0}
    zone = [one for one in home.states if one.entity_id == "zone.home"]
    for person in ("mara", "felix"):
        for _, one in _changes(home, f"person.{person}"):
            count[one.state] += 1
    assert count["home"] == count["not_home"] > 40
    assert {one.state for one in zone} == {"0", "1", "2"}


async def test_a_real_home_assistant_starts_as_this_home(
    home: House, tmp_path: Path
) -> None:
    write_config(home, tmp_path / "config", port=1)
    async with running_home(tmp_path / "config") as hass:
        states = {one.entity_id: one for one in hass.states.async_all()}
        for entity in home.entities:
            state = states[entity.entity_id]
            assert state.state not in ("unavailable", "unknown")
            if entity.entity_id != "zone.home":
                assert state.name.casefold() == entity.name.casefold()
    text = (tmp_path / "config" / "automations.yaml").read_text()
    assert text.startswith("# Felix:")
