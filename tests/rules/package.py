"""Rules for the manifest, hacs.json, the images and the quality scale."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from awesomeversion import AwesomeVersion
from homeassistant.const import Platform
from packaging.requirements import InvalidRequirement, Requirement
from PIL import Image

REQUIRED = frozenset(
    {
        "codeowners",
        "documentation",
        "domain",
        "integration_type",
        "iot_class",
        "issue_tracker",
        "name",
        "version",
    }
)
OPTIONAL = frozenset(
    {
        "after_dependencies",
        "config_flow",
        "dependencies",
        "loggers",
        "quality_scale",
        "requirements",
        "single_config_entry",
    }
)
TYPES = frozenset(
    {"device", "entity", "hardware", "helper", "hub", "service", "system", "virtual"}
)
IOT_CLASSES = frozenset(
    {
        "assumed_state",
        "calculated",
        "cloud_polling",
        "cloud_push",
        "local_polling",
        "local_push",
    }
)
HACS: Mapping[str, type] = {
    "content_in_root": bool,
    "country": list,
    "filename": str,
    "hacs": str,
    "hide_default_branch": bool,
    "homeassistant": str,
    "name": str,
    "persistent_directory": str,
    "render_readme": bool,
    "zip_release": bool,
}
IMAGES = {"icon.png": 256, "icon@2x.png": 512}
"""Pixels wide and high."""
ALWAYS_THERE = frozenset({"homeassistant", "script", "system_health"})
"""Components that Home Assistant's validator lets anyone import."""
RULES_BY_TIER = {
    "bronze": """
        action-setup appropriate-polling brands common-modules
        config-flow-test-coverage config-flow dependency-transparency docs-actions
        docs-conditions docs-high-level-description docs-installation-instructions
        docs-removal-instructions docs-triggers entity-event-setup entity-unique-id
        has-entity-name runtime-data test-before-configure test-before-setup
        unique-config-entry
    """,
    "silver": """
        action-exceptions config-entry-unloading docs-configuration-parameters
        docs-installation-parameters entity-unavailable integration-owner
        log-when-unavailable parallel-updates reauthentication-flow test-coverage
    """,
    "gold": """
        devices diagnostics discovery discovery-update-info docs-data-update
        docs-examples docs-known-limitations docs-supported-devices
        docs-supported-functions docs-troubleshooting docs-use-cases dynamic-devices
        entity-category entity-device-class entity-disabled-by-default
        entity-translations exception-translations icon-translations
        reconfiguration-flow repair-issues stale-devices
    """,
    "platinum": "async-dependency inject-websession strict-typing",
}
RULES = frozenset(" ".join(RULES_BY_TIER.values()).split())


def manifest_problems(
    manifest: Mapping[str, Any], folder: str, components: Path
) -> list[str]:
    """Return what Home Assistant's validator refuses in a manifest."""
    keys = list(manifest)
    found = [f"{key} is missing" for key in sorted(REQUIRED - set(keys))]
    found += [f"{key} is not a key" for key in sorted(set(keys) - REQUIRED - OPTIONAL)]
    if keys != ["domain", "name", *sorted(set(keys) - {"domain", "name"})]:
        found.append("keys are not in order: domain, name, then by the alphabet")
    if manifest.get("domain") != folder:
        found.append("domain is not the name of the folder")
    if manifest.get("integration_type") not in TYPES:
        found.append("integration_type is unknown")
    if manifest.get("iot_class") not in IOT_CLASSES:
        found.append("iot_class is unknown")
    if not AwesomeVersion(str(manifest.get("version"))).valid:
        found.append("version is none")
    for key in ("documentation", "issue_tracker"):
        url = urlparse(str(manifest.get(key)))
        if url.scheme != "https" or not url.netloc:
            found.append(f"{key} is not an https address")
    owners = manifest.get("codeowners") or ["none"]
    if not all(owner.startswith("@") for owner in owners):
        found.append("codeowners are not names with an @")
    return found + _list_problems(manifest, components)


def _list_problems(manifest: Mapping[str, Any], components: Path) -> list[str]:
    """Return what is wrong with the lists of a manifest."""
    found = []
    first = manifest.get("dependencies", [])
    after = manifest.get("after_dependencies", [])
    for key in ("dependencies", "after_dependencies", "requirements", "loggers"):
        values = manifest.get(key, [])
        if values != sorted(set(values)):
            found.append(f"{key} are not sorted, or hold one twice")
    found += [f"{name} is in both dependencies" for name in set(first) & set(after)]
    found += [
        f"{name} is not a component"
        for name in [*first, *after]
        if not (components / name / "manifest.json").is_file()
    ]
    return found


def requirement_problems(requirements: list[str], constraints: str) -> list[str]:
    """Return requirements that Home Assistant's own pins cannot meet."""
    pins = dict(
        line.split("==")
        for line in constraints.splitlines()
        if line.count("==") == 1 and not line.startswith("#")
    )
    found = []
    for text in requirements:
        try:
            requirement = Requirement(text)
        except InvalidRequirement:
            found.append(f"{text} is not a requirement")
            continue
        if any(part.operator == "==" for part in requirement.specifier):
            found.append(f"{text} admits one version only")
        pin = pins.get(requirement.name)
        if pin and pin not in requirement.specifier:
            found.append(f"{text} does not admit {pin}")
    return found


def import_problems(
    imported: Mapping[str, set[str]], manifest: Mapping[str, Any]
) -> list[str]:
    """Return imports of components that the manifest does not name."""
    allowed = {
        manifest["domain"],
        *ALWAYS_THERE,
        *manifest.get("dependencies", []),
        *manifest.get("after_dependencies", []),
        *(platform.value for platform in Platform),
    }
    return [
        f"{name} imports {component}, which the manifest does not name"
        for name, components in imported.items()
        for component in sorted(components - allowed)
        # A platform of that component.
        if Path(name).parts[0].removesuffix(".py") != component
    ]


def hacs_problems(hacs: Mapping[str, Any]) -> list[str]:
    """Return what HACS refuses in hacs.json."""
    found = [f"{key} is not a key" for key in set(hacs) - set(HACS)]
    found += [
        f"{key} is of another kind"
        for key, kind in HACS.items()
        if key in hacs and not isinstance(hacs[key], kind)
    ]
    if not hacs.get("name"):
        found.append("name is missing")
    if not AwesomeVersion(str(hacs.get("homeassistant", "1.0.0"))).valid:
        found.append("homeassistant is not a version")
    return found


def brand_problems(folder: Path) -> list[str]:
    """Return images that are missing, of another size, or not transparent."""
    present = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    found = [f"{name} is missing or too much" for name in present ^ set(IMAGES)]
    for name in present & set(IMAGES):
        with Image.open(folder / name) as image:
            if image.format != "PNG" or image.size != (IMAGES[name], IMAGES[name]):
                found.append(f"{name} is not a PNG of {IMAGES[name]} pixels")
            elif image.mode != "RGBA" or image.getchannel("A").getextrema()[0]:
                found.append(f"{name} is nowhere transparent")
    return found


def quality_problems(scale: Mapping[str, Any], tier: str | None) -> list[str]:
    """Return rules that are unknown, left out, without a reason, or not met."""
    rules = scale.get("rules", {})
    found = [f"{rule} is missing or unknown" for rule in RULES ^ set(rules)]
    for rule, said in rules.items():
        status = said if isinstance(said, str) else said.get("status")
        if status not in ("done", "exempt", "todo"):
            found.append(f"{rule} has no status")
        if status == "exempt" and (isinstance(said, str) or not said.get("comment")):
            found.append(f"{rule} is exempt without a reason")
        if status == "todo" and tier == "platinum":
            found.append(f"{rule} is to be done, so the scale is not platinum")
    return found
