"""Pictures of the panel for the README and the guide, taken in the demonstration's home."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
import shutil
import sys
from tempfile import TemporaryDirectory
from typing import Any

from playwright.async_api import Browser, Locator, Page, ViewportSize, async_playwright

from .demo import Shown, demonstrate, prepare
from .house import OWNER_NAME, OWNER_PASSWORD
from .live import HomeAssistantProcess, free_port

IMAGES = Path(__file__).parents[1] / "docs" / "images"
COFFEE = "coffee machine"
WIDE = ViewportSize(width=1100, height=900)
LOW = ViewportSize(width=1100, height=260)
PHONE = ViewportSize(width=390, height=844)


def at(page: Page, name: str) -> Locator:
    """Return what the panel marks with a name."""
    return page.locator(f'[data-test="{name}"]')


@asynccontextmanager
async def logged_in(
    browser: Browser, url: str, path: str, **options: Any
) -> AsyncIterator[Page]:
    """Open a page as the owner."""
    context = await browser.new_context(**options)
    page = await context.new_page()
    await page.goto(url)
    await page.fill('input[name="username"]', OWNER_NAME)
    await page.fill('input[name="password"]', OWNER_PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_selector("home-assistant-main")
    await page.goto(f"{url}{path}")
    try:
        yield page
    finally:
        await context.close()


async def panel(page: Page, name: str) -> None:
    """Take a picture of the panel alone."""
    await page.wait_for_timeout(500)
    picture = IMAGES / f"{name}.png"
    await page.locator("ai-automation-panel").screenshot(path=picture)


async def take(browser: Browser, url: str) -> None:
    """Take all pictures."""
    async with logged_in(browser, url, "/ai-automation", viewport=WIDE) as page:
        await at(page, "card").first.wait_for()
        await panel(page, "suggestions")
        await (
            at(page, "card")
            .filter(has_text=COFFEE)
            .first.locator('[data-test="open"]')
            .click()
        )
        await at(page, "strip").wait_for()
        await panel(page, "suggestion")
        await at(page, "accept").click()
        await at(page, "undo").wait_for()
        await page.goto(f"{url}/ai-automation#/health")
        await at(page, "runs").wait_for()
        await panel(page, "health")
        await at(page, "tab-active").click()
        await at(page, "card").first.wait_for()
        await page.set_viewport_size(LOW)
        await panel(page, "active")
        await page.set_viewport_size(WIDE)
        await at(page, "undo").first.click()
        await page.goto(f"{url}/profile")
        await page.locator("ha-sidebar").get_by_text("Notifications").click()
        told = page.locator("persistent-notification-item").first
        await told.wait_for()
        await page.wait_for_timeout(500)
        await told.screenshot(path=IMAGES / "notification.png")
    async with logged_in(
        browser, url, "/ai-automation", viewport=PHONE, color_scheme="dark"
    ) as page:
        await at(page, "open").first.click()
        await at(page, "strip").wait_for()
        await panel(page, "phone_dark")


async def main() -> int:
    """Take the pictures anew."""
    IMAGES.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        config, port = Path(folder) / "config", free_port()
        await prepare(config, None, port)
        hass = HomeAssistantProcess(config, port=port)
        await hass.start()
        try:
            await demonstrate(hass, Shown())
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=shutil.which("chromium"), args=["--no-sandbox"]
                )
                await take(browser, hass.url)
                await browser.close()
        finally:
            await hass.stop()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
