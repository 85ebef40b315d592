"""Show on stderr what is going on, and for how long."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
import sys
import time

TERMINAL_SECONDS = 1
LOG_SECONDS = 10


@asynccontextmanager
async def progress(what: str) -> AsyncGenerator[None]:
    """Say what begins, that it goes on, and how long it took."""
    began = time.monotonic()
    ticking = asyncio.create_task(_tick(what, began))
    outcome = "stopped"
    try:
        yield
        outcome = "done"
    finally:
        ticking.cancel()
        with suppress(asyncio.CancelledError):
            await ticking
        _show(f"{what}: {outcome} after {time.monotonic() - began:.1f} s", end="\n")


async def _tick(what: str, began: float) -> None:
    on_terminal = sys.stderr.isatty()
    end = "" if on_terminal else "\n"
    _show(f"{what} ...", end=end)
    while True:
        await asyncio.sleep(TERMINAL_SECONDS if on_terminal else LOG_SECONDS)
        _show(f"{what} ... {time.monotonic() - began:.0f} s", end=end)


def _show(text: str, *, end: str) -> None:
    """Write over the line before on a terminal; a new line elsewhere."""
    start = "\r\x1b[K" if sys.stderr.isatty() else ""
    print(f"{start}{text}", end=end, file=sys.stderr, flush=True)
