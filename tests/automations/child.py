"""A home that is killed at every step of accepting and undoing; prints what each start after it finds.

A step is a write, an fsync, a rename or a statement of the database; a write is two, its halves.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from itertools import count
import json
import os
from pathlib import Path
import shutil
import signal
import sys
from typing import Any

from homeassistant.components.persistent_notification import (
    _async_get_or_create_notifications as notifications,
)
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import entity_registry as er, label_registry as lr
from homeassistant.setup import async_setup_component

from bench.house import running_home, write_config
from custom_components.ai_automation import decisions
from custom_components.ai_automation.const import DOMAIN, LABEL_NAME
from custom_components.ai_automation.store import suggestions as stored
from tests.bench.houses import AUTOMATION, first_states, house
from tests.builders import evidence, keep, suggestion

TARGET = {"entity_id": "light.hall"}
CHANGED = [{"action": "light.turn_on", "target": {"entity_id": "light.hall"}}]


@asynccontextmanager
async def home(config: Path) -> AsyncIterator[tuple[HomeAssistant, ConfigEntry]]:
    """Start the home with the integration set up."""
    async with running_home(config) as hass:
        if hass.config_entries.async_entries(DOMAIN):
            assert await async_setup_component(hass, DOMAIN, {})
        else:
            flow = await hass.config_entries.flow.async_init(
                DOMAIN, context={"source": "user"}
            )
            while flow["type"] == "form":
                flow = await hass.config_entries.flow.async_configure(
                    flow["flow_id"], {"provider": "none"}
                )
        await hass.async_block_till_done()
        yield hass, hass.config_entries.async_entries(DOMAIN)[0]


async def prepare(config: Path) -> None:
    """Write a home with an automation of its owner's and two suggestions: a new one and a change."""
    write_config(house(states=first_states()), config, port=8123)
    async with home(config) as (_, entry):
        own = {"id": AUTOMATION.id, **AUTOMATION.config}
        act = {"action": "light.turn_on", "target": TARGET}
        new = suggestion("new", entity_ids=("light.hall",))
        new.automation["actions"] = [act]
        condition = {"condition": "state", "entity_id": "light.hall", "state": "off"}
        await keep(
            entry.runtime_data.database,
            new,
            suggestion(
                "change",
                origin="revision",
                replaces=AUTOMATION.id,
                original=own,
                automation={**own, "conditions": [condition]},
                before=evidence(right=9, wrong=11),
                fingerprint="change",
            ),
        )


def die_at(step: int) -> Callable[[], None]:
    """Return what is called before every step, and dies at the n-th."""
    seen = 0

    def _step() -> None:
        nonlocal seen
        seen += 1
        if seen == step:
            os.kill(os.getpid(), signal.SIGKILL)

    return _step


def watch_files(step: Callable[[], None]) -> None:
    """Count what is done to files; a write is cut in two."""
    fdopen, fsync, replace = os.fdopen, os.fsync, Path.replace

    class _Torn:
        def __init__(self, stream: Any) -> None:
            self.stream = stream

        def __enter__(self) -> Any:
            self.stream.__enter__()
            return self

        def __exit__(self, *error: object) -> Any:
            return self.stream.__exit__(*error)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.stream, name)

        def write(self, content: bytes) -> int:
            step()
            half = len(content) // 2
            self.stream.write(content[:half])
            self.stream.flush()
            step()
            return half + int(self.stream.write(content[half:]))

    def _fdopen(*args: Any, **kwargs: Any) -> Any:
        return _Torn(fdopen(*args, **kwargs))

    def _fsync(handle: int) -> None:
        step()
        fsync(handle)

    def _replace(self: Path, target: Path) -> Path:
        step()
        return replace(self, target)

    os.fdopen, os.fsync, Path.replace = _fdopen, _fsync, _replace  # type: ignore[assignment, method-assign]


async def act(config: Path, what: str, suggestion_id: str, step: int) -> None:
    """Accept or undo, and die at a step."""
    async with home(config) as (hass, entry):
        database = entry.runtime_data.database
        if what == "undo":
            await decisions.async_accept(
                hass, entry, suggestion_id=suggestion_id, context=Context()
            )
        step_done = die_at(step)
        async with database.async_transaction() as connection:
            pass
        await connection.set_trace_callback(lambda _: step_done())
        watch_files(step_done)
        if what == "undo":
            await decisions.async_undo(hass, entry, suggestion_id=suggestion_id)
        else:
            await decisions.async_accept(
                hass, entry, suggestion_id=suggestion_id, context=Context()
            )
        os._exit(1)  # nothing but what was written may help the next start


async def look(config: Path, suggestion_id: str) -> dict[str, Any]:
    """Start again, return what is left, then bring the file back to what it was."""
    automations = config / "automations.yaml"
    async with home(config) as (hass, entry):
        database = entry.runtime_data.database
        found = await stored.async_get(database, suggestion_id)
        assert found is not None
        deployment = await stored.async_get_deployment(database, suggestion_id)
        registry = er.async_get(hass)
        label = lr.async_get(hass).async_get_label_by_name(LABEL_NAME)
        result = {
            "file": automations.read_text(),
            "status": found.status,
            "deployed": deployment is not None,
            "pending": len(await stored.async_pending(database)),
            "told": [
                one["message"]
                for one in notifications(hass).values()
                if one["title"] == "A change was cut off"
            ],
            "ours": [
                entity_id
                for entity_id, entity in registry.entities.items()
                if entity.unique_id == f"{DOMAIN}_{suggestion_id}"
            ],
            "labelled": [
                entity_id
                for entity_id, entity in registry.entities.items()
                if label is not None and label.label_id in entity.labels
            ],
            "rest": sorted(path.name for path in config.glob(".automations*")),
        }
        if found.status == "new":
            await decisions.async_accept(
                hass, entry, suggestion_id=suggestion_id, context=Context()
            )
        if (await stored.async_get_deployment(database, suggestion_id)) is not None:
            await decisions.async_undo(hass, entry, suggestion_id=suggestion_id)
        result["after"] = automations.read_text()
    return result


def in_child(work: Coroutine[Any, Any, Any]) -> int:
    """Run in a process of its own, and return the signal it died of, 0 for none."""
    child = os.fork()
    if not child:
        asyncio.run(work)
        os._exit(0)
    work.close()
    _, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else -os.WEXITSTATUS(status)


async def written(work: Coroutine[Any, Any, Any], path: Path) -> None:
    """Write down what comes of it."""
    path.write_text(json.dumps(await work))


def main(folder: Path, what: str, suggestion_id: str) -> dict[str, Any]:
    """Kill accepting or undoing at the first step, at the second, until there is no further one."""
    start, config, found = folder / "start", folder / "config", folder / "found"
    assert in_child(prepare(start)) == 0
    results = []
    for step in count(1):
        shutil.rmtree(config, ignore_errors=True)
        shutil.copytree(start, config)
        died = in_child(act(config, what, suggestion_id, step))
        assert in_child(written(look(config, suggestion_id), found)) == 0
        results.append({"died": died, **json.loads(found.read_text())})
        if died != signal.SIGKILL:
            break
    before = (start / "automations.yaml").read_text()
    return {"before": before, "results": results}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), *sys.argv[2:])))
