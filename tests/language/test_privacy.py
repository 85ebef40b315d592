"""What leaves the home holds no names, and comes back with them."""

import json
from typing import Any

from homeassistant.core import HomeAssistant
from hypothesis import given, strategies as st
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ai_automation import language
from custom_components.ai_automation.const import DOMAIN
from custom_components.ai_automation.language.privacy import PREFIX, Pseudonyms
from custom_components.ai_automation.language.prompt import Prompt
from custom_components.ai_automation.language.provider import Message, Role
from custom_components.ai_automation.model.exchange import Purpose
from custom_components.ai_automation.model.home import (
    Area,
    Device,
    Entity,
    ExistingAutomation,
    HomeContext,
    Person,
    User,
)

from .notebook import Notebook
from .server import LanguageServer

NAMES = ("ana", "müller", "muller", "rose", "ben", "torben", "zorro", "kathi", "xaver")


def home(*entities: Entity, **changes: Any) -> HomeContext:
    """Return a home full of names."""
    listed = (
        Entity(entity_id="light.anas_lamp", name="Anas Lampe", area_id="zorros_room"),
        Entity(entity_id="light.kitchen_ceiling", name="Kitchen ceiling light"),
        Entity(
            entity_id="switch.plug",
            name="Plug",
            aliases=("Torben's charger",),
            labels=frozenset({"kathis_things"}),
        ),
        *entities,
    )
    return HomeContext(
        **{
            "version": 1,
            "time_zone": "UTC",
            "latitude": 48.13743,
            "longitude": 11.57549,
            "entities": {e.entity_id: e for e in listed},
            "areas": {"zorros_room": Area(area_id="zorros_room", name="Zorro's room")},
            "devices": {"d1": Device(device_id="d1", name="Xaver 3000")},
            "people": {
                "person.ana": Person(
                    entity_id="person.ana", name="Ana Müller", user_id="u1"
                ),
                "person.rose": Person(entity_id="person.rose", name="Rose"),
            },
            "users": {"u1": User(user_id="u1", name="Ben")},
            "automations": (
                ExistingAutomation(
                    entity_id="automation.kathi_sleeps",
                    automation_id="1",
                    alias="Kathi sleeps",
                    config={},
                ),
            ),
            **changes,
        }
    )


@pytest.fixture(scope="module")
def pseudonyms() -> Pseudonyms:
    """Return the pseudonyms of the home."""
    return Pseudonyms(home(), "key")


@pytest.mark.parametrize(
    "text",
    [
        "Anas Lampe",
        "light.anas_lamp",
        "ANA's lamp, Ana's lamp, ana-lamp",
        "Turn it on when Ana Müller or muller comes home",
        "person.rose",
        "Rose",
        "Ben",
        "Torben's charger, kathis_things, Zorro's room, area:zorros_room/light",
        "automation.kathi_sleeps",
        "Xaver",
    ],
)
def test_no_name_is_left(pseudonyms: Pseudonyms, text: str) -> None:
    hidden = pseudonyms.hide(text).casefold()
    assert PREFIX in hidden
    assert not [name for name in NAMES if name in hidden]


@pytest.mark.parametrize(
    "text",
    [
        "light.kitchen_ceiling",
        "Turn on the kitchen ceiling light at 07:30, 19 of 21 mornings",
        "Schalte das Licht in der Küche aus",
        '{"type": "state", "entity_id": "binary_sensor.hall_motion"}',
    ],
)
def test_ordinary_words_stay(pseudonyms: Pseudonyms, text: str) -> None:
    assert pseudonyms.hide(text) == text


def test_ids_stay_ids(pseudonyms: Pseudonyms) -> None:
    hidden = pseudonyms.hide("light.anas_lamp")
    domain, _, rest = hidden.partition(".")
    assert domain == "light"
    assert rest.endswith("_lamp")
    assert hidden == hidden.lower()


def test_names_come_back_as_they_are_spelled(pseudonyms: Pseudonyms) -> None:
    said = {
        "title": pseudonyms.hide("Turn on Anas Lampe"),
        "actions": [{"entity_id": pseudonyms.hide("light.anas_lamp")}],
        "n": 5,
    }
    assert pseudonyms.reveal(said) == {
        "title": "Turn on Anas Lampe",
        "actions": [{"entity_id": "light.anas_lamp"}],
        "n": 5,
    }


def test_what_a_model_makes_of_a_pseudonym_is_understood(
    pseudonyms: Pseudonyms,
) -> None:
    hidden = pseudonyms.hide("Ana")
    assert pseudonyms.reveal(f"{hidden}'s lamp") == "Ana's lamp"
    assert pseudonyms.reveal(f"{hidden}s lamp") == "Anas lamp"
    assert pseudonyms.reveal(hidden.upper()) == "Ana"
    assert pseudonyms.reveal("nameabcdef") == "nameabcdef"  # invented


def test_they_are_stable_and_those_of_one_home(pseudonyms: Pseudonyms) -> None:
    more = home(Entity(entity_id="light.other", name="Quux"))
    assert Pseudonyms(more, "key").hide("Anas") == pseudonyms.hide("Anas")
    assert Pseudonyms(home(), "other").hide("Anas") != pseudonyms.hide("Anas")


NAME = st.text(min_size=1, max_size=30)


@given(names=st.lists(NAME, max_size=8), person=NAME)
def test_every_name_and_id_comes_back(names: list[str], person: str) -> None:
    entities = [
        Entity(entity_id=f"light.thing_{n}", name=name) for n, name in enumerate(names)
    ]
    there = home(
        *entities,
        people={"person.p": Person(entity_id="person.p", name=person)},
    )
    pseudonyms = Pseudonyms(there, "key")
    for text in (person, *names, *there.entities):
        assert pseudonyms.reveal(pseudonyms.hide(text)) == text


@pytest.mark.parametrize(
    "name",
    [
        "name7",
        "namei3kwno",
        "(.*)",
        "\\1",
        "💡",
        "Лампа Ани",
        "客厅灯",
        "x" * 5000,
        "",
        "Name",
    ],
)
def test_hostile_names(name: str) -> None:
    there = home(Entity(entity_id="light.odd", name=name))
    pseudonyms = Pseudonyms(there, "key")
    assert pseudonyms.reveal(pseudonyms.hide(name)) == name
    assert pseudonyms.reveal(pseudonyms.hide("Anas Lampe")) == "Anas Lampe"


SCHEMA = {
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "entity_id": {"type": "string", "enum": ["light.anas_lamp"]},
    },
    "required": ["title", "entity_id"],
    "additionalProperties": False,
}
PROMPT = Prompt(
    name="test_v1",
    messages=(
        Message(role=Role.SYSTEM, text="Ben says: word it.", ours=True),
        Message(role=Role.USER, text="Anas Lampe (light.anas_lamp) for Ana"),
    ),
    schema=SCHEMA,
)


async def answered(
    hass: HomeAssistant, server: LanguageServer, notebook: Notebook, **options: Any
) -> dict[str, Any]:
    """Ask a server that repeats what it hears, and return its answer as we take it."""

    def reply(body: dict[str, Any]) -> str:
        schema = body["response_format"]["json_schema"]["schema"]
        (entity_id,) = schema["properties"]["entity_id"]["enum"]
        title = body["messages"][1]["content"]
        return json.dumps({"title": title, "entity_id": entity_id})

    server.reply = reply
    entry = MockConfigEntry(
        domain=DOMAIN,
        data={"provider": "openai", "base_url": server.url, "model": "small"},
        options=options,
    )
    model = language.async_get_model(hass, entry, notebook)
    assert model is not None
    return await model.async_generate(PROMPT, purpose=Purpose.WORDS, home=home())


async def test_no_name_reaches_the_server(
    hass: HomeAssistant, server: LanguageServer
) -> None:
    notebook = Notebook()
    data = await answered(hass, server, notebook)
    assert data == {
        "title": "Anas Lampe (light.anas_lamp) for Ana",
        "entity_id": "light.anas_lamp",
    }
    (call,) = server.calls
    assert call.body["messages"][0]["content"] == "Ben says: word it."
    heard = json.dumps([call.body["messages"][1:], call.body["response_format"]])
    (exchange,) = notebook.exchanges
    for text in (heard, exchange.sent.replace("Ben says", ""), exchange.received or ""):
        assert "_lamp" in text
        assert not [name for name in NAMES if name in text.casefold()]


async def test_names_are_sent_where_the_owner_says_so(
    hass: HomeAssistant, server: LanguageServer
) -> None:
    await answered(hass, server, Notebook(), hide_names=False)
    assert "Anas Lampe" in server.calls[0].body["messages"][1]["content"]
