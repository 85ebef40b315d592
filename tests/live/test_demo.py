"""The main job, from the command to an automation that acts and is gone again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bench.live import Connection
from custom_components.ai_automation.const import DOMAIN

from .conftest import Demo, installed

pytestmark = pytest.mark.live

BY_MACHINES = {
    "light.hall_ceiling",
    "light.porch",
    "switch.aquarium_light",
    "switch.garden_lights",
    "switch.kitchen_ceiling_copy",
}
"""What only the demo home's automations, timers and templates switch."""
MOTION, LIGHT = "binary_sensor.bathroom_motion", "light.bathroom_ceiling"


def acted_on(suggestion: dict[str, Any]) -> set[str]:
    """Return the entities that a suggestion's automation acts on."""
    entities: set[str] = set()
    for action in suggestion["automation"]["actions"]:
        target = action.get("target", {}).get("entity_id", [])
        entities |= {target} if isinstance(target, str) else set(target)
    return entities


def of_routines(demo: Demo) -> list[dict[str, Any]]:
    return [s for s in demo.told["suggestions"] if s["origin"] == "routine"]


def test_home_assistant_runs_and_the_run_completed(demo: Demo) -> None:
    from homeassistant.const import __version__

    assert demo.told["home_assistant"] == __version__
    assert demo.told["state"] == "RUNNING"
    assert demo.told["run"]["status"] == "completed"
    assert set(demo.told["seconds"]) == {"setup", "start", "analysis"}


def test_it_suggests_routines_with_dated_evidence(demo: Demo) -> None:
    assert len(of_routines(demo)) >= 3
    for suggestion in of_routines(demo):
        evidence = suggestion["evidence"]
        right = [e for e in evidence["examples"] if e["verdict"] == "right"]
        assert len(right) == evidence["right"] >= 3, suggestion["title"]
        begin, end = (datetime.fromisoformat(evidence[key]) for key in ("from", "to"))
        for example in right:
            assert begin <= datetime.fromisoformat(example["at"]) <= end
            assert example["by"]


def test_nothing_that_machines_do_is_taken_for_a_routine(demo: Demo) -> None:
    for suggestion in demo.told["suggestions"]:
        assert not acted_on(suggestion) & BY_MACHINES, suggestion["title"]


def test_the_evidence_reaches_up_to_yesterday(demo: Demo) -> None:
    now = datetime.now(UTC)
    latest = max(
        datetime.fromisoformat(example["at"])
        for suggestion in of_routines(demo)
        for example in suggestion["evidence"]["examples"]
    )
    assert now - timedelta(days=3) < latest < now


def test_the_table_shows_every_suggestion(demo: Demo) -> None:
    for suggestion in demo.told["suggestions"]:
        assert suggestion["title"] in demo.output
    assert demo.hass.url in demo.output


def test_the_log_holds_no_error_of_ours(demo: Demo) -> None:
    assert not demo.hass.complaints(DOMAIN)
    assert not demo.hass.complaints("recorded_house")


def test_starting_installed_nothing(demo: Demo) -> None:
    assert installed() == demo.installed_before


async def test_a_suggestion_is_accepted_acts_and_is_undone(
    demo: Demo, owner: Connection
) -> None:
    before = demo.automations.read_bytes()
    suggestion = next(s for s in of_routines(demo) if acted_on(s) == {LIGHT})

    accepted = await owner.ask(f"{DOMAIN}.accept", suggestion_id=suggestion["id"])
    automation = accepted["entity_id"]
    assert automation.startswith("automation.")
    assert await owner.state(automation) == "on"
    assert demo.automations.read_bytes().startswith(before)

    await make_dark(owner)
    await owner.call("light.turn_off", entity_id=LIGHT)
    await report(owner, MOTION, "off")
    assert await owner.state(LIGHT) == "off"
    await report(owner, MOTION, "on")
    await owner.wait_for_state(LIGHT, lambda state: state == "on")

    undone = await owner.ask(f"{DOMAIN}.undo", suggestion_id=suggestion["id"])
    assert undone == {"restored": True}
    assert await owner.state(automation) is None
    assert demo.automations.read_bytes() == before


async def make_dark(owner: Connection) -> None:
    """Move the home to where the sun is at its lowest now."""
    now = datetime.now(UTC)
    longitude = -15 * (now.hour + now.minute / 60)
    await owner.call(
        "homeassistant.set_location",
        latitude=0,
        longitude=longitude + 360 if longitude < -180 else longitude,
    )
    await owner.wait_for_state("sun.sun", lambda state: state == "below_horizon")


async def report(owner: Connection, entity_id: str, state: str) -> None:
    """Let a device of the home report by itself."""
    await owner.call("recorded_house.set_state", entity_id=entity_id, state=state)
