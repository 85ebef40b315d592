"""What the owner decides about a suggestion, in a home whose files are real."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ai_automation import decisions
from custom_components.ai_automation.const import DOMAIN
from custom_components.ai_automation.home.plain import as_plain
from custom_components.ai_automation.model.home import Person
from custom_components.ai_automation.model.routine import RoutineKind, StateTrigger
from custom_components.ai_automation.model.suggestion import (
    Origin,
    Suggestion,
    SuggestionStatus,
)
from custom_components.ai_automation.store import suggestions as stored

from .builders import evidence, keep, routine, suggestion

OWNERS = """\
# Mine, do not touch
- id: '1'
  alias: Mine   # really
  triggers: []
  conditions: []
  actions: []
"""


@pytest.fixture
async def automations(hass: HomeAssistant, entry: MockConfigEntry) -> Path:
    """Return the file of automations, with one that the owner wrote."""
    path = Path(hass.config.path("automations.yaml"))
    path.write_text(OWNERS)
    await hass.services.async_call("automation", "reload", blocking=True)
    return path


async def status_of(entry: MockConfigEntry, suggestion_id: str = "s1") -> str:
    """Return the stored status."""
    found = await stored.async_get(entry.runtime_data.database, suggestion_id)
    assert found is not None
    return found.status


async def test_accepting_acts_and_undoing_leaves_every_byte(
    hass: HomeAssistant, entry: MockConfigEntry, automations: Path
) -> None:
    before = automations.read_bytes()
    await keep(entry.runtime_data.database, suggestion())
    deployment = await decisions.async_accept(
        hass, entry, suggestion_id="s1", context=Context()
    )
    assert automations.read_bytes().startswith(before)
    assert hass.states.get(deployment.entity_id).state == "on"
    assert await status_of(entry) == SuggestionStatus.DEPLOYED

    await hass.services.async_call(
        "automation", "trigger", {"entity_id": deployment.entity_id}, blocking=True
    )
    assert hass.states.get("input_boolean.hall").state == "on"

    await decisions.async_undo(hass, entry, suggestion_id="s1")
    assert automations.read_bytes() == before
    assert hass.states.get(deployment.entity_id) is None
    assert er.async_get(hass).async_get(deployment.entity_id) is None
    assert await status_of(entry) == SuggestionStatus.UNDONE


def revision(**changes: Any) -> Suggestion:
    """Return a suggestion that changes the owner's automation."""
    own = {"id": "1", "alias": "Mine", "triggers": [], "conditions": [], "actions": []}
    act = {"action": "input_boolean.turn_on"}
    on_hall = {**act, "target": {"entity_id": "input_boolean.hall"}}
    original = {**own, "triggers": [{"trigger": "event", "event_type": "x"}]} | {
        "actions": [on_hall]
    }
    condition = {
        "condition": "state",
        "entity_id": "input_boolean.hall",
        "state": "off",
    }
    return suggestion(
        **{
            "origin": Origin.REVISION,
            "replaces": "1",
            "original": original,
            "automation": {**original, "conditions": [condition]},
            "before": evidence(right=9, wrong=11),
            **changes,
        }
    )


WORKING = """\
# Mine, do not touch
- id: '1'
  alias: Mine   # really
  triggers:
  - {trigger: event, event_type: x}  # whatever x is
  conditions: []
  actions:
  - action: input_boolean.turn_on
    target: {entity_id: input_boolean.hall}
"""


@pytest.fixture
async def working(hass: HomeAssistant, automations: Path) -> Path:
    """Return the file of automations, with one that the owner uses."""
    automations.write_text(WORKING)
    await hass.services.async_call("automation", "reload", blocking=True)
    return automations


async def test_accepting_a_revision_changes_one_item_and_undoing_brings_it_back(
    hass: HomeAssistant, entry: MockConfigEntry, working: Path
) -> None:
    await keep(entry.runtime_data.database, revision())
    deployment = await decisions.async_accept(
        hass, entry, suggestion_id="s1", context=Context()
    )
    assert (deployment.automation_id, deployment.entity_id) == ("1", "automation.mine")
    assert working.read_text() == WORKING.replace(
        "  conditions: []\n",
        "  conditions:\n"
        "  - condition: state\n"
        "    entity_id: input_boolean.hall\n"
        "    state: 'off'\n",
    )
    found = await stored.async_get(entry.runtime_data.database, "s1")
    assert found is not None
    assert (found.status, found.automation_id) == (SuggestionStatus.DEPLOYED, "1")

    await decisions.async_undo(hass, entry, suggestion_id="s1")
    assert working.read_text() == WORKING
    assert hass.states.get("automation.mine").state == "on"
    assert await status_of(entry) == SuggestionStatus.UNDONE


async def test_a_revision_of_what_was_edited_meanwhile_is_refused(
    hass: HomeAssistant, entry: MockConfigEntry, working: Path
) -> None:
    await keep(entry.runtime_data.database, revision())
    edited = WORKING.replace("event_type: x", "event_type: y")
    working.write_text(edited)
    with pytest.raises(ServiceValidationError) as caught:
        await decisions.async_accept(hass, entry, suggestion_id="s1", context=Context())
    assert caught.value.translation_key == "edited_meanwhile"
    assert working.read_text() == edited
    assert await status_of(entry) == SuggestionStatus.NEW


async def test_a_revision_that_names_what_is_gone_is_refused(
    hass: HomeAssistant, entry: MockConfigEntry, working: Path
) -> None:
    one = revision()
    gone = {"condition": "state", "entity_id": "input_boolean.gone", "state": "off"}
    changed = {**one.automation, "conditions": [gone]}
    await keep(entry.runtime_data.database, replace(one, automation=changed))
    with pytest.raises(ServiceValidationError) as caught:
        await decisions.async_accept(hass, entry, suggestion_id="s1", context=Context())
    assert caught.value.translation_key == "not_valid_any_more"
    assert working.read_text() == WORKING


async def test_a_store_that_fails_changes_a_revision_back(
    hass: HomeAssistant, entry: MockConfigEntry, working: Path
) -> None:
    await keep(entry.runtime_data.database, revision())
    failing = patch.object(
        decisions.stored,
        "async_save_deployment",
        side_effect=HomeAssistantError("disk full"),
    )
    with failing, pytest.raises(HomeAssistantError, match="disk full"):
        await decisions.async_accept(hass, entry, suggestion_id="s1", context=Context())
    assert working.read_text() == WORKING
    assert await status_of(entry) == SuggestionStatus.NEW


async def test_accepting_twice_is_refused(
    hass: HomeAssistant, entry: MockConfigEntry, automations: Path
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    await decisions.async_accept(hass, entry, suggestion_id="s1", context=Context())
    with pytest.raises(ServiceValidationError) as caught:
        await decisions.async_accept(hass, entry, suggestion_id="s1", context=Context())
    assert caught.value.translation_key == "wrong_status"
    await decisions.async_undo(hass, entry, suggestion_id="s1")


async def test_what_no_longer_fits_the_home_is_refused(
    hass: HomeAssistant, entry: MockConfigEntry, automations: Path
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    assert await async_setup_component(hass, "homeassistant", {})
    hass.states.async_remove("input_boolean.hall")
    er.async_get(hass).async_remove("input_boolean.hall")
    await hass.async_block_till_done()
    with pytest.raises(ServiceValidationError) as caught:
        await decisions.async_accept(hass, entry, suggestion_id="s1", context=Context())
    assert caught.value.translation_key == "not_valid_any_more"
    assert "input_boolean.hall" in str(caught.value)
    assert automations.read_text() == OWNERS


async def test_a_store_that_fails_takes_the_automation_back(
    hass: HomeAssistant, entry: MockConfigEntry, automations: Path
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    with (
        patch.object(
            decisions.stored,
            "async_save_deployment",
            side_effect=HomeAssistantError("disk full"),
        ),
        pytest.raises(HomeAssistantError, match="disk full"),
    ):
        await decisions.async_accept(hass, entry, suggestion_id="s1", context=Context())
    assert automations.read_text() == OWNERS
    assert await status_of(entry) == SuggestionStatus.NEW


async def test_undo_without_a_record_says_so(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await keep(
        entry.runtime_data.database, suggestion(status=SuggestionStatus.DEPLOYED)
    )
    with pytest.raises(ServiceValidationError) as caught:
        await decisions.async_undo(hass, entry, suggestion_id="s1")
    assert caught.value.translation_key == "no_deployment"


async def test_snoozing_and_bringing_back(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    await decisions.async_snooze(hass, entry, suggestion_id="s1", days=3)
    found = await stored.async_get(entry.runtime_data.database, "s1")
    assert found is not None
    assert found.status is SuggestionStatus.SNOOZED
    assert found.until is not None
    assert found.until - found.updated == 3 * 86400
    await decisions.async_restore(hass, entry, suggestion_id="s1", context=Context())
    assert await status_of(entry) == SuggestionStatus.NEW


@pytest.mark.parametrize(
    ("exclude", "option", "expected"),
    [
        ("entity", "exclude_entities", ["input_boolean.hall"]),
        ("area", "exclude_areas", ["hall"]),
        ("nothing", "exclude_entities", None),
    ],
)
async def test_dismissing_may_exclude(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    exclude: str,
    option: str,
    expected: list[str] | None,
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    await decisions.async_dismiss(
        hass, entry, suggestion_id="s1", reason="never", exclude=exclude
    )
    found = await stored.async_get(entry.runtime_data.database, "s1")
    assert found is not None
    assert (found.status, found.reason) == (SuggestionStatus.DISMISSED, "never")
    assert entry.options.get(option) == expected


async def test_dismissing_a_revision_may_exclude_what_the_automation_acts_on(
    hass: HomeAssistant, entry: MockConfigEntry, working: Path
) -> None:
    await keep(entry.runtime_data.database, replace(revision(), routine=None))
    await decisions.async_dismiss(
        hass, entry, suggestion_id="s1", reason=None, exclude="entity"
    )
    assert entry.options["exclude_entities"] == ["input_boolean.hall"]


async def test_dismissing_without_an_area_excludes_none(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await keep(entry.runtime_data.database, suggestion(area_id=None))
    await decisions.async_dismiss(
        hass, entry, suggestion_id="s1", reason=None, exclude="area"
    )
    assert "exclude_areas" not in entry.options


async def test_forgetting_a_person_needs_an_account(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    with pytest.raises(ServiceValidationError) as caught:
        await decisions.async_forget(hass, entry, person="person.nobody")
    assert caught.value.translation_key == "person_without_account"


async def test_forgetting_a_person(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    home = entry.runtime_data.cache.async_get()
    ana = Person(entity_id="person.ana", name="Ana", user_id="a" * 32)
    known = replace(home, people={ana.entity_id: ana})
    with patch.object(entry.runtime_data.cache, "async_get", return_value=known):
        assert await decisions.async_forget(hass, entry, person="person.ana") == (0, 0)


async def test_the_event_entity_tells(
    hass: HomeAssistant, entry: MockConfigEntry, automations: Path
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    await decisions.async_accept(hass, entry, suggestion_id="s1", context=Context())
    await hass.async_block_till_done()
    state = hass.states.get("event.ai_automation_suggestion")
    assert state.attributes["event_type"] == "deployed"
    assert state.attributes["suggestion_id"] == "s1"
    await decisions.async_undo(hass, entry, suggestion_id="s1")
    await hass.async_block_till_done()
    state = hass.states.get("event.ai_automation_suggestion")
    assert state.attributes["event_type"] == "undone"


LOOP = """\
- id: reset
  alias: Reset
  triggers:
  - {trigger: state, entity_id: input_boolean.hall, to: 'on'}
  conditions: []
  actions:
  - {action: input_boolean.turn_off, target: {entity_id: input_boolean.visit}}
- id: again
  alias: Again
  triggers:
  - {trigger: state, entity_id: input_boolean.visit, to: 'off'}
  conditions: []
  actions:
  - {action: input_boolean.turn_on, target: {entity_id: input_boolean.visit}}
"""


async def test_what_would_start_itself_again_is_switched_on_only_when_confirmed(
    hass: HomeAssistant, entry: MockConfigEntry, automations: Path
) -> None:
    automations.write_text(LOOP)
    await hass.services.async_call("automation", "reload", blocking=True)
    hass.states.async_set("input_boolean.visit", "off")
    await hass.async_block_till_done()
    plain = suggestion()
    visit = {"trigger": "state", "entity_id": "input_boolean.visit", "to": "on"}
    trigger = StateTrigger(entity_id="input_boolean.visit", to="on")
    await keep(
        entry.runtime_data.database,
        suggestion(
            routine=routine(kind=RoutineKind.FOLLOW, triggers=(trigger,)),
            automation={**plain.automation, "triggers": [visit]},
        ),
    )
    with pytest.raises(ServiceValidationError) as err:
        await decisions.async_accept(hass, entry, suggestion_id="s1", context=Context())
    assert err.value.translation_key == "conflicts"
    assert (
        "through “Reset” and “Again”" in err.value.translation_placeholders["conflicts"]
    )
    assert automations.read_text() == LOOP
    assert await status_of(entry) == SuggestionStatus.NEW

    answer = await hass.services.async_call(
        DOMAIN,
        "accept",
        {"suggestion_id": "s1", "confirm": True},
        blocking=True,
        return_response=True,
    )
    assert answer["automation_id"] == "ai_automation_s1"
    assert await status_of(entry) == SuggestionStatus.DEPLOYED


async def test_without_a_past_loops_are_looked_for_all_the_same(
    hass: HomeAssistant, entry: MockConfigEntry, automations: Path
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    with patch(
        "custom_components.ai_automation.history.HistoryReader.async_read",
        side_effect=HomeAssistantError("no recorder"),
    ):
        await decisions.async_accept(hass, entry, suggestion_id="s1", context=Context())
    assert await status_of(entry) == SuggestionStatus.DEPLOYED
    await decisions.async_undo(hass, entry, suggestion_id="s1")


REMARKED = """\
- id: '1'
  alias: Mine
  triggers:
  - {trigger: event, event_type: x}
  conditions:
  - condition: state   # in the evening only
    entity_id: input_boolean.hall
    state: 'on'
  actions:
  - action: input_boolean.turn_on  # stays
    target: {entity_id: input_boolean.hall}
"""


async def test_remarks_are_lost_only_when_confirmed(
    hass: HomeAssistant, entry: MockConfigEntry, automations: Path
) -> None:
    automations.write_text(REMARKED)
    await hass.services.async_call("automation", "reload", blocking=True)
    original = as_plain(load_yaml(str(automations)))[0]
    changed = {**original, "conditions": []}
    await keep(
        entry.runtime_data.database,
        revision(original=original, automation=changed),
    )
    with pytest.raises(ServiceValidationError) as err:
        await decisions.async_accept(hass, entry, suggestion_id="s1", context=Context())
    assert err.value.translation_key == "remarks_lost"
    assert err.value.translation_placeholders["remarks"] == "# in the evening only"
    assert automations.read_text() == REMARKED
    assert await stored.async_pending(entry.runtime_data.database) == []
    await decisions.async_accept(
        hass, entry, suggestion_id="s1", context=Context(), confirm=True
    )
    assert "evening" not in automations.read_text()
    assert "# stays" in automations.read_text()
    await decisions.async_undo(hass, entry, suggestion_id="s1")
    assert automations.read_text() == REMARKED
