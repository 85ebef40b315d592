"""The one door to the language model."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.ai_automation import language
from custom_components.ai_automation.language.language_model import LanguageModel
from custom_components.ai_automation.language.prompt import Prompt
from custom_components.ai_automation.language.provider import Failure, LanguageError
from custom_components.ai_automation.model.exchange import Purpose
from custom_components.ai_automation.model.home import HomeContext

from .notebook import Notebook
from .server import LanguageServer, error
from .test_openai import MESSAGES, SCHEMA, entry_for

PROMPT = Prompt(name="test_v1", messages=tuple(MESSAGES), schema=SCHEMA)
HOME = HomeContext(version=1, time_zone="UTC", latitude=0.0, longitude=0.0)


def model_of(
    hass: HomeAssistant, server: LanguageServer, notebook: Notebook
) -> LanguageModel:
    """Return the door to the server."""
    model = language.async_get_model(hass, entry_for(server), notebook)
    assert model is not None
    return model


async def test_an_answer_is_given_and_written_down(
    hass: HomeAssistant, server: LanguageServer
) -> None:
    notebook = Notebook()
    server.reply = '{"title": "Good morning"}'
    data = await model_of(hass, server, notebook).async_generate(
        PROMPT, purpose=Purpose.WORDS, home=HOME, run_id="run-1"
    )
    assert data == {"title": "Good morning"}
    (exchange,) = notebook.exchanges
    assert exchange.purpose is Purpose.WORDS
    assert exchange.run_id == "run-1"
    assert "The light goes on at seven." in exchange.sent
    assert exchange.received is not None
    assert "Good morning" in exchange.received
    assert exchange.failure is None


async def test_a_failure_is_written_down(
    hass: HomeAssistant, server: LanguageServer
) -> None:
    notebook = Notebook()
    server.faults["chat"] = [error(400, message="no")] * 3
    with pytest.raises(LanguageError):
        await model_of(hass, server, notebook).async_generate(
            PROMPT, purpose=Purpose.REQUEST, home=HOME
        )
    (exchange,) = notebook.exchanges
    assert exchange.failure == Failure.REQUEST_REFUSED
    assert exchange.received is None
    assert exchange.input_tokens == 0
