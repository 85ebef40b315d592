"""Mending what the repairs of AI Automation tell."""

from collections.abc import Mapping
from typing import Any

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir, service
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
import voluptuous as vol

from .const import DOMAIN
from .coordinator import AiAutomationConfigEntry
from .decisions import async_undo

CONF_TAKE_OUT = "take_out"


class TroubleFlow(RepairsFlow):
    """Takes out the automations that cannot act, those that the owner chooses."""

    def __init__(self, titles: Mapping[str, str]) -> None:
        """Remember which automations there are, by suggestion."""
        self._titles = titles

    async def async_step_init(
        self, _: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Begin; what is handed over here is the id of the issue."""
        return await self.async_step_choose()

    async def async_step_choose(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ask which to take out; leaving all of them ends the repair for good."""
        placeholders: dict[str, str] = {"error": ""}
        errors = {}
        if user_input is not None:
            if not (chosen := user_input.get(CONF_TAKE_OUT)):
                ir.async_ignore_issue(self.hass, DOMAIN, self.issue_id, ignore=True)
                return self.async_abort(reason="left")
            try:
                for suggestion_id in chosen:
                    await self._async_take_out(suggestion_id)
            except HomeAssistantError as err:
                errors["base"] = "not_taken_out"
                placeholders["error"] = str(err)
            else:
                return self.async_create_entry(data={})
        options = [
            SelectOptionDict(value=suggestion_id, label=title)
            for suggestion_id, title in self._titles.items()
        ]
        chooser = SelectSelector(
            SelectSelectorConfig(
                options=options, multiple=True, mode=SelectSelectorMode.LIST
            )
        )
        return self.async_show_form(
            step_id="choose",
            data_schema=vol.Schema(
                {vol.Optional(CONF_TAKE_OUT, default=list): chooser}
            ),
            errors=errors,
            description_placeholders=placeholders,
        )

    async def _async_take_out(self, suggestion_id: str) -> None:
        """Undo one suggestion; one that is gone meanwhile is done."""
        entry: AiAutomationConfigEntry = service.async_get_config_entry(
            self.hass, DOMAIN, None
        )
        await async_undo(
            self.hass,
            entry,
            suggestion_id=suggestion_id,
        )


async def async_create_fix_flow(
    hass: HomeAssistant,
    issue_id: str,
    data: dict[str, str | int | float | None] | None,
) -> RepairsFlow:
    """Return the flow that mends an issue."""
    return TroubleFlow({key: str(title) for key, title in (data or {}).items()})
