"""How many tokens were used, and for what."""

from custom_components.ai_automation.store import runs, usage
from custom_components.ai_automation.store.database import Database
from custom_components.ai_automation.store.usage import Tokens, Usage

from .nouns import run


def _usage(at: float, purpose: str = "words", **changes: object) -> Usage:
    return Usage(
        **{  # type: ignore[arg-type]
            "at": at,
            "purpose": purpose,
            "input_tokens": 100,
            "output_tokens": 10,
            **changes,
        }
    )


async def test_by_purpose(db: Database) -> None:
    await usage.async_add(db, _usage(1.0))
    await usage.async_add(db, _usage(2.0))
    await usage.async_add(db, _usage(2.0, "ideas", input_tokens=7))
    await usage.async_add(db, _usage(3.0))
    assert await usage.async_by_purpose(db, start=1.0, end=3.0) == {
        "ideas": Tokens(input_tokens=7, output_tokens=10),
        "words": Tokens(input_tokens=200, output_tokens=20),
    }
    assert await usage.async_by_purpose(db, start=4.0, end=9.0) == {}


async def test_of_run(db: Database) -> None:
    await runs.async_start(db, run())
    await usage.async_add(db, _usage(1.0, run_id="run-1"))
    await usage.async_add(db, _usage(2.0, "ideas", run_id="run-1"))
    await usage.async_add(db, _usage(3.0))
    found = await usage.async_of_run(db, "run-1")
    assert found == Tokens(input_tokens=200, output_tokens=20)
    assert await usage.async_of_run(db, "nobody") == Tokens()


async def test_outlives_its_run(db: Database) -> None:
    """Old runs go, the tokens of the year stay counted."""
    await runs.async_start(db, run("old", started=1.0))
    await usage.async_add(db, _usage(1.0, run_id="old"))
    await runs.async_store_night(db, run(), [], [], keep_after=50.0)
    assert [one.run_id for one in await runs.async_last(db)] == ["run-1"]
    assert await usage.async_by_purpose(db, start=0.0, end=9.0) == {
        "words": Tokens(input_tokens=100, output_tokens=10)
    }
