"""Asks a language model again where its answer was not accepted, with the checker's own words."""

from collections.abc import Awaitable, Callable, Collection, Iterator
from dataclasses import replace
from difflib import get_close_matches
import json
import re
from typing import Any

from ...language.language_model import LanguageModel
from ...language.prompt import Prompt
from ...language.provider import LanguageError, Message, Role
from ...model.exchange import Purpose
from ...model.home import HomeContext
from .reader import NotAccepted

REPAIRS = 2
"""How often an answer may be mended; what is wrong the third time is dropped."""
_NEAR = 3
_LONGEST = 6000
"""Characters of an answer that go back with what is wrong; a useful one has fewer."""
_UNLISTED = re.compile(r"'([^']*)' is not one of the listed values")


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
        try:
            data = await language.async_generate(
                prompt, purpose=purpose, home=home, run_id=run_id
            )
        except LanguageError as err:
            if repair == REPAIRS or not err.problems:
                raise
            prompt = _mending(prompt, err.text or "", _of_form(err, ids))
            continue
        try:
            return await read(data)
        except NotAccepted as err:
            if repair == REPAIRS:
                raise
            text = json.dumps(data, ensure_ascii=False)
            prompt = _mending(prompt, text, _of_check(err, ids))
    raise AssertionError  # the last turn returns or raises


def _mending(prompt: Prompt, answer: str, wrong: Iterator[str]) -> Prompt:
    """Return the prompt that goes on from an answer with what is wrong with it."""
    return replace(
        prompt,
        messages=(
            *prompt.messages,
            Message(role=Role.ASSISTANT, text=answer[:_LONGEST]),
            Message(
                role=Role.USER,
                text="That is not accepted. Answer again, with this put right:",
                ours=True,
            ),
            Message(role=Role.USER, text="\n".join(wrong)),
        ),
    )


def _of_form(err: LanguageError, ids: Collection[str]) -> Iterator[str]:
    """Yield where an answer is not of the agreed form."""
    for problem in err.problems:
        unlisted = _UNLISTED.search(problem)
        yield f"- {problem}{_hint(unlisted[1] if unlisted else None, ids)}"


def _of_check(err: NotAccepted, ids: Collection[str]) -> Iterator[str]:
    """Yield what the checks found."""
    for problem in err.problems:
        yield f"- {problem}{_hint(problem.placeholders.get('entity'), ids)}"


def _hint(entity_id: str | None, ids: Collection[str]) -> str:
    """Return the nearest ids, where one does not exist."""
    if entity_id is None or entity_id in ids:
        return ""
    near = get_close_matches(entity_id, ids, n=_NEAR, cutoff=0.5)
    return f" Did you mean {', '.join(near)}?" if near else ""
