"""A ledger in memory."""

from typing import override

from custom_components.ai_automation.language.language_model import Ledger
from custom_components.ai_automation.model.exchange import Exchange, Spent


class Notebook(Ledger):
    """Keeps what was said; what was spent before can be given."""

    def __init__(self, spent: Spent | None = None) -> None:
        """Start with nothing said."""
        self.spent = spent or Spent()
        self.exchanges: list[Exchange] = []

    @override
    async def async_spent(self) -> Spent:
        """Return what was spent before, and nothing else."""
        return self.spent

    @override
    async def async_record(self, exchange: Exchange) -> None:
        """Keep a call."""
        self.exchanges.append(exchange)
