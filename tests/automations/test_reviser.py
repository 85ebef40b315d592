"""An automation of the owner's is changed in a real Home Assistant and changed back, nothing else is touched."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest

from custom_components.ai_automation.automations.editor import Appended
from custom_components.ai_automation.automations.errors import (
    EditedMeanwhile,
    EditedSince,
    NotEditable,
    NotRemovable,
)
from custom_components.ai_automation.automations.reviser import (
    async_restore,
    async_revise,
)
from custom_components.ai_automation.home.existing import async_read_automations
from custom_components.ai_automation.home.plain import as_plain
from custom_components.ai_automation.model.suggestion import Deployment
from tests.builders import untold

OWN = b"""\xef\xbb\xbf# My automations: do not touch
- id: '1'   # the first
  alias: !secret name
  trigger:
    - {platform: state, entity_id: light.own, to: 'on'}
  action: {service: test.act}

- alias: Hall off   # mine as well
  id: hall
  mode: restart
  variables: {x: "{{ 1 }}"}
  triggers:
    # when it is still
    - trigger: state
      entity_id: binary_sensor.hall
      to: 'off'
      id: still
  actions:
    - action: test.act
      data: {x: "{{ trigger.id }}"}   # who did it
    - action: test.act


- id: last
  alias: Last
  triggers: []
  actions: []
  # the end"""
CONDITION = {"condition": "state", "entity_id": "media_player.tv", "state": "off"}


@pytest.fixture
def path(hass: HomeAssistant) -> Path:
    """Return the file of the automations."""
    path = Path(hass.config.path("automations.yaml"))
    path.write_bytes(OWN)
    (path.parent / "secrets.yaml").write_text("name: Own\n")
    return path


@pytest.fixture
async def calls(hass: HomeAssistant, path: Path) -> list[ServiceCall]:
    """Start the automations, and record what they do."""
    from homeassistant.config import async_hass_config_yaml

    assert await async_setup_component(hass, "homeassistant", {})
    config = await async_hass_config_yaml(hass)
    assert await async_setup_component(hass, "automation", config)
    await hass.async_block_till_done()
    calls: list[ServiceCall] = []
    hass.services.async_register("test", "act", calls.append)
    return calls


@pytest.fixture
def original(hass: HomeAssistant, calls: list[ServiceCall]) -> dict[str, Any]:
    """Return the automation as Home Assistant knows it, which is as it stands in the file."""
    (found,) = (a for a in async_read_automations(hass) if a.automation_id == "hall")
    config: dict[str, Any] = as_plain(found.config)
    return config


@pytest.fixture
def changed(original: dict[str, Any]) -> dict[str, Any]:
    """Return the automation with a condition."""
    return {**deepcopy(original), "conditions": [CONDITION]}


def deployment(appended: Appended, config: dict[str, Any]) -> Deployment:
    """Return what is kept of a change."""
    return Deployment(
        suggestion_id="1",
        automation_id="hall",
        entity_id=appended.entity_id,
        deployed=1.0,
        user_id=None,
        config=config,
        text=appended.text,
        before=appended.before,
    )


async def fires(hass: HomeAssistant, calls: list[ServiceCall]) -> bool:
    """Return whether the automation acts when the hall is still."""
    calls.clear()
    for state in ("on", "off"):
        hass.states.async_set("binary_sensor.hall", state)
        await hass.async_block_till_done()
    return bool(calls)


async def test_change_and_change_back(
    hass: HomeAssistant,
    path: Path,
    calls: list[ServiceCall],
    original: dict[str, Any],
    changed: dict[str, Any],
) -> None:
    path.chmod(0o640)
    entity_id = "automation.hall_off"
    entry = er.async_get(hass).async_get(entity_id)
    hass.states.async_set("media_player.tv", "playing")
    assert await fires(hass, calls)

    appended = await async_revise(hass, original, changed, untold)
    assert (appended.entity_id, appended.before) == (entity_id, OWN)
    assert path.read_bytes() == OWN.replace(
        b"    - action: test.act\n\n\n- id: last",
        b"    - action: test.act\n"
        b"  conditions:\n"
        b"  - condition: state\n"
        b"    entity_id: media_player.tv\n"
        b"    state: 'off'\n"
        b"\n\n- id: last",
    )
    assert not await fires(hass, calls)
    hass.states.async_set("media_player.tv", "off")
    assert await fires(hass, calls)
    assert er.async_get(hass).async_get(entity_id) == entry

    await async_restore(hass, deployment(appended, changed), original)
    assert path.read_bytes() == OWN
    assert path.stat().st_mode & 0o777 == 0o640
    hass.states.async_set("media_player.tv", "playing")
    assert await fires(hass, calls)


async def test_what_its_owner_changed_meanwhile_is_left_alone(
    hass: HomeAssistant,
    path: Path,
    original: dict[str, Any],
    changed: dict[str, Any],
) -> None:
    edited = OWN.replace(b"mode: restart", b"mode: single")
    path.write_bytes(edited)
    with pytest.raises(EditedMeanwhile) as caught:
        await async_revise(hass, original, changed, untold)
    told = caught.value.translation_placeholders or {}
    assert "-mode: restart\n+mode: single" in told["difference"]
    assert path.read_bytes() == edited


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (OWN.replace(b"id: hall", b"id: other"), "revision_not_found"),
        (OWN + b"\n- id: hall\n  alias: Twin\n", "revision_not_found"),
        (b"[]", "revision_not_found"),
        (b"hall: {}", "revision_not_written"),
        (OWN + b"\n- {", "revision_not_written"),
    ],
    ids=["gone", "twice", "empty", "no list", "broken"],
)
async def test_what_cannot_be_changed_is_told_with_the_text(
    hass: HomeAssistant,
    path: Path,
    content: bytes,
    key: str,
    original: dict[str, Any],
    changed: dict[str, Any],
) -> None:
    path.write_bytes(content)
    with pytest.raises(NotEditable) as caught:
        await async_revise(hass, original, changed, untold)
    assert caught.value.translation_key == key
    told = caught.value.translation_placeholders or {}
    assert "entity_id: media_player.tv" in told["yaml"]
    assert path.read_bytes() == content


async def test_without_automations_nothing_is_written(
    hass: HomeAssistant, path: Path
) -> None:
    with pytest.raises(NotEditable) as caught:
        await async_revise(
            hass, {"id": "hall"}, {"id": "hall", "mode": "single"}, untold
        )
    assert caught.value.translation_key == "automations_not_loaded"
    assert path.read_bytes() == OWN


async def test_a_change_that_does_not_work_is_put_back(
    hass: HomeAssistant,
    path: Path,
    calls: list[ServiceCall],
    original: dict[str, Any],
) -> None:
    broken = {**original, "conditions": [{"condition": "no such thing"}]}
    with pytest.raises(NotEditable):
        await async_revise(hass, original, broken, untold)
    assert path.read_bytes() == OWN
    assert er.async_get(hass).async_get("automation.hall_off")
    assert await fires(hass, calls)


def rewritten(content: bytes) -> bytes:
    """Return the file with something else changed."""
    return content.replace(b"alias: Last", b"alias: The last").replace(
        b"# My automations", b"# Ours"
    )


def without(content: bytes) -> bytes:
    """Return the file without the automation."""
    start, end = content.index(b"- alias: Hall off"), content.index(b"- id: last")
    return content[:start] + content[end:]


@pytest.mark.parametrize("edit", [rewritten, without])
async def test_what_else_changed_stays(
    hass: HomeAssistant,
    path: Path,
    edit: Callable[[bytes], bytes],
    original: dict[str, Any],
    changed: dict[str, Any],
) -> None:
    appended = await async_revise(hass, original, changed, untold)
    path.write_bytes(edit(path.read_bytes()))
    await async_restore(hass, deployment(appended, changed), original)
    assert path.read_bytes() == edit(OWN)


async def test_what_its_owner_changed_after_it_is_not_changed_back(
    hass: HomeAssistant,
    path: Path,
    original: dict[str, Any],
    changed: dict[str, Any],
) -> None:
    appended = await async_revise(hass, original, changed, untold)
    edited = path.read_bytes().replace(b"mode: restart", b"mode: single")
    path.write_bytes(edited)
    with pytest.raises(EditedSince) as caught:
        await async_restore(hass, deployment(appended, changed), original)
    assert "+mode: single" in caught.value.difference
    assert path.read_bytes() == edited


@pytest.mark.parametrize(
    ("edit", "key"),
    [
        (lambda content: b"{", "automations_unreadable"),
        (
            lambda content: content.replace(b"- id: last", b"- id: hall"),
            "revision_entangled",
        ),
    ],
    ids=["broken", "twice"],
)
async def test_a_file_that_is_not_understood_is_left_alone(
    hass: HomeAssistant,
    path: Path,
    edit: Callable[[bytes], bytes],
    key: str,
    original: dict[str, Any],
    changed: dict[str, Any],
) -> None:
    appended = await async_revise(hass, original, changed, untold)
    edited = edit(path.read_bytes())
    path.write_bytes(edited)
    with pytest.raises(NotRemovable) as caught:
        await async_restore(hass, deployment(appended, changed), original)
    assert caught.value.translation_key == key
    assert path.read_bytes() == edited


async def test_an_editor_that_wrote_the_file_anew_is_no_hindrance(
    hass: HomeAssistant,
    path: Path,
    original: dict[str, Any],
    changed: dict[str, Any],
) -> None:
    from homeassistant.util.yaml import dump

    from custom_components.ai_automation.automations.text import load

    appended = await async_revise(hass, original, changed, untold)
    path.write_text(dump(as_plain(load(path.read_bytes(), path))))
    await async_restore(hass, deployment(appended, changed), original)
    items = as_plain(load(path.read_bytes(), path))
    assert [item for item in items if item["id"] == "hall"] == [original]
