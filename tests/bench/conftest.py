"""What the tests of recorded houses share."""

import pytest


@pytest.fixture
def expected_lingering_timers() -> bool:
    """Allow what Home Assistant leaves behind when it stops: the timer of the sun."""
    return True
