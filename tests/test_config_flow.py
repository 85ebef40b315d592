"""The config flow and the options, with a real server on the loopback."""

from collections.abc import AsyncGenerator, Generator
import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import SOURCE_USER, ConfigFlowResult, OptionsFlow
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import (
    FlowHandler,
    FlowResult,
    FlowResultType,
    InvalidData,
)
from homeassistant.helpers.recorder import DATA_INSTANCE
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components import ai_automation
from custom_components.ai_automation.config_flow import normalized_url
from custom_components.ai_automation.const import DOMAIN
from custom_components.ai_automation.language import openai as openai_room

from .language.server import Fault, LanguageServer, error, serve
from .rules.texts import shown_problems

TEXTS = Path(ai_automation.__file__).parent / "translations" / "en.json"
KEY = "sk-very-secret-0123456789"
OPTIONS = {
    "hour": 4,
    "days": 30,
    "keep_acts_days": 90,
    "exclusions": {
        "exclude_entities": ["light.nursery"],
        "exclude_areas": ["bath"],
        "exclude_labels": ["private"],
        "exclude_domains": ["lock"],
        "exclude_people": ["person.guest"],
    },
    "limits": {"offered_first_night": 2, "offered_per_week": 1},
    "telling": {"tell_at": "07:30:00", "phones": ["mobile_app_ana"]},
}

pytestmark = pytest.mark.usefixtures("recorder_mock")


@pytest.fixture
async def server(socket_enabled: None) -> AsyncGenerator[LanguageServer]:
    """Return a server that speaks the OpenAI form."""
    async with serve() as server:
        yield server


@pytest.fixture(autouse=True)
def set_up() -> Generator[Any]:
    """Leave out the set-up of the entry, which has tests of its own."""
    integration = "custom_components.ai_automation"
    with (
        patch(f"{integration}.async_setup_entry", return_value=True) as set_up,
        patch(f"{integration}.async_unload_entry", return_value=True),
    ):
        yield set_up


@pytest.fixture(autouse=True)
def every_form_is_worded() -> Generator[None]:
    """Look at all that any of the tests is shown."""
    shown: list[tuple[FlowHandler[Any, Any, Any], FlowResult[Any, Any]]] = []

    def noted(name: str) -> Any:
        show = getattr(FlowHandler, name)

        def note(flow: FlowHandler[Any, Any, Any], **said: Any) -> Any:
            shown.append((flow, result := show(flow, **said)))
            return result

        return patch.object(FlowHandler, name, note)

    with noted("async_show_form"), noted("async_abort"):
        yield
    worded = json.loads(TEXTS.read_text())
    for flow, result in shown:
        if flow.__module__.startswith("custom_components."):
            of = "options" if isinstance(flow, OptionsFlow) else "config"
            assert not shown_problems(result, worded[of])


@pytest.fixture
def openai_entry(hass: HomeAssistant, server: LanguageServer) -> MockConfigEntry:
    """Return an entry that uses the server."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="AI Automation",
        data={
            "provider": "openai",
            "base_url": server.url,
            "api_key": KEY,
            "model": "small",
        },
        options={"hour": 4},
    )
    entry.add_to_hass(hass)
    return entry


async def start(hass: HomeAssistant) -> ConfigFlowResult:
    """Start the flow that sets the integration up."""
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )


async def answer(
    hass: HomeAssistant, result: ConfigFlowResult, **user_input: Any
) -> ConfigFlowResult:
    """Fill in the form that is shown."""
    assert result["type"] is FlowResultType.FORM
    return await hass.config_entries.flow.async_configure(result["flow_id"], user_input)


def suggested(result: ConfigFlowResult) -> dict[str, Any]:
    """Return what the form is filled with."""
    schema = result["data_schema"]
    assert schema is not None
    return {
        str(key): key.description["suggested_value"]
        for key in schema.schema
        if key.description
    }


async def test_no_language_model_is_the_default(
    hass: HomeAssistant, set_up: Any
) -> None:
    result = await start(hass)
    assert result["step_id"] == "user"
    assert result["description_placeholders"] == {"keep_acts_days": "400"}
    result = await answer(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "AI Automation"
    assert result["data"] == {"provider": "none"}
    assert len(set_up.mock_calls) == 1


async def test_one_entry_is_enough(hass: HomeAssistant) -> None:
    MockConfigEntry(domain=DOMAIN, data={"provider": "none"}).add_to_hass(hass)
    result = await start(hass)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "single_instance_allowed"


async def test_without_a_recorder_there_is_nothing_to_learn_from(
    hass: HomeAssistant,
) -> None:
    recorder = hass.data.pop(DATA_INSTANCE)
    result = await start(hass)
    hass.data[DATA_INSTANCE] = recorder
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "no_recorder"


async def test_openai_server(hass: HomeAssistant, server: LanguageServer) -> None:
    server.key = KEY
    result = await answer(hass, await start(hass), provider="openai")
    assert result["step_id"] == "openai"
    result = await answer(hass, result, base_url=f" {server.url}/ ", api_key=f"{KEY} ")
    assert result["step_id"] == "model"
    assert result["data_schema"] is not None
    (field,) = result["data_schema"].schema.values()
    assert field.config["options"] == ["large", "small"]
    assert suggested(result) == {"model": "large"}
    result = await answer(hass, result, model="small")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == {
        "provider": "openai",
        "base_url": server.url,
        "api_key": KEY,
        "model": "small",
    }
    assert [call.path for call in server.calls] == [
        "/v1/models",
        "/v1/chat/completions",
    ]


async def test_openai_server_without_a_key(
    hass: HomeAssistant, server: LanguageServer
) -> None:
    result = await answer(hass, await start(hass), provider="openai")
    result = await answer(hass, result, base_url=server.url)
    result = await answer(hass, result, model="not on the list")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert "api_key" not in result["data"]
    assert {call.key for call in server.calls} == {"none"}


async def test_v1_is_added_where_nothing_answers_without(
    hass: HomeAssistant, server: LanguageServer
) -> None:
    result = await answer(hass, await start(hass), provider="openai")
    result = await answer(hass, result, base_url=server.root)
    result = await answer(hass, result, model="small")
    assert result["data"]["base_url"] == server.url


async def test_a_server_that_lists_no_models(
    hass: HomeAssistant, server: LanguageServer
) -> None:
    server.models = []
    result = await answer(hass, await start(hass), provider="openai")
    result = await answer(hass, result, base_url=server.url)
    assert suggested(result) == {"model": None}
    result = await answer(hass, result, model="small")
    assert result["data"]["model"] == "small"


@pytest.mark.parametrize(
    ("base_url", "fault", "expected"),
    [
        ("{url}", error(401, code="401"), {"api_key": "invalid_auth"}),
        ("{url}", error(429, Retry_After="60"), {"base": "rate_limited"}),
        ("{url}", error(500), {"base": "server_error"}),
        ("{url}", Fault(cut=True), {"base": "cannot_connect"}),
        ("{url}", Fault(body="oops"), {"base": "invalid_answer"}),
        ("{url}", Fault(delay=1), {"base": "timeout"}),
        ("{root}/elsewhere", None, {"base": "invalid_answer"}),
        ("http://127.0.0.1:9", None, {"base": "cannot_connect"}),
        ("ftp://server", None, {"base_url": "invalid_url"}),
        ("http://me:secret@server/v1", None, {"base_url": "invalid_url"}),
    ],
)
async def test_what_is_wrong_with_a_server_is_told_and_can_be_put_right(
    hass: HomeAssistant,
    server: LanguageServer,
    monkeypatch: pytest.MonkeyPatch,
    *,
    base_url: str,
    fault: Fault | None,
    expected: dict[str, str],
) -> None:
    monkeypatch.setattr(openai_room, "LIST_SECONDS", 0.5)
    server.faults["models"] = [fault] if fault else []
    entered = base_url.format(url=server.url, root=server.root)
    result = await answer(hass, await start(hass), provider="openai")
    result = await answer(hass, result, base_url=entered, api_key=KEY)
    assert result["step_id"] == "openai"
    assert result["errors"] == expected
    assert suggested(result) == {"base_url": entered, "api_key": KEY}
    result = await answer(hass, result, base_url=server.url)
    result = await answer(hass, result, model="small")
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("fault", "step_id", "expected"),
    [
        (error(404), "model", {"model": "model_not_found"}),
        (Fault(delay=1), "model", {"base": "timeout"}),
        (error(503), "model", {"base": "server_error"}),
        (error(401), "openai", {"api_key": "invalid_auth"}),
    ],
)
async def test_what_is_wrong_with_a_model_is_told_and_can_be_put_right(
    hass: HomeAssistant,
    server: LanguageServer,
    monkeypatch: pytest.MonkeyPatch,
    *,
    fault: Fault,
    step_id: str,
    expected: dict[str, str],
) -> None:
    monkeypatch.setattr(openai_room, "CHECK_SECONDS", 0.5)
    result = await answer(hass, await start(hass), provider="openai")
    result = await answer(hass, result, base_url=server.url)
    server.faults["chat"] = [fault]
    result = await answer(hass, result, model="large")
    assert result["step_id"] == step_id
    assert result["errors"] == expected
    if step_id == "openai":
        result = await answer(hass, result, base_url=server.url, api_key=KEY)
    else:
        assert suggested(result) == {"model": "large"}
    result = await answer(hass, result, model="small")
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_what_nobody_expected_is_told_too(
    hass: HomeAssistant, server: LanguageServer, caplog: pytest.LogCaptureFixture
) -> None:
    result = await answer(hass, await start(hass), provider="openai")
    with patch.object(
        openai_room.OpenAIServer, "async_models", side_effect=RuntimeError("surprise")
    ):
        result = await answer(hass, result, base_url=server.url, api_key=KEY)
    assert result["errors"] == {"base": "unknown"}
    assert "surprise" in caplog.text
    assert KEY not in caplog.text


async def test_ai_task_entity(hass: HomeAssistant) -> None:
    hass.states.async_set("ai_task.writer", "unknown", {"supported_features": 1})
    hass.states.async_set("ai_task.painter", "unknown", {"supported_features": 4})
    result = await answer(hass, await start(hass), provider="ai_task")
    assert result["step_id"] == "ai_task"
    assert result["data_schema"] is not None
    (field,) = result["data_schema"].schema.values()
    assert field.config["include_entities"] == ["ai_task.writer"]
    result = await answer(hass, result, ai_task_entity="ai_task.writer")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == {
        "provider": "ai_task",
        "ai_task_entity": "ai_task.writer",
    }


async def test_an_ai_task_entity_that_went_away(hass: HomeAssistant) -> None:
    hass.states.async_set("ai_task.writer", "unknown", {"supported_features": 1})
    result = await answer(hass, await start(hass), provider="ai_task")
    hass.states.async_remove("ai_task.writer")
    result = await answer(hass, result, ai_task_entity="ai_task.writer")
    assert result["errors"] == {"ai_task_entity": "ai_task_missing"}
    hass.states.async_set("ai_task.writer", "unknown", {"supported_features": 1})
    result = await answer(hass, result, ai_task_entity="ai_task.writer")
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_reconfigure_to_another_model_keeps_the_key(
    hass: HomeAssistant, server: LanguageServer, openai_entry: MockConfigEntry
) -> None:
    server.key = KEY
    result = await openai_entry.start_reconfigure_flow(hass)
    assert result["step_id"] == "reconfigure"
    assert suggested(result) == {"provider": "openai"}
    result = await answer(hass, result, provider="openai")
    assert suggested(result) == {"base_url": server.url}  # the key is not shown
    result = await answer(hass, result, base_url=server.url)
    assert suggested(result) == {"model": "small"}
    result = await answer(hass, result, model="large")
    assert result["reason"] == "reconfigure_successful"
    assert openai_entry.data == {
        "provider": "openai",
        "base_url": server.url,
        "api_key": KEY,
        "model": "large",
    }
    assert openai_entry.options == {"hour": 4}


async def test_a_stored_key_is_not_sent_to_another_server(
    hass: HomeAssistant, server: LanguageServer, openai_entry: MockConfigEntry
) -> None:
    result = await openai_entry.start_reconfigure_flow(hass)
    result = await answer(hass, result, provider="openai")
    other = server.url.replace("127.0.0.1", "localhost")
    await answer(hass, result, base_url=other)
    assert all(call.key == "none" for call in server.calls)
    async with serve() as stranger:
        await answer(hass, result, base_url=stranger.url)
        assert [call.key for call in stranger.calls] == ["none"]


async def test_reconfigure_to_no_language_model_forgets_the_key(
    hass: HomeAssistant, openai_entry: MockConfigEntry
) -> None:
    result = await openai_entry.start_reconfigure_flow(hass)
    result = await answer(hass, result, provider="none")
    assert result["reason"] == "reconfigure_successful"
    assert openai_entry.data == {"provider": "none"}


async def test_reauth(
    hass: HomeAssistant, server: LanguageServer, openai_entry: MockConfigEntry
) -> None:
    server.key = "sk-new"
    result = await openai_entry.start_reauth_flow(hass)
    assert result["step_id"] == "reauth_confirm"
    assert result["description_placeholders"] is not None
    assert result["description_placeholders"]["base_url"] == server.url
    result = await answer(hass, result, api_key="sk-wrong")
    assert result["errors"] == {"api_key": "invalid_auth"}
    assert suggested(result) == {}
    result = await answer(hass, result, api_key=" sk-new ")
    assert result["reason"] == "reauth_successful"
    assert openai_entry.data["api_key"] == "sk-new"
    assert openai_entry.data["model"] == "small"


async def test_reauth_ends_when_no_key_is_needed_any_more(
    hass: HomeAssistant, openai_entry: MockConfigEntry
) -> None:
    result = await openai_entry.start_reauth_flow(hass)
    hass.config_entries.async_update_entry(openai_entry, data={"provider": "none"})
    result = await answer(hass, result, api_key="sk-new")
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "not_openai"


async def test_options(hass: HomeAssistant, set_up: Any) -> None:
    entry = MockConfigEntry(
        domain=DOMAIN, data={"provider": "none"}, options={"exclude_areas": ["attic"]}
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    result = await hass.config_entries.options.async_init(entry.entry_id)
    assert result["step_id"] == "init"
    result = await hass.config_entries.options.async_configure(
        result["flow_id"], {**OPTIONS, "keep_acts_days": 20}
    )
    assert result["errors"] == {"keep_acts_days": "keep_too_short"}
    result = await hass.config_entries.options.async_configure(
        result["flow_id"], OPTIONS
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {
        "hour": 4,
        "days": 30,
        "keep_acts_days": 90,
        "exclude_entities": ["light.nursery"],
        "exclude_areas": ["bath"],
        "exclude_labels": ["private"],
        "exclude_domains": ["lock"],
        "exclude_people": ["person.guest"],
        "offered_first_night": 2,
        "offered_per_week": 1,
        "skip_duplicates": True,
        "tell_at": "07:30:00",
        "tell_times": False,
        "phones": ["mobile_app_ana"],
    }
    assert isinstance(entry.options["hour"], int)
    await hass.async_block_till_done()
    assert len(set_up.mock_calls) == 2  # reloaded


@pytest.mark.parametrize(
    "wrong", [{"hour": 24}, {"days": 2}, {"keep_acts_days": 2}, {"hour": "three"}]
)
async def test_options_out_of_range_are_refused(
    hass: HomeAssistant, wrong: dict[str, Any]
) -> None:
    entry = MockConfigEntry(domain=DOMAIN, data={"provider": "none"})
    entry.add_to_hass(hass)
    result = await hass.config_entries.options.async_init(entry.entry_id)
    with pytest.raises(InvalidData):
        await hass.config_entries.options.async_configure(
            result["flow_id"], {**OPTIONS, **wrong}
        )


async def test_the_browser_can_show_the_options(
    hass: HomeAssistant, hass_client: ClientSessionGenerator
) -> None:
    hass.states.async_set("light.hall", "on")
    entry = MockConfigEntry(
        domain=DOMAIN, data={"provider": "none"}, options={"exclude_areas": ["attic"]}
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    client = await hass_client()
    answered = await client.post(
        "/api/config/config_entries/options/flow", json={"handler": entry.entry_id}
    )
    form = await answered.json()
    fields = {field["name"]: field for field in form["data_schema"]}
    assert fields["hour"]["default"] == 3
    assert fields["hour"]["selector"]["number"]["max"] == 23
    exclusions = {field["name"]: field for field in fields["exclusions"]["schema"]}
    assert exclusions["exclude_areas"]["description"] == {"suggested_value": ["attic"]}
    assert "light" in exclusions["exclude_domains"]["selector"]["select"]["options"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://server:1234/v1", "http://server:1234/v1"),
        (" https://server/v1/ ", "https://server/v1"),
        ("https://server/v1/chat/completions", "https://server/v1"),
        ("http://[::1]:80/v1", "http://[::1]/v1"),
        ("server:1234", None),
        ("", None),
        ("http://", None),
        ("http://server:port", None),
        ("file:///etc/passwd", None),
        ("http://server/v1?key=1", None),
        ("http://server/v1#top", None),
        ("http://me@server/v1", None),
    ],
)
def test_addresses(text: str, expected: str | None) -> None:
    assert normalized_url(text) == expected


LANGUAGE = {
    "instructions": "Nothing for the nursery.",
    "hide_names": True,
    "tokens_per_day": 1000,
    "tokens_per_month": 5000,
    "price_input": 2.5,
    "price_output": 10,
    "concurrent_calls": 2,
    "worded_routines": 3,
    "capability_ideas": 0,
    "combinations": 1,
    "stored_ideas": 4,
}


def with_model(base_url: str | None = None, **data: Any) -> MockConfigEntry:
    """Return an entry with a language model."""
    server = {"provider": "openai", "base_url": base_url, "model": "small"}
    task = {"provider": "ai_task", "ai_task_entity": "ai_task.writer"}
    return MockConfigEntry(domain=DOMAIN, data=server if base_url else task)


async def changed(
    hass: HomeAssistant, entry: MockConfigEntry, **language_model: Any
) -> dict[str, Any]:
    """Return what the options answer to a change."""
    entry.add_to_hass(hass)
    flow = await hass.config_entries.options.async_init(entry.entry_id)
    result = await hass.config_entries.options.async_configure(
        flow["flow_id"], {**OPTIONS, "language_model": {**LANGUAGE, **language_model}}
    )
    return dict(result)


async def test_options_of_the_language_model(hass: HomeAssistant, set_up: Any) -> None:
    entry = with_model("http://192.168.1.5:8601/v1")
    result = await changed(hass, entry)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert {name: entry.options[name] for name in LANGUAGE} == LANGUAGE


async def test_the_language_model_has_options_only_where_there_is_one(
    hass: HomeAssistant,
) -> None:
    with pytest.raises(InvalidData):
        await changed(hass, MockConfigEntry(domain=DOMAIN, data={"provider": "none"}))


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"tokens_per_day": 6000}, "day_above_month"),
        ({"hide_names": False}, "names_leave_home"),
    ],
)
async def test_options_that_do_not_go_together(
    hass: HomeAssistant, wrong: dict[str, Any], error: str
) -> None:
    entry = with_model("https://api.example.com/v1")
    result = await changed(hass, entry, **wrong)
    assert result["errors"] == {"language_model": error}


async def test_one_price_is_no_price(hass: HomeAssistant) -> None:
    entry = with_model("https://api.example.com/v1")
    entry.add_to_hass(hass)
    flow = await hass.config_entries.options.async_init(entry.entry_id)
    one = {k: v for k, v in LANGUAGE.items() if k != "price_output"}
    result = await hass.config_entries.options.async_configure(
        flow["flow_id"], {**OPTIONS, "language_model": one}
    )
    assert result["errors"] == {"language_model": "one_price"}


async def test_instructions_are_short(hass: HomeAssistant) -> None:
    with pytest.raises(InvalidData):
        await changed(hass, with_model("http://127.0.0.1/v1"), instructions="x" * 1001)


@pytest.mark.parametrize(
    ("base_url", "local"),
    [
        ("http://127.0.0.1:8601/v1", True),
        ("http://[::1]:8601/v1", True),
        ("http://localhost:8601/v1", True),
        ("http://192.168.1.5/v1", True),
        ("http://10.0.0.2/v1", True),
        ("http://[fd00::5]/v1", True),
        ("http://llm.local/v1", True),
        ("http://llm.home.arpa/v1", True),
        ("http://8.8.8.8/v1", False),
        ("https://api.example.com/v1", False),
        ("https://local.example.com/v1", False),
        ("https://192.168.1.5.example.com/v1", False),
        (None, False),
    ],
)
async def test_names_are_sent_only_within_the_home(
    hass: HomeAssistant, set_up: Any, base_url: str | None, local: bool
) -> None:
    result = await changed(hass, with_model(base_url), hide_names=False)
    assert (result["type"] is FlowResultType.CREATE_ENTRY) == local


async def test_the_browser_can_show_the_options_of_the_language_model(
    hass: HomeAssistant, hass_client: ClientSessionGenerator
) -> None:
    entry = with_model("http://127.0.0.1/v1")
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    client = await hass_client()
    answered = await client.post(
        "/api/config/config_entries/options/flow", json={"handler": entry.entry_id}
    )
    form = await answered.json()
    fields = {field["name"]: field for field in form["data_schema"]}
    shown = {field["name"] for field in fields["language_model"]["schema"]}
    assert shown == LANGUAGE.keys()
