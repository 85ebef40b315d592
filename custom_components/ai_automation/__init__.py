"""The AI Automation integration."""

from functools import partial
from pathlib import Path

from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE, Platform
from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import ConfigEntryError, ConfigEntryNotReady
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from .analysis import Analysis
from .automations.outcomes import Outcomes
from .automations.trials import Trials
from .automations.watch import Watches
from .const import CONF_PRICE_INPUT, CONF_PRICE_OUTPUT, DATABASE_NAME, DOMAIN
from .conversations import Conversations
from .coordinator import (
    AiAutomationConfigEntry,
    AiAutomationData,
    SuggestionCoordinator,
)
from .home.cache import HomeContextCache
from .language import async_get_model
from .ledger import StoreLedger
from .panel import async_setup_static, async_show_panel
from .pausing import async_consider
from .phone_answers import async_listen
from .recovery import async_recover
from .removal import async_remove_traces
from .services import async_setup_services
from .store.database import async_open_or_restart
from .store.errors import DatabaseNewer, StoreError
from .watching import async_judge
from .websocket_api import async_setup_websocket

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)
PLATFORMS = [Platform.BUTTON, Platform.EVENT, Platform.SENSOR, Platform.TODO]


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the actions, which tell what is wrong when the entry is not loaded."""
    async_setup_services(hass)
    async_setup_websocket(hass)
    await async_setup_static(hass)
    return True


async def async_setup_entry(
    hass: HomeAssistant, entry: AiAutomationConfigEntry
) -> bool:
    """Set up AI Automation from a config entry."""
    try:
        database, _ = await async_open_or_restart(
            hass, Path(hass.config.path(DATABASE_NAME))
        )
    except StoreError as err:
        # A file from a later version stays one; anything else may pass.
        final = isinstance(err, DatabaseNewer)
        raise (ConfigEntryError if final else ConfigEntryNotReady)(
            translation_domain=err.translation_domain,
            translation_key=err.translation_key,
            translation_placeholders=err.translation_placeholders,
        ) from err
    entry.async_on_unload(database.async_close)

    async def _async_close(_: Event) -> None:
        await database.async_close()

    # Entries are not unloaded at shutdown, and an open database keeps Python alive.
    entry.async_on_unload(
        hass.bus.async_listen(EVENT_HOMEASSISTANT_FINAL_WRITE, _async_close)
    )

    cache = HomeContextCache(hass)
    entry.async_on_unload(cache.async_start())
    ledger = StoreLedger(
        database,
        price_input=entry.options.get(CONF_PRICE_INPUT),
        price_output=entry.options.get(CONF_PRICE_OUTPUT),
    )
    language = async_get_model(hass, entry, ledger)
    analysis = Analysis(hass, entry, database, cache, language)
    coordinator = SuggestionCoordinator(hass, entry, database, analysis, ledger)
    entry.runtime_data = AiAutomationData(
        database=database,
        cache=cache,
        analysis=analysis,
        coordinator=coordinator,
        language=language,
        conversations=Conversations(),
        trials=Trials(hass, database),
        watches=Watches(hass, database, partial(async_judge, hass, entry)),
        outcomes=Outcomes(
            hass, entry, database, cache, partial(async_consider, hass, entry)
        ),
    )
    await analysis.async_recover()
    await async_recover(hass, entry)
    entry.async_on_unload(await entry.runtime_data.trials.async_start())
    entry.async_on_unload(await entry.runtime_data.outcomes.async_start())
    await coordinator.async_config_entry_first_refresh()
    entry.async_on_unload(coordinator.async_start())
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    entry.async_on_unload(await async_show_panel(hass))
    entry.async_on_unload(entry.runtime_data.watches.async_start())
    entry.async_on_unload(analysis.async_schedule())
    entry.async_on_unload(analysis.morning.async_start())
    entry.async_on_unload(async_listen(hass, entry))
    return True


async def async_unload_entry(
    hass: HomeAssistant, entry: AiAutomationConfigEntry
) -> bool:
    """Unload the entry; run and test end first, because they write to the database."""
    await entry.runtime_data.trials.async_stop()
    await entry.runtime_data.analysis.async_cancel()
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(
    hass: HomeAssistant, entry: AiAutomationConfigEntry
) -> None:
    """Leave nothing behind but the automations that the owner switched on."""
    await async_remove_traces(hass)
