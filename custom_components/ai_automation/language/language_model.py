"""The one door to the language model: private, within budget, a few calls at a time, and written down."""

import asyncio
from collections.abc import Awaitable, Callable
import json
import time
from typing import Any, Protocol

from ..model.exchange import Exchange, Purpose, Spent
from ..model.home import HomeContext
from .prompt import Prompt
from .provider import (
    Failure,
    Generated,
    LanguageError,
    Provider,
    Usage,
    estimate_tokens,
)


class Ledger(Protocol):
    """Where calls are written down and added up."""

    async def async_spent(self) -> Spent:
        """Return the tokens used today and this month."""

    async def async_record(self, exchange: Exchange) -> None:
        """Keep a call, whatever became of it."""


class LanguageModel:
    """The language model of the entry, as everybody but the set-up uses it."""

    def __init__(
        self,
        connect: Callable[[], Awaitable[Provider]],
        ledger: Ledger,
        *,
        concurrent_calls: int,
        instructions: str = "",
    ) -> None:
        """Prepare; the client is imported and connected at the first call."""
        self._connect = connect
        self._ledger = ledger
        self._slots = asyncio.Semaphore(concurrent_calls)
        self._provider: Provider | None = None
        self.instructions = instructions
        """What the owner wants to be minded in every prompt; may be empty."""

    async def async_generate(
        self,
        prompt: Prompt,
        *,
        purpose: Purpose,
        home: HomeContext,
        run_id: str | None = None,
    ) -> dict[str, Any]:
        """Return the answer to a prompt: an object with the properties of its schema, values unchecked.

        Raises LanguageError when there is none, also when the budget is used up.
        """
        async with self._slots:
            if self._provider is None:
                self._provider = await self._connect()
            started = time.monotonic()
            try:
                generated = await self._provider.async_generate(
                    prompt.messages, prompt.schema
                )
            except LanguageError as err:
                await self._ledger.async_record(
                    _exchange(prompt, purpose, run_id, started, failure=err.failure)
                )
                raise
        await self._ledger.async_record(
            _exchange(prompt, purpose, run_id, started, generated=generated)
        )
        return generated.data


def _exchange(
    prompt: Prompt,
    purpose: Purpose,
    run_id: str | None,
    started: float,
    *,
    generated: Generated | None = None,
    failure: Failure | None = None,
) -> Exchange:
    """Return what is written down of a call."""
    sent = json.dumps(
        {
            "messages": [{"role": m.role, "text": m.text} for m in prompt.messages],
            "schema": prompt.schema,
        },
        ensure_ascii=False,
    )
    usage = (
        generated.usage
        if generated
        else Usage(prompt=estimate_tokens(sent), completion=0, estimated=True)
    )
    return Exchange(
        at=time.time(),
        run_id=run_id,
        purpose=purpose,
        prompt=prompt.name,
        sent=sent,
        received=generated.text if generated else None,
        failure=failure,
        input_tokens=usage.prompt,
        output_tokens=usage.completion,
        estimated=usage.estimated,
        seconds=round(time.monotonic() - started, 3),
    )
