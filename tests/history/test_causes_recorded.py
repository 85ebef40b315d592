"""The causes of changes that a real Home Assistant made, through its own recorder."""

from homeassistant.components.recorder.db_schema import EventData
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers.recorder import get_instance, session_scope
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockUser
from sqlalchemy import update

from custom_components.ai_automation.history import HistoryReader, Scope
from custom_components.ai_automation.model.act import Cause
from custom_components.ai_automation.model.home import HomeContext
from custom_components.ai_automation.model.track import History

from .past import ADDON, ANA, DAY, HOUR, START, Past, entity, home, told

LAMP = "input_boolean.lamp"
OTHER = "input_boolean.other"
HOME = home(
    LAMP,
    OTHER,
    "script.relax",
    "scene.cosy",
    "light.hall",
    "switch.slow",
    entity("switch.shown", platform="template"),
)
TURN_ON_OTHER = {
    "action": "input_boolean.turn_on",
    "target": {"entity_id": OTHER},
}
CONFIG = {
    "input_boolean": {"lamp": None, "other": None},
    "script": {"relax": {"sequence": [TURN_ON_OTHER]}},
    "scene": [{"id": "cosy", "name": "Cosy", "entities": {OTHER: "on"}}],
    "automation": [
        {
            "id": "by_event",
            "alias": "By event",
            "triggers": [{"trigger": "event", "event_type": "knock"}],
            "actions": [TURN_ON_OTHER],
        },
        {
            "id": "by_state",
            "alias": "By state",
            "triggers": [{"trigger": "state", "entity_id": LAMP, "to": "on"}],
            "actions": [TURN_ON_OTHER],
        },
        {
            "id": "by_script",
            "alias": "By script",
            "triggers": [{"trigger": "event", "event_type": "ring"}],
            "actions": [{"action": "script.relax"}],
        },
    ],
    "recorder": {},
}


@pytest.fixture
async def live(past: Past, hass: HomeAssistant) -> Past:
    """Give a home of real helpers, automations, scripts and scenes."""
    for domain in ("homeassistant", "input_boolean", "script", "scene", "automation"):
        assert await async_setup_component(hass, domain, CONFIG)
    for user_id in (ANA, ADDON):
        MockUser(id=user_id, is_owner=True).add_to_hass(hass)
    await hass.async_block_till_done()
    past.move_to(HOUR)
    return past


async def async_do(past: Past, action: str, entity_id: str, context: Context) -> None:
    domain, _, service = action.partition(".")
    await past.hass.services.async_call(
        domain, service, {"entity_id": entity_id}, blocking=True, context=context
    )
    await past.hass.async_block_till_done()


async def async_history(past: Past, made: HomeContext = HOME) -> History:
    await past.async_recorded()
    return await HistoryReader(past.hass).async_read(
        made, Scope(), start=START + HOUR - 1, end=START + DAY
    )


def last_cause(history: History) -> dict[Cause, int]:
    return dict(history.causes)


async def test_a_person(live: Past) -> None:
    await async_do(live, "input_boolean.turn_on", OTHER, Context(user_id=ANA))
    history = await async_history(live)
    assert told(history) == [(1.0, OTHER, "on", "person")]
    assert history.acts[0].user_id == ANA


async def test_an_addon(live: Past) -> None:
    await async_do(live, "input_boolean.turn_on", OTHER, Context(user_id=ADDON))
    assert last_cause(await async_history(live)) == {Cause.MACHINE: 1}


async def test_an_integration(live: Past) -> None:
    await async_do(live, "input_boolean.turn_on", OTHER, Context())
    history = await async_history(live)
    assert last_cause(history) == {Cause.INTEGRATION: 1}
    assert list(history.machine_times) == [(OTHER, "on")]


@pytest.mark.parametrize(
    "event_type",
    ["homekit_state_change", "alexa_smart_home", "google_assistant_command"],
)
async def test_a_voice(live: Past, event_type: str) -> None:
    spoken = Context()
    live.hass.bus.async_fire(event_type, {"entity_id": OTHER}, context=spoken)
    await async_do(live, "input_boolean.turn_on", OTHER, spoken)
    assert told(await async_history(live)) == [(1.0, OTHER, "on", "voice")]


async def test_an_automation_without_parent(live: Past) -> None:
    live.hass.bus.async_fire("knock")
    await live.hass.async_block_till_done()
    history = await async_history(live)
    assert last_cause(history) == {Cause.AUTOMATION: 1}
    assert history.acts == ()


@pytest.mark.parametrize(
    "recorder_config",
    [{}, {"exclude": {"event_types": ["automation_triggered"]}}],
    ids=["events", "no events"],
)
async def test_what_an_automation_did_is_told_by_its_name(live: Past) -> None:
    for hour in (2, 3):
        live.move_to(hour * HOUR)
        live.hass.bus.async_fire("knock")
        await live.hass.async_block_till_done()
    history = await async_history(live)
    assert [*history.automation_runs] == ["automation.by_event"]
    hours = [
        (at - START) / HOUR for at in history.automation_runs["automation.by_event"]
    ]
    assert hours == pytest.approx([2, 3], abs=1e-3)
    # The second run found everything as it wanted it.
    moves = history.automation_moves
    assert [*moves] == [("automation.by_event", OTHER, "on")]
    assert len(moves["automation.by_event", OTHER, "on"]) == 1


async def test_what_a_script_of_an_automation_did_is_the_automations(
    live: Past,
) -> None:
    live.hass.bus.async_fire("ring")
    await live.hass.async_block_till_done()
    history = await async_history(live)
    assert ("automation.by_script", OTHER, "on") in history.automation_moves


async def test_what_a_person_did_is_no_run(live: Past) -> None:
    await async_do(live, "input_boolean.turn_on", OTHER, Context(user_id=ANA))
    history = await async_history(live)
    assert not history.automation_runs
    assert not history.automation_moves


async def test_an_automation_that_follows_a_person(live: Past) -> None:
    await async_do(live, "input_boolean.turn_on", LAMP, Context(user_id=ANA))
    history = await async_history(live)
    assert last_cause(history) == {Cause.PERSON: 1, Cause.AUTOMATION: 1}
    assert told(history) == [(1.0, LAMP, "on", "person")]


@pytest.mark.parametrize(
    "recorder_config", [{"exclude": {"event_types": ["automation_triggered"]}}]
)
async def test_an_automation_whose_events_are_not_recorded(live: Past) -> None:
    live.hass.bus.async_fire("knock")
    await live.hass.async_block_till_done()
    assert last_cause(await async_history(live)) == {Cause.AUTOMATION: 1}


async def test_a_script_by_a_person_is_one_act(live: Past) -> None:
    await async_do(live, "script.turn_on", "script.relax", Context(user_id=ANA))
    history = await async_history(live)
    (act,) = history.acts
    assert (act.entity_id, act.cause, act.user_id) == (
        "script.relax",
        Cause.SCRIPT,
        ANA,
    )
    assert act.entity_ids == (OTHER, "script.relax")


async def test_a_script_by_an_automation_is_no_act(live: Past) -> None:
    live.hass.bus.async_fire("ring")
    await live.hass.async_block_till_done()
    history = await async_history(live)
    assert history.acts == ()
    assert set(history.causes) == {Cause.AUTOMATION}


async def test_a_scene_by_a_person_is_one_act(live: Past) -> None:
    await async_do(live, "scene.turn_on", "scene.cosy", Context(user_id=ANA))
    history = await async_history(live)
    (act,) = history.acts
    assert (act.entity_id, act.state, act.cause) == ("scene.cosy", "on", Cause.SCRIPT)
    assert act.entity_ids == (OTHER, "scene.cosy")
    assert "scene.cosy" not in history.tracks


async def test_a_scene_that_is_not_read_leaves_its_effects(live: Past) -> None:
    await async_do(live, "scene.turn_on", "scene.cosy", Context(user_id=ANA))
    history = await async_history(live, home(OTHER))
    assert told(history) == [(1.0, OTHER, "on", "person")]


async def test_a_wall_switch_and_a_mirror_of_it(live: Past) -> None:
    live.state(HOUR, "light.hall", "off")
    live.state(HOUR + 1, "switch.shown", "off")
    device = Context()
    live.state(2 * HOUR, "light.hall", "on")
    live.state(2 * HOUR, "switch.shown", "on", device)
    live.state(3 * HOUR, "light.hall", "off")
    live.state(3 * HOUR, "switch.shown", "off", Context(parent_id=device.id))
    history = await async_history(live)
    assert told(history) == [
        (2.0, "light.hall", "on", "physical"),
        (3.0, "light.hall", "off", "physical"),
    ]
    assert history.causes[Cause.DERIVED] == 2


async def test_a_slow_device(live: Past) -> None:
    live.state(HOUR, "switch.slow", "off")
    ana = Context(user_id=ANA)
    live.call(2 * HOUR, "switch.turn_on", ana, entity_id=["switch.slow"])
    live.state(2 * HOUR + 9, "switch.slow", "on")
    nobody = Context()
    live.call(3 * HOUR, "switch.turn_off", nobody, entity_id=["switch.slow"])
    live.state(3 * HOUR + 9, "switch.slow", "off")
    live.state(4 * HOUR, "switch.slow", "on")
    history = await async_history(live)
    assert [(state, cause) for _, _, state, cause in told(history)] == [
        ("on", "person"),
        ("on", "physical"),
    ]
    assert history.acts[0].user_id == ANA
    assert list(history.machine_times) == [("switch.slow", "off")]


async def test_coming_back_is_nobody(live: Past) -> None:
    live.states(
        "light.hall",
        [(HOUR, "off"), (2 * HOUR, "unavailable"), (3 * HOUR, "on"), (4 * HOUR, "off")],
    )
    history = await async_history(live)
    assert told(history) == [(4.0, "light.hall", "off", "physical")]
    assert history.causes == {Cause.RESTORE: 2, Cause.PHYSICAL: 1}


async def test_an_assistant_by_its_row(live: Past) -> None:
    live.state(HOUR, "light.hall", "off")
    live.state(HOUR, "assist_satellite.kitchen", "idle")
    spoken = Context()
    live.state(2 * HOUR, "assist_satellite.kitchen", "processing", spoken)
    live.call(2 * HOUR, "light.turn_on", spoken, entity_id="light.hall")
    live.state(2 * HOUR + 1, "light.hall", "on", spoken)
    assert told(await async_history(live)) == [(2.0, "light.hall", "on", "voice")]


async def test_events_that_say_nothing(live: Past) -> None:
    live.state(HOUR, "light.hall", "off")
    odd = Context()
    live.event(2 * HOUR, "call_service", odd, domain="light")
    live.event(2 * HOUR, "automation_triggered", None, name="x", entity_id=["y"])
    live.event(2 * HOUR, "script_started")
    live.state(2 * HOUR, "light.hall", "on")
    assert told(await async_history(live)) == [(2.0, "light.hall", "on", "physical")]


async def test_data_that_cannot_be_read_names_nothing(live: Past) -> None:
    live.state(HOUR, "light.hall", "off")
    contexts = [Context(), Context()]
    for hour, context in enumerate(contexts, 2):
        live.event(hour * HOUR, "automation_triggered", context, name=f"n{hour}")
        state = "on" if hour == 2 else "off"
        live.state(hour * HOUR, "light.hall", state, context)
    await live.async_recorded()

    def damage() -> None:
        with session_scope(hass=live.hass) as session:
            for name, text in (("n2", '{"name": "n2'), ("n3", "[3]")):
                session.execute(
                    update(EventData)
                    .where(EventData.shared_data.contains(f'"{name}"'))
                    .values(shared_data=text)
                )

    await get_instance(live.hass).async_add_executor_job(damage)
    assert last_cause(await async_history(live)) == {Cause.AUTOMATION: 2}


async def test_a_scene_twice_in_a_row_is_one_act(live: Past) -> None:
    ana = Context(user_id=ANA)
    live.state(HOUR, "scene.quiet", "unknown")
    live.state(2 * HOUR, "scene.quiet", "2026-03-02T02:00:00+00:00", ana)
    live.state(2 * HOUR + 5, "scene.quiet", "2026-03-02T02:00:05+00:00", ana)
    history = await async_history(live, home("scene.quiet"))
    assert [a.entity_ids for a in history.acts] == [("scene.quiet",)]


async def test_switching_an_automation_off_is_no_run_of_it(live: Past) -> None:
    live.state(HOUR, "light.hall", "off")
    ana = Context(user_id=ANA)
    live.state(2 * HOUR, "automation.by_event", "off", ana)
    live.state(2 * HOUR, "light.hall", "on", ana)
    assert told(await async_history(live)) == [(2.0, "light.hall", "on", "person")]
