"""Forgetting a thing, a person, or all."""

from dataclasses import replace
from pathlib import Path

import pytest

from custom_components.ai_automation.model.evidence import Example, Verdict
from custom_components.ai_automation.model.suggestion import SuggestionStatus
from custom_components.ai_automation.store import acts, runs, suggestions as stored
from custom_components.ai_automation.store.database import Database, async_counts
from custom_components.ai_automation.store.usage import Usage, async_add
from tests.builders import NOON, evidence, suggestion

from .nouns import act, deployment, run

ANNA = "a" * 32
BERT = "b" * 32


def _by(user_id: str | None) -> tuple[Example, ...]:
    return (Example(at=NOON, verdict=Verdict.RIGHT, user_id=user_id, state_id=1),)


HALL = suggestion(
    "hall", entity_ids=("light.hall",), evidence=evidence(examples=_by(ANNA))
)
BATH = suggestion(
    "bath", entity_ids=("light.bath", "fan.bath"), evidence=evidence(examples=_by(BERT))
)
IDEA = suggestion("idea", entity_ids=("light.attic",), evidence=None, version=2)
USED = suggestion(
    "used",
    status=SuggestionStatus.DEPLOYED,
    entity_ids=("light.hall",),
    evidence=evidence(examples=_by(ANNA)),
)
ACTS = [
    act(1.0, "light.hall", user_id=ANNA),
    act(2.0, "light.bath", user_id=BERT),
    act(3.0, "light.group", entity_ids=("light.bath", "light.hall")),
    act(4.0, "light.hall_ceiling"),
]


@pytest.fixture(autouse=True)
async def _known(db: Database) -> None:
    """Fill the store."""
    night = run(silence={"acts": {"light.hall": 12, "light.bath": 3}})
    await runs.async_store_night(db, night, [HALL, BATH, USED], ACTS, keep_after=0)
    await stored.async_save(db, suggestion("idea", entity_ids=("light.attic",)))
    await stored.async_save(db, IDEA)
    await stored.async_save_deployment(db, deployment("used"), USED)
    await async_add(
        db, Usage(at=1.0, run_id="run-1", purpose="w", input_tokens=1, output_tokens=1)
    )


async def _ids(db: Database) -> set[str]:
    found, _ = await stored.async_list(db)
    return {one.suggestion_id for one in found}


async def test_entity(db: Database) -> None:
    """Everything it was part of goes; what is switched on stays, without its evidence."""
    assert await stored.async_forget(db, entity_id="light.hall") == (2, 1)
    assert [a.at for a in await acts.async_read_acts(db, before=9.0)] == [2.0, 4.0]
    assert await _ids(db) == {"bath", "idea", "used"}
    used = await stored.async_get(db, "used")
    assert used is not None
    assert used.evidence is None
    assert used.automation == USED.automation
    assert await stored.async_get_deployment(db, "used") == deployment("used")
    assert await stored.async_get(db, "bath") == BATH
    assert (await runs.async_last(db))[0].silence == {}
    # What was read of it is not logged again.
    await runs.async_store_night(db, run(), [], ACTS, keep_after=0)
    assert [a.at for a in await acts.async_read_acts(db, before=9.0)] == [2.0, 4.0]


async def test_entity_that_is_not_named(db: Database) -> None:
    assert await stored.async_forget(db, entity_id="light.hal") == (0, 0)
    assert await _ids(db) == {"hall", "bath", "idea", "used"}
    assert (await runs.async_last(db))[0].silence


async def test_person(db: Database) -> None:
    assert await stored.async_forget(db, user_id=ANNA) == (1, 1)
    assert [a.at for a in await acts.async_read_acts(db, before=9.0)] == [2.0, 3.0, 4.0]
    assert await _ids(db) == {"bath", "idea", "used"}
    used = await stored.async_get(db, "used")
    assert used is not None
    assert used.evidence is None
    assert (await runs.async_last(db))[0].silence


async def test_person_who_took_back_what_an_automation_did(db: Database) -> None:
    changed = suggestion(
        "changed",
        entity_ids=("light.bath",),
        evidence=evidence(examples=_by(None)),
        before=evidence(examples=_by(ANNA)),
    )
    on = replace(changed, suggestion_id="on", status=SuggestionStatus.DEPLOYED)
    await stored.async_save(db, changed)
    await stored.async_save_deployment(db, deployment("on"), on)
    assert await stored.async_forget(db, user_id=ANNA) == (1, 2)
    assert await stored.async_get(db, "changed") is None
    kept = await stored.async_get(db, "on")
    assert kept is not None
    assert kept.before is None


async def test_person_and_entity(db: Database) -> None:
    """Both given means what that person did with that thing."""
    assert await stored.async_forget(db, entity_id="light.hall", user_id=BERT) == (0, 0)
    assert await stored.async_forget(db, entity_id="light.hall", user_id=ANNA) == (1, 1)


async def test_everything(db: Database) -> None:
    assert await stored.async_forget(db) == (4, 4)
    assert await async_counts(db) == {
        "acts": 0,
        "deployments": 0,
        "firings": 0,
        "golden": 0,
        "meta": 1,
        "outcomes": 0,
        "payloads": 0,
        "runs": 0,
        "suggestions": 0,
        "trials": 0,
        "usage": 0,
        "versions": 0,
        "watches": 0,
    }
    assert await acts.async_watermark(db) == 4.0


async def test_earlier_versions_go_along(db: Database) -> None:
    assert len(await stored.async_versions(db, ["idea"])) == 1
    await stored.async_forget(db, entity_id="light.attic")
    assert await stored.async_versions(db, ["idea"]) == []


async def test_nothing_of_it_is_left_in_the_file(db: Database, path: Path) -> None:
    """Neither free pages nor the log still hold who did what."""
    log = path.with_name(path.name + "-wal")
    assert BERT.encode() in path.read_bytes() + log.read_bytes()
    await stored.async_forget(db, user_id=BERT)
    assert BERT.encode() not in path.read_bytes() + log.read_bytes()
    assert ANNA.encode() in path.read_bytes()
