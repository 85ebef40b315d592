"""The language stage of a night: what was found is put into words."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from homeassistant.core import HomeAssistant

from .const import CONF_WORDED_ROUTINES, DEFAULT_WORDED_ROUTINES
from .language.language_model import LanguageModel
from .language.provider import LanguageError
from .model.exchange import Purpose
from .model.home import HomeContext
from .model.run import AnalysisRun
from .model.suggestion import Origin, Suggestion, SuggestionStatus
from .suggestions import Made
from .suggestions.spoken import NotSayable
from .suggestions.wording import Worded, read_words, with_words, words_key, words_prompt

STAGE_SECONDS = 900.0
"""A night does not wait longer for a language model, all questions together."""


@dataclass(slots=True)
class Failures:
    """What went wrong with a language model, counted, and the first of it in words."""

    counts: Counter[str] = field(default_factory=Counter)
    message: str | None = None

    def add(self, err: Exception) -> None:
        """Count a failure."""
        if isinstance(err, LanguageError):
            self.counts[err.failure.value] += 1
            self.message = self.message or str(err)
        elif isinstance(err, TimeoutError):
            self.counts["stage_timeout"] += 1
        else:
            self.counts[str(err.args[0])] += 1


async def async_word(
    hass: HomeAssistant,
    language: LanguageModel,
    home: HomeContext,
    made: Made,
    *,
    known: Sequence[Suggestion],
    options: Mapping[str, Any],
    run: AnalysisRun,
) -> Made:
    """Return what a night made with the words of a language model, as far as they are sayable."""
    limit = int(options.get(CONF_WORDED_ROUTINES, DEFAULT_WORDED_ROUTINES))
    earlier = {s.suggestion_id: s.words for s in known if s.words}
    worded: dict[str, Suggestion] = {}
    asked: dict[str, tuple[Suggestion, str]] = {}
    for suggestion in _best_first([*made.new, *made.updated]):
        key = words_key(suggestion, home, language.instructions)
        words = earlier.get(suggestion.suggestion_id)
        if words is not None and words["key"] == key:
            same = Worded.from_dict(words)
            worded[suggestion.suggestion_id] = with_words(suggestion, same, home)
        elif len(asked) < limit and suggestion.status is SuggestionStatus.NEW:
            asked[suggestion.suggestion_id] = suggestion, key

    async def _async_word(suggestion: Suggestion, key: str) -> Suggestion:
        prompt = await hass.async_add_executor_job(
            words_prompt, suggestion, home, language.instructions
        )
        data = await language.async_generate(
            prompt, purpose=Purpose.WORDS, home=home, run_id=run.run_id
        )
        words = await hass.async_add_executor_job(
            read_words, data, suggestion, home, key
        )
        return with_words(suggestion, words, home)

    failures = Failures()
    answers = await async_all(
        [partial(_async_word, s, key) for s, key in asked.values()],
        failures,
        (LanguageError, NotSayable),
    )
    worded |= {s.suggestion_id: s for s in answers}
    run.counts |= {"worded": len(worded), "words_failed": failures.counts.total()}
    if failures.counts:
        run.silence["words"] = {
            "failures": dict(failures.counts),
            "message": failures.message,
        }
    return replace(
        made,
        new=[worded.get(s.suggestion_id, s) for s in made.new],
        updated=[worded.get(s.suggestion_id, s) for s in made.updated],
    )


async def async_all[T](
    calls: Sequence[Callable[[], Awaitable[T]]],
    failures: Failures,
    expected: tuple[type[Exception], ...],
) -> list[T]:
    """Return what calls side by side came to; what fails as expected, or too late, is counted.

    When this is cancelled the calls are too.
    """
    tasks = [asyncio.ensure_future(call()) for call in calls]
    if not tasks:
        return []
    try:
        await asyncio.wait(tasks, timeout=STAGE_SECONDS)
    finally:
        late = [task for task in tasks if task.cancel()]
        await asyncio.gather(*tasks, return_exceptions=True)
    for _ in late:
        failures.add(TimeoutError())
    results: list[T] = []
    for task in tasks:
        if task.cancelled():
            continue
        if (err := task.exception()) is None:
            results.append(task.result())
        elif isinstance(err, expected):
            failures.add(err)
        else:
            raise err
    return results


def _best_first(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """Return the routines, those announced first, then by worth."""
    routines = (s for s in suggestions if s.origin is Origin.ROUTINE)
    return sorted(routines, key=lambda s: (not s.offered, -s.worth, s.fingerprint))
