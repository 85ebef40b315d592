"""Rules for the actions: code, description, words, icons and documentation agree."""

from collections.abc import Mapping
from pathlib import Path
import re
from typing import Any

from homeassistant.helpers.selector import validate_selector
import voluptuous as vol

from .texts import Texts

type Fields = Mapping[str, set[str]]
"""The fields of each action."""


def agreement_problems(
    registered: Fields, described: Mapping[str, Any], texts: Texts, icons: Texts
) -> list[str]:
    """Return actions and fields that are not everywhere."""
    worded = texts.get("services", {})
    drawn = icons.get("services", {})
    found = [
        f"{action} is not in {where}, or only there"
        for where, known in (
            ("services.yaml", described),
            ("the texts", worded),
            ("the icons", drawn),
        )
        for action in set(known) ^ set(registered)
    ]
    for action in set(registered) & set(described) & set(worded):
        fields = (described[action] or {}).get("fields", {})
        words = worded[action].get("fields", {})
        found += [
            f"{action}: {field} is not in {where}, or only there"
            for where, known in (("services.yaml", fields), ("the texts", words))
            for field in set(known) ^ registered[action]
        ]
        for name, text in {action: worded[action], **words}.items():
            if not text.get("name") or not text.get("description"):
                found.append(f"{action}: {name} has no name or no description")
    for action in drawn:
        if not str(drawn[action].get("service", "")).startswith("mdi:"):
            found.append(f"{action} has no icon")
    return found


def selector_problems(described: Mapping[str, Any], texts: Texts) -> list[str]:
    """Return fields whose form Home Assistant cannot show, or shows without words."""
    found = []
    for action, description in described.items():
        for name, field in (description or {}).get("fields", {}).items():
            where = f"{action}: {name}"
            try:
                validate_selector(field.get("selector"))
            except vol.Invalid as err:
                found.append(f"{where} {err}")
                continue
            select = (field["selector"] or {}).get("select")
            if not select:
                continue
            worded = texts.get("selector", {}).get(select.get("translation_key"), {})
            if set(worded.get("options", {})) != set(select["options"]):
                found.append(f"{where} has choices without words, or words too much")
    return found


def documentation_problems(registered: Fields, readme: str, page: str) -> list[str]:
    """Return actions that the README leaves out, and fields that their page does."""
    parts = re.split(r"^## (\w+)$", page, flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    found = [
        f"{action} is not in the README"
        for action in registered
        if f"`ai_automation.{action}`" not in readme
    ]
    found += [
        f"{action} has no section, or the section no action"
        for action in set(sections) ^ set(registered)
    ]
    for action in set(sections) & set(registered):
        found += [
            f"{action}: {field} is not explained"
            for field in registered[action]
            if f"`{field}`" not in sections[action]
        ]
    return found


def broken_links(page: Path) -> list[str]:
    """Return links of a page to files that are not there."""
    links = re.findall(r"\]\(([^)#]+)", page.read_text())
    return [
        link
        for link in links
        if "://" not in link and not (page.parent / link).exists()
    ]
