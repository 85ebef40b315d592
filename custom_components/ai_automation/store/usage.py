"""How many tokens the language model used, and for what."""

from dataclasses import dataclass

from .database import Database
from .rows import Row, columns, insert


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """The tokens of one call."""

    at: float
    """Epoch seconds."""
    run_id: str | None = None
    purpose: str
    input_tokens: int
    output_tokens: int
    cost: float | None = None
    """In the currency of the home, by the price of that day; None where none was known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The tokens of many calls."""

    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None
    """Of those whose price was known; None where none was."""

    @property
    def total(self) -> int:
        """Return all tokens."""
        return self.input_tokens + self.output_tokens


INSERT = insert("usage", columns(Usage))


def row_of(usage: Usage) -> Row:
    """Return the row of a call."""
    return tuple(getattr(usage, name) for name in columns(Usage))


async def async_add(db: Database, usage: Usage) -> None:
    """Keep the tokens of a call; they were spent, whatever becomes of the run."""
    async with db.async_transaction() as connection:
        await connection.execute(INSERT, row_of(usage))


async def async_by_purpose(
    db: Database, *, start: float, end: float
) -> dict[str, Tokens]:
    """Return the tokens of each purpose from `start` until before `end` (epoch seconds)."""
    rows = await db.async_fetch(
        "SELECT purpose, sum(input_tokens), sum(output_tokens), sum(cost) FROM usage"
        " WHERE at >= ? AND at < ? GROUP BY purpose ORDER BY purpose",
        (start, end),
    )
    return {
        purpose: Tokens(input_tokens=sent, output_tokens=received, cost=cost)
        for purpose, sent, received, cost in rows
    }


async def async_total(db: Database, *, start: float, end: float) -> int:
    """Return all tokens from `start` until before `end` (epoch seconds)."""
    ((tokens,),) = await db.async_fetch(
        "SELECT total(input_tokens + output_tokens) FROM usage"
        " WHERE at >= ? AND at < ?",
        (start, end),
    )
    return int(tokens)


async def async_of_run(db: Database, run_id: str) -> Tokens:
    """Return the tokens a run used."""
    ((sent, received, cost),) = await db.async_fetch(
        "SELECT total(input_tokens), total(output_tokens), sum(cost)"
        " FROM usage WHERE run_id = ?",
        (run_id,),
    )
    return Tokens(input_tokens=int(sent), output_tokens=int(received), cost=cost)
