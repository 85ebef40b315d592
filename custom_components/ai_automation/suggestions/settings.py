"""The numbers that things can be set to: by which action, in which field, and within which limits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from homeassistant.const import UnitOfTemperature
from homeassistant.util.unit_conversion import TemperatureConverter

from ..model.home import Entity
from ..model.routine import Setting
from .safety import Problem, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial:
    """One number that a kind of thing can be set to."""

    service: str
    field: str
    least: float
    most: float
    lowest: str | None = None
    """The attribute that tells a thing's own lower limit."""
    highest: str | None = None
    whole: bool = True
    celsius: bool = False
    """The limits are degrees Celsius, and meant in the unit of the home."""


DIALS: Mapping[tuple[str, str], Dial] = {
    ("light", "brightness_pct"): Dial(
        service="turn_on", field="brightness_pct", least=1, most=100
    ),
    ("light", "color_temp_kelvin"): Dial(
        service="turn_on", field="color_temp_kelvin", least=1500, most=9000
    ),
    ("climate", "temperature"): Dial(
        service="set_temperature",
        field="temperature",
        least=5,
        most=30,
        lowest="min_temp",
        highest="max_temp",
        whole=False,
        celsius=True,
    ),
    ("cover", "position"): Dial(
        service="set_cover_position", field="position", least=0, most=100
    ),
    ("fan", "percentage"): Dial(
        service="set_percentage", field="percentage", least=1, most=100
    ),
    ("humidifier", "humidity"): Dial(
        service="set_humidity",
        field="humidity",
        least=0,
        most=100,
        lowest="min_humidity",
        highest="max_humidity",
    ),
    ("media_player", "volume_level"): Dial(
        service="volume_set", field="volume_level", least=0, most=0.7, whole=False
    ),
    ("input_number", "value"): Dial(
        service="set_value",
        field="value",
        least=-1e6,
        most=1e6,
        lowest="min",
        highest="max",
        whole=False,
    ),
    ("number", "value"): Dial(
        service="set_value",
        field="value",
        least=-1e6,
        most=1e6,
        lowest="min",
        highest="max",
        whole=False,
    ),
}
"""By domain and by what the number is called, with what is sensible while nobody looks.

A thermostat counts in the unit of the home: 68 is warm in Fahrenheit and a fire in Celsius.
"""
LIGHTS = frozenset({"brightness_pct", "color_temp_kelvin"})
"""Set together with switching on, in one action."""


def dials_of(entity: Entity) -> Iterator[str]:
    """Yield what a thing can be set to."""
    for domain, name in DIALS:
        if domain == entity.domain:
            yield name


def action_of(setting: Setting) -> dict[str, Any]:
    """Return the action for a setting; KeyError where there is none."""
    domain = setting.entity_id.partition(".")[0]
    dial = DIALS[domain, setting.name]
    return {
        "action": f"{domain}.{dial.service}",
        "target": {"entity_id": setting.entity_id},
        "data": {dial.field: number_of(setting)},
    }


def number_of(setting: Setting) -> float:
    """Return the number of a setting, whole where it is."""
    whole = int(setting.value)
    return whole if whole == setting.value else setting.value


def settings_of(step: Step) -> list[Setting]:
    """Return the settings of an action of Home Assistant."""
    service = step.action.partition(".")[2]
    return [
        Setting(entity_id=entity_id, name=name, value=float(step.data[dial.field]))
        for entity_id in step.entity_ids
        for (domain, name), dial in DIALS.items()
        if domain == step.domain
        and dial.service == service
        and isinstance(step.data.get(dial.field), int | float)
    ]


def out_of_limits(
    setting: Setting,
    attributes: Mapping[str, Any],
    unit: str = UnitOfTemperature.CELSIUS,
) -> Iterator[Problem]:
    """Yield what is wrong with the number of a setting, by sensible limits and by the thing's.

    `unit` is that of temperatures in the home.
    """
    dial = DIALS.get((setting.entity_id.partition(".")[0], setting.name))
    parts = {"entity": setting.entity_id, "name": setting.name}
    if dial is None:
        yield Problem(key="problem_setting", placeholders=parts)
        return
    lowest, highest = (_in_unit(limit, dial, unit) for limit in (dial.least, dial.most))
    least = _limit(attributes, dial.lowest, lowest, max)
    most = _limit(attributes, dial.highest, highest, min)
    whole = not dial.whole or setting.value == int(setting.value)
    if not (least <= setting.value <= most and whole):
        parts |= {"value": f"{setting.value:g}"}
        parts |= {"least": f"{least:g}", "most": f"{most:g}"}
        yield Problem(key="problem_limits", placeholders=parts)


def _in_unit(limit: float, dial: Dial, unit: str) -> float:
    """Return a limit in the unit of the home."""
    if not dial.celsius:
        return limit
    return TemperatureConverter.convert(limit, UnitOfTemperature.CELSIUS, unit)


def _limit(
    attributes: Mapping[str, Any], name: str | None, limit: float, stricter: Any
) -> float:
    """Return the stricter of two limits; a thing need not tell its own."""
    own = attributes.get(name) if name else None
    return float(stricter(own, limit)) if isinstance(own, int | float) else limit
