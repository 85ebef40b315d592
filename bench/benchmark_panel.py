"""How soon the panel shows something, in a Home Assistant of its own."""

import asyncio
from collections.abc import Awaitable, Callable
import gzip
from pathlib import Path
import shutil
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from playwright.async_api import async_playwright

from custom_components.ai_automation.const import DOMAIN

from .crowd import async_crowd
from .demo import Shown, demonstrate, prepare
from .house import OWNER_NAME, OWNER_PASSWORD
from .live import Connection, HomeAssistantProcess, free_port

MODULE = Path(__file__).parents[1] / "custom_components" / DOMAIN / "frontend"
CROWD = 10_000
PAGE = 50
DAYS = 28
TIMES = 31
OPENED = 5
_WATCH = """
(() => {
  const find = (root) => {
    for (const one of root.querySelectorAll("*")) {
      if (one.dataset && one.dataset.test === "card") return true;
      if (one.shadowRoot && find(one.shadowRoot)) return true;
    }
    return false;
  };
  const look = () => {
    if (find(document)) requestAnimationFrame(() => { window.firstCard = performance.now(); });
    else requestAnimationFrame(look);
  };
  look();
})();
"""
"""Notes when a card was painted first."""
_SINCE_LOADED = """
() => {
  const module = performance.getEntriesByType("resource").find((one) => /\\/panel-\\w+\\.js/.test(one.name));
  return window.firstCard - module.responseEnd;
}
"""

type Command = Callable[..., Awaitable[Any]]


async def measure() -> dict[str, float]:
    """Return the figures of the panel in the demonstration's home.

    `panel.first_ms` is from the end of loading the module to the first frame with a
    suggestion; `panel.page_ms` a page of 50 out of 10,000 suggestions and
    `panel.replay_ms` 28 days with another time, both over the websocket.
    """
    with TemporaryDirectory() as folder:
        config = Path(folder) / "config"
        port = free_port()
        await prepare(config, None, port)
        hass = HomeAssistantProcess(config, port=port)
        await hass.start()
        try:
            await demonstrate(hass, Shown())
            first = await _first(hass)
            async with await hass.connect(OWNER_NAME, OWNER_PASSWORD) as connection:
                once, replay = await _replay(connection)
                await async_crowd(config, CROWD)
                page = await _page(connection)
        finally:
            await hass.stop()
    return {
        "panel.module_kb": _module_kb(),
        "panel.first_ms": first * 1000,
        "panel.page_ms": page * 1000,
        "panel.replay_first_ms": once * 1000,
        "panel.replay_ms": replay * 1000,
    }


def _module_kb() -> float:
    """Return what is sent of the module, compressed."""
    (built,) = MODULE.glob("panel-*.js")
    return len(gzip.compress(built.read_bytes(), 9)) / 1024


async def _first(hass: HomeAssistantProcess) -> float:
    """Return the seconds from the loaded module to the first suggestion, a median."""
    taken: list[float] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        context = await browser.new_context()
        page = await context.new_page()
        await page.goto(hass.url)
        await page.fill('input[name="username"]', OWNER_NAME)
        await page.fill('input[name="password"]', OWNER_PASSWORD)
        await page.keyboard.press("Enter")
        await page.wait_for_selector("home-assistant-main")
        await context.add_init_script(_WATCH)
        for _ in range(OPENED):
            page = await context.new_page()
            await page.goto(f"{hass.url}/ai-automation")
            await page.wait_for_function("window.firstCard !== undefined")
            taken.append(await page.evaluate(_SINCE_LOADED) / 1000)
            await page.close()
        await browser.close()
    return median(taken)


async def _replay(connection: Connection) -> tuple[float, float]:
    """Return the seconds of the first replay of a suggestion, and of those with another time after it."""
    async with connection.commands() as command:
        listed = await command(f"{DOMAIN}/suggestions", kind="clock")
        one = listed["suggestions"][0]["id"]
        taken = []
        for n in range(TIMES):
            changes = {"at": f"{6 + n // 60:02}:{n % 60:02}"}
            begun = perf_counter()
            await command(
                f"{DOMAIN}/replay", suggestion_id=one, changes=changes, days=DAYS
            )
            taken.append(perf_counter() - begun)
    return taken[0], median(taken[1:])


async def _page(connection: Connection) -> float:
    """Return the seconds of a page anywhere among all suggestions, a median."""
    async with connection.commands() as command:
        taken = []
        for n in range(TIMES):
            offset = n * (CROWD - PAGE) // TIMES
            begun = perf_counter()
            page = await command(f"{DOMAIN}/suggestions", limit=PAGE, offset=offset)
            taken.append(perf_counter() - begun)
            if (page["total"], len(page["suggestions"])) != (CROWD, PAGE):
                raise RuntimeError("The page is not what is measured")
    return median(taken)


if __name__ == "__main__":
    print(asyncio.run(measure()))
