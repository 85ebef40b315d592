"""Tools with which assistants look at suggestions and, for administrators, ask for them and switch them on."""

from collections.abc import Mapping
import re
from typing import Any, override

from homeassistant.components.llm import LLMTools
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv, llm
from homeassistant.helpers.importlib import async_import_module
from homeassistant.helpers.llm import (
    LLM_API_ASSIST,
    LLMContext,
    Tool,
    ToolAnnotations,
    ToolInput,
    ToolResult,
)
import voluptuous as vol

from . import decisions
from .answers import evidence_answer, suggestion_answer
from .const import CONF_DAYS, DEFAULT_DAYS, DOMAIN, LONGEST_REQUEST
from .coordinator import AiAutomationConfigEntry
from .language.vocabulary import plain, words_of
from .model.home import HomeContext
from .model.suggestion import Suggestion, SuggestionStatus
from .store import suggestions as stored

_ADMIN_API: str | None = getattr(llm, "LLM_API_HOME_ASSISTANT", None)
"""The API that only administrators may use, since Home Assistant 2026.11."""
_LISTED = 10
_PROMPT = (
    "AI Automation finds habits of the people in this home and suggests automations for"
    " them. Nothing is switched on unless somebody accepts it."
)
_COUNTS = ("days", "fired", "right", "wrong", "noop", "missed", "saved_per_week")
_WORD = re.compile(r"[^\W_]+")
_SUGGESTION = {vol.Required("suggestion_id"): cv.string}
_TEXT = {
    vol.Required("text"): vol.All(cv.string, vol.Length(min=1, max=LONGEST_REQUEST))
}


@callback
def async_get_tools(
    hass: HomeAssistant, llm_context: LLMContext, api_id: str
) -> LLMTools | None:
    """Return the tools of an API: all where only administrators can use them, else those that only read, without names."""
    entries = hass.config_entries.async_loaded_entries(DOMAIN)
    if not entries:
        return None
    entry: AiAutomationConfigEntry = entries[0]
    language = entry.runtime_data.language
    kinds: tuple[type[SuggestionTool], ...] = _READING
    if api_id == _ADMIN_API:
        kinds += _DECIDING if language is None else (*_DECIDING, *_ASKING)
    elif _ADMIN_API is not None or api_id != LLM_API_ASSIST:
        return None
    tools: list[Tool] = [kind(entry, named=api_id == _ADMIN_API) for kind in kinds]
    return LLMTools(tools=tools, prompt=_PROMPT)


class SuggestionTool(Tool):
    """A tool of AI Automation; what goes wrong is answered as a sentence."""

    integration = DOMAIN
    annotations = ToolAnnotations(
        read_only=True, destructive=False, idempotent=True, open_world=False
    )

    def __init__(self, entry: AiAutomationConfigEntry, *, named: bool) -> None:
        """Remember the entry, and whether people may be named."""
        self.entry = entry
        self.named = named

    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: ToolInput, llm_context: LLMContext
    ) -> ToolResult:
        """Answer with data, or with what is wrong."""
        try:
            args = self.parameters(tool_input.tool_args)
            data = await self.async_answer(hass, args, llm_context.context or Context())
        except (HomeAssistantError, vol.Invalid) as err:
            return ToolResult(data={"error": str(err)}, error=True)
        return ToolResult(data=data)

    async def async_answer(
        self, hass: HomeAssistant, args: Mapping[str, Any], context: Context
    ) -> dict[str, Any]:
        """Return the answer; HomeAssistantError where there is none."""
        raise NotImplementedError

    @property
    def home(self) -> HomeContext:
        """Return the home as it is."""
        return self.entry.runtime_data.cache.async_get()

    def said(self, text: str) -> str:
        """Return a text, without the names of people where they may not be told."""
        return text if self.named else without_people(text, self.home)

    async def async_suggestion(self, suggestion_id: str) -> Suggestion:
        """Return a suggestion."""
        return await decisions.async_find(self.entry, suggestion_id)


class ListSuggestions(SuggestionTool):
    """Lists what waits for an answer."""

    name = f"{DOMAIN}__list_suggestions"
    title = "List suggestions"
    description = "Lists the automations that are suggested and wait for an answer."

    @override
    async def async_answer(
        self, hass: HomeAssistant, args: Mapping[str, Any], context: Context
    ) -> dict[str, Any]:
        """Return the suggestions, best first."""
        found, total = await stored.async_list(
            self.entry.runtime_data.database,
            statuses={SuggestionStatus.NEW},
            limit=_LISTED,
        )
        return {
            "suggestions": [
                {"suggestion_id": s.suggestion_id, "title": self.said(s.title)}
                for s in found
            ],
            "total": total,
        }


class ExplainSuggestion(SuggestionTool):
    """Tells what speaks for a suggestion."""

    name = f"{DOMAIN}__explain_suggestion"
    title = "Explain a suggestion"
    description = "Tells what a suggested automation would do and what speaks for it."
    parameters = vol.Schema(_SUGGESTION)

    @override
    async def async_answer(
        self, hass: HomeAssistant, args: Mapping[str, Any], context: Context
    ) -> dict[str, Any]:
        """Return the suggestion; who did what when only where people may be named."""
        suggestion = await self.async_suggestion(args["suggestion_id"])
        if self.named:
            return suggestion_answer(suggestion, self.home)
        evidence = suggestion.evidence
        told = evidence_answer(evidence, self.home) if evidence else {}
        return {
            "suggestion_id": suggestion.suggestion_id,
            "title": self.said(suggestion.title),
            "description": self.said(suggestion.description),
            "origin": suggestion.origin.value,
            "status": suggestion.status.value,
            "evidence": {name: told[name] for name in _COUNTS if name in told},
        }


class ReplaySuggestion(SuggestionTool):
    """Plays a suggestion on the past once more."""

    name = f"{DOMAIN}__replay_suggestion"
    title = "Replay a suggestion"
    description = (
        "Tells what a suggested automation would have done in the last weeks, counted."
    )
    parameters = vol.Schema(_SUGGESTION)

    @override
    async def async_answer(
        self, hass: HomeAssistant, args: Mapping[str, Any], context: Context
    ) -> dict[str, Any]:
        """Return the counts."""
        suggestion = await self.async_suggestion(args["suggestion_id"])
        if suggestion.routine is None or not suggestion.routine.targets:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="not_replayable",
                translation_placeholders={"reason": self.said(suggestion.title)},
            )
        stages = await self.entry.runtime_data.analysis.async_load()
        evidence = await stages.async_replay(
            hass,
            self.entry.options,
            home=self.home,
            routine=suggestion.routine,
            days=int(self.entry.options.get(CONF_DAYS, DEFAULT_DAYS)),
        )
        told = evidence_answer(evidence, self.home)
        return told if self.named else {name: told[name] for name in _COUNTS}


class AcceptSuggestion(SuggestionTool):
    """Switches a suggestion on."""

    name = f"{DOMAIN}__accept_suggestion"
    title = "Accept a suggestion"
    description = (
        "Adds the suggested automation to the home and switches it on. Only when the"
        " user has said so for this very suggestion."
    )
    parameters = vol.Schema(_SUGGESTION)
    annotations = ToolAnnotations(destructive=False, open_world=False)

    @override
    async def async_answer(
        self, hass: HomeAssistant, args: Mapping[str, Any], context: Context
    ) -> dict[str, Any]:
        """Return the automation that was written."""
        deployment = await decisions.async_accept(
            hass, self.entry, suggestion_id=args["suggestion_id"], context=context
        )
        return {"entity_id": deployment.entity_id}


class Ask(SuggestionTool):
    """Makes a suggestion of a request."""

    name = f"{DOMAIN}__ask"
    title = "Ask for an automation"
    description = (
        "Makes a checked suggestion of what the user asks for. Answers a suggestion, a"
        " question to pass on, or why it cannot be done. Switches nothing on."
    )
    parameters = vol.Schema({**_TEXT, vol.Optional("conversation_id"): cv.string})
    annotations = ToolAnnotations(destructive=False)

    @override
    async def async_answer(
        self, hass: HomeAssistant, args: Mapping[str, Any], context: Context
    ) -> dict[str, Any]:
        """Return what became of the request."""
        asking = await async_import_module(hass, f"{__package__}.asking")
        answer: dict[str, Any] = await asking.async_ask(hass, self.entry, **args)
        return answer


class Refine(SuggestionTool):
    """Changes a suggestion."""

    name = f"{DOMAIN}__refine"
    title = "Refine a suggestion"
    description = "Changes an open suggestion as the user says. Switches nothing on."
    parameters = vol.Schema({**_SUGGESTION, **_TEXT})
    annotations = ToolAnnotations(destructive=False)

    @override
    async def async_answer(
        self, hass: HomeAssistant, args: Mapping[str, Any], context: Context
    ) -> dict[str, Any]:
        """Return the new version."""
        asking = await async_import_module(hass, f"{__package__}.asking")
        answer: dict[str, Any] = await asking.async_refine(
            hass, self.entry, user_id=context.user_id, **args
        )
        return answer


_READING: tuple[type[SuggestionTool], ...] = (
    ListSuggestions,
    ExplainSuggestion,
    ReplaySuggestion,
)
_DECIDING: tuple[type[SuggestionTool], ...] = (AcceptSuggestion,)
_ASKING: tuple[type[SuggestionTool], ...] = (Ask, Refine)


def without_people(text: str, home: HomeContext) -> str:
    """Return a text in which people of the home, in names of things too, are "someone"."""
    people = {word for p in home.people.values() for word in words_of(p.name)}
    people |= {
        word
        for user in home.users.values()
        if not user.machine
        for word in words_of(user.name)
    }
    people |= {f"{name}s" for name in people}

    def _said(found: re.Match[str]) -> str:
        return "someone" if plain(found[0]) in people else found[0]

    return _WORD.sub(_said, text)
