"""What rooms tell about one another becomes suggestions and hints."""

from dataclasses import replace
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.ai_automation.model.evidence import Finding, Found
from custom_components.ai_automation.model.routine import Routine
from custom_components.ai_automation.model.silence import Quiet
from custom_components.ai_automation.model.suggestion import (
    Origin,
    Suggestion,
    SuggestionStatus,
)
from custom_components.ai_automation.routines.replay import replay
from custom_components.ai_automation.routines.timeline import Timeline
from custom_components.ai_automation.suggestions import Made, async_make
from custom_components.ai_automation.suggestions.revisions import Night
from custom_components.ai_automation.suggestions.rooms import look_at_rooms
from tests.builders import suggestion
from tests.routines.rooms.alike import Rooms, evenings, lit_by, soon

HALL = lit_by("binary_sensor.hall_motion", "light.hall_lamp")
KITCHEN = lit_by("binary_sensor.kitchen_motion", "light.kitchen_lamp")
EVERY_DAY = evenings(range(14))
FEW = evenings(range(2, 12, 3))
MEALS = evenings(range(14), "07:10", "12:20", "18:30")


@pytest.fixture
def past() -> Timeline:
    """Return a home where the kitchen is used as the hall is, and the pantry as well but for a sensor."""
    rooms = Rooms()
    rooms.room("hall", EVERY_DAY, soon(EVERY_DAY))
    rooms.room("kitchen", FEW, soon(FEW))
    rooms.room("pantry", [], MEALS, sensor=None)
    return rooms.timeline()


def known(status: SuggestionStatus, past: Timeline, **changes: Any) -> Suggestion:
    """Return the suggestion for the hall, with what became of it."""
    return suggestion(
        **{
            "status": status,
            "routine": HALL,
            "evidence": replay(HALL, past),
            "area_id": "hall",
            "entity_ids": ("light.hall_lamp", "binary_sensor.hall_motion"),
            **changes,
        }
    )


def look(
    past: Timeline, *suggestions: Suggestion, found: tuple[Routine, ...] = ()
) -> tuple[Found, Quiet]:
    """Return what the rooms add to what was found."""
    findings = tuple(
        Finding(routine=r, evidence=replay(r, past), confidence=0.8, worth=100.0)
        for r in found
    )
    return look_at_rooms(
        Found(findings=findings, tested=7),
        suggestions,
        past.home,
        Night(
            history=past.history,
            suns=past.suns,
            purpose=frozenset(),
            run_id="run",
            now=past.end,
        ),
    )


@pytest.mark.parametrize(
    "status", [SuggestionStatus.DEPLOYED, SuggestionStatus.WATCHING]
)
def test_what_was_accepted_is_tried_elsewhere(
    status: SuggestionStatus, past: Timeline
) -> None:
    found, quiet = look(past, known(status, past))
    assert [(f.routine, f.like) for f in found.findings] == [(KITCHEN, HALL)]
    assert found.tested == 8
    assert [(m.area_id, m.like, m.right) for m in quiet.missing_sensors] == [
        ("pantry", HALL, 14)
    ]


@pytest.mark.parametrize(
    "status",
    [s for s in SuggestionStatus if s not in ("deployed", "watching")],
)
def test_what_was_not_accepted_is_not(status: SuggestionStatus, past: Timeline) -> None:
    found, quiet = look(past, known(status, past))
    assert (found.findings, found.tested) == ((), 7)
    assert quiet.missing_sensors == ()
    assert [room.area_id for room in quiet.rooms] == ["hall", "kitchen", "pantry"]


def test_the_search_comes_first(past: Timeline) -> None:
    accepted = known(SuggestionStatus.DEPLOYED, past)
    found, quiet = look(past, accepted, found=(KITCHEN,))
    assert [f.like for f in found.findings] == [None]
    assert quiet.missing_sensors[0].like == HALL
    found, _ = look(past, accepted, found=(HALL,))
    assert [f.like for f in found.findings] == [None, HALL]


def test_what_was_found_tonight_speaks_for_a_sensor(past: Timeline) -> None:
    _, quiet = look(past, found=(HALL,))
    assert [(m.area_id, m.right) for m in quiet.missing_sensors] == [("pantry", 14)]
    _, quiet = look(past, known(SuggestionStatus.DEPLOYED, past, evidence=None))
    assert quiet.missing_sensors == ()


async def make(hass: HomeAssistant, past: Timeline, *before: Suggestion) -> Made:
    """Return what a night makes of it."""
    found, _ = look(past, *before)
    return await async_make(
        hass,
        past.home,
        found,
        history=past.history,
        suns=past.suns,
        known=before,
        purpose=frozenset(),
        run_id="run",
        now=past.end,
    )


async def test_it_is_suggested_in_words_once(
    hass: HomeAssistant, past: Timeline
) -> None:
    assert await async_setup_component(hass, "automation", {})
    for service in ("turn_on", "turn_off"):
        async_mock_service(hass, "light", service)
    accepted = known(SuggestionStatus.DEPLOYED, past)
    (new,) = (await make(hass, past, accepted)).new
    assert (new.origin, new.area_id, new.routine) == (
        Origin.ROUTINE,
        "kitchen",
        KITCHEN,
    )
    assert new.title == (
        "Turn on the kitchen lamp when someone is noticed in the kitchen:"
        " the same habit as in the hall"
    )
    assert new.description.startswith(f"{new.title}. You did this by hand on 4 of")
    again = await make(hass, past, accepted, replace(new, offered=True))
    assert again.new == again.withdrawn == []
    (same,) = again.updated
    assert (same.suggestion_id, same.title) == (new.suggestion_id, new.title)
    refused = replace(new, status=SuggestionStatus.DISMISSED)
    assert (await make(hass, past, accepted, refused)).new == []
