"""Telling of automations that were switched on and cannot act any more, in one repair."""

from collections.abc import Sequence
from dataclasses import dataclass
import hashlib
import time
from typing import Final

from homeassistant.components.automation.const import DOMAIN as AUTOMATION_DOMAIN
from homeassistant.const import STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er, issue_registry as ir

from .const import DOMAIN
from .home.cache import HomeContextCache
from .model.home import HomeContext
from .model.suggestion import Deployment, Suggestion, SuggestionStatus
from .store import outcomes, suggestions as stored
from .store.database import Database

ISSUE: Final = "automations_in_trouble"
DAY = 86400
NEVER_DAYS = 30
"""Days without a run after which an automation is said to have faded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """An automation that cannot act, or does not."""

    suggestion_id: str
    title: str
    reason: str
    """In words."""


async def async_look(
    hass: HomeAssistant, database: Database, cache: HomeContextCache
) -> list[Trouble]:
    """Look at what is switched on, and raise one repair for what cannot act any more.

    What its owner ignored stays ignored until something else is in trouble.
    """
    home = cache.async_get()
    found = []
    for suggestion_id in sorted((await outcomes.async_deployed(database)).values()):
        suggestion = await stored.async_get(database, suggestion_id)
        deployment = await stored.async_get_deployment(database, suggestion_id)
        if suggestion is None or deployment is None:
            continue
        if suggestion.status is not SuggestionStatus.DEPLOYED:
            continue
        last = await outcomes.async_of(database, suggestion_id)
        ran = last[-1].at if last else deployment.deployed
        if reason := _reason(hass, home, suggestion, deployment, ran):
            found.append(
                Trouble(
                    suggestion_id=suggestion_id, title=suggestion.title, reason=reason
                )
            )
    _async_raise(hass, found)
    return found


@callback
def _reason(
    hass: HomeAssistant,
    home: HomeContext,
    suggestion: Suggestion,
    deployment: Deployment,
    ran: float,
) -> str | None:
    """Return why an automation cannot act, or has not for long."""
    entity_id = er.async_get(hass).async_get_entity_id(
        AUTOMATION_DOMAIN, AUTOMATION_DOMAIN, deployment.automation_id
    )
    state = hass.states.get(entity_id) if entity_id else None
    gone = [
        thing
        for thing in suggestion.entity_ids
        if thing not in home.entities and hass.states.get(thing) is None
    ]
    if gone:
        return f"{', '.join(gone)} is not there any more"
    if state is None or state.state == STATE_UNAVAILABLE:
        return "Home Assistant could not load it"
    if state.state == STATE_ON and time.time() - _last(state, ran) > NEVER_DAYS * DAY:
        return f"it has not run for {NEVER_DAYS} days"
    return None


def _last(state: State, ran: float) -> float:
    """Return when an automation ran last, or was switched on."""
    triggered = state.attributes.get("last_triggered")
    return max(ran, triggered.timestamp() if triggered else 0)


@callback
def _async_raise(hass: HomeAssistant, found: Sequence[Trouble]) -> None:
    """Raise the repair of now, and take away that of before."""
    told = "\n".join(f"- {one.title}: {one.reason}" for one in found)
    issue_id = f"{ISSUE}_{hashlib.sha256(told.encode()).hexdigest()[:12]}"
    for domain, old in list(ir.async_get(hass).issues):
        if domain == DOMAIN and old.startswith(ISSUE) and old != issue_id:
            ir.async_delete_issue(hass, DOMAIN, old)
    if not found:
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        data={one.suggestion_id: one.title for one in found},
        is_fixable=True,
        is_persistent=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key=ISSUE,
        translation_placeholders={"automations": told},
    )
