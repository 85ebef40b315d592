"""One repair for what was switched on and cannot act any more."""

from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.ai_automation import decisions
from custom_components.ai_automation.const import DOMAIN
from custom_components.ai_automation.store import suggestions as stored
from custom_components.ai_automation.troubles import async_look

from .builders import keep, suggestion

FLOW = "/api/repairs/issues/fix"
DOOR = "binary_sensor.door"


@pytest.fixture
async def on(hass: HomeAssistant, entry: MockConfigEntry) -> Path:
    """Switch two suggestions on; return the file of automations."""
    hass.states.async_set(DOOR, "off")
    await hass.async_block_till_done()
    when = {"trigger": "state", "entity_id": "input_boolean.hall", "to": "off"}
    automation = {**suggestion().automation, "triggers": [when]}
    await keep(
        entry.runtime_data.database,
        suggestion("s1", automation=automation),
        suggestion(
            "s2",
            title="Hall light with the door",
            fingerprint="s2",
            entity_ids=("input_boolean.hall", DOOR),
            automation=automation,
        ),
    )
    for one in ("s1", "s2"):
        await decisions.async_accept(hass, entry, suggestion_id=one, context=Context())
    return Path(hass.config.path("automations.yaml"))


async def look(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, str]:
    """Look as after a run; return the reasons by suggestion."""
    data = entry.runtime_data
    found = await async_look(hass, data.database, data.cache)
    return {one.suggestion_id: one.reason for one in found}


def issues(hass: HomeAssistant) -> list[ir.IssueEntry]:
    """Return our repairs that nobody ignored."""
    return [
        issue
        for (domain, _), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN and issue.dismissed_version is None
    ]


async def test_what_works_is_no_trouble(
    hass: HomeAssistant, entry: MockConfigEntry, on: Path
) -> None:
    assert await look(hass, entry) == {}
    assert not issues(hass)


async def test_what_lost_a_thing_is_told_in_one_repair(
    hass: HomeAssistant, entry: MockConfigEntry, on: Path
) -> None:
    hass.states.async_remove(DOOR)
    await hass.async_block_till_done()
    assert await look(hass, entry) == {"s2": f"{DOOR} is not there any more"}
    (issue,) = issues(hass)
    assert issue.is_fixable
    assert issue.translation_placeholders == {
        "automations": f"- Hall light with the door: {DOOR} is not there any more"
    }
    await look(hass, entry)
    assert len(issues(hass)) == 1

    hass.states.async_set(DOOR, "off")
    await hass.async_block_till_done()
    assert await look(hass, entry) == {}
    assert not issues(hass)


async def test_what_does_not_load_is_told(
    hass: HomeAssistant, entry: MockConfigEntry, on: Path
) -> None:
    on.write_text(on.read_text().replace("trigger: state", "trigger: nope", 1))
    await hass.services.async_call("automation", "reload", blocking=True)
    await hass.async_block_till_done()
    assert await look(hass, entry) == {"s1": "Home Assistant could not load it"}


async def test_what_has_not_run_for_long_is_told(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    on: Path,
    freezer: FrozenDateTimeFactory,
) -> None:
    freezer.tick(timedelta(days=29))
    await hass.services.async_call(
        "automation",
        "trigger",
        {"entity_id": [hass.states.async_entity_ids("automation")[0]]},
        blocking=True,
    )
    assert await look(hass, entry) == {}
    freezer.tick(timedelta(days=2))
    reasons = await look(hass, entry)
    assert list(reasons.values()) == ["it has not run for 30 days"]


async def test_what_its_owner_switched_off_is_no_trouble(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    on: Path,
    freezer: FrozenDateTimeFactory,
) -> None:
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": "all"}, blocking=True
    )
    freezer.tick(timedelta(days=40))
    assert await look(hass, entry) == {}


async def fix(
    client: Any, issue: ir.IssueEntry, chosen: list[str] | None = None
) -> dict[str, Any]:
    """Go through the repair in the way of the frontend."""
    response = await client.post(
        FLOW, json={"handler": DOMAIN, "issue_id": issue.issue_id}
    )
    assert response.status == HTTPStatus.OK
    step = await response.json()
    assert step["type"] == "form", step
    response = await client.post(
        f"{FLOW}/{step['flow_id']}", json={"take_out": chosen or []}
    )
    answer: dict[str, Any] = await response.json()
    return answer


@pytest.fixture
async def client(
    hass: HomeAssistant, entry: MockConfigEntry, hass_client: ClientSessionGenerator
) -> Any:
    assert await async_setup_component(hass, "repairs", {})
    return await hass_client()


async def test_what_is_chosen_is_taken_out(
    hass: HomeAssistant, entry: MockConfigEntry, client: Any, on: Path
) -> None:
    hass.states.async_remove(DOOR)
    await hass.async_block_till_done()
    await look(hass, entry)
    answer = await fix(client, issues(hass)[0], ["s2"])
    assert answer["type"] == "create_entry"
    assert "ai_automation_s2" not in on.read_text()
    assert "ai_automation_s1" in on.read_text()
    found = await stored.async_get(entry.runtime_data.database, "s2")
    assert found is not None
    assert found.status == "undone"
    assert await look(hass, entry) == {}
    assert not issues(hass)


async def test_what_is_left_is_not_told_again_until_another_is_in_trouble(
    hass: HomeAssistant, entry: MockConfigEntry, client: Any, on: Path
) -> None:
    hass.states.async_remove(DOOR)
    await hass.async_block_till_done()
    await look(hass, entry)
    answer = await fix(client, issues(hass)[0])
    assert (answer["type"], answer["reason"]) == ("abort", "left")
    await look(hass, entry)
    assert not issues(hass)
    on.write_text(on.read_text().replace("trigger: state", "trigger: nope", 1))
    await hass.services.async_call("automation", "reload", blocking=True)
    await hass.async_block_till_done()
    assert set(await look(hass, entry)) == {"s1", "s2"}
    assert len(issues(hass)) == 1


async def test_one_that_was_edited_is_not_taken_out_and_told(
    hass: HomeAssistant, entry: MockConfigEntry, client: Any, on: Path
) -> None:
    hass.states.async_remove(DOOR)
    await hass.async_block_till_done()
    await look(hass, entry)
    edited = on.read_text().replace("turn_on\n", "toggle\n")
    on.write_text(edited)
    answer = await fix(client, issues(hass)[0], ["s2"])
    assert answer["errors"] == {"base": "not_taken_out"}
    assert "input_boolean.toggle" in answer["description_placeholders"]["error"]
    assert on.read_text() == edited
