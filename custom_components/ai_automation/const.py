"""Constants of the AI Automation integration."""

from enum import StrEnum
import logging
from typing import Final

DOMAIN: Final = "ai_automation"
LOGGER = logging.getLogger(__package__)

DATABASE_NAME: Final = "ai_automation.db"
CATEGORY_NAME: Final = "AI Automation"
LABEL_NAME: Final = "AI Automation"


class Provider(StrEnum):
    """Which language model words the suggestions."""

    NONE = "none"
    OPENAI = "openai"
    AI_TASK = "ai_task"


# Entry data
CONF_PROVIDER: Final = "provider"
CONF_BASE_URL: Final = "base_url"
CONF_MODEL: Final = "model"
CONF_AI_TASK_ENTITY: Final = "ai_task_entity"

# Entry options
CONF_HOUR: Final = "hour"
CONF_DAYS: Final = "days"
CONF_EXCLUDE_ENTITIES: Final = "exclude_entities"
CONF_EXCLUDE_AREAS: Final = "exclude_areas"
CONF_EXCLUDE_LABELS: Final = "exclude_labels"
CONF_EXCLUDE_DOMAINS: Final = "exclude_domains"
CONF_EXCLUDE_PEOPLE: Final = "exclude_people"
CONF_OFFERED_FIRST: Final = "offered_first_night"
CONF_OFFERED_PER_WEEK: Final = "offered_per_week"
CONF_KEEP_ACTS_DAYS: Final = "keep_acts_days"
CONF_MQTT_PREFIX: Final = "mqtt_prefix"
CONF_TELL_AT: Final = "tell_at"
CONF_TELL_TIMES: Final = "tell_times"
"""Whether notifications tell how often and when people did something."""
CONF_PHONES: Final = "phones"

# Entry options on the language model
CONF_CONCURRENT_CALLS: Final = "concurrent_calls"
CONF_TOKENS_PER_DAY: Final = "tokens_per_day"
CONF_TOKENS_PER_MONTH: Final = "tokens_per_month"
CONF_PRICE_INPUT: Final = "price_input"
"""What a million tokens cost that are sent, in the currency of the home."""
CONF_PRICE_OUTPUT: Final = "price_output"
"""What a million tokens cost that are answered, in the currency of the home."""
CONF_HIDE_NAMES: Final = "hide_names"
CONF_INSTRUCTIONS: Final = "instructions"
CONF_SKIP_DUPLICATES: Final = "skip_duplicates"
CONF_WORDED_ROUTINES: Final = "worded_routines"
CONF_CAPABILITY_IDEAS: Final = "capability_ideas"
CONF_COMBINATIONS: Final = "combinations"
CONF_STORED_IDEAS: Final = "stored_ideas"

DEFAULT_HOUR: Final = 3
DEFAULT_WATCH_DAYS: Final = 7
DEFAULT_DAYS: Final = 28
DEFAULT_OFFERED_FIRST: Final = 5
DEFAULT_OFFERED_PER_WEEK: Final = 3
DEFAULT_KEEP_ACTS_DAYS: Final = 400
DEFAULT_TELL_AT: Final = "08:00:00"
DEFAULT_MQTT_PREFIX: Final = DOMAIN
MINIMUM_DAYS: Final = 3
DEFAULT_CONCURRENT_CALLS: Final = 5
DEFAULT_TOKENS_PER_DAY: Final = 100_000
DEFAULT_TOKENS_PER_MONTH: Final = 1_000_000
DEFAULT_HIDE_NAMES: Final = True
DEFAULT_SKIP_DUPLICATES: Final = True
DEFAULT_WORDED_ROUTINES: Final = 10
DEFAULT_CAPABILITY_IDEAS: Final = 10
DEFAULT_COMBINATIONS: Final = 5
DEFAULT_STORED_IDEAS: Final = 10

LONGEST_REQUEST: Final = 1000
"""Characters of what somebody may ask for at once."""

EVENT_TESTED: Final = f"{DOMAIN}_tested"
"""Fired under the context of a test, before it begins."""

EVENT_SUGGESTION: Final = f"{DOMAIN}_suggestion"
"""Fired when something becomes of a suggestion, under the context of who did it."""

SIGNAL_RUN: Final = f"{DOMAIN}_run"
"""Sent with the progress of the run that goes on in per cent, None when it is over."""

SIGNAL_CHANGED: Final = f"{DOMAIN}_changed"
"""Sent with the id of a suggestion that is another one now."""

SIGNAL_SUGGESTION: Final = f"{DOMAIN}_suggestion"
"""Sent with (event type, suggestion id)."""
