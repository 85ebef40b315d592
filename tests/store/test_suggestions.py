"""Suggestions: what goes in comes out, pages, versions, deployments, and what is refused."""

from dataclasses import replace
import json
import time

import pytest

from custom_components.ai_automation.model.act import Cause
from custom_components.ai_automation.model.evidence import Example, Verdict
from custom_components.ai_automation.model.routine import RoutineKind
from custom_components.ai_automation.model.suggestion import (
    Category,
    Origin,
    Pending,
    Risk,
    Suggestion,
    SuggestionStatus,
)
from custom_components.ai_automation.store import runs, suggestions as stored
from custom_components.ai_automation.store.database import Database
from custom_components.ai_automation.store.errors import SuggestionMalformed
from custom_components.ai_automation.store.shape import problem
from tests.builders import NOON, evidence, suggestion

from .errors import told
from .nouns import deployment, run


@pytest.fixture(autouse=True)
async def _run(db: Database) -> None:
    """Every suggestion belongs to a run."""
    await runs.async_start(db, run())


FULL = suggestion(
    origin=Origin.REVISION,
    kind=RoutineKind.SUN,
    status=SuggestionStatus.SNOOZED,
    version=1,
    offered=True,
    question="At which hour?",
    category=Category.ENERGY,
    risk=Risk.SECURITY,
    warnings=("a", "b"),
    until=NOON + 1,
    reason="not now",
    automation_id="17",
    replaces="16",
    original={"alias": "Hall", "trigger": [], "action": []},
    before=evidence(right=3, wrong=17, fired=21),
    evidence=evidence(
        examples=(
            Example(
                at=NOON,
                verdict=Verdict.RIGHT,
                acted_at=NOON + 1,
                cause=Cause.PERSON,
                user_id="u" * 32,
                state_id=9,
            ),
            Example(at=NOON + 2, verdict=Verdict.MISSED),
        )
    ),
)
BARE = suggestion(
    "s2", kind=None, origin=Origin.IDEA, evidence=None, area_id=None, title="Ü “quoted”"
)


@pytest.mark.parametrize("one", [suggestion(), FULL, BARE, replace(BARE, routine=None)])
async def test_comes_out_as_it_went_in(db: Database, one: Suggestion) -> None:
    await stored.async_save(db, one)
    assert await stored.async_get(db, one.suggestion_id) == one


async def test_unknown(db: Database) -> None:
    assert await stored.async_get(db, "nobody") is None
    assert await stored.async_get_deployment(db, "nobody") is None
    assert await stored.async_versions(db, ["nobody"]) == []
    assert await stored.async_list(db) == ([], 0)


async def test_saved_again(db: Database) -> None:
    await stored.async_save(db, suggestion())
    dismissed = replace(suggestion(), status=SuggestionStatus.DISMISSED, reason="no")
    await stored.async_save(db, dismissed)
    assert await stored.async_list(db) == ([dismissed], 1)


async def test_example_of_an_earlier_version(db: Database) -> None:
    """Fields that were added since take their defaults."""
    await stored.async_save(db, FULL)
    async with db.async_transaction() as connection:
        await connection.execute(
            "UPDATE suggestions SET body = json_remove("
            "body, '$.evidence.examples[0][7]', '$.evidence.examples[0][6]',"
            "'$.evidence.examples[0][5]', '$.evidence.examples[0][4]')"
        )
    found = await stored.async_get(db, "s1")
    assert found is not None
    assert found.evidence is not None
    assert found.evidence.examples[0].cause is Cause.PERSON
    assert found.evidence.examples[0].user_id is None


async def test_evidence_of_an_earlier_version(db: Database) -> None:
    """Figures that were added since are not known of it."""
    new = ("saved_interval", "away_days", "kwh_per_week", "power_sensors")
    newest = ("money_per_week", "currency")
    await stored.async_save(db, FULL)
    async with db.async_transaction() as connection:
        for name in (*new, *newest):
            await connection.execute(
                "UPDATE suggestions SET body = json_remove(body, ?)",
                (f"$.evidence.{name}",),
            )
    found = await stored.async_get(db, "s1")
    assert found is not None
    assert found.evidence is not None
    assert found.evidence.right == 19
    assert found.evidence.saved_interval is None
    assert found.evidence.power_sensors == ()
    assert found.evidence.kwh_per_week is None


async def test_all_figures_of_evidence_come_back(db: Database) -> None:
    told = evidence(
        saved_interval=(3.1, 8.2),
        away_days=3.5,
        kwh_per_week=1.25,
        power_sensors=("sensor.plug_power",),
        money_per_week=0.4,
        currency="EUR",
        examples=(
            Example(at=NOON, verdict=Verdict.RIGHT, sooner=600.0, kwh=0.01, state_id=7),
        ),
    )
    await stored.async_save(db, suggestion(evidence=told))
    found = await stored.async_get(db, "s1")
    assert found is not None
    assert found.evidence == told
    assert type(told).from_dict(json.loads(json.dumps(told.as_dict()))) == told


async def test_pages(db: Database) -> None:
    """Newest first, the worthiest of a night first, with the total of the same statuses."""
    for n in range(7):
        await stored.async_save(
            db,
            suggestion(
                f"s{n}",
                created=NOON + n // 2,
                worth=float(10 - n),
                status=SuggestionStatus.NEW if n % 3 else SuggestionStatus.DISMISSED,
            ),
        )

    async def _ids(**asked: object) -> tuple[list[str], int]:
        found, total = await stored.async_list(db, **asked)  # type: ignore[arg-type]
        return [one.suggestion_id for one in found], total

    assert await _ids() == (["s6", "s4", "s5", "s2", "s3", "s0", "s1"], 7)
    assert await _ids(limit=2) == (["s6", "s4"], 7)
    assert await _ids(limit=3, offset=5) == (["s0", "s1"], 7)
    assert await _ids(limit=3, offset=7) == ([], 7)
    assert await _ids(limit=0) == ([], 7)
    new = {SuggestionStatus.NEW}
    assert await _ids(statuses=new) == (["s4", "s5", "s2", "s1"], 4)
    assert await _ids(statuses=new, limit=1, offset=1) == (["s5"], 4)
    assert await _ids(statuses={SuggestionStatus.PAUSED}) == ([], 0)
    both = [SuggestionStatus.NEW, SuggestionStatus.DISMISSED]
    assert (await _ids(statuses=both))[1] == 7


async def test_paging_stays_fast(db: Database) -> None:
    """A page in the middle of 10,000 is read without sorting or reading them."""
    many = [
        suggestion(f"s{n}", created=NOON + n, status=list(SuggestionStatus)[n % 3])
        for n in range(10_000)
    ]
    await runs.async_store_night(db, run(), many, (), keep_after=0)
    started = time.perf_counter()
    page, total = await stored.async_list(db, limit=20, offset=5_000)
    assert time.perf_counter() - started < 0.25
    assert (len(page), total) == (20, 10_000)
    assert page[0].suggestion_id == "s4999"
    plan = await db.async_fetch(
        "EXPLAIN QUERY PLAN SELECT rowid FROM suggestions WHERE status IN ('new')"
        " ORDER BY created DESC, worth DESC, rowid DESC LIMIT 20"
    )
    assert "COVERING INDEX suggestions_status" in plan[0][3]
    assert len(plan) == 1


async def test_earlier_versions_stay(db: Database) -> None:
    first = suggestion()
    second = replace(
        first,
        version=2,
        updated=NOON + 10,
        automation={**first.automation, "mode": "restart"},
    )
    third = replace(second, version=3, updated=NOON + 20)
    await stored.async_save(db, first)
    await stored.async_save(db, replace(first, offered=True))
    assert await stored.async_versions(db, ["s1"]) == []
    await stored.async_save(db, second, user_id="u" * 32)
    await stored.async_save(db, replace(second, offered=True))
    await runs.async_store_night(db, run(), [third], (), keep_after=0)
    assert await stored.async_versions(db, ["s1"]) == [
        stored.Version(
            suggestion_id="s1",
            version=1,
            at=NOON + 10,
            user_id="u" * 32,
            automation=first.automation,
        ),
        stored.Version(
            suggestion_id="s1",
            version=2,
            at=NOON + 20,
            user_id=None,
            automation=second.automation,
        ),
    ]
    assert await stored.async_get(db, "s1") == third


async def test_deployment(db: Database, statements: list[str]) -> None:
    """What was written and the new status are one transaction, as is taking it back."""
    await stored.async_save(db, suggestion())
    statements.clear()
    on = replace(
        suggestion(), status=SuggestionStatus.DEPLOYED, automation_id="ai_automation_s1"
    )
    await stored.async_save_deployment(db, deployment(), on)
    words = [s.split()[0] for s in statements]
    assert words == ["BEGIN", "INSERT", "INSERT", "UPDATE", "INSERT", "COMMIT"]
    assert await stored.async_get_deployment(db, "s1") == deployment()
    assert await stored.async_get(db, "s1") == on

    statements.clear()
    off = replace(suggestion(), status=SuggestionStatus.UNDONE)
    await stored.async_delete_deployment(db, "s1", off)
    words = [s.split()[0] for s in statements]
    assert words == [
        "BEGIN",
        "DELETE",
        "DELETE",
        "INSERT",
        "INSERT",
        "UPDATE",
        "COMMIT",
    ]
    assert await stored.async_get_deployment(db, "s1") is None
    assert await stored.async_get(db, "s1") == off


async def test_deployment_that_fails(db: Database) -> None:
    """Without the deployment there is no new status."""
    await stored.async_save(db, suggestion())
    on = replace(suggestion(), status=SuggestionStatus.DEPLOYED)
    with told(words="FOREIGN KEY"):
        await stored.async_save_deployment(db, deployment("nobody"), on)
    assert await stored.async_get(db, "s1") == suggestion()


async def test_row_that_cannot_be_read(db: Database) -> None:
    await stored.async_save(db, suggestion())
    async with db.async_transaction() as connection:
        await connection.execute("UPDATE suggestions SET status = 'unheard of'")
    with told(words="unheard of"):
        await stored.async_list(db)


WRONG = [
    ({"suggestion_id": ""}, "suggestion_id is empty"),
    ({"run_id": ""}, "run_id is empty"),
    ({"title": ""}, "title is empty"),
    ({"fingerprint": ""}, "fingerprint is empty"),
    ({"entity_ids": ()}, "entity_ids is empty"),
    ({"automation": {"actions": [1]}}, "no triggers"),
    ({"automation": {"triggers": [1], "actions": []}}, "no actions"),
    (
        {"automation": {"triggers": [object()], "actions": [1]}},
        "not JSON serializable",
    ),
    ({"automation": {"triggers": [1], "actions": [1], 1: 2}}, "must be str"),
    ({"version": 0}, "version 0"),
    ({"confidence": 1.2}, "confidence 1.2"),
    ({"confidence": float("nan")}, "confidence nan"),
    ({"worth": float("inf")}, "not a number"),
    ({"status": SuggestionStatus.SNOOZED}, "without an end"),
    ({"evidence": evidence(fired=20)}, "fired 20 times"),
    ({"evidence": evidence(p_value=float("nan"))}, "figure of the evidence"),
    ({"evidence": evidence(kwh_per_week=float("inf"))}, "figure of the evidence"),
    ({"evidence": evidence(interval=(0.5, float("inf")))}, "figure of the evidence"),
]


@pytest.mark.parametrize(("changes", "reason"), WRONG)
async def test_wrong_shape_is_refused(
    db: Database, statements: list[str], changes: dict[str, object], reason: str
) -> None:
    """Refused with a reason, before anything is written."""
    with told("suggestion_malformed", reason) as err:
        await stored.async_save(db, suggestion(**changes))
    assert isinstance(err.value, SuggestionMalformed)
    assert reason in err.value.reason
    assert statements == []
    assert await stored.async_list(db) == ([], 0)


async def test_right_shape() -> None:
    assert problem(suggestion()) is None
    assert problem(FULL) is None
    assert problem(BARE) is None


async def test_an_intent_is_on_the_disk_and_given_up(
    db: Database, statements: list[str]
) -> None:
    await stored.async_save(db, suggestion())
    statements.clear()
    begun = deployment(pending=Pending.ACCEPT)
    await stored.async_intend(db, begun)
    assert statements[0] == "PRAGMA synchronous = FULL"
    assert statements[-1] == "PRAGMA synchronous = NORMAL"
    assert await stored.async_pending(db) == [begun]
    await stored.async_give_up(db, begun)
    assert await stored.async_get_deployment(db, "s1") is None

    undoing = deployment(pending=Pending.UNDO)
    await stored.async_intend(db, undoing)
    await stored.async_give_up(db, undoing)
    assert await stored.async_get_deployment(db, "s1") == deployment()
    assert await stored.async_pending(db) == []
