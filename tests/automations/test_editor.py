"""An automation is added to a real Home Assistant and taken back, nothing else is touched."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from homeassistant.components.config.automation import EditAutomationConfigView
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    category_registry as cr,
    entity_registry as er,
    label_registry as lr,
)
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.ai_automation.automations import editor, lock
from custom_components.ai_automation.automations.editor import (
    Appended,
    EditedSince,
    NotEditable,
    NotRemovable,
    async_append,
    async_remove,
)
from custom_components.ai_automation.model.suggestion import Deployment
from tests.builders import untold

CONFIG = {
    "id": "ai_automation_1",
    "alias": "Hall light on",
    "description": "",
    "triggers": [{"trigger": "state", "entity_id": "light.hall", "to": "on"}],
    "conditions": [],
    "actions": [{"action": "test.act", "data": {"x": "on"}}],
    "mode": "single",
}
OWN = b"""\xef\xbb\xbf# My automations: do not touch
- id: '1'   # the first
  alias: !secret name
  trigger:
    - {platform: state, entity_id: light.own, to: 'on'}
  action: {service: test.act}


  # the end"""


@pytest.fixture
def path(hass: HomeAssistant) -> Path:
    """Return the file of the automations, with the owner's in it."""
    path = Path(hass.config.path("automations.yaml"))
    path.write_bytes(OWN)
    (path.parent / "secrets.yaml").write_text("name: Own\n")
    return path


@pytest.fixture
async def calls(hass: HomeAssistant, path: Path) -> list[ServiceCall]:
    """Start the automations and the editor, and record what automations do."""
    from homeassistant.config import async_hass_config_yaml

    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "http", {})
    assert await async_setup_component(hass, "config", {})
    config = await async_hass_config_yaml(hass)
    assert await async_setup_component(hass, "automation", config)
    await hass.async_block_till_done()
    calls: list[ServiceCall] = []
    hass.services.async_register("test", "act", calls.append)
    return calls


def deployment(appended: Appended, config: dict[str, Any] = CONFIG) -> Deployment:
    """Return what is kept of an addition."""
    return Deployment(
        suggestion_id="1",
        automation_id=config["id"],
        entity_id=appended.entity_id,
        deployed=1.0,
        user_id=None,
        config=config,
        text=appended.text,
        before=appended.before,
    )


async def fires(
    hass: HomeAssistant, calls: list[ServiceCall], entity_id: str = "light.hall"
) -> bool:
    """Return whether an automation acts on a light."""
    calls.clear()
    hass.states.async_set(entity_id, "off")
    await hass.async_block_till_done()
    hass.states.async_set(entity_id, "on")
    await hass.async_block_till_done()
    return bool(calls)


async def test_add_and_take_back(
    hass: HomeAssistant, path: Path, calls: list[ServiceCall]
) -> None:
    """The automation works, is filed, and leaves no trace when taken back."""
    path.chmod(0o640)
    appended = await async_append(hass, CONFIG, untold)
    assert appended.before == OWN
    assert path.read_bytes() == OWN + appended.text
    assert appended.entity_id == "automation.hall_light_on"
    assert await fires(hass, calls)
    assert await fires(hass, calls, "light.own")
    entry = er.async_get(hass).async_get(appended.entity_id)
    assert entry
    (category,) = cr.async_get(hass).async_list_categories(scope="automation")
    label = lr.async_get(hass).async_get_label_by_name("AI Automation")
    assert label
    assert entry.categories == {"automation": category.category_id}
    assert entry.labels == {label.label_id}
    await async_remove(hass, deployment(appended))
    assert path.read_bytes() == OWN
    assert path.stat().st_mode & 0o777 == 0o640
    assert not await fires(hass, calls)
    assert await fires(hass, calls, "light.own")
    assert er.async_get(hass).async_get(appended.entity_id) is None
    assert hass.states.get(appended.entity_id) is None


async def test_category_and_label_are_shared(
    hass: HomeAssistant, calls: list[ServiceCall]
) -> None:
    """The second automation goes into the same category, whatever else there is."""
    cr.async_get(hass).async_create(name="Other", scope="automation")
    for number in "12":
        await async_append(hass, {**CONFIG, "id": number * 3}, untold)
    assert len(cr.async_get(hass).async_list_categories(scope="automation")) == 2
    assert len(lr.async_get(hass).async_list_labels()) == 1


@pytest.mark.parametrize("before", [b"[]\n", None])
async def test_an_empty_or_missing_file(
    hass: HomeAssistant, path: Path, calls: list[ServiceCall], before: bytes | None
) -> None:
    """The first automation of a home can be added."""
    path.unlink() if before is None else path.write_bytes(before)
    appended = await async_append(hass, CONFIG, untold)
    assert await fires(hass, calls)
    await async_remove(hass, deployment(appended))
    assert path.read_bytes() == (before or b"")


@pytest.mark.parametrize(
    ("before", "key"),
    [
        (b"[{id: a, alias: b}]\n", "automations_not_a_list"),
        (b"a: b\n", "automations_not_a_list"),
        (b"- id: a\n\talias: b\n", "automations_not_a_list"),
        (b"- alias: !secret unknown\n", "automations_not_a_list"),
        (b"- id: a\n...\n", "automations_not_a_list"),
        (b"- id: a\n  x: |\n    no end", "automations_ambiguous"),
        (b"- id: ai_automation_1\n", "automation_exists"),
    ],
)
async def test_refused_with_the_yaml_to_copy(
    hass: HomeAssistant, path: Path, calls: list[ServiceCall], before: bytes, key: str
) -> None:
    """A file that can't be added to is left alone, and the owner is given the text."""
    path.write_bytes(before)
    with pytest.raises(NotEditable) as err:
        await async_append(hass, CONFIG, untold)
    assert err.value.translation_key == key
    assert err.value.translation_placeholders
    assert "- id: ai_automation_1\n" in err.value.translation_placeholders["yaml"]
    assert path.read_bytes() == before


@pytest.mark.usefixtures("calls")
@pytest.mark.parametrize(
    ("configuration", "key"),
    [
        ("automation: !include_dir_merge_list automations\n", "automations_elsewhere"),
        ("automation: []\n", "automations_elsewhere"),
        ("homeassistant:\n", "automations_not_editable"),
    ],
)
@pytest.mark.parametrize("before", [OWN, None])
async def test_put_back_when_it_does_not_appear(
    hass: HomeAssistant, path: Path, before: bytes | None, configuration: str, key: str
) -> None:
    """Without the include nothing appears, and nothing stays."""
    if before is None:
        path.unlink()
    (path.parent / "automations").mkdir()
    (path.parent / "configuration.yaml").write_text(configuration)
    with pytest.raises(NotEditable) as err:
        await async_append(hass, CONFIG, untold)
    assert err.value.translation_key == key
    assert (path.read_bytes() if path.exists() else None) == before
    assert len(er.async_get(hass).entities) == 1


async def test_put_back_when_the_automation_is_refused(
    hass: HomeAssistant, path: Path, calls: list[ServiceCall]
) -> None:
    """An automation that Home Assistant calls unavailable did not appear."""
    with pytest.raises(NotEditable):
        await async_append(hass, {**CONFIG, "triggers": [{"trigger": "nope"}]}, untold)
    assert path.read_bytes() == OWN
    assert len(er.async_get(hass).entities) == 1


async def test_put_back_when_the_configuration_is_broken(
    hass: HomeAssistant,
    path: Path,
    calls: list[ServiceCall],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What fails on loading is told as it is, and the file is put back."""
    (path.parent / "configuration.yaml").write_text("automation: [\n")
    with pytest.raises(HomeAssistantError):
        await async_append(hass, CONFIG, untold)
    assert path.read_bytes() == OWN


async def test_put_back_keeps_what_others_wrote(
    hass: HomeAssistant,
    path: Path,
    calls: list[ServiceCall],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What a text editor adds meanwhile is not lost, nor when loading takes for ever."""

    async def _slow(hass: HomeAssistant, automation_id: str) -> None:
        path.write_bytes(path.read_bytes() + b"\n# new")
        monkeypatch.setattr(editor, "async_reload", reload)
        await asyncio.sleep(60)

    reload = editor.async_reload
    monkeypatch.setattr(editor, "async_reload", _slow)
    monkeypatch.setattr(editor, "APPEAR_SECONDS", 0.05)
    with pytest.raises(NotEditable):
        await async_append(hass, CONFIG, untold)
    assert path.read_bytes() == OWN + b"\n# new"


async def test_put_back_when_cancelled(
    hass: HomeAssistant,
    path: Path,
    calls: list[ServiceCall],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A caller that goes away leaves nothing half done."""
    started = asyncio.Event()

    async def _waits(hass: HomeAssistant, automation_id: str) -> None:
        started.set()
        monkeypatch.setattr(editor, "async_reload", reload)
        await asyncio.sleep(60)

    reload = editor.async_reload
    monkeypatch.setattr(editor, "async_reload", _waits)
    task = hass.async_create_task(async_append(hass, CONFIG, untold))
    await started.wait()
    assert path.read_bytes() != OWN
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert path.read_bytes() == OWN


async def test_automations_are_not_loaded(hass: HomeAssistant, path: Path) -> None:
    """Without the automation integration the YAML is handed over."""
    with pytest.raises(NotEditable) as err:
        await async_append(hass, CONFIG, untold)
    assert err.value.translation_key == "automations_not_loaded"
    assert path.read_bytes() == OWN


type Post = Callable[[str, dict[str, Any]], Any]


@pytest.fixture
async def post(
    hass: HomeAssistant, calls: list[ServiceCall], hass_client: ClientSessionGenerator
) -> Post:
    """Return how the editor of the frontend saves an automation."""
    client = await hass_client()

    async def _post(automation_id: str, config: dict[str, Any]) -> None:
        body = {key: value for key, value in config.items() if key != "id"}
        url = f"/api/config/automation/config/{automation_id}"
        response = await client.post(url, json=body)
        assert response.status == 200, await response.text()
        await hass.async_block_till_done()

    return _post


def without_secret(path: Path) -> None:
    """Let the owner's file be one that the editor can save."""
    path.write_bytes(b"- id: '1'\n  alias: Own\n  triggers: []\n  actions: []\n")


def ids(path: Path) -> list[str]:
    """Return the ids in the file."""
    loaded = load_yaml(path)
    assert isinstance(loaded, list)
    return [item["id"] for item in loaded]


async def test_edits_at_the_same_time_lose_nothing(
    hass: HomeAssistant, path: Path, post: Post
) -> None:
    """The editor and accepting wait for one another."""
    without_secret(path)
    others = [{**CONFIG, "id": f"o{n}", "alias": f"O {n}"} for n in range(4)]
    mine = [{**CONFIG, "id": f"m{n}", "alias": f"M {n}"} for n in range(4)]
    jobs = [
        job
        for other, own in zip(others, mine, strict=True)
        for job in (post(other["id"], other), async_append(hass, own, untold))
    ]
    results = await asyncio.gather(*jobs)
    assert sorted(ids(path)) == sorted(["1", *(c["id"] for c in (*others, *mine))])
    removals = [
        async_remove(hass, deployment(appended, config))
        for appended, config in zip(results[1::2], mine, strict=True)
    ]
    edits = [post(c["id"], {**c, "alias": f"{c['alias']} new"}) for c in others]
    await asyncio.gather(
        *(job for pair in zip(removals, edits, strict=True) for job in pair)
    )
    assert sorted(ids(path)) == ["1", *(c["id"] for c in others)]
    assert path.read_text().count("new") == 4


async def test_taken_back_after_the_editor_rewrote_the_file(
    hass: HomeAssistant, path: Path, post: Post
) -> None:
    """The editor writes the file anew; the same bytes are still in it."""
    without_secret(path)
    appended = await async_append(hass, CONFIG, untold)
    await post("2", {**CONFIG, "alias": "Second"})
    assert appended.text in path.read_bytes()
    await async_remove(hass, deployment(appended))
    assert ids(path) == ["1", "2"]


async def test_taken_back_the_editors_way(
    hass: HomeAssistant, path: Path, post: Post
) -> None:
    """Where the bytes are gone, the item is removed as the editor would."""
    path.write_bytes(
        b"  - id: '1'\n    alias: Own\n    triggers: []\n    actions: []\n"
    )
    appended = await async_append(hass, CONFIG, untold)
    await post("2", {**CONFIG, "alias": "Second"})
    assert appended.text not in path.read_bytes()
    await async_remove(hass, deployment(appended))
    assert ids(path) == ["1", "2"]
    assert hass.states.get(appended.entity_id) is None


async def test_an_edited_one_stays(
    hass: HomeAssistant, path: Path, post: Post, calls: list[ServiceCall]
) -> None:
    """What its owner changed is not taken away; the difference is shown."""
    without_secret(path)
    appended = await async_append(hass, CONFIG, untold)
    await post("ai_automation_1", {**CONFIG, "mode": "restart"})
    before = path.read_bytes()
    with pytest.raises(EditedSince) as err:
        await async_remove(hass, deployment(appended))
    assert "-mode: single\n+mode: restart" in err.value.difference
    assert err.value.translation_key == "edited_since"
    assert path.read_bytes() == before
    assert await fires(hass, calls)


async def test_lines_added_to_it_count_as_an_edit(
    hass: HomeAssistant, path: Path, calls: list[ServiceCall]
) -> None:
    """The bytes are all there, and yet it is another automation."""
    appended = await async_append(hass, CONFIG, untold)
    path.write_bytes(path.read_bytes() + b"\n  max: 3\n")
    with pytest.raises(EditedSince):
        await async_remove(hass, deployment(appended))


async def test_deleted_by_its_owner(
    hass: HomeAssistant,
    path: Path,
    post: Post,
    hass_client: ClientSessionGenerator,
) -> None:
    """What is gone already is no mistake."""
    without_secret(path)
    appended = await async_append(hass, CONFIG, untold)
    client = await hass_client()
    url = "/api/config/automation/config/ai_automation_1"
    assert (await client.delete(url)).status == 200
    await hass.async_block_till_done()
    before = path.read_bytes()
    await async_remove(hass, deployment(appended))
    assert path.read_bytes() == before


async def test_cut_out_by_hand(
    hass: HomeAssistant, path: Path, calls: list[ServiceCall]
) -> None:
    """An automation that is no longer in the file is forgotten."""
    appended = await async_append(hass, CONFIG, untold)
    path.write_bytes(OWN)
    await async_remove(hass, deployment(appended))
    assert er.async_get(hass).async_get(appended.entity_id) is None


async def test_moved_by_its_owner(
    hass: HomeAssistant, path: Path, calls: list[ServiceCall]
) -> None:
    """An automation that was moved to another file is not ours to take."""
    appended = await async_append(hass, CONFIG, untold)
    (path.parent / "other.yaml").write_bytes(appended.text.lstrip())
    path.write_bytes(OWN)
    (path.parent / "configuration.yaml").write_text(
        "automation: !include automations.yaml\nautomation b: !include other.yaml\n"
    )
    with pytest.raises(NotRemovable) as err:
        await async_remove(hass, deployment(appended))
    assert err.value.translation_key == "automation_moved"
    assert er.async_get(hass).async_get(appended.entity_id)


async def test_rewritten_by_hand(
    hass: HomeAssistant, path: Path, calls: list[ServiceCall]
) -> None:
    """A file that can't be cut without harm is left alone."""
    appended = await async_append(hass, CONFIG, untold)
    path.write_bytes(path.read_bytes().replace(b"mode: single", b"mode:   single"))
    before = path.read_bytes()
    with pytest.raises(NotRemovable) as err:
        await async_remove(hass, deployment(appended))
    assert err.value.translation_key == "automation_entangled"
    assert path.read_bytes() == before


async def test_unreadable_on_taking_back(
    hass: HomeAssistant, path: Path, calls: list[ServiceCall]
) -> None:
    """A broken file is told, not touched."""
    appended = await async_append(hass, CONFIG, untold)
    path.write_bytes(b"- id: [\n")
    with pytest.raises(NotRemovable) as err:
        await async_remove(hass, deployment(appended))
    assert err.value.translation_key == "automations_unreadable"
    assert path.read_bytes() == b"- id: [\n"


async def test_the_editors_own_lock_is_found(
    hass: HomeAssistant, calls: list[ServiceCall]
) -> None:
    """The lock is that of the view which serves the editor, on this Home Assistant."""
    view = lock._find_view(hass)
    assert isinstance(view, EditAutomationConfigView)
    assert lock.async_editor_lock(hass) is view.mutation_lock


async def test_an_own_lock_without_the_editor(
    hass: HomeAssistant, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Where the editor is not there one lock of our own serves, said once."""
    caplog.set_level("INFO")
    first = lock.async_editor_lock(hass)
    assert lock.async_editor_lock(hass) is first
    assert await async_setup_component(hass, "http", {})
    assert lock.async_editor_lock(hass) is first
    assert caplog.text.count("lock was not found") == 1
