"""Makes suggestions of what was found: worded, compiled, checked, and each only once."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from homeassistant.core import HomeAssistant

from ..home.expand import async_expanded
from ..model.evidence import Found
from ..model.home import ExistingAutomation, HomeContext
from ..model.suggestion import OPEN_STATUSES, Origin, Suggestion
from ..model.track import History
from ..routines.timeline import Suns, Timeline
from .check import async_check
from .draft import Draft, Dropped, draft_all
from .renew import fade

__all__ = ["Dropped", "Made", "async_active", "async_make"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a run came to; lists are best first."""

    new: list[Suggestion] = field(default_factory=list)
    updated: list[Suggestion] = field(default_factory=list)
    withdrawn: list[Suggestion] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)


async def async_make(
    hass: HomeAssistant,
    home: HomeContext,
    found: Found,
    *,
    history: History,
    suns: Suns,
    known: Sequence[Suggestion],
    purpose: frozenset[str],
    run_id: str,
    now: float,
    skip_duplicates: bool = True,
) -> Made:
    """Return what is new, changed, gone and dropped; nothing is stored."""
    active = await async_active(hass, home)
    timeline = await hass.async_add_executor_job(Timeline, history, home, suns)
    drafted = await hass.async_add_executor_job(
        draft_all,
        Draft(
            home=home,
            timeline=timeline,
            automations=active,
            known=known,
            purpose=purpose,
            run_id=run_id,
            now=now,
            skip_duplicates=skip_duplicates,
        ),
        found.findings,
    )
    made = Made(dropped=list(drafted.dropped))
    for suggestion in drafted.suggestions:
        await asyncio.sleep(0)  # each check takes its time of the loop
        if problems := await async_check(hass, home, suggestion.automation):
            made.dropped.append(
                Dropped(title=suggestion.title, reason=str(problems[0]))
            )
        elif suggestion.suggestion_id in drafted.renewed:
            made.updated.append(suggestion)
        else:
            made.new.append(suggestion)
    again = {s.suggestion_id for s in drafted.suggestions}
    waiting = [
        suggestion
        for suggestion in known
        if suggestion.origin is Origin.ROUTINE
        and suggestion.status in OPEN_STATUSES
        and suggestion.suggestion_id not in again
    ]
    made.withdrawn.extend(
        await hass.async_add_executor_job(
            fade, waiting, home, timeline, active if skip_duplicates else (), now
        )
    )
    return made


async def async_active(
    hass: HomeAssistant, home: HomeContext
) -> tuple[ExistingAutomation, ...]:
    """Return the automations that are switched on, with their targets written out."""
    active = []
    for automation in home.automations:
        await asyncio.sleep(0)  # targets take their time of the loop
        state = hass.states.get(automation.entity_id)
        if state is None or state.state == "on":
            config = async_expanded(hass, automation.config)
            active.append(replace(automation, config=config))
    return tuple(active)
