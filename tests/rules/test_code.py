"""Reading code finds what it should, and nothing else."""

from .code import (
    Stated,
    bare_messages,
    imported_components,
    methods,
    parsed,
    stated,
    strings,
)

ERRORS = '''
class Failure(StrEnum):
    """Why."""
    SLOW = "slow"

class OurError(HomeAssistantError):
    def __init__(self, key: str = "failed", **placeholders: str) -> None:
        super().__init__(translation_domain=DOMAIN, translation_key=key,
            translation_placeholders=placeholders)

class Plain(OurError):
    """Takes a key, too."""

class Damaged(OurError):
    def __init__(self, detail: str) -> None:
        super().__init__("damaged", error=detail)

class Copied(HomeAssistantError):
    def __init__(self, key: str, config: dict, **parts: str) -> None:
        super().__init__(translation_domain=DOMAIN, translation_key=key,
            translation_placeholders={**parts, "yaml": dump(config)})

class Counted(Exception):
    def __init__(self, key: str, **parts: str) -> None:
        super().__init__(key)

def fail(more):
    raise Copied("split", config, file="a.yaml")
    raise Counted("no text")
    raise OurError("torn", page=1)
    raise Plain(Failure.SLOW, seconds=2)
    raise Damaged("the file is empty")
    raise OurError(more)
    raise OurError("open", **more)
'''


def said(text: str) -> list[tuple[str, str, frozenset[str] | None]]:
    """Return what the code asks for, without where."""
    return [(s.section, s.key, s.placeholders) for s in stated(parsed(text))]


def test_keys_given_by_name() -> None:
    text = (
        "raise E(translation_domain=D, translation_key='a',"
        " translation_placeholders={'x': 1})\n"
        "raise E(translation_domain=D, translation_key='b')\n"
        "raise E(translation_domain=D, translation_key='c', translation_placeholders=p)\n"
        "raise E(translation_domain=D, translation_key=key)\n"
        "ir.async_create_issue(h, D, 'i', translation_key='d',"
        " translation_placeholders={'y': 1})\n"
        "SensorEntityDescription(key='e', translation_key='e')\n"
        "Problem(key='f', placeholders={'z': 1, **more})\n"
        "Problem(key='g', placeholders={'z': 1})\n"
        "Thing(key='h')\n"
    )
    assert said(text) == [
        ("exceptions", "a", frozenset({"x"})),
        ("exceptions", "b", frozenset()),
        ("exceptions", "c", None),
        ("issues", "d", frozenset({"y"})),
        ("exceptions", "f", None),
        ("exceptions", "g", frozenset({"z"})),
    ]


def test_keys_given_first() -> None:
    assert said(ERRORS) == [
        ("exceptions", "damaged", frozenset({"error"})),
        ("exceptions", "split", frozenset({"file", "yaml"})),
        ("exceptions", "torn", frozenset({"page"})),
        ("exceptions", "slow", frozenset({"seconds"})),
        ("exceptions", "open", None),
    ]


def test_where() -> None:
    (found,) = stated(parsed("\nProblem(key='a')", "room/file.py"))
    assert found == Stated("exceptions", "a", frozenset(), "room/file.py:2")


def test_bare_messages() -> None:
    text = (
        "raise HomeAssistantError('No!')\n"
        "raise exceptions.ServiceValidationError(f'No {this}')\n"
        "raise HomeAssistantError(translation_key='a')\n"
        "raise ValueError('for programmers')\n"
    )
    assert bare_messages(parsed(text)) == [
        "example.py:1 raises HomeAssistantError with a text of its own",
        "example.py:2 raises ServiceValidationError with a text of its own",
    ]


def test_imports() -> None:
    text = (
        "from homeassistant.components import sun, zone as z\n"
        "from homeassistant.components.light import DOMAIN\n"
        "import homeassistant.components.cover.intent\n"
        "from homeassistant.helpers import entity\n"
        "from .components import lamp\n"
        "if TYPE_CHECKING:\n"
        "    from homeassistant.components.camera import Camera\n"
        "def late():\n"
        "    from homeassistant.components import fan\n"
    )
    assert imported_components(parsed(text)) == {
        "example.py": {"sun", "zone", "light", "cover", "fan"}
    }


def test_strings_and_methods() -> None:
    text = "def step_a():\n    return {'b': f'c{1}'}\nasync def step_d(): ...\n"
    assert {"b"} <= strings(parsed(text))
    assert methods(parsed(text), "step_") == {"a", "d"}
