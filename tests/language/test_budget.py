"""Calls stay within what the owner is ready to spend."""

import asyncio

import pytest

from custom_components.ai_automation.language.budget import Budget
from custom_components.ai_automation.language.prompt import Prompt
from custom_components.ai_automation.language.provider import (
    Failure,
    LanguageError,
    Message,
    Role,
)
from custom_components.ai_automation.model.exchange import Purpose, Spent
from custom_components.ai_automation.model.home import HomeContext

from .notebook import Notebook
from .scripted import scripted

HOME = HomeContext(version=1, time_zone="UTC", latitude=0.0, longitude=0.0)
PROMPT = Prompt(
    name="test_v1",
    messages=(Message(role=Role.USER, text="x" * 4000),),
    schema={"type": "object", "properties": {}, "required": []},
    answer_tokens=500,
)


@pytest.mark.parametrize(
    ("spent", "caps", "failure"),
    [
        (Spent(day=900), {"per_day": 1000}, None),
        (Spent(day=901), {"per_day": 1000}, Failure.DAILY_BUDGET),
        (Spent(month=901), {"per_month": 1000}, Failure.MONTHLY_BUDGET),
        (Spent(day=9, month=9), {"per_day": 1000, "per_month": 1000}, None),
        (Spent(day=10**9, month=10**9), {}, None),
    ],
)
async def test_caps(
    spent: Spent, caps: dict[str, int], failure: Failure | None
) -> None:
    budget = Budget(Notebook(spent).async_spent, **caps)
    if failure is None:
        async with budget.async_reserved(100):
            pass
        return
    with pytest.raises(LanguageError) as caught:
        async with budget.async_reserved(100):
            pytest.fail("it was not refused")
    assert caught.value.failure is failure
    assert caught.value.translation_placeholders == {
        "cap": "1000",
        "used": "901",
        "needed": "100",
    }


async def test_calls_side_by_side_stay_within_the_cap_together() -> None:
    budget = Budget(Notebook().async_spent, per_day=250)
    inside: list[int] = []

    async def call(number: int) -> None:
        async with budget.async_reserved(100):
            inside.append(number)
            await asyncio.sleep(0.01)

    results = await asyncio.gather(*map(call, range(5)), return_exceptions=True)
    assert len(inside) == 2
    assert sum(isinstance(result, LanguageError) for result in results) == 3
    await call(9)  # what was reserved is free again


async def test_a_refused_call_is_never_made() -> None:
    notebook = Notebook(Spent(day=90_000))
    model = scripted([{}], notebook=notebook, tokens_per_day=91_500)
    with pytest.raises(LanguageError) as caught:
        await model.async_generate(PROMPT, purpose=Purpose.WORDS, home=HOME)
    assert caught.value.failure is Failure.DAILY_BUDGET
    assert not notebook.exchanges
    notebook.spent = Spent(day=80_000)
    assert not await model.async_generate(PROMPT, purpose=Purpose.WORDS, home=HOME)
