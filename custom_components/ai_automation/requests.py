"""Automations that somebody asks for in words: from the sentence to a stored suggestion."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import unified_diff
import hashlib
import json
import time
from typing import Any
from uuid import uuid4

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util.ulid import ulid_now
from homeassistant.util.yaml import dump

from .const import (
    CONF_DAYS,
    CONF_SKIP_DUPLICATES,
    DEFAULT_DAYS,
    DEFAULT_SKIP_DUPLICATES,
)
from .home.capabilities import async_purpose_triggers
from .home.expand import async_expanded
from .language.language_model import LanguageModel
from .model.evidence import Evidence
from .model.home import ExistingAutomation, HomeContext
from .model.routine import Routine
from .model.run import AnalysisRun, RunStatus, RunTrigger
from .model.suggestion import Category, Origin, Risk, Suggestion, SuggestionStatus
from .phrases import phrase
from .stages import Tried, async_tried
from .store import runs, suggestions as stored, usage
from .store.database import Database
from .suggestions.alter import with_parts
from .suggestions.check import async_check, async_check_revision
from .suggestions.names import plain
from .suggestions.parse import parse_whole
from .suggestions.proof import counted_days, often
from .suggestions.reading import NotInClosedForm
from .suggestions.safety import is_security
from .suggestions.words import title_of
from .suggestions.written.reader import Written
from .suggestions.written.request import (
    Asked,
    Asking,
    Change,
    No,
    Question,
    async_refine,
    async_request,
    words_of_request,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A suggestion made of what was asked for."""

    suggestion: Suggestion
    difference: str | None = None
    """What changes about an automation or a suggestion, as a unified diff of its YAML."""


type Result = Offered | Question | No


class Requests:
    """Everything that answering a request needs."""

    def __init__(
        self,
        hass: HomeAssistant,
        language: LanguageModel,
        database: Database,
        home: HomeContext,
        options: Mapping[str, Any],
    ) -> None:
        """Remember it."""
        self._hass = hass
        self._database = database
        self._home = home
        self._options = options
        self._run = AnalysisRun(
            run_id=ulid_now(), trigger=RunTrigger.REQUEST, started=time.time()
        )
        self._asking = Asking(
            hass=hass,
            language=language,
            home=home,
            purpose=frozenset(),
            run_id=self._run.run_id,
        )

    async def async_ask(self, asked: Asked) -> Result:
        """Return what becomes of a request; a suggestion is stored. Raises LanguageError."""
        return await self._async_run(self._async_ask(asked))

    async def async_refine(
        self, asked: Asked, suggestion: Suggestion, user_id: str | None
    ) -> Result:
        """Return what becomes of a change to a suggestion; its new version is stored."""
        return await self._async_run(self._async_refine(asked, suggestion, user_id))

    async def _async_run(self, work: Any) -> Result:
        """Work within a run of its own, so that what was used is counted."""
        await runs.async_start(self._database, self._run)
        self._asking = replace(
            self._asking, purpose=await async_purpose_triggers(self._hass)
        )
        self._run.status = RunStatus.FAILED
        try:
            result: Result = await work
            made = isinstance(result, Offered)
            self._run.status = RunStatus.COMPLETED if made else RunStatus.NOTHING_FOUND
        except HomeAssistantError as err:
            self._run.reason, self._run.detail = err.translation_key, str(err)
            raise
        finally:
            self._run.finished = time.time()
            used = await usage.async_of_run(self._database, self._run.run_id)
            self._run.tokens = used.total
            await runs.async_finish(self._database, self._run)
        return result

    async def _async_ask(self, asked: Asked) -> Result:
        """Answer a request."""
        answer = await async_request(self._asking, asked)
        match answer:
            case Written():
                return await self._async_new(answer)
            case Change(automation=automation):
                return await self._async_change(asked, automation)
            case No():
                return self._no(answer)
            case _:
                return answer

    def _no(self, answer: No) -> No:
        """Return a no that gives a reason."""
        return answer if answer.reason else No(reason=self._phrase("no_reason"))

    def _phrase(self, key: str, **parts: str) -> str:
        """Return a sentence in the language of the home."""
        return phrase(self._home.language, key, **parts)

    async def _async_new(self, written: Written) -> Result:
        """Store what was written as a new suggestion, unless an automation does it already."""
        tried = await self._async_tried(written.routine)
        evidence, twin = tried.evidence, tried.twin
        if twin is not None and self._options.get(
            CONF_SKIP_DUPLICATES, DEFAULT_SKIP_DUPLICATES
        ):
            return No(reason=self._phrase("dropped_automated", name=plain(twin)))
        title, description = self._words(written, evidence)
        secured = self._is_secured(written)
        blank = self._new(written, Origin.REQUEST, title, written.automation)
        suggestion = replace(
            blank,
            description=description,
            category=Category.SECURITY if secured else blank.category,
            risk=Risk.SECURITY if secured else Risk.NORMAL,
            warnings=self._warnings(tried, secured=secured),
            automation={
                **written.automation,
                "alias": title,
                "description": description,
            },
            routine=written.routine,
            evidence=evidence,
        )
        await self._async_store(suggestion, None)
        return Offered(suggestion=suggestion)

    async def _async_change(
        self, asked: Asked, automation: ExistingAutomation
    ) -> Result:
        """Store how an automation of the home would be changed."""
        name, original = plain(automation.alias), dict(automation.config)
        if automation.from_blueprint:
            return No(reason=self._phrase("no_blueprint", name=name))
        if automation.automation_id is None:
            return No(reason=self._phrase("no_id", name=name))
        try:
            before = parse_whole(async_expanded(self._hass, original))
        except NotInClosedForm as err:
            return No(reason=self._phrase("no_form", name=name, reason=str(err)))
        changed = await self._async_changed(asked, original, before, original, name)
        if not isinstance(changed, tuple):
            return changed
        written, config = changed
        title, _ = self._words(written, None)
        suggestion = replace(
            self._new(written, Origin.REVISION, f"{name}: {title}", config),
            entity_ids=(automation.entity_id, *written.entity_ids),
            replaces=automation.automation_id,
            original=original,
        )
        await self._async_store(suggestion, None)
        return Offered(suggestion=suggestion, difference=difference(original, config))

    def _new(
        self,
        written: Written,
        origin: Origin,
        title: str,
        automation: dict[str, Any],
    ) -> Suggestion:
        """Return a suggestion that claims nothing."""
        now = time.time()
        return Suggestion(
            suggestion_id=uuid4().hex,
            origin=origin,
            kind=written.routine.kind if written.routine else None,
            status=SuggestionStatus.NEW,
            created=now,
            updated=now,
            run_id=self._run.run_id,
            offered=False,
            fingerprint=_fingerprint(written),
            title=title,
            description=self._phrase("asked_for"),
            category=Category(written.category),
            area_id=self._area(written),
            entity_ids=written.entity_ids,
            confidence=0.0,
            worth=0.0,
            automation=automation,
        )

    async def _async_refine(
        self, asked: Asked, suggestion: Suggestion, user_id: str | None
    ) -> Result:
        """Store another version of a suggestion."""
        name, config = plain(suggestion.title), suggestion.automation
        try:
            before = parse_whole(async_expanded(self._hass, config))
        except NotInClosedForm as err:
            return No(reason=self._phrase("no_form", name=name, reason=str(err)))
        changed = await self._async_changed(
            asked, config, before, suggestion.original, name
        )
        if not isinstance(changed, tuple):
            return changed
        written, new = changed
        refined = replace(
            suggestion,
            version=suggestion.version + 1,
            updated=time.time(),
            kind=written.routine.kind if written.routine else None,
            automation=new,
            words=None,
        )
        if suggestion.original is None:
            tried = await self._async_tried(written.routine)
            evidence = tried.evidence
            title, description = self._words(written, evidence)
            refined = replace(
                refined,
                title=title,
                description=description,
                fingerprint=_fingerprint(written),
                entity_ids=written.entity_ids,
                warnings=self._warnings(tried, secured=self._is_secured(written)),
                automation={**new, "alias": title, "description": description},
                routine=written.routine,
                evidence=evidence,
                confidence=0.0,
            )
        await self._async_store(refined, user_id)
        return Offered(
            suggestion=refined, difference=difference(config, refined.automation)
        )

    async def _async_changed(
        self,
        asked: Asked,
        config: Mapping[str, Any],
        before: Routine,
        original: Mapping[str, Any] | None,
        name: str,
    ) -> tuple[Written, dict[str, Any]] | Question | No:
        """Return what is written in place of a routine, and the configuration it leads to."""
        answer = await async_refine(self._asking, asked, before)
        if isinstance(answer, No):
            return self._no(answer)
        if not isinstance(answer, Written) or answer.routine is None:
            return answer if isinstance(answer, Question) else self._no(No(reason=""))
        new = with_parts(config, before, answer.routine, answer.automation)
        if new == dict(config):
            return No(reason=self._phrase("no_difference", name=name))
        problems = (
            await async_check(self._hass, self._home, new)
            if original is None
            else await async_check_revision(self._hass, self._home, original, new)
        )
        if problems:
            return No(reason="; ".join(map(str, problems)))
        return answer, new

    async def _async_tried(self, routine: Routine | None) -> Tried:
        """Return what a routine would have done, as far as the past tells."""
        if routine is None or not routine.targets:
            return Tried()
        return await async_tried(
            self._hass,
            self._options,
            home=self._home,
            routine=routine,
            days=int(self._options.get(CONF_DAYS, DEFAULT_DAYS)),
        )

    def _warnings(self, tried: Tried, *, secured: bool) -> tuple[str, ...]:
        """Return what its owner should know before."""
        security = (self._phrase("warning_security"),) if secured else ()
        return (*security, *(one.words for one in tried.conflicts))

    def _words(self, written: Written, evidence: Evidence | None) -> tuple[str, str]:
        """Return the title and the description of a suggestion, with how often it would have run."""
        language = self._home.language
        ours = title_of(written.when, self._home, notices=written.notices)
        title, text = words_of_request(written, ours, self._home)
        told = (
            self._phrase("asked_for")
            if evidence is None
            else self._phrase(
                "asked_replayed",
                days=counted_days(round(evidence.days), language),
                often=often(evidence.fired, language),
            )
        )
        return title, self._phrase("description", title=text.rstrip("."), proof=told)

    def _is_secured(self, written: Written) -> bool:
        """Return whether a lock, a gate or the like is only told of."""
        targets = written.routine.targets if written.routine else ()
        return any(is_security(self._home.entities[t.entity_id]) for t in targets)

    def _area(self, written: Written) -> str | None:
        """Return the area of the first thing that is meant."""
        first = next(iter(written.entity_ids), None)
        entity = self._home.entities.get(first or "")
        return entity.area_id if entity else None

    async def _async_store(self, suggestion: Suggestion, user_id: str | None) -> None:
        """Keep a suggestion."""
        await stored.async_save(self._database, suggestion, user_id=user_id)
        self._run.suggestions = [suggestion.suggestion_id]


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Return what is different about an automation, as a unified diff of its YAML without its head."""
    lines = unified_diff(
        dump(dict(before)).splitlines(),
        dump(dict(after)).splitlines(),
        lineterm="",
        n=1,
    )
    return "\n".join(list(lines)[2:])


def _fingerprint(written: Written) -> str:
    """Return a name for what was written: for a routine its behaviour, else all of it."""
    if written.routine is not None:
        return written.routine.fingerprint
    text = json.dumps(written.automation, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
