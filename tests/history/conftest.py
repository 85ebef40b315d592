"""Fixtures of the tests of the history."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from .past import Past


@pytest.fixture
def past(
    recorder_mock: object, hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> Past:
    """Give a past to write, through a real recorder."""
    return Past(hass, freezer)
