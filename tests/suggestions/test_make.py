"""What was found becomes suggestions, each only once, and what faded is withdrawn."""

from dataclasses import replace
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.ai_automation.model.evidence import Finding, Found
from custom_components.ai_automation.model.home import (
    Effect,
    ExistingAutomation,
    HomeContext,
)
from custom_components.ai_automation.model.routine import (
    ClockTrigger,
    NumericTrigger,
    Routine,
    RoutineKind,
    StateTrigger,
    SunTrigger,
    Target,
    WeekdayCondition,
)
from custom_components.ai_automation.model.suggestion import (
    Category,
    Origin,
    Risk,
    Suggestion,
    SuggestionStatus,
)
from custom_components.ai_automation.model.track import History
from custom_components.ai_automation.routines.replay import replay
from custom_components.ai_automation.routines.timeline import Timeline
from custom_components.ai_automation.suggestions import Made, async_make
from tests.routines.homes import Made as Lived, lived_in, track
from tests.routines.small import series

LIVED: Lived = lived_in(5)
COFFEE = Target(entity_id="switch.kitchen_coffee", state="on")
LAMP_OFF = Target(entity_id="light.hall_lamp", state="off")
NOW = LIVED.history.end


def routine(target: Target = COFFEE, at: int = 7 * 3600, **changes: Any) -> Routine:
    """Return a routine by the clock."""
    return Routine(
        **{
            "kind": RoutineKind.CLOCK,
            "triggers": (ClockTrigger(at=at),),
            "targets": (target,),
            **changes,
        }
    )


def finding(
    made: Routine, history: History = LIVED.history, home: HomeContext = LIVED.home
) -> Finding:
    """Return a routine with its real replay."""
    proof = replay(made, Timeline(history, home, LIVED.suns))
    return Finding(routine=made, evidence=proof, confidence=0.8, worth=2.0)


@pytest.fixture(autouse=True)
async def _home(hass: HomeAssistant) -> None:
    """Set up the automation integration and the actions that are used."""
    assert await async_setup_component(hass, "automation", {})
    assert await async_setup_component(hass, "persistent_notification", {})
    for domain in ("switch", "light"):
        for service in ("turn_on", "turn_off"):
            async_mock_service(hass, domain, service)


async def make(
    hass: HomeAssistant,
    *routines: Routine,
    known: list[Suggestion] | None = None,
    home: HomeContext = LIVED.home,
    history: History = LIVED.history,
    now: float = NOW,
) -> Made:
    """Make suggestions of routines."""
    findings = tuple(finding(r, history, home) for r in routines)
    return await async_make(
        hass,
        home,
        Found(findings=findings, tested=9),
        history=history,
        suns=LIVED.suns,
        known=known or [],
        purpose=frozenset(),
        run_id="run",
        now=now,
    )


async def known(hass: HomeAssistant, made: Routine, **changes: Any) -> Suggestion:
    """Return the suggestion of an earlier night."""
    (first,) = (await make(hass, made, now=NOW - 86400)).new
    return replace(first, **changes)


def automation(
    config: dict[str, Any], *effects: tuple[str, str | None], **changes: Any
) -> HomeContext:
    """Return the home with an automation in it."""
    existing = ExistingAutomation(
        entity_id="automation.own",
        automation_id="1",
        alias="Own",
        config=config,
        effects=tuple(Effect(entity_id=e, state=s) for e, s in effects),
        **changes,
    )
    return replace(LIVED.home, automations=(existing,))


async def test_new(hass: HomeAssistant) -> None:
    """A finding becomes a whole suggestion."""
    made = await make(hass, routine())
    (new,) = made.new
    proof = finding(routine()).evidence
    assert new == Suggestion(
        suggestion_id=new.suggestion_id,
        origin=Origin.ROUTINE,
        kind=RoutineKind.CLOCK,
        status=SuggestionStatus.NEW,
        created=NOW,
        updated=NOW,
        run_id="run",
        offered=False,
        fingerprint=routine().fingerprint,
        title="Turn on the kitchen coffee at 07:00",
        description=new.description,
        category=Category.COMFORT,
        area_id="kitchen",
        entity_ids=("switch.kitchen_coffee",),
        confidence=0.8,
        worth=2.0,
        automation={
            "alias": new.title,
            "description": new.description,
            "triggers": [{"trigger": "time", "at": "07:00:00"}],
            "conditions": [],
            "actions": [
                {
                    "action": "switch.turn_on",
                    "target": {"entity_id": "switch.kitchen_coffee"},
                }
            ],
            "mode": "single",
        },
        routine=routine(),
        evidence=proof,
    )
    assert str(proof.right) in new.description
    assert (made.updated, made.withdrawn, made.dropped) == ([], [], [])


async def test_what_it_is_good_for(hass: HomeAssistant) -> None:
    """Switching off saves, a lock is only told of, and all that takes part is listed."""
    lock = replace(
        LIVED.home.entities["light.hall_lamp"], entity_id="lock.x", name="Lock"
    )
    home = replace(LIVED.home, entities={**LIVED.home.entities, "lock.x": lock})
    trigger = StateTrigger(entity_id="binary_sensor.hall_door", to="on")
    made = await make(
        hass,
        routine(LAMP_OFF, triggers=(trigger,), kind=RoutineKind.FOLLOW),
        routine(Target(entity_id="lock.x", state="locked")),
        home=home,
    )
    lamp, locked = made.new
    assert lamp.category is Category.ENERGY
    assert lamp.entity_ids == ("light.hall_lamp", "binary_sensor.hall_door")
    assert (locked.category, locked.risk) == (Category.SECURITY, Risk.SECURITY)
    assert locked.warnings
    assert "persistent_notification.create" in str(locked.automation)


async def test_dropped_with_its_reason(hass: HomeAssistant) -> None:
    """What nothing can do, and what fails the check, is no suggestion."""
    player = Target(entity_id="media_player.kitchen_radio", state="playing")
    made = await make(
        hass, routine(player), routine(Target(entity_id="person.ana", state="home"))
    )
    assert made.new == []
    assert [d.title.split(" at ")[0] for d in made.dropped] == [
        "Set the ana to home",
        "Start playing on the kitchen radio",
    ]
    assert "no action" in made.dropped[0].reason
    assert made.dropped[1].reason


async def test_the_same_twice_in_a_night(hass: HomeAssistant) -> None:
    """Seven and ten past seven are the same habit, seven and seven in the evening aren't."""
    made = await make(
        hass, routine(), routine(at=7 * 3600 + 600), routine(at=19 * 3600)
    )
    assert [s.title[-5:] for s in made.new] == ["07:00", "19:00"]
    assert "does the same" in made.dropped[0].reason


async def test_found_again_is_updated(hass: HomeAssistant) -> None:
    """An open suggestion keeps its id; its version counts changes of what it does."""
    first = await known(hass, routine(), offered=True)
    made = await make(hass, routine(), known=[first])
    (same,) = made.updated
    assert (same.suggestion_id, same.version) == (first.suggestion_id, 1)
    assert (same.created, same.offered, same.run_id) == (NOW - 86400, True, "run")
    assert made.new == made.withdrawn == []
    made = await make(hass, routine(at=7 * 3600 + 300), known=[first])
    (other,) = made.updated
    assert (other.suggestion_id, other.version) == (first.suggestion_id, 2)
    assert other.updated == NOW


async def test_a_suggestion_is_renewed_once(hass: HomeAssistant) -> None:
    """Of two habits near a known one, one renews it and the other is new."""
    first = await known(hass, routine(at=7 * 3600))
    made = await make(
        hass, routine(at=6 * 3600 + 1900), routine(at=7 * 3600 + 1750), known=[first]
    )
    assert [s.suggestion_id for s in made.updated] == [first.suggestion_id]
    assert len(made.new) == 1
    assert made.new[0].suggestion_id != first.suggestion_id


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"status": SuggestionStatus.WATCHING}, SuggestionStatus.WATCHING),
        (
            {"status": SuggestionStatus.SNOOZED, "until": NOW + 1},
            SuggestionStatus.SNOOZED,
        ),
        ({"status": SuggestionStatus.SNOOZED, "until": NOW - 1}, SuggestionStatus.NEW),
        ({"status": SuggestionStatus.WITHDRAWN, "reason": "x"}, SuggestionStatus.NEW),
    ],
)
async def test_status_of_what_is_found_again(
    hass: HomeAssistant, changes: dict[str, Any], status: SuggestionStatus
) -> None:
    """Snoozed waits for its time, withdrawn comes back."""
    first = await known(hass, routine(), **changes)
    (again,) = (await make(hass, routine(), known=[first])).updated
    assert again.status is status
    assert again.until == (NOW + 1 if status is SuggestionStatus.SNOOZED else None)
    assert again.reason is None


@pytest.mark.parametrize(
    "status",
    [
        SuggestionStatus.DEPLOYED,
        SuggestionStatus.PAUSED,
        SuggestionStatus.DISMISSED,
        SuggestionStatus.UNDONE,
        SuggestionStatus.REMOVED,
    ],
)
async def test_decided_ones_do_not_come_again(
    hass: HomeAssistant, status: SuggestionStatus
) -> None:
    """What was accepted or turned down is not suggested again."""
    first = await known(hass, routine(), status=status)
    made = await make(hass, routine(), known=[first])
    assert made.new == made.updated == made.withdrawn == []
    assert first.title in made.dropped[0].reason


async def test_dismissed_comes_back_with_twice_the_proof(hass: HomeAssistant) -> None:
    """Only twice as many right firings bring it back."""
    first = await known(hass, routine(), offered=True)
    assert first.evidence
    for right, back in (
        (first.evidence.right // 2, True),
        (first.evidence.right, False),
    ):
        before = replace(
            first,
            status=SuggestionStatus.DISMISSED,
            evidence=replace(first.evidence, right=right),
        )
        made = await make(hass, routine(), known=[before])
        assert [s.status for s in made.updated] == [SuggestionStatus.NEW] * back
        assert all(not s.offered for s in made.updated)
    unproven = replace(first, status=SuggestionStatus.DISMISSED, evidence=None)
    assert (await make(hass, routine(), known=[unproven])).updated == []


TIME_0710 = {"triggers": [{"trigger": "time", "at": "07:10"}], "actions": []}
DOOR = {"triggers": [{"trigger": "webhook"}], "actions": []}
BY_DOOR = routine(
    triggers=(StateTrigger(entity_id="binary_sensor.hall_door", to="on"),)
)


@pytest.mark.parametrize(
    ("found", "home", "automated"),
    [
        (routine(), automation(TIME_0710, ("switch.kitchen_coffee", "on")), True),
        (routine(), automation(TIME_0710, ("switch.kitchen_coffee", None)), True),
        (routine(), automation(TIME_0710, ("switch.kitchen_coffee", "off")), False),
        (routine(), automation(TIME_0710, ("light.hall_lamp", "on")), False),
        (
            routine(at=9 * 3600),
            automation(TIME_0710, ("switch.kitchen_coffee", "on")),
            False,
        ),
        (
            routine(conditions=(WeekdayCondition(weekdays=(6,)),)),
            automation(
                {
                    **TIME_0710,
                    "conditions": {"condition": "time", "weekday": ["mon", "tue"]},
                },
                ("switch.kitchen_coffee", "on"),
            ),
            False,
        ),
        (
            BY_DOOR,
            automation(
                DOOR,
                ("switch.kitchen_coffee", "on"),
                trigger_entities=frozenset({"binary_sensor.hall_door"}),
            ),
            True,
        ),
        (BY_DOOR, automation(DOOR, ("switch.kitchen_coffee", "on")), False),
        (
            routine(triggers=(SunTrigger(event="sunset"),)),
            automation(
                DOOR,
                ("switch.kitchen_coffee", "on"),
                trigger_entities=frozenset({"sun.sun"}),
            ),
            True,
        ),
        (
            BY_DOOR,
            automation(
                {
                    "triggers": [
                        {"trigger": "state", "entity_id": "light.gone", "to": "on"}
                    ]
                },
                ("switch.kitchen_coffee", "on"),
            ),
            False,
        ),
    ],
)
async def test_what_an_automation_does(
    hass: HomeAssistant, found: Routine, home: HomeContext, automated: bool
) -> None:
    """A habit that an automation covers is no suggestion, and an open one of it is withdrawn."""
    sun = replace(LIVED.home.entities["zone.home"], entity_id="sun.sun")
    home = replace(home, entities={**home.entities, "sun.sun": sun})
    first = await known(hass, found)
    made = await make(hass, found, home=home, known=[first])
    assert bool(made.dropped) is automated
    assert [s.reason for s in made.withdrawn] == (
        ["The automation “Own” does it now."] if automated else []
    )
    assert [s.status for s in made.withdrawn] == [
        SuggestionStatus.WITHDRAWN
    ] * automated


async def test_automations_that_are_off_do_nothing(hass: HomeAssistant) -> None:
    """Only automations that are switched on count."""
    home = automation(TIME_0710, ("switch.kitchen_coffee", "on"))
    for state, count in (("off", 1), ("unavailable", 1), ("on", 0)):
        hass.states.async_set("automation.own", state)
        assert len((await make(hass, routine(), home=home)).new) == count


async def test_groups_count_as_one(hass: HomeAssistant) -> None:
    """An automation of one bulb is one of the lamp that stands for it."""
    history = replace(
        LIVED.history,
        groups={"switch.kitchen_coffee": ("switch.kitchen_coffee", "switch.twin")},
    )
    home = automation(TIME_0710, ("switch.twin", "on"))
    made = await make(hass, routine(), home=home, history=history)
    assert made.new == []


async def test_faded(hass: HomeAssistant) -> None:
    """What is not found any more in later days is withdrawn, once they were looked at."""
    first = await known(hass, routine())
    assert first.evidence
    earlier = replace(first.evidence, end=NOW - 86400, days=19.0)
    first = replace(first, evidence=earlier)
    made = await make(hass, known=[first])
    assert [(s.suggestion_id, s.reason) for s in made.withdrawn] == [
        (first.suggestion_id, "The habit has faded.")
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": Origin.IDEA},
        {"status": SuggestionStatus.DEPLOYED},
        {"routine": None},
        {"evidence": None},
        {"entity_ids": ("sun.sun",)},
    ],
)
async def test_left_alone(hass: HomeAssistant, changes: dict[str, Any]) -> None:
    """What a run could not judge stays as it is."""
    sun = replace(LIVED.home.entities["zone.home"], entity_id="sun.sun")
    home = replace(LIVED.home, entities={**LIVED.home.entities, "sun.sun": sun})
    first = await known(hass, routine())
    assert first.evidence
    earlier = replace(first.evidence, end=NOW - 86400, days=19.0)
    first = replace(first, evidence=earlier)
    assert (
        await make(hass, known=[replace(first, **changes)], home=home)
    ).withdrawn == []
    longer = replace(earlier, days=98.0)
    for proof in (longer, replace(earlier, end=NOW)):
        again = replace(first, evidence=proof)
        assert (await make(hass, known=[again], home=home)).withdrawn == []


async def test_a_holiday_fades_nothing(hass: HomeAssistant) -> None:
    """Days on which nobody was there tell nothing of a habit."""
    first = await known(hass, BY_DOOR)
    assert first.evidence
    first = replace(first, evidence=replace(first.evidence, end=NOW - 86400))
    left = NOW - 9 * 86400
    zone = track("zone.home", [(LIVED.history.start, "1"), (left, "0")])
    history = replace(
        LIVED.history,
        tracks={**LIVED.history.tracks, "zone.home": zone},
        acts=tuple(a for a in LIVED.history.acts if a.at < left),
    )
    assert (await make(hass, known=[first], history=history)).withdrawn == []
    assert len((await make(hass, known=[first])).withdrawn) == 1


WARM = "sensor.hall_temperature"
WHEN_HOT = routine(triggers=(NumericTrigger(entity_id=WARM, above=26.0),))


@pytest.mark.parametrize(("hot_days", "faded"), [(6, 1), (2, 0), (0, 0)])
async def test_a_season_that_is_over_fades_nothing(
    hass: HomeAssistant, hot_days: int, faded: int
) -> None:
    """Only where it began and was not done, the habit is gone."""
    rows = [(LIVED.history.start, 20.0)]
    for day in range(hot_days):
        noon = LIVED.history.start + day * 86400 + 43200
        rows += [(noon, 28.0), (noon + 7200, 20.0)]
    history = replace(LIVED.history, series={WARM: series(WARM, rows)})
    sensor = replace(LIVED.home.entities["zone.home"], entity_id=WARM)
    home = replace(LIVED.home, entities={**LIVED.home.entities, WARM: sensor})
    first = await known(hass, routine())
    assert first.evidence
    first = replace(
        first,
        routine=WHEN_HOT,
        entity_ids=("switch.kitchen_coffee", WARM),
        evidence=replace(first.evidence, end=NOW - 86400),
    )
    made = await make(hass, known=[first], home=home, history=history)
    assert len(made.withdrawn) == faded


async def test_its_thing_is_gone(hass: HomeAssistant) -> None:
    """A suggestion for a thing that was removed is withdrawn at once."""
    first = await known(hass, routine(), entity_ids=("light.gone",))
    made = await make(hass, known=[first])
    assert [s.reason for s in made.withdrawn] == ["light.gone is no longer there."]
