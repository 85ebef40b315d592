"""Reads the past of the home from the recorder, each night only what is new."""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
import threading

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.recorder import DATA_INSTANCE, get_instance, session_scope
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ..const import DOMAIN, LOGGER
from ..model.act import Act
from ..model.home import HomeContext
from ..model.track import History, Series
from .assemble import Assembly
from .numbers import Numbers
from .query import Query, ReadingStoppedError
from .recorder import read
from .recording import Recording
from .scope import Relevant, Scope
from .telling import telling_numbers

LATE_SECONDS = 300.0
"""The recorder writes rows some seconds late; what is younger than this is read again."""


WRITE_SECONDS = 10
"""How long to wait for the recorder to write what it has heard."""


async def async_written(hass: HomeAssistant) -> None:
    """Wait until the recorder has written what happened until now.

    A recorder that is busy for longer, as when it migrates, is read as it is.
    """
    if DATA_INSTANCE not in hass.data:
        return
    try:
        async with asyncio.timeout(WRITE_SECONDS):
            await get_instance(hass).async_block_till_done()
    except TimeoutError:
        LOGGER.info("The recorder is busy; the last minutes may be missing")


class HistoryReader:
    """Reads histories, and remembers the rows between two of them."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Start with nothing read."""
        self._hass = hass
        self._recording: Recording | None = None
        self._numbers = Numbers()
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
            history = await self._hass.async_add_executor_job(assembly.history)
            if not (telling := telling_numbers(home, scope, history.acts)):
                return history
            series, rows = await self._async_numbers(telling, start, end)
        return replace(history, series=series, rows=history.rows + rows)

    async def async_read_numbers(
        self, entity_ids: Collection[str], *, start: float, end: float
    ) -> Mapping[str, Series]:
        """Return the numbers of some sensors from `start` to `end`, by entity id, in that order.

        At most one value in five minutes; sensors without any are left out. What was read
        before is remembered. Raises as `async_read` does.
        """
        if DATA_INSTANCE not in self._hass.data:
            raise HomeAssistantError(
                translation_domain=DOMAIN, translation_key="no_recorder"
            )
        async with self._lock:
            series, _ = await self._async_numbers(entity_ids, start, end)
        return series

    async def _async_numbers(
        self, entity_ids: Collection[str], start: float, end: float
    ) -> tuple[dict[str, Series], int]:
        """Return the numbers of some sensors, and how many rows were read for them."""
        numbers, self._numbers = self._numbers, Numbers()
        rows = 0

        def _read(stop: threading.Event) -> None:
            nonlocal rows
            with self._session() as session:
                rows = numbers.read(
                    entity_ids,
                    start=start,
                    end=end,
                    late=LATE_SECONDS,
                    session=session,
                    at_once=get_instance(self._hass).max_bind_vars,
                    stop=stop,
                )

        await self._async_ask(_read)
        self._numbers = numbers
        return numbers.series(entity_ids, end), rows

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
        await self._async_ask(partial(self._read, recording, start, end))
        self._recording = recording
        return recording

    async def _async_ask(self, read: Callable[[threading.Event], None]) -> None:
        """Let something be read in the recorder's executor; the event tells it to stop."""
        stop = threading.Event()
        try:
            await get_instance(self._hass).async_add_executor_job(read, stop)
        except SQLAlchemyError as err:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="recorder_unreadable",
                translation_placeholders={"error": str(err)},
            ) from err
        finally:
            # The thread outlives a cancelled wait.
            stop.set()

    @contextmanager
    def _session(self) -> Iterator[Session]:
        """Open a session that a reading may leave when it is told to stop."""
        # Nobody waits for what is read any more then, and it is no error to log.
        with (
            session_scope(hass=self._hass, read_only=True) as session,
            suppress(ReadingStoppedError),
        ):
            yield session

    def _read(
        self, recording: Recording, start: float, end: float, stop: threading.Event
    ) -> None:
        """Read what is missing, in the recorder's executor."""
        since = max(recording.until, start)
        recording.forget(before=start, since=since)
        recording.start = start
        with self._session() as session:
            query = Query(
                session=session,
                since=since,
                end=end,
                at_once=get_instance(self._hass).max_bind_vars,
                stop=stop,
            )
            read(query, recording)
        recording.until = max(start, end - LATE_SECONDS)
        recording.end = end
