"""The rules of the office's first week as if Home Assistant had run them: with the rows that tell so."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
import json
from typing import Any

from .house import Automation, EventRow, House, StateRow

UNTIL = datetime.fromisoformat("2019-04-20T00:00:00-05:00").timestamp()
"""The rules were taken away after that week."""
SENSOR = "binary_sensor.motion_1"
WAIT = 900
_AT_ONCE = 3.0
_ABOUT = 5.0


def with_automations(house: House) -> House:
    """Return the house with two automations, and with the changes that they made told by their contexts."""
    lamps = sorted(
        e.entity_id for e in house.entities if e.entity_id.startswith("light.")
    )
    rules = {"on": _rule("on", lamps), "off": _rule("off", lamps)}
    states: list[StateRow] = []
    events = list(house.events)
    last: dict[str, StateRow] = {}
    sensor: StateRow | None = None
    for row in house.states:
        before = last.get(row.entity_id)
        last[row.entity_id] = row
        if row.entity_id == SENSOR and (before is None or before.state != row.state):
            sensor = row
        changed = before is not None and before.state != row.state
        told = row
        if row.entity_id in lamps and changed and sensor and _is_ruled(row, sensor):
            told = row._replace(parent_id=sensor.context_id)
            events += _events(told, rules[row.state])
        states.append(told)
    return replace(
        house,
        automations=tuple(rules.values()),
        states=tuple(states),
        events=tuple(sorted(events, key=lambda row: row.t)),
    )


def _is_ruled(row: StateRow, sensor: StateRow) -> bool:
    """Tell whether a change is one of those that the rules made."""
    late = row.t - sensor.t
    if row.t > UNTIL:
        return False
    if row.state == "on":
        return sensor.state == "on" and late <= _AT_ONCE
    return sensor.state == "off" and abs(late - WAIT) <= _ABOUT


def _events(row: StateRow, rule: Automation) -> Iterator[EventRow]:
    alias = rule.config["alias"]
    run = {"name": alias, "entity_id": rule.entity_id, "source": f"state of {SENSOR}"}
    call = {
        "domain": "light",
        "service": f"turn_{row.state}",
        "service_data": {"entity_id": [row.entity_id]},
    }
    for kind, data in (("automation_triggered", run), ("call_service", call)):
        yield EventRow(
            row.t, kind, json.dumps(data), row.context_id, row.parent_id, None
        )


def _rule(state: str, lamps: list[str]) -> Automation:
    trigger: Mapping[str, Any] = {
        "trigger": "state",
        "entity_id": SENSOR,
        "to": state,
    }
    if state == "off":
        trigger = {**trigger, "for": {"seconds": WAIT}}
    return Automation(
        id=f"office_{state}",
        entity_id=f"automation.office_{state}",
        config={
            "id": f"office_{state}",
            "alias": f"Office {state}",
            "triggers": [trigger],
            "conditions": [],
            "actions": [
                {"action": f"light.turn_{state}", "target": {"entity_id": lamps}}
            ],
        },
    )
