"""Reading the numbers of sensors that a real recorder wrote."""

import math

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import numpy as np
import pytest

from custom_components.ai_automation.history import HistoryReader, Scope
from custom_components.ai_automation.history.telling import telling_numbers
from custom_components.ai_automation.model.act import Act, Cause
from custom_components.ai_automation.model.home import Area, HomeContext
from custom_components.ai_automation.model.track import Series

from .past import DAY, HOUR, START, Past, entity, home

LUX = "sensor.hall_lux"
STEP = 300.0


def rows(series: Series) -> list[tuple[float, float]]:
    """Return the values with their seconds after START; those that are none as -1."""
    values = np.nan_to_num(series.values, nan=-1.0)
    return [
        (round(at - START, 3), value)
        for at, value in zip(series.times.tolist(), values.tolist(), strict=True)
    ]


async def async_numbers(
    reader: HistoryReader, *entity_ids: str, start: float = 0.0, end: float = DAY
) -> dict[str, list[tuple[float, float]]]:
    """Read numbers from and to so many seconds after START."""
    found = await reader.async_read_numbers(
        entity_ids, start=START + start, end=START + end
    )
    return {entity_id: rows(series) for entity_id, series in found.items()}


async def test_of_five_minutes_the_last_value_is_read(
    past: Past, hass: HomeAssistant
) -> None:
    past.states(LUX, [(n * 60.0 + 1, str(n)) for n in range(20)])
    await past.async_recorded()
    found = await async_numbers(HistoryReader(hass), LUX)
    assert found == {LUX: [(241, 4), (541, 9), (841, 14), (1141, 19)]}


async def test_values_on_the_whole_five_minutes_all_count(
    past: Past, hass: HomeAssistant
) -> None:
    past.states(LUX, [(n * STEP, str(n)) for n in range(40)])
    await past.async_recorded()
    found = await async_numbers(HistoryReader(hass), LUX)
    assert found[LUX] == [(n * STEP, n) for n in range(40)]


async def test_what_is_no_number_is_none(past: Past, hass: HomeAssistant) -> None:
    texts = ["12.5", "unavailable", "inf", "-3"]
    past.states(LUX, [(n * STEP + 1, text) for n, text in enumerate(texts)])
    await past.async_recorded()
    series = (
        await HistoryReader(hass).async_read_numbers(
            [LUX, "sensor.nowhere"], start=START, end=START + DAY
        )
    )[LUX]
    assert series.values[[0, 3]].tolist() == [12.5, -3]
    assert all(math.isnan(value) for value in series.values[1:3])


@pytest.mark.parametrize("middle", [HOUR, HOUR + 7, HOUR + 299.95])
async def test_readings_in_parts_are_as_one(
    past: Past, hass: HomeAssistant, middle: float
) -> None:
    values = [(n * 47.0, str(n % 90)) for n in range(200)]
    early = [row for row in values if row[0] <= middle]
    past.states(LUX, early)
    await past.async_recorded()
    reader = HistoryReader(hass)
    await async_numbers(reader, LUX, end=middle)
    past.states(LUX, values[len(early) :])
    past.state(values[-1][0], "sensor.garden_lux", "7")
    await past.async_recorded()
    for start in (0.0, 1000.0, 3 * HOUR):
        again = await async_numbers(reader, LUX, "sensor.garden_lux", start=start)
        once = await async_numbers(
            HistoryReader(hass), LUX, "sensor.garden_lux", start=start
        )
        assert again == once
    earlier = await async_numbers(reader, LUX, start=500.0)
    assert earlier == await async_numbers(HistoryReader(hass), LUX, start=500.0)


async def test_a_row_that_comes_late_takes_the_place_of_the_one_before(
    past: Past, hass: HomeAssistant
) -> None:
    past.states(LUX, [(3337, "1"), (3384, "2")])
    await past.async_recorded()
    reader = HistoryReader(hass)
    assert (await async_numbers(reader, LUX, end=3700))[LUX] == [(3384, 2)]
    past.state(3450, LUX, "3")
    await past.async_recorded()
    assert (await async_numbers(reader, LUX))[LUX] == [(3450, 3)]


async def test_the_next_night_reads_what_is_new(
    past: Past, hass: HomeAssistant
) -> None:
    made = home(
        entity("light.hall", area_id="hall"),
        entity(LUX, area_id="hall", device_class="illuminance"),
        entity("sensor.hall_power", area_id="hall", device_class="power"),
    )
    for day in range(3):
        for n in range(60):
            past.state(day * DAY + n * STEP, LUX, str(n))
            past.state(day * DAY + n * STEP, "sensor.hall_power", str(n))
        for n in range(2):
            past.state(day * DAY + (6 + n) * HOUR, "light.hall", "off")
            past.state(day * DAY + (6 + n) * HOUR + 900, "light.hall", "on")
    await past.async_recorded()
    reader = HistoryReader(hass)
    first = await reader.async_read(made, Scope(), start=START, end=START + 2 * DAY - 1)
    assert first.series.keys() == {LUX}
    assert len(first.series[LUX].times) == 120
    assert first.rows > 120
    later = await reader.async_read(made, Scope(), start=START, end=START + 3 * DAY)
    assert len(later.series[LUX].times) == 180
    assert later.rows < first.rows
    fewer = await reader.async_read(
        made,
        Scope(exclude_entities=frozenset({LUX})),
        start=START,
        end=START + 3 * DAY,
    )
    assert fewer.series == {}


async def test_without_a_recorder_there_are_no_numbers(hass: HomeAssistant) -> None:
    with pytest.raises(HomeAssistantError) as caught:
        await HistoryReader(hass).async_read_numbers([LUX], start=0, end=1)
    assert caught.value.translation_key == "no_recorder"


def acts(entity_id: str, count: int) -> list[Act]:
    """Return acts on a thing."""
    return [
        Act(at=START + n, entity_id=entity_id, old="off", state="on", cause=Cause.VOICE)
        for n in range(count)
    ]


def rooms() -> HomeContext:
    """Return a home with sensors everywhere."""
    return home(
        entity("light.hall", area_id="hall", device_id="lamp"),
        entity("light.attic", area_id="attic"),
        entity("light.nowhere"),
        entity(LUX, area_id="hall", device_class="illuminance"),
        entity("sensor.hall_air", area_id="hall", device_class="carbon_dioxide"),
        entity("sensor.hall_power", area_id="hall", device_class="power"),
        entity(
            "sensor.lamp_power", area_id="hall", device_id="lamp", device_class="power"
        ),
        entity("binary_sensor.hall", area_id="hall", device_class="moisture"),
        entity(
            "sensor.hall_chip",
            area_id="hall",
            device_class="temperature",
            entity_category="diagnostic",
        ),
        entity(
            "sensor.hall_old", area_id="hall", device_class="temperature", hidden=True
        ),
        entity("sensor.attic", area_id="attic", device_class="temperature"),
        entity("sensor.attic_lux", area_id="attic", device_class="illuminance"),
        entity("sensor.garden", area_id="garden", device_class="temperature"),
        entity("sensor.garden_air", area_id="garden", device_class="carbon_dioxide"),
        entity("sensor.weather", device_class="humidity"),
        areas={
            room: Area(area_id=room, name=room) for room in ("hall", "attic", "garden")
        },
    )


ELSEWHERE = {"sensor.attic_lux", "sensor.garden", "sensor.weather"}


def test_sensors_of_what_people_use_of_light_and_of_the_weather_tell() -> None:
    own = {LUX, "sensor.hall_air", "sensor.lamp_power"}
    told = telling_numbers(rooms(), Scope(), acts("light.hall", 4))
    assert told == own | ELSEWHERE
    for entity_id, count in (("light.hall", 3), ("light.gone", 9)):
        told = telling_numbers(rooms(), Scope(), acts(entity_id, count))
        assert told == frozenset()
    told = telling_numbers(rooms(), Scope(), acts("light.nowhere", 9))
    assert told == ELSEWHERE | {LUX}
    less = Scope(exclude_areas=frozenset({"garden"}))
    told = telling_numbers(rooms(), less, acts("light.hall", 4))
    assert told == (own | ELSEWHERE) - {"sensor.garden"}


def test_of_many_sensors_elsewhere_a_few_are_told_those_of_light_first() -> None:
    many = [entity(f"sensor.a{n:02}", device_class="temperature") for n in range(40)]
    made = home(
        entity("light.hall", area_id="hall"),
        entity("sensor.z", device_class="illuminance"),
        *many,
    )
    told = telling_numbers(made, Scope(), acts("light.hall", 4))
    assert sorted(told) == [*(f"sensor.a{n:02}" for n in range(15)), "sensor.z"]
