"""OpenAI-compatible servers; import this in the import executor, and only for a call."""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
import json
from typing import TYPE_CHECKING, Any, cast, override

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.httpx_client import get_async_client
import openai

# The client imports these on first use, which would block the loop.
import openai.resources.chat
import openai.resources.models

from .answers import parse_answer
from .dialect import Dialect, Form, is_about_length
from .provider import (
    ANSWER_TOKENS,
    Failure,
    Generated,
    LanguageError,
    Message,
    Provider,
    Usage,
    estimate_tokens,
)

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionMessageParam

NO_KEY = "none"
"""Sent where a server needs no key, because the client insists on one."""
LIST_SECONDS = 10.0
CHECK_SECONDS = 60.0
"""Long enough for a local server to load a model."""
GENERATE_SECONDS = 120.0
MAXIMUM_BYTES = 1_048_576
"""Of an answer; nothing useful is as long as this."""


_OF_STATUS: Mapping[int, Failure] = {
    401: Failure.INVALID_AUTH,
    403: Failure.INVALID_AUTH,
    404: Failure.MODEL_NOT_FOUND,
    429: Failure.RATE_LIMITED,
}


_SERVER_ERROR, _UNKNOWN = 500, 501


class _Refused(LanguageError):
    """A server did not take a request; what it said is never shown: it may hold the key."""

    status = 0
    said = ""


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
        self._dialects: dict[str, Dialect] = {}
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
        choices = getattr(answer, "choices", None)
        if not choices or getattr(choices[0], "message", None) is None:
            raise LanguageError(Failure.INVALID_ANSWER)

    async def async_complete(
        self,
        model: str,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        answer_tokens: int,
    ) -> Generated:
        """Answer the messages with an object of the closed JSON schema.

        What the server does not take is found out on the way, and remembered once
        something worked.
        """
        dialect = self._dialects.get(model, Dialect())
        spent, told = Usage(prompt=0, completion=0), False
        while True:
            asked = dialect.asked(messages, schema, answer_tokens)
            try:
                body = await self._async_post(model, asked)
                generated = self._read(body, messages, schema)
            except _Refused as err:
                following = dialect.after_refusal(err.status, err.said)
                if following is None:
                    raise
                dialect = following
            except LanguageError as err:
                spent += err.usage or Usage(prompt=0, completion=0)
                if err.failure is Failure.ANSWER_CUT and dialect.roomier == 1:
                    dialect = dialect.longer
                elif (
                    err.failure is Failure.INVALID_ANSWER
                    and model not in self._dialects
                    and dialect.form is not Form.TEXT
                    and not told
                ):
                    # Perhaps it does not keep to the form because it does not know it.
                    dialect, told = dialect.told, True
                else:
                    err.usage = spent if spent.prompt else None
                    raise
            else:
                self._dialects[model] = dialect
                return replace(generated, usage=spent + generated.usage)

    async def _async_post(self, model: str, fields: Mapping[str, Any]) -> Any:
        """Send a request and return the answer's body; its form is whatever the server likes."""
        with self._translated(seconds=GENERATE_SECONDS, model=model):
            client = await self._async_client(GENERATE_SECONDS)
            create = client.chat.completions.with_raw_response.create
            response = await create(model=model, **cast(Any, fields))
            if len(response.content) > MAXIMUM_BYTES:
                raise LanguageError(Failure.INVALID_ANSWER)
            return json.loads(response.content)

    def _read(
        self, body: Any, messages: Sequence[Message], schema: Mapping[str, Any]
    ) -> Generated:
        """Return what an answer's body says."""
        if isinstance(body, dict) and body.get("error"):
            raise self._told(body["error"])
        message, finish_reason = _choice(body)
        text = message.get("content")
        text = text if isinstance(text, str) else ""
        usage = _usage(body, messages, text)
        try:
            _look_at_end(message, finish_reason)
            data = parse_answer(text or _thought(message), schema)
        except LanguageError as err:
            err.usage, err.text = usage, text
            raise
        return Generated(data=data, text=text or _thought(message), usage=usage)

    def _told(self, error: Any) -> LanguageError:
        """Return the error that a server tells in an answer that says it is fine."""
        code = error.get("code") if isinstance(error, dict) else None
        status = int(str(code)) if str(code).isdecimal() else 502
        failure = _OF_STATUS.get(status, Failure.SERVER_ERROR)
        return LanguageError(
            failure, base_url=self.base_url, model="?", status=str(status)
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
        except openai.RateLimitError as err:
            used_up = "insufficient_quota" in (err.code, err.type)
            failure = Failure.QUOTA_USED_UP if used_up else Failure.RATE_LIMITED
            limited = LanguageError(failure, base_url=url)
            limited.retry_after = _seconds(err.response.headers)
            raise limited from None
        except openai.APIStatusError as err:
            if is_about_length(str(err)):
                raise LanguageError(
                    Failure.CONTEXT_TOO_SMALL, base_url=url, model=model
                ) from None
            ours = err.status_code < _SERVER_ERROR or err.status_code == _UNKNOWN
            failure = Failure.REQUEST_REFUSED if ours else Failure.SERVER_ERROR
            refused = _Refused(failure, base_url=url, status=str(err.status_code))
            refused.retry_after = _seconds(err.response.headers)
            refused.status, refused.said = err.status_code, str(err)
            raise refused from None
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
        self,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        *,
        answer_tokens: int = ANSWER_TOKENS,
    ) -> Generated:
        """Answer the messages with an object of the closed JSON schema."""
        try:
            return await self._server.async_complete(
                self._model, messages, schema, answer_tokens
            )
        except LanguageError as err:
            if err.failure is Failure.INVALID_AUTH:
                self._on_refused()
            raise


def _choice(body: Any) -> tuple[dict[str, Any], Any]:
    """Return the message of an answer's body and why it ended; a server may send anything."""
    try:
        choice = body["choices"][0]
        message, finish_reason = choice["message"], choice.get("finish_reason")
    except AttributeError, IndexError, KeyError, TypeError:
        raise LanguageError(Failure.INVALID_ANSWER) from None
    if not isinstance(message, dict):
        raise LanguageError(Failure.INVALID_ANSWER)
    return message, finish_reason


def _look_at_end(message: Mapping[str, Any], finish_reason: Any) -> None:
    """Raise LanguageError where an answer did not come to its proper end."""
    if message.get("refusal") or finish_reason == "content_filter":
        raise LanguageError(Failure.REFUSED)
    if finish_reason == "length":
        raise LanguageError(Failure.ANSWER_CUT)
    if finish_reason not in ("stop", None):
        raise LanguageError(Failure.INVALID_ANSWER)


def _thought(message: Mapping[str, Any]) -> str:
    """Return what a model only thought: some servers take the answer for that."""
    for field in ("reasoning_content", "reasoning"):
        if isinstance(text := message.get(field), str):
            return text
    return ""


def _usage(body: Mapping[str, Any], messages: Sequence[Message], text: str) -> Usage:
    """Return what the call cost, estimated where the server does not say."""
    counted = body.get("usage")
    if isinstance(counted, dict):
        sent, answered = (
            counted.get(name) for name in ("prompt_tokens", "completion_tokens")
        )
        if isinstance(sent, int) and isinstance(answered, int):
            return Usage(prompt=sent, completion=answered)
    return Usage(
        prompt=sum(estimate_tokens(message.text) for message in messages),
        completion=estimate_tokens(text),
        estimated=True,
    )


def _seconds(headers: Mapping[str, str]) -> float | None:
    """Return how long a server wants to be left alone: seconds or a date (RFC 9110, 10.2.3)."""
    value = headers.get("retry-after", "").strip()
    if value.replace(".", "", 1).isdecimal():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (until - datetime.now(UTC)).total_seconds())
