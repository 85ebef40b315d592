"""The integration keeps the published rules for integrations, and ours."""

import json
from pathlib import Path
from typing import Any

import homeassistant
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
import pytest
import yaml

from custom_components.ai_automation import PLATFORMS
from custom_components.ai_automation.const import DOMAIN
from custom_components.ai_automation.event import SuggestionEvent
from custom_components.ai_automation.language.provider import Failure
from custom_components.ai_automation.phrases import PHRASES
from custom_components.ai_automation.sensor import COST, SENSORS, TOKENS
from custom_components.ai_automation.services import Service, async_setup_services

from .rules import actions, code, package, texts

ROOT = Path(__file__).parents[1]
INTEGRATION = ROOT / "custom_components" / DOMAIN
CORE = Path(homeassistant.__file__).parent


def load(name: str) -> Any:
    """Return a file of the integration."""
    text = (INTEGRATION / name).read_text()
    return json.loads(text) if name.endswith(".json") else yaml.safe_load(text)


@pytest.fixture(scope="module", name="trees")
def all_code() -> list[code.Tree]:
    """Return the code of the integration."""
    return code.read(INTEGRATION)


@pytest.fixture(name="registered")
def registered_actions(hass: HomeAssistant) -> actions.Fields:
    """Return the fields of each action, as they are registered."""
    async_setup_services(hass)
    registered = hass.services.async_services_for_domain(DOMAIN)
    return {
        name: {str(key) for key in service.schema.schema}
        for name, service in registered.items()
    }


def test_manifest() -> None:
    manifest = load("manifest.json")
    assert not package.manifest_problems(manifest, DOMAIN, CORE / "components")


def test_requirements_admit_what_home_assistant_pins() -> None:
    constraints = (CORE / "package_constraints.txt").read_text()
    requirements = load("manifest.json")["requirements"]
    assert not package.requirement_problems(requirements, constraints)


def test_imports_are_named_in_the_manifest(trees: list[code.Tree]) -> None:
    imported = code.imported_components(trees)
    assert not package.import_problems(imported, load("manifest.json"))


def test_hacs() -> None:
    assert not package.hacs_problems(json.loads((ROOT / "hacs.json").read_text()))


def test_brand() -> None:
    assert not package.brand_problems(INTEGRATION / "brand")


def test_quality_scale() -> None:
    tier = load("manifest.json")["quality_scale"]
    assert not package.quality_problems(load("quality_scale.yaml"), tier)


def test_texts_are_well_formed() -> None:
    assert not texts.form_problems(load("translations/en.json"))


@pytest.mark.parametrize("language", sorted(PHRASES))
def test_every_language_says_the_same(language: str) -> None:
    translated = load(f"translations/{language}.json")
    assert not texts.form_problems(translated)
    assert not texts.translation_problems(translated, load("translations/en.json"))


def test_texts_that_the_code_asks_for_exist(trees: list[code.Tree]) -> None:
    said = code.stated(trees)
    assert len(said) > 30
    assert not texts.statement_problems(said, load("translations/en.json"))


def test_texts_are_used(trees: list[code.Tree]) -> None:
    assert not texts.unused(load("translations/en.json"), code.strings(trees))


def test_exceptions_have_no_text_of_their_own(trees: list[code.Tree]) -> None:
    assert not code.bare_messages(trees)


def test_every_failure_of_a_language_model_has_words() -> None:
    worded = load("translations/en.json")
    assert set(Failure) <= set(worded["exceptions"])
    in_flow = {failure for failure in Failure if not failure.startswith("ai_task")}
    # The check of the flow asks for one word, which these cannot befall.
    in_flow -= {
        Failure.ANSWER_CUT,
        Failure.CONTEXT_TOO_SMALL,
        Failure.DAILY_BUDGET,
        Failure.DEADLINE,
        Failure.MONTHLY_BUDGET,
        Failure.REFUSED,
    }
    assert in_flow <= set(worded["config"]["error"])


@pytest.mark.parametrize(
    ("flow", "module"), [("config", "config_flow.py"), ("options", "options_flow.py")]
)
def test_steps_have_words(flow: str, module: str) -> None:
    steps = code.methods(
        code.parsed((INTEGRATION / module).read_text()), "async_step_"
    ) - {"reauth"}  # which shows reauth_confirm
    assert not texts.step_problems(steps, load("translations/en.json")[flow])


@pytest.mark.parametrize(
    ("platform", "keys"),
    [
        ("button", {"analyze": None}),
        ("event", {"suggestion": [event.value for event in SuggestionEvent]}),
        (
            "sensor",
            {
                str(sensor.translation_key): sensor.options
                for sensor in (*SENSORS, TOKENS, COST)
            },
        ),
    ],
)
def test_entities_have_words_and_icons(
    platform: str, keys: dict[str, list[str] | None], trees: list[code.Tree]
) -> None:
    worded, drawn = load("translations/en.json"), load("icons.json")
    assert not texts.entity_problems(platform, keys, worded, drawn)
    assert set(keys) <= code.strings(trees)


def test_no_other_platform_has_words() -> None:
    platforms = {Platform(platform).value for platform in PLATFORMS}
    assert set(load("translations/en.json")["entity"]) == platforms
    assert set(load("icons.json")["entity"]) == platforms


def test_actions_agree(registered: actions.Fields) -> None:
    assert set(registered) == set(Service)
    assert not actions.agreement_problems(
        registered,
        load("services.yaml"),
        load("translations/en.json"),
        load("icons.json"),
    )


def test_forms_of_actions_can_be_shown() -> None:
    described = load("services.yaml")
    assert not actions.selector_problems(described, load("translations/en.json"))


def test_actions_are_documented(registered: actions.Fields) -> None:
    readme = (ROOT / "README.md").read_text()
    page = (ROOT / "docs" / "actions.md").read_text()
    assert not actions.documentation_problems(registered, readme, page)


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=str
)
def test_links_lead_somewhere(page: Path) -> None:
    assert not actions.broken_links(page)
