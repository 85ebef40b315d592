"""The past of the home: what changed, what caused it, and what people did."""

from .reader import HistoryReader
from .scope import Scope

__all__ = ["HistoryReader", "Scope"]
