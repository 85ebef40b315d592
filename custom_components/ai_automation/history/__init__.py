"""The past of the home: what changed, what caused it, and what people did."""

from .reader import HistoryReader, async_written
from .scope import Scope

__all__ = ["HistoryReader", "Scope", "async_written"]
