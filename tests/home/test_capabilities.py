"""Which purpose-specific triggers and conditions are offered."""

from pathlib import Path

from homeassistant.core import HomeAssistant
from homeassistant.helpers import trigger
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockModule,
    mock_integration,
    mock_platform,
)

from custom_components.ai_automation.home.capabilities import (
    async_purpose_conditions,
    async_purpose_triggers,
)


class _Platform:
    @staticmethod
    async def async_get_triggers(hass: HomeAssistant) -> dict[str, type]:
        return {"rang": object}

    @staticmethod
    async def async_get_conditions(hass: HomeAssistant) -> dict[str, type]:
        return {"rings": object}


async def test_only_those_of_integrations_that_are_there(hass: HomeAssistant) -> None:
    assert not await async_purpose_triggers(hass)
    assert not await async_purpose_conditions(hass)

    assert await async_setup_component(hass, "light", {})
    await hass.async_block_till_done()

    assert "light.turned_on" in await async_purpose_triggers(hass)
    assert "light.is_on" in await async_purpose_conditions(hass)
    assert "motion.detected" not in await async_purpose_triggers(hass)


async def test_classic_triggers_and_conditions_are_not_among_them(
    hass: HomeAssistant,
) -> None:
    assert await async_setup_component(hass, "zone", {})
    await hass.async_block_till_done()
    assert "zone" in await trigger.async_get_all_descriptions(hass)

    offered = await async_purpose_triggers(hass) | await async_purpose_conditions(hass)

    assert "zone.entered" in offered
    assert all("." in name for name in offered)


async def test_an_integration_without_descriptions_does_no_harm(
    hass: HomeAssistant,
) -> None:
    mock_integration(hass, MockModule("bell"))
    mock_platform(hass, "bell.trigger", _Platform())
    mock_platform(hass, "bell.condition", _Platform())
    assert await async_setup_component(hass, "bell", {})
    assert await async_setup_component(hass, "light", {})
    await hass.async_block_till_done()

    triggers = await async_purpose_triggers(hass)
    conditions = await async_purpose_conditions(hass)

    assert "light.turned_on" in triggers
    assert "light.is_on" in conditions
    assert "bell.rang" not in triggers
    assert "bell.rings" not in conditions


async def test_a_broken_description_file_does_no_harm(
    hass: HomeAssistant, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "triggers.yaml").write_text("rang: [unclosed\n")
    bell = mock_integration(
        hass, MockModule("bell"), top_level_files={"triggers.yaml", "trigger.py"}
    )
    bell.file_path = tmp_path
    mock_platform(hass, "bell.trigger", _Platform())
    assert await async_setup_component(hass, "bell", {})
    assert await async_setup_component(hass, "light", {})
    await hass.async_block_till_done()

    triggers = await async_purpose_triggers(hass)

    assert "Unable to parse triggers.yaml for the bell integration" in caplog.text
    assert "light.turned_on" in triggers
    assert "bell.rang" not in triggers
