"""Writes what Home Assistant itself stores about a house: accounts, registries, settings.

The formats are those of Home Assistant 2026.10, which later versions migrate.
"""

import base64
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
import json
from pathlib import Path
from typing import Any

import bcrypt
from homeassistant.util import slugify

from . import registries
from .nouns import House, Person, StateRow
from .registries import COMPANION, OWN_PLATFORMS, stable_id, stamps

OWNER_NAME, OWNER_PASSWORD = "demo", "demo-home"
RESTORED = OWN_PLATFORMS - {"person"} | {"scene"}
"""Domains whose entities take up their last state from what Home Assistant stored."""


def write_storage(
    house: House, config: Path, *, port: int, last: Mapping[str, StateRow]
) -> None:
    """Write the `.storage` folder; `last` holds the last state of each entity."""
    folder = config / ".storage"
    folder.mkdir()
    for key, version, minor, data in (
        ("core.config", 1, 4, _core(house)),
        ("http", 2, 2, _http(port)),
        ("onboarding", 4, 1, _onboarding()),
        ("auth", 1, 1, _auth(house)),
        ("auth_provider.homeassistant", 1, 1, _logins()),
        ("person", 2, 1, {"items": [_person(house, one) for one in house.people]}),
        ("core.config_entries", 1, 5, _entries(house)),
        ("core.floor_registry", 1, 3, registries.floors(house)),
        ("core.area_registry", 1, 9, registries.areas(house)),
        ("core.label_registry", 1, 2, registries.labels(house)),
        ("core.device_registry", 3, 4, registries.devices(house)),
        ("core.entity_registry", 1, 23, registries.entities(house)),
        ("core.restore_state", 1, 1, _restored(house, last)),
    ):
        store = {"version": version, "minor_version": minor, "key": key, "data": data}
        text = json.dumps(store, indent=2, ensure_ascii=False)
        (folder / key).write_text(text, encoding="utf-8")


def _core(house: House) -> dict[str, Any]:
    american = house.country in ("US", "LR", "MM")
    return {
        "latitude": house.latitude,
        "longitude": house.longitude,
        "elevation": int(house.elevation),
        "radius": 100,
        "unit_system_v2": "us_customary" if fahrenheit(house) else "metric",
        "location_name": house.name,
        "time_zone": house.time_zone,
        "external_url": None,
        "internal_url": None,
        "currency": "USD" if american else "EUR",
        "country": house.country,
        "language": house.language,
    }


def fahrenheit(house: House) -> bool:
    """Return whether the house measures in degrees Fahrenheit."""
    return any(entity.unit_of_measurement == "°F" for entity in house.entities)


def _http(port: int) -> dict[str, Any]:
    stable = {
        "server_host": ["127.0.0.1"],
        "server_port": port,
        "cors_allowed_origins": ["https://cast.home-assistant.io"],
        "login_attempts_threshold": -1,
        "ip_ban_enabled": True,
        "ssl_profile": "modern",
        "use_x_frame_options": True,
        "created_at": "2026-01-01T00:00:00+00:00",
        "error": None,
        "error_message": None,
    }
    return {"stable": stable, "pending": None, "yaml_migration_done": True}


def _onboarding() -> dict[str, Any]:
    return {"done": ["user", "core_config", "analytics", "integration"]}


def _auth(house: House) -> dict[str, Any]:
    def user(user_id: str, name: str, group: str, *, generated: bool) -> dict[str, Any]:
        return {
            "id": user_id,
            "group_ids": [group],
            "is_owner": user_id == owner,
            "is_active": True,
            "name": name,
            "system_generated": generated,
            "local_only": False,
        }

    owner = stable_id("user", OWNER_NAME)
    users = [user(owner, OWNER_NAME.title(), "system-admin", generated=False)]
    users += [
        user(one.user_id, one.name, "system-users", generated=one.system_generated)
        for one in house.users
    ]
    groups = {"admin": "Administrators", "users": "Users", "read-only": "Read Only"}
    return {
        "users": users,
        "groups": [
            {"id": f"system-{group}", "name": name} for group, name in groups.items()
        ],
        "credentials": [
            {
                "id": stable_id("credential", OWNER_NAME),
                "user_id": owner,
                "auth_provider_type": "homeassistant",
                "auth_provider_id": None,
                "data": {"username": OWNER_NAME},
            }
        ],
        "refresh_tokens": [],
    }


def _logins() -> dict[str, Any]:
    # As Home Assistant's own login provider keeps it.
    hashed = bcrypt.hashpw(OWNER_PASSWORD.encode(), bcrypt.gensalt(rounds=12))
    return {
        "users": [
            {"username": OWNER_NAME, "password": base64.b64encode(hashed).decode()}
        ]
    }


def _person(house: House, person: Person) -> dict[str, Any]:
    name = person.entity_id.partition(".")[2]
    return {
        "id": name,
        "name": person.name,
        "user_id": person.user_id,
        "device_trackers": [
            entity.entity_id
            for entity in house.entities
            if entity.domain == "device_tracker"
            and entity.object_id.startswith((name, slugify(person.name)))
        ],
    }


def _entries(house: House) -> dict[str, Any]:
    def entry(domain: str, title: str, source: str) -> dict[str, Any]:
        return {
            **stamps(house),
            "data": {},
            "disabled_by": None,
            "discovery_keys": {},
            "domain": domain,
            "entry_id": stable_id("entry", domain),
            "minor_version": 1,
            "options": {},
            "pref_disable_new_entities": False,
            "pref_disable_polling": False,
            "source": source,
            "subentries": [],
            "title": title,
            "unique_id": None,
            "version": 1,
        }

    return {
        "entries": [
            entry("sun", "Sun", "import"),
            entry(COMPANION, house.name, "user"),
        ]
    }


def _restored(house: House, last: Mapping[str, StateRow]) -> Iterable[Any]:
    """Return the states that automations and helpers take up again."""
    now = datetime.now(UTC).isoformat()
    enabled = {
        one.entity_id: "on" if one.enabled else "off" for one in house.automations
    }
    return [
        {
            "state": {
                "entity_id": entity.entity_id,
                "state": enabled.get(entity.entity_id, last[entity.entity_id].state),
                "attributes": json.loads(last[entity.entity_id].attributes or "{}"),
                "last_changed": now,
                "last_updated": now,
                "last_reported": now,
                "context": {
                    "id": "01JGFJJZ000000000000000000",
                    "parent_id": None,
                    "user_id": None,
                },
            },
            "extra_data": None,
            "last_seen": now,
        }
        for entity in house.entities
        if entity.domain in RESTORED and entity.entity_id in last
    ]
