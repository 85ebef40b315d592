"""Keeps the language model within what the owner is ready to spend."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from ..model.exchange import Spent
from .provider import Failure, LanguageError


class Budget:
    """Caps on the tokens of a day and of a month; 0 is no cap."""

    def __init__(
        self,
        spent: Callable[[], Awaitable[Spent]],
        *,
        per_day: int = 0,
        per_month: int = 0,
    ) -> None:
        """Remember the caps, and whom to ask what was spent."""
        self._spent = spent
        self._per_day = per_day
        self._per_month = per_month
        self._reserved = 0

    @asynccontextmanager
    async def async_reserved(self, tokens: int) -> AsyncGenerator[None]:
        """Keep tokens for a call until it was written down.

        What other calls have reserved counts as spent, so that calls side by side stay
        within a cap together. Raises LanguageError when they do not fit.
        """
        if self._per_day or self._per_month:
            spent = await self._spent()
            for failure, cap, used in (
                (Failure.DAILY_BUDGET, self._per_day, spent.day),
                (Failure.MONTHLY_BUDGET, self._per_month, spent.month),
            ):
                if cap and used + self._reserved + tokens > cap:
                    raise LanguageError(
                        failure,
                        cap=str(cap),
                        used=str(used + self._reserved),
                        needed=str(tokens),
                    )
        self._reserved += tokens
        try:
            yield
        finally:
            self._reserved -= tokens
