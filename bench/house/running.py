"""Runs a written config folder as a Home Assistant inside this process."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from unittest.mock import AsyncMock, patch

from homeassistant import bootstrap, config as conf_util, loader
from homeassistant.components.http.server import HomeAssistantHTTP
from homeassistant.components.recorder.tasks import SynchronizeTask
from homeassistant.config_entries import ConfigEntries
from homeassistant.core import HomeAssistant
from homeassistant.core_config import async_process_ha_core_config
from homeassistant.helpers.recorder import async_initialize_recorder, get_instance
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

import custom_components

from .config import HELPER_KEYS
from .nouns import HouseError
from .registries import COMPANION

CORE = ("homeassistant", "persistent_notification")
COMPONENTS = (
    "recorder",
    "zone",
    "sun",
    "person",
    *HELPER_KEYS,
    COMPANION,
    "scene",
    "script",
    "automation",
)


@asynccontextmanager
async def running_home(config: Path) -> AsyncIterator[HomeAssistant]:
    """Start Home Assistant on a folder of `write_config`, without frontend or port.

    Registries, recorder, accounts, people, live entities and automations are as in any
    start. It is stopped at the end, and the folder can be started again.
    """
    if not (config / "configuration.yaml").exists():
        raise HouseError(f"{config} holds no house: write one there first")
    with _companion_from(config), _same_time_zone(), _no_port():
        hass = HomeAssistant(str(config))
        try:
            await _async_set_up(hass)
            await hass.async_start()
            await _async_recorder_listens(hass)
            await hass.async_block_till_done()
            yield hass
        finally:
            await hass.async_stop(force=True)


async def _async_set_up(hass: HomeAssistant) -> None:
    loader.async_setup(hass)
    config = await conf_util.async_hass_config_yaml(hass)
    hass.config_entries = ConfigEntries(hass, config)
    await loader.async_get_custom_components(hass)
    before = asyncio.all_tasks()
    if not await bootstrap.async_load_base_functionality(hass):
        # The other registries go on loading after one has failed.
        if loading := asyncio.all_tasks() - before:
            await asyncio.wait(loading, timeout=10)
        raise HouseError(
            f"{hass.config.config_dir} was written by a newer Home Assistant: write the"
            " house anew"
        )
    async_initialize_recorder(hass)
    await _async_set_up_all(hass, CORE, config)
    await async_process_ha_core_config(hass, config.get("homeassistant") or {})
    await _async_set_up_all(hass, COMPONENTS, config)
    await hass.async_block_till_done()


async def _async_recorder_listens(hass: HomeAssistant) -> None:
    recorder = get_instance(hass)
    # A stop that the recorder meets among what was queued while it started is
    # forgotten: the second task is the first that it can only have met later.
    for _ in range(2):
        done: asyncio.Future[None] = hass.loop.create_future()
        recorder.queue_task(SynchronizeTask(done))
        await done


async def _async_set_up_all(
    hass: HomeAssistant, domains: tuple[str, ...], config: dict[str, object]
) -> None:
    for domain in domains:
        if not await async_setup_component(hass, domain, config):
            raise HouseError(f"{domain} did not start: its error is in the log above")


@contextmanager
def _companion_from(config: Path) -> Iterator[None]:
    """Let Home Assistant find the folder's own components, too."""
    folder = str(config / "custom_components")
    custom_components.__path__.append(folder)
    try:
        yield
    finally:
        custom_components.__path__.remove(folder)


@contextmanager
def _same_time_zone() -> Iterator[None]:
    """Put back the process' time zone, which Home Assistant sets to the home's."""
    before = dt_util.get_default_time_zone()
    try:
        yield
    finally:
        dt_util.set_default_time_zone(before)


@contextmanager
def _no_port() -> Iterator[None]:
    """Let the http component be there without listening."""
    with (
        patch.object(HomeAssistantHTTP, "async_bind", AsyncMock()),
        patch.object(HomeAssistantHTTP, "start", AsyncMock()),
    ):
        yield
