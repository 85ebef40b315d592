"""OpenAI-compatible servers; import this in the import executor, and only for a call."""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast, override

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.httpx_client import get_async_client
import openai

# The client imports these on first use, which would block the loop.
import openai.resources.chat
import openai.resources.models

from .provider import (
    Failure,
    Generated,
    LanguageError,
    Message,
    Provider,
    Usage,
    estimate_tokens,
    parse_answer,
)

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion, ChatCompletionMessageParam
    from openai.types.shared_params import ResponseFormatJSONSchema

NO_KEY = "none"
"""Sent where a server needs no key, because the client insists on one."""
LIST_SECONDS = 10.0
CHECK_SECONDS = 60.0
"""Long enough for a local server to load a model."""
GENERATE_SECONDS = 120.0


class OpenAIServer:
    """A server that speaks the OpenAI form."""

    def __init__(
        self, hass: HomeAssistant, *, base_url: str, api_key: str | None
    ) -> None:
        """Prepare the calls; nothing is sent yet.

        Raises LanguageError when the key holds what cannot be sent.
        """
        if api_key and not (api_key.isascii() and api_key.isprintable()):
            raise LanguageError(Failure.INVALID_AUTH, base_url=base_url)
        self._hass = hass
        self.base_url = base_url
        self._client = openai.AsyncOpenAI(
            api_key=api_key or NO_KEY,
            base_url=base_url,
            # Older clients of httpx are accepted too, though not in the types.
            http_client=cast(Any, get_async_client(hass)),
        )

    @callback
    def with_model(
        self, model: str, *, on_refused: Callable[[], None]
    ) -> OpenAIProvider:
        """Return the language model; `on_refused` is called when the key is refused."""
        return OpenAIProvider(self, model, on_refused)

    async def async_models(self) -> list[str]:
        """Return the names of the models that the server has."""
        with self._translated(seconds=LIST_SECONDS):
            client = await self._async_client(LIST_SECONDS)
            page = await client.models.list()
        models = getattr(page, "data", None)
        if not isinstance(models, list):
            raise LanguageError(Failure.INVALID_ANSWER)
        names = [getattr(model, "id", None) for model in models]
        known = {name for name in names if isinstance(name, str)}
        if names and not known:
            raise LanguageError(Failure.INVALID_ANSWER)
        return sorted(known)

    async def async_check(self, model: str) -> None:
        """Ask the model for a word, to see that it answers."""
        messages: list[ChatCompletionMessageParam] = [
            {"role": "user", "content": "Answer with the single word: ready"}
        ]
        with self._translated(seconds=CHECK_SECONDS, model=model):
            client = await self._async_client(CHECK_SECONDS)
            create = client.chat.completions.create
            try:
                answer = await create(model=model, messages=messages, max_tokens=16)
            except openai.BadRequestError:
                # Some models refuse a limit, or one this low.
                answer = await create(model=model, messages=messages)
        _choice(answer)

    async def async_complete(
        self, model: str, messages: Sequence[Message], schema: Mapping[str, Any]
    ) -> Generated:
        """Answer the messages with an object of the closed JSON schema."""
        turns = [
            cast("ChatCompletionMessageParam", {"role": m.role, "content": m.text})
            for m in messages
        ]
        form: ResponseFormatJSONSchema = {
            "type": "json_schema",
            "json_schema": {"name": "answer", "strict": True, "schema": dict(schema)},
        }
        with self._translated(seconds=GENERATE_SECONDS, model=model):
            client = await self._async_client(GENERATE_SECONDS)
            answer = await client.chat.completions.create(
                model=model, messages=turns, response_format=form
            )
        choice = _choice(answer)
        text = choice.message.content or ""
        if choice.finish_reason not in ("stop", None):
            raise LanguageError(Failure.INVALID_ANSWER)
        return Generated(
            data=parse_answer(text, schema),
            text=text,
            usage=_usage(answer, messages, text),
        )

    async def _async_client(self, seconds: float) -> openai.AsyncOpenAI:
        """Return the client, ready for calls that may take so long."""
        # Reads the platform from files once; the library keeps the answer.
        await self._hass.async_add_executor_job(self._client.platform_headers)
        return self._client.with_options(timeout=seconds, max_retries=0)

    @contextmanager
    def _translated(self, *, seconds: float, model: str = "") -> Generator[None]:
        """Turn what the client raises into what a reader understands.

        The causes are cut off: a server may repeat the key in its answer, and a cause
        is printed with a traceback.
        """
        url = self.base_url
        try:
            yield
        except openai.APITimeoutError:
            raise LanguageError(
                Failure.TIMEOUT, base_url=url, seconds=f"{seconds:.0f}"
            ) from None
        except openai.APIConnectionError:
            raise LanguageError(Failure.CANNOT_CONNECT, base_url=url) from None
        except openai.AuthenticationError, openai.PermissionDeniedError:
            raise LanguageError(Failure.INVALID_AUTH, base_url=url) from None
        except openai.NotFoundError:
            raise LanguageError(
                Failure.MODEL_NOT_FOUND, base_url=url, model=model
            ) from None
        except openai.RateLimitError:
            raise LanguageError(Failure.RATE_LIMITED, base_url=url) from None
        except openai.APIStatusError as err:
            raise LanguageError(
                Failure.SERVER_ERROR, base_url=url, status=str(err.status_code)
            ) from None
        except openai.OpenAIError, AttributeError, TypeError, ValueError:
            # The client trusts the form of what it reads, and trips over another one.
            raise LanguageError(Failure.INVALID_ANSWER) from None


class OpenAIProvider(Provider):
    """One model of an OpenAI-compatible server."""

    def __init__(
        self, server: OpenAIServer, model: str, on_refused: Callable[[], None]
    ) -> None:
        """Remember the model."""
        self._server = server
        self._model = model
        self._on_refused = on_refused

    @override
    async def async_generate(
        self, messages: Sequence[Message], schema: Mapping[str, Any]
    ) -> Generated:
        """Answer the messages with an object of the closed JSON schema."""
        try:
            return await self._server.async_complete(self._model, messages, schema)
        except LanguageError as err:
            if err.failure is Failure.INVALID_AUTH:
                self._on_refused()
            raise


def _choice(answer: ChatCompletion) -> Any:
    """Return the answer's only choice; a server may send anything."""
    choices = getattr(answer, "choices", None)
    if not choices or getattr(choices[0], "message", None) is None:
        raise LanguageError(Failure.INVALID_ANSWER)
    return choices[0]


def _usage(answer: ChatCompletion, messages: Sequence[Message], text: str) -> Usage:
    """Return what the call cost, estimated where the server does not say."""
    if answer.usage is not None:
        return Usage(
            prompt=answer.usage.prompt_tokens,
            completion=answer.usage.completion_tokens,
        )
    return Usage(
        prompt=sum(estimate_tokens(message.text) for message in messages),
        completion=estimate_tokens(text),
        estimated=True,
    )
