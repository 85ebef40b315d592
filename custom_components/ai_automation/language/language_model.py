"""The one door to the language model: private, within budget, a few calls at a time, and written down."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import count
import json
import random
import time
from typing import Any, Protocol

from ..const import LOGGER
from ..model.exchange import Exchange, Purpose, Spent
from ..model.home import HomeContext
from .budget import Budget
from .privacy import Pseudonyms
from .prompt import Prompt
from .provider import (
    LASTING,
    PASSING,
    Failure,
    Generated,
    LanguageError,
    Provider,
    Usage,
    estimate_tokens,
)

CALL_SECONDS = 300.0
"""After this a call ends, whatever it waits for: the server, or another try. Waiting for a slot does not count."""
TRIES = 4
CANCELLED = "cancelled"
FIRST_WAIT = 1.0
"""Seconds before the second try; each further wait may be twice as long, and is drawn by lot."""


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
        key: str | None = None,
        tokens_per_day: int = 0,
        tokens_per_month: int = 0,
        instructions: str = "",
    ) -> None:
        """Prepare; the client is imported and connected at the first call.

        `key` makes the pseudonyms of this home; without one names are not hidden.
        """
        self._connect = connect
        self._ledger = ledger
        self._slots = asyncio.Semaphore(concurrent_calls)
        self._provider: Provider | None = None
        self._key = key
        self._pseudonyms: tuple[HomeContext, Pseudonyms] | None = None
        self._budget = Budget(
            ledger.async_spent, per_day=tokens_per_day, per_month=tokens_per_month
        )
        self._down: tuple[str, LanguageError] | None = None
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
        """Return the answer to a prompt: an object of its closed schema, whose meaning is unchecked.

        Raises LanguageError when there is none, also when the budget is used up, and at
        once when an earlier call of the same run met what this one would meet as well.
        """
        loop = asyncio.get_running_loop()
        pseudonyms = await loop.run_in_executor(None, self._pseudonyms_of, home)
        hidden = await loop.run_in_executor(None, _hidden, prompt, pseudonyms)
        call = _Call(hidden, purpose, run_id)
        try:
            async with self._slots, asyncio.timeout(CALL_SECONDS):
                self._fail_fast(run_id)
                async with self._budget.async_reserved(call.tokens):
                    generated = await self._async_written_down(call)
        except TimeoutError:
            raise LanguageError(
                Failure.DEADLINE, seconds=f"{CALL_SECONDS:.0f}"
            ) from None
        except LanguageError as err:
            if run_id is not None and err.failure in LASTING:
                self._down = run_id, err
            if pseudonyms is not None and err.problems:
                told = (err.text, list(err.problems))
                err.text, problems = pseudonyms.reveal(told)
                err.problems = tuple(problems)
            raise
        data = generated.data
        if pseudonyms is not None:
            data = await loop.run_in_executor(None, pseudonyms.reveal, data)
        return data

    def _pseudonyms_of(self, home: HomeContext) -> Pseudonyms | None:
        """Return the pseudonyms of a home, None where names are not hidden; takes a while."""
        if self._key is None:
            return None
        if self._pseudonyms is None or self._pseudonyms[0] is not home:
            self._pseudonyms = home, Pseudonyms(home, self._key)
        return self._pseudonyms[1]

    async def _async_written_down(self, call: _Call) -> Generated:
        """Make a call, and write it down whatever becomes of it."""
        try:
            return await self._async_persist(call)
        finally:
            await asyncio.shield(self._ledger.async_record(call.exchange()))

    def _fail_fast(self, run_id: str | None) -> None:
        """Raise what an earlier call of the run met, if that lasts."""
        if self._down is None or run_id is None:
            return
        down_run, err = self._down
        if down_run == run_id:
            raise LanguageError(err.failure, **(err.translation_placeholders or {}))

    async def _async_persist(self, call: _Call) -> Generated:
        """Return the answer, asking again where a failure may pass.

        The slot is kept while waiting: a server that wants to be left alone should not
        be asked by the others instead.
        """
        if self._provider is None:
            self._provider = await self._connect()
        prompt = call.prompt
        for tries in count(1):
            try:
                generated = await self._provider.async_generate(
                    prompt.messages, prompt.schema, answer_tokens=prompt.answer_tokens
                )
            except LanguageError as err:
                call.failed(err)
                if err.failure not in PASSING or tries == TRIES:
                    raise
                await asyncio.sleep(_wait(err, tries))
            else:
                call.answered(generated)
                return generated
        raise AssertionError  # the loop has no end


class _Call:
    """One call while it goes on: what was said, what came back, what it cost."""

    def __init__(self, prompt: Prompt, purpose: Purpose, run_id: str | None) -> None:
        """Remember what is asked and for what."""
        self.prompt = prompt
        self._started = time.monotonic()
        self._purpose = purpose
        self._run_id = run_id
        self._received: str | None = None
        self._failure: str | None = CANCELLED
        self._usage = Usage(prompt=0, completion=0)
        self._sent = json.dumps(
            {
                "messages": [
                    {"role": m.role, "content": m.text} for m in prompt.messages
                ],
                "schema": prompt.schema,
            },
            ensure_ascii=False,
        )

    @property
    def tokens(self) -> int:
        """Return how many tokens the call may take, the answer included."""
        return estimate_tokens(self._sent) + self.prompt.answer_tokens

    def failed(self, err: LanguageError) -> None:
        """Note a try that failed, and what it cost: all that was sent, where the model may have read it."""
        self._received, self._failure = err.text, err.failure
        if err.usage is not None:
            self._usage += err.usage
        elif err.failure in (Failure.TIMEOUT, Failure.AI_TASK_TIMEOUT):
            self._usage += self._unanswered

    def answered(self, generated: Generated) -> None:
        """Note the answer."""
        self._received, self._failure = generated.text, None
        self._usage += generated.usage

    @property
    def _unanswered(self) -> Usage:
        """Return what a try costs that was sent and may have been read."""
        return Usage(prompt=estimate_tokens(self._sent), completion=0, estimated=True)

    def exchange(self) -> Exchange:
        """Return what is written down."""
        usage = self._usage
        if self._failure == CANCELLED:
            usage += self._unanswered
        return Exchange(
            at=time.time(),
            run_id=self._run_id,
            purpose=self._purpose,
            prompt=self.prompt.name,
            sent=self._sent,
            received=self._received,
            failure=self._failure,
            input_tokens=usage.prompt,
            output_tokens=usage.completion,
            estimated=usage.estimated,
            seconds=round(time.monotonic() - self._started, 3),
        )


def _hidden(prompt: Prompt, pseudonyms: Pseudonyms | None) -> Prompt:
    """Return a prompt without names; our own words hold none."""
    if pseudonyms is None:
        return prompt
    messages = tuple(
        m if m.ours else replace(m, text=pseudonyms.hide(m.text))
        for m in prompt.messages
    )
    return replace(
        prompt, messages=messages, schema=pseudonyms.hide_data(prompt.schema)
    )


def _wait(err: LanguageError, tries: int) -> float:
    """Return the seconds before the next try: as the server says, else exponential with full jitter.

    https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
    """
    if err.retry_after is not None:
        LOGGER.debug("The language model wants %.0f s of rest", err.retry_after)
        return err.retry_after + random.uniform(0, 0.1)
    return random.uniform(0, FIRST_WAIT * 2 ** (tries - 1))
