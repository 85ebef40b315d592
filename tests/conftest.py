"""Fixtures that every test may use."""

# Before Home Assistant mounts the test package's own custom_components.
import custom_components.ai_automation  # noqa: F401
import pytest


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations(request: pytest.FixtureRequest) -> None:
    """Let Home Assistant load the integration; the recorder must come first."""
    if "hass" not in request.fixturenames:
        return
    if "recorder_mock" in request.fixturenames:
        request.getfixturevalue("recorder_mock")
    request.getfixturevalue("enable_custom_integrations")
