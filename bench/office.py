"""Makes a recorded house of the trace of a real office: `python -m bench.office EVENTS.csv FOLDER`.

The trace is a CSV file with the columns time (local, without a zone), entity_id, state and role: `action` and `sensor` are
changes, `attr` tells a brightness or a colour of the entity before the `#`.
"""

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
import csv
from datetime import datetime
from itertools import pairwise
import json
from pathlib import Path
import sys
from typing import NamedTuple
from zoneinfo import ZoneInfo

from homeassistant.util.ulid import bytes_to_ulid

from .house import (
    Area,
    Device,
    Entity,
    EventRow,
    House,
    HouseError,
    StateRow,
    write_house,
)

ZONE = ZoneInfo("America/Chicago")
AREA = "office"
GAP = 48 * 3600.0
"""Without a sign of people for this long, which is more than a closed Sunday, nothing was recorded."""
_MARGIN = 600.0
"""Home Assistant was there this long before the first and after the last sign of people."""
_NAMES = ("time", "entity_id", "state", "role")
_CLASSES: Mapping[str, str] = {"door": "door", "motion": "motion"}
_WEATHER = "_temperature"
_ON_OFF = {"on": "off", "off": "on", "home": "not_home", "not_home": "home"}


class Told(NamedTuple):
    """One line of the trace."""

    t: float
    """Epoch seconds."""
    entity_id: str
    state: str
    attribute: str
    """What of the entity the state is of; empty for the entity itself."""

    @property
    def tells_of_people(self) -> bool:
        """Tell whether it shows that someone was there, and the recording with them."""
        return not self.attribute and not self.entity_id.endswith(_WEATHER)


def convert(path: Path) -> House:
    """Return the trace of one office as a recorded house."""
    told = read_trace(path)
    gaps = gaps_of(told)
    kept = [t for t in told if not any(a < t.t < b for a, b in gaps)]
    start = min(t.t for t in told if t.tells_of_people) - _MARGIN
    end = max(t.t for t in told)
    ids = sorted({t.entity_id for t in told})
    return House(
        name="office",
        time_zone=ZONE.key,
        latitude=41.88,
        longitude=-87.63,
        elevation=180,
        country="US",
        language="en",
        start=start,
        end=end,
        floors=(),
        areas=(Area(area_id=AREA, name="Office"),),
        devices=list({_device_id(e): _device(e) for e in ids}.values()),
        entities=[_entity(entity_id) for entity_id in ids],
        users=(),
        people=(),
        automations=(),
        states=tuple(_states(kept, ids, start, [b for _, b in gaps])),
        events=tuple(_starts_and_stops(gaps)),
    )


def read_trace(path: Path) -> list[Told]:
    """Return what the trace tells, oldest first."""
    try:
        with path.open(newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != _NAMES:
                raise HouseError(f"{path}: the first line must be {','.join(_NAMES)}")
            lines = [(row["time"], row["entity_id"], row["state"]) for row in reader]
    except OSError as err:
        raise HouseError(f"{path} cannot be read: {err.strerror}") from None
    if not lines:
        raise HouseError(f"{path} tells nothing")
    times = epochs([line[0] for line in lines])
    told = [
        Told(at, thing.partition("#")[0], state, thing.partition("#")[2])
        for at, (_, thing, state) in zip(times, lines, strict=True)
    ]
    return sorted(told, key=lambda row: row.t)


def epochs(times: Iterable[str]) -> Iterator[float]:
    """Yield the epoch seconds of local times, told in order.

    An hour that the clocks go through twice is the second one where the first would be earlier than what was told before.
    """
    last = float("-inf")
    for text in times:
        local = datetime.fromisoformat(text).replace(tzinfo=ZONE)
        first, second = (local.replace(fold=fold).timestamp() for fold in (0, 1))
        last = second if first < last <= second else first
        yield last


def gaps_of(told: Sequence[Told]) -> list[tuple[float, float]]:
    """Return when nothing was recorded: long stretches without a sign of people."""
    signs = [t.t for t in told if t.tells_of_people]
    bounds = [*signs, told[-1].t]
    return [
        (one + _MARGIN, other - _MARGIN)
        for one, other in pairwise(bounds)
        if other - one > GAP
    ]


def _states(
    told: Sequence[Told], ids: Sequence[str], start: float, returns: Sequence[float]
) -> Iterator[StateRow]:
    """Yield the rows that a recorder would have: at every start all that is known, then the changes."""
    now = {entity_id: _before(entity_id, told) for entity_id in ids}
    attributes: dict[str, dict[str, float]] = {entity_id: {} for entity_id in ids}
    contexts = _Contexts()

    def row(at: float, entity_id: str) -> StateRow:
        known = {**_fixed(entity_id), **attributes[entity_id]}
        return StateRow(
            at, entity_id, now[entity_id], contexts(at), None, None, json.dumps(known)
        )

    begins = sorted([start, *returns])
    for one in told:
        while begins and begins[0] <= one.t:
            at = begins.pop(0)
            yield from (row(at, entity_id) for entity_id in ids)
        if not one.attribute:
            now[one.entity_id] = one.state
        elif found := _attribute(one):
            attributes[one.entity_id] |= found
        else:
            continue
        yield row(one.t, one.entity_id)


def _before(entity_id: str, told: Sequence[Told]) -> str:
    """Return the state that something must have had before its first change."""
    first = next(
        (t.state for t in told if t.entity_id == entity_id and not t.attribute),
        "unknown",
    )
    return _ON_OFF.get(first, first)


def _attribute(one: Told) -> dict[str, float]:
    """Return an attribute of a light as Home Assistant has it, nothing for colours."""
    match one.attribute:
        case "brightness":
            return {"brightness": round(float(one.state) * 2.55)}
        case "color_temp":
            return {"color_temp_kelvin": int(float(one.state))}
    return {}


class _Contexts:
    """Gives each change a context of its own, as a device that reports by itself does."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, at: float) -> str:
        """Return the next identifier, of a moment in epoch seconds."""
        self._count += 1
        return bytes_to_ulid(round(at * 1000).to_bytes(6) + self._count.to_bytes(10))


def _starts_and_stops(gaps: Iterable[tuple[float, float]]) -> Iterator[EventRow]:
    for left, came in gaps:
        yield EventRow(left, "homeassistant_stop", "{}", None, None, None)
        yield EventRow(came, "homeassistant_start", "{}", None, None, None)


def _fixed(entity_id: str) -> dict[str, str]:
    known = {"friendly_name": _name(entity_id)}
    if found := _class(entity_id):
        known["device_class"] = found
    if entity_id.endswith(_WEATHER):
        known["unit_of_measurement"] = "°F"
    return known


def _name(entity_id: str) -> str:
    return entity_id.partition(".")[2].replace("_", " ").capitalize()


def _class(entity_id: str) -> str | None:
    if entity_id.endswith(_WEATHER):
        return "temperature"
    domain, _, name = entity_id.partition(".")
    kind = name.partition("_")[0]
    return _CLASSES.get(kind) if domain == "binary_sensor" else None


def _device(entity_id: str) -> Device:
    """Return the device of an entity; a sensor and its thermometer are one."""
    return Device(
        device_id=_device_id(entity_id),
        name=_name(entity_id.removesuffix(_WEATHER)),
        area_id=AREA,
    )


def _device_id(entity_id: str) -> str:
    return entity_id.partition(".")[2].removesuffix(_WEATHER)


def _entity(entity_id: str) -> Entity:
    is_hue = entity_id.startswith(("light.hue_", "light.round_", "light.square_"))
    return Entity(
        entity_id=entity_id,
        name=_name(entity_id),
        device_id=_device_id(entity_id),
        platform="hue" if is_hue else "smartthings",
        device_class=_class(entity_id),
        unit_of_measurement="°F" if entity_id.endswith(_WEATHER) else None,
    )


def main() -> int:
    """Convert the trace that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m bench.office", description=__doc__)
    parser.add_argument("events", type=Path)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    try:
        write_house(convert(arguments.events), arguments.folder)
    except HouseError as err:
        print(f"office: {err}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
