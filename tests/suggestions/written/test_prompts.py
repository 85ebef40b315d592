"""Prompts are files with versions, and say exactly what is kept here of them.

A text that changes gets a new version: its file another number, its hash another line. What
is composed of it is kept in `prompts/`; UPDATE_PROMPTS=1 writes that anew, to be read in the diff.
"""

import hashlib
import json
import os
from pathlib import Path

from homeassistant.core import HomeAssistant
import pytest

from bench import benchmark_prompts
from custom_components.ai_automation.language.prompt import Prompt, text_of
from custom_components.ai_automation.model.exchange import Purpose
from custom_components.ai_automation.model.home import HomeContext
from custom_components.ai_automation.suggestions.written.catalog import async_catalog
from custom_components.ai_automation.suggestions.written.ideas import idea_prompt
from custom_components.ai_automation.suggestions.written.request import (
    Asked,
    refine_prompt,
    request_prompt,
)
from custom_components.ai_automation.suggestions.written.seeds import Seed
from custom_components.ai_automation.suggestions.written.wording import words_prompt

FOLDER = Path(__file__).parent / "prompts"
FILES = Path(__file__).parents[3] / "custom_components/ai_automation/language/prompts"
HASHES = {
    "ideas_v1": "de29ae8614f2eb5c",
    "refine_v1": "f6a3655247df302d",
    "request_v1": "5d85810d4753f393",
    "words_v1": "8029d81594e39492",
}
INSTRUCTIONS = "Nothing for the nursery."


def test_a_changed_text_has_a_new_version() -> None:
    found = {
        path.stem: hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in sorted(FILES.glob("*.md"))
    }
    assert found == HASHES


def test_a_field_that_is_not_given_is_told() -> None:
    with pytest.raises(KeyError):
        text_of("words_v1", proof="")


def prompts(hass: HomeAssistant, home: HomeContext) -> dict[str, Prompt]:
    """Return one prompt of each kind."""
    first = benchmark_prompts.routines(home)[0]
    assert first.routine is not None
    ids = ["light.kitchen_ceiling_light", "binary_sensor.kitchen_motion"]
    catalog = async_catalog(hass, home, ids)
    asked = Asked(text="Ten minutes later", earlier=("Light at seven", "Which one?"))
    seed = Seed(
        purpose=Purpose.COMBINATIONS, hint="motion and light", entity_ids=tuple(ids)
    )
    return {
        "words_v1": words_prompt(first, home, INSTRUCTIONS),
        "request_v1": request_prompt(asked, home, catalog, {}, INSTRUCTIONS),
        "refine_v1": refine_prompt(asked, home, catalog, first.routine, INSTRUCTIONS),
        "ideas_v1": idea_prompt(seed, home, catalog, INSTRUCTIONS),
    }


@pytest.mark.parametrize("name", HASHES)
def test_what_is_said(hass: HomeAssistant, name: str) -> None:
    prompt = prompts(hass, benchmark_prompts.home(20))[name]
    assert prompt.name == name
    said = [
        f"[{m.role}{', ours' if m.ours else ''}]\n{m.text}" for m in prompt.messages
    ]
    text = "\n\n".join([*said, json.dumps(prompt.schema, indent=1)]) + "\n"
    path = FOLDER / f"{name}.txt"
    if os.environ.get("UPDATE_PROMPTS"):
        path.write_text(text)
    assert text == path.read_text()


@pytest.mark.parametrize("name", HASHES)
def test_nothing_but_what_matters_is_told(hass: HomeAssistant, name: str) -> None:
    """No coordinates, accounts, serials, states or other things of the home."""
    home = benchmark_prompts.home(20)
    prompt = prompts(hass, home)[name]
    text = "\n".join(m.text for m in prompt.messages) + json.dumps(prompt.schema)
    for word in ("latitude", "user_id", "device_id", "serial", "living_room_power"):
        assert word not in text
    assert INSTRUCTIONS in text
