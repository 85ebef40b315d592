"""What is taken away when the owner removes the integration."""

from pathlib import Path

from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    category_registry as cr,
    issue_registry as ir,
    label_registry as lr,
)

from . import notifications
from .const import CATEGORY_NAME, DATABASE_NAME, DOMAIN, LABEL_NAME


async def async_remove_traces(hass: HomeAssistant) -> None:
    """Delete the database, notification, issues, category and label."""
    await hass.async_add_executor_job(
        _delete_database, Path(hass.config.path(DATABASE_NAME))
    )
    notifications.async_dismiss(hass)
    issues = ir.async_get(hass)
    for domain, issue_id in list(issues.issues):
        if domain == DOMAIN:
            ir.async_delete_issue(hass, domain, issue_id)
    categories = cr.async_get(hass)
    for category in list(categories.async_list_categories(scope="automation")):
        if category.name == CATEGORY_NAME:
            categories.async_delete(
                scope="automation", category_id=category.category_id
            )
    labels = lr.async_get(hass)
    if label := labels.async_get_label_by_name(LABEL_NAME):
        labels.async_delete(label.label_id)


def _delete_database(path: Path) -> None:
    """Delete the database, what SQLite keeps beside it, and files set aside."""
    for pattern in (f"{path.name}*", f"{path.stem}.damaged_*"):
        for part in path.parent.glob(pattern):
            part.unlink()
