"""The to-do list of suggestions."""

from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.ai_automation.model.suggestion import SuggestionStatus
from custom_components.ai_automation.store import suggestions as stored

from .builders import keep, suggestion

LIST = "todo.ai_automation_suggestions"
TITLE = "Turn on the hall light at 07:00"


@pytest.fixture(autouse=True)
async def waiting(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Two suggestions wait, a third was turned down."""
    await keep(
        entry.runtime_data.database,
        suggestion("s1"),
        suggestion("s2", worth=99.0, title="Best", fingerprint="s2"),
        suggestion("s3", status=SuggestionStatus.DISMISSED, fingerprint="s3"),
    )
    await entry.runtime_data.coordinator.async_refresh()


async def call(hass: HomeAssistant, verb: str, user: User | None, **data: Any) -> Any:
    return await hass.services.async_call(
        "todo",
        verb,
        {"entity_id": LIST, **data},
        blocking=True,
        return_response=verb == "get_items",
        context=Context(user_id=user.id if user else None),
    )


async def status(entry: MockConfigEntry, suggestion_id: str = "s1") -> str:
    found = await stored.async_get(entry.runtime_data.database, suggestion_id)
    assert found is not None
    return found.status


async def test_it_lists_what_waits_the_worthiest_first(
    hass: HomeAssistant, hass_admin_user: User
) -> None:
    assert hass.states.get(LIST).state == "2"
    items = (await call(hass, "get_items", hass_admin_user))[LIST]["items"]
    assert [item["summary"] for item in items] == ["Best", TITLE]
    assert all("description" not in item for item in items)


async def test_ticked_by_an_administrator_it_is_switched_on(
    hass: HomeAssistant, entry: MockConfigEntry, hass_admin_user: User
) -> None:
    await call(hass, "update_item", hass_admin_user, item=TITLE, status="completed")
    assert await status(entry) == "deployed"
    assert hass.states.get(LIST).state == "1"
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": "all"}, blocking=True
    )


@pytest.mark.parametrize("verb", ["update_item", "remove_item"])
async def test_by_others_it_stays_open_with_a_link(
    hass: HomeAssistant, entry: MockConfigEntry, verb: str
) -> None:
    data = (
        {"item": TITLE, "status": "completed"}
        if verb == "update_item"
        else {"item": [TITLE]}
    )
    for user in (None, MockUser(is_owner=False, groups=[]).add_to_hass(hass)):
        with pytest.raises(HomeAssistantError):
            await call(hass, verb, user, **data)
        assert await status(entry) == "new"


async def test_what_cannot_be_done_stays_open_with_the_reason_and_a_link(
    hass: HomeAssistant, entry: MockConfigEntry, hass_admin_user: User
) -> None:
    hass.services.async_remove("automation", "reload")
    with pytest.raises(HomeAssistantError, match=r"/ai-automation#/suggestion/s1"):
        await call(hass, "update_item", hass_admin_user, item=TITLE, status="completed")
    assert await status(entry) == "new"


async def test_it_is_not_renamed(
    hass: HomeAssistant, entry: MockConfigEntry, hass_admin_user: User
) -> None:
    with pytest.raises(HomeAssistantError, match="can be ticked"):
        await call(hass, "update_item", hass_admin_user, item=TITLE, rename="Mine")
    assert await status(entry) == "new"


async def test_deleting_dismisses(
    hass: HomeAssistant, entry: MockConfigEntry, hass_admin_user: User
) -> None:
    await call(hass, "remove_item", hass_admin_user, item=[TITLE])
    assert await status(entry) == "dismissed"
    assert hass.states.get(LIST).state == "1"
