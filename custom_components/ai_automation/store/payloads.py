"""What was said to language models and what came back, as it was handed over; kept for a month."""

from dataclasses import replace

from ..model.exchange import Exchange, Purpose
from .database import Database
from .rows import Row, async_build, columns, insert
from .usage import INSERT as INSERT_USAGE, Usage, row_of

KEEP_SECONDS = 30 * 86400
LONGEST = 200_000
"""Characters of a text that is kept; what is cut off is said."""

_COLUMNS = columns(Exchange)
_INSERT = insert("payloads", _COLUMNS)


async def async_add(db: Database, exchange: Exchange) -> None:
    """Keep a call and what it cost, and let go of calls of more than a month ago.

    The cost stays when the call is gone.
    """
    usage = Usage(
        at=exchange.at,
        run_id=exchange.run_id,
        purpose=exchange.purpose,
        input_tokens=exchange.input_tokens,
        output_tokens=exchange.output_tokens,
        cost=exchange.cost,
    )
    async with db.async_transaction() as connection:
        await connection.execute(INSERT_USAGE, row_of(usage))
        await connection.execute(_INSERT, _row(exchange))
        await connection.execute(
            "DELETE FROM payloads WHERE at < ?", (exchange.at - KEEP_SECONDS,)
        )


async def async_last(db: Database, *, limit: int) -> list[Exchange]:
    """Return the last calls, newest first."""
    rows = await db.async_fetch(
        f"SELECT {', '.join(_COLUMNS)} FROM payloads"  # noqa: S608 own names only
        " ORDER BY at DESC, rowid DESC LIMIT ?",
        (limit,),
    )
    return await async_build(_exchange, rows)


def _row(exchange: Exchange) -> Row:
    """Return the row of a call."""
    kept = replace(
        exchange,
        sent=_cut(exchange.sent),
        received=None if exchange.received is None else _cut(exchange.received),
    )
    return tuple(getattr(kept, name) for name in _COLUMNS)


def _cut(text: str) -> str:
    """Return a text without what is too long to be kept."""
    more = len(text) - LONGEST
    return text if more <= 0 else f"{text[:LONGEST]} [{more} more characters]"


def _exchange(row: Row) -> Exchange:
    """Return the call of a row."""
    values = dict(zip(_COLUMNS, row, strict=True))
    values["purpose"] = Purpose(values["purpose"])
    values["estimated"] = bool(values["estimated"])
    return Exchange(**values)
