"""What a run writes down of itself."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ai_automation.model.evidence import Found
from custom_components.ai_automation.model.revision import Report, Trouble
from custom_components.ai_automation.model.track import History
from custom_components.ai_automation.record import in_trouble, why_silent
from custom_components.ai_automation.suggestions.revisions import Revisions

from .builders import history


@pytest.mark.parametrize(
    ("past", "key"),
    [
        (history(20, tracks=False), "nothing_to_read"),
        (history(2, acts=3), "too_little_history"),
        (history(20), "no_acts"),
        (history(20, acts=3), "no_regular_habit"),
    ],
)
async def test_silence_has_a_reason_in_words(
    entry: MockConfigEntry, past: History, key: str
) -> None:
    why = why_silent(past)
    assert why.translation_key == key
    assert len(str(why)) > 40


def test_automations_that_no_change_would_mend_are_told() -> None:
    report = Report(
        automation="automation.hall", trouble=Trouble.UNDONE, undone=9, runs=21
    )
    assert in_trouble(
        Revisions(found=Found(findings=(), tested=0), reports=[report])
    ) == [
        {
            "entity_id": "automation.hall",
            "trouble": "undone",
            "undone": 9,
            "runs": 21,
        }
    ]
