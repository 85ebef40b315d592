"""What its owner changes about an automation is held against the days that proved it."""

from collections.abc import AsyncGenerator
from pathlib import Path
from unittest.mock import patch

from homeassistant.components.persistent_notification import (
    _async_get_or_create_notifications as notifications,
)
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ai_automation import decisions, golden
from custom_components.ai_automation.model.routine import (
    RoutineKind,
    StateTrigger,
    Target,
)
from custom_components.ai_automation.model.suggestion import Suggestion
from custom_components.ai_automation.model.track import History
from custom_components.ai_automation.store import golden as stored

from .builders import keep, routine, suggestion
from .routines.small import act, at, timeline

HALL, DOOR, OTHER = "input_boolean.hall", "binary_sensor.door", "binary_sensor.new"
START = at(0, "00:00")
READ = "custom_components.ai_automation.history.HistoryReader.async_read"


def past(*more: str) -> History:
    """Return two weeks in which the light follows the door, and once nobody wants it."""
    rows = {HALL: [(START, "off")], DOOR: [(START, "off")]}
    for day in range(14):
        rows[DOOR] += [(at(day, "18:00"), "on"), (at(day, "18:01"), "off")]
        if day != 5:
            rows[HALL] += [(at(day, "18:00:20"), "on"), (at(day, "18:30"), "off")]
    rows |= dict.fromkeys(more, rows[DOOR])
    acts = [act(at(day, "18:00:20"), HALL, "on") for day in range(14) if day != 5]
    return timeline(rows, acts).history


def following() -> Suggestion:
    """Return: the hall light on when the door opens."""
    plain = suggestion()
    return suggestion(
        entity_ids=(HALL, DOOR),
        routine=routine(
            kind=RoutineKind.FOLLOW,
            triggers=(StateTrigger(entity_id=DOOR, to="on"),),
            targets=(Target(entity_id=HALL, state="on"),),
        ),
        automation={
            **plain.automation,
            "triggers": [{"trigger": "state", "entity_id": DOOR, "to": "on"}],
        },
    )


@pytest.fixture
async def file(hass: HomeAssistant, entry: MockConfigEntry) -> AsyncGenerator[Path]:
    """Switch it on, with the past that proves it; return the file of automations."""
    registry = er.async_get(hass)
    for name in ("door", "new"):
        registry.async_get_or_create(
            "binary_sensor", "zha", name, suggested_object_id=name
        )
        hass.states.async_set(f"binary_sensor.{name}", "off")
    await hass.async_block_till_done()
    await keep(entry.runtime_data.database, following())
    with patch(READ, return_value=past()):
        await decisions.async_accept(hass, entry, suggestion_id="s1", context=Context())
    yield Path(hass.config.path("automations.yaml"))
    # One of the edits waits for three o'clock.
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": "all"}, blocking=True
    )


async def compare(hass: HomeAssistant, entry: MockConfigEntry) -> str | None:
    """Compare as after a run, and return what was told."""
    data = entry.runtime_data
    told = await golden.async_compare(hass, entry.options, data.database, data.cache)
    found = [
        one["message"]
        for one in notifications(hass).values()
        if one["title"] == "An automation does something else now"
    ]
    return found[0] if told else None


async def edit(hass: HomeAssistant, file: Path, old: str, new: str) -> None:
    """Edit the file, as its owner would."""
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    await hass.services.async_call("automation", "reload", blocking=True)
    await hass.async_block_till_done()


async def test_what_proved_it_is_kept_without_who(
    entry: MockConfigEntry, file: Path
) -> None:
    (kept,) = await stored.async_all(entry.runtime_data.database)
    assert (len(kept.right), kept.wrong) == (13, (at(5, "18:00"),))
    assert set(kept.tracks) == {HALL, DOOR}
    assert all(act.user_id is None for act in kept.acts)
    assert kept.tracks[DOOR].state_at(at(3, "18:00:30")) == "on"


async def test_what_nobody_changed_is_not_told(
    hass: HomeAssistant, entry: MockConfigEntry, file: Path
) -> None:
    assert await compare(hass, entry) is None


async def test_another_name_of_it_changes_nothing(
    hass: HomeAssistant, entry: MockConfigEntry, file: Path
) -> None:
    await edit(hass, file, "alias: ", "alias: My ")
    assert await compare(hass, entry) is None


async def test_an_edit_that_leaves_days_out_is_told_once(
    hass: HomeAssistant, entry: MockConfigEntry, file: Path
) -> None:
    await edit(
        hass,
        file,
        "conditions: []",
        "conditions:\n  - {condition: time, weekday: [mon, tue, wed, thu, fri]}",
    )
    message = await compare(hass, entry)
    assert message is not None
    assert "it would do 10 of the 13 things" in message
    assert "Sunday 20 Sep, 11:00" in message  # by the clock of the home
    assert await compare(hass, entry) is None


async def test_an_edit_that_runs_for_nothing_is_told(
    hass: HomeAssistant, entry: MockConfigEntry, file: Path
) -> None:
    await edit(hass, file, "to: 'on'", "to: 'on'\n  - {trigger: time, at: '03:00:00'}")
    message = await compare(hass, entry)
    assert message is not None
    assert "for nothing 14 times" in message


async def test_a_rename_that_the_automation_does_not_follow_is_told(
    hass: HomeAssistant, entry: MockConfigEntry, file: Path
) -> None:
    hass.states.async_remove(DOOR)
    er.async_get(hass).async_update_entity(
        DOOR, new_entity_id="binary_sensor.front_door"
    )
    hass.states.async_set("binary_sensor.front_door", "off")
    await hass.async_block_till_done()
    message = await compare(hass, entry)
    assert message is not None
    assert "is no longer there" in message
    assert "it would do 0 of the 13 things" in message

    # Its owner follows: all is as it was.
    await edit(hass, file, DOOR, "binary_sensor.front_door")
    assert await compare(hass, entry) is None


async def test_a_sensor_that_took_the_place_is_looked_up(
    hass: HomeAssistant, entry: MockConfigEntry, file: Path
) -> None:
    await edit(hass, file, DOOR, OTHER)
    with patch(READ, return_value=past(OTHER)):
        assert await compare(hass, entry) is None


async def test_a_sensor_that_was_not_there_cannot_be_told(
    hass: HomeAssistant, entry: MockConfigEntry, file: Path
) -> None:
    await edit(hass, file, DOOR, OTHER)
    with patch(READ, return_value=past()):
        message = await compare(hass, entry)
    assert message is not None
    assert "nothing is recorded of" in message


async def test_what_cannot_be_read_any_more_is_told(
    hass: HomeAssistant, entry: MockConfigEntry, file: Path
) -> None:
    await edit(
        hass, file, "trigger: state", "trigger: state\n    attribute: brightness"
    )
    message = await compare(hass, entry)
    assert message is not None
    assert "cannot be told any more" in message


async def test_they_go_with_what_they_prove(
    hass: HomeAssistant, entry: MockConfigEntry, file: Path
) -> None:
    await decisions.async_undo(hass, entry, suggestion_id="s1")
    assert await stored.async_all(entry.runtime_data.database) == []


@pytest.mark.parametrize("what", [{"entity_id": DOOR}, {}])
async def test_they_are_forgotten(
    hass: HomeAssistant, entry: MockConfigEntry, file: Path, what: dict[str, str]
) -> None:
    await decisions.async_forget(hass, entry, entity_id="light.other")
    assert len(await stored.async_all(entry.runtime_data.database)) == 1
    await decisions.async_forget(hass, entry, **what)
    assert await stored.async_all(entry.runtime_data.database) == []
