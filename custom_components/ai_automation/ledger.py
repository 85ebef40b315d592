"""The store as the ledger of the language model."""

from typing import override

from homeassistant.util import dt as dt_util

from .language.language_model import Ledger
from .model.exchange import Exchange, Spent
from .store import usage
from .store.database import Database


class StoreLedger(Ledger):
    """Writes calls of the language model into the store."""

    def __init__(self, database: Database) -> None:
        """Remember where to write."""
        self._database = database

    @override
    async def async_spent(self) -> Spent:
        """Return the tokens used today and this month."""
        midnight = dt_util.start_of_local_day()
        end = dt_util.utcnow().timestamp() + 1
        day, month = [
            await usage.async_total(self._database, start=start.timestamp(), end=end)
            for start in (midnight, midnight.replace(day=1))
        ]
        return Spent(day=day, month=month)

    @override
    async def async_record(self, exchange: Exchange) -> None:
        """Keep a call, whatever became of it."""
        await usage.async_add(
            self._database,
            usage.Usage(
                at=exchange.at,
                run_id=exchange.run_id,
                purpose=exchange.purpose,
                input_tokens=exchange.input_tokens,
                output_tokens=exchange.output_tokens,
            ),
        )
