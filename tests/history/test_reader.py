"""Reading a past that a real recorder wrote."""

import asyncio
from collections.abc import Callable
from unittest.mock import patch

from homeassistant.components.recorder.db_schema import RecorderRuns, States
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.recorder import get_instance, session_scope
from homeassistant.util import dt as dt_util
import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import OperationalError

from custom_components.ai_automation.history import HistoryReader, Scope
from custom_components.ai_automation.history.query import ReadingStoppedError
from custom_components.ai_automation.history.recorder import read as real
from custom_components.ai_automation.model.act import Act, Cause
from custom_components.ai_automation.model.home import HomeContext
from custom_components.ai_automation.model.track import History

from .past import ANA, BEN, DAY, HOUR, START, Past, assert_same, entity, home, told

HOME = home(
    entity("light.hall", area_id="hall"),
    "light.porch",
    entity("binary_sensor.door", device_class="door"),
    "person.ana",
    "zone.home",
    "sensor.power",
    "sun.sun",
)


async def async_read(
    hass: HomeAssistant,
    made: HomeContext = HOME,
    *,
    reader: HistoryReader | None = None,
    start: float = 0.0,
    end: float = DAY,
    options: dict[str, list[str]] | None = None,
    log: tuple[Act, ...] = (),
    targets: frozenset[str] | None = None,
) -> History:
    """Read from and to so many seconds after START."""
    return await (reader or HistoryReader(hass)).async_read(
        made,
        Scope.from_options(options or {}),
        start=START + start,
        end=START + end,
        log=log,
        targets=targets,
    )


def evening(past: Past, day: float = 0.0) -> None:
    """Write an evening: the door, the hall light by hand, the porch light by Ana."""
    past.state(day + 17 * HOUR, "binary_sensor.door", "off")
    past.state(day + 17 * HOUR + 1, "light.hall", "off")
    past.state(day + 17 * HOUR + 2, "light.porch", "off")
    past.state(day + 18 * HOUR, "binary_sensor.door", "on")
    past.state(day + 18 * HOUR + 20, "light.hall", "on")
    ana = Context(user_id=ANA)
    past.call(day + 19 * HOUR, "light.turn_on", ana, entity_id="light.porch")
    past.state(day + 19 * HOUR + 1, "light.porch", "on", ana)
    past.state(day + 23 * HOUR, "light.hall", "off")


async def test_tracks_and_acts(past: Past, hass: HomeAssistant) -> None:
    past.state(1, "sensor.power", "12")
    evening(past)
    await past.async_recorded()
    history = await async_read(hass)
    assert told(history) == [
        (18.006, "light.hall", "on", "physical"),
        (19.0, "light.porch", "on", "person"),
        (23.0, "light.hall", "off", "physical"),
    ]
    assert history.tracks.keys() == {"binary_sensor.door", "light.hall", "light.porch"}
    hall = history.tracks["light.hall"]
    assert hall.states == ("off", "on")
    assert hall.state_at(START + 20 * HOUR) == "on"
    assert history.causes == {Cause.PERSON: 1, Cause.PHYSICAL: 2}
    assert (history.start, history.end) == (START + 1, START + DAY)
    assert history.groups == {}


async def test_an_act_names_its_row(past: Past, hass: HomeAssistant) -> None:
    evening(past)
    await past.async_recorded()
    act = (await async_read(hass)).acts[1]

    def row() -> States | None:
        with session_scope(hass=hass, read_only=True) as session:
            found = session.get(States, act.state_id)
            assert found is not None
            session.expunge(found)
            return found

    found = await get_instance(hass).async_add_executor_job(row)
    assert found is not None
    assert (found.last_updated_ts, found.state) == (act.at, act.state)
    assert act.user_id == ANA
    assert act.context_id is not None


async def test_attributes_alone_are_no_change(past: Past, hass: HomeAssistant) -> None:
    past.state(10, "light.hall", "off")
    past.state(HOUR, "light.hall", "on", attributes={"brightness": 10})
    for step in range(50):
        past.state(2 * HOUR + step, "light.hall", "on", attributes={"brightness": step})
    await past.async_recorded()
    history = await async_read(hass)
    assert history.rows < 30
    assert len(history.acts) == 1
    assert len(history.tracks["light.hall"].times) == 2


async def test_nothing_before_and_nothing_after(
    past: Past, hass: HomeAssistant
) -> None:
    for hour, state in enumerate(["off", "on", "off", "on", "off"]):
        past.state(hour * HOUR, "light.hall", state)
    await past.async_recorded()
    history = await async_read(hass, start=1.5 * HOUR, end=3 * HOUR)
    track = history.tracks["light.hall"]
    assert [(t - START) / HOUR for t in track.times] == [1.5, 2.0, 3.0]
    assert [track.states[c] for c in track.codes] == ["on", "off", "on"]
    assert [a.at for a in history.acts] == [START + 2 * HOUR, START + 3 * HOUR]
    just_before = await async_read(hass, start=1.5 * HOUR, end=3 * HOUR - 0.001)
    assert len(just_before.acts) == 1


async def test_an_empty_recorder(past: Past, hass: HomeAssistant) -> None:
    past.move_to(DAY)
    await past.async_recorded()
    history = await async_read(hass)
    assert (history.acts, history.tracks, history.gaps) == (
        (),
        {},
        ((START, START + DAY),),
    )


async def test_a_home_without_anything(past: Past, hass: HomeAssistant) -> None:
    evening(past)
    await past.async_recorded()
    history = await async_read(hass, home())
    assert (history.acts, history.tracks) == ((), {})


@pytest.mark.parametrize(
    ("options", "acts", "tracks"),
    [
        ({"exclude_entities": ["light.hall"]}, {"light.porch"}, {"light.porch"}),
        ({"exclude_areas": ["hall"]}, {"light.porch"}, {"light.porch"}),
        ({"exclude_domains": ["light"]}, set(), set()),
        (
            {"exclude_people": ["person.ana"]},
            {"light.hall"},
            {"light.hall", "light.porch"},
        ),
    ],
)
async def test_what_is_excluded_is_not_told(
    past: Past,
    hass: HomeAssistant,
    options: dict[str, list[str]],
    acts: set[str],
    tracks: set[str],
) -> None:
    evening(past)
    await past.async_recorded()
    history = await async_read(hass, options=options)
    assert {act.entity_id for act in history.acts} == acts
    assert set(history.tracks) - {"binary_sensor.door"} == tracks


async def test_targets_restrict_acts_and_nothing_else(
    past: Past, hass: HomeAssistant
) -> None:
    evening(past)
    await past.async_recorded()
    history = await async_read(hass, targets=frozenset({"light.porch"}))
    assert {act.entity_id for act in history.acts} == {"light.porch"}
    assert "light.hall" in history.tracks


async def test_bulbs_are_told_as_what_stands_for_them(
    past: Past, hass: HomeAssistant
) -> None:
    lamp = home(
        entity("light.lamp", platform="group"),
        entity("light.bulb_1", hidden=True),
        entity("light.bulb_2", hidden=True),
    )
    for n in range(8):
        for lag, name in enumerate(("light.lamp", "light.bulb_1", "light.bulb_2")):
            state = ("off", "on")[n % 2]
            past.state(n * HOUR + lag, name, state)
    await past.async_recorded()
    history = await async_read(hass, lamp)
    members = ("light.bulb_1", "light.bulb_2", "light.lamp")
    assert history.groups == {"light.lamp": members}
    assert {(a.entity_id, a.entity_ids) for a in history.acts} == {
        ("light.lamp", members)
    }
    assert len(history.acts) == 7
    only = await async_read(hass, lamp, targets=frozenset({"light.bulb_2"}))
    assert len(only.acts) == 7
    log = (_logged(-2 * DAY, "light.bulb_1"),)
    assert (await async_read(hass, lamp, log=log)).acts[0].entity_id == "light.lamp"


def _logged(after: float, entity_id: str, user_id: str | None = None) -> Act:
    return Act(
        at=START + after,
        entity_id=entity_id,
        old="off",
        state="on",
        cause=Cause.PERSON,
        user_id=user_id,
        entity_ids=(entity_id,),
    )


async def test_the_log_goes_before_what_the_recorder_remembers(
    past: Past, hass: HomeAssistant
) -> None:
    evening(past)
    await past.async_recorded()
    older = _logged(-2 * DAY, "light.hall")
    log = (
        _logged(18 * HOUR, "light.hall"),
        _logged(16 * HOUR, "light.porch", BEN),
        older,
        _logged(-DAY, "light.gone"),
        _logged(-DAY, "light.hall", ANA),
    )
    history = await async_read(
        hass, log=log, options={"exclude_people": ["person.ana"]}
    )
    assert history.acts[0] == older
    assert [a.entity_id for a in history.acts] == [
        "light.hall",
        "light.porch",
        "light.hall",
        "light.hall",
    ]
    assert history.start == START + 17 * HOUR


async def test_a_timer_elsewhere_is_told_as_a_rule(
    past: Past, hass: HomeAssistant
) -> None:
    past.state(0, "light.porch", "off")
    for day in range(4):
        past.state(day * DAY + 6 * HOUR + 0.3 * day, "light.porch", "on")
        past.state(day * DAY + 20 * HOUR + 1000 * day, "light.porch", "off")
    past.state(3 * DAY + 21 * HOUR, "light.porch", "on")
    await past.async_recorded()
    history = await async_read(hass, end=4 * DAY)
    (rule,) = history.hub_rules
    assert (rule.entity_id, rule.state, rule.times) == ("light.porch", "on", 4)
    assert rule.lag == pytest.approx(6 * HOUR, abs=1)
    assert history.causes == {Cause.OTHER_HUB: 4, Cause.PHYSICAL: 5}
    assert [a.state for a in history.acts] == ["off"] * 4 + ["on"]
    times = history.machine_times["light.porch", "on"]
    assert [round((t - START) // DAY) for t in times] == [0, 1, 2, 3]


async def test_people_who_take_a_rule_back_are_counted(
    past: Past, hass: HomeAssistant
) -> None:
    past.state(0, "light.porch", "off")
    past.state(1, "binary_sensor.door", "off")
    for n in range(12):
        at = HOUR + n * 5 * HOUR + n * 77
        past.state(at, "binary_sensor.door", "on")
        past.state(at + 0.5, "light.porch", "on")
        past.state(at + (30 if n < 3 else 500 + n * 9), "light.porch", "off")
        past.state(at + 1500, "binary_sensor.door", "off")
    await past.async_recorded()
    history = await async_read(hass, end=4 * DAY)
    (rule,) = history.hub_rules
    assert (rule.after, rule.after_state, rule.times) == (
        "binary_sensor.door",
        "on",
        12,
    )
    assert rule.undone == 3


async def test_people_who_move_to_take_a_rule_back_are_counted(
    past: Past, hass: HomeAssistant
) -> None:
    past.state(0, "light.porch", "off")
    past.state(1, "binary_sensor.door", "off")
    for n in range(12):
        at = HOUR + n * 5 * HOUR + n * 77
        for again in (0, 620, 1240) if n < 4 else (0,):
            past.state(at + again, "binary_sensor.door", "on")
            past.state(at + again + 0.5, "light.porch", "on")
            past.state(at + again + 10, "binary_sensor.door", "off")
            past.state(at + again + 610, "light.porch", "off")
    await past.async_recorded()
    history = await async_read(hass, end=4 * DAY)
    off, on = sorted(history.hub_rules, key=lambda rule: rule.state)
    assert (off.state, off.after_state, round(off.lag)) == ("off", "off", 600)
    assert (on.state, on.after_state, on.times) == ("on", "on", 20)
    # Twice on each of four days someone was in the door ten seconds later.
    assert (off.times, off.undone, on.undone) == (20, 8, 0)
    assert not history.acts


async def test_an_account_that_is_a_program(past: Past, hass: HomeAssistant) -> None:
    past.state(0, "light.porch", "off")
    for day in range(6):
        past.state(day * DAY + 6 * HOUR, "light.porch", "on", Context(user_id=BEN))
        past.state(
            day * DAY + 20 * HOUR + 333 * day,
            "light.porch",
            "off",
            Context(user_id=ANA),
        )
    await past.async_recorded()
    history = await async_read(hass, end=6 * DAY)
    assert history.causes == {Cause.MACHINE: 6, Cause.PERSON: 6}
    assert {a.user_id for a in history.acts} == {ANA}


async def test_a_hub_that_comes_back_is_nobody(past: Past, hass: HomeAssistant) -> None:
    lights = [f"light.l{n}" for n in range(6)]
    for n, light in enumerate(lights):
        past.state(n, light, "off")
    for n, light in enumerate(lights):
        past.state(HOUR + n * 0.1, light, "on")
    await past.async_recorded()
    history = await async_read(hass, home(*lights))
    assert history.acts == ()
    assert history.causes == {Cause.RESTORE: 6}


async def test_a_start_of_home_assistant(past: Past, hass: HomeAssistant) -> None:
    past.state(0, "light.hall", "off")
    past.event(HOUR, "homeassistant_start")
    past.state(HOUR + 60, "light.hall", "on")
    past.state(HOUR + 200, "light.hall", "off")
    await past.async_recorded()
    history = await async_read(hass)
    assert history.starts == (START + HOUR,)
    assert told(history) == [(1.056, "light.hall", "off", "physical")]
    assert history.causes == {Cause.RESTORE: 1, Cause.PHYSICAL: 1}


async def test_silence_is_a_gap(past: Past, hass: HomeAssistant) -> None:
    past.state(0, "light.hall", "off")
    past.state(11 * HOUR, "sensor.power", "1")
    past.state(22 * HOUR, "light.hall", "on")
    past.state(35 * HOUR, "light.hall", "off")
    await past.async_recorded()
    history = await async_read(hass, end=36 * HOUR)
    assert history.gaps == ((START + 22 * HOUR, START + 35 * HOUR),)
    ended = await async_read(hass, end=48 * HOUR)
    assert ended.gaps[-1] == (START + 35 * HOUR, START + 48 * HOUR)
    begun = await async_read(hass, start=30 * HOUR, end=36 * HOUR)
    assert begun.gaps == ()


async def test_a_hole_between_two_runs_is_a_gap(
    past: Past, hass: HomeAssistant
) -> None:
    evening(past)
    await past.async_recorded()

    def write() -> None:
        with session_scope(hass=hass) as session:
            for begun, ended in ((0, 2), (3, 4), (4.05, 5), (17.5, None), (18.7, 20)):
                session.add(
                    RecorderRuns(
                        start=dt_util.utc_from_timestamp(START + begun * HOUR),
                        end=ended and dt_util.utc_from_timestamp(START + ended * HOUR),
                        created=dt_util.utcnow(),
                    )
                )

    await get_instance(hass).async_add_executor_job(write)
    past.state(25 * HOUR, "light.hall", "on")
    await past.async_recorded()
    history = await async_read(hass, end=26 * HOUR)
    assert history.start == START + 17 * HOUR
    assert history.gaps == ()
    assert [(s - START) / HOUR for s in history.starts] == [0, 3, 4.05, 17.5, 18.7]
    past.state(27 * HOUR, "light.hall", "off")

    def write_later() -> None:
        with session_scope(hass=hass) as session:
            for begun, ended in ((25.1, 25.5), (26, 26.2), (45, 46)):
                session.add(
                    RecorderRuns(
                        start=dt_util.utc_from_timestamp(START + begun * HOUR),
                        end=dt_util.utc_from_timestamp(START + ended * HOUR),
                        created=dt_util.utcnow(),
                    )
                )

    await get_instance(hass).async_add_executor_job(write_later)
    await past.async_recorded()
    in_silence = await async_read(hass, end=47 * HOUR)
    assert in_silence.gaps[-1] == (START + 27 * HOUR, START + 47 * HOUR)
    later = await async_read(hass, end=28 * HOUR)
    assert later.gaps == ((START + 25.5 * HOUR, START + 26 * HOUR),)


class TestNextNight:
    """What was read once is remembered."""

    async def test_reading_on_is_reading_all(
        self, past: Past, hass: HomeAssistant
    ) -> None:
        reader = HistoryReader(hass)
        evening(past)
        past.call(
            DAY - 9, "light.turn_on", Context(user_id=ANA), entity_id="light.hall"
        )
        past.state(DAY - 2, "light.hall", "on")
        await past.async_recorded()
        first = await async_read(hass, reader=reader, end=DAY)
        evening(past, 2 * DAY)
        await past.async_recorded()
        second = await async_read(hass, reader=reader, end=3 * DAY)
        assert_same(second, await async_read(hass, end=3 * DAY))
        assert (len(first.acts), len(second.acts)) == (4, 9)
        later = await async_read(hass, reader=reader, start=18 * HOUR, end=3 * DAY)
        assert_same(later, await async_read(hass, start=18 * HOUR, end=3 * DAY))
        in_silence = await async_read(hass, reader=reader, start=1.5 * DAY, end=3 * DAY)
        assert_same(in_silence, await async_read(hass, start=1.5 * DAY, end=3 * DAY))

    async def test_only_what_is_new_is_read(
        self, past: Past, hass: HomeAssistant
    ) -> None:
        reader = HistoryReader(hass)
        past.states(
            "light.hall", ((n * 60.0, ("off", "on")[n % 2]) for n in range(200))
        )
        await past.async_recorded()
        past.event(5 * HOUR - 1, "homeassistant_start")
        await past.async_recorded()
        first = await async_read(hass, reader=reader, end=5 * HOUR)
        again = await async_read(hass, reader=reader, end=5 * HOUR)
        assert reader._recording is not None
        assert len(reader._recording.events) == 1
        assert_same(first, again)
        assert again.rows < first.rows - 190

    async def test_rows_that_the_recorder_writes_late(
        self, past: Past, hass: HomeAssistant
    ) -> None:
        reader = HistoryReader(hass)
        past.state(0, "light.hall", "off")
        past.state(HOUR, "light.hall", "on")
        await past.async_recorded()
        await async_read(hass, reader=reader, end=2 * HOUR + 10)
        past.state(2 * HOUR, "light.hall", "off")
        await past.async_recorded()
        later = await async_read(hass, reader=reader, end=3 * HOUR)
        assert [a.state for a in later.acts] == ["on", "off"]

    async def test_purged_rows_are_not_forgotten(
        self, past: Past, hass: HomeAssistant
    ) -> None:
        reader = HistoryReader(hass)
        evening(past)
        await past.async_recorded()
        before = await async_read(hass, reader=reader, end=DAY)

        def purge() -> None:
            with session_scope(hass=hass) as session:
                # Where the database checks keys, no row may name one that goes.
                session.execute(update(States).values(old_state_id=None))
                session.execute(delete(States))

        await get_instance(hass).async_add_executor_job(purge)
        assert_same(before, await async_read(hass, reader=reader, end=DAY))

    @pytest.mark.parametrize(
        "read",
        [
            lambda hass, reader: async_read(hass, reader=reader, end=20 * HOUR),
            lambda hass, reader: async_read(
                hass, reader=reader, start=-HOUR, end=3 * DAY
            ),
            lambda hass, reader: async_read(
                hass, home("light.hall"), reader=reader, end=3 * DAY
            ),
        ],
        ids=["an earlier end", "an earlier start", "other entities"],
    )
    async def test_what_memory_cannot_answer_is_read_anew(
        self, past: Past, hass: HomeAssistant, read: Callable[..., object]
    ) -> None:
        reader = HistoryReader(hass)
        evening(past)
        await past.async_recorded()
        await async_read(hass, reader=reader, end=2 * DAY)
        assert_same(await read(hass, reader), await read(hass, None))  # type: ignore[misc]


async def test_without_a_recorder(hass: HomeAssistant) -> None:
    with pytest.raises(HomeAssistantError) as raised:
        await async_read(hass)
    assert raised.value.translation_key == "no_recorder"


async def test_a_database_that_does_not_answer(
    past: Past, hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    evening(past)
    await past.async_recorded()
    reader = HistoryReader(hass)
    await async_read(hass, reader=reader)
    gone = OperationalError("select", {}, Exception("server has gone away"))
    with (
        patch("sqlalchemy.engine.Connection.execute", side_effect=gone),
        pytest.raises(HomeAssistantError) as raised,
    ):
        await async_read(hass, reader=reader)
    assert raised.value.translation_key == "recorder_unreadable"
    assert "gone away" in str(raised.value.translation_placeholders)
    caplog.clear()
    assert len((await async_read(hass, reader=reader)).acts) == 3


async def test_a_reading_that_is_cancelled_stops_and_leaves_nothing_half_read(
    past: Past, hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    evening(past)
    await past.async_recorded()
    reader = HistoryReader(hass)
    loop = asyncio.get_running_loop()
    reached, ended = asyncio.Event(), asyncio.Event()
    go_on = asyncio.Event()
    stopped: list[bool] = []

    def slow(query: object, recording: object) -> None:
        loop.call_soon_threadsafe(reached.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(10)
        try:
            real(query, recording)  # type: ignore[arg-type]
        except ReadingStoppedError:
            stopped.append(True)
            raise
        finally:
            loop.call_soon_threadsafe(ended.set)

    with patch("custom_components.ai_automation.history.reader.read", slow):
        task = hass.async_create_task(async_read(hass, reader=reader))
        await reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        go_on.set()
        await ended.wait()
    assert stopped == [True]
    assert "Error executing query" not in caplog.text
    assert len((await async_read(hass, reader=reader)).acts) == 3
