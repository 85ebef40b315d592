"""Testing a suggestion: its actions once, on the real devices."""

from collections.abc import Mapping, Sequence
import time
from typing import Any

from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.importlib import async_import_module

from .automations.prepared import Prepared, PreparedCache, async_prepare
from .automations.trial import TrialResult, TrialStep, is_reached
from .const import DOMAIN
from .coordinator import AiAutomationConfigEntry
from .decisions import async_require_valid, async_take
from .home.targets import async_action_targets
from .model.home import HomeContext
from .model.suggestion import Suggestion, SuggestionStatus

_TESTABLE = {
    SuggestionStatus.NEW,
    SuggestionStatus.SNOOZED,
    SuggestionStatus.WATCHING,
    SuggestionStatus.DEPLOYED,
    SuggestionStatus.PAUSED,
}


async def async_test(
    hass: HomeAssistant,
    entry: AiAutomationConfigEntry,
    *,
    suggestion_id: str,
    dry_run: bool,
    restore: bool,
    confirm: bool,
    context: Context,
) -> dict[str, Any]:
    """Run a suggestion's actions once, or tell what would happen; return each step.

    ServiceValidationError where it does not fit the home any more, where it is
    sensitive and not confirmed, and while another test goes on.
    """
    begun, data = time.monotonic(), entry.runtime_data
    suggestion = await async_take(entry, suggestion_id, _TESTABLE)
    prepared, is_cached = await async_prepared(
        hass, data.cache.async_get(), data.trials.prepared, suggestion
    )
    if dry_run:
        result = TrialResult(steps=_expected(hass, prepared))
    elif prepared.risks and not confirm:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="test_needs_confirm",
            translation_placeholders={"risks": "; ".join(prepared.risks)},
        )
    else:
        result = await data.trials.async_run(prepared, restore=restore, context=context)
    return {
        "ok": result.ok or dry_run,
        "dry_run": dry_run,
        "steps": _steps(result.steps, prepared.names, dry_run),
        "error": result.error,
        "restored": result.restored,
        "not_restored": result.not_restored,
        "risks": list(prepared.risks),
        "context": "cached" if is_cached else "fresh",
        "duration_ms": round((time.monotonic() - begun) * 1000),
    }


async def async_prepared(
    hass: HomeAssistant,
    home: HomeContext,
    cache: PreparedCache,
    suggestion: Suggestion,
) -> tuple[Prepared, bool]:
    """Return a checked suggestion ready to be tested, and whether it was kept from before."""
    if (kept := cache.async_get(home, suggestion)) is not None:
        return kept, True
    await async_require_valid(hass, home, suggestion)
    check = await async_import_module(hass, f"{__package__}.suggestions.check")
    risks = check.async_risks(hass, home, suggestion.automation)
    prepared = await async_prepare(
        hass, home, suggestion, tuple(str(risk) for risk in risks)
    )
    cache.async_keep(prepared)
    return prepared, False


@callback
def _expected(hass: HomeAssistant, prepared: Prepared) -> list[TrialStep]:
    """Return what the actions would do to things as they are now."""
    actions = _actions(hass, prepared)
    expected = []
    for effect in prepared.effects:
        state = hass.states.get(effect.entity_id)
        before = state.state if state else None
        expected.append(
            TrialStep(
                action=actions.get(effect.entity_id, ""),
                entity_id=effect.entity_id,
                before=before,
                after=effect.state,
                wanted=effect.state,
            )
        )
    return expected


@callback
def _actions(hass: HomeAssistant, prepared: Prepared) -> dict[str, str]:
    """Return the first action that is aimed at each thing, as far as one can see it beforehand."""
    found: dict[str, str] = {}
    for step in prepared.actions:
        action = str(step.get("action", ""))
        domain, _, service = action.partition(".")
        if target := step.get("target"):
            for entity_id in async_action_targets(hass, domain, service, target):
                found.setdefault(entity_id, action)
    return found


def _settings(step: TrialStep) -> dict[str, dict[str, Any]]:
    """Return what a step set otherwise, such as the brightness."""
    return {
        name: {"before": step.set_before.get(name), "after": value}
        for name, value in step.set_after.items()
        if step.set_before.get(name) != value
    }


def _steps(
    steps: Sequence[TrialStep], names: Mapping[str, str], dry_run: bool
) -> list[dict[str, Any]]:
    """Return the steps as they are answered."""
    return [
        {
            "action": step.action or None,
            "entity_id": step.entity_id,
            "name": names.get(step.entity_id or ""),
            "before": step.before,
            "after": step.after,
            "wanted": step.wanted,
            "settings": _settings(step),
            "ok": None if dry_run else step.ok,
            "changes": step.wanted is None
            or step.before is None
            or not is_reached(step.before, step.wanted),
        }
        for step in steps
    ]
