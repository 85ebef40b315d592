"""Options of the AI Automation integration."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult, OptionsFlowWithReload
from homeassistant.core import HomeAssistant, callback
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    AreaSelector,
    AreaSelectorConfig,
    EntitySelector,
    EntitySelectorConfig,
    LabelSelector,
    LabelSelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
import voluptuous as vol

from .const import (
    CONF_DAYS,
    CONF_EXCLUDE_AREAS,
    CONF_EXCLUDE_DOMAINS,
    CONF_EXCLUDE_ENTITIES,
    CONF_EXCLUDE_LABELS,
    CONF_EXCLUDE_PEOPLE,
    CONF_HOUR,
    CONF_KEEP_ACTS_DAYS,
    CONF_OFFERED_FIRST,
    CONF_OFFERED_PER_WEEK,
    DEFAULT_DAYS,
    DEFAULT_HOUR,
    DEFAULT_KEEP_ACTS_DAYS,
    DEFAULT_OFFERED_FIRST,
    DEFAULT_OFFERED_PER_WEEK,
    MINIMUM_DAYS,
)

SECTION_EXCLUSIONS = "exclusions"
SECTION_LIMITS = "limits"
SECTIONS = (SECTION_EXCLUSIONS, SECTION_LIMITS)
MAXIMUM_DAYS = 400
MAXIMUM_KEEP_ACTS_DAYS = 3650
MAXIMUM_OFFERED = 50


class AiAutomationOptionsFlow(OptionsFlowWithReload):
    """Asks when to analyse, how far back, what to leave out and how much to announce."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change the options."""
        options = dict(self.config_entry.options)
        errors: dict[str, str] = {}
        if user_input is not None:
            options = _flat(user_input)
            if options[CONF_KEEP_ACTS_DAYS] >= options[CONF_DAYS]:
                return self.async_create_entry(data=options)
            errors[CONF_KEEP_ACTS_DAYS] = "keep_too_short"
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                async_options_schema(self.hass), _nested(options)
            ),
            errors=errors,
        )


@callback
def async_options_schema(hass: HomeAssistant) -> vol.Schema:
    """Return the form of the options."""
    exclusions = vol.Schema(
        {
            vol.Optional(CONF_EXCLUDE_ENTITIES, default=list): EntitySelector(
                EntitySelectorConfig(multiple=True)
            ),
            vol.Optional(CONF_EXCLUDE_AREAS, default=list): AreaSelector(
                AreaSelectorConfig(multiple=True)
            ),
            vol.Optional(CONF_EXCLUDE_LABELS, default=list): LabelSelector(
                LabelSelectorConfig(multiple=True)
            ),
            vol.Optional(CONF_EXCLUDE_DOMAINS, default=list): SelectSelector(
                SelectSelectorConfig(
                    options=sorted({state.domain for state in hass.states.async_all()}),
                    multiple=True,
                    custom_value=True,
                    mode=SelectSelectorMode.DROPDOWN,
                )
            ),
            vol.Optional(CONF_EXCLUDE_PEOPLE, default=list): EntitySelector(
                EntitySelectorConfig(domain="person", multiple=True)
            ),
        }
    )
    limits = vol.Schema(
        {
            vol.Required(CONF_OFFERED_FIRST, default=DEFAULT_OFFERED_FIRST): _count(
                0, MAXIMUM_OFFERED, "suggestions"
            ),
            vol.Required(
                CONF_OFFERED_PER_WEEK, default=DEFAULT_OFFERED_PER_WEEK
            ): _count(0, MAXIMUM_OFFERED, "suggestions"),
        }
    )
    return vol.Schema(
        {
            vol.Required(CONF_HOUR, default=DEFAULT_HOUR): _count(0, 23, "h"),
            vol.Required(CONF_DAYS, default=DEFAULT_DAYS): _count(
                MINIMUM_DAYS, MAXIMUM_DAYS, "d"
            ),
            vol.Required(CONF_KEEP_ACTS_DAYS, default=DEFAULT_KEEP_ACTS_DAYS): _count(
                MINIMUM_DAYS, MAXIMUM_KEEP_ACTS_DAYS, "d"
            ),
            vol.Required(SECTION_EXCLUSIONS): section(exclusions, {"collapsed": True}),
            vol.Required(SECTION_LIMITS): section(limits, {"collapsed": True}),
        }
    )


def _count(minimum: int, maximum: int, unit: str) -> vol.All:
    """Return a field for a whole number."""
    return vol.All(
        NumberSelector(
            NumberSelectorConfig(
                min=minimum,
                max=maximum,
                step=1,
                unit_of_measurement=unit,
                mode=NumberSelectorMode.BOX,
            )
        ),
        vol.Coerce(int),
    )


def _flat(user_input: dict[str, Any]) -> dict[str, Any]:
    """Return the options without the sections that the form shows them in."""
    options = {k: v for k, v in user_input.items() if k not in SECTIONS}
    for name in SECTIONS:
        options |= user_input[name]
    return options


def _nested(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options in every section; a section takes what it knows."""
    return {**options, **dict.fromkeys(SECTIONS, options)}
