"""Options of the AI Automation integration."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from homeassistant.config_entries import ConfigFlowResult, OptionsFlowWithReload
from homeassistant.core import HomeAssistant, callback
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    AreaSelector,
    AreaSelectorConfig,
    BooleanSelector,
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
    TextSelector,
    TextSelectorConfig,
    TimeSelector,
)
from homeassistant.util.network import is_ip_address, is_local
import voluptuous as vol
from yarl import URL

from .const import (
    CONF_BASE_URL,
    CONF_CAPABILITY_IDEAS,
    CONF_COMBINATIONS,
    CONF_CONCURRENT_CALLS,
    CONF_DAYS,
    CONF_EXCLUDE_AREAS,
    CONF_EXCLUDE_DOMAINS,
    CONF_EXCLUDE_ENTITIES,
    CONF_EXCLUDE_LABELS,
    CONF_EXCLUDE_PEOPLE,
    CONF_HIDE_NAMES,
    CONF_HOUR,
    CONF_INSTRUCTIONS,
    CONF_KEEP_ACTS_DAYS,
    CONF_MQTT_PREFIX,
    CONF_OFFERED_FIRST,
    CONF_OFFERED_PER_WEEK,
    CONF_PHONES,
    CONF_PRICE_INPUT,
    CONF_PRICE_OUTPUT,
    CONF_PROVIDER,
    CONF_SKIP_DUPLICATES,
    CONF_STORED_IDEAS,
    CONF_TELL_AT,
    CONF_TELL_TIMES,
    CONF_TOKENS_PER_DAY,
    CONF_TOKENS_PER_MONTH,
    CONF_WORDED_ROUTINES,
    DEFAULT_CAPABILITY_IDEAS,
    DEFAULT_COMBINATIONS,
    DEFAULT_CONCURRENT_CALLS,
    DEFAULT_DAYS,
    DEFAULT_HIDE_NAMES,
    DEFAULT_HOUR,
    DEFAULT_KEEP_ACTS_DAYS,
    DEFAULT_MQTT_PREFIX,
    DEFAULT_OFFERED_FIRST,
    DEFAULT_OFFERED_PER_WEEK,
    DEFAULT_SKIP_DUPLICATES,
    DEFAULT_STORED_IDEAS,
    DEFAULT_TELL_AT,
    DEFAULT_TOKENS_PER_DAY,
    DEFAULT_TOKENS_PER_MONTH,
    DEFAULT_WORDED_ROUTINES,
    MINIMUM_DAYS,
    Provider,
)
from .mqtt import MQTT_DOMAIN, is_prefix
from .phones import async_phones

SECTION_EXCLUSIONS = "exclusions"
SECTION_LIMITS = "limits"
SECTION_LANGUAGE = "language_model"
SECTION_MQTT = "mqtt"
SECTION_TELLING = "telling"
SECTIONS = (
    SECTION_EXCLUSIONS,
    SECTION_LIMITS,
    SECTION_TELLING,
    SECTION_LANGUAGE,
    SECTION_MQTT,
)
MAXIMUM_DAYS = 400
MAXIMUM_KEEP_ACTS_DAYS = 3650
MAXIMUM_OFFERED = 50
MAXIMUM_INSTRUCTIONS = 1000
MAXIMUM_TOKENS = 100_000_000
_HOME_NAMES = (".local", ".lan", ".home.arpa", ".internal")
"""Endings of names that no server on the internet has (RFC 6762, RFC 8375)."""


class AiAutomationOptionsFlow(OptionsFlowWithReload):
    """Asks when to analyse, how far back, what to leave out, how much to announce, and what the language model may do."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change the options."""
        options = dict(self.config_entry.options)
        errors: dict[str, str] = {}
        if user_input is not None:
            options = _flat(user_input)
            errors = _problems(options, self.config_entry.data)
            if not errors:
                return self.async_create_entry(data=options)
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                async_options_schema(
                    self.hass,
                    language=self.config_entry.data[CONF_PROVIDER] != Provider.NONE,
                    mqtt=MQTT_DOMAIN in self.hass.config.components
                    or CONF_MQTT_PREFIX in options,
                ),
                _nested(options),
            ),
            errors=errors,
        )


def _problems(options: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, str]:
    """Return what does not go together, by field."""
    if options[CONF_KEEP_ACTS_DAYS] <= options[CONF_DAYS]:
        return {CONF_KEEP_ACTS_DAYS: "keep_too_short"}
    if not is_prefix(options.get(CONF_MQTT_PREFIX, DEFAULT_MQTT_PREFIX)):
        return {SECTION_MQTT: "bad_prefix"}
    day, month = (
        options.get(name, 0) for name in (CONF_TOKENS_PER_DAY, CONF_TOKENS_PER_MONTH)
    )
    if month and day > month:
        return {SECTION_LANGUAGE: "day_above_month"}
    if (CONF_PRICE_INPUT in options) != (CONF_PRICE_OUTPUT in options):
        return {SECTION_LANGUAGE: "one_price"}
    if not options.get(CONF_HIDE_NAMES, True) and not _stays_at_home(data):
        return {SECTION_LANGUAGE: "names_leave_home"}
    return {}


def _stays_at_home(data: Mapping[str, Any]) -> bool:
    """Return whether the language model is certainly in the home's own network.

    Where an AI Task sends what it is asked cannot be seen from here.
    """
    if data[CONF_PROVIDER] != Provider.OPENAI:
        return False
    host = URL(data[CONF_BASE_URL]).host or ""
    if is_ip_address(host):
        return is_local(ip_address(host))
    return host == "localhost" or host.endswith(_HOME_NAMES)


@callback
def async_options_schema(
    hass: HomeAssistant, *, language: bool, mqtt: bool
) -> vol.Schema:
    """Return the form of the options; some are only for those with a language model."""
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
            vol.Required(
                CONF_SKIP_DUPLICATES, default=DEFAULT_SKIP_DUPLICATES
            ): BooleanSelector(),
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
            vol.Required(SECTION_TELLING): _telling_section(hass),
        }
        | (_language_section(hass) if language else {})
        | (_mqtt_section() if mqtt else {})
    )


def _language_section(hass: HomeAssistant) -> dict[vol.Marker, Any]:
    """Return the part of the form on the language model."""
    currency = hass.config.currency
    fields: dict[vol.Marker, Any] = {
        vol.Optional(CONF_INSTRUCTIONS): vol.All(
            TextSelector(TextSelectorConfig(multiline=True)),
            vol.Length(max=MAXIMUM_INSTRUCTIONS),
        ),
        vol.Required(CONF_HIDE_NAMES, default=DEFAULT_HIDE_NAMES): BooleanSelector(),
        vol.Required(CONF_TOKENS_PER_DAY, default=DEFAULT_TOKENS_PER_DAY): _count(
            0, MAXIMUM_TOKENS, "tokens"
        ),
        vol.Required(CONF_TOKENS_PER_MONTH, default=DEFAULT_TOKENS_PER_MONTH): _count(
            0, MAXIMUM_TOKENS, "tokens"
        ),
        vol.Optional(CONF_PRICE_INPUT): _price(currency),
        vol.Optional(CONF_PRICE_OUTPUT): _price(currency),
    }
    for name, default, least, most, unit in (
        (CONF_CONCURRENT_CALLS, DEFAULT_CONCURRENT_CALLS, 1, 20, "calls"),
        (CONF_WORDED_ROUTINES, DEFAULT_WORDED_ROUTINES, 0, 50, "suggestions"),
        (CONF_CAPABILITY_IDEAS, DEFAULT_CAPABILITY_IDEAS, 0, 50, "suggestions"),
        (CONF_COMBINATIONS, DEFAULT_COMBINATIONS, 0, 50, "suggestions"),
        (CONF_STORED_IDEAS, DEFAULT_STORED_IDEAS, 0, 50, "suggestions"),
    ):
        fields[vol.Required(name, default=default)] = _count(least, most, unit)
    part = section(vol.Schema(fields), {"collapsed": True})
    return {vol.Required(SECTION_LANGUAGE): part}


def _telling_section(hass: HomeAssistant) -> section:
    """Return the part of the form on notifications."""
    phones = SelectSelector(
        SelectSelectorConfig(
            options=async_phones(hass),
            multiple=True,
            custom_value=True,
            mode=SelectSelectorMode.DROPDOWN,
        )
    )
    fields = {
        vol.Required(CONF_TELL_AT, default=DEFAULT_TELL_AT): TimeSelector(),
        vol.Required(CONF_TELL_TIMES, default=False): BooleanSelector(),
        vol.Optional(CONF_PHONES, default=list): phones,
    }
    return section(vol.Schema(fields), {"collapsed": True})


def _mqtt_section() -> dict[vol.Marker, Any]:
    """Return the part of the form on MQTT."""
    prefix = vol.Required(CONF_MQTT_PREFIX, default=DEFAULT_MQTT_PREFIX)
    part = section(vol.Schema({prefix: TextSelector()}), {"collapsed": True})
    return {vol.Required(SECTION_MQTT): part}


def _price(currency: str) -> NumberSelector:
    """Return a field for what a million tokens cost."""
    return NumberSelector(
        NumberSelectorConfig(
            min=0,
            max=10_000,
            step="any",
            unit_of_measurement=currency,
            mode=NumberSelectorMode.BOX,
        )
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
        options |= user_input.get(name, {})
    return options


def _nested(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options in every section; a section takes what it knows."""
    return {**options, **dict.fromkeys(SECTIONS, options)}
