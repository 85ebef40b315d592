"""Asks a language model again where its answer was not accepted, with the checker's own words."""

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
import json
from typing import Any

from ..language.language_model import LanguageModel
from ..language.prompt import Prompt
from ..language.provider import Message, Role
from ..model.exchange import Purpose
from ..model.home import HomeContext
from .written import NotAccepted

REPAIRS = 2
"""How often an answer may be mended; what is wrong the third time is dropped."""
_NEAR = 3


async def async_with_repair[T](
    language: LanguageModel,
    prompt: Prompt,
    read: Callable[[dict[str, Any]], Awaitable[T]],
    *,
    purpose: Purpose,
    home: HomeContext,
    ids: Collection[str],
    run_id: str | None = None,
) -> T:
    """Return what the answer to a prompt is read as, mended twice at most.

    `ids` are those that may be used. Raises LanguageError, and NotAccepted for the last
    answer's problems.
    """
    for repair in range(REPAIRS + 1):
        data = await language.async_generate(
            prompt, purpose=purpose, home=home, run_id=run_id
        )
        try:
            return await read(data)
        except NotAccepted as err:
            if repair == REPAIRS:
                raise
            prompt = _mending(prompt, data, err, ids)
    raise AssertionError  # the last turn returns or raises


def _mending(
    prompt: Prompt, data: Mapping[str, Any], err: NotAccepted, ids: Collection[str]
) -> Prompt:
    """Return the prompt that goes on from an answer with what is wrong with it."""
    wrong = "\n".join(_told(err, ids))
    return replace(
        prompt,
        messages=(
            *prompt.messages,
            Message(role=Role.ASSISTANT, text=json.dumps(data, ensure_ascii=False)),
            Message(
                role=Role.USER,
                text="That is not accepted. Answer again, with this put right:",
                ours=True,
            ),
            Message(role=Role.USER, text=wrong),
        ),
    )


def _told(err: NotAccepted, ids: Collection[str]) -> Iterator[str]:
    """Yield each problem, with the nearest ids where one does not exist."""
    for problem in err.problems:
        entity_id = problem.placeholders.get("entity")
        near = (
            get_close_matches(entity_id, ids, n=_NEAR, cutoff=0.5)
            if entity_id is not None and entity_id not in ids
            else []
        )
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        yield f"- {problem}{hint}"
