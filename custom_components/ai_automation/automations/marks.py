"""The category and the label by which accepted automations are found."""

from homeassistant.components.automation.const import DOMAIN as AUTOMATION_DOMAIN
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import (
    category_registry as cr,
    entity_registry as er,
    label_registry as lr,
)

from ..const import CATEGORY_NAME, LABEL_NAME

_ICON = "mdi:creation"


@callback
def async_mark(hass: HomeAssistant, entity_id: str) -> None:
    """Put an automation into the category and give it the label."""
    entities = er.async_get(hass)
    entry = entities.entities[entity_id]
    entities.async_update_entity(
        entity_id,
        categories={**entry.categories, AUTOMATION_DOMAIN: _category_id(hass)},
        labels={*entry.labels, _label_id(hass)},
    )


@callback
def _category_id(hass: HomeAssistant) -> str:
    """Return the category, made where there is none."""
    registry = cr.async_get(hass)
    for category in registry.async_list_categories(scope=AUTOMATION_DOMAIN):
        if category.name == CATEGORY_NAME:
            return category.category_id
    return registry.async_create(
        name=CATEGORY_NAME, scope=AUTOMATION_DOMAIN, icon=_ICON
    ).category_id


@callback
def _label_id(hass: HomeAssistant) -> str:
    """Return the label, made where there is none."""
    registry = lr.async_get(hass)
    label = registry.async_get_label_by_name(LABEL_NAME)
    return (label or registry.async_create(LABEL_NAME, icon=_ICON)).label_id
