"""Rules for the texts: each exists, is used, is well formed and gets its placeholders."""

from collections.abc import Iterable, Iterator, Mapping
import re
from string import Formatter
from typing import Any

from homeassistant.data_entry_flow import FlowResult, FlowResultType, section

from .code import Stated

SLUG = re.compile(r"^[a-z0-9]+(_[a-z0-9]+)*$")
HTML = re.compile(r"<[a-z].*?>", re.IGNORECASE)
ADDRESS = re.compile(r"\b(https?|ftp|mqtt|socket)://|www\.", re.IGNORECASE)
QUOTED_PLACEHOLDER = re.compile(r"'{\w+}'")
SECTIONS = frozenset(
    {
        "config",
        "entity",
        "exceptions",
        "issues",
        "options",
        "selector",
        "services",
        "system_health",
        "title",
    }
)

type Texts = Mapping[str, Any]


def leaves(texts: Texts, path: str = "") -> Iterator[tuple[str, Any]]:
    """Walk all texts with their paths."""
    for key, value in texts.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def placeholders(text: str) -> set[str]:
    """Return the names in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def translation_problems(texts: Texts, english: Texts) -> list[str]:
    """Return where a translation says more, less or with other parts than the English texts."""
    mine, theirs = dict(leaves(texts)), dict(leaves(english))
    found = [f"{path} is missing" for path in theirs.keys() - mine.keys()]
    found += [f"{path} is not an English text" for path in mine.keys() - theirs.keys()]
    for path in mine.keys() & theirs.keys():
        if placeholders(mine[path]) != placeholders(theirs[path]):
            found.append(f"{path} has other placeholders")
        if mine[path].count("```") != theirs[path].count("```"):
            found.append(f"{path} has another form")
    return sorted(found)


def form_problems(texts: Texts) -> list[str]:
    """Return texts that Home Assistant's validator refuses."""
    found = [f"{section} is not a section" for section in set(texts) - SECTIONS]
    for path, text in leaves(texts):
        if not all(SLUG.match(key) for key in path.split(".")):
            found.append(f"{path} is not a key")
        if not isinstance(text, str) or not text or text != text.strip():
            found.append(f"{path} is no text, or has spaces around it")
            continue
        if "[%" in text:
            found.append(f"{path} refers to another text")
        if HTML.search(text):
            found.append(f"{path} holds HTML")
        if ADDRESS.search(text):
            found.append(f"{path} holds an address")
        if QUOTED_PLACEHOLDER.search(text):
            found.append(f"{path} has a placeholder in single quotes")
        try:
            names = placeholders(text)
        except ValueError:
            found.append(f"{path} has braces that do not fit")
        else:
            if not all(name.isidentifier() for name in names):
                found.append(f"{path} has a placeholder without a name")
    return found


def statement_problems(statements: Iterable[Stated], texts: Texts) -> list[str]:
    """Return texts that the code asks for and does not get, or not whole."""
    found = []
    for said in statements:
        text = texts.get(said.section, {}).get(said.key)
        if text is None:
            found.append(f"{said.where}: no {said.section}.{said.key}")
            continue
        wanted = {name for _, leaf in leaves(text) for name in placeholders(leaf)}
        if said.placeholders is not None and said.placeholders != wanted:
            given = ", ".join(sorted(said.placeholders)) or "nothing"
            found.append(
                f"{said.where}: {said.section}.{said.key} wants"
                f" {', '.join(sorted(wanted)) or 'nothing'}, is given {given}"
            )
    return found


def unused(texts: Texts, strings: set[str]) -> list[str]:
    """Return texts whose key is nowhere in the code."""
    groups = {
        "exceptions": texts.get("exceptions", {}),
        "issues": texts.get("issues", {}),
        "config.error": texts.get("config", {}).get("error", {}),
        "config.abort": texts.get("config", {}).get("abort", {}),
        "options.error": texts.get("options", {}).get("error", {}),
        "system_health.info": texts.get("system_health", {}).get("info", {}),
        **{
            f"entity.{platform}": entities
            for platform, entities in texts.get("entity", {}).items()
        },
    }
    return [
        f"{group}.{key} is used nowhere"
        for group, keys in groups.items()
        for key in keys
        if key not in strings
    ]


def step_problems(steps: set[str], flow: Texts) -> list[str]:
    """Return steps of a flow without a text, and texts without a step."""
    texts = set(flow.get("step", {}))
    return [
        *(f"step {step} has no text" for step in sorted(steps - texts)),
        *(f"step {step} does not exist" for step in sorted(texts - steps)),
    ]


def shown_problems(shown: FlowResult[Any, Any], flow: Texts) -> list[str]:
    """Return what is not worded in a form or in the end of a flow."""
    if shown["type"] is FlowResultType.ABORT:
        known = shown["reason"] in flow.get("abort", {})
        own = shown.get("translation_domain") is None
        return [f"abort {shown['reason']} has no text"] if own and not known else []
    step = flow["step"].get(shown["step_id"], {})
    given = set(shown.get("description_placeholders") or ())
    schema = shown["data_schema"]
    return [
        *_field_problems(schema.schema if schema else {}, step),
        *(
            f"error {error} has no text"
            for error in (shown["errors"] or {}).values()
            if error not in flow.get("error", {})
        ),
        *(
            f"{path} of step {shown['step_id']} wants {name}"
            for path, text in leaves(step)
            for name in placeholders(text) - given
        ),
    ]


def _field_problems(schema: Mapping[Any, Any], texts: Texts) -> list[str]:
    """Return fields without a name or a description, and texts without a field."""
    found = []
    fields = {str(key) for key, kind in schema.items() if not isinstance(kind, section)}
    for group in ("data", "data_description"):
        worded = set(texts.get(group, {}))
        found += [f"{field} has no {group}" for field in sorted(fields - worded)]
        found += [f"{group} {field} has no field" for field in sorted(worded - fields)]
    described = list(texts.get("data_description", {}).values())
    found += [f"said twice: {text}" for text in described if described.count(text) > 1]
    for key, kind in schema.items():
        if isinstance(kind, section):
            inner = texts.get("sections", {}).get(str(key), {})
            if "name" not in inner:
                found.append(f"section {key} has no name")
            found += _field_problems(kind.schema.schema, inner)
    return found


def entity_problems(
    platform: str, keys: Mapping[str, list[str] | None], texts: Texts, icons: Texts
) -> list[str]:
    """Return entities without a name, a state's name or an icon.

    `keys` holds, for each entity, the states it may have, where those are words.
    """
    named = texts.get("entity", {}).get(platform, {})
    drawn = icons.get("entity", {}).get(platform, {})
    found = [
        f"{what} of {platform} {key} is missing or too much"
        for what, group in (("name", named), ("icon", drawn))
        for key in set(group) ^ set(keys)
    ]
    for key, states in keys.items():
        entity = named.get(key, {})
        if not entity.get("name"):
            found.append(f"{platform} {key} has no name")
        types = entity.get("state_attributes", {}).get("event_type", {})
        worded = types.get("state", {}) if platform == "event" else entity.get("state")
        if set(worded or ()) != set(states or ()):
            found.append(f"states of {platform} {key} differ from their names")
    return found
