"""What a run says of the rooms that it suggests nothing for."""

from pathlib import Path
import re
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ai_automation.model.evidence import Finding, Found, NearMiss
from custom_components.ai_automation.model.routine import Target
from custom_components.ai_automation.model.silence import (
    MissingSensor,
    Quiet,
    RoomSilence,
    SilenceReason,
)
from custom_components.ai_automation.model.suggestion import (
    Suggestion,
    SuggestionStatus,
)
from custom_components.ai_automation.phrases import PHRASES
from custom_components.ai_automation.routines import prove
from custom_components.ai_automation.suggestions import Made
from custom_components.ai_automation.suggestions.silence import silence_words
from tests.builders import evidence, suggestion
from tests.routines.rooms.alike import lit_by

from .homes import home, thing

NEAR_MISSES = [
    key.removeprefix("near_miss_") for key in PHRASES["en"] if "near_miss_" in key
]

ROUTINE = lit_by("binary_sensor.motion", "light.hall")
NOTHING = Found(findings=(), tested=0)
PLAIN = home(thing("light.store", "Store light", area_id="kitchen"))
pytestmark = pytest.mark.usefixtures("hass")

BRACES = re.compile(r"[{}]")


def room(area_id: str | None = "hall", **changes: Any) -> RoomSilence:
    """Return a silent room."""
    return RoomSilence(
        **{
            "area_id": area_id,
            "acts": 41,
            "things": 2,
            "reason": SilenceReason.NOT_REGULAR,
            **changes,
        }
    )


def say(
    *rooms: RoomSilence,
    found: Found = NOTHING,
    made: Made | None = None,
    known: tuple[Suggestion, ...] = (),
) -> list[dict[str, Any]]:
    """Return what is said of rooms."""
    quiet = Quiet(rooms=rooms)
    said = silence_words(quiet, found, made or Made(), known, PLAIN)
    return list(said["areas"])


@pytest.mark.parametrize("reason", SilenceReason)
async def test_every_reason_says_what_to_do(
    entry: MockConfigEntry, reason: SilenceReason
) -> None:
    (told,) = say(room(reason=reason))
    message = told.pop("message")
    assert told == {
        "area_id": "hall",
        "name": "Hall",
        "acts": 41,
        "things": 2,
        "suggestions": 0,
        "reason": reason.value,
        "near_misses": [],
    }
    assert len(message) > 60
    assert not BRACES.search(message)


async def test_what_is_in_no_room_is_told_as_well() -> None:
    (told,) = say(room(None))
    assert (told["area_id"], told["name"]) == (None, None)


@pytest.mark.parametrize("group", ["new", "updated"])
async def test_a_room_with_suggestions_is_not_silent(group: str) -> None:
    made = Made(**{group: [suggestion(area_id="hall")]})
    hall, kitchen = say(room(), room("kitchen"), made=made)
    assert (hall["suggestions"], hall["reason"], hall["message"]) == (1, None, None)
    assert (kitchen["suggestions"], kitchen["reason"]) == (0, "area_not_regular")


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (SuggestionStatus.DEPLOYED, "area_known"),
        (SuggestionStatus.PAUSED, "area_known"),
        (SuggestionStatus.SNOOZED, "area_known"),
        (SuggestionStatus.UNDONE, "area_not_regular"),
        (SuggestionStatus.DISMISSED, "area_not_regular"),
    ],
)
async def test_what_was_suggested_before_is_a_reason(
    status: SuggestionStatus, reason: str
) -> None:
    known = suggestion(area_id="hall", status=status)
    hall, kitchen = say(room(), room("kitchen"), known=(known,))
    assert (hall["reason"], kitchen["reason"]) == (reason, "area_not_regular")
    gone = Made(withdrawn=[known])
    (hall,) = say(room(), known=(known,), made=gone)
    assert hall["reason"] == "area_not_regular"


async def test_what_was_found_and_not_suggested_is_known() -> None:
    finding = Finding(routine=ROUTINE, evidence=evidence(), confidence=0.8, worth=1.0)
    found = Found(findings=(finding,), tested=1)
    hall, kitchen = say(room(), room("kitchen"), found=found)
    assert (hall["reason"], kitchen["reason"]) == ("area_known", "area_not_regular")


@pytest.mark.parametrize("test", [*NEAR_MISSES, "quite_another"])
async def test_every_near_miss_says_by_how_much(
    entry: MockConfigEntry, test: str
) -> None:
    near = NearMiss(routine=ROUTINE, reason=test, right=3, wrong=2, days=14.0, needed=8)
    (told,) = say(room(near_misses=(near,)))
    (miss,) = told["near_misses"]
    message = miss.pop("message")
    assert miss == {
        "title": "Turn on the hall light when someone is noticed in the hall",
        "entity_ids": ["light.hall", "binary_sensor.motion"],
        "kind": "follow",
        "reason": test,
        "right": 3,
        "wrong": 2,
        "needed": 8,
    }
    assert len(message) > 40
    assert not BRACES.search(message)
    assert ("8" in message) is (
        test in {"not_on_later_days", "too_many_unwanted"} or "too_few" in test
    )


def test_every_test_has_words() -> None:
    code = Path(prove.__file__).read_text()
    tests = set(re.findall(r'(?:failed=|return )"(\w+)"', code))
    assert len(tests) > 6
    assert tests == set(NEAR_MISSES) - {"other"}


@pytest.mark.parametrize(
    ("sensor", "words"),
    [
        ("motion", "A motion sensor"),
        ("illuminance", "A light sensor"),
        ("odd", "A sensor of the same sort"),
    ],
)
async def test_a_missing_sensor_in_words(
    entry: MockConfigEntry, sensor: str, words: str
) -> None:
    missing = MissingSensor(
        target=Target(entity_id="light.store", state="on"),
        area_id="kitchen",
        sensor=sensor,
        like=ROUTINE,
        like_area_id="hall",
        right=21,
        wrong=2,
    )
    quiet = Quiet(missing_sensors=(missing,))
    said = silence_words(quiet, NOTHING, Made(), (), PLAIN)
    assert said["missing_sensors"] == [
        {
            "area_id": "kitchen",
            "entity_id": "light.store",
            "state": "on",
            "sensor": sensor,
            "like_area_id": "hall",
            "like_entity_ids": ["light.hall", "binary_sensor.motion"],
            "right": 21,
            "wrong": 2,
            "message": f"{words} in the kitchen might foretell when the store light is"
            " turned on (in the hall, one does: right 21 of 23 times).",
        }
    ]
