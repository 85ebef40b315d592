"""Put the forty requests to a real server, one after the other, and print what becomes of them."""

import argparse
import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
import sys
import tempfile
from time import monotonic
from typing import Any, override

from homeassistant import bootstrap, loader
from homeassistant.auth import auth_manager_from_config
from homeassistant.config_entries import ConfigEntries
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import async_initialize_recorder
from homeassistant.helpers.translation import async_load_integrations
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import dump

from custom_components.ai_automation import language
from custom_components.ai_automation.const import DATABASE_NAME, DOMAIN
from custom_components.ai_automation.home.cache import HomeContextCache
from custom_components.ai_automation.language.language_model import (
    LanguageModel,
    Ledger,
)
from custom_components.ai_automation.language.provider import LanguageError, Provider
from custom_components.ai_automation.model.exchange import Exchange, Spent
from custom_components.ai_automation.requests import Offered, Requests
from custom_components.ai_automation.store.database import Database
from custom_components.ai_automation.suggestions.written.request import Asked, Question

from .home import AUTOMATIONS, async_furnish
from .requests import NO, QUESTION, REQUESTS, SUGGESTION, Request

_FAILED = "failed"


class _Tally(Ledger):
    """Adds up what the calls cost."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.calls: list[Exchange] = []

    @override
    async def async_spent(self) -> Spent:
        """Return that nothing is capped here."""
        return Spent()

    @override
    async def async_record(self, exchange: Exchange) -> None:
        """Keep a call."""
        self.calls.append(exchange)


@asynccontextmanager
async def _home(folder: Path) -> AsyncGenerator[HomeAssistant]:
    """Run a Home Assistant with the things of the requests until the block ends."""
    (folder / "automations.yaml").write_text("[]\n")
    hass = HomeAssistant(str(folder))
    loader.async_setup(hass)
    hass.config_entries = ConfigEntries(hass, {})
    await loader.async_get_custom_components(hass)
    await bootstrap.async_load_base_functionality(hass)
    hass.auth = await auth_manager_from_config(hass, [], [])
    async_initialize_recorder(hass)
    for name, config in (
        ("homeassistant", {}),
        ("persistent_notification", {}),
        ("recorder", {}),
        ("automation", AUTOMATIONS),
    ):
        assert await async_setup_component(hass, name, {name: config})
    await hass.async_start()
    async_furnish(hass)
    hass.config.components.add(DOMAIN)
    await async_load_integrations(hass, {DOMAIN})
    await hass.async_block_till_done()
    try:
        yield hass
    finally:
        await hass.async_stop(force=True)


async def _async_ends(
    requests: Requests, request: Request
) -> tuple[str, str, Mapping[str, Any]]:
    """Return how a request ends, what is said, and the automation if there is one."""
    try:
        result = await requests.async_ask(Asked(text=request.text))
    except LanguageError as err:
        return _FAILED, err.failure.value, {}
    if isinstance(result, Offered):
        return SUGGESTION, result.suggestion.title, result.suggestion.automation
    if isinstance(result, Question):
        return QUESTION, f"{result.text} {', '.join(result.choices)}", {}
    return NO, result.reason, {}


def _is_right(request: Request, end: str, automation: Mapping[str, Any]) -> bool:
    """Return whether what came of a request is what was asked for, with nothing besides."""
    if end != SUGGESTION:
        return end == request.ends or end in request.also
    if request.ends != SUGGESTION:
        return False
    wanted = request.answers[-1]["automation"]
    besides = any(
        len(automation.get(part) or ()) != len(wanted[part])
        for part in ("triggers", "conditions")
    )
    text = dump(dict(automation))
    return not besides and all(part in text for part in request.does)


async def _async_main(base_url: str, model: str, key: str | None) -> None:
    """Ask, and print."""
    tally = _Tally()
    with tempfile.TemporaryDirectory() as folder:
        async with _home(Path(folder)) as hass:

            async def _async_connect() -> Provider:
                server = await language.async_connect(
                    hass, base_url=base_url, api_key=key
                )
                return server.with_model(model, on_refused=lambda: None)

            door = LanguageModel(
                _async_connect, tally, concurrent_calls=1, key="asking"
            )
            database = await Database.async_open(Path(folder) / DATABASE_NAME)
            cache = HomeContextCache(hass)
            stop = cache.async_start()
            ends: Counter[str] = Counter()
            right = 0
            print("| request | ends in | as asked | calls | what is said |")
            print("|---|---|---|---|---|")
            for request in REQUESTS:
                before, started = len(tally.calls), monotonic()
                asking = Requests(hass, door, database, cache.async_get(), {})
                end, said, automation = await _async_ends(asking, request)
                is_right = _is_right(request, end, automation)
                ends[end] += 1
                right += is_right
                calls = len(tally.calls) - before
                print(
                    f"| {request.text} | {end} | {'yes' if is_right else 'no'} |"
                    f" {calls} | {said} |",
                    flush=True,
                )
                seconds = monotonic() - started
                print(f"{request.text[:40]}: {seconds:.0f} s", file=sys.stderr)
            stop()
            await database.async_close()
    print(f"\n{dict(ends)}, {right} of {len(REQUESTS)} as asked")
    sent = sum(call.input_tokens for call in tally.calls)
    answered = sum(call.output_tokens for call in tally.calls)
    print(f"{len(tally.calls)} calls, {sent} tokens sent, {answered} answered")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.asking", description=__doc__)
    parser.add_argument("--base-url", required=True, help="such as http://host:8080/v1")
    parser.add_argument("--model", required=True)
    parser.add_argument("--key", help="where the server wants one")
    args = parser.parse_args()
    asyncio.run(_async_main(args.base_url, args.model, args.key))


if __name__ == "__main__":
    main()
