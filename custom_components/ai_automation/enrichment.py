"""The language stage of a night: what was found is put into words, and ideas are had."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .const import (
    CONF_CAPABILITY_IDEAS,
    CONF_COMBINATIONS,
    CONF_SKIP_DUPLICATES,
    CONF_STORED_IDEAS,
    CONF_WORDED_ROUTINES,
    DEFAULT_CAPABILITY_IDEAS,
    DEFAULT_COMBINATIONS,
    DEFAULT_SKIP_DUPLICATES,
    DEFAULT_STORED_IDEAS,
    DEFAULT_WORDED_ROUTINES,
    DOMAIN,
)
from .language.language_model import LanguageModel
from .language.provider import LanguageError
from .model.exchange import Purpose
from .model.home import HomeContext
from .model.run import AnalysisRun
from .model.suggestion import Origin, Suggestion, SuggestionStatus
from .model.track import History
from .phrases import phrase
from .routines.timeline import Suns, Timeline
from .suggestions import Made, async_active
from .suggestions.written.catalog import async_catalog
from .suggestions.written.ideas import Annoying, Past, idea_prompt, suggestion_of
from .suggestions.written.reader import NotAccepted, Written, async_read
from .suggestions.written.repair import async_with_repair
from .suggestions.written.seeds import Seed, seeds
from .suggestions.written.spoken import NotSayable
from .suggestions.written.wording import (
    Worded,
    read_words,
    with_words,
    words_key,
    words_prompt,
)

DAY = 86400.0
IDEA_DAYS = 30
STAGE_SECONDS = 900.0
"""A night does not wait longer for words, nor again as long for ideas."""


@dataclass(slots=True)
class Failures:
    """What went wrong with a language model, counted, and the first of it in words."""

    counts: Counter[str] = field(default_factory=Counter)
    message: str | None = None

    def add(self, err: Exception) -> None:
        """Count a failure."""
        if isinstance(err, LanguageError):
            name, said = err.failure.value, str(err)
        elif isinstance(err, TimeoutError):
            name = "stage_timeout"
            said = _sentence(name, minutes=f"{STAGE_SECONDS / 60:.0f}")
        elif isinstance(err, NotAccepted):
            name, said = "not_accepted", str(err)
        else:
            name = str(err.args[0])
            said = _sentence("not_shown", check=name)
        self.counts[name] += 1
        self.message = self.message or said


def _sentence(key: str, **parts: str) -> str:
    """Return what is told of a failure."""
    return str(
        HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders=parts,
        )
    )


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


async def async_have_ideas(
    hass: HomeAssistant,
    language: LanguageModel,
    home: HomeContext,
    made: Made,
    *,
    history: History,
    suns: Suns,
    known: Sequence[Suggestion],
    purpose: frozenset[str],
    options: Mapping[str, Any],
    run: AnalysisRun,
    now: float,
) -> Made:
    """Return what a night made with the ideas of a language model, those that would not annoy.

    Ideas that nobody took up for a month go. Routines stay as they are.
    """
    old = [s for s in known if _is_old_idea(s, now)]
    withdrawn = [
        replace(
            s,
            status=SuggestionStatus.WITHDRAWN,
            reason=phrase(home.language, "idea_old"),
            updated=now,
        )
        for s in old
    ]
    made = replace(made, withdrawn=[*made.withdrawn, *withdrawn])
    most = int(options.get(CONF_STORED_IDEAS, DEFAULT_STORED_IDEAS))
    asked = _asked_for(home, known, options, now) if most else []
    if not asked:
        return made
    active = await async_active(hass, home)
    past = Past(
        timeline=await hass.async_add_executor_job(Timeline, history, home, suns),
        acts=history.acts,
        automations=active,
        known=[*known, *made.new, *made.updated],
        skip_duplicates=bool(
            options.get(CONF_SKIP_DUPLICATES, DEFAULT_SKIP_DUPLICATES)
        ),
    )

    async def _async_idea(seed: Seed) -> Suggestion | None:
        catalog = async_catalog(hass, home, seed.entity_ids)
        prompt = await hass.async_add_executor_job(
            idea_prompt, seed, home, catalog, language.instructions
        )

        async def _async_read(data: dict[str, Any]) -> Written | None:
            if data["automation"] is None:
                return None
            return await async_read(
                hass, home, catalog, data["automation"], purpose=purpose
            )

        written = await async_with_repair(
            language,
            prompt,
            _async_read,
            purpose=seed.purpose,
            home=home,
            ids=catalog.ids,
            run_id=run.run_id,
        )
        if written is None:
            return None
        return await hass.async_add_executor_job(
            partial(suggestion_of, written, home, past, run_id=run.run_id, now=now)
        )

    failures = Failures()
    answers = await async_all(
        [partial(_async_idea, seed) for seed in asked],
        failures,
        (LanguageError, NotAccepted, Annoying),
    )
    ideas = _different([idea for idea in answers if idea is not None])[:most]
    run.counts |= {
        "ideas_asked": len(asked),
        "ideas": len(ideas),
        "ideas_dropped": failures.counts.total(),
    }
    if failures.counts:
        run.silence["ideas"] = {
            "failures": dict(failures.counts),
            "message": failures.message,
        }
    return replace(made, new=[*made.new, *ideas])


def _asked_for(
    home: HomeContext,
    known: Sequence[Suggestion],
    options: Mapping[str, Any],
    now: float,
) -> list[Seed]:
    """Return what to ask for ideas about tonight."""
    asked: list[Seed] = []
    for purpose, name, default in (
        (Purpose.CAPABILITY_IDEAS, CONF_CAPABILITY_IDEAS, DEFAULT_CAPABILITY_IDEAS),
        (Purpose.COMBINATIONS, CONF_COMBINATIONS, DEFAULT_COMBINATIONS),
    ):
        limit = int(options.get(name, default))
        night = int(now // DAY) * limit
        asked += seeds(home, known, purpose=purpose, night=night)[:limit]
    return asked


def _is_old_idea(suggestion: Suggestion, now: float) -> bool:
    """Return whether nobody took up an idea for a month."""
    waits = suggestion.status is SuggestionStatus.NEW
    idea = suggestion.origin is Origin.IDEA
    return waits and idea and suggestion.created < now - IDEA_DAYS * DAY


def _different(ideas: Sequence[Suggestion]) -> list[Suggestion]:
    """Return ideas that do different things, the first of each."""
    return list({idea.fingerprint: idea for idea in reversed(ideas)}.values())[::-1]


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
