"""From a suggestion to an automation that people take back, over the websocket of a Home Assistant of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
import sqlite3
import time
from typing import Any

import pytest

from bench import demo
from bench.house import OWNER_NAME, OWNER_PASSWORD
from bench.live import Connection, HomeAssistantProcess, free_port
from custom_components.ai_automation.const import DATABASE_NAME, DOMAIN
from custom_components.ai_automation.history.acts import AFTER_START_SECONDS

from .test_demo import LIGHT, MOTION, acted_on, make_dark, report

pytestmark = [pytest.mark.live, pytest.mark.usefixtures("socket_enabled")]

DAY = 86400
PHONES = ("device_tracker.mara_phone", "device_tracker.felix_phone")


@asynccontextmanager
async def running(config: Path) -> AsyncIterator[tuple[Connection, Path]]:
    """Start Home Assistant, log the owner in, and stop it at the end."""
    port = free_port()
    await demo.prepare(config, None, port)
    hass = HomeAssistantProcess(config, port=port)
    await hass.start()
    try:
        async with await hass.connect(OWNER_NAME, OWNER_PASSWORD) as owner:
            await hass.wait_running(owner)
            await demo.set_up(owner)
            yield owner, config / "automations.yaml"
    finally:
        code = await hass.stop()
    assert code == 0
    assert not hass.complaints(DOMAIN)


async def suggestion_about(owner: Connection, entity_id: str) -> dict[str, Any]:
    """Return the new suggestion that acts on one thing alone."""
    answer = await owner.ask(f"{DOMAIN}.get_suggestions", status=["new"])
    return next(s for s in answer["suggestions"] if acted_on(s) == {entity_id})


async def kept(owner: Connection, suggestion_id: str) -> dict[str, Any]:
    """Return a suggestion, whatever became of it."""
    answer = await owner.ask(f"{DOMAIN}.get_suggestions")
    return next(s for s in answer["suggestions"] if s["id"] == suggestion_id)


async def until(
    owner: Connection, suggestion_id: str, wanted: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    """Wait until a suggestion is as wanted."""
    async with asyncio.timeout(60):
        while not wanted(found := await kept(owner, suggestion_id)):
            await asyncio.sleep(0.2)
    return found


async def come_in(owner: Connection) -> None:
    """Walk into the dark bathroom."""
    await owner.call("light.turn_off", entity_id=LIGHT)
    await report(owner, MOTION, "off")
    await owner.wait_for_state(LIGHT, lambda state: state == "off")
    await report(owner, MOTION, "on")


async def told(owner: Connection) -> str:
    """Return all notifications."""
    found = await owner.command("persistent_notification/get")
    return "\n".join(one["message"] for one in found)


def begin_earlier(config: Path, days: int) -> None:
    """Move the stored start of every watch back."""
    with sqlite3.connect(config / DATABASE_NAME) as database:
        database.execute("UPDATE watches SET started = started - ?", (days * DAY,))
    database.close()


async def test_from_analysis_to_undo(tmp_path: Path) -> None:
    config = tmp_path / "config"
    async with running(config) as (owner, file):
        started = time.monotonic()
        before = file.read_bytes()
        run = await owner.ask(f"{DOMAIN}.analyze")
        assert run["status"] == "completed"
        one = (await suggestion_about(owner, LIGHT))["id"]
        await make_dark(owner)

        # Tested: it acts on the light, and leaves it as it was.
        await owner.call("light.turn_off", entity_id=LIGHT)
        test = await owner.ask(f"{DOMAIN}.test", suggestion_id=one)
        (step,) = test["steps"]
        assert test["ok"]
        assert (step["entity_id"], step["before"], step["after"]) == (
            LIGHT,
            "off",
            "on",
        )
        assert await owner.state(LIGHT) == "off"

        # Watched: it notes that it would have acted, and does not.
        answer = await owner.ask(
            f"{DOMAIN}.accept", suggestion_id=one, mode="watch", days=7
        )
        assert answer["watch"]["verdict"] is None
        await asyncio.sleep(max(0, started + AFTER_START_SECONDS - time.monotonic()))
        await come_in(owner)
        await asyncio.sleep(2)
        assert await owner.state(LIGHT) == "off"
        await owner.call("light.turn_on", entity_id=LIGHT)
        await asyncio.sleep(2)  # the recorder writes every second
        assert file.read_bytes() == before

    begin_earlier(config, 7)
    async with running(config) as (owner, file):
        found = await until(owner, one, lambda s: s["watch"]["verdict"] is not None)
        assert found["status"] == "watching"
        verdict = found["watch"]["verdict"]
        assert (verdict["fired"], verdict["right"], verdict["wrong"]) == (1, 1, 0)
        assert "right 1 of 1 times" in await told(owner)

        # Switched on: it acts.
        await make_dark(owner)
        accepted = await owner.ask(f"{DOMAIN}.accept", suggestion_id=one)
        automation = accepted["entity_id"]
        assert file.read_bytes() != before

        # Everybody leaves, and what is still moving is nobody; three times they take it back.
        for phone in PHONES:
            await report(owner, phone, "not_home")
        for _ in range(3):
            await come_in(owner)
            await owner.wait_for_state(LIGHT, lambda state: state == "on")
            await owner.call("light.turn_off", entity_id=LIGHT)
        # It is paused at once; what would have prevented it is said when the past was read.
        paused = await until(
            owner, one, lambda s: s["status"] == "paused" and "only" in s["reason"]
        )
        await owner.wait_for_state(automation, lambda state: state == "off")
        (week,) = paused["scorecard"]
        assert (week["fired"], week["kept"], week["undone"]) == (3, 0, 3)
        assert "It was taken back 3 of 3 times within 7 days." in paused["reason"]
        assert "if it acted only while someone is home" in paused["reason"]
        await come_in(owner)
        await asyncio.sleep(2)
        assert await owner.state(LIGHT) == "off"

        assert await owner.ask(f"{DOMAIN}.undo", suggestion_id=one) == {
            "restored": True
        }
        assert await owner.state(automation) is None
        assert file.read_bytes() == before
        assert (await kept(owner, one))["status"] == "undone"
