"""An automation is checked for its form, by Home Assistant, for what exists, for safety."""

from copy import deepcopy
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.ai_automation.const import DOMAIN
from custom_components.ai_automation.suggestions.check import (
    async_check,
    async_check_revision,
)
from tests.suggestions.homes import home

HOME = home(services={"switch": frozenset({"turn_on"})})


@pytest.fixture(autouse=True)
async def _home(hass: HomeAssistant) -> None:
    """Set up what automations need, and the actions of the home."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(
        hass,
        "script",
        {
            "script": {
                "open_up": {
                    "sequence": [
                        {"action": "lock.unlock", "target": {"entity_id": "lock.front"}}
                    ]
                },
                "dim": {
                    "sequence": [
                        {
                            "action": "light.turn_on",
                            "target": {"entity_id": "light.hall"},
                        }
                    ]
                },
            }
        },
    )
    assert await async_setup_component(hass, "automation", {})
    assert await async_setup_component(hass, "persistent_notification", {})
    for action in (
        "light.turn_on",
        "lock.unlock",
        "cover.close_cover",
        "climate.set_hvac_mode",
        "select.select_option",
        "scene.turn_on",
        "media_player.media_play",
        "homeassistant.turn_off",
    ):
        async_mock_service(hass, *action.split("."))
    hass.states.async_set("climate.ana", "off", {"hvac_modes": ["off", "heat"]})
    hass.states.async_set("light.group", "off", {"entity_id": ["light.hall"]})
    hass.states.async_set(
        "scene.party", "x", {"entity_id": ["light.group", "lock.front"]}
    )
    hass.states.async_set(
        "cover.group", "open", {"entity_id": ["cover.nested"], "supported_features": 3}
    )
    hass.states.async_set(
        "cover.nested", "open", {"entity_id": ["cover.garage", "cover.group"]}
    )


def config(**changes: Any) -> dict[str, Any]:
    """Return a good automation."""
    return {
        "alias": "A",
        "description": "",
        "triggers": [
            {"trigger": "state", "entity_id": "binary_sensor.door", "to": "on"}
        ],
        "conditions": [
            {"condition": "numeric_state", "entity_id": "zone.home", "above": 0}
        ],
        "actions": [{"action": "light.turn_on", "target": {"entity_id": "light.hall"}}],
        "mode": "single",
        **changes,
    }


def call(action: str, entity_id: str, **data: Any) -> dict[str, Any]:
    """Return an action."""
    return {
        "action": action,
        "target": {"entity_id": entity_id},
        **({"data": data} if data else {}),
    }


NOTICE = [
    {
        "condition": "not",
        "conditions": [
            {"condition": "state", "entity_id": "lock.front", "state": ["locked"]}
        ],
    },
    {"action": "persistent_notification.create", "data": {"message": "x"}},
]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"actions": NOTICE},
        {"actions": [call("light.turn_on", "light.hall"), *NOTICE]},
        {"actions": call("light.turn_on", "light.hall")},
        {"actions": [call("switch.turn_on", "switch.coffee")]},
        {"actions": [call("light.turn_on", "light.group")]},
        {"actions": [call("climate.set_hvac_mode", "climate.ana", hvac_mode="heat")]},
        {"actions": [call("cover.close_cover", "cover.blinds")]},
        {"actions": [call("media_player.media_play", "media_player.tv")]},
        {"actions": [call("scene.turn_on", "scene.relax")]},
        {"actions": [call("script.turn_on", "script.dim")]},
        {"actions": [call("select.select_option", "select.mode", option="any")]},
    ],
)
async def test_good(hass: HomeAssistant, changes: dict[str, Any]) -> None:
    """Nothing is wrong, and nothing was changed by looking."""
    given = config(**changes)
    before = deepcopy(given)
    assert await async_check(hass, HOME, given) == []
    assert given == before


async def test_former_keys(hass: HomeAssistant) -> None:
    """The singular names of the parts are checked as well."""
    given = config()
    for name in ("triggers", "conditions", "actions"):
        given[name[:-1]] = given.pop(name)
    given["trigger"][0]["platform"] = given["trigger"][0].pop("trigger")
    given["action"][0]["service"] = given["action"][0].pop("action")
    before = deepcopy(given)
    assert await async_check(hass, HOME, given) == []
    assert given == before


@pytest.mark.parametrize(
    ("changes", "key", "part"),
    [
        (
            {"triggers": [{"trigger": "webhook", "webhook_id": "x"}]},
            "problem_form",
            "webhook",
        ),
        ({"actions": [{"delay": 5}]}, "problem_form", "plain action"),
        ({"actions": [{"action": "script.dim"}]}, "problem_form", "script.dim"),
        ({"actions": ["odd"]}, "problem_form", "template"),
        ({"actions": []}, "problem_form", "nothing"),
        ({"actions": NOTICE, "triggers": []}, "problem_form", "nothing triggers"),
        ({"actions": NOTICE[:1]}, "problem_form", "nothing"),
        (
            {"triggers": [{"trigger": "sun", "event": "sunset"}], "mode": "odd"},
            "problem_invalid",
            "mode",
        ),
        (
            {
                "conditions": [
                    {"condition": "state", "entity_id": "light.gone", "state": "on"}
                ]
            },
            "problem_entity",
            "light.gone",
        ),
        (
            {"actions": [call("light.turn_on", "light.gone")]},
            "problem_entity",
            "light.gone",
        ),
        (
            {
                "triggers": [
                    {
                        "trigger": "light.turned_on",
                        "target": {"entity_id": "light.gone"},
                    }
                ]
            },
            "problem_entity",
            "light.gone",
        ),
        (
            {"actions": [call("fan.turn_on", "fan.bath")]},
            "problem_action",
            "fan.turn_on",
        ),
        (
            {"actions": [call("media_player.media_play", "media_player.old")]},
            "problem_feature",
            "media_player.old",
        ),
        (
            {
                "actions": [
                    call("climate.set_hvac_mode", "climate.ana", hvac_mode="cool")
                ]
            },
            "problem_value",
            "off, heat",
        ),
        (
            {"actions": [call("lock.unlock", "lock.front")]},
            "problem_security",
            "lock.unlock",
        ),
        (
            {"actions": [call("scene.turn_on", "scene.party")]},
            "problem_security",
            "lock.front",
        ),
        (
            {"actions": [call("script.turn_on", "script.open_up")]},
            "problem_security",
            "lock.front",
        ),
        (
            {"actions": [call("cover.close_cover", "cover.group")]},
            "problem_security",
            "cover.garage",
        ),
        (
            {"actions": [call("homeassistant.turn_off", "light.hall")]},
            "problem_forbidden",
            "homeassistant.turn_off",
        ),
        (
            {"actions": [call("lock.unlock", "lock.front"), *NOTICE]},
            "problem_security",
            "lock.unlock",
        ),
    ],
)
async def test_bad(
    hass: HomeAssistant, changes: dict[str, Any], key: str, part: str
) -> None:
    """Each problem is named in words."""
    found = await async_check(hass, HOME, config(**changes))
    assert [problem.key for problem in found] == [key]
    assert part in str(found[0].placeholders)


async def test_features_as_the_state_says(hass: HomeAssistant) -> None:
    """What the thing says now counts more than what was registered."""
    given = config(actions=[call("cover.close_cover", "cover.blinds")])
    hass.states.async_set("cover.blinds", "open", {"supported_features": 1})
    assert [p.key for p in await async_check(hass, HOME, given)] == ["problem_feature"]
    stranger = config(actions=[call("cover.close_cover", "cover.new")])
    hass.states.async_set("cover.new", "open", {})
    assert [p.key for p in await async_check(hass, HOME, stranger)] == [
        "problem_feature"
    ]


async def test_problems_in_words(hass: HomeAssistant) -> None:
    """A problem says what it is about."""
    given = config(actions=[call("light.turn_on", "light.gone")])
    hass.config.components.add(DOMAIN)
    await async_get_translations(hass, "en", "exceptions", {DOMAIN})
    assert [str(problem) for problem in await async_check(hass, HOME, given)] == [
        "The entity light.gone does not exist. It may have been renamed or removed"
    ]


OWN = {
    "id": "7",
    "alias": "Own",
    "triggers": [{"trigger": "state", "entity_id": "light.gone", "to": "on"}],
    "conditions": [],
    "actions": [
        {"action": "lock.unlock", "target": {"entity_id": "lock.front"}},
        {"delay": 5},
        {"action": "homeassistant.turn_off", "target": {"entity_id": "all"}},
    ],
}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        (
            {
                "conditions": [
                    {"condition": "state", "entity_id": "light.hall", "state": "on"}
                ]
            },
            [],
        ),
        (
            {
                "conditions": [
                    {"condition": "state", "entity_id": "light.no", "state": "on"}
                ]
            },
            ["problem_entity"],
        ),
        ({"conditions": [{"condition": "no such thing"}]}, ["problem_invalid"]),
        ({"actions": OWN["actions"][:2]}, ["problem_form"]),
    ],
    ids=["the same", "a condition", "what is not there", "not valid", "other actions"],
)
async def test_a_change_of_the_owners_automation(
    hass: HomeAssistant, changes: dict[str, Any], expected: list[str]
) -> None:
    """What its owner lets it do is the owner's choice, only what is new is checked."""
    problems = await async_check_revision(hass, HOME, OWN, {**OWN, **changes})
    assert [problem.key for problem in problems] == expected
