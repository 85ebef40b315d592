"""What others build on stays as it is, or changes on purpose: `scripts/test tests/test_snapshots.py --snapshot-update`."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.json import json_dumps
from homeassistant.setup import async_setup_component
from homeassistant.util.json import json_loads
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_get_persistent_notifications,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from syrupy.assertion import SnapshotAssertion

from custom_components.ai_automation import notifications
from custom_components.ai_automation.phrases import PHRASES

from .builders import keep, suggestion
from .language.scripted import scripted
from .test_diagnostics import get
from .test_ledger import priced
from .test_llm import since, tools
from .test_system_health import health

__all__ = ["priced", "since"]


def shape(value: Any) -> Any:
    """Return the keys of an answer, with the kinds of its values."""
    if isinstance(value, dict):
        return {key: shape(one) for key, one in sorted(value.items())}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


async def test_entities(
    hass: HomeAssistant, priced: MockConfigEntry, snapshot: SnapshotAssertion
) -> None:
    entities = er.async_entries_for_config_entry(er.async_get(hass), priced.entry_id)
    for entity in sorted(entities, key=lambda one: one.entity_id):
        state = hass.states.get(entity.entity_id)
        assert state is not None
        told = {
            "unique_id": entity.unique_id.replace(priced.entry_id, "<entry>"),
            "translation_key": entity.translation_key,
            "category": entity.entity_category,
            "capabilities": dict(entity.capabilities or {}),
            "features": int(entity.supported_features),
            "state": state.state,
            "attributes": dict(state.attributes),
        }
        # As JSON: which of its keys are enumerations is each Home Assistant's own affair.
        assert json_loads(json_dumps(told)) == snapshot(name=entity.entity_id)


async def test_items_of_the_to_do_list(
    hass: HomeAssistant, entry: MockConfigEntry, snapshot: SnapshotAssertion
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    await entry.runtime_data.coordinator.async_refresh()
    await hass.async_block_till_done()
    items = await hass.services.async_call(
        "todo",
        "get_items",
        {"entity_id": "todo.ai_automation_suggestions"},
        blocking=True,
        return_response=True,
    )
    assert items == snapshot


async def test_tools_of_assistants(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    since: None,
    snapshot: SnapshotAssertion,
) -> None:
    entry.runtime_data.language = scripted([])
    for name, tool in sorted((await tools(hass, "homeassistant")).items()):
        fields = {str(field): field.description for field in tool.parameters.schema}
        assert (tool.description, fields) == snapshot(name=name)


async def test_diagnostics(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    entry: MockConfigEntry,
    snapshot: SnapshotAssertion,
) -> None:
    assert shape(await get(hass, hass_client, entry)) == snapshot


async def test_system_health(
    hass: HomeAssistant, entry: MockConfigEntry, snapshot: SnapshotAssertion
) -> None:
    assert shape(await health(hass)) == snapshot


@pytest.mark.parametrize("language", sorted(PHRASES))
async def test_the_notification_of_a_night(
    hass: HomeAssistant, language: str, snapshot: SnapshotAssertion
) -> None:
    assert await async_setup_component(hass, "persistent_notification", {})
    hass.config.language = language
    offered = [suggestion(), suggestion("s2", title="Another one at 08:00")]
    notifications.async_show(hass, offered)
    (told,) = async_get_persistent_notifications(hass).values()
    assert {"title": told["title"], "message": told["message"]} == snapshot
