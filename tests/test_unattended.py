"""What is sensitive is never switched on to act unattended, whatever a suggestion says."""

from pathlib import Path
from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from custom_components.ai_automation.const import DOMAIN
from custom_components.ai_automation.model.suggestion import SuggestionStatus
from custom_components.ai_automation.store import suggestions as stored
from custom_components.ai_automation.suggestions.safety import OVEN_DOMAINS, SECURITY

from .builders import keep, suggestion

SENSITIVE = [
    ("lock", None, "Front door", "lock.unlock"),
    ("alarm_control_panel", None, "House", "alarm_control_panel.alarm_disarm"),
    ("valve", None, "Main water", "valve.open_valve"),
    ("siren", None, "Attic", "siren.turn_on"),
    ("water_heater", None, "Boiler", "water_heater.turn_on"),
    ("cover", "garage", "Left", "cover.open_cover"),
    ("cover", "gate", "Drive", "cover.open_cover"),
    ("cover", "door", "Porch", "cover.open_cover"),
    ("button", None, "Oven start", "button.press"),
    ("climate", None, "Oven", "climate.set_hvac_mode"),
    ("number", None, "Oven temperature", "number.set_value"),
    ("select", None, "Oven programme", "select.select_option"),
    ("switch", None, "Oven", "switch.turn_on"),
]
DATA = {
    "number.set_value": {"value": 200},
    "select.select_option": {"option": "grill"},
    "climate.set_hvac_mode": {"hvac_mode": "heat"},
}

NOT_KNOWN = {"button.press", "water_heater.turn_on"}
"""What is no state that could be asked for is refused before anything else is looked at."""


def test_every_sensitive_kind_is_tried() -> None:
    tried = {(domain, kind) for domain, kind, _, _ in SENSITIVE}
    wanted = {
        (domain, kind)
        for domain, kinds in SECURITY.items()
        for kind in (kinds or {None})
    }
    assert tried == wanted | {(domain, None) for domain in OVEN_DOMAINS}


def acting(hass: HomeAssistant, domain: str, kind: str | None, name: str) -> str:
    """Return a thing that is there and can be acted on."""
    thing = er.async_get(hass).async_get_or_create(
        domain,
        "maker",
        name,
        original_name=name,
        original_device_class=kind,
        supported_features=0xFFFF,
    )
    hass.states.async_set(
        thing.entity_id,
        "off",
        {"friendly_name": name, "device_class": kind, "supported_features": 0xFFFF},
    )
    return thing.entity_id


async def accept(
    hass: HomeAssistant, entry: MockConfigEntry, user: User, step: dict[str, Any]
) -> None:
    """Keep a suggestion that does something, and switch it on."""
    automation = {**suggestion().automation, "actions": [step]}
    await keep(entry.runtime_data.database, suggestion(automation=automation))
    await hass.services.async_call(
        DOMAIN,
        "accept",
        {"suggestion_id": "s1"},
        blocking=True,
        context=Context(user_id=user.id),
    )


async def status(entry: MockConfigEntry) -> SuggestionStatus:
    """Return what became of the suggestion."""
    found = await stored.async_get(entry.runtime_data.database, "s1")
    assert found is not None
    return found.status


@pytest.mark.parametrize(("domain", "kind", "name", "action"), SENSITIVE)
async def test_it_is_not_switched_on(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_admin_user: User,
    domain: str,
    kind: str | None,
    name: str,
    action: str,
) -> None:
    async_mock_service(hass, domain, action.partition(".")[2])
    entity_id = acting(hass, domain, kind, name)
    await hass.async_block_till_done()
    step: dict[str, Any] = {
        "action": action,
        "target": {"entity_id": entity_id},
        "data": DATA.get(action, {}),
    }
    file = Path(hass.config.path("automations.yaml"))
    before = file.read_bytes()
    with pytest.raises(ServiceValidationError) as refused:
        await accept(hass, entry, hass_admin_user, step)
    assert refused.value.translation_key == "not_valid_any_more"
    problems = (refused.value.translation_placeholders or {})["problems"]
    reason = "is not known" if action in NOT_KNOWN else "tell you instead"
    assert problems.endswith(reason)
    assert await status(entry) is SuggestionStatus.NEW
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("domain", "kind", "name", "action"),
    [
        ("cover", "shutter", "Bedroom", "cover.open_cover"),
        ("switch", None, "Coffee", "switch.turn_on"),
        ("light", None, "Oven corner", "light.turn_on"),
    ],
)
async def test_what_is_harmless_is(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_admin_user: User,
    domain: str,
    kind: str | None,
    name: str,
    action: str,
) -> None:
    async_mock_service(hass, domain, action.partition(".")[2])
    entity_id = acting(hass, domain, kind, name)
    await hass.async_block_till_done()
    step = {"action": action, "target": {"entity_id": entity_id}}
    await accept(hass, entry, hass_admin_user, step)
    assert await status(entry) is SuggestionStatus.DEPLOYED
    await hass.services.async_call(
        DOMAIN, "undo", {"suggestion_id": "s1"}, blocking=True
    )
