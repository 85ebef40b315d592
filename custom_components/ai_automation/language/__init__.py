"""The language model that words suggestions: which one is set up, and how to reach it."""

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_API_KEY
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.importlib import async_import_module

from ..const import (
    CONF_AI_TASK_ENTITY,
    CONF_BASE_URL,
    CONF_CONCURRENT_CALLS,
    CONF_HIDE_NAMES,
    CONF_INSTRUCTIONS,
    CONF_MODEL,
    CONF_PROVIDER,
    CONF_TOKENS_PER_DAY,
    CONF_TOKENS_PER_MONTH,
    DEFAULT_CONCURRENT_CALLS,
    DEFAULT_HIDE_NAMES,
    DEFAULT_TOKENS_PER_DAY,
    DEFAULT_TOKENS_PER_MONTH,
    Provider as ProviderKind,
)
from .language_model import LanguageModel, Ledger
from .provider import Provider

if TYPE_CHECKING:
    from .openai import OpenAIServer


async def async_connect(
    hass: HomeAssistant, *, base_url: str, api_key: str | None
) -> OpenAIServer:
    """Return an OpenAI-compatible server; nothing is sent yet."""
    module = f"{__package__}.openai"
    await hass.async_add_import_executor_job(import_module, module)
    # Loaded by now: importing the client library in the loop would block it.
    from .openai import OpenAIServer  # noqa: PLC0415

    return OpenAIServer(hass, base_url=base_url, api_key=api_key)


@callback
def async_get_model(
    hass: HomeAssistant, entry: ConfigEntry, ledger: Ledger
) -> LanguageModel | None:
    """Return the door to the entry's language model, or None when it has none."""
    if entry.data[CONF_PROVIDER] == ProviderKind.NONE:
        return None

    options = entry.options
    return LanguageModel(
        partial(async_get_provider, hass, entry),
        ledger,
        concurrent_calls=int(
            options.get(CONF_CONCURRENT_CALLS, DEFAULT_CONCURRENT_CALLS)
        ),
        key=entry.entry_id
        if options.get(CONF_HIDE_NAMES, DEFAULT_HIDE_NAMES)
        else None,
        tokens_per_day=int(options.get(CONF_TOKENS_PER_DAY, DEFAULT_TOKENS_PER_DAY)),
        tokens_per_month=int(
            options.get(CONF_TOKENS_PER_MONTH, DEFAULT_TOKENS_PER_MONTH)
        ),
        instructions=options.get(CONF_INSTRUCTIONS, ""),
    )


async def async_get_provider(hass: HomeAssistant, entry: ConfigEntry) -> Provider:
    """Return the language model of an entry that has one."""
    data = entry.data
    if data[CONF_PROVIDER] == ProviderKind.AI_TASK:
        # Brings cameras and conversations with it, which a start does not wait for.
        ai_task = await async_import_module(hass, f"{__package__}.ai_task")
        task: Provider = ai_task.AiTaskProvider(hass, data[CONF_AI_TASK_ENTITY])
        return task
    server = await async_connect(
        hass, base_url=data[CONF_BASE_URL], api_key=data.get(CONF_API_KEY)
    )
    return server.with_model(
        data[CONF_MODEL], on_refused=partial(entry.async_start_reauth, hass)
    )
