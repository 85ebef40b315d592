"""What is said of rules outside Home Assistant."""

import pytest

from custom_components.ai_automation.model.home import Area, Entity, HomeContext
from custom_components.ai_automation.model.track import HubRule
from custom_components.ai_automation.suggestions.hubs import hub_words

LAMP, MOTION = "light.lamp", "binary_sensor.motion"
HOME = HomeContext(
    version=1,
    time_zone="UTC",
    latitude=0.0,
    longitude=0.0,
    areas={"office": Area(area_id="office", name="Office")},
    entities={
        LAMP: Entity(entity_id=LAMP, name="Desk lamp", area_id="office"),
        MOTION: Entity(
            entity_id=MOTION, name="Motion", area_id="office", device_class="motion"
        ),
    },
)
SEEMS = "Something outside Home Assistant seems to"


@pytest.mark.parametrize(
    ("after", "after_state", "lag", "undone", "words"),
    [
        (
            MOTION,
            "off",
            900.6,
            9,
            "turn off the desk lamp when nobody has been noticed in the office for 15 minutes."
            " It did so 21 times. 9 times this was taken back within half a minute."
            " Let it wait longer, where it is set up.",
        ),
        (
            MOTION,
            "off",
            95.0,
            1,
            "turn off the desk lamp when nobody has been noticed in the office for 95 seconds."
            " It did so 21 times. Once this was taken back within half a minute.",
        ),
        (
            MOTION,
            "on",
            0.8,
            8,
            "turn off the desk lamp when someone is noticed in the office."
            " It did so 21 times. 8 times this was taken back within half a minute."
            " Change it or switch it off, where it is set up.",
        ),
        (
            None,
            None,
            79200.0,
            0,
            "turn off the desk lamp at 22:00. It did so 21 times.",
        ),
        (
            "sun.sun",
            "below_horizon",
            1801.0,
            0,
            "turn off the desk lamp 30 minutes after sunset. It did so 21 times.",
        ),
        (
            "sun.sun",
            "above_horizon",
            0.4,
            0,
            "turn off the desk lamp at sunrise. It did so 21 times.",
        ),
    ],
)
def test_words(
    after: str | None, after_state: str | None, lag: float, undone: int, words: str
) -> None:
    rule = HubRule(
        entity_id=LAMP,
        state="off",
        after=after,
        after_state=after_state,
        lag=lag,
        times=21,
        undone=undone,
    )
    assert hub_words(rule, HOME) == f"{SEEMS} {words}"
