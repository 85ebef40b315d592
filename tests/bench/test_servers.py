"""The database servers that tests and the benchmark start."""

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from functools import partial
from pathlib import Path
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import pytest
from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from bench import servers

ROOT = Path(__file__).parents[2]

type Server = Callable[[], AbstractContextManager[str]]


def ask(url: str | URL, question: str) -> object:
    with create_engine(url, poolclass=NullPool).connect() as connection:
        return connection.execute(text(question)).scalar()


@pytest.mark.parametrize("server", [servers.postgresql, servers.mariadb])
def test_a_server_answers_and_is_gone_afterwards(
    server: Server, socket_enabled: None
) -> None:
    with server() as url:
        assert ask(url, "SELECT 1") == 1
        with pytest.raises(OperationalError):
            ask(make_url(url).set(password="wrong"), "SELECT 1")
    with pytest.raises(OperationalError):
        ask(url, "SELECT 1")


@pytest.mark.parametrize("server", [servers.postgresql, servers.mariadb])
def test_a_server_is_gone_after_an_error_too(
    server: Server, socket_enabled: None
) -> None:
    with pytest.raises(ZeroDivisionError), server() as url:
        raise ZeroDivisionError
    with pytest.raises(OperationalError):
        ask(url, "SELECT 1")


@pytest.mark.parametrize("server", [servers.postgresql, servers.mariadb])
def test_without_the_programs_one_reads_what_to_do(
    server: Server, socket_enabled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "PROGRAMS", (Path("/nowhere"),))
    with pytest.raises(servers.ServerMissing, match="run scripts/setup"), server():
        pytest.fail("it ran")


def test_a_broker_listens_and_is_gone_afterwards(socket_enabled: None) -> None:
    with (
        servers.mosquitto() as port,
        socket.create_connection(("127.0.0.1", port), timeout=5) as line,
    ):
        assert line.getpeername()[1] == port
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


@pytest.mark.parametrize("name", ["postgresql", "mariadb"])
def test_a_server_does_not_outlive_who_started_it(
    name: str, socket_enabled: None, request: pytest.FixtureRequest
) -> None:
    # Who is killed cleans nothing up.
    place = tempfile.mkdtemp(dir=servers.PLACE)
    Path(place).chmod(0o711)
    request.addfinalizer(partial(shutil.rmtree, place, ignore_errors=True))
    program = (
        f"import time; from bench import servers; servers.PLACE = {place!r}\n"
        f"with servers.{name}() as url: print(url, flush=True); time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as starter:
        assert starter.stdout is not None
        url = starter.stdout.readline().strip()
        assert ask(url, "SELECT 1") == 1
        assert processes_in(place)
        starter.kill()
    for _ in range(600):
        if not processes_in(place):
            return
        time.sleep(0.1)
    pytest.fail("it still runs")


def processes_in(folder: str) -> list[Path]:
    """Return the processes that work in a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        # It may end while it is looked at.
        with suppress(OSError):
            if str((process / "cwd").readlink()).startswith(folder):
                found.append(process)
    return found
