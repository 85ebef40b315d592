"""The choices on the way of the data that no room makes."""

from collections.abc import Generator
from dataclasses import replace
import gc
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import DATA_INSTANCE
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ai_automation import stages
from custom_components.ai_automation.model.evidence import Finding, Found
from custom_components.ai_automation.model.revision import Report, Trouble
from custom_components.ai_automation.model.routine import Target
from custom_components.ai_automation.model.run import RunStatus, RunTrigger
from custom_components.ai_automation.model.silence import (
    Quiet,
    RoomSilence,
    SilenceReason,
)
from custom_components.ai_automation.model.suggestion import SuggestionStatus
from custom_components.ai_automation.store import suggestions as stored
from custom_components.ai_automation.suggestions import Dropped, Made
from custom_components.ai_automation.suggestions.revisions import Revisions

from .builders import NOON, evidence, history, keep, made, many, routine, suggestion

DAY = 86400.0


def target(entity_id: str) -> Target:
    """Return a thing to switch on."""
    return Target(entity_id=entity_id, state="on")


def test_a_restricted_run_judges_only_its_targets() -> None:
    known = [
        suggestion(name, routine=routine(targets=(target(name), target("light.z"))))
        for name in ("light.a", "light.b")
    ]
    idea = replace(suggestion("idea"), routine=None)
    restricted = stages._in_scope([*known, idea], frozenset({"light.a"}))
    assert [s.suggestion_id for s in restricted] == ["light.a"]
    assert stages._in_scope(known, None) == known


def test_acts_of_the_log_are_not_stored_twice() -> None:
    past = history(20, acts=2)
    older = replace(past.acts[0], at=NOON - DAY)
    assert stages._new_acts(replace(past, acts=(older, *past.acts))) == list(past.acts)


async def test_what_is_withdrawn_is_told(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await keep(entry.runtime_data.database, suggestion())
    faded = suggestion(status=SuggestionStatus.WITHDRAWN, reason="faded")
    with patch.object(
        stages,
        "async_make",
        return_value=Made(new=[], updated=[], withdrawn=[faded], dropped=[]),
    ):
        run = await entry.runtime_data.analysis.async_run(RunTrigger.ASKED)
    await hass.async_block_till_done()
    assert run.counts["withdrawn"] == 1
    state = hass.states.get("event.ai_automation_suggestion")
    assert state.attributes["event_type"] == "withdrawn"
    kept = await stored.async_get(entry.runtime_data.database, "s1")
    assert kept is not None
    assert kept.reason == "faded"


async def test_without_a_recorder_the_run_says_what_to_do(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    instance = hass.data.pop(DATA_INSTANCE)
    try:
        run = await entry.runtime_data.analysis.async_run(RunTrigger.ASKED)
    finally:
        hass.data[DATA_INSTANCE] = instance
    assert (run.status, run.reason) == (RunStatus.FAILED, "no_recorder")
    assert "default_config" in run.detail


async def test_what_is_made_is_stored_offered_and_listed(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    analysis = entry.runtime_data.analysis

    async def _make(*_: object, run_id: str, **__: object) -> Made:
        return made(
            suggestion(
                "worse", worth=1.0, fingerprint="w", run_id=run_id, confidence=0.95
            ),
            suggestion("better", worth=9.0, run_id=run_id, confidence=0.95),
        )

    with patch.object(stages, "async_make", _make):
        run = await analysis.async_run(RunTrigger.ASKED)
    await hass.async_block_till_done()
    assert run.status is RunStatus.COMPLETED
    assert run.reason is None
    assert run.suggestions == ["better", "worse"]
    kept, total = await stored.async_list(entry.runtime_data.database)
    assert total == 2
    assert all(s.offered for s in kept)
    assert hass.states.get("sensor.ai_automation_new_suggestions").state == "2"


@pytest.mark.parametrize("targets", [None, frozenset({"light.a"})])
async def test_rooms_know_what_was_accepted(
    entry: MockConfigEntry, targets: frozenset[str] | None
) -> None:
    await keep(
        entry.runtime_data.database, suggestion(status=SuggestionStatus.DEPLOYED)
    )
    quiet = Quiet(
        rooms=(
            RoomSilence(
                area_id="hall", acts=0, things=0, reason=SilenceReason.NOT_OPERATED
            ),
        )
    )
    finding = Finding(
        routine=routine(),
        evidence=evidence(),
        confidence=0.8,
        worth=2.0,
        like=routine(),
    )
    whole = evidence(right=18)
    asked: list[tuple[object, ...]] = []

    def _look(found: Found, *more: object) -> tuple[Found, Quiet]:
        asked.append(more)
        return replace(found, findings=(finding,)), quiet

    with (
        patch.object(stages, "look_at_rooms", _look),
        patch.object(stages, "async_with_savings", return_value=[whole]),
        patch.object(stages, "async_make", return_value=made()) as make,
    ):
        run = await entry.runtime_data.analysis.async_run(
            RunTrigger.ASKED, targets=targets
        )
    [(known, *_, restricted)] = asked
    assert isinstance(known, list)
    assert [s.suggestion_id for s in known] == ["s1"]
    assert restricted == targets
    # What another room adds gets the same evidence as the rest.
    assert make.call_args.args[2].findings == (replace(finding, evidence=whole),)
    assert [a["reason"] for a in run.silence["areas"]] == ["area_known"]


@pytest.fixture
def nothing_frozen() -> Generator[None]:
    """Undo for a while what the test harness froze."""
    gc.unfreeze()
    yield
    gc.freeze()


@pytest.mark.usefixtures("nothing_frozen", "recorder_mock")
async def test_a_whole_run_spares_the_home_long_collections(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    frozen: dict[str, int] = {}

    async def _triggers(_: HomeAssistant) -> frozenset[str]:
        frozen["context"] = gc.get_freeze_count()
        return frozenset()

    async def _make(*_: object, **__: object) -> Made:
        frozen["suggestions"] = gc.get_freeze_count()
        return made()

    with (
        patch.object(stages, "async_purpose_triggers", _triggers),
        patch.object(stages, "async_make", _make),
    ):
        await entry.runtime_data.analysis.async_run(RunTrigger.ASKED)
    assert min(frozen["context"], frozen["suggestions"]) > 1000
    assert gc.get_freeze_count() == 0


@pytest.mark.usefixtures("nothing_frozen")
def test_what_was_there_before_is_not_collected_meanwhile() -> None:
    seen: list[int] = []

    def _fail() -> None:
        with stages.short_pauses():
            seen.append(gc.get_freeze_count())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        _fail()
    assert seen[0] > 1000
    assert gc.get_freeze_count() == 0


def test_what_somebody_else_froze_stays_frozen() -> None:
    gc.freeze()
    try:
        with stages.short_pauses():
            pass
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()


def test_changes_of_automations_come_with_what_else_was_made() -> None:
    change, habit = many(2)
    dropped = Dropped(title="Hall", reason="no")
    revisions = Revisions(
        found=Found(findings=(), tested=0),
        new=[change],
        dropped=[dropped],
        reports=(
            Report(
                automation="automation.hall", trouble=Trouble.UNDONE, undone=9, runs=21
            ),
        ),
    )
    together = stages._together(made(habit), revisions)
    assert together == Made(new=[change, habit], dropped=[dropped])
