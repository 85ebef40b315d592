"""What a language model may say of a routine, and what it may not."""

from typing import Any

import pytest

from custom_components.ai_automation.model.home import Entity, HomeContext, Person
from custom_components.ai_automation.model.suggestion import Category
from custom_components.ai_automation.suggestions.written.spoken import (
    NotSayable,
    numbers_in,
)
from custom_components.ai_automation.suggestions.written.wording import (
    read_words,
    with_words,
    words_prompt,
)
from tests.builders import suggestion

GOOD: dict[str, Any] = {
    "title": "Hall light in the morning",
    "description": "Turns the hall light on at 07:00, so that you find your way.",
    "category": "energy",
    "question": "Only when somebody is at home?",
}


def home(language: str = "en") -> HomeContext:
    """Return a home of two lamps and a person."""
    entities = (
        Entity(entity_id="input_boolean.hall", name="Hall light"),
        Entity(entity_id="lock.front", name="Front door lock"),
    )
    return HomeContext(
        version=1,
        time_zone="UTC",
        latitude=0.0,
        longitude=0.0,
        language=language,
        entities={e.entity_id: e for e in entities},
        people={"person.ana": Person(entity_id="person.ana", name="Ana Berg")},
    )


def read(language: str = "en", category: str = "comfort", **said: Any) -> Any:
    """Return the words that are taken from an answer."""
    about = suggestion(category=Category(category))
    return read_words({**GOOD, **said}, about, home(language), "key")


def test_good_words_are_taken() -> None:
    words = read()
    assert words.title == GOOD["title"]
    assert words.category is Category.ENERGY
    assert words.question == GOOD["question"]


@pytest.mark.parametrize(
    ("said", "check"),
    [
        ({"title": ""}, "empty"),
        ({"title": " \u200b "}, "empty"),
        ({"title": "Ana's hall light"}, "person"),
        ({"title": "Hall light for BERG"}, "person"),
        ({"description": "It was so on 77 evenings."}, "number"),
        ({"description": "It was so on eleven evenings."}, "number"),
        ({"description": "It saves 1000000000000000 hours."}, "number"),
        ({"title": "Hall light at 08:00"}, "number"),
        ({"title": "Hall light <b>now</b>"}, "markup"),
        ({"title": "[Hall light](https://example.com)"}, "markup"),
        ({"description": "See www.example.com for more."}, "markup"),
        ({"description": "Turns on {{ states('lock.front') }}"}, "markup"),
        ({"description": "Turns on input_boolean.hall_light"}, "markup"),
        ({"description": "Also opens the front door lock."}, "another_thing"),
        ({"description": "x" * 301}, "too_long"),
        (
            {"description": "Schaltet das Licht ein, wenn es im Flur am Morgen ist."},
            "language",
        ),
    ],
)
def test_what_is_not_said(said: dict[str, Any], check: str) -> None:
    with pytest.raises(NotSayable) as caught:
        read(**said)
    assert caught.value.args == (check,)


@pytest.mark.parametrize(
    "description",
    [
        "You did so on 19 of 21 mornings.",
        "You did so on nineteen mornings.",
        "Turns it on at 7.",
        "One light for everybody.",
        "Saves the way to the switch.",
    ],
)
def test_what_may_be_said(description: str) -> None:
    assert read(description=description).description == description


@pytest.mark.parametrize(
    ("language", "text", "numbers"),
    [
        ("en", "twice, three times, 4 times and once", {2, 3, 4}),
        ("de", "elf Mal, acht Abende", {11, 8}),
        ("nl", "acht avonden", {8}),
        ("fr", "six soirs sur sept", {7}),
        ("es", "once noches", {11}),
        ("de", "sechs von sieben", {6, 7}),
    ],
)
def test_numbers_in_words(language: str, text: str, numbers: set[int]) -> None:
    assert set(numbers_in(text, language)) == numbers


def test_security_stays_security() -> None:
    assert read(category="security").category is Category.SECURITY


@pytest.mark.parametrize(
    "question",
    [None, "Only at home", "At 19 or 21?", "Is it <b>so</b>?", "x" * 200 + "?"],
)
def test_what_is_no_question_is_left_out(question: str | None) -> None:
    assert read(question=question).question is None


def test_a_language_without_sentences_of_ours_gets_its_proof_checked() -> None:
    italian = {
        "title": "Luce del corridoio al mattino",
        "description": "Accende la luce nel corridoio alle 07:00.",
    }
    good = "Lo hai fatto a mano 19 giorni su 20, 1 volta non era gradito."
    words = read("it", **italian, proof=good)
    assert words.proof == good
    told = with_words(suggestion(), words, home("it")).description
    assert told == f"{italian['description'].rstrip('.')}. {good}"
    for wrong in (good.replace("19", "18"), "Lo hai fatto spesso a mano."):
        words = read("it", **italian, proof=wrong)
        assert words.proof is None
        told = with_words(suggestion(), words, home("it")).description
        assert "19 of the 20" in told  # ours, in English


def test_the_prompt_keeps_its_rules_apart_from_the_home() -> None:
    prompt = words_prompt(suggestion(), home(), "Nothing for the nursery.")
    ours = "\n".join(m.text for m in prompt.messages if m.ours)
    theirs = "\n".join(m.text for m in prompt.messages if not m.ours)
    assert "English" in ours
    assert "Hall light" in theirs
    assert "nursery" in theirs
    assert "Hall light" not in ours
    assert "nursery" not in ours
    assert "proof" not in prompt.schema["properties"]
    german = words_prompt(suggestion(), home("de"), "")
    assert "proof" not in german.schema["properties"]
    assert "German" in german.messages[0].text
    italian = words_prompt(suggestion(), home("it"), "")
    assert "proof" in italian.schema["properties"]
    assert "Italian" in italian.messages[0].text
