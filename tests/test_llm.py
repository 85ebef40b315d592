"""What assistants are given, on which interface, and that they name nobody where anybody may listen."""

from dataclasses import replace
from typing import Any
from unittest.mock import patch

from homeassistant.components.llm import async_get_tools as async_all_tools
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import llm as core_llm
from homeassistant.helpers.llm import LLMContext, ToolInput, ToolResult
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from bench.asking.requests import at, do, wrote
from custom_components.ai_automation import llm
from custom_components.ai_automation.const import DOMAIN
from custom_components.ai_automation.model.home import HomeContext, Person, User
from custom_components.ai_automation.store import suggestions as stored

from .builders import keep, suggestion
from .language.scripted import scripted

ADMIN = "homeassistant"
CONTEXT = LLMContext(
    platform="test",
    context=Context(user_id=None),
    language="en",
    assistant="conversation",
    device_id=None,
)
READING = {
    "ai_automation__explain_suggestion",
    "ai_automation__list_suggestions",
    "ai_automation__replay_suggestion",
}
ALL = READING | {
    "ai_automation__accept_suggestion",
    "ai_automation__ask",
    "ai_automation__refine",
}


async def tools(hass: HomeAssistant, api_id: str) -> dict[str, core_llm.Tool]:
    """Return our tools on an interface, as Home Assistant collects them."""
    assert await async_setup_component(hass, "llm", {})
    found = await async_all_tools(hass, CONTEXT, api_id)
    return {t.name: t for t in found.tools if t.name.startswith(DOMAIN)}


async def use(hass: HomeAssistant, tool: core_llm.Tool, **args: Any) -> ToolResult:
    """Call a tool."""
    result = await tool.async_call(
        hass, ToolInput(tool_name=tool.name, tool_args=args), CONTEXT
    )
    assert isinstance(result, ToolResult)
    return result


@pytest.fixture
def before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be on a Home Assistant without an interface for administrators."""
    monkeypatch.setattr(llm, "_ADMIN_API", None)


@pytest.fixture
def since(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be on a Home Assistant with an interface for administrators."""
    monkeypatch.setattr(llm, "_ADMIN_API", ADMIN)


async def test_this_home_assistant_has_or_has_not_the_interface() -> None:
    has = hasattr(core_llm, "LLM_API_HOME_ASSISTANT")
    assert (llm._ADMIN_API is not None) == has


async def test_with_the_interface_everything_is_for_administrators(
    hass: HomeAssistant, entry: MockConfigEntry, since: None
) -> None:
    entry.runtime_data.language = scripted([])
    assert set(await tools(hass, ADMIN)) == ALL
    assert not await tools(hass, "assist")
    entry.runtime_data.language = None
    assert set(await tools(hass, ADMIN)) == ALL - {
        "ai_automation__ask",
        "ai_automation__refine",
    }


async def test_without_it_assist_may_only_read(
    hass: HomeAssistant, entry: MockConfigEntry, before: None
) -> None:
    entry.runtime_data.language = scripted([])
    found = await tools(hass, "assist")
    assert set(found) == READING
    assert all(tool.annotations.read_only for tool in found.values())
    assert not await tools(hass, ADMIN)


async def test_an_entry_that_is_not_loaded_offers_nothing(
    hass: HomeAssistant, entry: MockConfigEntry, before: None
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    assert not await tools(hass, "assist")


async def test_list_and_explain(
    hass: HomeAssistant, entry: MockConfigEntry, since: None
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    found = await tools(hass, ADMIN)
    listed = await use(hass, found["ai_automation__list_suggestions"])
    assert listed.data == {
        "suggestions": [
            {"suggestion_id": "s1", "title": "Turn on the hall light at 07:00"}
        ],
        "total": 1,
    }
    told = await use(
        hass, found["ai_automation__explain_suggestion"], suggestion_id="s1"
    )
    assert told.data["automation"]["triggers"]
    assert told.data["evidence"]["right"] == 19


async def test_nobody_is_named_on_assist(
    hass: HomeAssistant, entry: MockConfigEntry, before: None
) -> None:
    named = suggestion(
        title="Turn on Ana's lamp",
        description="Turn on Anas Lampe when Ana Berg or BEN comes home. 19 of 21.",
    )
    await keep(entry.runtime_data.database, named)
    home = entry.runtime_data.cache.async_get()
    peopled = replace(
        home,
        people={"person.ana": Person(entity_id="person.ana", name="Ana Berg")},
        users={"u": User(user_id="u", name="Ben")},
    )
    found = await tools(hass, "assist")
    with patch.object(entry.runtime_data.cache, "async_get", lambda: peopled):
        results = [
            await use(hass, found["ai_automation__list_suggestions"]),
            await use(
                hass, found["ai_automation__explain_suggestion"], suggestion_id="s1"
            ),
            await use(
                hass, found["ai_automation__replay_suggestion"], suggestion_id="s1"
            ),
        ]
    text = repr([result.data for result in results]).casefold()
    assert "someone" in text
    for name in ("ana ", "ana'", "anas", "berg", "ben "):
        assert name not in text
    assert not any(result.error for result in results)
    assert "automation" not in results[1].data
    assert "examples" not in results[1].data["evidence"]  # nor when they did it
    assert results[1].data["evidence"]["right"] == 19


def test_someone() -> None:
    home = HomeContext(
        version=1,
        time_zone="UTC",
        latitude=0.0,
        longitude=0.0,
        people={"person.a": Person(entity_id="person.a", name="Jürgen")},
        users={"m": User(user_id="m", name="Supervisor", machine=True)},
    )
    assert (
        llm.without_people("Jürgens lamp and jurgen", home)
        == "someone lamp and someone"
    )
    assert llm.without_people("Supervisor", home) == "Supervisor"


async def test_accept(hass: HomeAssistant, entry: MockConfigEntry, since: None) -> None:
    await keep(entry.runtime_data.database, suggestion())
    found = await tools(hass, ADMIN)
    tool = found["ai_automation__accept_suggestion"]
    assert not tool.annotations.read_only
    with patch("custom_components.ai_automation.decisions.async_accept") as accept:
        accept.return_value.entity_id = "automation.hall"
        result = await use(hass, tool, suggestion_id="s1")
    assert result.data == {"entity_id": "automation.hall"}
    assert accept.call_args.kwargs["context"] is CONTEXT.context


async def test_ask_and_refine(
    hass: HomeAssistant, entry: MockConfigEntry, since: None
) -> None:
    data = entry.runtime_data
    hass.states.async_set("input_boolean.hall", "off", {"friendly_name": "Hall light"})
    data.language = scripted(
        [
            wrote(at("20:00"), do("input_boolean.hall", "on")),
            wrote(at("20:10"), do("input_boolean.hall", "on")),
        ]
    )
    found = await tools(hass, ADMIN)
    asked = await use(hass, found["ai_automation__ask"], text="Hall light on at 20:00")
    (told,) = asked.data["suggestions"]
    refined = await use(
        hass,
        found["ai_automation__refine"],
        suggestion_id=told["id"],
        text="Ten minutes later",
    )
    assert "20:10:00" in refined.data["difference"]
    kept = await stored.async_get(data.database, told["id"])
    assert kept is not None
    assert kept.version == 2


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("explain_suggestion", {"suggestion_id": "gone"}),
        ("explain_suggestion", {}),
        ("replay_suggestion", {"suggestion_id": "gone"}),
        ("accept_suggestion", {"suggestion_id": "gone"}),
        ("ask", {"text": ""}),
        ("ask", {"text": "x" * 1001}),
        ("ask", {"text": "later", "conversation_id": "gone"}),
        ("refine", {"suggestion_id": "gone", "text": "later"}),
    ],
)
async def test_what_is_wrong_is_answered(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    since: None,
    name: str,
    args: dict[str, Any],
) -> None:
    entry.runtime_data.language = scripted([])
    found = await tools(hass, ADMIN)
    result = await use(hass, found[f"ai_automation__{name}"], **args)
    assert result.error
    assert result.data["error"]
