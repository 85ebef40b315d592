"""Fixtures that every test may use."""

from collections.abc import AsyncGenerator, Iterator
from pathlib import Path
import secrets

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_socket import enable_socket
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from bench import servers

# Before Home Assistant mounts the test package's own custom_components.
import custom_components.ai_automation  # noqa: F401
from custom_components.ai_automation.const import DOMAIN


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations(request: pytest.FixtureRequest) -> None:
    """Let Home Assistant load the integration; the recorder must come first."""
    if "hass" not in request.fixturenames:
        return
    if "recorder_mock" in request.fixturenames:
        request.getfixturevalue("recorder_mock")
    request.getfixturevalue("enable_custom_integrations")


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str) -> str:
    """Give every test a config folder of its own that may be written to."""
    (Path(hass_tmp_config_dir) / "automations.yaml").write_text("[]\n")
    (Path(hass_tmp_config_dir) / "configuration.yaml").write_text(
        "automation: !include automations.yaml\n"
    )
    return hass_tmp_config_dir


@pytest.fixture
async def entry(
    recorder_mock: object, hass: HomeAssistant
) -> AsyncGenerator[MockConfigEntry]:
    """Set the integration up in a home with one switchable thing."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(
        hass, "input_boolean", {"input_boolean": {"hall": {"name": "Hall light"}}}
    )
    entry = MockConfigEntry(
        domain=DOMAIN, title="AI Automation", data={"provider": "none"}
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    yield entry
    if entry.state is ConfigEntryState.LOADED:
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture(scope="session", params=[servers.postgresql, servers.mariadb])
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run a database server for all the tests that ask for one."""
    enable_socket()
    with request.param() as url:
        yield url


@pytest.fixture
def database(server: str, socket_enabled: None) -> Iterator[str]:
    """Give an empty database on a server."""
    name = f"home_{secrets.token_hex(4)}"
    engine = create_engine(server, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name}"))
