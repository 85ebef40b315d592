"""A configuration as plain data, without where its parts stand in which file."""

from collections.abc import Mapping
from typing import Any


def as_plain(written: Any) -> Any:
    """Return what was read from YAML as dictionaries, lists and texts that JSON can hold."""
    if isinstance(written, Mapping):
        return {str(key): as_plain(value) for key, value in written.items()}
    if isinstance(written, list | tuple):
        return [as_plain(part) for part in written]
    if written is None or isinstance(written, bool | int | float):
        return written
    return str(written)
