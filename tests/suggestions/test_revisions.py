"""What people keep taking back becomes a suggestion that changes the automation, once and with both replays."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.ai_automation.answers import suggestion_answer
from custom_components.ai_automation.model.evidence import Finding, Found
from custom_components.ai_automation.model.home import (
    Effect,
    ExistingAutomation,
    HomeContext,
)
from custom_components.ai_automation.model.revision import Trouble
from custom_components.ai_automation.model.routine import RoutineKind
from custom_components.ai_automation.model.suggestion import (
    Origin,
    Suggestion,
    SuggestionStatus,
)
from custom_components.ai_automation.routines.timeline import Timeline
from custom_components.ai_automation.suggestions.revisions import (
    Night,
    Revisions,
    async_revise,
)
from tests.routines.automations.revised import LIGHT, MOTION, OFF, Hall, evenings
from tests.routines.automations.test_never import by_hand, habit
from tests.routines.homes import sun_table
from tests.routines.small import FIRST

CONFIG: dict[str, Any] = {
    "id": "7",
    "alias": "Hall off",
    "mode": "restart",
    "triggers": [
        {
            "trigger": "state",
            "entity_id": MOTION,
            "to": "off",
            "for": {"minutes": 15},
        }
    ],
    "conditions": [],
    "actions": [{"action": "light.turn_off", "target": {"entity_id": LIGHT}}],
}


def own(config: dict[str, Any] = CONFIG, **changes: Any) -> ExistingAutomation:
    """Return the owner's automation."""
    return ExistingAutomation(
        **{
            "entity_id": OFF,
            "automation_id": "7",
            "alias": "Hall off",
            "config": config,
            "trigger_entities": frozenset({MOTION}),
            "effects": (Effect(entity_id=LIGHT, state="off"),),
            **changes,
        }
    )


UTC = ZoneInfo("UTC")
UNDONE = Hall().live(*evenings(28, lambda n: n % 3 == 0)).past()
FINE = Hall().live(*evenings(28, lambda n: False)).past()


@pytest.fixture(autouse=True)
async def _home(hass: HomeAssistant) -> None:
    """Set up the automation integration and the actions that are used."""
    for domain in ("homeassistant", "automation"):
        assert await async_setup_component(hass, domain, {})
    for service in ("turn_on", "turn_off"):
        async_mock_service(hass, "light", service)


async def make(
    hass: HomeAssistant,
    past: Timeline = UNDONE,
    automation: ExistingAutomation | None = None,
    *,
    known: list[Suggestion] | None = None,
    findings: tuple[Finding, ...] = (),
    later: float = 0.0,
) -> Revisions:
    """Look at the automations of a night."""
    home: HomeContext = replace(past.home, automations=(automation or own(),))
    history = replace(past.history, end=past.history.end + later)
    return await async_revise(
        hass,
        home,
        Found(findings=findings, tested=9),
        Night(
            history=history,
            suns=sun_table(UTC, FIRST, 30),
            purpose=frozenset(),
            run_id="run",
            now=history.end,
        ),
        known or [],
    )


async def test_a_whole_suggestion(hass: HomeAssistant) -> None:
    made = await make(hass)
    (one,) = made.new
    assert (one.origin, one.replaces) == (Origin.REVISION, "7")
    assert one.original == CONFIG
    longer = {**CONFIG["triggers"][0], "for": {"minutes": 20}}
    assert one.automation == {**CONFIG, "triggers": [longer]}
    assert one.title == "Let “Hall off” wait 20 minutes instead of 15 minutes"
    assert one.description == (
        "Let “Hall off” wait 20 minutes instead of 15 minutes. It switched off 28 times in the last 28 days; 10 times"
        " you switched it on again within 1 minute, most recently Sunday 4 Oct, 18:27. With 20 minutes that would"
        " not have happened. Things would stay on up to 3 minutes longer a day."
    )
    assert one.before is not None
    assert one.evidence is not None
    assert (one.before.wrong, one.evidence.wrong) == (10, 0)
    assert one.entity_ids == (LIGHT, MOTION)
    assert one.area_id == "hall"
    assert one.routine is None
    assert made.reports == ()


async def test_one_that_does_well(hass: HomeAssistant) -> None:
    made = await make(hass, FINE)
    assert (made.new, made.updated, made.withdrawn, made.reports) == ([], [], [], ())


async def test_one_that_is_switched_off_is_left_alone(hass: HomeAssistant) -> None:
    hass.states.async_set(OFF, "off")
    made = await make(hass)
    assert (made.new, made.reports) == ([], ())


@pytest.mark.parametrize(
    "changes",
    [
        {"from_blueprint": True},
        {
            "effects": (
                Effect(entity_id=LIGHT, state="off"),
                Effect(entity_id="lock.hall", state="locked"),
            )
        },
    ],
    ids=["blueprint", "lock"],
)
async def test_some_are_only_told(hass: HomeAssistant, changes: dict[str, Any]) -> None:
    lock = replace(UNDONE.home.entities[LIGHT], entity_id="lock.hall")
    home = replace(UNDONE.home, entities={**UNDONE.home.entities, "lock.hall": lock})
    past = Timeline(UNDONE.history, home, UNDONE.suns)
    made = await make(hass, past, own(**changes))
    assert made.new == []
    assert [report.trouble for report in made.reports] == [Trouble.UNDONE]


async def test_a_part_that_does_not_fit_is_no_hindrance(hass: HomeAssistant) -> None:
    """Where it can't be replayed no wait is tried, and its undoings are told."""
    config = {**CONFIG, "actions": [*CONFIG["actions"], {"delay": 5}]}
    made = await make(hass, automation=own(config))
    assert made.new == []
    assert [report.undone for report in made.reports] == [10]


async def test_known_ones_keep_their_id(hass: HomeAssistant) -> None:
    (first,) = (await make(hass)).new
    again = await make(hass, known=[replace(first, offered=True)])
    assert again.new == again.withdrawn == []
    assert [s.suggestion_id for s in again.updated] == [first.suggestion_id]
    assert again.updated[0].offered
    assert again.updated[0].version == 1


@pytest.mark.parametrize(
    ("status", "undone_then", "expected"),
    [
        (SuggestionStatus.DISMISSED, 10, 0),
        (SuggestionStatus.UNDONE, 10, 0),
        (SuggestionStatus.DISMISSED, 5, 1),
        (SuggestionStatus.SNOOZED, 10, 1),
    ],
)
async def test_a_no_is_kept_until_it_gets_twice_as_bad(
    hass: HomeAssistant, status: SuggestionStatus, undone_then: int, expected: int
) -> None:
    (first,) = (await make(hass)).new
    assert first.before is not None
    then = replace(
        first,
        status=status,
        updated=0.0,
        before=replace(first.before, wrong=undone_then),
    )
    made = await make(hass, known=[then])
    assert made.new == []
    assert len(made.updated) == expected
    assert len(made.dropped) == 1 - expected


async def test_what_it_did_before_it_was_changed_does_not_count(
    hass: HomeAssistant,
) -> None:
    (first,) = (await make(hass)).new
    accepted = replace(
        first, status=SuggestionStatus.DEPLOYED, original={**CONFIG, "mode": "single"}
    )
    made = await make(hass, known=[accepted])
    assert (made.new, made.updated, made.reports) == ([], [], ())


@pytest.mark.parametrize(
    ("automation", "past", "reason"),
    [
        (own(automation_id="8"), FINE, "The automation is no longer there."),
        (
            own({**CONFIG, "mode": "single"}),
            FINE,
            "The automation was changed meanwhile.",
        ),
        (own(), FINE, "It does well now."),
    ],
    ids=["gone", "edited", "settled"],
)
async def test_what_is_no_longer_so_is_withdrawn(
    hass: HomeAssistant, automation: ExistingAutomation, past: Timeline, reason: str
) -> None:
    (first,) = (await make(hass)).new
    made = await make(hass, past, automation, known=[first], later=86400)
    (gone,) = made.withdrawn
    assert (gone.status, gone.reason) == (SuggestionStatus.WITHDRAWN, reason)


async def test_what_cannot_be_judged_stays(hass: HomeAssistant) -> None:
    (first,) = (await make(hass)).new
    assert not (await make(hass, FINE, known=[first])).withdrawn
    hass.states.async_set(OFF, "off")
    assert not (await make(hass, FINE, known=[first], later=86400)).withdrawn


async def test_a_habit_that_a_changed_automation_does_is_not_suggested_besides(
    hass: HomeAssistant,
) -> None:
    past = by_hand()
    on = own(
        {
            **CONFIG,
            "triggers": [
                {"trigger": "state", "entity_id": "binary_sensor.gone", "to": "on"}
            ],
            "actions": [{"action": "light.turn_on", "target": {"entity_id": LIGHT}}],
        },
        effects=(Effect(entity_id=LIGHT, state="on"),),
    )
    made = await make(hass, past, on, findings=(habit(past),))
    (one,) = made.new
    assert made.found.findings == ()
    (trigger,) = one.automation["triggers"]
    assert (trigger["entity_id"], trigger["to"]) == (MOTION, "on")
    assert one.automation["actions"] == on.config["actions"]
    assert one.title == "Run “Hall off” when someone is noticed by the hall motion"
    assert "It has not run in the last 28 days. You did this by hand" in one.description
    refused = replace(one, status=SuggestionStatus.DISMISSED)
    again = await make(hass, past, on, findings=(habit(past),), known=[refused])
    assert again.new == again.updated == []
    assert len(again.found.findings) == 1


async def test_conditions_are_worded(hass: HomeAssistant) -> None:
    hall = Hall().live(*evenings(28, lambda n: n % 3 == 0, noticed=8000))
    player = "media_player.hall_tv"
    hall.more[player] = [(hall.motion[0][0], "off")]
    for n, ran in enumerate(hall.runs):
        if n % 3 == 0:
            hall.more[player] += [(ran - 3000, "playing"), (ran + 3000, "off")]
    several = (
        Effect(entity_id=LIGHT, state="off"),
        Effect(entity_id="fan.hall", state="off"),
    )
    (one,) = (await make(hass, hall.past(), own(effects=several))).new
    assert one.automation["conditions"] == [
        {"condition": "state", "entity_id": player, "state": "off"}
    ]
    assert one.title == "Run “Hall off” only while the hall tv is off"
    assert (
        "With this condition that would not have happened, and the automation would"
        " have run 18 times as before." in one.description
    )
    assert one.entity_ids == ("fan.hall", LIGHT, MOTION, player)
    (warning,) = one.warnings
    assert "none of its actions" in warning


async def test_one_for_a_room_by_purpose(hass: HomeAssistant) -> None:
    """What it watches and acts on is looked up in the registries; what is changed is what its owner wrote."""
    for domain in ("light", "motion"):
        assert await async_setup_component(hass, domain, {})
    ar.async_get(hass).async_create("Hall")
    registry = er.async_get(hass)
    for entity_id, device_class in ((LIGHT, None), (MOTION, "motion")):
        domain, name = entity_id.split(".")
        registry.async_get_or_create(
            domain,
            "test",
            name,
            suggested_object_id=name,
            original_device_class=device_class,
        )
        registry.async_update_entity(entity_id, area_id="hall")
    config = {
        **CONFIG,
        "triggers": {
            "trigger": "motion.cleared",
            "target": {"area_id": "hall"},
            "options": {"behavior": "each", "for": {"minutes": 15}},
        },
        "actions": [{"action": "light.turn_off", "target": {"area_id": "hall"}}],
    }
    (one,) = (await make(hass, automation=own(config))).new
    options = {"behavior": "each", "for": {"minutes": 20}}
    assert one.automation == {
        **config,
        "triggers": {**config["triggers"], "options": options},
    }
    assert one.kind is RoutineKind.LEFT_ON


async def test_it_is_answered_with_both_replays(hass: HomeAssistant) -> None:
    (one,) = (await make(hass)).new
    answer = suggestion_answer(one, UNDONE.home)
    assert (answer["replaces"], answer["original"]) == ("7", CONFIG)
    assert (answer["before"]["right"], answer["before"]["wrong"]) == (18, 10)
    assert (answer["evidence"]["right"], answer["evidence"]["wrong"]) == (18, 0)
    wrong = [e for e in answer["before"]["examples"] if e["verdict"] == "wrong"]
    assert {e["by"] for e in wrong} == {"wall switch"}
