"""Servers for the recorder and for MQTT, each in a temporary folder and gone afterwards."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
import os
from pathlib import Path
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

READY_SECONDS = 120
STOP_SECONDS = 60
PLACE = "/tmp"
"""Not where TMPDIR says: another user must be able to go there."""
PROGRAMS = (
    *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True),
    Path("/usr/sbin"),
    Path("/usr/bin"),
)
"""Where Debian keeps the programs of servers, which are not on every user's path."""


class ServerMissing(Exception):
    """A server is not installed, or does not start."""


@contextmanager
def postgresql() -> Iterator[str]:
    """Run a PostgreSQL, and yield the URL of an empty database."""
    with _own_folder() as folder:
        data, password, port = folder / "data", secrets.token_hex(), _free_port()
        keep = _written(folder, "password", password)
        _run(
            folder,
            [_program("initdb"), f"--pgdata={data}", "--no-sync", "--username=home"],
            ["--auth=scram-sha-256", f"--pwfile={keep}"],
            ["--encoding=UTF8", "--locale=C.UTF-8"],
        )
        server = [_program("postgres"), "-D", str(data), "-k", str(folder)]
        place = ["-h", "127.0.0.1", "-p", str(port), "-c", "fsync=off"]
        url = f"postgresql://home:{password}@127.0.0.1:{port}/postgres"
        with _running(
            folder, [*server, *place], partial(_is_asked, url), stop=signal.SIGINT
        ):
            yield url


@contextmanager
def mariadb() -> Iterator[str]:
    """Run a MariaDB, and yield the URL of an empty database."""
    with _own_folder() as folder:
        password, port = secrets.token_hex(), _free_port()
        places = ["--no-defaults", f"--datadir={folder / 'data'}"]
        _run(folder, [_program("mariadb-install-db"), *places, "--skip-test-db"])
        begin = _written(
            folder,
            "begin.sql",
            "CREATE DATABASE home CHARACTER SET utf8mb4;\n"
            f"CREATE USER home@'127.0.0.1' IDENTIFIED BY '{password}';\n"
            "GRANT ALL ON *.* TO home@'127.0.0.1';\n",
        )
        server = [_program("mariadbd"), *places, f"--socket={folder / 'socket'}"]
        place = ["--bind-address=127.0.0.1", "--skip-name-resolve", f"--port={port}"]
        options = [f"--init-file={begin}", "--innodb-flush-log-at-trx-commit=0"]
        url = f"mysql+pymysql://home:{password}@127.0.0.1:{port}/home?charset=utf8mb4"
        with _running(
            folder,
            [*server, *place, *options],
            partial(_is_asked, url),
            stop=signal.SIGTERM,
        ):
            yield url


@contextmanager
def mosquitto() -> Iterator[int]:
    """Run an MQTT broker that asks nobody who they are, and yield its port."""
    with _own_folder() as folder:
        port = _free_port()
        config = _written(
            folder,
            "mosquitto.conf",
            f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\n",
        )
        command = [_program("mosquitto"), "-c", str(config)]
        with _running(folder, command, partial(_listens, port), stop=signal.SIGTERM):
            yield port


def _program(name: str) -> str:
    """Return the path of a program."""
    path = os.pathsep.join(str(folder) for folder in PROGRAMS)
    if found := shutil.which(name, path=path):
        return found
    raise ServerMissing(f"{name} is not installed: run scripts/setup")


def _free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def _own_folder() -> Iterator[Path]:
    """Make a folder for a server: nobody's where this is root, since no server runs as root."""
    with tempfile.TemporaryDirectory(prefix="recorder-", dir=PLACE) as name:
        folder = Path(name)
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        yield folder


def _written(folder: Path, name: str, content: str) -> Path:
    """Write a file that the owner of the folder alone may read."""
    path = folder / name
    path.touch(mode=0o600)
    path.write_text(content)
    os.chown(path, folder.stat().st_uid, folder.stat().st_gid)
    return path


def _start(
    folder: Path, command: Sequence[str], *, stop: signal.Signals
) -> subprocess.Popen[bytes]:
    """Start a program as the user whose folder it is; what it says goes into a file.

    It is told to stop when this process ends, in whatever way.
    """
    owner = folder.stat()
    run_as = ["setpriv", f"--pdeathsig={stop.name.removeprefix('SIG')}"]
    if os.geteuid() == 0:
        ids = [f"--reuid={owner.st_uid}", f"--regid={owner.st_gid}"]
        run_as += [*ids, "--clear-groups"]
    with _log(folder).open("ab") as log:
        return subprocess.Popen(
            [*run_as, "--", *command],
            cwd=folder,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _run(folder: Path, *command: Sequence[str]) -> None:
    """Run a program to its end."""
    words = [word for part in command for word in part]
    if _start(folder, words, stop=signal.SIGTERM).wait():
        raise ServerMissing(f"{command[0][0]} failed: {_log(folder).read_text()}")


@contextmanager
def _running(
    folder: Path,
    command: Sequence[str],
    answers: Callable[[], bool],
    *,
    stop: signal.Signals,
) -> Iterator[None]:
    """Keep a server that answers while the body runs."""
    process = _start(folder, command, stop=stop)
    try:
        _wait(folder, process, answers)
        yield
    finally:
        process.send_signal(stop)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(
    folder: Path, process: subprocess.Popen[bytes], answers: Callable[[], bool]
) -> None:
    """Wait until the server answers."""
    until = time.monotonic() + READY_SECONDS
    while process.poll() is None and time.monotonic() < until:
        if answers():
            return
        time.sleep(0.1)
    raise ServerMissing(f"the server does not answer: {_log(folder).read_text()}")


def _is_asked(url: str) -> bool:
    """Return whether a database answers."""
    try:
        with create_engine(url, poolclass=NullPool).connect() as connection:
            connection.execute(text("SELECT 1"))
    except OperationalError:
        return False
    return True


def _listens(port: int) -> bool:
    """Return whether somebody listens on a port of this machine."""
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def _log(folder: Path) -> Path:
    return folder / "log"
