"""The rules for actions refuse what they should."""

from pathlib import Path
from typing import Any

import pytest

from .actions import (
    agreement_problems,
    broken_links,
    documentation_problems,
    selector_problems,
)

REGISTERED = {"go": {"speed"}}
DESCRIBED = {"go": {"fields": {"speed": {"selector": {"text": None}}}}}
WORDS = {"name": "Go", "description": "Goes."}
TEXTS = {"services": {"go": {**WORDS, "fields": {"speed": WORDS}}}}
ICONS = {"services": {"go": {"service": "mdi:run"}}}
README = "Call `ai_automation.go`."
PAGE = "# Actions\n\n## go\n\n`speed`: how fast.\n"


def test_agreement() -> None:
    assert not agreement_problems(REGISTERED, DESCRIBED, TEXTS, ICONS)


@pytest.mark.parametrize(
    "changed",
    [
        {"registered": {**REGISTERED, "stop": set()}},
        {"registered": {"go": {"speed", "way"}}},
        {"registered": {"go": set()}},
        {"described": {}},
        {"described": {**DESCRIBED, "stop": None}},
        {"described": {"go": None}},
        {"texts": {}},
        {"texts": {"services": {"go": WORDS}}},
        {"texts": {"services": {"go": {"name": "Go", "fields": {"speed": WORDS}}}}},
        {"texts": {"services": {"go": {**WORDS, "fields": {"speed": {}}}}}},
        {"icons": {}},
        {"icons": {"services": {"go": {"service": "run"}}}},
    ],
)
def test_disagreement(changed: dict[str, Any]) -> None:
    good = {
        "registered": REGISTERED,
        "described": DESCRIBED,
        "texts": TEXTS,
        "icons": ICONS,
    }
    assert agreement_problems(**{**good, **changed})


def test_selectors() -> None:
    select = {"select": {"options": ["a", "b"], "translation_key": "way"}}
    worded = {"selector": {"way": {"options": {"a": "A", "b": "B"}}}}

    def described(selector: Any) -> dict[str, Any]:
        return {"go": {"fields": {"way": {"selector": selector}}}}

    assert not selector_problems(described({"text": None}), {})
    assert not selector_problems(described(select), worded)
    assert not selector_problems({"go": None}, {})
    assert selector_problems(described(select), {})
    short = {"selector": {"way": {"options": {"a": "A"}}}}
    assert selector_problems(described(select), short)
    assert selector_problems(described({"nonsense": None}), {})
    assert selector_problems(described({"number": {"min": "low"}}), {})
    assert selector_problems(described(None), {})


@pytest.mark.parametrize(
    ("readme", "page", "good"),
    [
        (README, PAGE, True),
        ("Call it.", PAGE, False),
        (README, "# Actions\n", False),
        (README, PAGE.replace("`speed`", "speed"), False),
        (README, f"{PAGE}\n## stop\n", False),
    ],
)
def test_documentation(readme: str, page: str, good: bool) -> None:
    assert (not documentation_problems(REGISTERED, readme, page)) is good


def test_links(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("[a](page.md#part) [b](https://example.com) [c](gone.md)")
    assert broken_links(page) == ["gone.md"]
