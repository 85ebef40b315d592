"""Backup hooks: the database file is whole by itself, and nobody writes, while it is copied."""

from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN
from .store.database import Database


async def async_pre_backup(hass: HomeAssistant) -> None:
    """Bring the log into the database file and hold what wants to write."""
    for database in _open_databases(hass):
        await database.async_hold()


async def async_post_backup(hass: HomeAssistant) -> None:
    """Let those write who were held."""
    for database in _open_databases(hass):
        database.async_release()


@callback
def _open_databases(hass: HomeAssistant) -> list[Database]:
    """Return the database of the entry, if it is loaded."""
    return [
        entry.runtime_data.database
        for entry in hass.config_entries.async_loaded_entries(DOMAIN)
    ]
