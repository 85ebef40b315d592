"""A browser that looks at the panel of a running demonstration."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
import shutil
from typing import Any

from playwright.async_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    async_playwright,
)
import pytest

from bench.house import OWNER_NAME, OWNER_PASSWORD
from tests.live.conftest import Demo, demo

__all__ = ["demo"]

AXE = (
    Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
)
SECONDS = 30_000
PANEL = "/ai-automation"

type Open = Callable[..., Awaitable[Page]]


@pytest.fixture
async def browser(socket_enabled: None) -> AsyncIterator[Browser]:
    """Debian's Chromium."""
    program = shutil.which("chromium")
    assert program, "Chromium is not installed: run scripts/setup"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"]
        )
        yield browser
        await browser.close()


@asynccontextmanager
async def logged_in(
    browser: Browser,
    url: str,
    *,
    name: str = OWNER_NAME,
    password: str = OWNER_PASSWORD,
    **options: Any,
) -> AsyncIterator[BrowserContext]:
    """Log somebody in."""
    context = await browser.new_context(**options)
    context.set_default_timeout(SECONDS)
    page = await context.new_page()
    await page.goto(url)
    await page.fill('input[name="username"]', name)
    await page.fill('input[name="password"]', password)
    await page.keyboard.press("Enter")
    await page.wait_for_selector("home-assistant-main")
    await page.close()
    try:
        yield context
    finally:
        await context.close()


@pytest.fixture
async def open_panel(browser: Browser, demo: Demo) -> AsyncIterator[Open]:
    """Open a part of the panel as the owner; what went wrong in it fails the test."""
    wrong: list[str] = []
    async with logged_in(
        browser, demo.hass.url, viewport={"width": 1280, "height": 900}
    ) as context:

        async def _open(path: str = "suggestions", **options: Any) -> Page:
            page = await context.new_page()
            page.on("pageerror", lambda error: wrong.append(str(error)))
            if options:
                await page.set_viewport_size(options)
            await page.goto(f"{demo.hass.url}{PANEL}#/{path}")
            await page.wait_for_selector("ai-automation-panel")
            return page

        yield _open
    assert not wrong


def at(page: Page, name: str) -> Locator:
    """Return what the panel marks with a name."""
    return page.locator(f'[data-test="{name}"]')


async def violations(page: Page) -> list[str]:
    """Return what axe finds serious within the panel."""
    await page.evaluate(AXE.read_text())
    found = await page.evaluate(
        """async () => {
            const panel = document.querySelector("home-assistant").shadowRoot
              .querySelector("home-assistant-main").shadowRoot.querySelector("ha-panel-custom")
              .querySelector("ai-automation-panel");
            const result = await axe.run(panel, {resultTypes: ["violations"]});
            return result.violations.filter(v => ["serious", "critical"].includes(v.impact))
              .map(v => v.id + ": " + v.nodes.map(n => n.html).join(" | ").slice(0, 400));
        }"""
    )
    return list(found)
