"""A home of a few things with a past that is written down by hand."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bench.homes.truth import Decoy, Home, Planted, TrueAct, Truth
from bench.house import Entity, House, Person, StateRow
from custom_components.ai_automation.history.scope import CONTROLLABLE
from custom_components.ai_automation.model.routine import RoutineKind

ZONE = ZoneInfo("Europe/Berlin")
START = datetime(2025, 6, 2, tzinfo=ZONE).timestamp()
DAY = 86400.0
HOUR = 3600.0
LAMP, MOTION, PLUG, LOCK = (
    "light.lamp",
    "binary_sensor.motion",
    "switch.plug",
    "lock.door",
)

type Row = tuple[float, str, str]


def clock_habit(**changes: object) -> Planted:
    """Return the habit of a lamp at eight in the evening."""
    values: dict[str, object] = {
        "routine_id": "r1",
        "kind": RoutineKind.CLOCK,
        "trigger": {"trigger": "time", "at": "20:00:00"},
        "targets": ((LAMP, "on"),),
        "follow": 0.9,
        "spread": 300.0,
    }
    return Planted(**{**values, **changes})  # type: ignore[arg-type]


def home(
    rows: Sequence[Row],
    *,
    habits: tuple[Planted, ...] = (),
    decoys: tuple[Decoy, ...] = (),
    by: str = "person:wall",
    days: int = 14,
) -> Home:
    """Return a home in which everything of lamp, plug and lock was done by somebody."""
    first = {LAMP: "off", PLUG: "off", MOTION: "off", LOCK: "unlocked"}
    states = [
        *(StateRow(START, e, s, None, None, None, "{}") for e, s in first.items()),
        *(StateRow(START + t, e, s, None, None, None, "") for t, e, s in sorted(rows)),
    ]
    now = dict(first)
    acts = []
    for row in states[len(first) :]:
        old = now.get(row.entity_id)
        if old and row.entity_id.partition(".")[0] in CONTROLLABLE:
            acts.append(TrueAct(row.t, row.entity_id, old, row.state, by))
        now[row.entity_id] = row.state
    names = {LAMP: "Lamp", MOTION: "Motion", PLUG: "Plug", LOCK: "Front door lock"}
    return Home(
        house=House(
            name="small",
            time_zone="Europe/Berlin",
            latitude=52.5,
            longitude=13.4,
            elevation=0,
            country="DE",
            language="en",
            start=START,
            end=START + days * DAY,
            floors=(),
            areas=(),
            devices=(),
            entities=[
                Entity(
                    entity_id=entity_id,
                    name=name,
                    device_class="motion" if entity_id == MOTION else None,
                )
                for entity_id, name in names.items()
            ],
            users=(),
            people=[Person(entity_id="person.ada", name="Ada")],
            automations=(),
            states=states,
            events=(),
        ),
        truth=Truth(seed=1, follow=0.9, habits=habits, decoys=decoys, acts=tuple(acts)),
    )


def every_evening(days: int = 14, *, late: float = 300.0) -> list[Row]:
    """Return a lamp that is switched on at eight and some, and off two hours later."""
    return [
        row
        for day in range(days)
        for row in (
            (day * DAY + 20 * HOUR + late, LAMP, "on"),
            (day * DAY + 22 * HOUR, LAMP, "off"),
        )
    ]
