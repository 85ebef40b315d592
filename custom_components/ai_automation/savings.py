"""Adds to proofs what the routines would have saved, where the home can tell."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from homeassistant.core import HomeAssistant

from .history import HistoryReader, Scope
from .history.power import WATTS, power_sensors
from .model.evidence import Evidence
from .model.home import Entity, HomeContext
from .model.routine import Routine
from .model.track import History, Series
from .routines.past.log import with_log
from .routines.savings import with_savings
from .routines.timeline import Suns, Timeline
from .tariff import async_tariff

type Proven = tuple[Routine, Evidence]


async def async_with_savings(
    hass: HomeAssistant,
    proven: Sequence[Proven],
    *,
    reader: HistoryReader,
    home: HomeContext,
    scope: Scope,
    history: History,
    suns: Suns,
    start: float,
) -> list[Evidence]:
    """Return the evidence of routines with how much sooner things would have been as wanted, with energy, and with money.

    `start` is when the reading of the history began, in epoch seconds: what was read is not read again.
    """
    sensors = {
        target.entity_id: power_sensors(
            history.groups.get(target.entity_id, (target.entity_id,)), home, scope
        )
        for routine, _ in proven
        for target in routine.targets
    }
    wanted = {sensor.entity_id for some in sensors.values() for sensor in some}
    told: Mapping[str, Series] = {}
    if wanted:
        told = await reader.async_read_numbers(wanted, start=start, end=history.end)
    tariff = None
    if told:
        tariff = await async_tariff(hass, reader, start=start, end=history.end)
    meters = {target: _watts(some, told) for target, some in sensors.items()}

    def _complete() -> list[Evidence]:
        recorded = Timeline(history, home, suns)
        longer = with_log(history, home, suns) or recorded
        return [
            with_savings(
                evidence,
                routine,
                longer if evidence.start < history.start else recorded,
                meters,
                tariff,
            )
            for routine, evidence in proven
        ]

    return await hass.async_add_executor_job(_complete)


def _watts(sensors: Sequence[Entity], told: Mapping[str, Series]) -> tuple[Series, ...]:
    """Return what power sensors told, in watts."""
    return tuple(
        replace(
            told[s.entity_id],
            values=told[s.entity_id].values * WATTS[s.unit_of_measurement],
        )
        for s in sensors
        if s.entity_id in told
    )
