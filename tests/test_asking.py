"""Forty requests with a scripted model: each ends in a checked suggestion, a question, or a plain no."""

from collections.abc import AsyncGenerator
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util.yaml import dump
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from bench.asking.home import AUTOMATIONS
from bench.asking.requests import (
    NO,
    QUESTION,
    REQUESTS,
    SUGGESTION,
    Request,
    at,
    change,
    do,
    no,
    number,
    state,
    wrote,
)
from custom_components.ai_automation.const import DOMAIN
from custom_components.ai_automation.conversations import MOST, Conversations
from custom_components.ai_automation.language.provider import Failure, LanguageError
from custom_components.ai_automation.model.suggestion import Origin
from custom_components.ai_automation.store import runs, suggestions as stored
from custom_components.ai_automation.suggestions.check import async_check

from .builders import keep, suggestion
from .furnished import furnished
from .language.notebook import Notebook
from .language.scripted import scripted

FIRST = REQUESTS[0]


@pytest.fixture
async def asking(
    recorder_mock: object, hass: HomeAssistant
) -> AsyncGenerator[MockConfigEntry]:
    """Set the integration up in a home full of things."""
    async with furnished(hass) as entry:
        yield entry


async def call(hass: HomeAssistant, action: str, **data: Any) -> dict[str, Any]:
    """Call an action and return its answer."""
    answer = await hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=True
    )
    assert answer is not None
    return dict(answer)


def end_of(answer: dict[str, Any]) -> str:
    """Return what an answer is."""
    if answer["suggestions"]:
        return SUGGESTION
    if "question" in answer:
        return QUESTION
    assert answer["reason"]
    return NO


def test_there_are_forty() -> None:
    assert len({request.text for request in REQUESTS}) == len(REQUESTS) == 40
    assert {request.ends for request in REQUESTS} == {SUGGESTION, QUESTION, NO}


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda r: r.text[:40])
async def test_forty_requests(
    hass: HomeAssistant, asking: MockConfigEntry, request_: Request
) -> None:
    data = asking.runtime_data
    notebook = Notebook()
    data.language = scripted(list(request_.answers), notebook=notebook)
    answer = await call(hass, "ask", text=request_.text)
    assert end_of(answer) == request_.ends
    assert len(notebook.exchanges) == len(request_.answers)
    if request_.ends == QUESTION:
        assert len(answer["choices"]) > 1
        assert answer["conversation_id"]
    if request_.ends == SUGGESTION:
        (told,) = answer["suggestions"]
        text = dump(told["automation"])
        assert not [part for part in request_.does if part not in text]
        kept = await stored.async_get(data.database, told["id"])
        assert kept is not None
        home = data.cache.async_get()
        assert not await async_check(hass, home, kept.automation)
        assert kept.confidence == 0
        assert not kept.offered
    else:
        assert (await stored.async_list(data.database))[1] == 0
    assert not hass.data["asking_called"]  # nothing is done by asking


async def test_an_answer_settles_the_question(
    hass: HomeAssistant, asking: MockConfigEntry
) -> None:
    reply = wrote(at("19:00"), do("light.bedside_left", "on"))
    asking.runtime_data.language = scripted([reply, reply])
    asked = await call(hass, "ask", text="Turn on the lamp at 7 in the evening")
    assert "Bedside lamp left (Bedroom)" in asked["choices"]
    answer = await call(
        hass,
        "ask",
        text="Bedside lamp left (Bedroom)",
        conversation_id=asked["conversation_id"],
    )
    assert end_of(answer) == SUGGESTION
    assert answer["suggestions"][0]["entity_ids"] == ["light.bedside_left"]
    with pytest.raises(ServiceValidationError) as caught:
        await call(hass, "ask", text="that", conversation_id=asked["conversation_id"])
    assert caught.value.translation_key == "conversation_ended"


async def test_a_change_shows_the_difference_and_touches_nothing_else(
    hass: HomeAssistant, asking: MockConfigEntry
) -> None:
    asking.runtime_data.language = scripted(
        [
            change("automation.reading_lamp_in_the_evening"),
            REQUESTS[32].answers[1],
        ]
    )
    answer = await call(hass, "ask", text=REQUESTS[32].text)
    (told,) = answer["suggestions"]
    assert told["origin"] == "revision"
    assert told["replaces"] == "evening"
    assert told["original"] == AUTOMATIONS[0]
    assert told["automation"] == {
        **AUTOMATIONS[0],
        "triggers": [{"trigger": "time", "at": "19:10:00"}],
    }
    assert "-  at: '19:00:00'\n+  at: '19:10:00'" in answer["difference"]
    assert "reading_lamp" not in answer["difference"]


async def test_refining_makes_another_version(
    hass: HomeAssistant, asking: MockConfigEntry
) -> None:
    data = asking.runtime_data
    data.language = scripted(
        [FIRST.answers[0], wrote(at("21:00"), do("light.hall", "on"))]
    )
    (first,) = (await call(hass, "ask", text=FIRST.text))["suggestions"]
    answer = await call(
        hass, "refine", suggestion_id=first["id"], text="Always at nine"
    )
    (second,) = answer["suggestions"]
    assert second["id"] == first["id"]
    assert second["version"] == 2
    assert second["automation"]["triggers"] == [{"trigger": "time", "at": "21:00:00"}]
    assert "21:00:00" in answer["difference"]
    (earlier,) = await stored.async_versions(data.database, [first["id"]])
    assert earlier.automation == first["automation"]


async def test_a_proven_routine_that_is_refined_gets_the_evidence_of_its_new_form(
    hass: HomeAssistant, asking: MockConfigEntry
) -> None:
    data = asking.runtime_data
    await keep(data.database, suggestion())
    data.language = scripted([wrote(at("07:30"), do("input_boolean.hall", "on"))])
    (told,) = (
        await call(hass, "refine", suggestion_id="s1", text="Half an hour later")
    )["suggestions"]
    assert told["origin"] == Origin.ROUTINE
    assert told["evidence"]["right"] == 0  # nothing was recorded here
    assert told["confidence"] == 0


async def test_what_an_automation_does_already_is_said(
    hass: HomeAssistant, asking: MockConfigEntry
) -> None:
    reply = wrote(at("19:00"), do("light.reading_lamp", "on"))
    text = "Turn on the reading lamp at 19:00"
    asking.runtime_data.language = scripted([reply, reply])
    with_twin = "custom_components.ai_automation.stages.find_automation"
    (twin,) = [
        a
        for a in asking.runtime_data.cache.async_get().automations
        if a.automation_id == "evening"
    ]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(with_twin, lambda *_: twin)
        answer = await call(hass, "ask", text=text)
        assert end_of(answer) == NO
        assert "Reading lamp in the evening" in answer["reason"]
        hass.config_entries.async_update_entry(
            asking, options={"skip_duplicates": False}
        )
        answer = await call(hass, "ask", text=text)
        assert end_of(answer) == SUGGESTION


async def test_a_request_is_no_run_of_the_analysis(
    hass: HomeAssistant, asking: MockConfigEntry
) -> None:
    asking.runtime_data.language = scripted([no("No."), LanguageError(Failure.REFUSED)])
    await call(hass, "ask", text="Do something nice")
    with pytest.raises(LanguageError):
        await call(hass, "ask", text="Do something else")
    assert await runs.async_last(asking.runtime_data.database) == []


async def test_instructions_are_part_of_the_prompt(
    hass: HomeAssistant, asking: MockConfigEntry
) -> None:
    notebook = Notebook()
    asking.runtime_data.language = scripted(
        [no("No.")], notebook=notebook, instructions="Never touch the nursery."
    )
    await call(hass, "ask", text="Turn on the hall light at noon")
    assert "Never touch the nursery." in notebook.exchanges[0].sent


async def test_without_a_model_it_says_what_to_do(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    with pytest.raises(ServiceValidationError) as caught:
        await call(hass, "ask", text="Turn on the hall light")
    assert caught.value.translation_key == "no_language_model"


async def test_only_open_suggestions_are_refined(
    hass: HomeAssistant, asking: MockConfigEntry
) -> None:
    asking.runtime_data.language = scripted([])
    await keep(asking.runtime_data.database, suggestion(status="dismissed"))
    for suggestion_id, key in (("s1", "not_refinable"), ("x", "unknown_suggestion")):
        with pytest.raises(ServiceValidationError) as caught:
            await call(hass, "refine", suggestion_id=suggestion_id, text="later")
        assert caught.value.translation_key == key


def test_conversations_are_few_and_short(monkeypatch: pytest.MonkeyPatch) -> None:
    conversations = Conversations()
    ids = [conversations.async_keep((str(n),)) for n in range(MOST + 1)]
    assert conversations.async_take(ids[0]) is None  # the oldest made room
    assert conversations.async_take(ids[1]) == ("1",)
    assert conversations.async_take(ids[1]) is None
    monkeypatch.setattr("custom_components.ai_automation.conversations.SECONDS", -1)
    assert conversations.async_take(ids[2]) is None


async def test_a_state_that_a_thing_never_has_is_told(
    hass: HomeAssistant, asking: MockConfigEntry
) -> None:
    reply = wrote(state("sensor.outdoor_temperature", "wet"), do("light.hall", "on"))
    notebook = Notebook()
    asking.runtime_data.language = scripted([reply] * 3, notebook=notebook)
    answer = await call(hass, "ask", text="Hall light on when it is cold outside")
    assert "sensor.outdoor_temperature is a number" in answer["reason"]
    assert "is a number" in notebook.exchanges[1].sent


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("Turn off the hall light at noon", False),
        ("Turn on the reading lamp at noon", False),
        ("Reading lamp in the evening only on Fridays", True),
        ("Mach die Leselampe zehn Minuten später an", True),
        ("Ändere die Automation Hall chime", True),
    ],
)
async def test_automations_are_shown_where_one_may_be_meant(
    hass: HomeAssistant, asking: MockConfigEntry, text: str, offered: bool
) -> None:
    notebook = Notebook()
    asking.runtime_data.language = scripted([no("No.")], notebook=notebook)
    await call(hass, "ask", text=text)
    assert ("automation." in notebook.exchanges[0].sent) == offered


async def test_words_promise_no_number_that_the_automation_does_not_have(
    hass: HomeAssistant, asking: MockConfigEntry
) -> None:
    reply = dict(wrote(at("08:00"), number("climate.bedroom", "temperature", 30)))
    reply["automation"] = {
        **reply["automation"],
        "title": "Bedroom thermostat to 60 degrees at 8",
        "description": "Heats the bedroom to 60 degrees.",
    }
    asking.runtime_data.language = scripted([reply])
    answer = await call(
        hass, "ask", text="Set the bedroom thermostat to 60 degrees at 8"
    )
    (told,) = answer["suggestions"]
    assert "60" not in told["title"] + told["description"]
    assert "30" in told["title"]
