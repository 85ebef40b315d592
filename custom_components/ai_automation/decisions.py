"""What the owner decides about a suggestion: accept, snooze, dismiss, restore, undo, forget."""

from dataclasses import replace
import time
from typing import TYPE_CHECKING

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.importlib import async_import_module

from .automations import editor, reviser
from .const import CONF_EXCLUDE_AREAS, CONF_EXCLUDE_ENTITIES, DOMAIN
from .coordinator import AiAutomationConfigEntry
from .model.home import HomeContext
from .model.suggestion import (
    OPEN_STATUSES,
    Deployment,
    Pending,
    Suggestion,
    SuggestionStatus,
)
from .pausing import async_resume
from .store import suggestions as stored
from .store.database import Database
from .telling import async_tell, async_tell_changed

if TYPE_CHECKING:
    # It brings arrays with it, which nobody needs before something is switched on.
    from .model.golden import Golden

DAY = 86400
_DAYS_BACK = 14
"""How far back it is looked before something is switched on."""
_OPEN = set(OPEN_STATUSES)


async def async_accept(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    *,
    suggestion_id: str,
    context: Context,
    confirm: bool = False,
) -> Deployment:
    """Add the suggestion's automation to the home, or change the one it is about; return what was written.

    ServiceValidationError where it works against other automations or would lose remarks, and nobody confirmed that.
    """
    suggestion = await async_take(entry, suggestion_id, _OPEN)
    await async_require_valid(hass, entry.runtime_data.cache.async_get(), suggestion)
    golden = await _async_look_back(hass, entry, suggestion, confirm=confirm)
    database = entry.runtime_data.database
    deployment = await _async_write(
        hass, database, suggestion, context, confirm=confirm
    )
    try:
        await stored.async_save_deployment(
            database,
            deployment,
            replace(
                suggestion,
                status=SuggestionStatus.DEPLOYED,
                automation_id=deployment.automation_id,
                until=None,
                updated=time.time(),
            ),
        )
    except HomeAssistantError:
        # What cannot be taken back later must not stay.
        await async_take_back(hass, suggestion, deployment)
        raise
    await _async_keep_golden(hass, database, golden, deployment)
    await entry.runtime_data.watches.async_drop(suggestion_id)
    await entry.runtime_data.outcomes.async_refresh()
    async_tell(
        hass,
        "deployed",
        suggestion_id,
        entity_id=deployment.entity_id,
        context=context,
    )
    await entry.runtime_data.coordinator.async_refresh()
    return deployment


async def async_require_valid(
    hass: HomeAssistant, home: HomeContext, suggestion: Suggestion
) -> None:
    """Raise where a suggestion does not fit the home any more."""
    # Importing the checker brings the replay and its arrays with it.
    check = await async_import_module(hass, f"{__package__}.suggestions.check")
    config = suggestion.automation
    if suggestion.original is None:
        problems = await check.async_check(hass, home, config)
    else:
        problems = await check.async_check_revision(
            hass, home, suggestion.original, config
        )
    if problems:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="not_valid_any_more",
            translation_placeholders={
                "problems": "; ".join(str(problem) for problem in problems)
            },
        )


async def _async_look_back(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    suggestion: Suggestion,
    *,
    confirm: bool,
) -> Golden | None:
    """Return the days that prove a new automation.

    Raises where it would work against those of the home, or start itself through them, and nobody confirmed that.
    """
    if suggestion.original is not None or suggestion.routine is None:
        return None
    stages = await entry.runtime_data.analysis.async_load()
    conflicts, golden = await stages.async_look_back(
        hass,
        entry.options,
        home=entry.runtime_data.cache.async_get(),
        suggestion_id=suggestion.suggestion_id,
        routine=suggestion.routine,
        days=_DAYS_BACK,
    )
    grave = [conflict.words for conflict in conflicts if conflict.is_grave]
    if grave and not confirm:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="conflicts",
            translation_placeholders={
                "title": suggestion.title,
                "conflicts": " ".join(grave),
            },
        )
    kept: Golden | None = golden
    return kept


async def _async_keep_golden(
    hass: HomeAssistant,
    database: Database,
    golden: Golden | None,
    deployment: Deployment,
) -> None:
    """Keep the days that proved what is switched on."""
    if golden is None:
        return
    days = await async_import_module(hass, f"{__package__}.golden")
    store = await async_import_module(hass, f"{__package__}.store.golden")
    named = days.async_named(hass, golden, deployment.config)
    await store.async_keep(database, named)


async def _async_write(
    hass: HomeAssistant,
    database: Database,
    suggestion: Suggestion,
    context: Context,
    *,
    confirm: bool,
) -> Deployment:
    """Add the automation to the home's, or change the one that it replaces."""
    if suggestion.replaces is None:
        automation_id = f"{DOMAIN}_{suggestion.suggestion_id}"
        config = {"id": automation_id, **suggestion.automation}
    else:
        automation_id, config = suggestion.replaces, suggestion.automation
    begun = Deployment(
        suggestion_id=suggestion.suggestion_id,
        automation_id=automation_id,
        entity_id="",
        deployed=time.time(),
        user_id=context.user_id,
        config=config,
        text=b"",
        before=b"",
        pending=Pending.ACCEPT,
    )

    intents: list[Deployment] = []

    async def _intend(change: editor.Change) -> None:
        intents.append(replace(begun, text=change.text, before=change.before))
        await stored.async_intend(database, intents[-1])

    try:
        if suggestion.original is None:
            appended = await editor.async_append(hass, config, _intend)
        else:
            appended = await reviser.async_revise(
                hass, suggestion.original, config, _intend, lose_remarks=confirm
            )
    except HomeAssistantError:
        # Another call's intent for the same suggestion is not ours to end.
        if intents:
            await stored.async_give_up(database, intents[-1])
        raise
    return replace(
        begun,
        entity_id=appended.entity_id,
        text=appended.text,
        before=appended.before,
        pending=None,
    )


async def async_take_back(
    hass: HomeAssistant, suggestion: Suggestion, deployment: Deployment
) -> None:
    """Take an automation out again, or change it back."""
    if suggestion.original is None:
        await editor.async_remove(hass, deployment)
    else:
        await reviser.async_restore(hass, deployment, suggestion.original)


async def async_undo(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    *,
    suggestion_id: str,
    context: Context | None = None,
) -> None:
    """Take the automation of a suggestion out of the home again, or change it back."""
    suggestion = await async_take(
        entry, suggestion_id, {SuggestionStatus.DEPLOYED, SuggestionStatus.PAUSED}
    )
    database = entry.runtime_data.database
    deployment = await stored.async_get_deployment(database, suggestion_id)
    if deployment is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="no_deployment",
            translation_placeholders={"title": suggestion.title},
        )
    undoing = replace(deployment, pending=Pending.UNDO)
    await stored.async_intend(database, undoing)
    try:
        await async_take_back(hass, suggestion, deployment)
    except HomeAssistantError:
        await stored.async_give_up(database, undoing)
        raise
    await stored.async_delete_deployment(
        database,
        suggestion_id,
        replace(
            suggestion,
            status=SuggestionStatus.UNDONE,
            automation_id=None,
            updated=time.time(),
        ),
    )
    await entry.runtime_data.outcomes.async_refresh()
    async_tell(
        hass,
        "undone",
        suggestion_id,
        entity_id=deployment.entity_id if suggestion.replaces else None,
        context=context,
    )
    await entry.runtime_data.coordinator.async_refresh()


async def async_snooze(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    *,
    suggestion_id: str,
    days: int,
) -> None:
    """Put a suggestion aside for some days."""
    suggestion = await async_take(entry, suggestion_id, _OPEN)
    now = time.time()
    await _async_save(
        entry,
        replace(
            suggestion,
            status=SuggestionStatus.SNOOZED,
            until=now + days * DAY,
            updated=now,
        ),
    )


async def async_dismiss(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    *,
    suggestion_id: str,
    reason: str | None,
    exclude: str,
) -> None:
    """Turn a suggestion down, and leave its things or its room alone from now on."""
    suggestion = await async_take(entry, suggestion_id, _OPEN)
    await _async_save(
        entry,
        replace(
            suggestion,
            status=SuggestionStatus.DISMISSED,
            reason=reason,
            until=None,
            updated=time.time(),
        ),
    )
    if exclude == "entity":
        targets = _acted_on(entry, suggestion)
        _exclude(hass, entry, CONF_EXCLUDE_ENTITIES, targets)
    elif exclude == "area" and suggestion.area_id is not None:
        _exclude(hass, entry, CONF_EXCLUDE_AREAS, {suggestion.area_id})


async def async_restore(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    *,
    suggestion_id: str,
    context: Context,
) -> None:
    """Bring a suggestion back that was put aside, turned down or undone; let a paused one act again."""
    suggestion = await async_take(
        entry,
        suggestion_id,
        {
            SuggestionStatus.SNOOZED,
            SuggestionStatus.DISMISSED,
            SuggestionStatus.UNDONE,
            SuggestionStatus.WITHDRAWN,
            SuggestionStatus.REMOVED,
            SuggestionStatus.PAUSED,
        },
    )
    if suggestion.status is SuggestionStatus.PAUSED:
        await async_resume(hass, entry, suggestion, context)
        return
    await _async_save(
        entry,
        replace(
            suggestion,
            status=SuggestionStatus.NEW,
            reason=None,
            until=None,
            updated=time.time(),
        ),
    )


async def async_forget(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    *,
    entity_id: str | None = None,
    person: str | None = None,
) -> tuple[int, int]:
    """Delete what is kept about a thing, a person or, with neither, everything.

    Returns how many acts and how many suggestions are gone.
    """
    user_id = None
    if person is not None:
        who = entry.runtime_data.cache.async_get().people.get(person)
        if who is None or who.user_id is None:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="person_without_account",
                translation_placeholders={"person": person},
            )
        user_id = who.user_id
    removed = await stored.async_forget(
        entry.runtime_data.database, entity_id=entity_id, user_id=user_id
    )
    await entry.runtime_data.coordinator.async_refresh()
    return removed


async def async_find(entry: AiAutomationConfigEntry, suggestion_id: str) -> Suggestion:
    """Return a suggestion, whatever became of it; ServiceValidationError where there is none."""
    return await async_take(entry, suggestion_id, set(SuggestionStatus))


async def async_take(
    entry: AiAutomationConfigEntry,
    suggestion_id: str,
    allowed: set[SuggestionStatus],
) -> Suggestion:
    """Return a suggestion whose status allows what is asked."""
    suggestion = await stored.async_get(entry.runtime_data.database, suggestion_id)
    if suggestion is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="unknown_suggestion",
            translation_placeholders={"suggestion_id": suggestion_id},
        )
    if suggestion.status not in allowed:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="wrong_status",
            translation_placeholders={
                "title": suggestion.title,
                "status": suggestion.status.value,
                "allowed": ", ".join(sorted(status.value for status in allowed)),
            },
        )
    return suggestion


async def _async_save(entry: AiAutomationConfigEntry, suggestion: Suggestion) -> None:
    """Keep a decision, which ends a watch, and show it."""
    await stored.async_save(entry.runtime_data.database, suggestion)
    await entry.runtime_data.watches.async_drop(suggestion.suggestion_id)
    await entry.runtime_data.coordinator.async_refresh()
    async_tell_changed(entry.runtime_data.coordinator.hass, suggestion.suggestion_id)


def _acted_on(entry: AiAutomationConfigEntry, suggestion: Suggestion) -> set[str]:
    """Return the things that a suggestion, or the automation that it changes, acts on."""
    targets = suggestion.routine.targets if suggestion.routine else ()
    effects = (
        effect.entity_id
        for automation in entry.runtime_data.cache.async_get().automations
        if automation.automation_id == suggestion.replaces is not None
        for effect in automation.effects
    )
    return {*(target.entity_id for target in targets), *effects}


def _exclude(
    hass: HomeAssistant, entry: AiAutomationConfigEntry, option: str, ids: set[str]
) -> None:
    """Add to what is left alone; the next run reads it."""
    excluded = sorted({*entry.options.get(option, ()), *ids})
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, option: excluded}
    )
