"""Writes a whole Home Assistant config folder around a recorded house."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
import json
from pathlib import Path
from typing import Any

from homeassistant.util.yaml import dump

from .copying import copy_recorder
from .database import write_recorder
from .nouns import Automation, Entity, EventRow, House, HouseError, StateRow
from .registries import COMPANION, UNREGISTERED
from .storage import fahrenheit, write_storage

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "home-assistant_v2.db"
LIVE_FILE = f"{COMPANION}.json"

CONFIGURATION = """\
automation: !include automations.yaml
config:
conversation:
diagnostics:
frontend:
history:
logbook:
logger:
  default: warning
person:
recorder:
  auto_purge: false
  commit_interval: 1
  purge_keep_days: 3650
scene:
script: !include scripts.yaml
search:
sun:
system_health:
"""
EDITOR_ORDER = (
    "id",
    "alias",
    "description",
    "triggers",
    "trigger",
    "conditions",
    "condition",
    "actions",
    "action",
)
"""The order in which Home Assistant's editor writes an automation."""


MIRRORS = frozenset({"switch_as_x", "template"})
"""Platforms whose entities show the state of another entity."""


def write_config(
    house: House,
    config: Path,
    *,
    port: int,
    until: float | None = None,
    database: str | None = None,
) -> None:
    """Write a config folder in which Home Assistant starts as this house.

    The owner logs in as `demo` with `demo-home`. Everything recorded up to `until` is in
    the recorder; the entities are served live with their last states. The recorder uses
    the empty database behind the URL `database`; without one, a file in the folder.
    """
    if config.exists() and any(config.iterdir()):
        raise HouseError(f"{config} is not empty: choose another folder or remove it")
    house = complete(house)
    rows = [row for row in house.states if until is None or row.t <= until]
    last = last_states(rows)
    config.mkdir(parents=True, exist_ok=True)
    _write_yaml(house, config, last, database)
    write_storage(house, config, port=port, last=last)
    write_recorder(house, config / DATABASE, until=until)
    if database:
        copy_recorder(config / DATABASE, database)
        (config / DATABASE).unlink()
    live = {"entities": [_live(house, entity, last, rows) for entity in _served(house)]}
    _write(config / LIVE_FILE, json.dumps(live, indent=1, ensure_ascii=False))
    _link(config)


def complete(house: House) -> House:
    """Return the house with every person and automation among its entities."""
    known = {entity.entity_id for entity in house.entities}
    names = {one.entity_id: one.name for one in house.people}
    names |= {
        one.entity_id: str(one.config.get("alias", one.id)) for one in house.automations
    }
    missing = [
        Entity(entity_id=entity_id, name=name)
        for entity_id, name in names.items()
        if entity_id not in known
    ]
    return replace(house, entities=[*house.entities, *missing]) if missing else house


def last_states(rows: Iterable[StateRow]) -> dict[str, StateRow]:
    """Return the last row of each entity, with its attributes."""
    last: dict[str, StateRow] = {}
    for row in rows:
        last[row.entity_id] = row.after(last.get(row.entity_id))
    return last


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _write_yaml(
    house: House, config: Path, last: Mapping[str, StateRow], database: str | None
) -> None:
    helpers = _helpers(house, last)
    core = CONFIGURATION
    if database:
        core = core.replace("recorder:\n", f'recorder:\n  db_url: "{database}"\n')
    _write(config / "configuration.yaml", core + (dump(helpers) if helpers else ""))
    automations = "".join(_automation(one) for one in house.automations) or "[]\n"
    _write(config / "automations.yaml", automations)
    _write(config / "scripts.yaml", dump(_scripts(house)))


def _automation(automation: Automation) -> str:
    config = {"id": automation.id} | dict(automation.config)
    ordered = {key: config[key] for key in EDITOR_ORDER if key in config} | config
    comment = "".join(f"# {line}\n" for line in (automation.comment or "").splitlines())
    return comment + dump([ordered])


def _scripts(house: House) -> dict[str, Any]:
    """Return each script with what it did when it last ran."""
    scripts = [entity for entity in house.entities if entity.domain == "script"]
    runs = {
        str(json.loads(row.data).get("entity_id")): row
        for row in house.events
        if row.event_type == "script_started"
    }
    return {
        script.object_id: {
            "alias": script.name,
            "sequence": _sequence(house, runs.get(script.entity_id)),
        }
        for script in scripts
    }


def _sequence(house: House, run: EventRow | None) -> list[dict[str, Any]]:
    if run is None:
        return []
    calls = [
        json.loads(row.data)
        for row in house.events
        if row.event_type == "call_service" and row.context_id == run.context_id
    ]
    return [
        {
            "action": f"{call['domain']}.{call['service']}",
            "data": call.get("service_data", {}),
        }
        for call in calls
        if call["domain"] != "script"
    ]


def _helpers(house: House, last: Mapping[str, StateRow]) -> dict[str, Any]:
    """Return the input helpers, which Home Assistant serves itself."""
    helpers: dict[str, Any] = {}
    for entity in house.entities:
        if entity.domain not in HELPER_KEYS:
            continue
        row = last.get(entity.entity_id)
        attributes = json.loads(row.attributes or "{}") if row else {}
        options = {
            key: attributes.get(key, default)
            for key, default in HELPER_KEYS[entity.domain].items()
        }
        named = {"name": entity.name, **options}
        helpers.setdefault(entity.domain, {})[entity.object_id] = named
    return helpers


HELPER_KEYS: Mapping[str, Mapping[str, Any]] = {
    "input_boolean": {},
    "input_number": {"min": 0, "max": 100, "step": 1},
    "input_select": {"options": ["unknown"]},
    "input_text": {},
}


def _served(house: House) -> list[Entity]:
    """Return the entities that the companion serves."""
    own = {*UNREGISTERED, *HELPER_KEYS, "automation", "person", "script"}
    return [
        entity
        for entity in house.entities
        if entity.domain not in own and not entity.disabled
    ]


def _live(
    house: House,
    entity: Entity,
    last: Mapping[str, StateRow],
    rows: Sequence[StateRow],
) -> dict[str, Any]:
    row = last.get(entity.entity_id)
    attributes = json.loads(row.attributes or "{}") if row else {}
    return {
        "entity_id": entity.entity_id,
        "name": entity.name,
        "platform": entity.platform or COMPANION,
        "device_id": entity.device_id,
        "device_class": entity.device_class,
        "entity_category": entity.entity_category,
        "unit_of_measurement": entity.unit_of_measurement,
        "supported_features": entity.supported_features,
        "state": row.state if row else "unknown",
        "attributes": attributes,
        "members": _members(entity, attributes, rows),
        "scene": _scene(entity, rows) if entity.domain == "scene" else {},
        "confirm_after": entity.confirm_after,
        "failure": entity.failure,
        "temperature_unit": "°F" if fahrenheit(house) else "°C",
    }


def _members(
    entity: Entity, attributes: Mapping[str, Any], rows: Sequence[StateRow]
) -> list[str]:
    """Return what a group holds, or the entity that a mirror shows."""
    members = attributes.get("entity_id")
    if isinstance(members, list):
        return members
    if entity.platform not in MIRRORS:
        return []
    sources = {
        row.parent_id or row.context_id
        for row in rows
        if row.entity_id == entity.entity_id
    }
    moved = Counter(
        row.entity_id
        for row in rows
        if row.context_id in sources and row.entity_id != entity.entity_id
    )
    return [moved.most_common(1)[0][0]] if moved else []


def _scene(entity: Entity, rows: Sequence[StateRow]) -> dict[str, str]:
    """Return what a scene turned on and off when it was last activated."""
    contexts = [row.context_id for row in rows if row.entity_id == entity.entity_id]
    return {
        row.entity_id: row.state
        for row in rows
        if row.context_id == contexts[-1]
        and row.entity_id != entity.entity_id
        and row.state in ("on", "off")
        and not row.entity_id.startswith("automation.")
    }


def _link(config: Path) -> None:
    """Link the integration and the companion, so that changes to them count at once."""
    folder = config / "custom_components"
    folder.mkdir()
    # A package of its own is found before any other `custom_components`.
    _write(folder / "__init__.py", "")
    (folder / "ai_automation").symlink_to(ROOT / "custom_components" / "ai_automation")
    (folder / COMPANION).symlink_to(ROOT / "bench" / COMPANION)
