"""What the words of homes mean."""

import pytest

from custom_components.ai_automation.language.vocabulary import (
    CONCEPTS,
    DEVICE_CLASSES,
    DOMAINS,
    ORDINARY,
    concepts_of,
    is_ordinary,
    plain,
    words_of,
)


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("Küchenlicht", {"kitchen", "light"}),
        ("Wohnzimmerlampe", {"living_room", "light"}),
        ("the living room lamp", {"living_room", "light"}),
        ("Deckenleuchte im Flur", {"light", "hall"}),
        ("lumière de la cuisine", {"light", "kitchen"}),
        ("salle de bain", {"bathroom"}),
        ("Rollläden", {"cover"}),
        ("Badezimmerheizung", {"bathroom", "heating"}),
        ("luz del dormitorio", {"light", "bedroom"}),
        ("gordijnen in de slaapkamer", {"cover", "bedroom"}),
        ("light.kitchen_ceiling", {"light", "kitchen"}),
        ("Annalampe", set()),
        ("", set()),
    ],
)
def test_what_a_text_is_about(text: str, concepts: set[str]) -> None:
    assert concepts <= concepts_of(text)
    if not concepts:
        assert not concepts_of(text)


@pytest.mark.parametrize(
    "word", ["lamp", "lampen", "deckenlampe", "wohnzimmerlampe", "links", "kuchenlicht"]
)
def test_words_of_homes(word: str) -> None:
    assert is_ordinary(word)


@pytest.mark.parametrize("word", ["ana", "torben", "annalampe", "zorro", "jurgen", ""])
def test_words_that_may_be_names(word: str) -> None:
    assert not is_ordinary(word)


def test_the_table_is_plain_and_consistent() -> None:
    words = {word for words in CONCEPTS.values() for word in words} | ORDINARY
    assert all(word.replace("_", "") == plain(word.replace("_", "")) for word in words)
    assert DOMAINS.keys() <= CONCEPTS.keys()
    assert DEVICE_CLASSES.keys() <= CONCEPTS.keys()
    assert all(list(words_of(word)) for word in words)
