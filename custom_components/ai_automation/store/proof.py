"""Evidence as it is stored: examples without the names of their fields, half the size."""

from operator import attrgetter
from typing import Any, Final

from ..model.act import Cause
from ..model.evidence import Evidence, Example, Verdict, tuples
from .rows import columns

_EXAMPLE = columns(Example)
_FIGURES = tuple(name for name in columns(Evidence) if name != "examples")
_example_values = attrgetter(*_EXAMPLE)
_figures = attrgetter(*_FIGURES)

USER_PATH: Final = f"$[{_EXAMPLE.index('user_id')}]"
"""Where in a stored example SQLite finds who did it."""


def pack(evidence: Evidence) -> dict[str, Any]:
    """Return evidence as data that JSON can hold."""
    data = dict(zip(_FIGURES, _figures(evidence), strict=True))
    data["examples"] = [_example_values(example) for example in evidence.examples]
    return data


def unpack(data: dict[str, Any]) -> Evidence:
    """Return the evidence that `pack` made data of; an earlier version knew fewer figures."""
    examples = tuple(_example(row) for row in data["examples"])
    return Evidence(**{**data, **tuples(data), "examples": examples})


def _example(row: list[Any]) -> Example:
    """Return the example of a row; one that an earlier version wrote may be shorter."""
    values = dict(zip(_EXAMPLE, row, strict=False))
    cause = values["cause"]
    values["verdict"] = Verdict(values["verdict"])
    values["cause"] = None if cause is None else Cause(cause)
    return Example(**values)
