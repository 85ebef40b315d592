"""The store as the ledger of the language model, with the owner's prices."""

from collections.abc import Callable
from dataclasses import replace
from typing import override

from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.util import dt as dt_util

from .language.language_model import Ledger
from .model.exchange import Exchange, Spent
from .store import payloads, usage
from .store.database import Database

_MILLION = 1_000_000


class StoreLedger(Ledger):
    """Writes calls of the language model into the store."""

    def __init__(
        self,
        database: Database,
        *,
        price_input: float | None = None,
        price_output: float | None = None,
    ) -> None:
        """Remember where to write, and what a million tokens cost, if that is known."""
        self._database = database
        self._prices = price_input, price_output
        self._listeners: set[Callable[[], None]] = set()

    @callback
    def async_subscribe(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call the listener after every call; the return value stops that."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    async def async_month(self) -> dict[str, usage.Tokens]:
        """Return what was used for each purpose since the first of the month."""
        start = dt_util.start_of_local_day().replace(day=1).timestamp()
        return await usage.async_by_purpose(self._database, start=start, end=_soon())

    @override
    async def async_spent(self) -> Spent:
        """Return the tokens used today and this month, by the clock of the home."""
        midnight = dt_util.start_of_local_day()
        day, month = [
            await usage.async_total(
                self._database, start=start.timestamp(), end=_soon()
            )
            for start in (midnight, midnight.replace(day=1))
        ]
        return Spent(day=day, month=month)

    @override
    async def async_record(self, exchange: Exchange) -> None:
        """Keep a call, whatever became of it."""
        await payloads.async_add(
            self._database, replace(exchange, cost=self._cost(exchange))
        )
        for listener in tuple(self._listeners):
            listener()

    def _cost(self, exchange: Exchange) -> float | None:
        """Return what a call cost; None where no price is given."""
        price_input, price_output = self._prices
        if price_input is None or price_output is None:
            return None
        sent, answered = exchange.input_tokens, exchange.output_tokens
        return (sent * price_input + answered * price_output) / _MILLION


def _soon() -> float:
    """Return the end of what has happened so far, in epoch seconds."""
    return dt_util.utcnow().timestamp() + 1
