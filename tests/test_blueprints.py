"""The blueprints of the guide work as they are."""

import asyncio
from datetime import timedelta
import json
from pathlib import Path
import shutil
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import load_yaml_dict
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    async_mock_service,
)

from custom_components.ai_automation.const import EVENT_SUGGESTION
from custom_components.ai_automation.model.suggestion import SuggestionStatus
from custom_components.ai_automation.store import outcomes

from .builders import keep, suggestion

FOLDER = Path(__file__).parents[1] / "docs" / "blueprints"
TELL = [{"action": "notify.owner", "data": {"message": "{{ message }}"}}]


@pytest.fixture
def told(hass: HomeAssistant) -> list[ServiceCall]:
    """What was told; the blueprints lie where an import puts them."""
    shutil.copytree(FOLDER, hass.config.path("blueprints", "automation", "guide"))
    return async_mock_service(hass, "notify", "owner")


async def use(hass: HomeAssistant, name: str, **more: Any) -> None:
    """Make an automation of a blueprint."""
    blueprint = {"path": f"guide/{name}.yaml", "input": {"tell": TELL, **more}}
    automations = [{"id": name, "alias": name, "use_blueprint": blueprint}]
    Path(hass.config.path("automations.yaml")).write_text(json.dumps(automations))
    await hass.services.async_call("automation", "reload", blocking=True)
    assert hass.states.get(f"automation.{name}")


async def turn_off(hass: HomeAssistant) -> None:
    """Leave nothing that waits."""
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": "all"}, blocking=True
    )


async def pass_by(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, time: timedelta
) -> None:
    """Let time go by."""
    freezer.tick(time)
    async_fire_time_changed(hass)
    await settle()


async def settle() -> None:
    """Let what can go on go on; an automation that waits is a task that stays."""
    for _ in range(50):
        await asyncio.sleep(0)


def test_every_blueprint_is_tried() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == {
        "new_suggestion",
        "weekly_summary",
    }


async def test_one_message_for_the_suggestions_of_a_night(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    told: list[ServiceCall],
    freezer: FrozenDateTimeFactory,
) -> None:
    await use(hass, "new_suggestion")
    hass.states.async_set("sensor.ai_automation_new_suggestions", "2")
    for kind in ("suggested", "suggested", "deployed"):
        hass.bus.async_fire(EVENT_SUGGESTION, {"type": kind, "suggestion_id": "s1"})
    await settle()
    assert not told
    await pass_by(hass, freezer, timedelta(seconds=11))
    (call,) = told
    assert call.data["message"] == "2 suggestions wait for you in AI Automation."
    await pass_by(hass, freezer, timedelta(minutes=11))
    assert len(told) == 1
    hass.bus.async_fire(EVENT_SUGGESTION, {"type": "deployed", "suggestion_id": "s1"})
    await settle()
    await pass_by(hass, freezer, timedelta(seconds=11))
    assert len(told) == 1
    await turn_off(hass)


async def test_a_summary_of_the_week(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    told: list[ServiceCall],
    freezer: FrozenDateTimeFactory,
) -> None:
    database = entry.runtime_data.database
    monday = dt_util.start_of_local_day() - timedelta(days=dt_util.now().weekday())
    freezer.move_to(monday + timedelta(days=6, hours=17, minutes=59))
    await keep(
        database,
        suggestion(),
        suggestion(
            suggestion_id="s2", fingerprint="f2", status=SuggestionStatus.DEPLOYED
        ),
    )
    for day, kept in ((-3, False), (1, True), (2, True), (3, False)):
        at = (monday + timedelta(days=day, hours=9)).timestamp()
        await outcomes.async_fired(database, "s2", at)
        await outcomes.async_decide(database, "s2", at, kept=kept)
    await use(hass, "weekly_summary")
    await pass_by(hass, freezer, timedelta(minutes=1, seconds=1))
    await hass.async_block_till_done()
    (call,) = told
    assert call.data["message"] == (
        "This week automations that were suggested ran 3 times: 2 kept, 1 taken back. "
        "1 suggestions wait."
    )
    await turn_off(hass)


def test_the_card_of_the_guide_shows_what_there_is(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    guide = (FOLDER.parent / "panel.md").read_text()
    card = guide.split("<!-- card -->\n```yaml\n")[1].split("```")[0]
    path = Path(hass.config.path("card.yaml"))
    path.write_text(card)
    shown = load_yaml_dict(str(path))
    assert shown["type"] == "vertical-stack"
    named = [one["entity"] for one in shown["cards"] if "entity" in one]
    assert named
    assert [one for one in named if hass.states.get(one) is None] == []
