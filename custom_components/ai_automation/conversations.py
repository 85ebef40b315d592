"""Questions that wait for the owner's answer; only a few, for half an hour, and not over a restart."""

from collections import OrderedDict
import time

from homeassistant.core import callback
from homeassistant.util.ulid import ulid_now

MOST = 20
SECONDS = 1800.0


class Conversations:
    """What was said so far, by the id that an answer is given with."""

    def __init__(self) -> None:
        """Start with none."""
        self._open: OrderedDict[str, tuple[float, tuple[str, ...]]] = OrderedDict()

    @callback
    def async_take(self, conversation_id: str | None) -> tuple[str, ...] | None:
        """Return what was said so far, and end the conversation; None where it is not known any more."""
        self._forget()
        found = self._open.pop(conversation_id or "", None)
        return None if found is None else found[1]

    @callback
    def async_keep(self, said: tuple[str, ...]) -> str:
        """Keep what was said, the question last, until it is answered."""
        conversation_id = ulid_now()
        self._open[conversation_id] = time.monotonic(), said
        while len(self._open) > MOST:
            self._open.popitem(last=False)
        return conversation_id

    def _forget(self) -> None:
        """Let go of what is old."""
        oldest = time.monotonic() - SECONDS
        for conversation_id, (at, _) in tuple(self._open.items()):
            if at < oldest:
                del self._open[conversation_id]
