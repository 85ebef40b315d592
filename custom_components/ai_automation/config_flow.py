"""Config flow for the AI Automation integration."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, override

from homeassistant.components.ai_task import DOMAIN as AI_TASK_DOMAIN
from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
)
from homeassistant.const import CONF_API_KEY
from homeassistant.core import callback
from homeassistant.helpers.recorder import DATA_INSTANCE
from homeassistant.helpers.selector import (
    EntitySelector,
    EntitySelectorConfig,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol
from yarl import URL

from . import language
from .const import (
    CONF_AI_TASK_ENTITY,
    CONF_BASE_URL,
    CONF_MODEL,
    CONF_PROVIDER,
    DEFAULT_KEEP_ACTS_DAYS,
    DOMAIN,
    LOGGER,
    Provider,
)
from .language.ai_task import async_can_generate
from .language.provider import Failure, LanguageError
from .options_flow import AiAutomationOptionsFlow

if TYPE_CHECKING:
    from .language.openai import OpenAIServer

TITLE = "AI Automation"
FIELD_OF_ERROR = {
    Failure.AI_TASK_MISSING: CONF_AI_TASK_ENTITY,
    Failure.INVALID_AUTH: CONF_API_KEY,
    Failure.MODEL_NOT_FOUND: CONF_MODEL,
    "invalid_url": CONF_BASE_URL,
}

PROVIDER_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_PROVIDER, default=Provider.NONE.value): SelectSelector(
            SelectSelectorConfig(
                options=[provider.value for provider in Provider],
                mode=SelectSelectorMode.LIST,
                translation_key=CONF_PROVIDER,
            )
        )
    }
)
KEY_SELECTOR = TextSelector(
    TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off")
)
OPENAI_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_BASE_URL): TextSelector(
            TextSelectorConfig(type=TextSelectorType.URL)
        ),
        vol.Optional(CONF_API_KEY): KEY_SELECTOR,
    }
)
REAUTH_SCHEMA = vol.Schema({vol.Required(CONF_API_KEY): KEY_SELECTOR})


class AiAutomationConfigFlow(ConfigFlow, domain=DOMAIN):
    """Asks who words the suggestions, and tries it with a real call."""

    VERSION = 1
    MINOR_VERSION = 1

    def __init__(self) -> None:
        """Start without a server."""
        self._server: dict[str, str] = {}
        self._models: list[str] = []

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> AiAutomationOptionsFlow:
        """Return the flow that changes the options."""
        return AiAutomationOptionsFlow()

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Set up the integration."""
        if DATA_INSTANCE not in self.hass.data:
            return self.async_abort(reason="no_recorder")
        if user_input is not None:
            return await self._async_step_of(user_input[CONF_PROVIDER])
        return self.async_show_form(
            step_id="user",
            data_schema=PROVIDER_SCHEMA,
            description_placeholders={"keep_acts_days": str(DEFAULT_KEEP_ACTS_DAYS)},
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change who words the suggestions."""
        if user_input is not None:
            return await self._async_step_of(user_input[CONF_PROVIDER])
        return self._async_show_step("reconfigure", PROVIDER_SCHEMA, self._stored)

    async def async_step_openai(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the server and list its models."""
        error = None
        if user_input is not None:
            error = await self._async_find_server(user_input)
            if error is None:
                return await self.async_step_model()
        # A stored key is not sent to the browser.
        shown = user_input or {CONF_BASE_URL: self._stored.get(CONF_BASE_URL)}
        return self._async_show_step("openai", OPENAI_SCHEMA, shown, error)

    async def async_step_model(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the model and let it answer once."""
        error = None
        if user_input is not None:
            error = await self._async_check(self._server, user_input[CONF_MODEL])
            if error is None:
                return self._async_finish(
                    Provider.OPENAI, {**self._server, **user_input}
                )
        if error == Failure.INVALID_AUTH:
            # Some servers show their models to everyone.
            return self._async_show_step("openai", OPENAI_SCHEMA, self._server, error)
        options = SelectSelectorConfig(
            options=self._models, custom_value=True, mode=SelectSelectorMode.DROPDOWN
        )
        schema = vol.Schema({vol.Required(CONF_MODEL): SelectSelector(options)})
        first = next(iter(self._models), None)
        suggested = {CONF_MODEL: self._stored.get(CONF_MODEL, first)}
        return self._async_show_step("model", schema, user_input or suggested, error)

    async def async_step_ai_task(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the AI Task entity and see that it is there."""
        error = None
        if user_input is not None:
            if async_can_generate(self.hass, user_input[CONF_AI_TASK_ENTITY]):
                return self._async_finish(Provider.AI_TASK, user_input)
            error = Failure.AI_TASK_MISSING
        entities = EntitySelectorConfig(
            domain=AI_TASK_DOMAIN,
            include_entities=[
                entity_id
                for entity_id in self.hass.states.async_entity_ids(AI_TASK_DOMAIN)
                if async_can_generate(self.hass, entity_id)
            ],
        )
        schema = vol.Schema(
            {vol.Required(CONF_AI_TASK_ENTITY): EntitySelector(entities)}
        )
        return self._async_show_step(
            "ai_task", schema, user_input or self._stored, error
        )

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Tell that the server refused the key."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for another key and let the model answer once."""
        stored, error = self._stored, None
        if stored[CONF_PROVIDER] != Provider.OPENAI:
            return self.async_abort(reason="not_openai")
        if user_input is not None:
            key = {CONF_API_KEY: user_input[CONF_API_KEY].strip()}
            error = await self._async_check({**stored, **key}, stored[CONF_MODEL])
            if error is None:
                return self.async_update_reload_and_abort(
                    self._get_reauth_entry(), data_updates=key
                )
        return self._async_show_step(
            "reauth_confirm",
            REAUTH_SCHEMA,
            {},
            error,
            placeholders={"base_url": stored[CONF_BASE_URL]},
        )

    @property
    def _stored(self) -> Mapping[str, Any]:
        """Return what the entry holds, if there is one already."""
        if self.source == SOURCE_RECONFIGURE:
            return self._get_reconfigure_entry().data
        if self.source == SOURCE_REAUTH:
            return self._get_reauth_entry().data
        return {}

    async def _async_step_of(self, provider: str) -> ConfigFlowResult:
        """Go on with what the chosen provider needs to know."""
        if provider == Provider.OPENAI:
            return await self.async_step_openai()
        if provider == Provider.AI_TASK:
            return await self.async_step_ai_task()
        return self._async_finish(Provider.NONE, {})

    @callback
    def _async_show_step(
        self,
        step_id: str,
        schema: vol.Schema,
        suggested: Mapping[str, Any],
        error: str | None = None,
        placeholders: Mapping[str, str] | None = None,
    ) -> ConfigFlowResult:
        """Show a form, with an error at the field that it is about."""
        field = FIELD_OF_ERROR.get(error, "base") if error else "base"
        if field not in schema.schema:
            field = "base"
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, suggested),
            description_placeholders=placeholders,
            errors={field: error} if error else None,
        )

    async def _async_find_server(self, user_input: Mapping[str, Any]) -> str | None:
        """Find the server and its models; return what went wrong, if anything.

        The address is tried as it is, and with /v1 where nothing useful answers there.
        """
        if (base_url := normalized_url(user_input[CONF_BASE_URL])) is None:
            return "invalid_url"
        error = await self._async_list(base_url, user_input)
        if error in (Failure.INVALID_ANSWER, Failure.MODEL_NOT_FOUND):
            error = await self._async_list(f"{base_url}/v1", user_input)
        return Failure.INVALID_ANSWER if error == Failure.MODEL_NOT_FOUND else error

    async def _async_list(
        self, base_url: str, user_input: Mapping[str, Any]
    ) -> str | None:
        """List the models at an address; return what went wrong, if anything."""
        server = {CONF_BASE_URL: base_url}
        if key := user_input.get(CONF_API_KEY, "").strip():
            server[CONF_API_KEY] = key
        elif self._stored.get(CONF_BASE_URL) == base_url:
            # A stored key goes to its own server only.
            server |= {k: v for k, v in self._stored.items() if k == CONF_API_KEY}

        async def _async_list(connection: OpenAIServer) -> None:
            self._models = await connection.async_models()
            self._server = server

        return await self._async_attempt(server, _async_list)

    async def _async_check(self, server: Mapping[str, Any], model: str) -> str | None:
        """Let a model answer once; return what went wrong, if anything."""
        return await self._async_attempt(
            server, lambda connection: connection.async_check(model)
        )

    async def _async_attempt(
        self,
        server: Mapping[str, Any],
        call: Callable[[OpenAIServer], Awaitable[None]],
    ) -> str | None:
        """Call a server; return what went wrong, if anything."""
        try:
            await call(
                await language.async_connect(
                    self.hass,
                    base_url=server[CONF_BASE_URL],
                    api_key=server.get(CONF_API_KEY),
                )
            )
        except LanguageError as err:
            return err.failure
        except Exception:  # noqa: BLE001 a form must answer, whatever a server sends
            LOGGER.exception("Unexpected error while trying a language model server")
            return "unknown"
        return None

    @callback
    def _async_finish(
        self, provider: Provider, data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Create the entry, or change it."""
        data = {CONF_PROVIDER: provider.value, **data}
        if self.source == SOURCE_RECONFIGURE:
            return self.async_update_reload_and_abort(
                self._get_reconfigure_entry(), data=data
            )
        return self.async_create_entry(title=TITLE, data=data)


def normalized_url(text: str) -> str | None:
    """Return an address of a server without its last slash, or None when it is none."""
    try:
        url = URL(text.strip())
    except ValueError:
        return None
    if url.scheme not in ("http", "https") or not url.host:
        return None
    if url.user is not None or url.query or url.fragment:
        return None
    return str(url).rstrip("/").removesuffix("/chat/completions")
