"""What the code says: its texts by key, its imports, its bare messages."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

TRANSLATED = frozenset(
    {
        "ConfigEntryAuthFailed",
        "ConfigEntryError",
        "ConfigEntryNotReady",
        "HomeAssistantError",
        "ServiceValidationError",
        "UpdateFailed",
    }
)
"""Exceptions of Home Assistant that people read."""

type Tree = tuple[str, ast.Module]
"""A file's name and what is in it."""


@dataclass(frozen=True)
class Stated:
    """A text that the code asks for by its key."""

    section: str
    key: str
    placeholders: frozenset[str] | None
    """None where they are not written out at that place."""
    where: str


def read(folder: Path) -> list[Tree]:
    """Return all code of a folder."""
    return [
        (str(path.relative_to(folder)), ast.parse(path.read_text()))
        for path in sorted(folder.rglob("*.py"))
    ]


def parsed(text: str, name: str = "example.py") -> list[Tree]:
    """Return code that is given as text."""
    return [(name, ast.parse(text))]


def strings(trees: Iterable[Tree]) -> set[str]:
    """Return every string in the code that stands alone."""
    return {
        node.value
        for _, tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def methods(trees: Iterable[Tree], prefix: str) -> set[str]:
    """Return what follows the prefix in names of functions."""
    return {
        node.name.removeprefix(prefix)
        for _, tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith(prefix)
    }


def stated(trees: list[Tree]) -> list[Stated]:
    """Return the texts of exceptions and issues that the code asks for."""
    members = _enum_members(trees)
    keyed, children = _exceptions_with_keys(trees)
    found = []
    for name, call, scope in _calls(trees):
        statement = (
            _with_keywords(call)
            or _problem(call)
            or _with_key_first(call, members, keyed=keyed)
            or _handed_up(call, members, inside=scope in children)
        )
        if statement:
            found.append(Stated(*statement, f"{name}:{call.lineno}"))
    return found


def bare_messages(trees: list[Tree]) -> list[str]:
    """Return where an exception that people read is raised with a fixed text."""
    return [
        f"{name}:{call.lineno} raises {_called(call)} with a text of its own"
        for name, call, _ in _calls(trees)
        if _called(call) in TRANSLATED and call.args
    ]


def imported_components(trees: Iterable[Tree]) -> dict[str, set[str]]:
    """Return the components of Home Assistant that each file imports at run time."""
    found: dict[str, set[str]] = {}
    for name, tree in trees:
        found[name] = set()
        for node in _run_time_nodes(tree):
            for module in _modules(node):
                parts = module.split(".")
                if parts[:2] == ["homeassistant", "components"] and len(parts) > 2:
                    found[name].add(parts[2])
    return found


def _modules(node: ast.AST) -> list[str]:
    """Return the modules that a statement imports, by their whole names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def _run_time_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Walk what is not for type checkers alone."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        yield node
        yield from _run_time_nodes(node)


def _calls(trees: Iterable[Tree]) -> Iterator[tuple[str, ast.Call, str]]:
    """Walk all calls, each with its file and the class it stands in."""

    def walk(node: ast.AST, scope: str) -> Iterator[tuple[ast.Call, str]]:
        if isinstance(node, ast.Call):
            yield node, scope
        if isinstance(node, ast.ClassDef):
            scope = node.name
        for child in ast.iter_child_nodes(node):
            yield from walk(child, scope)

    for name, tree in trees:
        for call, scope in walk(tree, ""):
            yield name, call, scope


def _called(call: ast.Call) -> str:
    """Return the last part of the name that is called."""
    return ast.unparse(call.func).rpartition(".")[2]


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    """Return what a call is given by name."""
    return next((k.value for k in call.keywords if k.arg == name), None)


def _text(node: ast.expr | None) -> str | None:
    """Return a string that is written out."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def _names(node: ast.expr | None) -> frozenset[str] | None:
    """Return the keys of a dict that is written out; none of it is an empty one."""
    if node is None:
        return frozenset()
    if not isinstance(node, ast.Dict):
        return None
    keys = [_text(key) for key in node.keys]
    return frozenset(key for key in keys if key) if all(keys) else None


def _with_keywords(call: ast.Call) -> tuple[str, str, frozenset[str] | None] | None:
    """Read `translation_key="…"` of exceptions and issues."""
    key = _text(_keyword(call, "translation_key"))
    issue = _called(call).endswith("create_issue")
    if key is None or not (issue or _keyword(call, "translation_domain")):
        return None
    placeholders = _names(_keyword(call, "translation_placeholders"))
    return "issues" if issue else "exceptions", key, placeholders


def _problem(call: ast.Call) -> tuple[str, str, frozenset[str] | None] | None:
    """Read `Problem(key="…")`."""
    key = _text(_keyword(call, "key"))
    if _called(call) != "Problem" or key is None:
        return None
    return "exceptions", key, _names(_keyword(call, "placeholders"))


def _with_key_first(
    call: ast.Call, members: dict[str, str], *, keyed: Mapping[str, frozenset[str]]
) -> tuple[str, str, frozenset[str] | None] | None:
    """Read `OurError("…", name=…)`."""
    if _called(call) not in keyed or not call.args:
        return None
    key = _text(call.args[0]) or members.get(ast.unparse(call.args[0]))
    if key is None:
        return None
    names = [keyword.arg for keyword in call.keywords]
    known = frozenset(name for name in names if name) | keyed[_called(call)]
    return "exceptions", key, known if all(names) else None


def _handed_up(
    call: ast.Call, members: dict[str, str], *, inside: bool
) -> tuple[str, str, frozenset[str] | None] | None:
    """Read `super().__init__("…", name=…)` inside a child of such an exception."""
    if not inside or ast.unparse(call.func) != "super().__init__":
        return None
    return _with_key_first(call, members, keyed={"__init__": frozenset()})


def _enum_members(trees: Iterable[Tree]) -> dict[str, str]:
    """Return the values of string enums, by `Class.MEMBER`."""
    return {
        f"{node.name}.{target.id}": text
        for _, tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and "StrEnum" in map(ast.unparse, node.bases)
        for assign in node.body
        if isinstance(assign, ast.Assign) and (text := _text(assign.value))
        for target in assign.targets
        if isinstance(target, ast.Name)
    }


def _exceptions_with_keys(
    trees: Iterable[Tree],
) -> tuple[dict[str, frozenset[str]], set[str]]:
    """Return our exceptions that take a key and, by name, its placeholders.

    Each comes with the placeholders that it adds itself. The second are their children,
    which may take something else but hand a key up.
    """
    classes = [
        node
        for _, tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    ]
    keyed = {
        node.name: added
        for node in classes
        if (init := _init(node)) and (added := _added(init)) is not None
    }
    children = set()
    for node in classes:
        for parent in keyed.keys() & {*map(ast.unparse, node.bases)}:
            children.add(node.name)
            if _init(node) is None:
                keyed[node.name] = keyed[parent]
    return keyed, children


def _init(node: ast.ClassDef) -> ast.FunctionDef | None:
    """Return how a class is made, where it says so itself."""
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and method.name == "__init__":
            return method
    return None


def _added(init: ast.FunctionDef) -> frozenset[str] | None:
    """Return what is put beside the placeholders given by name; None without such."""
    if init.args.kwarg is None:
        return None
    for call in ast.walk(init):
        if isinstance(call, ast.Call):
            given = _keyword(call, "translation_placeholders")
            if isinstance(given, ast.Name) and given.id == init.args.kwarg.arg:
                return frozenset()
            if isinstance(given, ast.Dict) and None in given.keys:
                return frozenset(text for key in given.keys if (text := _text(key)))
    return None
