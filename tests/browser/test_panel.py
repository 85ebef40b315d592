"""People meet the panel: in a real browser, against a real Home Assistant."""

import json
import re
from typing import Any

from playwright.async_api import Browser, Locator, Page, expect
import pytest

from bench.asking.requests import asks, at as at_time, do, wrote
from bench.crowd import async_crowd, async_disperse
from bench.demo import ENTRIES, FLOW
from bench.live import Connection
from custom_components.ai_automation.const import DOMAIN
from tests.language.server import serve
from tests.live.conftest import Demo, owner

from .conftest import PANEL, Open, at, logged_in, violations

__all__ = ["owner"]

pytestmark = [
    pytest.mark.live,
    pytest.mark.usefixtures("socket_enabled"),
]
COFFEE = "Turn on the coffee machine"
expect.set_options(timeout=20_000)


async def test_from_a_card_to_an_automation_and_back(
    open_panel: Open, demo: Demo
) -> None:
    before = demo.automations.read_bytes()
    page = await open_panel()
    card = at(page, "card").filter(has_text=COFFEE).first
    await expect(card).to_contain_text(re.compile(r"\d+ of \d+ mornings"))
    await at(page, "filter-kind").select_option("clock")
    await expect(at(page, "card").filter(has_text=COFFEE)).to_have_count(1)
    await at(page, "card").filter(has_text=COFFEE).locator('[data-test="open"]').click()
    await expect(at(page, "title")).to_contain_text(COFFEE)
    right = at(page, "figure-right")
    usual = int(await right.inner_text())
    assert usual >= 10

    # Another time: strip and figures follow.
    await at(page, "time-input").fill("03:30")
    await expect(right).to_have_text("0")
    await expect(at(page, "title")).to_contain_text("03:30")
    await at(page, "discard").click()
    await expect(right).to_have_text(str(usual))
    await at(page, "time-input").fill("06:46")
    await expect(at(page, "title")).to_contain_text("06:46")
    await at(page, "save").click()
    await expect(at(page, "save")).to_be_disabled()
    await expect(at(page, "title")).to_contain_text("06:46")

    await at(page, "test").click()
    await expect(at(page, "tested")).to_contain_text("everything was put back")
    await at(page, "watch").click()
    await expect(at(page, "watch-state")).to_contain_text("Watched until")
    await at(page, "accept").click()
    await expect(at(page, "status")).to_have_text("Switched on")
    assert demo.automations.read_bytes().startswith(before.rstrip())
    assert demo.automations.read_bytes() != before

    # Home Assistant's own list has it.
    await page.goto(f"{demo.hass.url}/config/automation/dashboard")
    await expect(page.get_by_text(COFFEE).first).to_be_visible()
    page = await open_panel("active")
    await expect(at(page, "card")).to_contain_text(COFFEE)
    await at(page, "undo").click()
    await expect(at(page, "card")).to_have_count(0)
    assert demo.automations.read_bytes() == before


async def test_three_clicks_from_the_notification_to_a_running_automation(
    open_panel: Open, demo: Demo
) -> None:
    before = demo.automations.read_bytes()
    page = await open_panel("health")
    await page.goto(f"{demo.hass.url}/profile")
    clicks = 0

    async def _click(what: Locator) -> None:
        nonlocal clicks
        await what.click()
        clicks += 1

    await _click(page.locator("ha-sidebar").get_by_text("Notifications"))
    told = next(
        s["title"]
        for s in demo.told["suggestions"]
        if s["offered"] and s["risk"] == "normal" and COFFEE not in s["title"]
    )
    await _click(page.locator("a", has_text=told).first)
    await _click(at(page, "accept"))
    await expect(at(page, "status")).to_have_text("Switched on")
    assert clicks == 3
    assert demo.automations.read_bytes() != before
    await at(page, "undo").click()
    await expect(at(page, "status")).to_have_text("Taken out")
    assert demo.automations.read_bytes() == before


@pytest.mark.parametrize("path", ["suggestions", "ask", "active", "health"])
async def test_at_the_width_of_a_phone(open_panel: Open, path: str) -> None:
    page = await open_panel(path, width=360, height=740)
    await expect(at(page, f"tab-{path}")).to_have_attribute("aria-selected", "true")
    await page.wait_for_timeout(500)
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360
    assert await at(page, "menu").is_visible()
    assert await violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["suggestions", "health", "ask"])
async def test_axe_finds_nothing_serious(
    browser: Browser, demo: Demo, scheme: str, path: str
) -> None:
    async with logged_in(browser, demo.hass.url, color_scheme=scheme) as context:
        page = await context.new_page()
        await page.goto(f"{demo.hass.url}{PANEL}#/{path}")
        await page.wait_for_selector("ai-automation-panel")
        await page.wait_for_timeout(1000)
        assert await violations(page) == []
        if path == "suggestions":
            await at(page, "open").first.click()
            await expect(at(page, "strip")).to_be_visible()
            assert await violations(page) == []
        back = await page.evaluate(
            "getComputedStyle(document.documentElement).getPropertyValue('--primary-background-color')"
        )
        assert (back.strip() in {"#111111", "#111"}) == (scheme == "dark")


async def test_in_german(browser: Browser, demo: Demo) -> None:
    async with logged_in(browser, demo.hass.url, locale="de-DE") as context:
        page = await context.new_page()
        await page.goto(f"{demo.hass.url}{PANEL}")
        await expect(at(page, "tab-suggestions")).to_have_text("Vorschläge")
        await expect(at(page, "card").first).to_contain_text(re.compile(r"\d+ von \d+"))
        await at(page, "open").first.click()
        await expect(at(page, "accept")).to_have_text("Einschalten")
        await page.goto(f"{demo.hass.url}{PANEL}#/ask")
        await at(page, "ask-text").fill("Licht an, wenn die Tür aufgeht")
        await at(page, "ask-send").click()
        await expect(page.get_by_role("alert")).to_contain_text("Sprachmodell")


async def tab_to(page: Page, wanted: Locator, most: int = 12) -> None:
    """Press the tabulator until something has the focus."""
    await expect(wanted).to_be_visible()
    for _ in range(most):
        await page.keyboard.press("Tab")
        if await wanted.evaluate("one => one.getRootNode().activeElement === one"):
            break
    await expect(wanted).to_be_focused()


async def test_with_the_keyboard_alone(open_panel: Open) -> None:
    page = await open_panel()
    await at(page, "tab-suggestions").focus()
    # Faster than the address changes.
    await at(page, "tab-suggestions").evaluate(
        """one => {
            const press = (key) => one.getRootNode().activeElement.dispatchEvent(
                new KeyboardEvent("keydown", {key, bubbles: true, composed: true}));
            press("ArrowRight"); press("ArrowRight"); press("ArrowLeft");
        }"""
    )
    await expect(at(page, "tab-ask")).to_be_focused()
    await expect(at(page, "tab-ask")).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("ArrowLeft")
    await expect(at(page, "tab-suggestions")).to_be_focused()
    await expect(at(page, "tab-suggestions")).to_have_attribute("aria-selected", "true")
    await tab_to(page, at(page, "open").first)
    await page.keyboard.press("Enter")
    await expect(at(page, "strip")).to_be_visible()
    await at(page, "strip").focus()
    await page.keyboard.press("ArrowRight")
    await expect(at(page, "tip")).to_contain_text(re.compile(r"\d\d:\d\d: "))


async def test_what_was_dismissed_can_be_brought_back(open_panel: Open) -> None:
    page = await open_panel()
    card = at(page, "card").last
    title = await card.locator("h2").inner_text()
    await card.locator('[data-test="open"]').click()
    await at(page, "dismiss").click()
    await at(page, "dismiss-reason").fill("We like it dark")
    await at(page, "dismiss-send").click()
    await expect(at(page, "status")).to_have_text("Dismissed")
    await expect(at(page, "reason")).to_have_text("We like it dark")
    await at(page, "back").click()
    await at(page, "filter-state").select_option("dismissed")
    back = at(page, "card").filter(has_text=title)
    await back.locator('[data-test="restore"]').click()
    await expect(back).to_have_count(0)
    await at(page, "filter-state").select_option("new")
    await expect(at(page, "card").filter(has_text=title)).to_have_count(1)


async def test_without_a_language_model_asking_says_so(open_panel: Open) -> None:
    page = await open_panel("ask")
    await at(page, "ask-text").fill("Light on when the door opens")
    await at(page, "ask-send").click()
    await expect(page.get_by_role("alert")).to_contain_text("language model")


async def test_an_analysis_shows_its_progress(open_panel: Open) -> None:
    page = await open_panel("health")
    runs = at(page, "runs").locator("tbody tr")
    await expect(runs.first).to_contain_text("Done")
    count = await runs.count()
    await at(page, "analyze").click()
    await expect(at(page, "progress")).to_be_visible()
    await expect(runs).to_have_count(count + 1)
    await expect(at(page, "analyze")).to_be_visible()


async def test_three_hundred_suggestions(
    open_panel: Open, demo: Demo, owner: Connection
) -> None:
    await async_crowd(demo.hass.config, 300)
    try:
        page = await open_panel()
        cards = at(page, "card")
        await expect(cards).to_have_count(50)
        await expect(page.get_by_text("300 found")).to_be_visible()
        for shown in range(100, 350, 50):
            await at(page, "more").click()
            await expect(cards).to_have_count(shown)
        await expect(at(page, "more")).to_have_count(0)
        titles = await cards.locator("h2").all_inner_texts()
        assert len(set(titles)) == 300
        # A change elsewhere keeps what was scrolled to.
        await owner.call(f"{DOMAIN}.snooze", suggestion_id="crowd-7", days=1)
        await expect(page.get_by_text("299 found")).to_be_visible()
        await expect(cards).to_have_count(299)
        await cards.last.locator('[data-test="open"]').click()
        await expect(at(page, "strip")).to_be_visible()
    finally:
        await async_disperse(demo.hass.config)


async def reconfigure(owner: Connection, *answers: dict[str, str]) -> None:
    """Choose a language model as the owner does."""
    (entry,) = await owner.get(ENTRIES)
    step = await owner.post(FLOW, {"handler": DOMAIN, "entry_id": entry["entry_id"]})
    for answer in answers:
        step = await owner.post(f"{FLOW}/{step['flow_id']}", answer)
    assert step["reason"] == "reconfigure_successful", step


async def test_asking_in_words(open_panel: Open, owner: Connection) -> None:
    """First it asks back, then it makes a suggestion of a thing that it was told of."""
    asked: list[str] = []

    def _reply(body: dict[str, Any]) -> str:
        asked.append(json.dumps(body["messages"]))
        if len(asked) == 1:
            return json.dumps(asks("Which one?", "The kettle", "The coffee machine"))
        thing = re.findall(r"\b(switch\.\w+)", asked[-1])[0]
        return json.dumps(wrote(at_time("09:10"), do(thing, "on")))

    async with serve() as server:
        chosen = {"base_url": server.url}
        await reconfigure(owner, {"provider": "openai"}, chosen, {"model": "small"})
        server.reply = _reply
        page = await open_panel("ask")
        try:
            await at(page, "ask-text").fill("Turn it on at ten past nine")
            await at(page, "ask-send").click()
            await expect(at(page, "ask-answer")).to_contain_text("Which one?")
            await at(page, "choice").first.click()
            await at(page, "open").click()
            await expect(at(page, "title")).to_contain_text("As you wish")
            await expect(at(page, "status")).to_have_text("New")
            assert "The kettle" in asked[-1]
            await at(page, "dismiss").click()
            await at(page, "dismiss-send").click()
            await expect(at(page, "status")).to_have_text("Dismissed")
        finally:
            for one in page.context.pages:
                await one.close()
            await reconfigure(owner, {"provider": "none"})


async def test_a_language_model_whose_server_is_down(
    open_panel: Open, owner: Connection
) -> None:
    async with serve() as server:
        chosen = {"base_url": server.url}
        await reconfigure(owner, {"provider": "openai"}, chosen, {"model": "small"})
    page = await open_panel("ask")
    try:
        await at(page, "ask-text").fill("Light on when the door opens")
        await at(page, "ask-send").click()
        alert = page.get_by_role("alert")
        await expect(alert).to_contain_text("could not be reached")
        await expect(at(page, "ask-text")).to_have_value("Light on when the door opens")
        # What needs no model goes on.
        page = await open_panel("health")
        runs = at(page, "runs").locator("tbody tr")
        await expect(runs.first).to_contain_text("Done")
        count = await runs.count()
        await at(page, "analyze").click()
        await expect(runs).to_have_count(count + 1)
        await expect(runs.first).to_contain_text("Done")
        page = await open_panel()
        await expect(at(page, "card").first).to_be_visible()
    finally:
        # The panel goes and comes with the entry.
        for one in page.context.pages:
            await one.close()
        await reconfigure(owner, {"provider": "none"})


async def add_person(owner: Connection) -> None:
    """Add an account that is no administrator's."""
    user = await owner.command(
        "config/auth/create", name="Guest", group_ids=["system-users"]
    )
    await owner.command(
        "config/auth_provider/homeassistant/create",
        user_id=user["user"]["id"],
        username="guest",
        password="guest-home",
    )


async def test_a_person_who_is_no_administrator_is_added(owner: Connection) -> None:
    await add_person(owner)


async def test_a_person_who_is_no_administrator_sees_no_panel(
    browser: Browser, demo: Demo
) -> None:
    async with logged_in(
        browser, demo.hass.url, name="guest", password="guest-home"
    ) as context:
        page = await context.new_page()
        await page.goto(demo.hass.url)
        await page.wait_for_selector("ha-sidebar")
        await expect(
            page.locator("ha-sidebar").get_by_text("AI Automation")
        ).to_have_count(0)
        await page.goto(f"{demo.hass.url}{PANEL}")
        await page.wait_for_timeout(2000)
        assert await at(page, "card").count() == 0
