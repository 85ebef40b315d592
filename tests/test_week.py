"""Two weeks on a frozen clock: one of watching, one of acting, and everything taken back."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.ai_automation.const import DOMAIN

from .builders import keep
from .test_watching import HALL, MOTION, following

HOUR, MINUTE = 3600, 60
GUESTS = "input_boolean.guests"


class Week:
    """A home whose days go by."""

    def __init__(
        self, hass: HomeAssistant, user: User, freezer: FrozenDateTimeFactory
    ) -> None:
        self.hass, self.user, self.freezer = hass, user, freezer
        self.file = Path(hass.config.path("automations.yaml"))

    async def pass_by(self, seconds: float) -> None:
        """Let time go by."""
        self.freezer.tick(seconds)
        async_fire_time_changed(self.hass)
        # The nights' analyses run, too.
        await self.hass.async_block_till_done(wait_background_tasks=True)

    async def ask(self, verb: str, **data: Any) -> Any:
        """Call an action as the owner."""
        answers = verb in {"accept", "get_suggestions", "test", "undo"}
        return await self.hass.services.async_call(
            DOMAIN,
            verb,
            data if verb == "get_suggestions" else {"suggestion_id": "s1", **data},
            blocking=True,
            return_response=answers,
            context=Context(user_id=self.user.id),
        )

    async def shown(self) -> dict[str, Any]:
        """Return the suggestion as its owner sees it."""
        (one,) = (await self.ask("get_suggestions"))["suggestions"]
        return dict(one)

    async def by_hand(self, verb: str) -> None:
        """Switch the light as a person does."""
        await self.hass.services.async_call(
            "input_boolean",
            f"turn_{verb}",
            {"entity_id": HALL},
            blocking=True,
            context=Context(user_id=self.user.id),
        )
        await self.hass.async_block_till_done()

    async def motion(self) -> bool:
        """Let somebody move, and return whether the light is on then."""
        self.hass.states.async_set(
            MOTION, "on", {"device_class": "motion"}, context=Context()
        )
        await self.hass.async_block_till_done()
        self.freezer.tick(2)
        self.hass.states.async_set(
            MOTION, "off", {"device_class": "motion"}, context=Context()
        )
        await self.hass.async_block_till_done()
        return self.hass.states.is_state(HALL, "on")


@pytest.fixture
async def week(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_admin_user: User,
    freezer: FrozenDateTimeFactory,
) -> AsyncGenerator[Week]:
    """A home with a light, a sensor, a flag that tells of guests, and a suggestion."""
    hass.states.async_set(MOTION, "off", {"device_class": "motion"})
    hass.states.async_set(GUESTS, "off")
    await keep(entry.runtime_data.database, following())
    week = Week(hass, hass_admin_user, freezer)
    # What happens right after a start is nobody's; go on from noon on.
    await week.pass_by(24 * HOUR - (freezer().timestamp() + 12 * HOUR) % (24 * HOUR))
    await week.pass_by(HOUR)
    return week


async def test_a_week_of_watching_and_a_week_of_acting(week: Week) -> None:
    before = week.file.read_bytes()
    await week.ask("accept", mode="watch", days=7)
    for day in range(7):
        await week.pass_by(12 * HOUR - 10 * MINUTE)
        assert not await week.motion()
        if day != 3:  # one day nobody wants light
            await week.pass_by(20)
            await week.by_hand("on")
            await week.pass_by(5 * MINUTE)
            await week.by_hand("off")
        await week.pass_by(12 * HOUR - 10 * MINUTE)
        await async_wait_recording_done(week.hass)
    assert (await week.shown())["watch"]["verdict"] is None
    assert week.file.read_bytes() == before
    await week.pass_by(3 * HOUR)
    found = await week.shown()
    verdict = found["watch"]["verdict"]
    assert found["status"] == "watching"
    assert (verdict["fired"], verdict["right"], verdict["wrong"]) == (7, 6, 1)

    automation = (await week.ask("accept"))["entity_id"]
    for _ in range(6):
        for _ in range(3):
            await week.pass_by(7 * HOUR)
            assert await week.motion()
            await week.pass_by(15 * MINUTE)
            await week.by_hand("off")
        await week.pass_by(2 * HOUR)
    week.hass.states.async_set(GUESTS, "on")
    for _ in range(3):
        await week.pass_by(HOUR)
        assert (await week.shown())["status"] == "deployed"
        assert await week.motion()
        await week.pass_by(MINUTE)
        await week.by_hand("off")
        await async_wait_recording_done(week.hass)
    await week.pass_by(MINUTE)
    found = await week.shown()
    assert found["status"] == "paused"
    assert week.hass.states.is_state(automation, "off")
    assert "It was taken back 3 of 21 times within 7 days." in found["reason"]
    assert "if it acted only while the guests is off" in found["reason"]
    weeks = found["scorecard"]
    assert sum(one["fired"] for one in weeks) == 21
    assert sum(one["kept"] for one in weeks) == 18
    assert sum(one["undone"] for one in weeks) == 3
    assert not await week.motion()

    await week.ask("undo")
    assert week.file.read_bytes() == before
    assert week.hass.states.get(automation) is None
    assert (await week.shown())["status"] == "undone"
