"""What the logbook and other automations learn of suggestions."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import Context, Event, HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.ai_automation.const import DOMAIN, EVENT_SUGGESTION, EVENT_TESTED

from .builders import keep, suggestion


async def call(hass: HomeAssistant, name: str, user: User, **data: Any) -> None:
    """Call an action as a person does."""
    await hass.services.async_call(
        DOMAIN,
        name,
        {"suggestion_id": "s1", **data},
        blocking=True,
        context=Context(user_id=user.id),
    )


async def told(hass: HomeAssistant, owner: WebSocketGenerator) -> list[dict[str, Any]]:
    """Return what the logbook shows of us, oldest first."""
    await hass.async_block_till_done()
    await async_wait_recording_done(hass)
    client = await owner(hass)
    begin = dt_util.utcnow() - timedelta(minutes=5)
    await client.send_json_auto_id(
        {"type": "logbook/get_events", "start_time": begin.isoformat()}
    )
    answer = await client.receive_json()
    return [one for one in answer["result"] if one.get("domain") == DOMAIN]


@pytest.fixture
async def automations(hass: HomeAssistant, entry: MockConfigEntry) -> Path:
    """Set up the logbook beside a suggestion, and return the file of automations."""
    assert await async_setup_component(hass, "logbook", {})
    await keep(entry.runtime_data.database, suggestion())
    return Path(hass.config.path("automations.yaml"))


async def test_it_names_who_switched_on_and_who_took_back(
    hass: HomeAssistant,
    automations: Path,
    hass_ws_client: WebSocketGenerator,
    hass_admin_user: User,
) -> None:
    await call(hass, "accept", hass_admin_user)
    await call(hass, "undo", hass_admin_user)
    on, back = await told(hass, hass_ws_client)
    assert (on["name"], on["message"]) == ("AI Automation", "switched a suggestion on")
    assert on["entity_id"].startswith("automation.")
    assert back["message"] == "took a suggestion back"
    assert "entity_id" not in back
    assert on["context_user_id"] == back["context_user_id"] == hass_admin_user.id


async def test_it_tells_of_a_test(
    hass: HomeAssistant,
    automations: Path,
    hass_ws_client: WebSocketGenerator,
    hass_admin_user: User,
) -> None:
    await call(hass, "test", hass_admin_user, restore=False)
    (test,) = await told(hass, hass_ws_client)
    assert test["message"] == "tested a suggestion"
    assert test["context_user_id"] == hass_admin_user.id


async def test_other_automations_can_follow_without_learning_names(
    hass: HomeAssistant, automations: Path, hass_admin_user: User
) -> None:
    events: list[Event[Any]] = []
    for kind in (EVENT_SUGGESTION, EVENT_TESTED):
        hass.bus.async_listen(kind, events.append)
    await call(hass, "test", hass_admin_user, restore=False)
    await call(hass, "accept", hass_admin_user)
    await call(hass, "undo", hass_admin_user)
    await hass.async_block_till_done()
    kinds = [event.data.get("type", event.event_type) for event in events]
    assert kinds == [EVENT_TESTED, "deployed", "undone"]
    for event in events:
        assert set(event.data) <= {"type", "suggestion_id", "entity_id"}
        assert event.context.user_id == hass_admin_user.id
