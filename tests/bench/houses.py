"""A small recorded house for tests, and the houses for development beside the checkout."""

from collections.abc import Sequence
from datetime import datetime
import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from homeassistant.util.ulid import ulid_at_time
import pytest

from bench.house import (
    Area,
    Automation,
    Device,
    Entity,
    EventRow,
    Floor,
    House,
    Person,
    StateRow,
    User,
)

SHARED = Path(__file__).parents[3] / "shared" / "houses"
needs_flat = pytest.mark.skipif(
    not (SHARED / "flat-1").is_dir(), reason="shared houses are not beside the checkout"
)
ZONE = ZoneInfo("Europe/Berlin")
ANA = "7d3c0a5e9b4f4f1c8a62d0e1f3b59c77"
ROBOT = "1b9d6bcd4b414a6f9d3e5f0a7c2e8d44"
START = datetime(2026, 3, 2, tzinfo=ZONE).timestamp()
END = datetime(2026, 3, 16, tzinfo=ZONE).timestamp()

AUTOMATION = Automation(
    id="17",
    entity_id="automation.hall_light",
    config={
        "alias": "Hall light",
        "triggers": [
            {"trigger": "state", "entity_id": "binary_sensor.hall", "to": "on"}
        ],
        "conditions": [],
        "actions": [{"action": "light.turn_on", "target": {"entity_id": "light.hall"}}],
    },
    comment="Ana's own words.",
)
ENTITIES = (
    Entity(entity_id="sun.sun", name="Sun", platform="sun"),
    Entity(entity_id="zone.home", name="Home", platform="zone"),
    Entity(entity_id="light.hall", name="Hall light", device_id="d1", platform="hue"),
    Entity(
        entity_id="binary_sensor.hall",
        name="Hall motion",
        area_id="hall",
        platform="zha",
        device_class="motion",
    ),
    Entity(
        entity_id="switch.kettle",
        name="Kettle",
        area_id="kitchen",
        platform="shelly",
        labels=("Hot things",),
    ),
    Entity(
        entity_id="sensor.signal",
        name="Signal",
        platform="zha",
        entity_category="diagnostic",
        hidden=True,
    ),
    Entity(entity_id="switch.old", name="Old", platform="hue", disabled=True),
    Entity(entity_id="person.ana", name="Ana", platform="person"),
    Entity(
        entity_id="device_tracker.ana_phone", name="Ana phone", platform="mobile_app"
    ),
)


def house(
    *,
    states: Sequence[StateRow] | None = None,
    events: Sequence[EventRow] = (),
    entities: Sequence[Entity] = (),
    automations: Sequence[Automation] = (AUTOMATION,),
) -> House:
    """Return a house of two rooms; more entities and other rows may be given."""
    return House(
        name="Test house",
        time_zone="Europe/Berlin",
        latitude=52.5,
        longitude=13.4,
        elevation=34,
        country="DE",
        language="en",
        start=START,
        end=END,
        floors=(Floor(floor_id="ground", name="Ground", level=0),),
        areas=(
            Area(area_id="hall", name="Hall", floor_id="ground"),
            Area(area_id="kitchen", name="Kitchen"),
        ),
        devices=(Device(device_id="d1", name="Hall light", area_id="hall", model="X"),),
        entities=(*ENTITIES, *entities),
        users=(
            User(user_id=ANA, name="Ana"),
            User(user_id=ROBOT, name="Supervisor", system_generated=True),
        ),
        people=(Person(entity_id="person.ana", name="Ana", user_id=ANA),),
        automations=automations,
        states=tuple(first_states() if states is None else states),
        events=tuple(events),
    )


def first_states() -> list[StateRow]:
    """Return the first rows of the house's own entities."""
    return [
        row(START, "sun.sun", "below_horizon"),
        row(START, "zone.home", "1"),
        row(START, "light.hall", "off", friendly_name="Hall light"),
        row(START, "binary_sensor.hall", "off", device_class="motion"),
        row(START, "switch.kettle", "on"),
        row(START, "sensor.signal", "strong"),
        row(START, "person.ana", "home"),
        row(START, "device_tracker.ana_phone", "home"),
    ]


def row(
    t: float,
    entity_id: str,
    state: str,
    /,
    *,
    context: str | None = None,
    parent: str | None = None,
    user: str | None = None,
    **attributes: Any,
) -> StateRow:
    """Return a state row; without a context it is the device's own."""
    text = json.dumps(attributes) if attributes else ""
    context = context or ulid_at_time(t)
    return StateRow(t, entity_id, state, context, parent, user, text)


def event(
    t: float, event_type: str, context: str | None = None, **data: Any
) -> EventRow:
    """Return an event row."""
    context = context or ulid_at_time(t)
    return EventRow(t, event_type, json.dumps(data), context, None, None)
