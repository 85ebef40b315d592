"""The rules for the package refuse what they should."""

from pathlib import Path
from typing import Any

from PIL import Image
import pytest

from .package import (
    IMAGES,
    RULES,
    brand_problems,
    hacs_problems,
    import_problems,
    manifest_problems,
    quality_problems,
    requirement_problems,
)

MANIFEST = {
    "domain": "thing",
    "name": "Thing",
    "after_dependencies": ["sun"],
    "codeowners": ["@us"],
    "dependencies": ["http", "recorder"],
    "documentation": "https://example.com/thing",
    "integration_type": "service",
    "iot_class": "calculated",
    "issue_tracker": "https://example.com/thing/issues",
    "requirements": ["a>=1", "b>=2"],
    "version": "1.2.3",
}


@pytest.fixture(name="components")
def known_components(tmp_path: Path) -> Path:
    """Return a folder with some components of Home Assistant."""
    for name in ("http", "recorder", "sun"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").touch()
    return tmp_path


def test_good_manifest(components: Path) -> None:
    assert not manifest_problems(MANIFEST, "thing", components)


@pytest.mark.parametrize("key", ["version", "codeowners", "iot_class", "issue_tracker"])
def test_manifest_without(components: Path, key: str) -> None:
    short = {name: value for name, value in MANIFEST.items() if name != key}
    assert f"{key} is missing" in manifest_problems(short, "thing", components)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("domain", "other"),
        ("version", "new"),
        ("codeowners", ["us"]),
        ("codeowners", []),
        ("documentation", "http://example.com"),
        ("issue_tracker", "https://"),
        ("integration_type", "thing"),
        ("iot_class", "guessed"),
        ("dependencies", ["recorder", "http"]),
        ("dependencies", ["http", "http"]),
        ("dependencies", ["gone"]),
        ("after_dependencies", ["http"]),
        ("requirements", ["b", "a"]),
    ],
)
def test_manifest_with_a_wrong(components: Path, key: str, value: Any) -> None:
    assert manifest_problems({**MANIFEST, key: value}, "thing", components)


def test_manifest_out_of_order(components: Path) -> None:
    turned = dict(reversed(MANIFEST.items()))
    assert manifest_problems(turned, "thing", components)
    assert manifest_problems({**MANIFEST, "zeal": 1}, "thing", components) == [
        "zeal is not a key"
    ]


@pytest.mark.parametrize(
    ("requirement", "good"),
    [
        ("openai>=3.10,<4", True),
        ("openai>=3.30", False),
        ("openai==3.26.0", False),
        ("openai>=", False),
        ("unpinned>=1", True),
    ],
)
def test_requirements(requirement: str, good: bool) -> None:
    constraints = "# pins\nopenai==3.26.0\nnumpy>=2\n"
    assert (not requirement_problems([requirement], constraints)) is good


@pytest.mark.parametrize(
    ("name", "component", "good"),
    [
        ("home.py", "recorder", True),
        ("home.py", "sun", True),
        ("home.py", "sensor", True),
        ("home.py", "homeassistant", True),
        ("home.py", "diagnostics", False),
        ("diagnostics.py", "diagnostics", True),
        ("diagnostics/more.py", "diagnostics", True),
        ("room/diagnostics.py", "diagnostics", False),
        ("home.py", "hue", False),
    ],
)
def test_imports(name: str, component: str, good: bool) -> None:
    assert (not import_problems({name: {component}}, MANIFEST)) is good


@pytest.mark.parametrize(
    ("hacs", "good"),
    [
        ({"name": "Thing", "homeassistant": "2026.10.0"}, True),
        ({"name": "Thing", "zip_release": True}, True),
        ({}, False),
        ({"name": ""}, False),
        ({"name": "Thing", "domains": ["sensor"]}, False),
        ({"name": "Thing", "zip_release": "yes"}, False),
        ({"name": "Thing", "homeassistant": "newest"}, False),
    ],
)
def test_hacs(hacs: dict[str, Any], good: bool) -> None:
    assert (not hacs_problems(hacs)) is good


def paint(folder: Path, **changes: Any) -> None:
    """Paint good images, with a change of the first."""
    for name, size in IMAGES.items():
        picture = {"mode": "RGBA", "size": (size, size), "color": (1, 2, 3, 0)}
        if name == "icon.png":
            picture |= changes
        Image.new(**picture).save(folder / name, format="PNG")


def test_brand(tmp_path: Path) -> None:
    assert brand_problems(tmp_path / "none")
    assert brand_problems(tmp_path)
    paint(tmp_path)
    assert not brand_problems(tmp_path)
    (tmp_path / "logo.svg").touch()
    assert brand_problems(tmp_path)


@pytest.mark.parametrize(
    "changes",
    [{"size": (255, 256)}, {"mode": "RGB", "color": 0}, {"color": (1, 2, 3, 255)}],
)
def test_wrong_brand(tmp_path: Path, changes: dict[str, Any]) -> None:
    paint(tmp_path, **changes)
    assert len(brand_problems(tmp_path)) == 1


def test_brand_of_another_format(tmp_path: Path) -> None:
    paint(tmp_path)
    Image.new("RGB", (256, 256)).save(tmp_path / "icon.png", format="JPEG")
    assert brand_problems(tmp_path)


def test_there_are_54_rules() -> None:
    assert len(RULES) == 54


@pytest.mark.parametrize(
    ("changes", "good"),
    [
        ({}, True),
        ({"devices": {"status": "exempt", "comment": "None."}}, True),
        ({"devices": {"status": "done", "comment": "One."}}, True),
        ({"devices": {"status": "exempt"}}, False),
        ({"devices": "exempt"}, False),
        ({"devices": "todo"}, False),
        ({"devices": "maybe"}, False),
        ({"gadgets": "done"}, False),
    ],
)
def test_quality(changes: dict[str, Any], good: bool) -> None:
    rules = dict.fromkeys(RULES, "done") | changes
    assert (not quality_problems({"rules": rules}, "platinum")) is good


def test_quality_left_out() -> None:
    rules = dict.fromkeys(sorted(RULES)[1:], "done")
    assert quality_problems({"rules": rules}, None)
    assert not quality_problems({"rules": dict.fromkeys(RULES, "todo")}, "gold")
