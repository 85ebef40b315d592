"""Reads the past of the home from the recorder, each night only what is new."""

import asyncio
from collections.abc import Sequence
import threading

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.recorder import DATA_INSTANCE, get_instance, session_scope
from sqlalchemy.exc import SQLAlchemyError

from ..const import DOMAIN
from ..model.act import Act
from ..model.home import HomeContext
from ..model.track import History
from .assemble import Assembly
from .query import Query, ReadingStoppedError
from .recorder import read
from .recording import Recording
from .scope import Relevant, Scope

LATE_SECONDS = 300.0
"""The recorder writes rows some seconds late; what is younger than this is read again."""


class HistoryReader:
    """Reads histories, and remembers the rows between two of them."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Start with nothing read."""
        self._hass = hass
        self._recording: Recording | None = None
        self._lock = asyncio.Lock()

    async def async_read(
        self,
        home: HomeContext,
        scope: Scope,
        *,
        start: float,
        end: float,
        log: Sequence[Act] = (),
        targets: frozenset[str] | None = None,
    ) -> History:
        """Return what is known of the time from `start` to `end`, both included.

        Acts of `log` from before the recorder's memory come first; with `targets` only
        acts on those entities are told. Raises `HomeAssistantError` when there is no
        recorder or its database does not answer.
        """
        if DATA_INSTANCE not in self._hass.data:
            raise HomeAssistantError(
                translation_domain=DOMAIN, translation_key="no_recorder"
            )
        async with self._lock:
            recording = await self._async_recording(home, scope, start, end)
            assembly = Assembly(
                recording=recording,
                home=home,
                scope=scope,
                end=end,
                log=log,
                targets=targets,
            )
            return await self._hass.async_add_executor_job(assembly.history)

    async def _async_recording(
        self, home: HomeContext, scope: Scope, start: float, end: float
    ) -> Recording:
        """Return the rows up to `end`, from memory as far as it goes."""
        relevant = Relevant.of(home, scope)
        recording, self._recording = self._recording, None
        if (
            recording is None
            or recording.relevant != relevant
            or start < recording.start
            or end < recording.end
        ):
            recording = Recording(
                relevant=relevant, start=start, until=start, end=start
            )
        stop = threading.Event()
        try:
            await get_instance(self._hass).async_add_executor_job(
                self._read, recording, start, end, stop
            )
        except SQLAlchemyError as err:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="recorder_unreadable",
                translation_placeholders={"error": str(err)},
            ) from err
        finally:
            # The thread outlives a cancelled wait.
            stop.set()
        self._recording = recording
        return recording

    def _read(
        self, recording: Recording, start: float, end: float, stop: threading.Event
    ) -> None:
        """Read what is missing, in the recorder's executor."""
        since = max(recording.until, start)
        recording.forget(before=start, since=since)
        recording.start = start
        with session_scope(hass=self._hass, read_only=True) as session:
            query = Query(
                session=session,
                since=since,
                end=end,
                at_once=get_instance(self._hass).max_bind_vars,
                stop=stop,
            )
            try:
                read(query, recording)
            except ReadingStoppedError:
                # Nobody waits for the recording any more, and it is no error to log.
                return
        recording.until = max(start, end - LATE_SECONDS)
        recording.end = end
