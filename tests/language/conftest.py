"""Fixtures for the language models."""

from collections.abc import AsyncGenerator

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_load_integrations
import pytest

from custom_components.ai_automation.const import DOMAIN

from .server import LanguageServer, serve


@pytest.fixture
async def server(socket_enabled: None) -> AsyncGenerator[LanguageServer]:
    """Return a server that speaks the OpenAI form."""
    async with serve() as server:
        yield server


@pytest.fixture
async def texts(hass: HomeAssistant) -> None:
    """Load the texts of the errors, as setting up the integration does."""
    hass.config.components.add(DOMAIN)
    await async_load_integrations(hass, {DOMAIN})
