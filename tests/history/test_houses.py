"""The causes and acts of recorded houses, against what is known to be true of them."""

from collections import defaultdict
import json
from pathlib import Path

from homeassistant.core import HomeAssistant
import pytest

from bench.house import House, read_house, write_recorder
from custom_components.ai_automation.history import HistoryReader, Scope
from custom_components.ai_automation.history.states import settled
from custom_components.ai_automation.model.home import (
    Area,
    Entity,
    HomeContext,
    Person,
    User,
)
from custom_components.ai_automation.model.track import History

from .past import assert_same

HOUSES = Path(__file__).parents[3] / "shared" / "houses"

pytestmark = pytest.mark.skipif(
    not HOUSES.is_dir(), reason="shared houses are not beside the checkout"
)


@pytest.fixture(params=["flat-1", "family-1", "automated-1"])
def folder(request: pytest.FixtureRequest) -> Path:
    """Give the folder of a house."""
    return HOUSES / str(request.param)


@pytest.fixture
def recorder_db_url(folder: Path, tmp_path: Path) -> str:
    """Let the recorder open the database of the house."""
    path = tmp_path / "house.db"
    write_recorder(read_house(folder), path)
    return f"sqlite:///{path}"


def home_of(house: House) -> HomeContext:
    """Return the home as its registries know it."""
    areas = {device.device_id: device.area_id for device in house.devices}
    return HomeContext(
        version=1,
        time_zone=house.time_zone,
        latitude=house.latitude,
        longitude=house.longitude,
        areas={
            a.area_id: Area(area_id=a.area_id, name=a.name, floor_id=a.floor_id)
            for a in house.areas
        },
        entities={
            e.entity_id: Entity(
                entity_id=e.entity_id,
                name=e.name,
                area_id=e.area_id or areas.get(e.device_id or ""),
                device_id=e.device_id,
                platform=e.platform,
                device_class=e.device_class,
                entity_category=e.entity_category,
                labels=frozenset(e.labels),
                hidden=e.hidden,
            )
            for e in house.entities
            if not e.disabled
        },
        people={
            p.entity_id: Person(entity_id=p.entity_id, name=p.name, user_id=p.user_id)
            for p in house.people
        },
        users={
            u.user_id: User(user_id=u.user_id, name=u.name, machine=u.system_generated)
            for u in house.users
        },
    )


type Moments = dict[tuple[str, str], list[float]]


def moved_by_people(history: History) -> Moments:
    """Return when people brought each entity into each state."""
    moved: Moments = defaultdict(list)
    for act in history.acts:
        script = act.entity_id.startswith(("scene.", "script."))
        for entity_id in act.entity_ids:
            for state in ("on", "off") if script else (act.state,):
                moved[entity_id, state].append(act.at)
    return moved


def moved_by_machines(history: History) -> Moments:
    """Return when something else did, or what it moves together with."""
    moved: Moments = defaultdict(list)
    for (entity_id, state), times in history.machine_times.items():
        for member in history.groups.get(entity_id, (entity_id,)):
            moved[member, state].extend(times.tolist())
    return moved


def share_near(acts: list[tuple[float, str, str]], moved: Moments) -> float:
    """Return the share of acts that are among those moved, give or take a slow lamp."""
    near = [
        any(abs(at - t) <= 10 for t in moved.get((e, state), ()))
        for at, e, state in acts
    ]
    return sum(near) / len(near)


async def test_who_did_it(
    folder: Path, recorder_mock: object, hass: HomeAssistant
) -> None:
    house = read_house(folder)
    home = home_of(house)
    history = await HistoryReader(hass).async_read(
        home, Scope(), start=house.start, end=house.end
    )
    truth = json.loads((folder / "truth.json").read_text())
    people, machines = moved_by_people(history), moved_by_machines(history)
    by_people: list[tuple[float, str, str]] = []
    by_machines: list[tuple[float, str, str]] = []
    for at, entity_id, state, cause in truth["acts"]:
        lasting = settled(entity_id.partition(".")[0], state)
        by = by_people if cause.startswith("person") else by_machines
        by.append((at, entity_id, lasting))
    assert share_near(by_machines, machines) >= 0.97
    assert share_near(by_people, machines) <= 0.03
    assert share_near(by_machines, people) <= 0.03
    # The rest was undone at once, or ended what had begun before.
    assert share_near(by_people, people) >= 0.85

    assert {
        group: sorted({group, *members}) for group, members in truth["groups"].items()
    } == {group: list(members) for group, members in history.groups.items()}
    assert history.gaps == ()
    for restart in truth["restarts"]:
        assert any(abs(start - restart) < 120 for start in history.starts)


@pytest.mark.parametrize("folder", [HOUSES / "flat-1"])
async def test_night_after_night_is_all_at_once(
    folder: Path, recorder_mock: object, hass: HomeAssistant
) -> None:
    house = read_house(folder)
    home = home_of(house)
    reader = HistoryReader(hass)
    for end in (house.start + 7.3 * 86400, house.start + 14.3 * 86400, house.end):
        nightly = await reader.async_read(home, Scope(), start=house.start, end=end)
        at_once = await HistoryReader(hass).async_read(
            home, Scope(), start=house.start, end=end
        )
        assert_same(nightly, at_once)
