"""The verbs of asking in words: ask and refine, as actions and tools answer them."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from .answers import suggestion_answer
from .const import DOMAIN
from .coordinator import AiAutomationConfigEntry
from .decisions import async_find
from .language.language_model import LanguageModel
from .model.suggestion import SuggestionStatus
from .requests import Offered, Requests, Result
from .suggestions.written.request import Asked, Question

_OPEN = {SuggestionStatus.NEW, SuggestionStatus.SNOOZED}


async def async_ask(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    *,
    text: str,
    conversation_id: str | None = None,
) -> dict[str, Any]:
    """Return a suggestion for what is asked for, a question with a conversation id, or a reason why not.

    Raises ServiceValidationError without a language model and for a conversation that has
    ended, LanguageError when the model does not answer.
    """
    language, data = _language(entry), entry.runtime_data
    earlier = data.conversations.async_take(conversation_id)
    if conversation_id is not None and earlier is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="conversation_ended"
        )
    asked = Asked(text=text, earlier=earlier or ())
    result = await _requests(hass, entry, language).async_ask(asked)
    return _answer(entry, asked, result)


async def async_refine(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    *,
    suggestion_id: str,
    text: str,
    user_id: str | None = None,
) -> dict[str, Any]:
    """Return another version of a suggestion, a question, or a reason why not.

    Raises ServiceValidationError without a language model and for a suggestion that is not
    open, LanguageError when the model does not answer.
    """
    language = _language(entry)
    suggestion = await async_find(entry, suggestion_id)
    if suggestion.status not in _OPEN:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="not_refinable",
            translation_placeholders={"title": suggestion.title},
        )
    asked = Asked(text=text)
    result = await _requests(hass, entry, language).async_refine(
        asked, suggestion, user_id
    )
    return _answer(entry, asked, result)


def _language(entry: AiAutomationConfigEntry) -> LanguageModel:
    """Return the language model, or raise what says how to get one."""
    if (language := entry.runtime_data.language) is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="no_language_model"
        )
    return language


def _requests(
    hass: HomeAssistant, entry: AiAutomationConfigEntry, language: LanguageModel
) -> Requests:
    """Return what answers one request."""
    data = entry.runtime_data
    home = data.cache.async_get()
    return Requests(hass, language, data.database, home, entry.options)


def _answer(
    entry: AiAutomationConfigEntry, asked: Asked, result: Result
) -> dict[str, Any]:
    """Return a result as it is answered."""
    home = entry.runtime_data.cache.async_get()
    if isinstance(result, Offered):
        told = suggestion_answer(result.suggestion, home)
        changed = {"difference": result.difference} if result.difference else {}
        return {"suggestions": [told], **changed}
    if isinstance(result, Question):
        said = (*asked.earlier, asked.text, result.text)
        return {
            "suggestions": [],
            "question": result.text,
            "choices": list(result.choices),
            "conversation_id": entry.runtime_data.conversations.async_keep(said),
        }
    return {"suggestions": [], "reason": result.reason}
