"""What was said to language models is kept for a month."""

from typing import Any

from custom_components.ai_automation.model.exchange import Exchange, Purpose
from custom_components.ai_automation.store import payloads, runs, usage
from custom_components.ai_automation.store.database import Database
from custom_components.ai_automation.store.usage import Tokens

from .nouns import run

DAY = 86400.0


def exchange(at: float = 100.0, **changes: Any) -> Exchange:
    """Return a call."""
    return Exchange(
        **{
            "at": at,
            "purpose": Purpose.REQUEST,
            "prompt": "request_v1",
            "sent": "{}",
            "received": "{}",
            "input_tokens": 100,
            "output_tokens": 10,
            "seconds": 0.5,
            **changes,
        }
    )


async def test_newest_first_as_they_were(db: Database) -> None:
    await runs.async_start(db, run())
    some = [
        exchange(1.0, run_id="run-1", purpose=Purpose.WORDS, cost=0.25),
        exchange(2.0, received=None, failure="timeout", estimated=True),
    ]
    for one in some:
        await payloads.async_add(db, one)
    assert await payloads.async_last(db, limit=5) == some[::-1]
    assert await payloads.async_last(db, limit=1) == some[1:]


async def test_they_go_after_a_month_and_their_cost_stays(db: Database) -> None:
    await payloads.async_add(db, exchange(0.0, cost=0.5))
    await payloads.async_add(db, exchange(30 * DAY - 1))
    assert len(await payloads.async_last(db, limit=5)) == 2
    await payloads.async_add(db, exchange(30 * DAY + 1, cost=0.25))
    assert len(await payloads.async_last(db, limit=5)) == 2
    assert await usage.async_by_purpose(db, start=0, end=99 * DAY) == {
        "request": Tokens(input_tokens=300, output_tokens=30, cost=0.75)
    }


async def test_what_is_too_long_is_cut_and_says_so(db: Database) -> None:
    await payloads.async_add(db, exchange(sent="x" * (payloads.LONGEST + 7)))
    (kept,) = await payloads.async_last(db, limit=1)
    assert kept.sent.endswith("x [7 more characters]")


async def test_no_price_is_no_cost(db: Database) -> None:
    await payloads.async_add(db, exchange())
    assert (await usage.async_by_purpose(db, start=0, end=999))["request"].cost is None
